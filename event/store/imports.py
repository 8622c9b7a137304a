"""Lists of sign-ups: whom they may mean, what is taken over of them, and the list itself while it is looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event import registration as rule
from event.addresses import address_key
from event.definition import Event
from event.ids import EventId, PersonId
from event.importing.columns import Columns, Table
from event.importing.headers import Field
from event.importing.lines import Known, Line
from event.importing.sheets import Row
from event.registration import Change, Registration
from event.store import registrations
from event.store.tables import import_draft, person, registration
from event.store.upsert import insert

KEPT_FOR = timedelta(days=1)
"""How long a list waits for a yes."""
_AT_ONCE = 500
"""Names in one statement."""


@dataclass(frozen=True, kw_only=True)
class TakenOver:
    """What a line came to."""

    person: PersonId
    change: Change
    version: int


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A list that an organiser looks at. `taken` are the numbers of doubtful lines that come along."""

    id: int
    by: PersonId
    table: Table
    columns: Columns
    taken: frozenset[int]


async def known(db: AsyncConnection, event: EventId, *, hold: bool = False) -> list[Known]:
    """Everybody whom a line can mean: by the address of their registration here, and by the one that they are known by.
    With `hold` nobody else changes their affairs until the transaction ends."""
    found: list[Known] = []
    query = (
        select(registration, person.c.email.label("known_by"))
        .join(person, person.c.id == registration.c.person_id)
        .where(registration.c.event == event)
        .order_by(registration.c.created_at, registration.c.person_id)
    )
    for row in await db.execute(query.with_for_update(of=person) if hold else query):
        one = registrations.registration_of(row)
        addresses = {address_key(one.form.email), row.known_by} - {None}
        found += [Known(person=PersonId(row.person_id), address=it, registration=one) for it in sorted(addresses)]
    here = select(registration.c.person_id).where(registration.c.event == event)
    elsewhere = select(person.c.id, person.c.email).where(person.c.email.is_not(None), person.c.id.not_in(here))
    found += [Known(person=PersonId(row.id), address=row.email) for row in await db.execute(elsewhere)]
    return found


async def take_over(
    db: AsyncConnection, event: Event, lines: Sequence[Line], known: Sequence[Known], now: datetime
) -> list[TakenOver]:
    """Sign these people up, or change what is kept of them. `lines` were judged by `known` in this transaction."""
    current = {one.person: one.registration for one in known}
    fresh = await _people(db, event, [address_key(line.form.email) for line in lines if line.person is None], now)
    saved: dict[PersonId, Registration] = {}
    found = []
    for line in lines:
        who = line.person or fresh[address_key(line.form.email)]
        one, change = rule.take_over(event, current.get(who), line.form, now)
        if change is not Change.NOTHING:
            saved[who] = one
            found.append(TakenOver(person=who, change=change, version=one.version))
    await registrations.save_all(db, event.id, saved)
    return found


async def keep(db: AsyncConnection, event: EventId, by: PersonId, table: Table, columns: Columns, now: datetime) -> int:
    """Until it is taken over, cancelled or forgotten. Whoever brings another list is done with the one before."""
    await db.execute(delete(import_draft).where(import_draft.c.event == event, import_draft.c.by == by))
    statement = import_draft.insert().values(
        event=event, by=by, content=_content(table), columns=dict(columns), taken=[], created_at=now
    )
    return int((await db.execute(statement.returning(import_draft.c.id))).scalar_one())


async def find(db: AsyncConnection, event: EventId, id: int) -> Draft | None:  # noqa: A002 - the table's own name
    query = select(import_draft).where(import_draft.c.event == event, import_draft.c.id == id)
    row = (await db.execute(query)).one_or_none()
    if row is None:
        return None
    return Draft(
        id=row.id,
        by=row.by,
        table=_table(row.content),
        columns={Field(field): column for field, column in row.columns.items()},
        taken=frozenset(row.taken),
    )


async def correct(db: AsyncConnection, id: int, columns: Columns) -> None:  # noqa: A002
    """Other columns make other lines: what was chosen among them is chosen anew."""
    change = import_draft.update().where(import_draft.c.id == id).values(columns=dict(columns), taken=[])
    await db.execute(change)


async def choose(db: AsyncConnection, id: int, taken: Collection[int]) -> None:  # noqa: A002
    await db.execute(import_draft.update().where(import_draft.c.id == id).values(taken=sorted(taken)))


async def remove(db: AsyncConnection, id: int) -> None:  # noqa: A002
    await db.execute(delete(import_draft).where(import_draft.c.id == id))


async def forget_old(db: AsyncConnection, now: datetime) -> int:
    """Lists that nobody said yes to. Returns how many."""
    return (await db.execute(delete(import_draft).where(import_draft.c.created_at <= now - KEPT_FOR))).rowcount


async def names_any(db: AsyncConnection, event: EventId, addresses: Collection[str]) -> bool:
    """Whether a list that is looked at holds one of these addresses, comparable, in some cell."""
    drafts = (await db.execute(select(import_draft.c.content).where(import_draft.c.event == event))).scalars()
    tables = (_table(content) for content in drafts)
    cells = (cell for table in tables for row in (table.header, *table.rows) if row for cell in row.cells)
    return any(address in address_key(str(cell)) for cell in cells for address in addresses)


async def _people(db: AsyncConnection, event: Event, addresses: Sequence[str], now: datetime) -> dict[str, PersonId]:
    """Somebody for each address, made where there is nobody; also when another list does so at this moment."""
    if not addresses:
        return {}
    rows = [
        {"id": uuid4().hex, "email": address, "language": event.languages[0].value, "created_at": now}
        for address in sorted(set(addresses))
    ]
    await db.execute(insert(db, person).on_conflict_do_nothing(index_elements=["email"]), rows)
    found: dict[str, PersonId] = {}
    for start in range(0, len(rows), _AT_ONCE):
        some = [row["email"] for row in rows[start : start + _AT_ONCE]]
        query = select(person.c.id, person.c.email).where(person.c.email.in_(some))
        found |= {row.email: PersonId(row.id) for row in await db.execute(query)}
    return found


def _content(table: Table) -> dict[str, Any]:
    header = table.header
    return {
        "header": [header.number, header.cells] if header else None,
        "rows": [[row.number, row.cells] for row in table.rows],
        "sheet": table.sheet,
        "encoding": table.encoding,
        "separator": table.separator,
        "others": table.others,
    }


def _table(content: dict[str, Any]) -> Table:
    header = content["header"]
    return Table(
        header=_row(header) if header else None,
        rows=tuple(_row(one) for one in content["rows"]),
        sheet=content["sheet"],
        encoding=content["encoding"],
        separator=content["separator"],
        others=tuple(content["others"]),
    )


def _row(kept: list[Any]) -> Row:
    return Row(number=kept[0], cells=tuple(kept[1]))
