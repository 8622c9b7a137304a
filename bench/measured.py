"""The programs that are measured, each in a process of its own: `python -m bench.measured NAME`.

Each says on standard error that it is ready, and then does what it is told on standard input, a line at a time.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter, process_time
from typing import Any

_REST = 0.001
Acts = Mapping[str, Callable[[int], Awaitable[object]]]


class Stalls:
    """How long the loop keeps waiting whoever may go on: a coroutine rests for a millisecond and looks how late it is.

    It rests as long as nobody asks, for it costs something itself.
    """

    def __init__(self) -> None:
        self._longest = (0.0, 0.0)
        self._watching: asyncio.Task[None] | None = None

    async def watch(self, _: int) -> None:
        self._longest = (0.0, 0.0)
        self._watching = asyncio.create_task(self._watch())

    async def longest(self, _: int) -> tuple[float, float]:
        """The longest since `watch` in seconds, and how long this process worked in it: where that is little, others
        had the processor. No more watching."""
        if self._watching is not None:
            self._watching.cancel()
        return self._longest

    async def _watch(self) -> None:
        while True:
            began, worked = perf_counter(), process_time()
            await asyncio.sleep(_REST)
            self._longest = max(self._longest, (perf_counter() - began - _REST, process_time() - worked))


def say(event: str, **more: object) -> None:
    print(json.dumps({"event": event, **more}), file=sys.stderr, flush=True)


async def obey(acts: Acts) -> None:
    """`NAME` or `NAME NUMBER` on each line of standard input; what it returns is said."""
    stalls = Stalls()
    known: Acts = {"watch": stalls.watch, "longest": stalls.longest, **acts}
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async for line in lines:
        name, *number = line.decode().split()
        say("done", value=await known[name](int(*number)))


def bot() -> None:
    """`gastheer run`, and somebody beside it who watches the loop."""
    from bot import cli, serving

    serve = serving.serve

    async def watched(stop_signals: Callable[[], asyncio.Event]) -> None:
        obeying = asyncio.create_task(obey({}))
        await serve(stop_signals)
        obeying.cancel()

    serving.serve = watched
    sys.argv = ["gastheer", "run"]
    cli.main()


def bare() -> None:
    """A handler that reads what comes in and says yes: it checks nothing and keeps nothing. On Python's own loop."""
    asyncio.run(_bare())


def quick_bare() -> None:
    """The same on uvloop, as the bot."""
    import uvloop

    uvloop.run(_bare())


def streamer() -> None:
    """Server-sent events of as many bytes as the path says, to all who listen: `send NUMBER` of them."""
    import uvloop

    uvloop.run(_streamer())


def taker() -> None:
    """Takes whatever is posted to it, as Teams' connector would; GET gives the last of it back."""
    import uvloop

    uvloop.run(_taker())


def sender() -> None:
    """Posts to the URL in $BENCH_TAKER: `send NUMBER` cards by our connector, `post NUMBER` times the same bytes by an
    aiohttp session."""
    import uvloop

    uvloop.run(_sender())


async def _bare() -> None:
    from aiohttp import web

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"statusCode": 200})

    app = web.Application()
    app.router.add_post("/api/messages", answer)
    await _serve(app)


async def _taker() -> None:
    from aiohttp import web

    last = b""

    async def take(request: web.Request) -> web.Response:
        nonlocal last
        last = await request.read()
        return web.json_response({"id": "1780000000000"}, status=201)

    async def give(_: web.Request) -> web.Response:
        return web.Response(body=last)

    app = web.Application()
    app.router.add_post("/v3/conversations/{conversation}/activities", take)
    app.router.add_get("/", give)
    await _serve(app)


async def _streamer() -> None:
    from aiohttp import web

    listening: list[tuple[web.StreamResponse, int]] = []

    async def listen(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        listening.append((response, int(request.match_info["size"])))
        await asyncio.Event().wait()
        return response

    async def send(number: int) -> None:
        for nth in range(number):
            for response, size in listening:
                begins = f"id: {nth}\ndata: ".encode()
                await response.write(begins.ljust(size - 2, b"x") + b"\n\n")

    app = web.Application()
    app.router.add_get("/{size}", listen)
    await _serve(app, {"send": send})


async def _serve(app: Any, acts: Acts | None = None) -> None:
    from aiohttp import web

    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    say("ready", port=runner.addresses[0][1])
    await obey(acts or {})


async def _sender() -> None:
    import os

    import aiohttp

    from bot.settings import load
    from bot.teams.connector import Connector
    from bot.teams.login import Login
    from bot.teams.trust import Trust
    from cards import poll
    from cards.texts import texts
    from cards.views_ballots import BallotView
    from event.clock import SystemClock
    from event.eventfile import read, shipped
    from event.ids import ConversationId
    from scheduler.messenger import Address

    settings, clock, event, url = load(), SystemClock(), read(shipped()), os.environ["BENCH_TAKER"]
    at_once = int(os.environ["BENCH_AT_ONCE"])
    card = poll.ballot(BallotView(event=event, poll=event.polls[0]), texts(event.languages[0]))
    to = Address(conversation=ConversationId("19:meeting_bench@thread.v2"), service_url=f"{url}/", tenant=None)

    async with aiohttp.ClientSession() as session:
        login = Login(settings, clock)
        connector = Connector(session, login, Trust(settings), clock)
        await connector.send(to, card)
        async with session.get(url) as answer:
            sent = await answer.read()
        where = f"{url}/v3/conversations/{to.conversation}/activities"
        headers = {"Authorization": f"Bearer {await login.token()}", "Content-Type": "application/json; charset=utf-8"}

        async def send() -> None:
            await connector.send(to, card)

        async def post() -> None:
            async with session.post(where, data=sent, headers=headers) as answer:
                await answer.read()

        def many(one: Callable[[], Awaitable[None]]) -> Callable[[int], Awaitable[object]]:
            async def run(number: int) -> int:
                numbers = iter(range(number))

                async def some() -> None:
                    for _ in numbers:
                        await one()

                await asyncio.gather(*(some() for _ in range(at_once)))
                return len(sent)

            return run

        say("ready", port=0)
        await obey({"send": many(send), "post": many(post)})


if __name__ == "__main__":
    {one.__name__: one for one in (bot, bare, quick_bare, streamer, taker, sender)}[sys.argv[1]]()
