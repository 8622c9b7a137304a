"""Looking for traces of somebody: in every byte of a database's files, in every row, in logs, figures and exports."""

from __future__ import annotations

import html
import io
import json
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from logging import LogRecord
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from event.store.database import Database


def forms(trace: str) -> set[bytes]:
    """Each way in which a text may be written down."""
    spelt = {trace, trace.casefold(), trace.upper(), unicodedata.normalize("NFD", trace)}
    written: set[bytes] = set()
    for one in spelt:
        written |= {one.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")}
        escaped = json.dumps(one)[1:-1]
        numbered = "".join(sign if sign.isascii() else f"&#{ord(sign)};" for sign in one)
        written |= {also.encode() for also in (escaped, quote(one), html.escape(one), numbered)}
        with suppress(UnicodeEncodeError):
            written.add(one.encode("latin-1"))
    return written


def found(traces: Iterable[str], where: bytes) -> list[str]:
    """Which of these are there, in whatever form."""
    return [trace for trace in traces if any(form in where for form in forms(trace))]


def files_of(database_url: str) -> dict[str, bytes]:
    """Every file beside SQLite's: the database, its write-ahead log, its index of that. None on PostgreSQL."""
    name = make_url(database_url).database
    if not database_url.startswith("sqlite") or name is None:
        return {}
    return {one.name: one.read_bytes() for one in Path(name).parent.glob(f"{Path(name).name}*")}


async def rows_of_everything(db: AsyncConnection) -> dict[str, bytes]:
    """Each table as the database has it, whoever made it: every column of every row, as text."""
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if db.dialect.name == "sqlite"
        else "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    tables = [str(row[0]) for row in await db.execute(text(names))]
    return {
        name: str([tuple(row) for row in await db.execute(text(f'SELECT * FROM "{name}"'))]).encode()  # noqa: S608
        for name in tables
    }


async def everything(database_url: str) -> dict[str, bytes]:
    """By file and by table."""
    database = Database(database_url)
    try:
        async with database.read() as db:
            rows = await rows_of_everything(db)
    finally:
        await database.close()
    return rows | files_of(database_url)


def logged(records: Iterable[LogRecord]) -> bytes:
    """All that was said, formatted or not, with each fault's whole story."""
    return "\n".join(f"{one.getMessage()} {one.__dict__} {one.exc_text}" for one in records).encode()


def unpacked(file: Path) -> bytes:
    """With what is packed inside."""
    content = file.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(file) as package:
        return content + b"".join(package.read(name) for name in package.namelist())


def where(traces: Iterable[str], places: Mapping[str, bytes]) -> dict[str, list[str]]:
    """The places that have some, with which."""
    return {place: left for place, content in places.items() if (left := found(traces, content))}
