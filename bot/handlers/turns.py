"""Work of which only the last matters: one does it, one waits, and whoever comes meanwhile leaves it to that one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._somebody_waits = False

    @asynccontextmanager
    async def take(self) -> AsyncIterator[bool]:
        """Whether it is one's turn; False when somebody who waits will see all that one sees."""
        if self._somebody_waits:
            yield False
            return
        self._somebody_waits = True
        try:
            await self._one_at_a_time.acquire()
        finally:
            self._somebody_waits = False
        try:
            yield True
        finally:
            self._one_at_a_time.release()
