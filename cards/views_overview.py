"""What an organiser's overviews are drawn from: the cockpit, the check before the day, the log of acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from event.definition import Announcement, Event, Poll
from event.preflight import Finding


@dataclass(frozen=True, kw_only=True)
class LastView:
    """The last announcement that went out, and how many it reached."""

    announcement: Announcement
    sent: int
    failed: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class CockpitView:
    """`days_left` is negative once the day has passed. `polls` are the open ones with their votes, `questions` how
    many wait; `following` when it goes out, in the event's zone."""

    event: Event
    now: datetime
    days_left: int
    signed_up: int
    following: tuple[Announcement, datetime] | None
    last: LastView | None
    polls: Sequence[tuple[Poll, int]]
    questions: int
    meeting_known: bool


@dataclass(frozen=True, kw_only=True)
class PreflightView:
    """What is wrong comes first. `when` in the event's zone."""

    event: Event
    findings: Sequence[Finding]
    when: datetime


@dataclass(frozen=True, kw_only=True)
class ActRow:
    """`who` is None for somebody who isn't known any more, empty where the bot did it by itself; `whom` the name of
    the participant whom it was about, where it was."""

    at: datetime
    who: str | None
    act: str
    subject: str | None
    whom: str | None
    detail: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class ActsView:
    """The newest first, times in the event's zone."""

    event: Event
    rows: Sequence[ActRow]
    now: datetime
