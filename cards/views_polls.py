"""What a moderator's poll cards are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from event.definition import Event, Part, Poll
from event.own_poll import PollMistake
from event.polls import PollState, Standing


class Done(StrEnum):
    """What an act did, or why it did nothing."""

    SAVED = "saved"
    EXTENDED = "extended"
    WITHOUT_LIMIT = "without_limit"
    ALREADY = "already"
    """Launched, or closed, before."""
    HAS_NO_LIMIT = "has_no_limit"
    OTHER_TIME = "other_time"
    """The card was an old one: it closes at another time by now."""
    TOO_LATE = "too_late"
    """No more time for a poll that is closed."""


@dataclass(frozen=True, kw_only=True)
class PollListView:
    """Each poll with its state and number of votes. `page` from 0, of `pages`."""

    event: Event
    polls: Sequence[tuple[Poll, PollState, int]]
    meeting_known: bool
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, kw_only=True)
class PollControlView:
    """One poll for a moderator: preview when prepared, count while open, result when closed. `now` is the event's
    time; without `closes` a moderator closes it. `own`: it was made in chat."""

    event: Event
    poll: Poll
    state: PollState
    standing: Standing
    anonymous: bool
    meeting_known: bool
    now: datetime
    closes: datetime | None = None
    own: bool = False
    done: Done | None = None


@dataclass(frozen=True, kw_only=True)
class PollFormView:
    """To make a poll, or change one that isn't launched. `key` is its key to be; `values` and `mistakes` go by input
    id. `in_dialog`, or as a card in the chat."""

    event: Event
    key: str
    values: Mapping[str, str]
    mistakes: Mapping[str, PollMistake] = field(default_factory=dict)
    is_change: bool = False
    in_dialog: bool = False


@dataclass(frozen=True, kw_only=True)
class CueView:
    """To a moderator: a part begins. `starts` is in the event's zone, `now` the event's time; `polls` are those of
    the part that weren't launched, `more` how many of them aren't shown."""

    event: Event
    part: Part
    starts: datetime
    now: datetime
    polls: Sequence[Poll]
    more: int
    signed_up: int
    meeting_known: bool
