"""Registrations as kept: one row for each person and event."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import EventId, PersonId
from event.registration import Form, Registration, Source, State
from event.store.given import put_on_board
from event.store.tables import registration
from event.store.upsert import insert


async def find(db: AsyncConnection, event: EventId, person: PersonId) -> Registration | None:
    row = (
        await db.execute(select(registration).where(registration.c.event == event, registration.c.person_id == person))
    ).one_or_none()
    return registration_of(row) if row else None


async def save(db: AsyncConnection, event: EventId, person: PersonId, one: Registration) -> None:
    await save_all(db, event, {person: one})


async def save_all(db: AsyncConnection, event: EventId, by_person: Mapping[PersonId, Registration]) -> None:
    rows = [
        {
            "event": event,
            "person_id": who,
            "state": one.state.value,
            "version": one.version,
            "name": one.form.name,
            "email": one.form.email,
            "organisation": one.form.organisation,
            "function": one.form.function,
            "question": one.form.question,
            "question_done": False,
            "privacy_read_at": one.privacy_read_at,
            "source": one.source.value,
            "created_at": one.created_at,
            "changed_at": one.changed_at,
        }
        for who, one in by_person.items()
    ]
    if not rows:
        return
    statement = insert(db, registration)
    fresh = {name: statement.excluded[name] for name in rows[0] if name not in ("event", "person_id", "created_at")}
    # Another question is one that isn't on the board yet.
    same = registration.c.question_done & (registration.c.question == statement.excluded.question)
    await db.execute(
        statement.on_conflict_do_update(index_elements=["event", "person_id"], set_={**fresh, "question_done": same}),
        rows,
    )
    await put_on_board(db, event, list(by_person))


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


def registration_of(row: Row[Any]) -> Registration:
    """From a row of the table."""
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
