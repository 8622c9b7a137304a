"""Polls that launch themselves: at a time, or when a part starts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from event.definition import Event, Part, Poll, Status
from event.polls import PollState, RunningPoll
from event.times import instant, moment

_WALL = re.compile(r"\d{4}-")
_EDGE_OF = re.compile(r"\bof ([a-z0-9-]+)")


class Due(StrEnum):
    NOT_YET = "not_yet"
    NOW = "now"
    TOO_LATE = "too_late"


def planned(event: Event, poll: Poll, running: RunningPoll | None) -> datetime | None:
    """When it launches itself; None when it was launched already, or a moderator launches it. One that was reset since
    its moment does so no more."""
    if poll.launch is None or (running is not None and running.state is not PollState.PREPARED):
        return None
    try:
        due = moment(poll.launch, event)
    except (ValueError, OverflowError):  # its part was taken out of the programme since
        return None
    return None if running is not None and running.reset_at is not None and running.reset_at >= due else due


def of_use_until(event: Event, poll: Poll, due: datetime) -> datetime:
    """From then on it isn't launched by itself any more: its part is over, or the day that it was meant for."""
    day = due.astimezone(event.zone).date()
    if day != event.date:
        return instant(datetime.combine(day + timedelta(days=1), time()), event)
    parts = [part for part in (_named(event, poll), event.part(poll.part or "")) if part is not None]
    ends = [instant(datetime.combine(event.date, part.end), event) for part in parts]
    return next((end for end in ends if end > due), event.end.astimezone(UTC))


def too_late(event: Event, poll: Poll, when: datetime) -> bool:
    """Then its part is over, or the event."""
    part = event.part(poll.part or "")
    return when >= instant(datetime.combine(event.date, part.end if part else event.end.time()), event)


def starts(event: Event, part: Part) -> datetime:
    return instant(datetime.combine(event.date, part.start), event)


def due(event: Event, poll: Poll, running: RunningPoll | None, now: datetime) -> Due:
    """What the clock does about it at `now`. Nothing launches itself on a day that doesn't go on as planned."""
    when = planned(event, poll, running)
    if when is None or when > now or event.status is not Status.ON:
        return Due.NOT_YET
    return Due.NOW if now < of_use_until(event, poll, when) else Due.TOO_LATE


def moments(event: Event) -> list[datetime]:
    """When the clock has a poll to launch."""
    found = (planned(event, poll, None) for poll in event.polls)
    return [one for one in found if one is not None]


def at_start_of(part: Part) -> str:
    """As the event file writes it."""
    return f"start of {part.key}"


def at_time(event: Event, when: datetime) -> str:
    """As the event file writes it, by the event's own day: it moves along with that. To the minute."""
    here = when.astimezone(event.zone)
    days = (here.date() - event.date).days
    side = "before" if days < 0 else "after"
    return f"{abs(days)} days {side} start at {here:%H:%M}"


def launch_by_day(event: Event, poll: Poll) -> str | None:
    """Its launch, written so that it moves along with the event's day."""
    if poll.launch is None or not _WALL.match(poll.launch):
        return poll.launch
    return at_time(event, moment(poll.launch, event))


def _named(event: Event, poll: Poll) -> Part | None:
    """The part by whose start or end it is launched."""
    found = _EDGE_OF.search(poll.launch or "")
    return event.part(found[1]) if found else None
