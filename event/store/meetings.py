"""The event's meeting as kept: what happened to it since the event file was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import ConversationId, EventId
from event.store.tables import conversation, meeting
from event.store.upsert import insert


@dataclass(frozen=True, kw_only=True)
class KnownMeeting:
    """`conversation`: its chat, while the bot is in it. `started`: it runs."""

    conversation: ConversationId | None = None
    started: bool = False


async def find(db: AsyncConnection, event: EventId, *, hold: bool = False) -> KnownMeeting:
    """With `hold` nothing else that holds it goes on before this transaction ends: a poll isn't launched while it is
    being changed."""
    known = meeting.outerjoin(conversation, conversation.c.id == meeting.c.conversation_id)
    query = select(meeting, conversation.c.closed_at).select_from(known).where(meeting.c.event == event)
    row = (await db.execute(query.with_for_update(of=meeting) if hold else query)).one_or_none()
    if row is None:
        return KnownMeeting()
    chat = row.conversation_id if row.closed_at is None else None
    return KnownMeeting(conversation=chat, started=bool(row.started_at and not row.ended_at))


async def set_chat(db: AsyncConnection, event: EventId, chat: ConversationId | None, now: datetime) -> None:
    await _set(db, event, now, conversation_id=chat)


async def started(db: AsyncConnection, event: EventId, now: datetime) -> None:
    await _set(db, event, now, started_at=now, ended_at=None)


async def ended(db: AsyncConnection, event: EventId, now: datetime) -> None:
    await _set(db, event, now, ended_at=now)


async def _set(db: AsyncConnection, event: EventId, now: datetime, **values: object) -> None:
    await db.execute(
        insert(db, meeting)
        .values(event=event, changed_at=now, **values)
        .on_conflict_do_update(index_elements=["event"], set_={**values, "changed_at": now})
    )
