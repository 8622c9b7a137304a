"""What a whole room looks at: of all that goes on, what matters most at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from event.definition import Event, Part
from event.polls import PollState, RunningPoll

STAYS = timedelta(minutes=10)
"""How long a poll's result stays after its close, or after it was revealed."""


@dataclass(frozen=True, kw_only=True)
class Launched:
    """A poll that was launched, and when it was launched, closed and revealed."""

    running: RunningPoll
    launched: datetime
    closed: datetime | None = None
    revealed: datetime | None = None

    def ended(self, now: datetime) -> datetime | None:
        """When something about its result last happened; None while it goes on."""
        if self.running.stands(now) is not PollState.CLOSED:
            return None
        moments = [one for one in (self.closed or self.running.closes, self.revealed) if one is not None]
        return max(moments, default=self.launched)


def poll_shown(launched: Sequence[Launched], now: datetime, live_since: datetime | None) -> RunningPoll | None:
    """The one that was launched last of those that go on; else, for a while, the one that ended last, unless a
    question went live after that."""
    known = [one for one in launched if one.running.state is not PollState.PREPARED]
    going_on = [one for one in known if one.ended(now) is None]
    if going_on:
        return max(going_on, key=lambda one: (one.launched, one.running.key)).running
    over = [(ended, one.running.key, one.running) for one in known if (ended := one.ended(now)) is not None]
    if not over:
        return None
    ended, _, last = max(over, key=lambda one: one[:2])
    if now - ended > STAYS or (live_since is not None and live_since > ended):
        return None
    return last


def part_now(event: Event, now: datetime) -> Part | None:
    """The part of the programme that is under way."""
    here = now.astimezone(event.zone)
    if here.date() != event.date:
        return None
    return next((part for part in event.parts if part.start <= here.time() < part.end), None)


def part_next(event: Event, now: datetime) -> tuple[Part, datetime] | None:
    """The part that comes, and when it starts."""
    starts = ((datetime.combine(event.date, part.start, event.zone), nth) for nth, part in enumerate(event.parts))
    return next(((event.parts[nth], start) for start, nth in sorted(starts) if start > now), None)
