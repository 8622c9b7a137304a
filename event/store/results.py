"""How the polls that were launched stand, all read at one moment: for files and for the report."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Event, Poll
from event.polls import PollState, RunningPoll, Standing
from event.store import ballots, polls


@dataclass(frozen=True, kw_only=True)
class Launched:
    poll: Poll
    running: RunningPoll
    standing: Standing


async def launched(db: AsyncConnection, event: Event) -> list[Launched]:
    """In the event's order. Of each what may be seen by anybody at all, and not who voted what."""
    running = await polls.all_launched(db, event.id)
    return [
        Launched(poll=poll, running=running[poll.key], standing=await ballots.standing(db, event.id, running[poll.key]))
        for poll in event.polls
        if poll.key in running and running[poll.key].state is not PollState.PREPARED
    ]
