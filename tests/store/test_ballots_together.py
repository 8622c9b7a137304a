"""Votes that come in while somebody is forgotten, or turns out to be two: nobody waits for each other for good, and the
tally is what the ballots say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from event.definition import Language
from event.ids import AccountId, ObjectId, TenantId, VoterId
from event.people import Person
from event.polls import voter
from event.store import ballots, joining, people, polls
from event.store.database import Database
from event.store.tables import ballot, roll
from tests.store.boxes import EVENT, NOW, SECRET, Box, prepared, same, tally_of

TENANT = TenantId("tenant")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    one = Database(database_url, SECRET)
    await one.open()
    yield one
    await one.close()


async def agreed(box: Box) -> dict[str, tuple[str, ...]]:
    """Of a poll with names: the tally is what its ballots say."""
    async with box.database.read() as db:
        rows = await db.execute(select(ballot.c.key, ballot.c.marks).where(ballot.c.box == box.id))
        kept = {row.key: ballots.marks_of(row.marks) for row in rows}
        assert same(await ballots.tally_of(db, EVENT, box.id), tally_of(kept))
    return kept


async def test_votes_while_people_are_forgotten(database: Database, database_url: str) -> None:
    box = Box(database, prepared(anonymous=False))
    await box.launch()
    other = Box(Database(database_url, SECRET), box.poll)
    names = [f"v{number}" for number in range(30)]

    async def forgotten(replica: Box, some: list[str]) -> None:
        for name in some:
            async with replica.database.begin() as db:
                await ballots.take_out(db, {VoterId(name)})

    for turn in range(6):
        done = await asyncio.gather(
            *(one.vote(name, "xyz"[(turn + nth) % 3]) for nth, name in enumerate(names) for one in (box, other)),
            forgotten(box, names[turn::3]),
            forgotten(other, names[turn + 1 :: 3]),
            return_exceptions=True,
        )
        assert [one for one in done if isinstance(one, BaseException)] == []
        await agreed(box)
    await other.database.close()


async def two_rows(database: Database, name: str) -> tuple[Person, Person]:
    """Somebody by an address, and by their account."""
    async with database.begin() as db:
        first = await people.find(db, await people.meet_by_address(db, f"{name}@x.nl", Language.NL, NOW))
        second = await people.meet(
            db,
            account=AccountId(f"29:{name}"),
            tenant=TENANT,
            oid=ObjectId(f"oid-{name}"),
            language=Language.NL,
            default=Language.NL,
            now=NOW,
        )
    assert first is not None
    return first, second


@pytest.mark.parametrize("anonymous", [True, False])
async def test_votes_while_two_turn_out_to_be_one(database: Database, database_url: str, *, anonymous: bool) -> None:
    box = Box(database, prepared(anonymous=anonymous))
    await box.launch()
    other = Box(Database(database_url, SECRET), box.poll)
    pairs = [await two_rows(database, f"p{number}") for number in range(8)]

    def ids(one: Person) -> VoterId:
        return voter(one.account, one.tenant, one.oid, one.id)

    async def joined(keep: Person, gone: Person) -> None:
        async with database.begin() as db:
            await joining.join(db, keep, gone, NOW)

    for one, _ in pairs:
        await box.vote(ids(one), "x")
    done = await asyncio.gather(
        *(replica.vote(ids(one), "y") for pair in pairs for one in pair for replica in (box, other)),
        *(joined(*pair) for pair in pairs),
        return_exceptions=True,
    )
    assert [one for one in done if isinstance(one, BaseException)] == []
    async with database.read() as db:
        running = await polls.find(db, EVENT, box.poll.key)
        assert running is not None
        voted = await ballots.voted(db, EVENT, running)
        on_roll = (await db.execute(select(roll.c.voter))).scalars().all()
    assert voted >= {ids(account) for _, account in pairs}, "under the account that they have now"
    assert len(on_roll) == (len(voted) if anonymous else 0)
    if not anonymous:
        await agreed(box)
    await other.database.close()
