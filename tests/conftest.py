"""Both databases for every test that asks for one, and the shipped event."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import make_url

from bot import log
from bot.settings import Settings
from event.definition import Event
from event.eventfile import read, shipped
from event.store.database import Database
from tests import postgres

# How long an example takes depends on what else the machine does, and belongs in the bench.
settings.register_profile("gastheer", deadline=None)
settings.load_profile("gastheer")


@pytest.fixture(autouse=True)
def _plain_logs() -> None:
    """As production logs: without the local variables that the library's default shows. For each test, for one of the
    command line's leaves a log behind that writes to where it can't any more."""
    log.set_up(Settings(LOG_FORMAT="console", _env_file=None))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """With a database `gastheer_template` that is up to date."""
    with postgres.server() as url:
        template = f"gastheer_template_{uuid.uuid4().hex[:8]}"

        async def prepare() -> None:
            await postgres.execute(url, f"CREATE DATABASE {template}")
            database = Database(postgres.named(url, template))
            await database.open()
            await database.close()

        _run(prepare())
        yield postgres.named(url, template)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}"
        return
    template_url = request.getfixturevalue("postgres_server")
    template = make_url(template_url).database
    admin = postgres.named(template_url, "postgres")
    name = f"test_{uuid.uuid4().hex[:12]}"
    _run(postgres.execute(admin, f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield postgres.named(template_url, name)
    _run(postgres.execute(admin, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    one = Database(database_url)
    await one.open()
    yield one
    await one.close()


@pytest.fixture(scope="session")
def event() -> Event:
    """The event that ships."""
    return read(shipped())


def _run(doing: Coroutine[object, object, None]) -> None:
    """In a loop of its own: the test's may be running already."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, doing).result()
