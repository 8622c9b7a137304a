"""What a moderator's poll cards are drawn from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from event.definition import Event, Part, Poll
from event.own_poll import PollMistake
from event.poll_life import Act
from event.polls import PollState, Standing
from event.said_times import TimeMistake


class Done(StrEnum):
    """What an act did, or why it did nothing."""

    SAVED = "saved"
    COPIED = "copied"
    NEXT_ROUND = "next_round"
    PLANNED = "planned"
    NOT_PLANNED = "not_planned"
    MOVED = "moved"
    LAUNCHED_ITSELF = "launched_itself"
    WAITS_FOR_CHAT = "waits_for_chat"
    """Its moment came, and the meeting's chat isn't known."""
    CAME_TOO_LATE = "came_too_late"
    """Its moment came when it was of no use any more."""
    EXTENDED = "extended"
    WITHOUT_LIMIT = "without_limit"
    PAUSED = "paused"
    GOES_ON = "goes_on"
    REOPENED = "reopened"
    RESET = "reset"
    PUT_BACK = "put_back"
    SHOWN = "shown"
    REMINDED = "reminded"
    NOBODY_TO_REMIND = "nobody_to_remind"
    ALREADY = "already"
    """Launched, or closed, before."""
    PAUSED_ALREADY = "paused_already"
    GOES_ON_ALREADY = "goes_on_already"
    OPEN_ALREADY = "open_already"
    RESET_ALREADY = "reset_already"
    PUT_BACK_ALREADY = "put_back_already"
    SHOWN_ALREADY = "shown_already"
    REMINDED_ALREADY = "reminded_already"
    NOT_NOW = "not_now"
    """It stands otherwise than the card thought."""
    HAS_NO_LIMIT = "has_no_limit"
    OTHER_TIME = "other_time"
    """The card was an old one: it closes at another time by now."""
    TOO_LATE = "too_late"
    """No more time for a poll that is closed."""


@dataclass(frozen=True, kw_only=True)
class PollListView:
    """Each poll with its state and number of votes. `planned` is when some launch themselves, by key; `now` the event's
    time. `page` from 0, of `pages`."""

    event: Event
    polls: Sequence[tuple[Poll, PollState, int]]
    meeting_known: bool
    planned: Mapping[str, datetime] = field(default_factory=dict)
    now: datetime | None = None
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, kw_only=True)
class PollControlView:
    """One poll for a moderator: preview when prepared, count while open, result when closed. `now` is the event's
    time; without `closes` a moderator closes it, and a paused one has so many seconds `left`. `limit` names that time
    limit. `can` be done as it stands. `planned` is when it launches itself. `own`: it was made in chat, and `removable`
    while nobody saw it. `copy` is the key for a copy to be. `number`: how many were reminded. `unknown`: how many voted
    whose registration isn't known."""

    event: Event
    poll: Poll
    state: PollState
    standing: Standing
    anonymous: bool
    meeting_known: bool
    now: datetime
    can: Collection[Act] = ()
    closes: datetime | None = None
    left: int | None = None
    limit: str = ""
    planned: datetime | None = None
    own: bool = False
    removable: bool = False
    copy: str = ""
    done: Done | None = None
    number: int = 0
    unknown: int = 0


@dataclass(frozen=True, kw_only=True)
class PollMoreView:
    """What is done more rarely. `unvoted`: how many would be reminded that they can vote; `up` and `down`: it can be
    moved there among those that weren't launched."""

    control: PollControlView
    unvoted: int = 0
    up: bool = False
    down: bool = False


@dataclass(frozen=True, kw_only=True)
class PollPlanView:
    """When a poll launches itself: `planned`, in the event's zone; at the start of `part` if it has one. `typed` has a
    `mistake` in it, or is `too_late` for its part."""

    event: Event
    poll: Poll
    now: datetime
    planned: datetime | None = None
    part: Part | None = None
    typed: str = ""
    mistake: TimeMistake | None = None
    too_late: bool = False


@dataclass(frozen=True, kw_only=True)
class PollFormView:
    """To make a poll, or change one that isn't launched. `key` is its key to be; `values` and `mistakes` go by input
    id. `switched`: another kind was just chosen. `in_dialog`, or as a card in the chat."""

    event: Event
    key: str
    values: Mapping[str, str]
    mistakes: Mapping[str, PollMistake] = field(default_factory=dict)
    is_change: bool = False
    switched: bool = False
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
