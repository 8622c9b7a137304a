"""Questions as kept: those asked in chat, and those given with a registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import EventId, PersonId, QuestionId
from event.store.tables import question, registration


@dataclass(frozen=True, kw_only=True)
class Question:
    """`id` is None for one that was given with a registration; `organisation` for somebody who isn't signed up."""

    id: QuestionId | None
    person: PersonId
    text: str
    organisation: str | None
    asked_at: datetime
    done: bool = False


async def ask(db: AsyncConnection, event: EventId, person: PersonId, text: str, now: datetime) -> None:
    await db.execute(question.insert().values(event=event, person_id=person, text=text, state="open", asked_at=now))


async def waiting_of(db: AsyncConnection, event: EventId, person: PersonId) -> list[str]:
    """The texts of their open questions, asked in chat."""
    mine = and_(question.c.event == event, question.c.person_id == person, question.c.state == "open")
    return list((await db.execute(select(question.c.text).where(mine).order_by(question.c.id))).scalars())


async def asked_by(db: AsyncConnection, event: EventId, person: PersonId) -> list[Question]:
    """All that they asked in chat, the newest first."""
    query = select(question).where(question.c.event == event, question.c.person_id == person)
    return [
        Question(
            id=QuestionId(row.id),
            person=person,
            text=row.text,
            organisation=None,
            asked_at=row.asked_at,
            done=row.state == "done",
        )
        for row in await db.execute(query.order_by(question.c.id.desc()))
    ]


async def waiting(db: AsyncConnection, event: EventId) -> list[Question]:
    """Every open one of either kind, the oldest first."""
    signed_up = and_(
        registration.c.event == event,
        registration.c.person_id == question.c.person_id,
        registration.c.state == "confirmed",
    )
    asked = (
        select(question, registration.c.organisation)
        .outerjoin(registration, signed_up)
        .where(question.c.event == event, question.c.state == "open")
    )
    found = [
        Question(
            id=QuestionId(row.id),
            person=PersonId(row.person_id),
            text=row.text,
            organisation=row.organisation,
            asked_at=row.asked_at,
        )
        for row in await db.execute(asked)
    ]
    given = select(registration).where(_given(event))
    found += [
        Question(
            id=None,
            person=PersonId(row.person_id),
            text=row.question,
            organisation=row.organisation,
            asked_at=row.changed_at,
        )
        for row in await db.execute(given)
    ]
    return sorted(found, key=lambda one: (one.asked_at, one.id or 0, one.person))


async def count_waiting(db: AsyncConnection, event: EventId) -> int:
    asked = select(func.count()).select_from(question).where(question.c.event == event, question.c.state == "open")
    given = select(func.count()).select_from(registration).where(_given(event))
    return sum([(await db.execute(one)).scalar_one() for one in (asked, given)])


async def finish(db: AsyncConnection, event: EventId, id: QuestionId) -> bool | None:  # noqa: A002 - the table's own name
    """False when it was done already, None when it isn't there."""
    mine = and_(question.c.event == event, question.c.id == id)
    done = await db.execute(update(question).where(mine, question.c.state == "open").values(state="done"))
    if done.rowcount:
        return True
    return False if (await db.execute(select(question.c.id).where(mine))).first() else None


async def finish_given(db: AsyncConnection, event: EventId, person: PersonId) -> bool | None:
    """The one given with this person's registration. False when it was done already, None when it isn't there."""
    done = await db.execute(
        update(registration).where(_given(event), registration.c.person_id == person).values(question_done=True)
    )
    if done.rowcount:
        return True
    was = select(registration.c.question_done).where(registration.c.event == event, registration.c.person_id == person)
    return False if (await db.execute(was)).scalar_one_or_none() else None


def _given(event: EventId) -> ColumnElement[bool]:
    return and_(
        registration.c.event == event,
        registration.c.state == "confirmed",
        registration.c.question != "",
        registration.c.question_done.is_(False),
    )
