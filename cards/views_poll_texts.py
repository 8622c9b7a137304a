"""What moderators' cards on what people wrote are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from event.definition import Event, Poll
from event.poll_texts import Text, TextState


class TextDone(StrEnum):
    """What an act did."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    MERGED = "merged"
    PUT_BACK = "put_back"
    NOTHING_CHOSEN = "nothing_chosen"
    GONE = "gone"
    """Nobody's ballot says it any more, or it was undone."""


@dataclass(frozen=True, kw_only=True)
class PollTextsView:
    """One of the lists. `page` from 0, of `pages`. `hold`: nothing is read before a moderator shows it. Where
    `too_few` nothing of an anonymous poll may be seen yet, and `behind` are votes that may not. `act` is what can be
    undone, of `number` texts."""

    event: Event
    poll: Poll
    state: TextState
    rows: Sequence[Text]
    counts: Mapping[TextState, int]
    hold: bool
    behind: int = 0
    too_few: bool = False
    page: int = 0
    pages: int = 1
    done: TextDone | None = None
    number: int = 0
    act: str | None = None


@dataclass(frozen=True, kw_only=True)
class PollTextView:
    """One text, and what it can be counted with."""

    event: Event
    poll: Poll
    text: Text
    others: Sequence[Text]
    done: TextDone | None = None
    act: str | None = None
