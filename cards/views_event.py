"""What the cards around a change of the event are drawn from: the organiser's, and what people hear of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from event.definition import Event, LocalText, Part
from event.programme import Difference, PartMistake
from event.said_times import TimeMistake


class What(StrEnum):
    """What can be done with the event as a whole."""

    MOVE = "move"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    GO_ON = "go_on"


@dataclass(frozen=True, kw_only=True)
class ManageView:
    """`told`: how many are hearing of what was just done; None where nothing was. `draft_waits`: the programme has
    changes that nobody was told of."""

    event: Event
    draft_waits: bool = False
    told: int | None = None
    was_already: bool = False


@dataclass(frozen=True, kw_only=True)
class LinkFormView:
    event: Event
    typed: str = ""
    mistake: bool = False


@dataclass(frozen=True, kw_only=True)
class LinkReadView:
    """The new link read back. `holders`: how many have the old one; `chat_stays`: the meeting's chat is the same."""

    event: Event
    url: str
    holders: int
    chat_stays: bool
    draft: int


@dataclass(frozen=True, kw_only=True)
class EventAskView:
    """Asked before everybody hears it. For a move the new day is typed here."""

    event: Event
    what: What
    people: int
    values: Mapping[str, str] = field(default_factory=dict)
    mistake: TimeMistake | None = None


@dataclass(frozen=True, kw_only=True)
class EventReadView:
    """What will be said, read back. `to` is the new day of a move; `fixed` are announcements that don't move along,
    for they stand at a day and time of their own."""

    event: Event
    what: What
    people: int
    draft: int
    note: LocalText | None = None
    to: date | None = None
    fixed: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ProgrammeDraftView:
    """The programme with an organiser's changes. `hearers`: how many hear of it when it is published."""

    event: Event
    parts: Sequence[Part]
    changed: Sequence[Difference]
    hearers: int
    saved: bool = False


@dataclass(frozen=True, kw_only=True)
class PartFormView:
    """One part of the programme to change, by input id as in `event.programme.FIELDS`."""

    event: Event
    part: Part
    values: Mapping[str, str]
    mistakes: Mapping[str, PartMistake] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LinkChangedView:
    event: Event
    join_url: str


@dataclass(frozen=True, kw_only=True)
class ProgrammeChangedView:
    event: Event
    changed: Sequence[Difference]


@dataclass(frozen=True, kw_only=True)
class EventNoticeView:
    """`before` is the day that it was on."""

    event: Event
    what: What
    before: date
    note: str | None


@dataclass(frozen=True, kw_only=True)
class OverruledView:
    """The event file was edited at a place that chat had changed: `path` as in `event.changes`."""

    event: Event
    path: str
