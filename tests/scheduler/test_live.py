"""A card whose numbers move: one edit waits at a time, and the last one comes whatever happens to the process."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.clock import SystemClock
from event.definition import Event, Poll, PollKind, ResultsShown
from event.ids import ActivityId, ConversationId, PollKey
from event.store import deliveries, polls
from event.store.changes import Living
from event.store.database import Database
from event.store.deliveries import Draft
from event.store.tables import delivery
from scheduler.live import LiveCards
from tests.event.kinds import poll

CHAT = ConversationId("19:meeting_x@thread.v2")
LEASE = timedelta(minutes=1)
QUICK = timedelta(milliseconds=20)
REAL = SystemClock()
NUMBERS = poll(PollKind.SINGLE, results=ResultsShown.LIVE)
LATER = poll(PollKind.SINGLE, key="later", results=ResultsShown.CLOSED)


class Woken:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


async def launched(database: Database, event: Event, *given: Poll) -> Event:
    """Each with its card in the chat, sent."""
    event = event.with_(polls=given)
    now = REAL.now()
    async with database.begin() as db:
        for one in given:
            await polls.launch(db, event.id, one.key, CHAT, None, now, closes=None, anonymous=False)
            draft = Draft(
                event=event.id,
                occasion=f"poll:{one.key}:launch",
                kind="ballot",
                subject=one.key,
                recipient=CHAT,
                road="meeting_chat",
                next_at=now,
            )
            await deliveries.plan(db, [draft], now)
            await sent(db)
    return event


async def sent(db: AsyncConnection) -> None:
    """What is due."""
    claimed = await deliveries.claim(db, now=REAL.now(), lease=LEASE, limit=9, kinds=("ballot",))
    for one in claimed:
        await deliveries.record_sent(db, one, CHAT, ActivityId("1"), REAL.now())


async def edits(database: Database) -> list[tuple[str, str]]:
    async with database.read() as db:
        query = select(delivery.c.occasion, delivery.c.state).where(delivery.c.replaces.is_not(None))
        return sorted((row.occasion, row.state) for row in await db.execute(query))


def cards(database: Database, event: Event, woken: Woken, between: timedelta = QUICK) -> LiveCards:
    return LiveCards(database, Living(event, database, REAL), REAL, REAL, woken, between)


async def test_a_killed_process_is_made_up_for_and_many_votes_are_one_edit(database: Database, event: Event) -> None:
    event = await launched(database, event, NUMBERS, LATER)
    woken = Woken()
    live = cards(database, event, woken)
    await live.start()
    for _ in range(200):
        live.moved(NUMBERS.key)
        live.moved(LATER.key)
        live.moved(PollKey("nothing"))
    await live.stop()
    assert await edits(database) == [("poll:single:live", "planned")]
    assert woken.times


async def test_what_moves_while_an_edit_is_on_its_way_is_drawn_once_more(database: Database, event: Event) -> None:
    event = await launched(database, event, NUMBERS)
    live = cards(database, event, Woken())
    await live.start()
    await live.stop()
    async with database.begin() as db:
        (claimed,) = await deliveries.claim(db, now=REAL.now(), lease=LEASE, limit=1, kinds=("ballot",))
    again = cards(database, event, Woken())
    again.moved(NUMBERS.key)
    assert await again._round() == 1
    assert NUMBERS.key in again._moved, "it is asked for again"
    async with database.begin() as db:
        await deliveries.record_sent(db, claimed, CHAT, ActivityId("1"), REAL.now())
    assert await again._round() == 1
    assert not again._moved
    assert await edits(database) == [("poll:single:live", "planned")]


@pytest.mark.parametrize("after", [0.0, 4.9])
async def test_between_two_edits_is_time(database: Database, event: Event, after: float) -> None:
    event = await launched(database, event, NUMBERS)
    live = cards(database, event, Woken(), timedelta(seconds=5))
    live.moved(NUMBERS.key)
    await live._round()
    async with database.begin() as db:
        await sent(db)
    live.moved(NUMBERS.key)
    await live._round()
    async with database.begin() as db:
        now = REAL.now() + timedelta(seconds=after)
        assert await deliveries.claim(db, now=now, lease=LEASE, limit=1, kinds=("ballot",)) == []
        now = REAL.now() + timedelta(seconds=5.1)
        assert await deliveries.claim(db, now=now, lease=LEASE, limit=1, kinds=("ballot",)) != []
