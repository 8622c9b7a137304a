"""When the files are scrubbed: after something went, lightly while the event is on, and as a whole once it is quiet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from event.definition import Event
from event.store import audit
from event.store.database import Database
from scheduler.retention import Retention


class Watched(Database):
    """Notes how it was scrubbed. `reader` stands in the way."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.scrubs: list[bool] = []
        self.reader = False

    async def scrub(self, *, whole: bool) -> bool:
        self.scrubs.append(whole)
        return not self.reader and await super().scrub(whole=whole)


@pytest.fixture(name="watched")
async def _watched(database_url: str) -> AsyncIterator[Watched]:
    one = Watched(database_url)
    await one.open()
    yield one
    await one.close()


async def forgets(database: Database, event: Event, now: datetime) -> None:
    async with database.begin() as db:
        await audit.note(db, event.id, None, "data.forget", now, subject="A1B2C3D4")


async def test_once_for_each_time_that_something_went(watched: Watched, event: Event) -> None:
    before, retention = event.start - timedelta(days=1), Retention(watched)
    await retention.scrub(event, before, before)
    assert watched.scrubs == [], "nothing went"
    await forgets(watched, event, before)
    for _ in range(3):
        await retention.scrub(event, before, before)
    assert watched.scrubs == [True]
    await forgets(watched, event, before)
    await retention.scrub(event, before, before)
    assert watched.scrubs == [True, True]
    await Retention(watched).scrub(event, before, before)
    assert watched.scrubs == [True, True, True], "after a restart it isn't known whether it was done"


async def test_lightly_while_the_event_is_on(watched: Watched, event: Event) -> None:
    retention = Retention(watched)
    await forgets(watched, event, event.start)
    for _ in range(3):
        await retention.scrub(event, event.start, event.start)
    assert watched.scrubs == [False], "and nobody waits for it time and again"
    await retention.scrub(event, event.end, event.end)
    assert watched.scrubs == [False, True]
    await retention.scrub(event, event.end, event.end)
    assert watched.scrubs == [False, True]


async def test_again_when_somebody_stood_in_the_way(watched: Watched, event: Event) -> None:
    before, retention = event.start - timedelta(days=1), Retention(watched)
    await forgets(watched, event, before)
    watched.reader = True
    await retention.scrub(event, before, before)
    watched.reader = False
    await retention.scrub(event, before, before)
    await retention.scrub(event, before, before)
    assert watched.scrubs == [True, True]
