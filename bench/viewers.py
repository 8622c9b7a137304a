"""A thousand browsers follow the stage while votes come in: how late each of them sees a vote, and what that costs."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import statistics
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import cast
from urllib.parse import urlsplit

from bench.client import by_hand
from bench.figures import Figure
from bench.meeting import Bot, bot, set_up, shown, votes
from bench.served import served
from bot.links import Links, Purpose, load_key

_VIEWERS = 1_000
_VOTES = 300
_PAUSE = 0.04
"""Seconds between two votes."""
_PATIENCE = 30.0
_FRAME = re.compile(rb"id: [0-9a-z]+\ndata: .*\n\n")
_NUMBER = re.compile(rb'class="votes"><b>([\d.]+)</b>')


async def measure() -> list[Figure]:
    async with AsyncExitStack() as stack:
        on = await stack.enter_async_context(set_up())
        ours = await stack.enter_async_context(bot(on))
        bare = await stack.enter_async_context(served("streamer"))
        await ours.launch(on.stage.event.polls[:1])
        alone, _ = await _voted(ours, 0)  # what votes cost while nobody looks on
        async with _watching(_stage(ours)) as viewers:
            await _until(lambda: all(one.number == _VOTES for one in viewers))
            before = sum(len(one.came) for one in viewers)
            used, answered = await _voted(ours, _VOTES)
            await _until(lambda: all(one.number == 2 * _VOTES for one in viewers))
            updates = sum(len(one.came) for one in viewers) - before
            late = [seconds for one in viewers for seconds in one.late(answered)]
            size = viewers[0].size
        async with _watching(f"{bare.url}/{size}") as viewers:
            begun, rounds = bare.cpu(), updates // _VIEWERS
            await bare.told(f"send {rounds}")
            await _until(lambda: all(len(one.came) == rounds for one in viewers))
            plain = (bare.cpu() - begun) / (rounds * _VIEWERS)
    half, p99, each = statistics.median(late), statistics.quantiles(late, n=100)[98], (used - alone) / updates
    return [
        Figure(
            what="p99 of how late 1,000 viewers of the stage see a vote, over the half of them",
            ratio=p99 / half,
            measured=f"{p99 * 1e3:.0f} to {half * 1e3:.0f} ms, {1 / _PAUSE:.0f} votes/s",
            value=p99,
            aim=1,
            limit=2,
            unit=" s",
        ),
        Figure(
            what="CPU of an update of one viewer over a bare aiohttp server's, of as many bytes",
            ratio=each / plain,
            measured=f"{each * 1e6:.0f} to {plain * 1e6:.0f} µs, {updates:,} of {size:,} bytes",
            aim=2,
            limit=4,
        ),
    ]


class _Viewer(asyncio.Protocol):
    """Notes when it was shown how many votes."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._held = b""
        self.came: list[tuple[float, int]] = []
        self.size = 0

    @property
    def number(self) -> int:
        return self.came[-1][1] if self.came else -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(f"GET {self._path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        self._held += data
        for found in _FRAME.finditer(self._held):
            number = _NUMBER.search(found[0])
            self.size = len(found[0])
            self.came.append((perf_counter(), int(number[1].replace(b".", b"")) if number else 0))
            self._held = self._held[found.end() :]

    def late(self, answered: Sequence[float]) -> Iterator[float]:
        """Seconds between each vote's answer and the first update that has it."""
        seen = _VOTES
        for at, number in self.came:
            for nth in range(seen, number):
                yield max(0.0, at - answered[nth - _VOTES])
            seen = max(seen, number)


def _stage(ours: Bot) -> str:
    """As a moderator gets it in their own chat."""
    stage = ours.on.stage
    with closing(sqlite3.connect(ours.folder / "gastheer.db")) as db:
        query = "SELECT id, link_version FROM person WHERE account = ?"
        who, version = db.execute(query, (stage.people["moderator"].account,)).fetchone()
    links = Links(load_key("", ours.folder), ours.program.url, stage.event.id)
    return f"{links.url(Purpose.STAGE, who, version, datetime.now(UTC) + timedelta(hours=1))}/events"


@asynccontextmanager
async def _watching(url: str) -> AsyncIterator[list[_Viewer]]:
    parts, loop = urlsplit(url), asyncio.get_running_loop()
    host, port = parts.hostname or "", parts.port or 80
    made = [await loop.create_connection(lambda: _Viewer(parts.path), host, port) for _ in range(_VIEWERS)]
    try:
        yield [viewer for _, viewer in made]
    finally:
        for transport, _ in made:
            transport.close()


async def _voted(ours: Bot, begins: int) -> tuple[float, list[float]]:
    """The CPU that it took, and when each was answered."""
    stage, answered = ours.on.stage, []
    bodies = votes(stage, stage.event.polls[0], range(begins, begins + _VOTES))
    begun = ours.program.cpu()
    async with by_hand(f"{ours.program.url}/api/messages", ours.on.headers) as asks:
        for body in bodies:
            status, answer = await asks[0](body)
            answered.append(perf_counter())
            assert status == 200, (status, answer)
            assert shown(answer), answer
            await asyncio.sleep(_PAUSE)
    return ours.program.cpu() - begun, answered


async def _until(it_is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not it_is_so():  # noqa: ASYNC110 - what comes in by a protocol wakes nobody
            await asyncio.sleep(0.05)
