"""Who turned out to hold a role that the event file gives to an e-mail address or UPN."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Event
from event.ids import ObjectId, PersonId, TenantId
from event.store.tables import person, role_pin
from event.store.upsert import insert


async def pins(db: AsyncConnection) -> dict[str, tuple[TenantId, ObjectId]]:
    """By the event file's e-mail or UPN in lower case."""
    return {row.principal: (row.tenant, row.oid) for row in await db.execute(select(role_pin))}


async def pin(db: AsyncConnection, principal: str, tenant: TenantId, oid: ObjectId, now: datetime) -> None:
    """Bind a principal to the identity that had it first. Later holders of a reused address get nothing by it."""
    await db.execute(
        insert(db, role_pin)
        .values(principal=principal.casefold(), tenant=tenant, oid=oid, created_at=now)
        .on_conflict_do_nothing()
    )


async def organisers(db: AsyncConnection, event: Event) -> list[PersonId]:
    """The organisers who met the bot."""
    known = await pins(db)
    identities = []
    for principal in event.roles.organisers:
        tenant, _, oid = principal.partition("/")
        identity = (TenantId(tenant), ObjectId(oid)) if oid else known.get(principal.casefold())
        if identity:
            identities.append(identity)
    if not identities:
        return []
    theirs = or_(*(and_(person.c.tenant == tenant, person.c.oid == oid) for tenant, oid in identities))
    return [PersonId(row.id) for row in await db.execute(select(person.c.id).where(theirs).order_by(person.c.id))]
