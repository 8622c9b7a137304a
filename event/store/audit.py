"""The log of privileged acts: who did what, when. Ids and numbers, no personal data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import EventId, PersonId
from event.store.tables import audit


@dataclass(frozen=True, kw_only=True)
class Act:
    """`by` is None where the bot did it by itself."""

    at: datetime
    by: PersonId | None
    act: str
    subject: str | None
    detail: Mapping[str, object] | None


async def note(
    db: AsyncConnection,
    event: EventId,
    by: PersonId | None,
    act: str,
    now: datetime,
    *,
    subject: str | None = None,
    **detail: str | int | None,
) -> None:
    """In the transaction of the act itself. `act` is the verb, `subject` a key or a person's id."""
    await db.execute(audit.insert().values(event=event, at=now, by=by, act=act, subject=subject, detail=detail or None))


async def newest_of(db: AsyncConnection, event: EventId, acts: Collection[str]) -> int | None:
    """The number of the newest one of these acts."""
    query = select(func.max(audit.c.id)).where(audit.c.event == event, audit.c.act.in_(sorted(acts)))
    found: int | None = (await db.execute(query)).scalar_one()
    return found


async def latest(db: AsyncConnection, event: EventId, limit: int) -> list[Act]:
    """The newest first."""
    query = select(audit).where(audit.c.event == event).order_by(audit.c.id.desc()).limit(limit)
    return [
        Act(at=row.at, by=row.by, act=row.act, subject=row.subject, detail=row.detail)
        for row in await db.execute(query)
    ]
