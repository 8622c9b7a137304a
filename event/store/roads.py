"""The roads to people: what is known of each, and the rule of `event.reach` in SQL for a whole audience at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import ConversationId, EventId, PersonId
from event.reach import Facts, Road
from event.store.tables import chat_member, conversation, delivery, meeting, person, registration

_own, _given = person.alias("own"), registration.alias("given")
"""Beside a query of people that may be about the same tables."""
RoadOf = Callable[[ColumnElement[Any]], ColumnElement[Any]]
"""From a column of people's ids to a column of roads."""


async def facts(db: AsyncConnection, event: EventId, who: PersonId) -> Facts:
    """What is known of one person's roads at this moment."""
    query = select(conversation.c.closed_at, conversation.c.closed_reason).where(
        conversation.c.person_id == who, conversation.c.kind == "personal"
    )
    chats = [
        None if row.closed_at is None else row.closed_reason or "closed"
        for row in await db.execute(query.order_by(conversation.c.created_at))
    ]
    known = (
        await db.execute(
            select(
                in_chat(event, literal(who)).label("in_chat"),
                _has_address(event, literal(who)).label("address"),
                select(person.c.mail_refused).where(person.c.id == who).scalar_subquery().label("refused"),
            )
        )
    ).one()
    return Facts(
        has_chat=bool(chats),
        chat_closed=_why_closed(chats),
        in_meeting_chat=bool(known.in_chat),
        address=bool(known.address),
        mail_refused=known.refused,
    )


async def of_registered(db: AsyncConnection, event: EventId) -> dict[PersonId, Facts]:
    """What is known of the roads of everybody who signed up, withdrawn or not."""
    theirs = select(registration.c.person_id).where(registration.c.event == event)
    chats: dict[str, list[str | None]] = {}
    query = select(conversation.c.person_id, conversation.c.closed_at, conversation.c.closed_reason).where(
        conversation.c.kind == "personal", conversation.c.person_id.in_(theirs)
    )
    for row in await db.execute(query.order_by(conversation.c.created_at)):
        chats.setdefault(row.person_id, []).append(None if row.closed_at is None else row.closed_reason or "closed")
    known = (
        select(
            registration.c.person_id,
            in_chat(event, registration.c.person_id).label("in_chat"),
            _has_address(event, registration.c.person_id).label("address"),
            person.c.mail_refused,
        )
        .join(person, person.c.id == registration.c.person_id)
        .where(registration.c.event == event)
    )
    return {
        PersonId(row.person_id): Facts(
            has_chat=row.person_id in chats,
            chat_closed=_why_closed(chats.get(row.person_id, [])),
            in_meeting_chat=bool(row.in_chat),
            address=bool(row.address),
            mail_refused=row.mail_refused,
        )
        for row in await db.execute(known)
    }


def by_person(event: EventId, *, for_them_alone: bool, prefer: Road | None = None, only: bool = False) -> RoadOf:
    """The best road of each. Somebody without any gets `personal`: it fails at once and says why."""

    def road(who: ColumnElement[Any]) -> ColumnElement[Any]:
        is_open: dict[Road, ColumnElement[bool]] = {
            Road.PERSONAL: has_chat(who),
            Road.MEETING_CHAT: in_chat(event, who),
            Road.EMAIL: has_mail(event, who),
        }
        if for_them_alone:
            del is_open[Road.MEETING_CHAT]
        order = sorted(is_open, key=lambda one: one is not prefer)
        if prefer is not None and only:
            return literal(prefer.value, String)
        return case(*((is_open[one], one.value) for one in order), else_=Road.PERSONAL.value)

    return road


async def tried(db: AsyncConnection, event: EventId, occasion: str, who: PersonId) -> set[Road]:
    query = select(delivery.c.road).where(
        delivery.c.event == event, delivery.c.occasion == occasion, delivery.c.person_id == who
    )
    return {Road(row.road) for row in await db.execute(query)}


async def enter(db: AsyncConnection, chat: ConversationId, people: set[PersonId]) -> None:
    """The known people who are in a shared chat, all of them."""
    await db.execute(chat_member.delete().where(chat_member.c.conversation_id == chat))
    if people:
        rows = [{"conversation_id": chat, "person_id": one} for one in sorted(people)]
        await db.execute(chat_member.insert(), rows)


async def mail_refused(db: AsyncConnection, who: PersonId, reason: str | None) -> None:
    """E-mail to them is given up, or works again."""
    await db.execute(person.update().where(person.c.id == who).values(mail_refused=reason))


async def address(db: AsyncConnection, event: EventId, who: PersonId) -> str | None:
    """Where e-mail to them goes: what they gave when they signed up, else by what they are known."""
    given = select(registration.c.email).where(registration.c.event == event, registration.c.person_id == who)
    found = (await db.execute(given)).scalar_one_or_none()
    return found or (await db.execute(select(person.c.email).where(person.c.id == who))).scalar_one_or_none()


def _why_closed(chats: Sequence[str | None]) -> str | None:
    """Of the newest; None where one is open."""
    return None if None in chats or not chats else chats[-1]


def has_chat(who: ColumnElement[Any]) -> ColumnElement[bool]:
    """A chat of their own with the bot, and it is open."""
    return (
        select(conversation.c.id)
        .where(conversation.c.person_id == who, conversation.c.kind == "personal", conversation.c.closed_at.is_(None))
        .exists()
    )


def in_chat(event: EventId, who: ColumnElement[Any]) -> ColumnElement[bool]:
    """In the chat of the event's meeting, in which the bot is."""
    return (
        select(chat_member.c.person_id)
        .join(meeting, meeting.c.conversation_id == chat_member.c.conversation_id)
        .join(conversation, conversation.c.id == chat_member.c.conversation_id)
        .where(meeting.c.event == event, chat_member.c.person_id == who, conversation.c.closed_at.is_(None))
        .exists()
    )


def has_mail(event: EventId, who: ColumnElement[Any]) -> ColumnElement[bool]:
    """An address at which e-mail arrives."""
    return and_(_has_address(event, who), _mail_arrives(who))


def _has_address(event: EventId, who: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(
        select(_given.c.person_id)
        .where(_given.c.event == event, _given.c.person_id == who, _given.c.email != "")
        .exists(),
        select(_own.c.id).where(_own.c.id == who, _own.c.email.is_not(None)).exists(),
    )


def _mail_arrives(who: ColumnElement[Any]) -> ColumnElement[bool]:
    return select(_own.c.id).where(_own.c.id == who, _own.c.mail_refused.is_(None)).exists()
