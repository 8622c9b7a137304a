"""What an organiser's announcement cards are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cards.card import Card
from event.announcements import Planned
from event.definition import Announcement, Event, Language
from event.own_announcement import WritingMistake
from event.said_times import TimeMistake


@dataclass(frozen=True, kw_only=True)
class AnnouncementRow:
    """One announcement as it stands. `recipients`: how many would get it now, or are meant once it went out;
    `counts` of its deliveries by state."""

    announcement: Announcement
    planned: Planned
    recipients: int
    counts: Mapping[str, int] = field(default_factory=dict)


class Done(StrEnum):
    """What an act did."""

    SENT = "sent"
    MOVED = "moved"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    SCHEDULED = "scheduled"
    ALREADY = "already"


@dataclass(frozen=True, kw_only=True)
class AnnouncementListView:
    """`page` from 0, of `pages`. `now` is the event's time."""

    event: Event
    rows: Sequence[AnnouncementRow]
    page: int
    pages: int
    now: datetime


@dataclass(frozen=True, kw_only=True)
class AnnouncementView:
    event: Event
    row: AnnouncementRow
    now: datetime
    done: Done | None = None


@dataclass(frozen=True, kw_only=True)
class PreviewView:
    """The card as its readers will see it, in each of the event's languages."""

    event: Event
    announcement: Announcement
    drawn: Mapping[Language, Card]


@dataclass(frozen=True, kw_only=True)
class AskView:
    """Asked before it counts: send now or cancel."""

    event: Event
    row: AnnouncementRow
    now: datetime


@dataclass(frozen=True, kw_only=True)
class MoveView:
    """To which time? `typed` and `mistake` when the first answer wasn't a time."""

    event: Event
    row: AnnouncementRow
    now: datetime
    typed: str = ""
    mistake: TimeMistake | None = None


@dataclass(frozen=True, kw_only=True)
class MoveReadView:
    """The new time read back. `draft` is what the confirmation names."""

    event: Event
    row: AnnouncementRow
    due: datetime
    now: datetime
    draft: int


@dataclass(frozen=True, kw_only=True)
class WriteView:
    """The form of a new announcement, by input id as in `event.own_announcement.fields`. `organisations` are those
    that may be meant where it isn't clear."""

    event: Event
    organisations: Sequence[str] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, WritingMistake | TimeMistake] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class WrittenView:
    """A new announcement read back before it counts."""

    event: Event
    announcement: Announcement
    due: datetime
    recipients: int
    now: datetime
    draft: int
