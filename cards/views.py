"""What cards are drawn from: domain facts, chosen for one reader, without any sentence.

A handler or the scheduler fills one; a card function turns it into JSON. Times are aware and in the event's zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from event.definition import Event, Part
from event.registration import FieldMistake as FieldMistake  # noqa: PLC0414 - card functions find it beside the views


@dataclass(frozen=True, kw_only=True)
class FormView:
    """The sign-up form. `values` and `mistakes` are keyed by input id: name, email, organisation, function,
    question, privacy ('true' or 'false'). `is_change` when the person is registered already."""

    event: Event
    values: Mapping[str, str] = field(default_factory=dict)
    mistakes: Mapping[str, FieldMistake] = field(default_factory=dict)
    is_change: bool = False


@dataclass(frozen=True, kw_only=True)
class RegistrationView:
    """A person's own registration. `was_already` when a second click found it done; `unread` when others signed them
    up and they didn't say yet that they read what is kept."""

    event: Event
    name: str
    email: str
    organisation: str
    function: str
    question: str
    withdrawn: bool = False
    changed: bool = False
    was_already: bool = False
    came_back: bool = False
    unread: bool = False


@dataclass(frozen=True, kw_only=True)
class WelcomeView:
    event: Event
    registered: bool = False


@dataclass(frozen=True, kw_only=True)
class ConfirmationView:
    """The message that confirms a sign-up. `programme_on`: when the definitive programme comes, None if it was sent.
    Who was on a list that an organiser brought (`listed`), or was signed up `by_organiser`, reads here for the first
    time what is kept."""

    event: Event
    name: str
    changed: bool
    programme_on: datetime | None
    link_on: datetime | None
    listed: bool = False
    by_organiser: bool = False


@dataclass(frozen=True, kw_only=True)
class ProgrammeView:
    """`shared` where others read along: nothing personal is offered there."""

    event: Event
    definitive: bool
    registered: bool
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """The meeting link. `join_url` None when it isn't known; `link_on` when it will be sent, None if that passed."""

    event: Event
    join_url: str | None
    link_on: datetime | None = None
    starts_in_minutes: int | None = None
    """Whole minutes until the start, in messages sent within the last hour before it; else None."""


@dataclass(frozen=True, kw_only=True)
class ReminderView:
    event: Event
    days_left: int
    programme_on: datetime | None


@dataclass(frozen=True, kw_only=True)
class ResumeView:
    """A part is about to (re)start."""

    event: Event
    part: Part
    minutes: int
    join_url: str | None


@dataclass(frozen=True, kw_only=True)
class ThanksView:
    event: Event


@dataclass(frozen=True, kw_only=True)
class AnnouncementTextView:
    """An announcement with a text of its own."""

    event: Event
    text: str


@dataclass(frozen=True, kw_only=True)
class LinkMissingView:
    """To organisers: this announcement is due and waits, for nobody gave the meeting's link."""

    event: Event
    due: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class HelpView:
    event: Event
    registered: bool
    organiser: bool = False
    moderator: bool = False


@dataclass(frozen=True, kw_only=True)
class StaleView:
    """An old or unknown card: a kind answer with a fresh way in."""

    event: Event
