"""Participants as an organiser sees them: who they are, how they can be reached, and what reached them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import EventId, PersonId
from event.participants import Participant
from event.registration import State
from event.store.tables import conversation, delivery, person, registration

NO_CHAT = "no_chat"
"""Why somebody can't be reached: they never had a chat of their own with the bot."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A message to somebody, and what became of it. `at` is the machine's time."""

    kind: str
    subject: str
    state: str
    reason: str | None
    at: datetime


async def everybody(db: AsyncConnection, event: EventId) -> list[Participant]:
    """Everybody who signed up, those who withdrew too, in no order."""
    columns = registration.c
    query = select(columns.person_id, columns.state, columns.name, columns.email, columns.organisation)
    closed = await _closed(db, conversation.c.person_id.in_(select(columns.person_id).where(columns.event == event)))
    return [
        Participant(
            person=PersonId(row.person_id),
            state=State(row.state),
            name=row.name,
            email=row.email,
            organisation=row.organisation,
            unreached=closed.get(row.person_id, NO_CHAT),
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


async def unreached(db: AsyncConnection, who: PersonId) -> str | None:
    """Why this person can't be reached; None when they can."""
    return (await _closed(db, conversation.c.person_id == who)).get(who, NO_CHAT)


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


async def failed(db: AsyncConnection, event: EventId) -> dict[str, int]:
    """How many messages failed, by reason; the most frequent first."""
    number = func.count()
    query = (
        select(delivery.c.reason, number)
        .where(delivery.c.event == event, delivery.c.state == "failed")
        .group_by(delivery.c.reason)
        .order_by(number.desc(), delivery.c.reason)
    )
    return {row[0] or NO_CHAT: row[1] for row in await db.execute(query)}


async def _closed(db: AsyncConnection, whose: ColumnElement[bool]) -> dict[str, str | None]:
    """Of each with a chat of their own: why it is closed, None where one is open."""
    found: dict[str, str | None] = {}
    query = select(conversation.c.person_id, conversation.c.closed_at, conversation.c.closed_reason).where(
        conversation.c.kind == "personal", whose
    )
    for who, closed_at, reason in await db.execute(query.order_by(conversation.c.created_at)):
        if closed_at is None:
            found[who] = None
        elif found.get(who, "") is not None:
            found[who] = reason or NO_CHAT
    return found
