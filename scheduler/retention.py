"""What is kept of people is cleared away in time: daily, by field, in the event's time; and leaves the files for good.

Everything here may be done again without harm: by another replica, after a crash, after weeks of being off.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from event import retention as rule
from event.definition import Event, Kept, Status
from event.retention import Cleared
from event.store import audit, deliveries, imports, pace, seen, sign_ups
from event.store import retention as store
from event.store.database import Database
from scheduler import notices, roads

RUN = "retention.run"
_ERASING = frozenset({"data.forget", RUN})
"""Acts after which the files are scrubbed."""
_TO_BE_TOLD = timedelta(hours=12)
"""How long somebody who wasn't told in time is left alone while they are."""

log = structlog.get_logger(__name__)


class Retention:
    """Remembers what it did, so as to do little: it forgets that at a restart, and looks again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ran: tuple[date, Event] | None = None
        self._told: date | None = None
        self._emptied: int | None = None
        self._scrubbed: int | None = None

    async def run(self, db: AsyncConnection, event: Event, now: datetime, real_now: datetime) -> None:
        """In a tick's transaction: what has run out goes. What waits for a yes for a day or two is looked at each
        time, the rest once a day."""
        sign_up = await sign_ups.forget_older(db, now - rule.UNCONFIRMED)
        lists = await imports.forget_old(db, now)
        await seen.forget_older(db, real_now)
        today = (now.astimezone(event.zone).date(), event)
        cleared = Cleared()
        if self._told != event.date and await _tell(db, event, now, real_now):
            self._told = event.date
        if self._ran != today:
            cleared = await _clear(db, event, now, real_now)
            self._ran = today
        numbers: dict[str, Any] = Cleared(sign_ups=sign_up, lists=lists).numbers | cleared.numbers
        if numbers:
            await audit.note(db, event.id, None, RUN, now, **numbers)
            log.info("cleared", **numbers)

    async def scrub(self, event: Event, now: datetime, real_now: datetime) -> None:
        """After it: the files too, the database as a whole once nothing is under way."""
        async with self._database.read() as db:
            newest = await audit.newest_of(db, event.id, _ERASING)
            busy = await deliveries.under_way(db, real_now)
        quiet = not busy and not (event.status is Status.ON and event.start <= now < event.end)
        done = self._scrubbed if quiet else self._emptied
        if newest is None or newest == done or not await self._database.scrub(whole=quiet):
            return
        self._emptied = newest
        if quiet:
            self._scrubbed = newest
            log.info("scrubbed", act=newest)


async def _tell(db: AsyncConnection, event: Event, now: datetime, real_now: datetime) -> bool:
    """Whoever signed up hears that all that is left of them goes: hours before it, while there is still a road. Who
    couldn't be told in time, for we were away, is told now and let go of tomorrow. True once it is so far; each is told
    once, however often this is done."""
    at, gone = rule.told_at(event), rule.runs_out(event, Kept.ACCOUNT)
    if at is None or gone is None or now < at:
        return False
    await roads.tell(
        db,
        event,
        await notices.registered(db, event),
        occasion=f"{store.NOTICE}:{event.date}",
        kind=store.NOTICE,
        subject="",
        until_at=gone if now < gone else now + _TO_BE_TOLD,
        now=real_now,
    )
    return True


async def _clear(db: AsyncConnection, event: Event, now: datetime, real_now: datetime) -> Cleared:
    await pace.forget_stale(db, real_now)
    chats = await store.close_old_chats(db, now - timedelta(days=event.privacy.days(Kept.ACCOUNT)))
    gone = rule.due(event, now)
    if not gone:
        return Cleared(chats=chats)
    await store.hold_everybody(db)
    fields = {kept: await store.empty(db, event.id, kept, real_now) for kept in Kept if kept in gone}
    if Kept.ACCOUNT not in gone:
        return Cleared(fields=fields, chats=chats)
    principals = (*event.roles.organisers, *event.roles.moderators)
    left = await store.let_go(db, event.id, {one.casefold() for one in principals}, now, real_now=real_now)
    return Cleared(
        fields=fields,
        people=left.people,
        signed_up=left.signed_up,
        withdrawn=left.withdrawn,
        chats=left.chats + chats,
    )
