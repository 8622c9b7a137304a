"""Two rows turn out to be one person: what both hold becomes one registration, one ballot, one account of what they
heard.

Proof is the caller's: an address that Entra vouches for, or a link that was sent to it. Never a name.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from event.addresses import address_key
from event.ids import AccountId, EventId, ObjectId, PersonId, TenantId
from event.people import Person
from event.polls import voter
from event.store import ballots, given, people
from event.store.tables import (
    audit,
    ballot,
    chat_member,
    conversation,
    delivery,
    delivery_change,
    event_change,
    import_draft,
    person,
    poll,
    question,
    question_vote,
    registration,
    role_grant,
    roll,
)

_ONE_EACH: tuple[tuple[Table, str], ...] = (
    (role_grant, "event"),
    (chat_member, "conversation_id"),
    (question_vote, "question_id"),
)
"""Tables that have one row a person for each of these."""
_MANY: tuple[Column[Any], ...] = (
    conversation.c.person_id,
    question.c.person_id,
    event_change.c.by,
    audit.c.by,
    audit.c.subject,
    import_draft.c.by,
    poll.c.launched_by,
    poll.c.closed_by,
    role_grant.c.by,
)


async def known_by(db: AsyncConnection, addresses: set[str]) -> list[Person]:
    """Those who have no account and are known by one of these addresses."""
    keys = sorted(address_key(one) for one in addresses)
    query = select(person.c.id).where(person.c.account.is_(None), person.c.email.in_(keys)).order_by(person.c.id)
    found = [await people.find(db, PersonId(row.id)) for row in await db.execute(query)]
    return [one for one in found if one is not None]


async def claimed_by(db: AsyncConnection, event: EventId, address: str) -> list[Person]:
    """Those with an account who gave this address when they signed up."""
    query = (
        select(person.c.id)
        .join(registration, registration.c.person_id == person.c.id)
        .where(
            registration.c.event == event,
            person.c.account.is_not(None),
            func.lower(registration.c.email) == address_key(address),
        )
        .order_by(person.c.id)
    )
    found = [await people.find(db, PersonId(row.id)) for row in await db.execute(query)]
    return [one for one in found if one is not None]


async def anybody_waits(db: AsyncConnection) -> bool:
    """Whether there is somebody without an account at all, to whom one might belong."""
    query = select(person.c.id).where(person.c.account.is_(None), person.c.email.is_not(None)).limit(1)
    return (await db.execute(query)).first() is not None


async def waiting(db: AsyncConnection) -> dict[str, PersonId]:
    """Everybody without an account, by the address that they are known by, as `event.addresses` has it."""
    query = select(person.c.email, person.c.id).where(person.c.account.is_(None), person.c.email.is_not(None))
    return {row.email: PersonId(row.id) for row in await db.execute(query)}


async def recognise(db: AsyncConnection, who: Person, account: AccountId, tenant: TenantId, oid: ObjectId) -> None:
    """Somebody who was known by their address turns out to have this account, which nobody else has."""
    await people.lock(db, who.id)
    await db.execute(update(person).where(person.c.id == who.id).values(account=account, tenant=tenant, oid=oid))
    known = await people.find(db, who.id)
    if known is not None:
        await _ballots(db, known, (who,))


async def join(db: AsyncConnection, keep: Person, other: Person, now: datetime) -> None:
    """`other` becomes `keep`: links that were sent to `keep` go on working. Of two registrations the one that was
    changed last counts; of two ballots in one poll the one that was cast in Teams."""
    if keep.id == other.id:
        return
    for one in sorted((keep.id, other.id)):
        await people.lock(db, one)
    await _registrations(db, keep.id, other.id)
    await _deliveries(db, keep.id, other.id, now)
    for table, key in _ONE_EACH:
        mine = select(table.c[key]).where(table.c.person_id == keep.id)
        await db.execute(delete(table).where(table.c.person_id == other.id, table.c[key].in_(mine)))
        await db.execute(update(table).where(table.c.person_id == other.id).values(person_id=keep.id))
    for column in _MANY:
        await db.execute(update(column.table).where(column == other.id).values({column.name: keep.id}))
    identity: dict[str, object] = {
        "account": keep.account or other.account,
        "tenant": keep.tenant or other.tenant,
        "oid": keep.oid or other.oid,
        "email": keep.email or other.email,
        "zone": other.zone or keep.zone,
    }
    if other.account and not keep.language_chosen:
        identity |= {"language": other.language.value, "language_chosen": other.language_chosen}
    await db.execute(delete(person).where(person.c.id == other.id))
    await db.execute(update(person).where(person.c.id == keep.id).values(**identity))
    for event in (await db.execute(select(registration.c.event).where(registration.c.person_id == keep.id))).scalars():
        await given.put_on_board(db, EventId(event), [keep.id])
    joined = await people.find(db, keep.id)
    if joined is not None:
        await _ballots(db, joined, (keep, other))


async def _registrations(db: AsyncConnection, keep: PersonId, other: PersonId) -> None:
    rows = list(await db.execute(select(registration).where(registration.c.person_id.in_((keep, other)))))
    by_event: dict[EventId, list[Any]] = {}
    for row in rows:
        by_event.setdefault(row.event, []).append(row)
    for event, found in by_event.items():
        newest = max(found, key=lambda row: (row.changed_at, row.person_id == other))
        for row in found:
            if row is not newest:
                await db.execute(
                    delete(registration).where(registration.c.event == event, registration.c.person_id == row.person_id)
                )
        version = max(row.version for row in found) + (len(found) > 1)
        await db.execute(
            update(registration)
            .where(registration.c.event == event, registration.c.person_id == newest.person_id)
            .values(person_id=keep, version=version)
        )


async def _deliveries(db: AsyncConnection, keep: PersonId, other: PersonId, now: datetime) -> None:
    """What both were told, or are to be told, is kept once: the one that came furthest."""
    mine = delivery.alias()
    twice = (
        select(mine.c.id)
        .where(
            mine.c.event == delivery.c.event,
            mine.c.occasion == delivery.c.occasion,
            mine.c.recipient == keep,
        )
        .exists()
    )
    double = and_(delivery.c.recipient == other, twice)
    told = list((await db.execute(select(delivery.c.occasion).where(double, delivery.c.state == "sent"))).scalars())
    ids = select(delivery.c.id).where(double)
    await db.execute(delete(delivery_change).where(delivery_change.c.delivery_id.in_(ids)))
    await db.execute(update(delivery).where(delivery.c.replaces.in_(ids)).values(replaces=None, state="cancelled"))
    await db.execute(delete(delivery).where(double))
    if told:
        await db.execute(
            update(delivery)
            .where(
                delivery.c.recipient == keep,
                delivery.c.occasion.in_(told),
                delivery.c.state.in_(("planned", "uncertain", "failed")),
            )
            .values(state="cancelled", reason="told_already", changed_at=now)
        )
    await db.execute(
        update(delivery)
        .where(or_(delivery.c.recipient == other, delivery.c.person_id == other))
        .values(recipient=keep, person_id=keep)
    )


async def _ballots(db: AsyncConnection, joined: Person, before: tuple[Person, ...]) -> None:
    """Of an anonymous poll only that they voted is known, and once is enough."""
    await ballots.hold_all(db)
    to = voter(joined.account, joined.tenant, joined.oid, joined.id)
    for one in before:
        by = voter(one.account, one.tenant, one.oid, one.id)
        if by == to:
            continue
        for table, key in ((ballot, ballot.c.key), (roll, roll.c.voter)):
            mine = table.alias()
            voted = (
                select(mine.c.box)
                .where(mine.c.event == table.c.event, mine.c.box == table.c.box, mine.c[key.name] == to)
                .exists()
            )
            twice = list(await db.execute(select(table.c.event, table.c.box).where(key == by, voted)))
            await db.execute(delete(table).where(key == by, voted))
            for row in twice if table is ballot else ():
                await ballots.recount(db, row.event, [row.box])
            await db.execute(update(table).where(key == by).values({key.name: to}))
