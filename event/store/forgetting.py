"""Somebody is forgotten: everything that is kept about them goes, in one transaction.

What stays names nobody: their acts in the log and their changes to the event keep an id that leads nowhere any more.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.addresses import address_key
from event.ids import VoterId
from event.people import Person
from event.polls import voter
from event.store import ballots, people, question_acts
from event.store.tables import (
    conversation,
    delivery,
    delivery_change,
    import_draft,
    metadata,
    pace,
    person,
    registration,
    role_pin,
    sign_up,
)


async def forget(db: AsyncConnection, who: Person, keep: Collection[str]) -> None:
    """`keep` are the event file's principals, in lower case: the identity that one of them is bound to stays so, for
    whoever had the address after them would get the role."""
    await people.lock(db, who.id)
    mine = or_(delivery.c.person_id == who.id, delivery.c.recipient == who.id)
    # Held first: what the worker is recording about them at this moment is then there to be deleted, or not at all.
    await db.execute(select(delivery.c.id).where(mine).with_for_update())
    await db.execute(
        delete(delivery_change).where(delivery_change.c.delivery_id.in_(select(delivery.c.id).where(mine)))
    )
    await db.execute(delete(delivery).where(mine))
    voters = {voter(who.account, who.tenant, who.oid, who.id), voter(None, None, None, who.id)}
    await ballots.take_out(db, voters | ({VoterId(who.account)} if who.account else set()))
    theirs = select(conversation.c.id).where(conversation.c.person_id == who.id)
    for chat in (await db.execute(theirs)).scalars().all():
        await db.execute(delete(pace).where(pace.c.bucket.startswith(f"conversation:{chat}:", autoescape=True)))
    addresses = {who.email or ""}
    given = select(registration.c.email).where(registration.c.person_id == who.id)
    addresses.update(address_key(email) for email in (await db.execute(given)).scalars())
    await db.execute(delete(sign_up).where(sign_up.c.email.in_(addresses)))
    await question_acts.let_go(db, [who.id])
    # Whatever points to a person: a table that comes later can't be left out here.
    for table in reversed(metadata.sorted_tables):
        for column in table.columns:
            if column.references(person.c.id):
                await db.execute(delete(table).where(column == who.id))
    if who.tenant and who.oid:
        await db.execute(
            delete(role_pin).where(
                role_pin.c.tenant == who.tenant, role_pin.c.oid == who.oid, role_pin.c.principal.not_in(keep)
            )
        )
    # A list that an organiser is looking at may name them. Whoever brought it brings it again.
    await db.execute(delete(import_draft))
    await db.execute(delete(person).where(person.c.id == who.id))
