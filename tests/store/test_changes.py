"""The event as it stands: kept for a second, and looked at once however many ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from event import changes as paths
from event.definition import Event
from event.store import changes
from event.store.changes import Living
from event.store.database import Database


class Counted(Database):
    reads = 0

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        self.reads += 1
        async with super().read() as db:
            yield db


class StandingClock:
    def __init__(self) -> None:
        self.time = datetime(2027, 6, 4, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


async def test_of_many_who_ask_at_once_one_looks(event: Event, database_url: str) -> None:
    database, clock = Counted(database_url), StandingClock()
    await database.open()
    living = Living(event, database, clock)
    try:
        for looks in (1, 2):
            assert await asyncio.gather(*(living.current() for _ in range(64))) == [event] * 64
            assert database.reads == looks
            clock.time += timedelta(seconds=1)

        async with database.begin() as db:
            await changes.add(db, event, paths.JOIN_URL, "https://teams.microsoft.com/l/x", None, clock.now())
        living.forget()
        found = await asyncio.gather(*(living.current() for _ in range(64)))
        assert {one.meeting.join_url for one in found} == {"https://teams.microsoft.com/l/x"}
        assert database.reads == 3
    finally:
        await database.close()
