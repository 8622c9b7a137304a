"""What somebody has who took the database at every moment, its write-ahead log, all logs, and all that anybody saw."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

TABLES = ("ballot", "roll", "seal", "tally")
_WAL_HEADER, _FRAME_HEADER = 32, 24


@dataclass(frozen=True, kw_only=True)
class Moment:
    """After something was done. `rows` are all tables' as they lie, each with what the database knows of it besides;
    `files` are theirs byte by byte; `told` is what the bot said to anybody and anything."""

    rows: Mapping[str, list[dict[str, Any]]]
    files: Mapping[str, bytes]
    told: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def voters(self) -> set[str]:
        return {row["voter"] for row in self.rows["roll"]}

    @property
    def ballots(self) -> list[dict[str, Any]]:
        """Those that can be read."""
        return [row for row in self.rows["ballot"] if row["marks"] is not None]

    @property
    def everything(self) -> bytes:
        return b"\n".join((*self.files.values(), repr(self.rows).encode(), *self.told.values()))


async def taken(database_url: str, told: Mapping[str, bytes] | None = None) -> Moment:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        assert url.database is not None
        return _of_sqlite(Path(url.database), told or {})
    connection = await asyncpg.connect(host=url.query["host"], user=url.username, database=url.database)
    try:
        return await _of_postgresql(connection, told or {})
    finally:
        await connection.close()


def _of_sqlite(file: Path, told: Mapping[str, bytes]) -> Moment:
    files = {one.name: one.read_bytes() for one in file.parent.glob(f"{file.name}*")}
    with closing(sqlite3.connect(file)) as db:
        db.row_factory = sqlite3.Row
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        without = [name for name in names if "WITHOUT ROWID" in _made(db, name)]
        hidden = {name: "" if name in without else "rowid AS _rowid, " for name in names}
        rows = {
            name: [dict(row) for row in db.execute(f'SELECT {hidden[name]}* FROM "{name}"')]  # noqa: S608
            for name in names
        }
    return Moment(rows=rows, files=files, told=told)


def _made(db: sqlite3.Connection, table: str) -> str:
    return str(db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0])


async def _of_postgresql(db: asyncpg.Connection, told: Mapping[str, bytes]) -> Moment:
    """With the heaps as they are on disk, rows that were deleted and not yet cleared away included."""
    names = [row[0] for row in await db.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    rows = {
        name: [
            dict(row)
            for row in await db.fetch(f'SELECT ctid::text AS _ctid, xmin::text AS _xmin, * FROM "{name}"')  # noqa: S608
        ]
        for name in names
    }
    rows["pg_stat"] = [dict(row) for row in await db.fetch("SELECT * FROM pg_stat_user_tables")]
    await db.execute("CHECKPOINT")
    folder = Path(await db.fetchval("SHOW data_directory"))
    paths = {name: await db.fetchval("SELECT pg_relation_filepath($1::regclass)", name) for name in TABLES}
    files = {name: (folder / path).read_bytes() for name, path in paths.items() if (folder / path).exists()}
    return Moment(rows=rows, files=files, told=told)


async def wal_of_postgresql(database_url: str) -> bytes:
    url = make_url(database_url)
    connection = await asyncpg.connect(host=url.query["host"], user=url.username, database=url.database)
    try:
        await connection.execute("CHECKPOINT")
        folder = Path(await connection.fetchval("SHOW data_directory")) / "pg_wal"
    finally:
        await connection.close()
    return b"".join(one.read_bytes() for one in sorted(folder.glob("0*")) if one.is_file())


def commits(wal: bytes) -> Iterator[dict[int, bytes]]:
    """Which pages SQLite's write-ahead log has for each commit, and what they became."""
    if len(wal) < _WAL_HEADER:
        return
    size = struct.unpack(">I", wal[8:12])[0]
    salts = wal[16:24]
    pages: dict[int, bytes] = {}
    for start in range(_WAL_HEADER, len(wal) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        page, after = struct.unpack(">II", wal[start : start + 8])
        if wal[start + 8 : start + 16] != salts:  # of before the log began anew
            break
        pages[page] = wal[start + _FRAME_HEADER : start + _FRAME_HEADER + size]
        if after:
            yield pages
            pages = {}


def free_pages(database: bytes) -> list[bytes]:
    """Those of SQLite's file that are in no table any more."""
    if len(database) < 100:
        return []
    size = struct.unpack(">H", database[16:18])[0]
    size = 65536 if size == 1 else size
    found, trunk = [], struct.unpack(">I", database[32:36])[0]
    while trunk:
        page = database[(trunk - 1) * size : trunk * size]
        after, leaves = struct.unpack(">II", page[:8])
        numbers = struct.unpack(f">{leaves}I", page[8 : 8 + 4 * leaves])
        found += [page[8 + 4 * leaves :], *(database[(one - 1) * size : one * size] for one in numbers)]
        trunk = after
    return found
