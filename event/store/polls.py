"""Polls that were launched, and how they stand. Their ballots are in `ballots`."""

from __future__ import annotations

from dataclasses import replace
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
    hold: bool | None = None,
) -> RunningPoll | None:
    """None when it was launched before and not reset since. `closes` is when it closes by itself. Without `by` it
    launches itself. `hold` where people write something: whether that waits for a moderator."""
    values = {
        "state": PollState.OPEN.value,
        "conversation_id": conversation,
        "launched_by": by,
        "launched_at": now,
        "closes_at": closes,
        "anonymous": anonymous,
        "hold": hold,
        "closed_by": None,
        "closed_at": None,
        "left_seconds": None,
        "revealed_at": None,
        "reset_from": None,
        "reminded_at": None,
    }
    done = await db.execute(
        insert(db, poll)
        .values(event=event, key=key, version=1, **values)
        .on_conflict_do_update(
            index_elements=["event", "key"],
            set_=values | {"version": poll.c.version + 1},
            where=poll.c.state == PollState.PREPARED.value,
        )
    )
    return await find(db, event, key) if done.rowcount == 1 else None


async def take(db: AsyncConnection, event: EventId, key: PollKey) -> RunningPoll | None:
    """A poll that was launched, to change it: nobody votes or changes it before this transaction ends."""
    query = select(poll).where(poll.c.event == event, poll.c.key == key).with_for_update()
    row = (await db.execute(query)).one_or_none()
    return _running(row) if row else None


async def put(
    db: AsyncConnection, event: EventId, before: RunningPoll, after: RunningPoll, by: PersonId | None, now: datetime
) -> RunningPoll:
    """What became of one that was taken. Returns it with its version."""
    version = before.version + 1
    values: dict[str, object] = {
        "state": after.state.value,
        "closes_at": after.closes,
        "left_seconds": after.left,
        "run": after.run,
        "reset_from": after.reset_from.value if after.reset_from else None,
        "reset_at": after.reset_at,
        "version": version,
    }
    if after.state is PollState.CLOSED and before.state is not PollState.CLOSED:
        values |= {"closed_by": by, "closed_at": now}
    if after.revealed != before.revealed:
        values["revealed_at"] = now if after.revealed else None
    if after.reminded != before.reminded:
        values["reminded_at"] = now if after.reminded else None
    await db.execute(poll.update().where(poll.c.event == event, poll.c.key == before.key).values(**values))
    return replace(after, version=version)


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
        reset_from=PollState(row.reset_from) if row.reset_from else None,
        reset_at=row.reset_at,
        reminded=row.reminded_at is not None,
        version=row.version,
        hold=row.hold,
    )
