"""Pages that follow what happens: server-sent events.

One hub in a process looks for all who watch, while somebody does: a few times a second when something was done here,
and about once a second for what other replicas and the clock did. Whoever watches the same gets the same bytes; who is
slow gets the newest and not what came between.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from aiohttp import web

from bot.requests import Answer, Handler, Request
from event.clock import Clock
from event.ids import PersonId

MOST = 5_000
"""Streams of one process."""
_OFTEN, _SELDOM, _BEAT = 0.25, 0.8, 15.0
"""Seconds: between two looks at least, and at most, and between two signs of life."""
_PATIENCE = 30.0
"""Seconds for a viewer to take what is sent."""
_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Accel-Buffering": "no",  # a proxy is to pass it on as it comes
}

Look = Callable[[Mapping[str, int]], Awaitable[Mapping[str, str]]]
"""What each channel shows now, given how many watch each."""
Versions = Callable[[Collection[PersonId]], Awaitable[Mapping[PersonId, int]]]
"""Which version of each one's links counts now."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Whose link it is, of which version, until when it holds, and how many such streams one person may have."""

    channel: str
    who: PersonId
    version: int
    until: datetime
    most: int


@dataclass(frozen=True)
class _Frame:
    id: str
    sent: bytes


class Hub:
    """`clock` is the event's time: pages count down by it. `real` is the machine's, by which links hold."""

    def __init__(self, look: Look, versions: Versions, clock: Clock, real: Clock) -> None:
        self._look = look
        self._versions = versions
        self._clock = clock
        self._real = real
        self._frames: dict[str, _Frame] = {}
        self._watching = Counter[str]()
        self._of_one = Counter[tuple[str, PersonId, int]]()
        self._revoked: frozenset[tuple[PersonId, int]] = frozenset()
        self._beats = 0
        self._news = asyncio.Event()
        self._stirred = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    def stir(self) -> None:
        """Something may have happened here."""
        self._stirred.set()

    def stirring(self, handler: Handler) -> Handler:
        """The same conversation; whatever is done in it is looked at."""

        async def handle(request: Request) -> Answer:
            try:
                return await handler(request)
            finally:
                self.stir()

        return handle

    async def close(self, _: object = None) -> None:
        """Everybody is let go, so that the server can stop; their browsers come back by themselves."""
        self._closed = True
        if self._looking is not None:
            self._looking.cancel()
        self._tell()

    async def watch(self, request: web.Request, viewer: Viewer) -> web.StreamResponse:
        mine = (viewer.channel, viewer.who, viewer.version)
        if self._closed or self._watching.total() >= MOST or self._of_one[mine] >= viewer.most:
            return web.json_response({"error": "too_many_streams"}, status=503, headers={"Retry-After": "30"})
        response = web.StreamResponse(headers=_HEADERS)
        self._enter(mine)
        try:
            await response.prepare(request)
            # Not all at the same moment, when we come up again.
            await response.write(f"retry: {random.randint(2000, 6000)}\n\n".encode())  # noqa: S311 - no secret
            await self._feed(response, viewer, request.headers.get("Last-Event-ID"))
        except (ConnectionResetError, TimeoutError):  # they are gone, or take nothing
            pass
        finally:
            self._leave(mine)
        return response

    async def _feed(self, response: web.StreamResponse, viewer: Viewer, seen: str | None) -> None:
        """What is shown at once, unless they have it, and each change after it."""
        beat = -1
        while not self._closed:
            news = self._news
            if beat != self._beats:
                if self._real.now() >= viewer.until or (viewer.who, viewer.version) in self._revoked:
                    return
                beat = self._beats
                await _sent(response, self._beating())
            frame = self._frames.get(viewer.channel)
            if frame is not None and frame.id != seen:
                seen = frame.id
                await _sent(response, frame.sent)
            await news.wait()

    def _beating(self) -> bytes:
        """A sign of life, and what time it is at the event."""
        return f"event: clock\ndata: {int(self._clock.now().timestamp() * 1000)}\n\n".encode()

    def _enter(self, mine: tuple[str, PersonId, int]) -> None:
        if not self._watching:
            self._frames.clear()  # nobody looked meanwhile
        self._revoked -= {mine[1:]}  # it was looked at a moment ago
        new = mine[0] not in self._watching
        self._watching[mine[0]] += 1
        self._of_one[mine] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on(), name="hub")
        elif new:
            self.stir()

    def _leave(self, mine: tuple[str, PersonId, int]) -> None:
        self._watching -= Counter({mine[0]: 1})  # who is left: what comes to nothing goes
        self._of_one -= Counter({mine: 1})

    async def _look_on(self) -> None:
        """Until nobody watches."""
        loop = asyncio.get_running_loop()
        beat = loop.time() + _BEAT
        offset = self._offset()
        while self._watching and not self._closed:
            began = loop.time()
            self._stirred.clear()
            news = await self._look_once()
            jumped, offset = abs(self._offset() - offset) > 1, self._offset()
            if began >= beat or jumped:
                beat = began + _BEAT
                await self._check()
                self._beats += 1
                news = True
            if news:
                self._tell()
            await asyncio.sleep(max(0.0, began + _OFTEN - loop.time()))
            try:
                async with asyncio.timeout_at(began + _SELDOM):
                    await self._stirred.wait()
            except TimeoutError:
                pass

    async def _look_once(self) -> bool:
        """Whether there is anything new."""
        try:
            found = await self._look(dict(self._watching))
        except Exception:  # one look that fails must not be the last; they keep what they have
            log.exception("not looked")
            return False
        news = False
        for channel, shown in found.items():
            id_ = hashlib.sha256(shown.encode()).hexdigest()[:16]  # the same at each replica
            known = self._frames.get(channel)
            if known is None or known.id != id_:
                said = "".join(f"data: {line}\n" for line in shown.split("\n"))
                self._frames[channel] = _Frame(id_, f"id: {id_}\n{said}\n".encode())
                news = True
        return news

    async def _check(self) -> None:
        """Links that were revoked meanwhile."""
        theirs = {(who, version) for _, who, version in self._of_one}
        try:
            now = await self._versions({who for who, _ in theirs})
        except Exception:  # as above: at the next one
            log.exception("links not checked")
            return
        self._revoked = frozenset(one for one in theirs if now.get(one[0]) != one[1])

    def _offset(self) -> float:
        """Between the event's time and the machine's."""
        return (self._clock.now() - self._real.now()).total_seconds()

    def _tell(self) -> None:
        told, self._news = self._news, asyncio.Event()
        told.set()


async def _sent(response: web.StreamResponse, what: bytes) -> None:
    async with asyncio.timeout(_PATIENCE):
        await response.write(what)
