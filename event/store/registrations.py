"""Registrations as kept: one row for each person and event."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import EventId, PersonId
from event.registration import Form, Registration, Source, State
from event.store.tables import registration
from event.store.upsert import insert


async def find(db: AsyncConnection, event: EventId, person: PersonId) -> Registration | None:
    row = (
        await db.execute(select(registration).where(registration.c.event == event, registration.c.person_id == person))
    ).one_or_none()
    if row is None:
        return None
    return Registration(
        state=State(row.state),
        version=row.version,
        form=Form(
            name=row.name,
            email=row.email,
            organisation=row.organisation,
            function=row.function,
            question=row.question,
        ),
        privacy_read_at=row.privacy_read_at,
        created_at=row.created_at,
        changed_at=row.changed_at,
        source=Source(row.source),
    )


async def save(db: AsyncConnection, event: EventId, person: PersonId, one: Registration) -> None:
    values = {
        "state": one.state.value,
        "version": one.version,
        "name": one.form.name,
        "email": one.form.email,
        "organisation": one.form.organisation,
        "function": one.form.function,
        "question": one.form.question,
        "privacy_read_at": one.privacy_read_at,
        "changed_at": one.changed_at,
        "source": one.source.value,
    }
    statement = insert(db, registration).values(event=event, person_id=person, created_at=one.created_at, **values)
    # Another question is one that nobody answered yet.
    same = registration.c.question_done & (registration.c.question == statement.excluded.question)
    await db.execute(
        statement.on_conflict_do_update(index_elements=["event", "person_id"], set_={**values, "question_done": same})
    )


async def names(db: AsyncConnection, event: EventId, people: Collection[PersonId]) -> dict[PersonId, str]:
    """As they gave it, of those who signed up."""
    query = select(registration.c.person_id, registration.c.name).where(
        registration.c.event == event, registration.c.person_id.in_(people)
    )
    return {PersonId(row[0]): row[1] for row in await db.execute(query)}


async def counts(db: AsyncConnection, event: EventId) -> dict[State, int]:
    """How many, by state."""
    query = select(registration.c.state, func.count()).where(registration.c.event == event)
    return {State(row[0]): row[1] for row in await db.execute(query.group_by(registration.c.state))}
