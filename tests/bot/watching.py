"""Somebody who watches a page's stream, as a browser does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp


@dataclass
class Watcher:
    """`shown` is every state that came, the newest last; `clocks` what time it was said to be."""

    status: int = 0
    retry: int = 0
    id: str = ""
    shown: list[str] = field(default_factory=list)
    clocks: list[int] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def newest(self) -> str:
        return self.shown[-1] if self.shown else ""

    async def until(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        """Raises TimeoutError with what was shown last."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            raise TimeoutError(self.newest) from None

    async def follow(self, url: str, headers: dict[str, str]) -> None:
        patience = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(timeout=patience) as session, session.get(url, headers=headers) as answer:
            self.status = answer.status
            event, data = "message", ""
            async for raw in answer.content:
                name, _, value = raw.decode().rstrip("\n").partition(": ")
                match name:
                    case "retry":
                        self.retry = int(value)
                    case "event":
                        event = value
                    case "data":
                        data += value
                    case "id":
                        self.id = value
                    case "" if data:
                        if event == "clock":
                            self.clocks.append(int(data))
                        else:
                            self.shown.append(data)
                        event, data = "message", ""
                self._came.set()
        self.ended.set()
        self._came.set()


@asynccontextmanager
async def watching(url: str, last: str | None = None) -> AsyncIterator[Watcher]:
    """`last` is the newest state that they have: Last-Event-ID."""
    one = Watcher()
    task = asyncio.create_task(one.follow(url, {"Last-Event-ID": last} if last else {}))
    try:
        yield one
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
