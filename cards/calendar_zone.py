"""A time zone as calendars want it told: with the rule by which its clock changes, for Outlook reads no other form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LAST = -1


@dataclass(frozen=True, kw_only=True)
class _Change:
    """The clock is put from one offset to another. `wall` is what it shows just before."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def position(self) -> int:
        """Which of the month's such weekdays this is, from 1."""
        return (self.wall.day - 1) // 7 + 1

    @property
    def is_last(self) -> bool:
        return (self.wall + timedelta(days=7)).month != self.wall.month


@cache
def described(zone: ZoneInfo, year: int) -> Timezone:
    """A VTIMEZONE that is right in the year, and in the ones before and after it."""
    from icalendar import Timezone

    changes = _changes(zone, year - 1, year + 1)
    component = Timezone()
    component.add("TZID", zone.key)
    start = datetime(year - 1, 1, 1, tzinfo=zone)
    if (rules := _yearly(changes)) is not None:
        for change, rule in rules:
            component.add_component(_observance(change, rule))
    else:
        offset = start.utcoffset() or timedelta()
        first = _Change(wall=start.replace(tzinfo=None), before=offset, after=offset, name=start.tzname() or zone.key)
        for change in (first, *changes):
            component.add_component(_observance(change, None))
    return component


def _observance(change: _Change, rule: dict[str, object] | None) -> TimezoneDaylight | TimezoneStandard:
    from icalendar import TimezoneDaylight, TimezoneStandard

    # By which way the clock goes: some zones call their winter time the unusual one.
    component = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    component.DTSTART = change.wall
    component.TZOFFSETFROM = change.before
    component.TZOFFSETTO = change.after
    component.add("TZNAME", change.name)
    if rule:
        component.add("RRULE", rule)
    return component


def _yearly(changes: list[_Change]) -> list[tuple[_Change, dict[str, object]]] | None:
    """The rules when the clock changes in the same two ways each year; None when it doesn't."""
    ways: dict[tuple[timedelta, timedelta], list[_Change]] = {}
    for change in changes:
        ways.setdefault((change.before, change.after), []).append(change)
    rules = []
    for same in ways.values():
        if len({one.wall.year for one in same}) != 3 or len(same) != 3:
            return None
        if len({(one.wall.month, one.wall.weekday(), one.wall.time()) for one in same}) != 1:
            return None
        if all(one.is_last for one in same):
            position = _LAST
        elif len({one.position for one in same}) == 1:
            position = same[0].position
        else:
            return None
        weekday = _WEEKDAYS[same[0].wall.weekday()]
        rules.append((same[0], {"FREQ": "YEARLY", "BYMONTH": same[0].wall.month, "BYDAY": f"{position}{weekday}"}))
    return rules if len(rules) == 2 else None


def _changes(zone: ZoneInfo, first: int, last: int) -> list[_Change]:
    """Every change of the clock in these years."""
    found = []
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    offset = _offset(day, zone)
    while day < end:
        earlier, before = day, offset
        day += timedelta(days=1)
        offset = _offset(day, zone)
        if offset != before:
            found.append(_change(earlier, day, zone))
    return found


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> _Change:
    """The one between these two moments, found to the second."""
    before, after = _offset(early, zone), _offset(late, zone)
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=1) // 2)
        early, late = (middle, late) if _offset(middle, zone) == before else (early, middle)
    name = late.astimezone(zone).tzname() or zone.key
    return _Change(wall=late.replace(tzinfo=None) + before, before=before, after=after, name=name)


def _offset(when: datetime, zone: ZoneInfo) -> timedelta:
    return when.astimezone(zone).utcoffset() or timedelta()
