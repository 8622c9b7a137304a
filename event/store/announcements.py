"""Announcements as kept: those of the event as it stands, with what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from event.announcements import Planned, State
from event.definition import Audience, Event, Template
from event.ids import AnnouncementKey, EventId
from event.store.tables import announcement
from event.store.upsert import insert
from event.times import timetable

_OPEN = (State.PLANNED, State.WAITING)


async def follow(db: AsyncConnection, event: Event, now: datetime) -> None:
    """Make the rows follow the event as it stands. What was sent, skipped or cancelled in chat stays so."""
    keys = []
    for timed in timetable(event):
        keys.append(timed.announcement.key)
        values = {
            "template": timed.announcement.template.value,
            "audience": timed.announcement.audience.value,
            "due_at": timed.due,
            "until_at": timed.until,
            "state": State.PLANNED.value,
            "reason": None,
            "changed_at": now,
        }
        statement = insert(db, announcement).values(event=event.id, key=timed.announcement.key, **values)
        left_out = (announcement.c.state == State.CANCELLED) & (announcement.c.reason == "not_in_file")
        moved = announcement.c.state.in_(_OPEN) & (
            (announcement.c.due_at != timed.due)
            | (announcement.c.until_at != timed.until)
            | (announcement.c.template != values["template"])
            | (announcement.c.audience != values["audience"])
        )
        await db.execute(
            statement.on_conflict_do_update(index_elements=["event", "key"], set_=values, where=left_out | moved)
        )
    await db.execute(
        update(announcement)
        .where(announcement.c.event == event.id, announcement.c.state.in_(_OPEN), announcement.c.key.not_in(keys))
        .values(state=State.CANCELLED, reason="not_in_file", changed_at=now)
    )


async def due(db: AsyncConnection, event: EventId, now: datetime) -> list[Planned]:
    """Those whose moment came and that aren't settled, held until the transaction ends. `now` is the event's time."""
    query = (
        select(announcement)
        .where(announcement.c.event == event, announcement.c.state.in_(_OPEN), announcement.c.due_at <= now)
        .order_by(announcement.c.due_at, announcement.c.key)
        .with_for_update()
    )
    return [_planned(row) for row in await db.execute(query)]


async def plan_again(db: AsyncConnection, event: Event, now: datetime) -> list[AnnouncementKey]:
    """The event was moved: what went out or was skipped and now has its moment ahead is planned anew."""
    again = []
    for timed in (one for one in timetable(event) if one.due > now):
        done = await db.execute(
            update(announcement)
            .where(
                announcement.c.event == event.id,
                announcement.c.key == timed.announcement.key,
                announcement.c.state.in_((State.MATERIALISED, State.SKIPPED)),
            )
            .values(
                state=State.PLANNED,
                reason=None,
                round=announcement.c.round + 1,
                due_at=timed.due,
                until_at=timed.until,
                changed_at=now,
            )
        )
        if done.rowcount:
            again.append(timed.announcement.key)
    return again


async def find(db: AsyncConnection, event: EventId, key: str, *, hold: bool = False) -> Planned | None:
    """With `hold` nobody else changes it before this transaction ends."""
    query = select(announcement).where(announcement.c.event == event, announcement.c.key == key)
    row = (await db.execute(query.with_for_update() if hold else query)).one_or_none()
    return _planned(row) if row else None


async def listed(db: AsyncConnection, event: EventId) -> list[Planned]:
    """Every one, by its moment."""
    query = select(announcement).where(announcement.c.event == event)
    return [_planned(row) for row in await db.execute(query.order_by(announcement.c.due_at, announcement.c.key))]


async def all_held(db: AsyncConnection, event: EventId) -> list[Planned]:
    """Every one, and none of them is sent out before this transaction ends: for somebody who signs up meanwhile."""
    query = select(announcement).where(announcement.c.event == event).order_by(announcement.c.due_at)
    return [_planned(row) for row in await db.execute(query.with_for_update(read=True))]


async def settle(
    db: AsyncConnection,
    event: EventId,
    keys: Sequence[AnnouncementKey],
    state: State,
    reason: str | None,
    now: datetime,
) -> None:
    await db.execute(
        update(announcement)
        .where(announcement.c.event == event, announcement.c.key.in_(keys))
        .values(state=state, reason=reason, changed_at=now)
    )


def _planned(row: Row[Any]) -> Planned:
    return Planned(
        key=AnnouncementKey(row.key),
        template=Template(row.template),
        audience=Audience(row.audience),
        due=row.due_at,
        until=row.until_at,
        state=State(row.state),
        reason=row.reason,
        round=row.round,
    )
