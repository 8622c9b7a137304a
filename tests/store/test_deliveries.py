"""The ledger's rows as kept: what is let go of when the day is off."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from event.ids import EventId
from event.store import deliveries
from event.store.database import Database
from event.store.tables import delivery

EVENT, NOW = EventId("dag"), datetime(2027, 5, 3, 12, tzinfo=UTC)


def draft(occasion: str, kind: str) -> deliveries.Draft:
    return deliveries.Draft(
        event=EVENT, occasion=occasion, kind=kind, subject="x", recipient="p", road="personal", next_at=NOW
    )


async def test_an_organisers_own_text_goes_on_when_the_day_is_off(database: Database) -> None:
    rows = [
        draft("announcement:herinnering", "reminder"),
        draft("announcement:eigen", "text"),
        draft("registration:1", "confirmation"),
    ]
    async with database.begin() as db:
        await deliveries.plan(db, rows, NOW)
        assert await deliveries.cancel_announcements(db, EVENT, "cancelled", NOW) == 1
        assert await deliveries.cancel_announcements(db, EventId("other"), "cancelled", NOW) == 0
        states = {row.occasion: row.state for row in await db.execute(select(delivery))}
    assert states == {
        "announcement:herinnering": "cancelled",
        "announcement:eigen": "planned",
        "registration:1": "planned",
    }
