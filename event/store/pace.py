"""The pace's buckets as kept, so that every replica counts in the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.store.tables import pace
from event.store.upsert import insert


async def held(db: AsyncConnection, buckets: Sequence[str]) -> dict[str, float]:
    """Each bucket's theoretical arrival time (seconds since 1970), held until the transaction ends."""
    names = sorted(buckets)
    await db.execute(insert(db, pace).values([{"bucket": name, "tat": 0.0} for name in names]).on_conflict_do_nothing())
    query = select(pace).where(pace.c.bucket.in_(names)).order_by(pace.c.bucket).with_for_update()
    return {row.bucket: row.tat for row in await db.execute(query)}


async def forget_stale(db: AsyncConnection, now: datetime) -> None:
    """A bucket whose time has passed holds nobody up: it is as if it weren't there."""
    await db.execute(delete(pace).where(pace.c.tat < now.timestamp()))


async def save(db: AsyncConnection, tats: Mapping[str, float]) -> None:
    for bucket, tat in tats.items():
        await db.execute(pace.update().where(pace.c.bucket == bucket).values(tat=tat))
