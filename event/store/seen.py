"""Which activities were taken in hand: Teams sends one again when its answer was late.

Kept for a day, by a digest: who wrote where can't be read from it.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from event.clock import Clock
from event.store.database import Database
from event.store.tables import seen_activity
from event.store.upsert import insert

_KEPT = timedelta(days=1)
_AT_HAND = timedelta(minutes=1)
"""As long as one that a killed process had in hand may wait for the next to come up."""
_PATIENCE = 2.0
"""Seconds. Somebody waits for an answer, and to answer twice is better than not at all."""
_TO_FORGET = 10.0
"""Seconds. Nobody waits, and what stays seen is never answered."""

log = structlog.get_logger(__name__)


class SeenActivities:
    """`real` is the machine's time. What the database fails at is no reason to leave somebody without an answer."""

    def __init__(self, database: Database, real: Clock) -> None:
        self._database = database
        self._real = real

    async def first(self, digest: str) -> bool:
        """True for the one who takes it in hand, whichever replica that is."""
        statement = {"digest": digest, "at": self._real.now()}
        try:
            async with asyncio.timeout(_PATIENCE), self._database.begin() as db:
                taken = await db.execute(insert(db, seen_activity).values(statement).on_conflict_do_nothing())
                return taken.rowcount == 1
        except (SQLAlchemyError, OSError) as error:  # a TimeoutError is an OSError
            log.warning("not known whether this was seen", error=type(error).__name__)
            return True

    async def forget(self, digest: str) -> None:
        """It came to nothing: when it is sent again, it counts."""
        try:
            async with asyncio.timeout(_TO_FORGET), self._database.begin() as db:
                await db.execute(delete(seen_activity).where(seen_activity.c.digest == digest))
        except (SQLAlchemyError, OSError) as error:
            log.warning("what failed stays seen", error=type(error).__name__)


async def forget_newest(db: AsyncConnection, now: datetime) -> None:
    """At start: whoever was killed may have had them in hand, and nobody got an answer. Better twice than never."""
    await db.execute(delete(seen_activity).where(seen_activity.c.at > now - _AT_HAND))


async def forget_older(db: AsyncConnection, now: datetime) -> None:
    """Nobody sends an activity again after a day."""
    await db.execute(delete(seen_activity).where(seen_activity.c.at < now - _KEPT))
