"""A second round's result beside that of the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Event, Poll
from event.polls import PollState, Standing, result, results_open
from event.store import ballots, polls


async def beside(
    db: AsyncConnection, event: Event, poll: Poll, standing: Standing, now: datetime, *, moderator: bool = False
) -> Standing:
    """With what the round before came to, once that is closed and everybody may see it; a `moderator` may before
    that."""
    first = event.poll(poll.after) if poll.after else None
    if first is None or standing.tally is None:
        return standing
    running = await polls.find(db, event.id, first.key)
    if running is None or running.stands(now) is not PollState.CLOSED:
        return standing
    if not moderator and not results_open(first, running, now, voted=False):
        return standing
    return replace(standing, before=result(first, await ballots.standing(db, event.id, running)))
