"""How long what is kept of people stays: field by field, counted from the event's day.

A day runs out in the night after it. While the event is postponed nothing runs out, and when it is moved all moves
along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from event.definition import Event, Kept, Status
from event.times import instant

_TOLD_AT = time(9, 0)
UNCONFIRMED = timedelta(days=2)
"""How long a sign-up waits for its e-mail's answer."""


@dataclass(frozen=True, kw_only=True)
class Clearing:
    """What is cleared away in the night after `day`, which is `days` off."""

    day: date
    days: int
    fields: tuple[Kept, ...]


@dataclass(frozen=True, kw_only=True)
class Countdown:
    """`next` is what goes next. `done`: nothing is kept of anybody any more. With neither the day isn't known."""

    next: Clearing | None = None
    done: bool = False


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """How much went, in numbers alone. `fields` counts registrations, ballots, questions and messages by field;
    `signed_up` and `withdrawn` are the registrations that went with their people."""

    fields: Mapping[Kept, int] = field(default_factory=dict)
    people: int = 0
    signed_up: int = 0
    withdrawn: int = 0
    chats: int = 0
    sign_ups: int = 0
    lists: int = 0

    @property
    def numbers(self) -> dict[str, int]:
        """Those above nothing, by name."""
        others = ("people", "signed_up", "withdrawn", "chats", "sign_ups", "lists")
        found = {kept.value: number for kept, number in self.fields.items()} | {
            one: getattr(self, one) for one in others
        }
        return {name: number for name, number in found.items() if number}


def last_day(event: Event, kept: Kept) -> date | None:
    """The last day on which it is kept; None while the event has no day."""
    return None if event.status is Status.POSTPONED else event.date + timedelta(days=event.privacy.days(kept))


def runs_out(event: Event, kept: Kept) -> datetime | None:
    """From then on it is to be gone."""
    day = last_day(event, kept)
    return None if day is None else instant(datetime.combine(day + timedelta(days=1), time()), event)


def due(event: Event, now: datetime) -> frozenset[Kept]:
    """What is to be gone by now."""
    return frozenset(kept for kept in Kept if (at := runs_out(event, kept)) is not None and now >= at)


def told_at(event: Event) -> datetime | None:
    """When people hear that all that is left of them goes in the coming night: on their account's last day, and not
    before the event is over."""
    day = last_day(event, Kept.ACCOUNT)
    return None if day is None else max(instant(datetime.combine(day, _TOLD_AT), event), event.end)


def moments(event: Event) -> list[datetime]:
    """When there is something to clear, or to tell of it."""
    return [at for at in (*(runs_out(event, kept) for kept in Kept), told_at(event)) if at is not None]


def countdown(event: Event, now: datetime) -> Countdown:
    """For organisers: what goes next, and when."""
    today = now.astimezone(event.zone).date()
    gone = due(event, now)
    days = {kept: day for kept in Kept if kept not in gone and (day := last_day(event, kept)) is not None}
    if not days:
        return Countdown(done=Kept.ACCOUNT in gone)
    first = min(days.values())
    fields = tuple(kept for kept, day in days.items() if day == first)
    return Countdown(next=Clearing(day=first, days=(first - today).days, fields=fields))


def until(event: Event) -> Mapping[Kept, date | None]:
    """The last day of each."""
    return {kept: last_day(event, kept) for kept in Kept}
