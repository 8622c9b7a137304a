"""A moderator's cue: which part begins, so that its polls are at hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from event.definition import Event, Part, Poll, Status
from event.times import instant

_EARLY = timedelta(hours=1)
"""How long before a part a meeting that starts is taken to be for it: people try the link out weeks before."""


def starts(event: Event, part: Part) -> datetime:
    return instant(datetime.combine(event.date, part.start), event)


def ends(event: Event, part: Part) -> datetime:
    return instant(datetime.combine(event.date, part.end), event)


def due(event: Event, now: datetime, *, meeting_starts: bool = False) -> list[Part]:
    """The parts to give a cue for: those under way and, when the meeting starts, one that begins within the hour.
    Breaks have none, nor has an event that doesn't go on as planned."""
    if event.status is not Status.ON:
        return []
    early = _EARLY if meeting_starts else timedelta()
    return [
        part for part in event.parts if not part.is_break and starts(event, part) - early <= now < ends(event, part)
    ]


def moments(event: Event) -> list[datetime]:
    """When the clock has a cue to give."""
    return [starts(event, part) for part in event.parts if not part.is_break]


def current(event: Event, now: datetime) -> Part | None:
    """The part under way, else the next; None after the last."""
    ahead = (part for part in event.parts if not part.is_break and now < ends(event, part))
    return min(ahead, key=lambda part: part.start, default=None)


def polls_of(event: Event, part: Part) -> list[Poll]:
    """The polls that belong to a part, and after them those that belong to none."""
    mine = [poll for poll in event.polls if poll.part == part.key]
    return mine + [poll for poll in event.polls if poll.part is None]
