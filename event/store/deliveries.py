"""The delivery ledger: what is told to whom by which road, and what became of it.

States: planned -> claimed -> sent | uncertain | failed | cancelled. `uncertain` is tried again: better
twice than never. Each change is kept with its time in `delivery_change`. `now` is the machine's time throughout, UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import ActivityId, ConversationId, DeliveryId, EventId, PersonId
from event.store.roads import RoadOf
from event.store.tables import delivery, delivery_change
from event.store.upsert import insert

WAITING = ("planned", "uncertain")
_BETWEEN_EDITS = timedelta(seconds=1)
_SENT_BY_ITSELF = or_(
    delivery.c.road != "meeting_chat",
    delivery.c.person_id.is_(None),
    delivery.c.via.is_(None),  # there is no post that could tell them: it fails, and the next road is taken
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A delivery to plan. `until_at` is in the event's time: from then on it is of no use."""

    event: EventId
    occasion: str
    kind: str
    subject: str
    recipient: str
    road: str
    person_id: PersonId | None = None
    replaces: DeliveryId | None = None
    until_at: datetime | None = None
    next_at: datetime


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A row of the ledger, as the worker and the cards need it."""

    id: DeliveryId
    event: EventId
    occasion: str
    kind: str
    subject: str
    recipient: str
    road: str
    person_id: PersonId | None
    replaces: DeliveryId | None
    state: str
    reason: str | None
    until_at: datetime | None
    lease_until: datetime | None
    fence: int
    attempts: int
    conversation_id: ConversationId | None
    activity_id: ActivityId | None


async def plan(db: AsyncConnection, drafts: Sequence[Draft], now: datetime) -> int:
    """Plan each once; one that was cancelled is planned anew. Returns how many were planned now."""
    planned = 0
    for draft in drafts:
        statement = insert(db, delivery).values(
            event=draft.event,
            occasion=draft.occasion,
            kind=draft.kind,
            subject=draft.subject,
            recipient=draft.recipient,
            road=draft.road,
            person_id=draft.person_id,
            replaces=draft.replaces,
            state="planned",
            until_at=draft.until_at,
            next_at=draft.next_at if draft.replaces is None else await _after_other_edits(db, draft.replaces, draft),
            fence=0,
            attempts=0,
            created_at=now,
            changed_at=now,
        )
        new = await plan_rows(db, statement, now)
        if new and draft.replaces is not None:
            await _overtake(db, draft.replaces, draft.occasion, now)
        planned += new
    return planned


async def _after_other_edits(db: AsyncConnection, edited: DeliveryId, draft: Draft) -> datetime:
    """A card that many look at is changed once a second at most."""
    query = select(func.max(delivery.c.changed_at)).where(
        delivery.c.replaces == edited, delivery.c.state.in_(("sent", "claimed", "uncertain"))
    )
    last = (await db.execute(query)).scalar_one()
    return max(draft.next_at, last + _BETWEEN_EDITS) if last else draft.next_at


async def _overtake(db: AsyncConnection, edited: DeliveryId, occasion: str, now: datetime) -> None:
    """Of several edits that wait for one card the newest says it all: it is drawn from what is true when it is sent."""
    older = and_(delivery.c.replaces == edited, delivery.c.occasion != occasion)
    await change(db, older, WAITING, "cancelled", "overtaken", now)


async def plan_for(
    db: AsyncConnection,
    people: Select[tuple[str]],
    road: RoadOf,
    *,
    event: EventId,
    occasion: str,
    kind: str,
    subject: str,
    until_at: datetime | None,
    now: datetime,
) -> int:
    """One delivery to each of these people on their `road`, in one statement. `people` selects their ids."""
    who = people.subquery().c[0]
    columns: dict[str, Any] = {
        "event": literal(event),
        "occasion": literal(occasion),
        "kind": literal(kind),
        "subject": literal(subject),
        "recipient": who,
        "road": road(who),
        "person_id": who,
        "state": literal("planned"),
        "until_at": literal(until_at, delivery.c.until_at.type),
        "next_at": literal(now, delivery.c.next_at.type),
        "fence": literal(0),
        "attempts": literal(0),
        "created_at": literal(now, delivery.c.created_at.type),
        "changed_at": literal(now, delivery.c.changed_at.type),
    }
    # SQLite reads ON CONFLICT as a join's condition unless the query has a WHERE of its own.
    rows = select(*columns.values()).where(who.is_not(None))
    return await plan_rows(db, insert(db, delivery).from_select(list(columns), rows), now)


async def plan_rows(db: AsyncConnection, statement: Any, now: datetime) -> int:
    """Plan what an INSERT into the ledger says, each once; what was cancelled is planned anew."""
    again = statement.on_conflict_do_update(
        index_elements=["event", "occasion", "recipient", "road"],
        set_={
            "state": "planned",
            "reason": None,
            "via": None,
            "next_at": statement.excluded.next_at,
            "changed_at": now,
        },
        where=delivery.c.state == "cancelled",
    ).returning(delivery.c.id)
    ids = [row.id for row in await db.execute(again)]
    await note(db, ids, "planned", None, now)
    return len(ids)


async def claim(
    db: AsyncConnection, *, now: datetime, lease: timedelta, limit: int, kinds: Collection[str]
) -> list[Delivery]:
    """Take up to `limit` that are due, for as long as `lease`; at most one for each recipient, the oldest first.
    Kinds that this version doesn't know are left alone."""
    await _recover(db, now)
    older = delivery.alias()
    launched = delivery.alias()
    due = (
        select(delivery.c.id)
        .where(
            delivery.c.state.in_(WAITING),
            delivery.c.next_at <= now,
            delivery.c.kind.in_(sorted(kinds)),
            _SENT_BY_ITSELF,
            ~select(older.c.id)
            .where(
                older.c.recipient == delivery.c.recipient,
                older.c.via.is_(None),
                or_(
                    older.c.state == "claimed",
                    and_(older.c.state.in_(WAITING), older.c.next_at <= now, older.c.id < delivery.c.id),
                ),
            )
            .exists(),
            or_(
                delivery.c.replaces.is_(None),
                select(launched.c.id).where(launched.c.id == delivery.c.replaces, launched.c.state == "sent").exists(),
            ),
        )
        .order_by(delivery.c.next_at, delivery.c.id)
        .limit(limit)
    )
    if db.dialect.name == "postgresql":
        picked = due.with_for_update(skip_locked=True, of=delivery).cte("picked").prefix_with("MATERIALIZED")
        due = select(picked.c.id)
    rows = await db.execute(
        update(delivery)
        .where(delivery.c.id.in_(due))
        .values(state="claimed", fence=delivery.c.fence + 1, lease_until=now + lease, changed_at=now)
        .returning(delivery)
    )
    claimed = sorted((read(row) for row in rows), key=lambda one: one.id)
    await note(db, [one.id for one in claimed], "claimed", None, now)
    return claimed


async def _recover(db: AsyncConnection, now: datetime) -> None:
    """Whose sender died is uncertain; the edit of something that never went out is not needed."""
    died = await db.execute(
        update(delivery)
        .where(delivery.c.state == "claimed", delivery.c.lease_until < now)
        .values(state="uncertain", reason="sender_died", next_at=now, changed_at=now)
        .returning(delivery.c.id)
    )
    await note(db, [row.id for row in died], "uncertain", "sender_died", now)
    launched = delivery.alias()
    never = select(launched.c.id).where(
        launched.c.id == delivery.c.replaces, launched.c.state.in_(("failed", "cancelled"))
    )
    orphans = await db.execute(
        update(delivery)
        .where(delivery.c.state.in_(WAITING), delivery.c.replaces.is_not(None), never.exists())
        .values(state="cancelled", reason="nothing_to_replace", changed_at=now)
        .returning(delivery.c.id)
    )
    await note(db, [row.id for row in orphans], "cancelled", "nothing_to_replace", now)


async def record_sent(
    db: AsyncConnection, one: Delivery, conversation: ConversationId, activity: ActivityId, now: datetime
) -> bool:
    return await _record(db, one, now, "sent", None, conversation_id=conversation, activity_id=activity)


async def record_uncertain(db: AsyncConnection, one: Delivery, reason: str, next_at: datetime, now: datetime) -> bool:
    return await _record(db, one, now, "uncertain", reason, next_at=next_at, attempts=one.attempts + 1)


async def record_failed(db: AsyncConnection, one: Delivery, reason: str, now: datetime) -> bool:
    return await _record(db, one, now, "failed", reason)


async def record_retry(
    db: AsyncConnection, one: Delivery, reason: str, next_at: datetime, now: datetime, *, spend: bool
) -> bool:
    """Back to planned, not before `next_at`. `spend` counts it as an attempt."""
    return await _record(db, one, now, "planned", reason, next_at=next_at, attempts=one.attempts + spend)


async def record_cancelled(db: AsyncConnection, one: Delivery, reason: str, now: datetime) -> bool:
    return await _record(db, one, now, "cancelled", reason)


async def _record(
    db: AsyncConnection, one: Delivery, now: datetime, state: str, reason: str | None, **values: object
) -> bool:
    """False, and nothing changed, when somebody else took it over meanwhile."""
    done = await db.execute(
        update(delivery)
        .where(delivery.c.id == one.id, delivery.c.fence == one.fence, delivery.c.state == "claimed")
        .values(state=state, reason=reason, changed_at=now, lease_until=None, **values)
    )
    if done.rowcount != 1:
        return False
    await note(db, [one.id], state, reason, now)
    if one.person_id is None and state in ("sent", "failed", "cancelled"):
        await change(db, delivery.c.via == one.id, WAITING, state, reason, now)
    return True


async def cancel_for_person(db: AsyncConnection, event: EventId, person: PersonId, reason: str, now: datetime) -> int:
    """What was not sent yet won't be."""
    return await change(
        db, and_(delivery.c.event == event, delivery.c.person_id == person), WAITING, "cancelled", reason, now
    )


async def cancel_announcements(db: AsyncConnection, event: EventId, reason: str, now: datetime) -> int:
    """What announcements have not sent yet won't be, but for an organiser's own text."""
    theirs = and_(
        delivery.c.event == event,
        delivery.c.occasion.startswith("announcement:", autoescape=True),
        delivery.c.kind != "text",
    )
    return await change(db, theirs, WAITING, "cancelled", reason, now)


async def cancel_kind(db: AsyncConnection, event: EventId, kind: str, reason: str, now: datetime) -> int:
    """What was not sent yet of this kind won't be: a newer one says it."""
    mine = and_(delivery.c.event == event, delivery.c.kind == kind)
    return await change(db, mine, WAITING, "cancelled", reason, now)


async def change(
    db: AsyncConnection,
    where: ColumnElement[bool],
    states: Collection[str],
    state: str,
    reason: str | None,
    now: datetime,
) -> int:
    """Those that stand in one of these states and fit."""
    rows = await db.execute(
        update(delivery)
        .where(where, delivery.c.state.in_(states))
        .values(state=state, reason=reason, next_at=now, changed_at=now)
        .returning(delivery.c.id)
    )
    ids = [row.id for row in rows]
    await note(db, ids, state, reason, now)
    return len(ids)


async def find(db: AsyncConnection, event: EventId, occasion: str, recipient: str, road: str) -> Delivery | None:
    query = select(delivery).where(
        delivery.c.event == event,
        delivery.c.occasion == occasion,
        delivery.c.recipient == recipient,
        delivery.c.road == road,
    )
    row = (await db.execute(query)).one_or_none()
    return read(row) if row else None


async def get(db: AsyncConnection, id: DeliveryId) -> Delivery:  # noqa: A002 - the table's own name
    return read((await db.execute(select(delivery).where(delivery.c.id == id))).one())


async def next_at(db: AsyncConnection, now: datetime) -> datetime | None:
    """When, after `now`, the next one falls due or a sender's lease ends. What is due already and yet wasn't claimed
    waits for another delivery, not for a time."""
    waiting = select(func.min(delivery.c.next_at)).where(delivery.c.state.in_(WAITING), delivery.c.next_at > now)
    leased = select(func.min(delivery.c.lease_until)).where(delivery.c.state == "claimed", delivery.c.lease_until > now)
    moments = [(await db.execute(query)).scalar_one() for query in (waiting, leased)]
    return min((moment for moment in moments if moment is not None), default=None)


async def under_way(db: AsyncConnection, now: datetime) -> bool:
    """Whether something is being sent at this moment."""
    query = select(delivery.c.id).where(delivery.c.state == "claimed", delivery.c.lease_until > now).limit(1)
    return (await db.execute(query)).first() is not None


async def counts(db: AsyncConnection, event: EventId) -> dict[tuple[str, str], int]:
    """By occasion and state."""
    query = (
        select(delivery.c.occasion, delivery.c.state, func.count())
        .where(delivery.c.event == event)
        .group_by(delivery.c.occasion, delivery.c.state)
    )
    return {(occasion, state): number for occasion, state, number in await db.execute(query)}


async def note(db: AsyncConnection, ids: Sequence[int], state: str, reason: str | None, now: datetime) -> None:
    if ids:
        rows = [{"delivery_id": one, "state": state, "reason": reason, "at": now} for one in ids]
        await db.execute(plain_insert(delivery_change), rows)


def read(row: Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.__dataclass_fields__})
