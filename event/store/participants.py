"""Participants as an organiser sees them: who they are, how they can be reached, and what reached them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from event import reach
from event.ids import EventId, PersonId
from event.participants import Participant
from event.registration import State
from event.store import roads
from event.store.tables import conversation, delivery, person, registration


@dataclass(frozen=True, kw_only=True)
class Told:
    """A message to somebody, and what became of it. `at` is the machine's time."""

    kind: str
    subject: str
    state: str
    reason: str | None
    at: datetime


async def everybody(db: AsyncConnection, event: EventId, *, mail_on: bool) -> list[Participant]:
    """Everybody who signed up, those who withdrew too, in no order. `mail_on`: there is a mail server."""
    columns = registration.c
    query = select(columns.person_id, columns.state, columns.name, columns.email, columns.organisation)
    facts = await roads.of_registered(db, event)
    return [
        Participant(
            person=PersonId(row.person_id),
            state=State(row.state),
            name=row.name,
            email=row.email,
            organisation=row.organisation,
            unreached=reach.unreached(facts[PersonId(row.person_id)], mail_on=mail_on),
        )
        for row in await db.execute(query.where(columns.event == event))
    ]


async def unanswered(db: AsyncConnection, event: EventId) -> list[PersonId]:
    """Who has a chat of their own and neither signed up nor withdrew; who came last first. As the audience of that
    name."""
    answered = select(registration.c.person_id).where(registration.c.event == event)
    query = (
        select(person.c.id)
        .where(
            person.c.id.not_in(answered),
            person.c.id.in_(
                select(conversation.c.person_id).where(
                    conversation.c.kind == "personal",
                    conversation.c.person_id.is_not(None),
                    conversation.c.closed_at.is_(None),
                )
            ),
        )
        .order_by(person.c.created_at.desc(), person.c.id)
    )
    return [PersonId(row[0]) for row in await db.execute(query)]


async def latest_told(db: AsyncConnection, event: EventId, who: PersonId, limit: int) -> list[Told]:
    """What was last to be told to somebody alone, the newest first."""
    query = (
        select(delivery)
        .where(delivery.c.event == event, delivery.c.person_id == who)
        .order_by(delivery.c.id.desc())
        .limit(limit)
    )
    return [
        Told(kind=row.kind, subject=row.subject, state=row.state, reason=row.reason, at=row.changed_at)
        for row in await db.execute(query)
    ]
