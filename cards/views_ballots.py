"""What voters' cards are drawn from: the ballot, what the launched card becomes, the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from event.definition import Event, Poll
from event.kinds.shapes import BallotMistake, Marks
from event.polls import Standing
from event.seals import Code


@dataclass(frozen=True, kw_only=True)
class BallotView:
    """The poll in the meeting's chat. `marks` is what the reader voted: None before that, on the base card that all
    see, and where it is anonymous and they gave no `code`; then `voted` says that they did. `typed` are the inputs as
    sent, when there is a `mistake` in them. `standing` comes with it when this reader may see it now. Without `closes`
    a moderator closes it. `wrong_code`: they gave one that no ballot has. `run` is one up each time that the poll
    starts again; `outdated`: they voted on a card of before that. `hold` is how it was launched, whatever the event
    file says by now."""

    event: Event
    poll: Poll
    run: int = 1
    outdated: bool = False
    anonymous: bool = False
    hold: bool | None = None
    closes: datetime | None = None
    paused: bool = False
    marks: Marks | None = None
    voted: bool = False
    code: Code | None = None
    wrong_code: bool = False
    mistake: BallotMistake | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    standing: Standing | None = None


@dataclass(frozen=True, kw_only=True)
class OpenPollsView:
    """In somebody's own chat: the polls that are open, and whether they voted; and those that are closed."""

    event: Event
    open: Sequence[tuple[Poll, bool]]
    closed: Sequence[Poll]


@dataclass(frozen=True, kw_only=True)
class Own:
    """The reader's ballot in a poll that is closed, on a card that is theirs alone: what it says, where that is known;
    of an anonymous one by the `code` that they gave, which may be `wrong_code`."""

    marks: Marks | None = None
    code: Code | None = None
    wrong_code: bool = False


@dataclass(frozen=True, kw_only=True)
class ResultView:
    """A poll's result, with the reader's `own` ballot where the card is theirs alone."""

    event: Event
    poll: Poll
    standing: Standing
    anonymous: bool = False
    own: Own | None = None


@dataclass(frozen=True, kw_only=True)
class ClosedPollBaseView:
    """What the launched card becomes at close, for all: the question, and that the result stands below, unless a
    moderator shows it later or they don't see that chat. On a card that is the reader's alone with their `own`."""

    event: Event
    poll: Poll
    votes: int
    result_here: bool = True
    result_later: bool = False
    anonymous: bool = False
    own: Own | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationView:
    """To somebody who doesn't see the card in the meeting's chat, or hasn't voted there. Without `closes` a moderator
    closes it."""

    event: Event
    poll: Poll
    anonymous: bool = False
    hold: bool | None = None
    closes: datetime | None = None
    paused: bool = False
