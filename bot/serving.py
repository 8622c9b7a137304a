"""`gastheer run`: the bot on its port until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from bot import log
from bot.settings import Settings, load
from bot.wiring import Gastheer, gastheer
from event.clock import Clock
from event.definition import Event
from event.errors import NotConfigured
from event.eventfile import read, shipped


async def serve(stop_signals: Callable[[], asyncio.Event]) -> None:
    settings = load()
    log.set_up(settings)
    event = read(settings.event or shipped())
    stop = stop_signals()
    async with gastheer(settings, event) as bot, listening(bot.app, settings.host, settings.port) as port:
        if not settings.public_url:
            bot.links.serve_at(f"http://{settings.host}:{port}")
        # What stands now stands for good: without this the collector walks all of it again and again, and each walk
        # holds everybody up for a tenth of a second.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 100)
        structlog.get_logger().info("ready", event_id=event.id, port=port)
        await stop.wait()


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """The application on its port, which is given: 0 takes a free one."""
    # Headers may be long enough for us to refuse them in our own words; of those that Teams sends there are twenty.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=10, max_field_size=256 * 1024, max_headers=64)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise NotConfigured(f"GASTHEER_PORT: {host}:{port} can't be used ({error.strerror}).") from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def bot_on_stage(settings: Settings, event: Event, clock: Clock) -> AsyncIterator[tuple[Gastheer, int]]:
    """The bot against a stage on this machine, on a free port, with a hold on the event's time."""
    from bot import try_clock

    async with gastheer(settings, event, clock=clock) as bot:
        try_clock.add_routes(bot)
        async with listening(bot.app, "127.0.0.1", settings.port) as port:
            bot.links.serve_at(f"http://127.0.0.1:{port}")
            yield bot, port
