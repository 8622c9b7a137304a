"""Changes to the event as kept, and the event as it stands with them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event import changes as rule
from event.changes import Change
from event.clock import Clock
from event.definition import Event
from event.ids import ChangeId, EventId, PersonId
from event.store.database import Database
from event.store.tables import event_change

_FRESH = timedelta(seconds=1)
"""How long we don't look again: another replica's changes are seen within it."""


async def add(db: AsyncConnection, file: Event, path: str, value: Any, by: PersonId | None, now: datetime) -> ChangeId:
    """Change the event at a path. `value` as JSON; None puts it back as in the event file."""
    statement = event_change.insert().values(
        event=file.id, path=path, value=value, base=rule.value_of(file, path), by=by, at=now
    )
    return ChangeId((await db.execute(statement.returning(event_change.c.id))).scalar_one())


async def newest(db: AsyncConnection, event: EventId) -> dict[str, Change]:
    """The newest of each path, in the order in which the paths were first changed."""
    rows = await db.execute(select(event_change).where(event_change.c.event == event).order_by(event_change.c.id))
    found: dict[str, Change] = {}
    for row in rows:
        found[row.path] = _change(row)
    return found


async def published(db: AsyncConnection, event: EventId, path: str) -> list[Change]:
    """Every change that was made at a path, the oldest first."""
    query = select(event_change).where(event_change.c.event == event, event_change.c.path == path)
    return [_change(row) for row in await db.execute(query.order_by(event_change.c.id))]


async def newest_id(db: AsyncConnection, event: EventId) -> ChangeId:
    """0 when nothing was ever changed."""
    query = select(func.max(event_change.c.id)).where(event_change.c.event == event)
    return ChangeId((await db.execute(query)).scalar_one() or 0)


async def get(db: AsyncConnection, event: EventId, id: ChangeId) -> Change | None:  # noqa: A002 - the table's own name
    query = select(event_change).where(event_change.c.event == event, event_change.c.id == id)
    row = (await db.execute(query)).one_or_none()
    return _change(row) if row else None


async def before(db: AsyncConnection, event: EventId, one: Change) -> Any:
    """What stood at the path before this change: an earlier change's value, else the event file's at the time."""
    query = (
        select(event_change)
        .where(event_change.c.event == event, event_change.c.path == one.path, event_change.c.id < one.id)
        .order_by(event_change.c.id.desc())
        .limit(1)
    )
    row = (await db.execute(query)).one_or_none()
    return row.value if row is not None and row.value is not None else one.base


async def standing(db: AsyncConnection, file: Event) -> Event:
    """The event as it stands in this transaction, with what it changed itself."""
    found = await newest(db, file.id)
    return rule.apply(file, {path: change.value for path, change in found.items()})


class Living:
    """The event as it stands, for whoever only reads it. `file` is the event file's, `real` the machine's time."""

    def __init__(self, file: Event, database: Database, real: Clock) -> None:
        self.file = file
        self.event = file
        self._database = database
        self._real = real
        self._newest = ChangeId(0)
        self._looked: datetime | None = None
        self._looking = asyncio.Lock()

    async def current(self) -> Event:
        """At most a second old. Of those who ask at once one looks: in a full meeting that is everybody."""
        if not self._is_fresh():
            async with self._looking:
                if not self._is_fresh():
                    async with self._database.read() as db:
                        await self.look(db)
        return self.event

    def at_hand(self) -> Event | None:
        """Likewise, where nobody need look."""
        return self.event if self._is_fresh() else None

    def _is_fresh(self) -> bool:
        return self._looked is not None and timedelta() <= self._real.now() - self._looked < _FRESH

    async def look(self, db: AsyncConnection) -> Event:
        """As it stands now. Not in a transaction that changes the event: what it rolls back would stay."""
        found = await newest_id(db, self.file.id)
        if found != self._newest:
            self.event = await standing(db, self.file)
            self._newest = found
        self._looked = self._real.now()
        return self.event

    def forget(self) -> None:
        """Something was changed: look again."""
        self._looked = None


def _change(row: Row[Any]) -> Change:
    return Change(id=ChangeId(row.id), path=row.path, value=row.value, base=row.base, by=row.by, at=row.at)
