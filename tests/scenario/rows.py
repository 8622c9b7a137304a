"""What is in the database, to see that nothing was changed, or nothing by half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from event.store.database import Database
from event.store.tables import metadata

TABLES = metadata.sorted_tables


async def everything(database: Database, *but: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those named."""
    async with database.read() as db:
        return {
            table.name: sorted(map(tuple, await db.execute(select(table))), key=repr)
            for table in TABLES
            if table.name not in but
        }


async def unsound(database: Database) -> list[str]:
    """What can't be, if each act was done as a whole or not at all."""
    kept = await everything(database)
    found = [f"{name} points nowhere: {row}" for name, row in _dangling(kept)]
    rows = {table.name: [dict(zip(table.c.keys(), row, strict=True)) for row in kept[table.name]] for table in TABLES}
    counted = Counter((one["event"], one["poll"], one["option"]) for one in rows["ballot"])
    tallied = {(one["event"], one["poll"], one["option"]): one["votes"] for one in rows["tally"] if one["votes"]}
    if tallied != counted:
        found.append(f"the tally is {tallied}, the ballots are {dict(counted)}")
    told = {(one["occasion"], one["recipient"]) for one in rows["delivery"]}
    found += [
        f"nobody is told of version {one['version']} of a registration"
        for one in rows["registration"]
        if one["state"] == "confirmed" and (f"confirmation:{one['version']}", one["person_id"]) not in told
    ]
    found += [f"nobody is {one['id']}" for one in rows["person"] if not (one["account"] or one["oid"] or one["email"])]
    found += [
        f"a {one['kind']} chat of {one['person_id']}"
        for one in rows["conversation"]
        if (one["kind"] == "personal") != (one["person_id"] is not None)
    ]
    steps = Counter(one["delivery_id"] for one in rows["delivery_change"])
    found += [
        f"a delivery without its story: {one['occasion']}, {one['state']}"
        for one in rows["delivery"]
        if one["state"] != "planned" and not steps[one["id"]] and not one["occasion"].startswith("given:")
    ]
    noted = {one["act"] for one in rows["audit"]}
    found += [
        f"{one['path']} was changed and no act was noted"
        for one in rows["event_change"]
        if not one["path"].startswith("draft:") and one["by"] and not noted
    ]
    return found


def _dangling(kept: dict[str, list[tuple[Any, ...]]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for table in TABLES:
        for place, column in enumerate(table.columns):
            for key in column.foreign_keys:
                there = key.column.table
                at = list(there.columns).index(key.column)
                ids = {row[at] for row in kept[there.name]}
                for row in kept[table.name]:
                    if row[place] is not None and row[place] not in ids:
                        yield f"{table.name}.{column.name}", row
