"""`gastheer try`: the bot and a stage Teams together, on loopback, with nothing kept."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path

import typer

from bot import log
from bot.serving import bot_on_stage
from bot.settings import Settings
from event.clock import MovableClock
from event.definition import Event
from rehearsal.stage import Stage


async def try_out(event: Event, *, port: int, browser: bool, stop: Callable[[], asyncio.Event]) -> None:
    """Runs until Ctrl-C. The database lives as long as the room: the stage forgets its chats with it."""
    stopped = stop()
    with tempfile.TemporaryDirectory(prefix="gastheer-try-") as folder:
        async with Stage(event, port=port, mail=True) as stage:
            settings = Settings(
                **stage.settings,
                PORT=0,
                DATABASE_URL=f"sqlite+aiosqlite:///{Path(folder) / 'gastheer.db'}",
            )
            log.set_up(settings)
            async with bot_on_stage(settings, event, MovableClock()) as (_, bot_port):
                stage.bot_url = f"http://127.0.0.1:{bot_port}"
                typer.echo(f"The rehearsal room is open at {stage.url}/   (Ctrl-C closes it)")
                if browser:
                    with contextlib.suppress(webbrowser.Error):
                        await asyncio.to_thread(webbrowser.open, f"{stage.url}/")
                await stopped.wait()
