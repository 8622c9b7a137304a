"""The ground: migrations make exactly the tables, newer ones are refused, writers wait for each other."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text

from event.errors import NewerDatabase
from event.store.database import Database
from event.store.tables import metadata, pace


async def test_migrations_make_the_tables_as_they_are_written(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.read() as db:
        assert await db.run_sync(differences) == []


async def test_opening_twice_changes_nothing_and_a_newer_database_is_refused(database_url: str) -> None:
    for _ in range(2):
        database = Database(database_url)
        await database.open()
        await database.close()
    database = Database(database_url)
    async with database.begin() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="newer version of Gastheer"):
        await database.open()
    await database.close()


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.begin() as db:
            await db.execute(text("INSERT INTO pace (bucket, tat) VALUES ('x', 1.0)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.read() as db:
        assert (await db.execute(text("SELECT count(*) FROM pace"))).scalar_one() == 0


async def test_writers_wait_for_each_other(database: Database) -> None:
    async with database.begin() as db:
        await db.execute(text("INSERT INTO pace (bucket, tat) VALUES ('x', 0.0)"))

    async def add() -> None:
        async with database.begin() as db:
            found = await db.execute(select(pace.c.tat).where(pace.c.bucket == "x").with_for_update())
            await db.execute(text("UPDATE pace SET tat = :tat WHERE bucket = 'x'"), {"tat": found.scalar_one() + 1})

    await asyncio.gather(*(add() for _ in range(20)))
    async with database.read() as db:
        assert (await db.execute(SELECT)).scalar_one() == 20.0


async def test_sqlite_is_durable_and_lets_readers_read(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'deeper' / 'x.db'}")
    await database.open()
    async with database.read() as db:
        names = ("journal_mode", "synchronous", "foreign_keys")
        values = [(await db.execute(text(f"PRAGMA {name}"))).scalar_one() for name in names]
    assert values == ["wal", 2, 1]
    async with database.begin() as writing, database.read() as reading:
        await writing.execute(text("INSERT INTO pace (bucket, tat) VALUES ('x', 0.0)"))
        assert (await reading.execute(text("SELECT count(*) FROM pace"))).scalar_one() == 0
    assert await database.ping() is None
    await database.close()


SELECT = text("SELECT tat FROM pace WHERE bucket = 'x'")


LONG = (
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 300000) SELECT x FROM c ORDER BY x DESC"
)


@pytest.mark.parametrize("breaths", [1, 3, 10, 100, 400])
async def test_whoever_is_stopped_amid_a_statement_holds_nobody_up(
    database: Database, database_url: str, breaths: int
) -> None:
    """Not until it is collected either: that may be never."""

    async def work() -> None:
        async with database.begin() as db:
            await db.execute(text("INSERT INTO pace (bucket, tat) VALUES ('x', 1.0)"))
            await db.execute(text(LONG))
            await asyncio.Event().wait()

    other = Database(database_url)
    gc.disable()
    try:
        task = asyncio.create_task(work())
        for _ in range(breaths):  # wherever that leads it: into BEGIN, the insert, or what takes long
            await asyncio.sleep(0.0005)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            for one in (database, other):
                assert await one.ping() is None
        async with other.read() as db:
            assert (await db.execute(text("SELECT count(*) FROM pace"))).scalar_one() == 0
    finally:
        gc.enable()
        await other.close()
