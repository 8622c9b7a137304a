"""Who somebody is, by what Teams says of them: the Entra identity first, the account where there is none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from event.definition import Language
from event.people import Person
from event.store import people
from event.store.database import Database
from event.store.tables import person

NOW = datetime(2027, 5, 3, 12, tzinfo=UTC)


async def meet(database: Database, account: str, tenant: str | None, oid: str | None) -> Person:
    who: dict[str, Any] = {"account": account, "tenant": tenant, "oid": oid}
    async with database.begin() as db:
        return await people.meet(db, **who, language=None, default=Language.NL, now=NOW)


async def kept(database: Database) -> list[tuple[Any, ...]]:
    query = select(person.c.account, person.c.tenant, person.c.oid).order_by(person.c.oid, person.c.tenant)
    async with database.read() as db:
        return [tuple(row) for row in await db.execute(query)]


async def test_one_person_by_their_identity_whatever_the_account(database: Database) -> None:
    first = await meet(database, "29:a", "t", "1")
    assert (await meet(database, "29:b", "t", "1")).id == first.id
    assert await kept(database) == [("29:b", "t", "1")], "the account follows"


async def test_whoever_has_an_account_alone_is_known_again_with_their_identity(database: Database) -> None:
    first = await meet(database, "29:a", None, None)
    assert (await meet(database, "29:a", "t", "1")).id == first.id
    assert await kept(database) == [("29:a", "t", "1")]


async def test_in_a_meetings_chat_the_tenant_may_be_the_meetings(database: Database) -> None:
    first = await meet(database, "29:a", "theirs", "1")
    assert (await meet(database, "29:a", "the-meetings", "1")).id == first.id
    assert await kept(database) == [("29:a", "theirs", "1")]


@pytest.mark.parametrize("known", [True, False])
async def test_an_account_stays_with_the_identity_that_has_it(database: Database, *, known: bool) -> None:
    """However it comes that another says it is theirs: they are somebody else, and nothing breaks."""
    first = await meet(database, "29:a", "t", "1")
    if known:
        await meet(database, "29:b", "t", "2")
    other = await meet(database, "29:a", "t", "2")
    assert other.id != first.id
    assert (await meet(database, "29:a", "t", "2")).id == other.id
    assert (await meet(database, "29:a", "t", "1")).id == first.id
    assert await kept(database) == [("29:a", "t", "1"), ("29:b" if known else None, "t", "2")]
