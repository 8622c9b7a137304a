"""Polls that were launched, and how they stand. Their ballots are in `ballots`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import ConversationId, EventId, PersonId, PollKey
from event.polls import PollState, RunningPoll
from event.store.tables import poll
from event.store.upsert import insert

_HELD = select(poll).where(poll.c.event == bindparam("event"), poll.c.key == bindparam("key")).with_for_update()


async def find(db: AsyncConnection, event: EventId, key: PollKey, *, hold: bool = False) -> RunningPoll | None:
    """A launched poll; None when it is only prepared. With `hold` it can't be closed before this transaction ends."""
    query = select(poll).where(poll.c.event == event, poll.c.key == key)
    row = (await db.execute(query.with_for_update(read=True) if hold else query)).one_or_none()
    return _running(row) if row else None


async def all_launched(db: AsyncConnection, event: EventId) -> dict[str, RunningPoll]:
    rows = await db.execute(select(poll).where(poll.c.event == event))
    return {row.key: _running(row) for row in rows}


async def launch(
    db: AsyncConnection,
    event: EventId,
    key: PollKey,
    conversation: ConversationId,
    by: PersonId | None,
    now: datetime,
    *,
    closes: datetime | None,
    anonymous: bool,
) -> RunningPoll | None:
    """None when it was launched before and not reset since. `closes` is when it closes by itself. Without `by` it
    launches itself."""
    values = {
        "state": PollState.OPEN.value,
        "conversation_id": conversation,
        "launched_by": by,
        "launched_at": now,
        "closes_at": closes,
        "anonymous": anonymous,
        "closed_by": None,
        "closed_at": None,
        "left_seconds": None,
        "revealed_at": None,
    }
    done = await db.execute(
        insert(db, poll)
        .values(event=event, key=key, **values)
        .on_conflict_do_update(
            index_elements=["event", "key"], set_=values, where=poll.c.state == PollState.PREPARED.value
        )
    )
    return await find(db, event, key) if done.rowcount == 1 else None


async def close(db: AsyncConnection, event: EventId, key: PollKey, by: PersonId | None, now: datetime) -> bool:
    """False when it is neither open nor paused. Without `by` it closes by itself, and only when its moment has come."""
    its = (poll.c.event == event) & (poll.c.key == key)
    by_itself = (poll.c.state == PollState.OPEN.value) & (poll.c.closes_at <= now)
    done = await db.execute(
        poll.update()
        .where(its, poll.c.state.in_((PollState.OPEN.value, PollState.PAUSED.value)) if by else by_itself)
        .values(state=PollState.CLOSED.value, closed_by=by, closed_at=now, left_seconds=None)
    )
    return done.rowcount == 1


async def due(db: AsyncConnection, event: EventId, now: datetime) -> list[PollKey]:
    """Those that are open past their moment."""
    query = select(poll.c.key).where(
        poll.c.event == event, poll.c.state == PollState.OPEN.value, poll.c.closes_at <= now
    )
    return [row.key for row in await db.execute(query.order_by(poll.c.closes_at, poll.c.key))]


async def moments(db: AsyncConnection, event: EventId) -> list[datetime]:
    """When those that are open close by themselves."""
    query = select(poll.c.closes_at).where(
        poll.c.event == event, poll.c.state == PollState.OPEN.value, poll.c.closes_at.is_not(None)
    )
    return [row.closes_at for row in await db.execute(query)]


async def extend(
    db: AsyncConnection, event: EventId, key: PollKey, was: datetime, closes: datetime | None, now: datetime
) -> bool:
    """Let it close later, or not by itself. False when it is closed or no longer closes at `was`."""
    done = await db.execute(
        poll.update()
        .where(
            poll.c.event == event,
            poll.c.key == key,
            poll.c.state == PollState.OPEN.value,
            poll.c.closes_at == was,
            poll.c.closes_at > now,
        )
        .values(closes_at=closes)
    )
    return done.rowcount == 1


def held(db: Connection, event: EventId, key: PollKey) -> RunningPoll | None:
    """For whoever awaits nothing and keeps votes. One replica after the other: of one voter's votes, kept at the same
    time, both would count as new."""
    row = db.execute(_HELD, {"event": event, "key": key}).one_or_none()
    return _running(row) if row else None


def _running(row: Row[Any]) -> RunningPoll:
    return RunningPoll(
        key=row.key,
        state=PollState(row.state),
        conversation=row.conversation_id,
        closes=row.closes_at,
        left=row.left_seconds,
        run=row.run,
        anonymous=row.anonymous,
        revealed=row.revealed_at is not None,
    )
