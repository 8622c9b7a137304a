"""Who may vote in their own chat, and of how many who voted no registration is known."""

from __future__ import annotations

from sqlalchemy import String, cast, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import EventId, PersonId
from event.polls import RunningPoll
from event.store import roads
from event.store.tables import ballot, person, registration, roll


async def belongs(db: AsyncConnection, event: EventId, who: PersonId) -> bool:
    """Signed up, or in the meeting's chat."""
    signed_up = select(registration.c.event).where(
        registration.c.event == event, registration.c.person_id == who, registration.c.state == "confirmed"
    )
    return bool((await db.execute(select(or_(signed_up.exists(), roads.in_chat(event, literal(who)))))).scalar_one())


async def unknown(db: AsyncConnection, event: EventId, running: RunningPoll) -> int:
    """How many voted of whom no registration is known: how else they came in can't be told."""
    table, voter = (roll, roll.c.voter) if running.anonymous else (ballot, ballot.c.key)
    names = [
        select(literal("oid:").op("||")(person.c.tenant).op("||")("/").op("||")(person.c.oid).label("voter")).where(
            person.c.tenant.is_not(None), person.c.oid.is_not(None)
        ),
        select(cast(person.c.account, String).label("voter")).where(person.c.account.is_not(None)),
        select(literal("person:").op("||")(person.c.id).label("voter")),
    ]
    signed_up = registration.c.event == event, registration.c.state == "confirmed"
    known = union_all(
        *(one.join(registration, registration.c.person_id == person.c.id).where(*signed_up) for one in names)
    ).subquery()
    query = (
        select(func.count())
        .select_from(table)
        .where(table.c.event == event, table.c.box == running.box, voter.not_in(select(known.c.voter)))
    )
    return (await db.execute(query)).scalar_one()
