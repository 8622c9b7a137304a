"""The kinds of poll, each in a file of its own; a new one is named here."""

from event.definition import Poll, PollKind
from event.kinds.cloud import CLOUD
from event.kinds.multiple import MULTIPLE
from event.kinds.number import NUMBER
from event.kinds.open_text import OPEN_TEXT
from event.kinds.quiz import QUIZ
from event.kinds.ranking import RANKING
from event.kinds.rating import RATING
from event.kinds.scale import SCALE
from event.kinds.shapes import Kind, Result, Tally
from event.kinds.single import SINGLE
from event.kinds.yes_no import YES_NO

KINDS: dict[PollKind, Kind] = {
    PollKind.SINGLE: SINGLE,
    PollKind.MULTIPLE: MULTIPLE,
    PollKind.YES_NO: YES_NO,
    PollKind.RATING: RATING,
    PollKind.TEXT: OPEN_TEXT,
    PollKind.SCALE: SCALE,
    PollKind.NUMBER: NUMBER,
    PollKind.CLOUD: CLOUD,
    PollKind.RANKING: RANKING,
    PollKind.QUIZ: QUIZ,
}


def kind_of(poll: Poll) -> Kind:
    return KINDS[poll.kind]


def result(poll: Poll, tally: Tally, *, closed: bool = False) -> Result:
    """Before it is `closed` no result tells which answers are right."""
    shown = poll if closed or not poll.right else poll.model_copy(update={"right": ()})
    return KINDS[poll.kind].result(shown, tally)
