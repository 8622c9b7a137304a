"""What the pages that all look at are drawn from, read once for everybody."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import EventId, PersonId
from event.stage import Launched
from event.store import polls
from event.store.tables import person, poll

_MANY = 500


async def launched(db: AsyncConnection, event: EventId) -> list[Launched]:
    """Every poll that was ever launched, and its moments."""
    running = await polls.all_launched(db, event)
    query = select(poll.c.key, poll.c.launched_at, poll.c.closed_at, poll.c.revealed_at).where(poll.c.event == event)
    return [
        Launched(running=running[row.key], launched=row.launched_at, closed=row.closed_at, revealed=row.revealed_at)
        for row in await db.execute(query)
        if row.key in running
    ]


async def link_versions(db: AsyncConnection, who: Collection[PersonId]) -> dict[PersonId, int]:
    """Of those who are known: which version of their links counts."""
    found: dict[PersonId, int] = {}
    wanted = sorted(who)
    for start in range(0, len(wanted), _MANY):
        query = select(person.c.id, person.c.link_version).where(person.c.id.in_(wanted[start : start + _MANY]))
        found |= {PersonId(row.id): row.link_version for row in await db.execute(query)}
    return found
