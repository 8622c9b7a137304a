"""What people hold already, by the ledger: who was told a thing, and the cards that are in their chats."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, String, and_, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import ConversationId, EventId, PersonId
from event.store import deliveries
from event.store.tables import delivery, registration
from event.store.upsert import insert

_GIVEN = ("sent", "uncertain", "claimed")
"""It is there, or may be."""


def holders(event: EventId, kinds: Collection[str]) -> Select[tuple[str]]:
    """The registered people who were sent, or may have been sent, a message of one of these kinds."""
    return (
        select(delivery.c.person_id)
        .distinct()
        .join(
            registration,
            and_(registration.c.person_id == delivery.c.person_id, registration.c.event == delivery.c.event),
        )
        .where(
            delivery.c.event == event,
            delivery.c.kind.in_(sorted(kinds)),
            delivery.c.state.in_(_GIVEN),
            registration.c.state == "confirmed",
        )
    )


async def holds(
    db: AsyncConnection, event: EventId, who: PersonId, kinds: Collection[str], *, road: str | None = None
) -> bool:
    """Whether this person was sent, or may have been sent, a message of one of these kinds, on this road if it is
    given."""
    query = select(delivery.c.id).where(
        delivery.c.event == event,
        delivery.c.person_id == who,
        delivery.c.kind.in_(sorted(kinds)),
        delivery.c.state.in_(_GIVEN),
        *([delivery.c.road == road] if road else []),
    )
    return (await db.execute(query.limit(1))).first() is not None


async def count(db: AsyncConnection, people: Select[tuple[str]]) -> int:
    return int((await db.execute(select(func.count()).select_from(people.subquery()))).scalar_one())


async def note_given(
    db: AsyncConnection,
    event: EventId,
    *,
    kind: str,
    person: PersonId,
    conversation: ConversationId,
    now: datetime,
) -> None:
    """They asked for it and saw it in our answer: no message of its own, yet they hold it."""
    await db.execute(
        insert(db, delivery)
        .values(
            event=event,
            occasion=f"given:{kind}",
            kind=kind,
            subject="",
            recipient=person,
            road="personal",
            person_id=person,
            state="sent",
            next_at=now,
            fence=0,
            attempts=0,
            conversation_id=conversation,
            created_at=now,
            changed_at=now,
        )
        .on_conflict_do_nothing()
    )


async def plan_edits(
    db: AsyncConnection,
    event: EventId,
    kinds: Collection[str],
    occasion: str,
    *,
    event_now: datetime,
    now: datetime,
    subject: str | None = None,
) -> int:
    """Every card of these kinds that is in somebody's chat and of use still is drawn anew, in one statement; with a
    `subject` only those about that. `event_now` is the event's time, `now` the machine's."""
    sent = delivery.alias()
    columns = {
        "event": sent.c.event,
        "occasion": literal(f"{occasion}:edit:") + cast(sent.c.id, String),
        "kind": sent.c.kind,
        "subject": sent.c.subject,
        "recipient": sent.c.recipient,
        "road": sent.c.road,
        "person_id": sent.c.person_id,
        "replaces": sent.c.id,
        "state": literal("planned"),
        "until_at": sent.c.until_at,
        "next_at": literal(now, delivery.c.next_at.type),
        "fence": literal(0),
        "attempts": literal(0),
        "created_at": literal(now, delivery.c.created_at.type),
        "changed_at": literal(now, delivery.c.changed_at.type),
    }
    rows = select(*columns.values()).where(
        sent.c.event == event,
        sent.c.kind.in_(sorted(kinds)),
        *([sent.c.subject == subject] if subject is not None else []),
        sent.c.state == "sent",
        sent.c.road != "email",  # a letter stays as it was sent
        sent.c.via.is_(None),
        sent.c.replaces.is_(None),
        sent.c.activity_id.is_not(None),
        sent.c.activity_id != "",
        or_(sent.c.until_at.is_(None), sent.c.until_at > event_now),
    )
    return await deliveries.plan_rows(db, insert(db, delivery).from_select(list(columns), rows), now)


async def heard(db: AsyncConnection, event: EventId, person: PersonId, kind: str) -> list[str]:
    """The subjects of the messages of this kind that reached them."""
    query = select(delivery.c.subject).where(
        delivery.c.event == event,
        delivery.c.person_id == person,
        delivery.c.kind == kind,
        delivery.c.state == "sent",
        delivery.c.replaces.is_(None),
    )
    return list((await db.execute(query)).scalars())
