"""The kinds of poll, each in a file of its own; a new one is named here."""

from event.definition import Poll, PollKind
from event.kinds.multiple import MULTIPLE
from event.kinds.shapes import Kind, Result, Tally
from event.kinds.single import SINGLE
from event.kinds.yes_no import YES_NO

KINDS: dict[PollKind, Kind] = {
    PollKind.SINGLE: SINGLE,
    PollKind.MULTIPLE: MULTIPLE,
    PollKind.YES_NO: YES_NO,
}


def kind_of(poll: Poll) -> Kind:
    return KINDS[poll.kind]


def result(poll: Poll, tally: Tally) -> Result:
    return KINDS[poll.kind].result(poll, tally)
