"""What moderators decided about what people wrote in polls."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import BoxId, EventId, PersonId
from event.poll_texts import Decision, TextKey, TextState
from event.store.tables import poll_text
from event.store.upsert import insert

_MANY = 100


async def decisions(db: AsyncConnection, event: EventId, box: BoxId) -> dict[TextKey, Decision]:
    query = select(poll_text).where(poll_text.c.event == event, poll_text.c.box == box)
    return {
        TextKey(row.key): Decision(state=TextState(row.state), into=TextKey(row.into) if row.into else None)
        for row in await db.execute(query)
    }


async def decide(
    db: AsyncConnection,
    event: EventId,
    box: BoxId,
    keys: Collection[TextKey],
    decision: Decision,
    act: str,
    by: PersonId,
    now: datetime,
) -> None:
    """About these texts, whatever was decided before. `act` is what it can be undone by."""
    values = {"state": decision.state.value, "into": decision.into, "act": act, "by": by, "at": now}
    every = sorted(keys)
    for start in range(0, len(every), _MANY):
        rows = [{"event": event, "box": box, "key": key, **values} for key in every[start : start + _MANY]]
        await db.execute(
            insert(db, poll_text)
            .values(rows)
            .on_conflict_do_update(index_elements=["event", "box", "key"], set_=values)
        )


async def undo(db: AsyncConnection, event: EventId, box: BoxId, act: str) -> int:
    """These are as if nobody had decided about them. Returns how many there were."""
    mine = (poll_text.c.event == event) & (poll_text.c.box == box) & (poll_text.c.act == act)
    return (await db.execute(delete(poll_text).where(mine))).rowcount


async def put_back(db: AsyncConnection, event: EventId, box: BoxId, key: TextKey) -> bool:
    """This one is as if nobody had decided about it."""
    its = (poll_text.c.event == event) & (poll_text.c.box == box) & (poll_text.c.key == key)
    return (await db.execute(delete(poll_text).where(its))).rowcount == 1
