"""A card that is edited again and again while what it shows changes: one row of the ledger for all of its edits.

What waits is drawn when it is sent, so that one is enough, whoever asks for it and however often.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.store import deliveries
from event.store.deliveries import Draft
from event.store.tables import delivery
from event.store.upsert import insert

_DONE = ("sent", "failed", "cancelled")


async def plan_again(db: AsyncConnection, draft: Draft, between: timedelta, now: datetime) -> bool:
    """Edit it once more, not sooner than so long after it was last changed. False while an edit is on its way: whether
    that one was drawn of the newest nobody knows, so ask again. `draft` names what it `replaces`."""
    its = delivery.c.replaces == draft.replaces
    query = select(func.max(delivery.c.changed_at)).where(its, delivery.c.state == "sent")
    last = (await db.execute(query)).scalar_one()
    next_at = max(draft.next_at, last + between) if last else draft.next_at
    statement = insert(db, delivery).values(
        event=draft.event,
        occasion=draft.occasion,
        kind=draft.kind,
        subject=draft.subject,
        recipient=draft.recipient,
        road=draft.road,
        replaces=draft.replaces,
        state="planned",
        next_at=next_at,
        fence=0,
        attempts=0,
        created_at=now,
        changed_at=now,
    )
    again = statement.on_conflict_do_update(
        index_elements=["event", "occasion", "recipient", "road"],
        set_={"state": "planned", "reason": None, "attempts": 0, "next_at": next_at, "changed_at": now},
        where=delivery.c.state.in_(_DONE),
    ).returning(delivery.c.id)
    ids = [row.id for row in await db.execute(again)]
    await deliveries.note(db, ids, "planned", None, now)
    if ids:
        return True
    mine = delivery.c.occasion == draft.occasion
    waits = select(delivery.c.state).where(delivery.c.event == draft.event, mine, its)
    return (await db.execute(waits)).scalar_one() in deliveries.WAITING
