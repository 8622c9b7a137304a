"""INSERT ... ON CONFLICT: both databases have it, SQLAlchemy has one construct for each. And many rows in one go."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert(db: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)


def insert_all(db: Connection, into: Table, columns: Sequence[str], rows: list[tuple[object, ...]]) -> None:
    """To SQLite's driver as they are: what SQLAlchemy does for each row costs as much as SQLite. So no `Moment`s."""
    if db.dialect.name == "sqlite":
        places = ", ".join("?" * len(columns))
        db.exec_driver_sql(f"INSERT INTO {into.name} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608
    else:
        db.execute(into.insert(), [dict(zip(columns, row, strict=True)) for row in rows])
