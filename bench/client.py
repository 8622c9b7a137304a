"""Requests over kept connections, so many at once, and what they cost the one who answers.

Two clients ask them. `by_session` is an aiohttp session, as anybody would write it: it costs about as much as a bare
server does, so that one has time to spare and wakes for each request. `by_hand` costs next to nothing (of an answer it
looks at the status and the length alone): whoever it asks is never idle.
"""

from __future__ import annotations

import asyncio
import gc
import re
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import aiohttp

from bench.served import Served

AT_ONCE = 64
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)\r\n")
Ask = Callable[[bytes], Awaitable[tuple[int, bytes]]]
"""Takes a body, gives back status and body of the answer."""
Client = Callable[[str, Mapping[str, str]], AbstractAsyncContextManager[Sequence[Ask]]]
"""Takes a URL and headers; there is one `Ask` for each that is under way at once."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """What a round cost: `cpu` in seconds for each request, `rate` in requests a second, `p99` in seconds."""

    cpu: float
    rate: float
    p99: float


async def load(
    target: Served,
    bodies: Sequence[bytes],
    headers: Mapping[str, str],
    good: Callable[[bytes], bool],
    client: Client,
) -> Load:
    """Post them all to the target's /api/messages. Raises AssertionError at an answer that isn't good."""
    waiting = iter(bodies)
    times: list[float] = []

    async def one_by_one(ask: Ask) -> None:
        for body in waiting:
            began = time.perf_counter()
            status, answer = await ask(body)
            times.append(time.perf_counter() - began)
            assert status == 200, (status, answer)
            assert good(answer), answer

    async with client(f"{target.url}/api/messages", headers) as asks:
        with _undisturbed():
            before, began = target.cpu(), time.perf_counter()
            await asyncio.gather(*(one_by_one(ask) for ask in asks))
            took, used = time.perf_counter() - began, target.cpu() - before
    return Load(cpu=used / len(bodies), rate=len(bodies) / took, p99=statistics.quantiles(times, n=100)[98])


@asynccontextmanager
async def by_session(url: str, headers: Mapping[str, str]) -> AsyncIterator[Sequence[Ask]]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def ask(body: bytes) -> tuple[int, bytes]:
            async with session.post(url, data=body, headers=headers) as answer:
                return answer.status, await answer.read()

        yield [ask] * AT_ONCE


@asynccontextmanager
async def by_hand(url: str, headers: Mapping[str, str]) -> AsyncIterator[Sequence[Ask]]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 80
    lines = [f"POST {parts.path} HTTP/1.1", f"Host: {host}:{port}", *(f"{one}: {headers[one]}" for one in headers)]
    opens = "\r\n".join([*lines, "Content-Length: "]).encode()
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: _Connection(opens), host, port) for _ in range(AT_ONCE)]
    try:
        yield [connection.ask for _, connection in made]
    finally:
        for transport, _ in made:
            transport.close()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No collector of ours in the middle of it."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Connection(asyncio.Protocol):
    def __init__(self, opens: bytes) -> None:
        self._opens = opens
        self._came = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def ask(self, body: bytes) -> asyncio.Future[tuple[int, bytes]]:
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(b"%b%d\r\n\r\n%b" % (self._opens, len(body), body))
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._came += data
        ends = self._came.find(b"\r\n\r\n")
        if ends < 0 or self._answer is None:
            return
        found = _LENGTH.search(self._came, 0, ends + 2)
        length = int(found[1]) if found else 0
        if len(self._came) >= ends + 4 + length:
            came, self._came = self._came, b""
            self._answer.set_result((int(came[9:12]), came[ends + 4 :]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("it hung up"))
