"""A whole play: the stage, the bot in this process over real HTTP, and the event's clock in hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from bot.serving import bot_on_stage
from bot.settings import Settings
from bot.wiring import Gastheer
from event.clock import MovableClock
from event.definition import Event
from rehearsal.stage import Stage

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(day: int, month: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=AMSTERDAM)


@dataclass(frozen=True)
class Play:
    stage: Stage
    bot: Gastheer
    url: str

    async def jump(self, to: datetime) -> None:
        """Move the event's time over the bot's own control, as the room does."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/try/clock", json={"to": to.isoformat()}) as answer,
        ):
            assert answer.status == 200, await answer.text()


@asynccontextmanager
async def play(
    event: Event,
    database_url: str,
    start: datetime,
    stage: Stage | None = None,
    *,
    mail: bool = False,
    **settings: Any,
) -> AsyncIterator[Play]:
    """With `stage` the bot comes up again in front of the same audience; with `mail` people have mailboxes."""
    if stage is not None:
        async with _bot(event, database_url, start, stage, settings) as one:
            yield one
        return
    async with Stage(event, mail=mail) as fresh, _bot(event, database_url, start, fresh, settings) as one:
        yield one


@asynccontextmanager
async def _bot(
    event: Event, database_url: str, start: datetime, stage: Stage, more: dict[str, Any]
) -> AsyncIterator[Play]:
    given = stage.settings | {"PORT": 0, "DATABASE_URL": database_url, "PACE_MAIL": "200/1"} | more
    settings = Settings(**given)
    async with bot_on_stage(settings, event, MovableClock(start)) as (bot, port):
        url = f"http://127.0.0.1:{port}"
        stage.bot_url = url
        yield Play(stage, bot, url)
