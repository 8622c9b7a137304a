"""People as kept: one row each, found by Entra identity or by the Bot Framework's account."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.addresses import address_key
from event.definition import Language
from event.ids import AccountId, ObjectId, PersonId, TenantId
from event.people import Person
from event.store.tables import person
from event.store.upsert import insert


async def meet(
    db: AsyncConnection,
    *,
    account: AccountId,
    tenant: TenantId | None,
    oid: ObjectId | None,
    language: Language | None,
    zone: str | None = None,
    now: datetime,
    default: Language,
) -> Person:
    """The person, made at first sight. Their language follows what Teams says each time unless they chose one;
    `default` until it does. Their time zone follows too."""
    found = await _find(db, account, tenant, oid)
    moves = not found or (len(found) == 1 and found[0].account != account)
    taken = moves and await _is_anothers(db, account, tenant, oid)
    if not found:
        await db.execute(
            insert(db, person)
            .values(
                id=uuid4().hex,
                account=None if taken else account,
                tenant=tenant,
                oid=oid,
                language=(language or default).value,
                zone=zone,
                created_at=now,
            )
            .on_conflict_do_nothing()
        )
        found = await _find(db, account, tenant, oid)
    known = read(found[0])
    changes: dict[str, str] = {}
    if language is not None and known.language is not language and not known.language_chosen:
        changes["language"] = language.value
    if zone is not None and known.zone != zone:
        changes["zone"] = zone
    if len(found) == 1 and known.account != account and not taken:
        changes["account"] = account
    if len(found) == 1 and known.oid is None and tenant and oid:
        changes |= {"tenant": tenant, "oid": oid}
    if changes:
        await db.execute(person.update().where(person.c.id == known.id).values(**changes))
        found = await _find(db, account, tenant, oid)
    return read(found[0])


async def seek(
    db: AsyncConnection, *, account: AccountId, tenant: TenantId | None, oid: ObjectId | None
) -> Person | None:
    """The person if they met the bot before."""
    found = await _find(db, account, tenant, oid)
    return read(found[0]) if found else None


async def meet_by_address(db: AsyncConnection, email: str, language: Language, now: datetime) -> PersonId:
    """Somebody without an account, by the address that they proved to read; made at first sight."""
    key = address_key(email)
    await db.execute(
        insert(db, person)
        .values(id=uuid4().hex, email=key, language=language.value, created_at=now)
        .on_conflict_do_nothing()
    )
    return PersonId((await db.execute(select(person.c.id).where(person.c.email == key))).scalar_one())


async def by_identity(db: AsyncConnection) -> dict[tuple[str, str], PersonId]:
    """Everybody of whom an Entra identity is known: by tenant and object id in lower case."""
    query = select(person.c.id, person.c.tenant, person.c.oid).where(person.c.tenant.is_not(None))
    return {(row.tenant.casefold(), (row.oid or "").casefold()): PersonId(row.id) for row in await db.execute(query)}


async def known_by(db: AsyncConnection, email: str) -> PersonId | None:
    """Whose address this surely is."""
    found = await db.execute(select(person.c.id).where(person.c.email == address_key(email)))
    one = found.scalar_one_or_none()
    return PersonId(one) if one else None


async def find(db: AsyncConnection, person_id: PersonId) -> Person | None:
    row = (await db.execute(select(person).where(person.c.id == person_id))).one_or_none()
    return read(row) if row else None


async def choosers(db: AsyncConnection) -> list[Person]:
    """Everybody who chose a language of their own."""
    return [read(row) for row in await db.execute(select(person).where(person.c.language_chosen))]


async def choose_language(db: AsyncConnection, person_id: PersonId, language: Language) -> None:
    """They asked for it: from now on Teams' own language doesn't change it."""
    await db.execute(
        person.update().where(person.c.id == person_id).values(language=language.value, language_chosen=True)
    )


async def follow_teams(db: AsyncConnection, person_id: PersonId, language: Language) -> None:
    """They take their choice back: Teams' own language counts again, which is this one now."""
    await db.execute(
        person.update().where(person.c.id == person_id).values(language=language.value, language_chosen=False)
    )


async def renew_links(db: AsyncConnection, person_id: PersonId) -> int:
    """Signed links that they were given are void. Returns the version of those to come."""
    renewed = person.update().where(person.c.id == person_id).values(link_version=person.c.link_version + 1)
    return int((await db.execute(renewed.returning(person.c.link_version))).scalar_one())


async def lock(db: AsyncConnection, person_id: PersonId) -> None:
    """Let nobody else change this person's affairs until the transaction ends. SQLite has one writer anyway."""
    await db.execute(select(person.c.id).where(person.c.id == person_id).with_for_update())


async def _find(
    db: AsyncConnection, account: AccountId, tenant: TenantId | None, oid: ObjectId | None
) -> list[Row[Any]]:
    by_account = person.c.account == account
    if not (tenant and oid):
        return list(await db.execute(select(person).where(by_account)))
    by_identity = and_(person.c.tenant == tenant, person.c.oid == oid)
    # An account that belongs to another identity is somebody else, whatever the activity says. In a meeting's chat the
    # tenant may be the meeting's: the same account and object id are the same person.
    mine = or_(by_identity, and_(by_account, or_(person.c.oid.is_(None), person.c.oid == oid)))
    order = (person.c.oid.is_(None), person.c.tenant != tenant)
    return list(await db.execute(select(person).where(mine).order_by(*order)))


async def _is_anothers(db: AsyncConnection, account: AccountId, tenant: TenantId | None, oid: ObjectId | None) -> bool:
    """An account that belongs to one identity stays with it: who comes along with another is known by that alone."""
    if not (tenant and oid):
        return False
    theirs = select(person.c.id).where(person.c.account == account, person.c.oid.is_not(None))
    return (await db.execute(theirs)).first() is not None


def read(row: Row[Any]) -> Person:
    return Person(
        id=PersonId(row.id),
        account=row.account,
        tenant=row.tenant,
        oid=row.oid,
        language=Language(row.language),
        language_chosen=row.language_chosen,
        zone=row.zone,
        email=row.email,
        link_version=row.link_version,
        mail_refused=row.mail_refused,
    )
