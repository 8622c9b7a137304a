"""Sends what the ledger holds: claims a few, draws each, waits for its slot, posts it, records what happened.

Nothing is sent inside a transaction. A worker that dies leaves its claims to the lease; whoever finds them sends again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from cards.card import Card
from event.clock import Clock
from event.definition import Audience, Event
from event.ids import PersonId
from event.store import deliveries, registrations, rerouting
from event.store.changes import Living
from event.store.database import Database
from event.store.deliveries import Delivery
from scheduler import pace as pacing
from scheduler import retry, roads
from scheduler.messenger import Ambiguous, Messenger, Post, Refused, SendFailure
from scheduler.pace import Pace
from scheduler.render import KINDS, TO_ANYBODY
from scheduler.routes import Ports, Route, close, route

Renderer = Callable[[AsyncConnection, Delivery], Awaitable[Card | None]]
Count = Callable[[str, str], None]
"""Takes what became of a delivery (sent, again, uncertain, failed, cancelled) and why, for whoever counts."""

LEASE = timedelta(seconds=60)
_BATCH = 8
_PATIENCE = 5.0
"""Seconds that a claimed delivery waits for its slot; when it takes longer it goes back to the ledger until then."""
_AT_REST = 10.0
"""Seconds after which the worker looks again though nobody woke it."""
log = structlog.get_logger(__name__)


class Worker:
    """`clock` is the event's time (what is of no use any more), `real` the machine's (leases, pace, retries)."""

    def __init__(
        self,
        *,
        database: Database,
        living: Living,
        messenger: Messenger,
        post: Post | None = None,
        render: Renderer,
        clock: Clock,
        real: Clock,
        pace: Pace,
        random: Random | None = None,
        count: Count | None = None,
    ) -> None:
        self._database = database
        self._living = living
        self._render = render
        self._clock = clock
        self._real = real
        self._ports = Ports(messenger=messenger, post=post, pace=pace)
        self._random = random or Random()  # noqa: S311 - jitter
        self._count = count or _nobody_counts
        self._one_at_a_time = asyncio.Lock()
        self._woken = asyncio.Event()
        self._stopping = False
        self._fault: str | None = None
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """There may be something to send."""
        self._woken.set()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="worker")

    async def stop(self) -> None:
        """Finish what is under way, claim nothing more."""
        self._stopping = True
        self.wake()
        if self._task is not None:
            await self._task

    async def ping(self) -> str | None:
        if self._task is not None and self._task.done():
            return "stopped"
        return self._fault

    async def drain(self, patience: float = 60.0) -> None:
        """Send until nothing is left that falls due within `patience` seconds."""
        while True:
            if await self._round():
                continue
            soon = await self._seconds_to_next()
            if soon is None or soon > patience:
                return
            await self._real.sleep(max(soon, 0.01))

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                busy = await self._round()
                soon = None if busy else await self._seconds_to_next()
                self._fault = None
            except Exception as error:  # the database is away: say so, and look again
                log.exception("worker")
                self._fault = type(error).__name__
                busy, soon = False, 1.0
            if not busy and not self._stopping:
                rest = _AT_REST if soon is None else min(max(soon, 0.01), _AT_REST)
                with suppress(TimeoutError):
                    async with asyncio.timeout(rest):
                        await self._woken.wait()

    async def _seconds_to_next(self) -> float | None:
        now = self._real.now()
        async with self._database.read() as db:
            moment = await deliveries.next_at(db, now)
        return None if moment is None else (moment - now).total_seconds()

    async def _round(self) -> bool:
        """One small claim, all of it sent. False when nothing was due."""
        async with self._one_at_a_time:
            async with self._database.begin() as db:
                claimed = await deliveries.claim(db, now=self._real.now(), lease=LEASE, limit=_BATCH, kinds=KINDS)
            results = await asyncio.gather(*(self._deliver(one) for one in claimed), return_exceptions=True)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
            return bool(claimed)

    async def _deliver(self, one: Delivery) -> None:
        async with self._database.read() as db:
            event = await self._living.look(db)
            obstacle = await self._obstacle(db, event, one)
            way = obstacle or await route(db, event, one, self._ports)
            card, poison = (None, None) if isinstance(way, str) else await self._draw(db, one)
        if obstacle:
            return await self._record(deliveries.record_cancelled, one, obstacle)
        if isinstance(way, str):
            return await self._record(deliveries.record_failed, one, way)
        if poison:
            return await self._record(deliveries.record_failed, one, "unrenderable")
        if card is None:
            return await self._record(deliveries.record_cancelled, one, "nothing_to_say")
        if not await self._has_slot(one, way):
            return None
        try:
            activity = await way.send(card)
        except SendFailure as failure:
            return await self._failed(one, way, failure)
        async with self._database.begin() as db:
            kept = await deliveries.record_sent(db, one, way.conversation, activity, self._real.now())
        log.info("sent", delivery=one.id, occasion=one.occasion, road=one.road, kept=kept)
        self._count("sent", "")
        return None

    async def _obstacle(self, db: AsyncConnection, event: Event, one: Delivery) -> str | None:
        """Why it should not go out any more."""
        if one.until_at is not None and self._clock.now() >= one.until_at:
            return "too_late"
        if one.person_id is None or one.kind in TO_ANYBODY:
            return None
        announcement = event.announcement(one.subject) if one.occasion.startswith("announcement:") else None
        audience = announcement.audience if announcement else Audience.REGISTERED
        current = await registrations.find(db, event.id, PersonId(one.person_id))
        match audience:
            case Audience.ORGANISERS:
                return None
            case Audience.UNANSWERED:
                return "answered" if current else None
            case _:
                return None if current and current.confirmed else "withdrawn"

    async def _draw(self, db: AsyncConnection, one: Delivery) -> tuple[Card | None, bool]:
        try:
            return await self._render(db, one), False
        except Exception:  # one card that can't be drawn must not hold up the others
            log.exception("unrenderable", delivery=one.id, kind=one.kind)
            return None, True

    async def _has_slot(self, one: Delivery, way: Route) -> bool:
        wait = await pacing.take(self._database, way.buckets, self._real.now(), patience=_PATIENCE)
        now = self._real.now()
        if wait > _PATIENCE:
            async with self._database.begin() as db:
                later = now + timedelta(seconds=wait)
                await deliveries.record_retry(db, one, "pace", later, now, spend=False)
            return False
        await self._real.sleep(max(0.0, wait))
        # A lease that is half gone might end while the message is on its way: give it back instead.
        if one.lease_until is None or self._real.now() > one.lease_until - LEASE / 2:
            async with self._database.begin() as db:
                await deliveries.record_retry(db, one, "lease", self._real.now(), self._real.now(), spend=False)
            return False
        return True

    async def _failed(self, one: Delivery, way: Route, failure: SendFailure) -> None:
        now = self._real.now()
        again = retry.decide(failure, one.attempts, self._random)
        log.warning("not sent", delivery=one.id, code=failure.code, status=failure.status, again=again is not None)
        if again is not None and not again.spend:
            await pacing.push(self._database, way.buckets, now + again.after)
        async with self._database.begin() as db:
            if again is None:
                outcome = "failed"
                if isinstance(failure, Refused):
                    await close(db, one, way, failure, now)
                await self._give_up(db, one, failure.code[:80])
            elif isinstance(failure, Ambiguous):
                outcome = "uncertain"
                await deliveries.record_uncertain(db, one, failure.code[:80], now + again.after, now)
            else:
                outcome = "again"
                await deliveries.record_retry(db, one, failure.code[:80], now + again.after, now, spend=again.spend)
        self._count(outcome, failure.code)

    async def _give_up(self, db: AsyncConnection, one: Delivery, reason: str) -> None:
        """On this road. Whoever it was for, and whoever was to be told by it, is told by their next."""
        now = self._real.now()
        if not await deliveries.record_failed(db, one, reason, now):
            return
        event = await self._living.look(db)
        for each in [one, *await rerouting.told_by(db, one.id)]:
            road = await roads.take_the_next(db, event, each, now)
            if road is not None:
                log.info("next road", delivery=each.id, occasion=each.occasion, road=road.value)

    async def _record(
        self,
        record: Callable[[AsyncConnection, Delivery, str, datetime], Awaitable[bool]],
        one: Delivery,
        reason: str,
    ) -> None:
        log.info("not to be sent", delivery=one.id, occasion=one.occasion, reason=reason)
        async with self._database.begin() as db:
            if record is deliveries.record_failed and reason != "unrenderable":
                await self._give_up(db, one, reason)
            else:
                await record(db, one, reason, self._real.now())
        self._count("failed" if record is deliveries.record_failed else "cancelled", reason)


def _nobody_counts(_outcome: str, _reason: str) -> None:
    pass
