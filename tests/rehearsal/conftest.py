"""One browser for all of the room's tests, and the two kinds of bot that play in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser

from event.definition import Event
from rehearsal.stage import Stage
from tests.rehearsal.browsing import browser
from tests.rehearsal.fake_bot import FakeBot, fake_bot
from tests.scenario.play import Play, at, play


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chrome() -> AsyncIterator[Browser]:
    async with browser() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def one(event: Event, tmp_path: Path) -> AsyncIterator[Play]:
    """The real bot on a stage, a month before the event."""
    async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(3, 5, 12)) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def bot(event: Event) -> AsyncIterator[FakeBot]:
    async with Stage(event) as stage, fake_bot(stage) as found:
        yield found
