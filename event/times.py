"""When announcements fall due: the ways in which an event file says a time.

An offset names an anchor: `21 days before start at 09:00`, `30 minutes before start`, `5 minutes before end of lunch`,
`1 hour after end`, `start of middag`. Days and weeks count on the calendar and keep the anchor's wall time unless `at`
gives another; minutes and hours count on the stopwatch. A wall time, `2027-05-28 09:00`, is in the event's zone. A wall
time that the clock skips in spring is moved on by the skipped hour; one that it passes twice in autumn is the first of
the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from event.definition import Announcement, Event, Part, Template

_OFFSET = re.compile(
    r"(?:(?P<number>\d{1,4}) (?P<unit>minute|hour|day|week)s? (?P<side>before|after) )?(?:at )?"
    r"(?:the )?(?P<edge>start|end)(?: of (?P<part>[a-z0-9-]+))?(?: at (?P<hour>\d{1,2})[:.](?P<minute>\d{2}))?"
)
_WALL = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[ T](?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?")
_HOW = "write a time such as '7 days before start at 09:00', '30 minutes before start' or '2027-05-28 09:00'"
_AFTERWARDS = timedelta(days=14)
_RESUME = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Timed:
    """An announcement with its moments, aware, in UTC: due from `due` on, of no use from `until` on."""

    announcement: Announcement
    due: datetime
    until: datetime


def moment(when: str | datetime, event: Event) -> datetime:
    """The instant, aware and in UTC. Raises ValueError with a sentence for the one who wrote it."""
    if isinstance(when, datetime):
        return when.astimezone(UTC) if when.tzinfo else instant(when, event)
    text = " ".join(when.casefold().split())
    wall = _WALL.fullmatch(text.replace("t", " ") if text[:4].isdigit() else text)
    if wall:
        try:
            day = date.fromisoformat(wall["day"])
        except ValueError as error:
            raise ValueError(f"there is no day {wall['day']}") from error
        return instant(datetime.combine(day, _clock_time(wall["hour"], wall["minute"], wall["second"] or "0")), event)
    offset = _OFFSET.fullmatch(text)
    if not offset:
        raise ValueError(f"'{when}' isn't a time that I can read; {_HOW}")
    return _from_offset(offset, event)


def instant(wall: datetime, event: Event) -> datetime:
    """A wall time in the event's zone, as an instant. Raises ValueError past the calendar's end."""
    # fold=0 is the first of two, and in a gap the offset from before it: which lands after the gap by its length.
    try:
        return wall.replace(tzinfo=event.zone, fold=0).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"there is no day {wall:%d-%m-%Y}") from error


def timetable(event: Event) -> tuple[Timed, ...]:
    """Every announcement with its moments, by the time at which it is due."""
    timed = (_timed(announcement, event) for announcement in event.announcements)
    return tuple(sorted(timed, key=lambda one: (one.due, one.announcement.key)))


def next_of(template: Template, event: Event, now: datetime) -> datetime | None:
    """When the next announcement of this template comes after `now`, in the event's zone; None when there is none."""
    ahead = (one.due for one in timetable(event) if one.announcement.template is template and one.due > now)
    first = next(ahead, None)
    return first.astimezone(event.zone) if first else None


def resuming_part(timed: Timed, event: Event) -> Part | None:
    """The part that a `resume` announcement calls back to: the first that starts after it."""
    later = (part for part in event.parts if not part.is_break and _at(event, part.start) >= timed.due)
    return min(later, key=lambda part: part.start, default=None)


def default_until(announcement: Announcement, due: datetime, event: Event) -> datetime:
    """Until when it is of use, when the file doesn't say.

    A reminder until the event starts, programme and link until it ends; calling people back a quarter of an hour past
    the start of the part, for later they are in or gone; thanks for two weeks; a text of one's own until the event's
    end or, after it, for two weeks.
    """
    start, end = event.start.astimezone(UTC), event.end.astimezone(UTC)
    match announcement.template:
        case Template.REMINDER:
            return start
        case Template.PROGRAMME | Template.LINK:
            return end
        case Template.RESUME:
            part = resuming_part(Timed(announcement=announcement, due=due, until=due), event)
            return (_at(event, part.start) if part else due) + _RESUME
        case _:
            return end if due < end and announcement.template is Template.TEXT else due + _AFTERWARDS


def _timed(announcement: Announcement, event: Event) -> Timed:
    due = moment(announcement.when, event)
    until = moment(announcement.until, event) if announcement.until else default_until(announcement, due, event)
    return Timed(announcement=announcement, due=due, until=until)


def _from_offset(offset: re.Match[str], event: Event) -> datetime:
    part = None
    if offset["part"]:
        part = event.part(offset["part"])
        if part is None:
            known = ", ".join(one.key for one in event.parts)
            raise ValueError(f"there is no part '{offset['part']}'; the parts are: {known}")
    if part is None:
        anchor = event.start if offset["edge"] == "start" else event.end
    else:
        anchor = datetime.combine(event.date, part.start if offset["edge"] == "start" else part.end, event.zone)
    number = int(offset["number"] or 0) * (-1 if offset["side"] == "before" else 1)
    unit = offset["unit"] or "day"
    if unit in ("minute", "hour"):
        if offset["hour"]:
            raise ValueError("'at' goes with days and weeks, not with minutes and hours")
        return anchor.astimezone(UTC) + timedelta(**{f"{unit}s": number})
    wall = anchor.replace(tzinfo=None) + timedelta(**{f"{unit}s": number})
    if offset["hour"]:
        wall = datetime.combine(wall.date(), _clock_time(offset["hour"], offset["minute"]))
    return instant(wall, event)


def _at(event: Event, wall: time) -> datetime:
    return instant(datetime.combine(event.date, wall), event)


def _clock_time(hour: str, minute: str, second: str = "0") -> time:
    try:
        return time(int(hour), int(minute), int(second))
    except ValueError as error:
        raise ValueError(f"there is no time {hour}:{minute}") from error
