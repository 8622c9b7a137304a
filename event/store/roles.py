"""Who holds a role: the event file's e-mail addresses and UPNs at their first sight, and what was given in chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Event
from event.ids import EventId, ObjectId, PersonId, TenantId
from event.people import Person
from event.roles import Role
from event.store.tables import person, role_grant, role_pin
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
    return await _holders(db, event, event.roles.organisers, ("organiser",))


async def moderators(db: AsyncConnection, event: Event) -> list[PersonId]:
    """Everybody who may moderate and met the bot: organisers too."""
    return await _holders(db, event, (*event.roles.moderators, *event.roles.organisers), ("moderator", "organiser"))


async def unmet(db: AsyncConnection, principals: Sequence[str]) -> list[str]:
    """Those of the event file's principals behind whom nobody is known: they never wrote to the bot."""
    known = await pins(db)
    identities = {principal: _identity(principal, known) for principal in principals}
    people = {(row.tenant, row.oid) for row in await db.execute(select(person.c.tenant, person.c.oid))}
    return [principal for principal, identity in identities.items() if identity not in people]


async def granted(db: AsyncConnection, event: EventId, tenant: TenantId, oid: ObjectId) -> str | None:
    """The role that an organiser gave this person in chat."""
    query = (
        select(role_grant.c.role)
        .join(person, person.c.id == role_grant.c.person_id)
        .where(role_grant.c.event == event, person.c.tenant == tenant, person.c.oid == oid)
    )
    return (await db.execute(query)).scalar_one_or_none()


async def granted_to(db: AsyncConnection, event: EventId, who: PersonId) -> Role | None:
    """The role that an organiser gave this person in chat."""
    query = select(role_grant.c.role).where(role_grant.c.event == event, role_grant.c.person_id == who)
    found = (await db.execute(query)).scalar_one_or_none()
    return Role(found) if found else None


async def by_file(db: AsyncConnection, event: Event, who: Person) -> Role | None:
    """The role that the event file gives this person: to their identity, or to an address that was theirs first."""
    if who.tenant is None or who.oid is None:
        return None
    known = await pins(db)
    for role, principals in ((Role.ORGANISER, event.roles.organisers), (Role.MODERATOR, event.roles.moderators)):
        if (who.tenant, who.oid) in (_identity(principal, known) for principal in principals):
            return role
    return None


async def grant(db: AsyncConnection, event: EventId, who: PersonId, role: str, by: PersonId, now: datetime) -> None:
    values = {"role": role, "by": by, "created_at": now}
    await db.execute(
        insert(db, role_grant)
        .values(event=event, person_id=who, **values)
        .on_conflict_do_update(index_elements=["event", "person_id"], set_=values)
    )


async def revoke(db: AsyncConnection, event: EventId, who: PersonId) -> bool:
    """False when nobody had given them a role in chat."""
    done = await db.execute(role_grant.delete().where(role_grant.c.event == event, role_grant.c.person_id == who))
    return done.rowcount == 1


async def _holders(
    db: AsyncConnection, event: Event, principals: Sequence[str], given: Sequence[str]
) -> list[PersonId]:
    known = await pins(db)
    identities = [identity for principal in principals if (identity := _identity(principal, known))]
    grants = select(role_grant.c.person_id).where(role_grant.c.event == event.id, role_grant.c.role.in_(given))
    theirs = or_(
        person.c.id.in_(grants), *(and_(person.c.tenant == tenant, person.c.oid == oid) for tenant, oid in identities)
    )
    return [PersonId(row.id) for row in await db.execute(select(person.c.id).where(theirs).order_by(person.c.id))]


def _identity(principal: str, known: Mapping[str, tuple[TenantId, ObjectId]]) -> tuple[TenantId, ObjectId] | None:
    tenant, _, oid = principal.casefold().partition("/")
    return (TenantId(tenant), ObjectId(oid)) if oid else known.get(principal.casefold())
