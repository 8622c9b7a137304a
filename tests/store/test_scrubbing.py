"""What was deleted leaves SQLite's files, not only its tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from event.store.database import Database
from event.store.tables import question
from tests.scenario.traces import files_of
from tests.store.test_forgetting import EVENT, NOW, somebody

TRACE = b"een vraag van Zzyzx"


async def with_a_deleted_question(url: str) -> Database:
    database = Database(url)
    await database.open()
    async with database.begin() as db:
        one = await somebody(db, "anna")
        rows = [
            {"event": EVENT, "person_id": one.id, "text": TRACE.decode() * n, "state": "open", "asked_at": NOW}
            for n in range(1, 400)
        ]
        await db.execute(question.insert(), rows)
    async with database.begin() as db:
        await db.execute(question.delete())
    return database


def holders(url: str) -> set[str]:
    return {name for name, content in files_of(url).items() if TRACE in content}


@pytest.fixture(name="url")
def _url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}"


@pytest.mark.parametrize("whole", [True, False])
async def test_nothing_is_left_in_any_file(url: str, whole: bool) -> None:
    database = await with_a_deleted_question(url)
    assert holders(url) == {"gastheer.db-wal"}, "deleted, and still there to be found"
    assert await database.scrub(whole=whole)
    assert holders(url) == set()
    async with database.read() as db:
        assert (await db.execute(text("PRAGMA secure_delete"))).scalar_one() == 1
        assert (await db.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"
        assert len(list(await db.execute(text("SELECT * FROM registration")))) == 1, "the rest is there"
    await database.close()
    assert holders(url) == set()


async def test_the_file_is_written_anew(url: str) -> None:
    database = await with_a_deleted_question(url)
    await database.scrub(whole=False)
    before = len(files_of(url)["gastheer.db"])
    await database.scrub(whole=True)
    assert len(files_of(url)["gastheer.db"]) < before, "no page is kept for what is gone"
    await database.close()


async def test_a_reader_puts_it_off(url: str) -> None:
    database = await with_a_deleted_question(url)
    async with database.read() as db:
        await db.execute(text("SELECT count(*) FROM person"))
        async with database.begin() as writing:
            await writing.execute(text("UPDATE person SET language = 'en'"))
        assert not await database.scrub(whole=False), "somebody still reads what was"
    assert await database.scrub(whole=False)
    await database.close()


async def test_it_is_nothing_to_postgresql(database: Database) -> None:
    assert await database.scrub(whole=True)
