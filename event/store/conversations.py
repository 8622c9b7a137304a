"""Conversations that the bot is in: where messages can go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import ConversationId, PersonId, TenantId
from event.store.tables import conversation
from event.store.upsert import insert


async def remember(
    db: AsyncConnection,
    *,
    id: ConversationId,  # noqa: A002 - the table's own name
    kind: str,
    service_url: str,
    tenant: TenantId | None,
    person: PersonId | None,
    now: datetime,
) -> bool:
    """Keep where to write; one that was closed is open again. True when it is new or was closed."""
    known = (await db.execute(select(conversation).where(conversation.c.id == id))).one_or_none()
    if (
        known is not None
        and known.closed_at is None
        and (known.service_url, known.tenant, known.person_id) == (service_url, tenant, person)
    ):
        return False
    fresh = {
        "service_url": service_url,
        "tenant": tenant,
        "person_id": person,
        "closed_at": None,
        "closed_reason": None,
    }
    await db.execute(
        insert(db, conversation)
        .values(id=id, kind=kind, created_at=now, **fresh)
        .on_conflict_do_update(index_elements=["id"], set_=fresh)
    )
    return known is None or known.closed_at is not None


async def welcome_once(db: AsyncConnection, id: ConversationId, now: datetime) -> bool:  # noqa: A002
    """True for the one caller that may say welcome: Teams tells of one installation twice."""
    done = await db.execute(
        conversation.update()
        .where(conversation.c.id == id, conversation.c.welcomed_at.is_(None))
        .values(welcomed_at=now)
    )
    return done.rowcount == 1


async def leave(db: AsyncConnection, id: ConversationId, now: datetime) -> None:  # noqa: A002
    """The bot was removed. Who installs it again is welcomed again."""
    await db.execute(
        conversation.update()
        .where(conversation.c.id == id)
        .values(closed_at=now, closed_reason="removed", welcomed_at=None)
    )


async def close(db: AsyncConnection, id: ConversationId, reason: str, now: datetime) -> None:  # noqa: A002
    """Teams says that nothing will arrive there any more."""
    await db.execute(conversation.update().where(conversation.c.id == id).values(closed_at=now, closed_reason=reason))


@dataclass(frozen=True, kw_only=True)
class OpenConversation:
    id: ConversationId
    service_url: str
    tenant: TenantId | None


async def personal(db: AsyncConnection, person: PersonId) -> OpenConversation | None:
    """The person's own chat with the bot, unless it was closed."""
    return await _open(db, conversation.c.person_id == person)


async def shared(db: AsyncConnection, id: str) -> OpenConversation | None:  # noqa: A002
    return await _open(db, conversation.c.id == id)


async def _open(db: AsyncConnection, where: ColumnElement[bool]) -> OpenConversation | None:
    query = select(conversation).where(where, conversation.c.closed_at.is_(None))
    row = (await db.execute(query.order_by(conversation.c.created_at.desc()))).first()
    return OpenConversation(id=row.id, service_url=row.service_url, tenant=row.tenant) if row else None
