"""What is in the database, to see that nothing was changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from event.store.database import Database
from event.store.tables import metadata


async def everything(database: Database, *but: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those named."""
    async with database.read() as db:
        return {
            table.name: sorted(map(tuple, await db.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name not in but
        }
