"""The alarm clock: APScheduler calls `tick(now)` every few seconds and at the next due moment. It keeps nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from event.clock import Clock
from scheduler.planner import Tick

_EVERY = 10
"""Seconds between two ticks."""

log = structlog.get_logger(__name__)


class AlarmClock:
    """`clock` is the event's time, `moments` tells when something falls due in it."""

    def __init__(self, *, tick: Tick, clock: Clock, moments: Callable[[], Awaitable[Iterable[datetime]]]) -> None:
        self._tick = tick
        self._clock = clock
        self._moments = moments
        self._fault: str | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    async def start(self) -> None:
        """Tick at once: whatever fell due while we were away goes out."""
        self._scheduler.start()
        self._scheduler.add_job(self._ring, "interval", seconds=_EVERY, id="tick")
        await self._ring()

    async def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    async def ping(self) -> str | None:
        return self._fault

    async def _ring(self) -> None:
        now = self._clock.now()
        try:
            await self._tick(now)
            ahead = min((moment for moment in await self._moments() if moment > now), default=None)
            self._fault = None
        except Exception as error:  # the next tick finds the same work
            log.exception("tick")
            self._fault = type(error).__name__
            return
        if ahead is not None and ahead - now < timedelta(days=1):
            # In the machine's time: the event's runs on with it between two jumps.
            at = datetime.now(UTC) + (ahead - self._clock.now())
            self._scheduler.add_job(self._ring, "date", run_date=at, id="moment", replace_existing=True)
