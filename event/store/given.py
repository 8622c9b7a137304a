"""What was asked with a registration stands on the question board among the others, for moderators first."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, delete, insert, literal, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import EventId, PersonId
from event.questions import QuestionState
from event.store.tables import question, registration

_AT_ONCE = 500
"""People in one statement."""


async def put_on_board(db: AsyncConnection, event: EventId, people: Collection[PersonId]) -> None:
    """After their registrations changed: what is new comes, what was taken back goes while no moderator touched it."""
    everybody = list(people)
    for start in range(0, len(everybody), _AT_ONCE):
        await _put(db, event, everybody[start : start + _AT_ONCE])


async def _put(db: AsyncConnection, event: EventId, people: Collection[PersonId]) -> None:
    theirs = and_(registration.c.event == event, registration.c.person_id.in_(people))
    asks = and_(theirs, registration.c.state == "confirmed", registration.c.question != "")
    twin = question.alias()
    same = and_(
        twin.c.event == event, twin.c.person_id == question.c.person_id, twin.c.given, twin.c.text == question.c.text
    )
    await db.execute(
        delete(question).where(
            question.c.event == event,
            question.c.person_id.in_(people),
            question.c.given,
            question.c.changed_at.is_(None),
            ~select(registration.c.event)
            .where(asks, registration.c.person_id == question.c.person_id, registration.c.question == question.c.text)
            .exists()
            | select(twin.c.id).where(same, twin.c.id < question.c.id).exists(),
        )
    )
    await db.execute(
        update(registration).where(theirs, registration.c.state != "confirmed").values(question_done=False)
    )
    new = select(
        registration.c.event,
        registration.c.person_id,
        registration.c.question,
        literal(QuestionState.WAITING.value),
        registration.c.changed_at,
        true(),
    ).where(asks, registration.c.question_done.is_(False))
    columns = ["event", "person_id", "text", "state", "asked_at", "given"]
    await db.execute(
        insert(question).from_select(columns, new.order_by(registration.c.changed_at, registration.c.person_id))
    )
    await db.execute(update(registration).where(asks).values(question_done=True))
