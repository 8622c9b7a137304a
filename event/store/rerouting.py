"""Deliveries that take another road: told by one post in the meeting's chat, tried anew where a road opened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import ConversationId, DeliveryId, EventId, PersonId
from event.reach import Road
from event.store import deliveries
from event.store.deliveries import WAITING, Delivery
from event.store.tables import chat_member, delivery, person
from event.store.upsert import insert

_TOLD_BY_POST = (delivery.c.road == "meeting_chat", delivery.c.person_id.is_not(None))


async def wait_for_a_post(db: AsyncConnection, event: EventId, occasion: str, chat: ConversationId) -> bool:
    """Whether somebody in this chat is to be told of this by a post that isn't there yet."""
    query = select(func.count()).where(_untold(event, occasion, chat))
    return bool((await db.execute(query)).scalar_one())


async def told_by_post(db: AsyncConnection, event: EventId, occasion: str, chat: ConversationId, now: datetime) -> None:
    """Who is told in the meeting's chat is told by the one post of this occasion, and is told if it is sent already."""
    post = await deliveries.find(db, event, occasion, chat, "meeting_chat")
    if post is None or post.state == "failed":
        return
    await db.execute(update(delivery).where(_untold(event, occasion, chat)).values(via=post.id))
    if post.state == "sent":
        await deliveries.change(db, delivery.c.via == post.id, WAITING, "sent", None, now)


def _untold(event: EventId, occasion: str, chat: ConversationId) -> ColumnElement[bool]:
    here = select(chat_member.c.person_id).where(chat_member.c.conversation_id == chat)
    return and_(
        delivery.c.event == event,
        delivery.c.occasion == occasion,
        *_TOLD_BY_POST,
        delivery.c.via.is_(None),
        delivery.c.state.in_(WAITING),
        delivery.c.person_id.in_(here),
    )


async def told_by(db: AsyncConnection, post: DeliveryId) -> list[Delivery]:
    """Who was to be told by a post in the meeting's chat."""
    return [deliveries.read(row) for row in await db.execute(select(delivery).where(delivery.c.via == post))]


async def reopen(db: AsyncConnection, event: EventId, recipient: str, road: str, now: datetime) -> int:
    """This road to the recipient is open again, or for the first time: what failed is tried on it, as far as nobody
    told them by another road."""
    other = delivery.alias()
    told = select(other.c.id).where(
        other.c.event == delivery.c.event,
        other.c.occasion == delivery.c.occasion,
        other.c.recipient == delivery.c.recipient,
        other.c.id != delivery.c.id,
        other.c.state.in_(("sent", "claimed", *WAITING)),
    )
    untold = and_(
        delivery.c.event == event,
        delivery.c.recipient == recipient,
        delivery.c.state == "failed",
        delivery.c.replaces.is_(None),
        ~told.exists(),
    )
    again = await deliveries.change(db, and_(untold, delivery.c.road == road), ("failed",), "planned", "reachable", now)
    copied = ("event", "occasion", "kind", "subject", "recipient", "person_id", "until_at")
    values = {
        "road": literal(road),
        "state": literal("planned"),
        "next_at": literal(now, delivery.c.next_at.type),
        "fence": literal(0),
        "attempts": literal(0),
        "created_at": literal(now, delivery.c.created_at.type),
        "changed_at": literal(now, delivery.c.changed_at.type),
    }
    rows = select(*(delivery.c[name] for name in copied), *values.values()).distinct().where(untold)
    return again + await deliveries.plan_rows(db, insert(db, delivery).from_select([*copied, *values], rows), now)


async def mail_arrives(db: AsyncConnection, event: EventId, who: PersonId, now: datetime) -> None:
    """E-mail to them was given up. They gave another address, or read what came at that one: it is tried again."""
    done = await db.execute(
        update(person).where(person.c.id == who, person.c.mail_refused.is_not(None)).values(mail_refused=None)
    )
    if done.rowcount:
        await reopen(db, event, who, Road.EMAIL, now)


async def retry_reason(db: AsyncConnection, event: EventId, reason: str, now: datetime) -> int:
    """What stood in the way is gone: all that failed for this reason is tried again."""
    mine = and_(delivery.c.event == event, delivery.c.reason == reason)
    return await deliveries.change(db, mine, ("failed",), "planned", "reachable", now)
