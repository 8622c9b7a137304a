"""Time, injected: nothing else in the house asks the machine what time it is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where a part gets its time from."""

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class MovableClock:
    """The event's time in the rehearsal room: it runs on with the machine's and can be put elsewhere."""

    def __init__(self, start: datetime | None = None) -> None:
        self._shift = timedelta()
        if start is not None:
            self.move_to(start)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def move_to(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("a clock is moved to an aware time")
        self._shift = moment.astimezone(UTC) - datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
