"""A wire between a browser and the bot that a test can cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Wire:
    """Between a browser and the bot; it can be cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._ends: set[asyncio.StreamWriter] = set()
        self._cut = False
        self.url = ""

    async def carry(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        if self._cut:
            back.close()
            return
        there, on = await asyncio.open_connection("127.0.0.1", self._port)
        self._ends |= {back, on}
        async with asyncio.TaskGroup() as group:
            for source, to in ((here, on), (there, back)):
                group.create_task(self._pass(source, to))

    async def _pass(self, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        try:
            while some := await source.read(65_536):
                to.write(some)
                await to.drain()
        except ConnectionError:
            pass
        finally:
            to.close()
            self._ends.discard(to)

    def cut(self) -> None:
        self._cut = True
        for end in list(self._ends):
            end.transport.abort()

    def mend(self) -> None:
        self._cut = False


@asynccontextmanager
async def wired(url: str) -> AsyncIterator[Wire]:
    wire = Wire(int(url.rpartition(":")[2]))
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        wire.cut()
