"""What a calendar file is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from event.definition import Event
from event.ids import PersonId


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Whom an invitation by mail is for. `sender` is the address that the mail comes from."""

    name: str
    address: str
    sender: str


@dataclass(frozen=True, kw_only=True)
class CalendarView:
    """`stamp` is now; `sequence` counts up with each change that the calendar must follow."""

    event: Event
    sequence: int
    stamp: datetime
    person: PersonId | None = None
    """None in the public file."""
    guest: Guest | None = None
    """Only in what goes by mail: then it is an invitation, and the calendar follows its changes by itself."""
    going: bool = True
    """False once they withdrew."""
    join_url: str | None = None
    """None where it isn't known, and in the public file."""
    link: str | None = None
    """The person's own page, where they withdraw; in the public file the page of the event."""
