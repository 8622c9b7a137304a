"""Anonymous ballots as kept: changed with a code, opened together at close and not before, and never for a few."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from event.definition import Kept, PollKind
from event.errors import Refusal, RefusalCode
from event.ids import VoterId
from event.seals import SealBroken, new_code, read_code
from event.store import ballots, retention, sealed
from event.store.database import Database
from event.store.tables import ballot, roll, seal, tally
from tests.store.boxes import EVENT, NOW, SECRET, Box, prepared, same, tally_of

SAYS = {PollKind.SINGLE: ("x", "y", "z"), PollKind.TEXT: ("Ja", "Nee, want ik woon er niet", "é" * 200)}
KINDS = pytest.mark.parametrize("kind", SAYS)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """That has the link key."""
    one = Database(database_url, SECRET)
    await one.open()
    yield one
    await one.close()


async def launched(database: Database, kind: PollKind = PollKind.SINGLE, *, anonymous: bool = True) -> Box:
    box = Box(database, prepared(kind=kind, anonymous=anonymous))
    await box.launch()
    return box


async def vote_all(box: Box, voters: int, *, first: int = 0) -> dict[str, tuple[str, ...]]:
    """So many, one after the other."""
    says = SAYS[box.poll.kind]
    said: dict[str, tuple[str, ...]] = {f"v{number}": (says[number % 3],) for number in range(first, first + voters)}
    for voter, marks in said.items():
        assert (await box.vote(voter, *marks)).refusal is None
    return said


async def in_the_open(database: Database) -> list[tuple[str, ...]]:
    async with database.read() as db:
        marks = (await db.execute(select(ballot.c.marks).where(ballot.c.marks.is_not(None)))).scalars()
        return [ballots.marks_of(one) for one in marks]


@KINDS
async def test_a_whole_life(database: Database, kind: PollKind) -> None:
    box, says = await launched(database, kind), SAYS[kind]
    truth = await vote_all(box, 4)
    await box.agrees(truth)
    assert (await box.standing()).tally is None, "of four nothing is told"
    truth |= await vote_all(box, 1, first=4)
    assert (await box.standing()).tally is None, "nor of five: the next may be the last"
    before = dict(truth)
    truth["v0"] = (says[2],)
    await box.vote("v0", says[2])
    truth |= await vote_all(box, 5, first=5)
    assert same((await box.standing()).tally, tally_of(before)), "as it was when the fifth had voted"
    await box.agrees(truth)
    assert await in_the_open(database) == []

    await box.close()
    await box.agrees(truth)
    assert same((await box.standing()).tally, tally_of(truth))
    assert sorted(await in_the_open(database)) == sorted(truth.values())
    assert (await box.vote("v0", says[1])).refusal is not None, "closed"

    closed = tally_of(truth)
    await box.reopen()
    await box.agrees(truth)
    assert same((await box.standing()).tally, closed)
    truth["v1"] = (says[2],)
    assert (await box.vote("v1", says[2])).refusal is None, "by the code that they got the first time"
    truth |= await vote_all(box, 4, first=10)
    await box.agrees(truth)
    await box.close()
    await box.agrees(truth)
    assert same((await box.standing()).tally, closed), "of four newcomers nothing is told, nor of who changed meanwhile"
    await box.reopen()
    truth |= await vote_all(box, 1, first=14)
    await box.close()
    await box.agrees(truth)
    assert same((await box.standing()).tally, tally_of(truth)), "of five it is"


async def test_nothing_of_a_few_is_laid_open(database: Database) -> None:
    box = await launched(database)
    truth = await vote_all(box, 4)
    await box.close()
    assert await in_the_open(database) == []
    standing = await box.standing()
    assert (standing.votes, standing.tally) == (4, None)
    await box.agrees(truth)


async def test_a_change_by_a_few_after_the_close_shows_when_five_changed(database: Database) -> None:
    box = await launched(database)
    truth = await vote_all(box, 6)
    await box.close()
    shown = tally_of(truth)
    for changed in range(5):
        await box.reopen()
        assert same((await box.standing()).tally, shown)
        truth[f"v{changed}"] = ("z",)
        await box.vote(f"v{changed}", "z")
        await box.close()
        await box.agrees(truth)
    assert same((await box.standing()).tally, tally_of(truth))


async def test_nobody_votes_twice_without_the_code(database: Database) -> None:
    box = await launched(database)
    first = await box.vote("v", "x")
    assert first.code is not None
    again = await box.vote("v", "y", code=new_code())
    assert isinstance(again.refusal, Refusal)
    assert again.refusal.code is RefusalCode.VOTED_ALREADY
    assert (again.marks, again.code) == (None, None)
    await box.agrees({"v": ("x",)})
    typed = read_code(first.code.text.casefold().replace("-", " "))
    other_road = await box.vote("w", "z", code=typed)
    assert other_road.code == first.code, "by another road, the same ballot"
    await box.agrees({"v": ("z",)})


async def test_a_double_click_is_one_vote_and_both_hear_the_code(database: Database) -> None:
    box = await launched(database)
    casts = await asyncio.gather(*(box.vote("v", mark) for mark in "xyz"))
    assert len({cast.code for cast in casts}) == 1
    await box.agrees({"v": ("z",)})


@KINDS
async def test_what_is_sealed_is_as_long_whatever_it_says(database: Database, kind: PollKind) -> None:
    box = await launched(database, kind)
    states = set()
    for number, mark in enumerate(SAYS[kind]):
        await box.vote(f"v{number}", mark)
        async with database.read() as db:
            states.add(len((await db.execute(select(seal.c.state))).scalar_one()))
    async with database.read() as db:
        sizes = {len(one) for one in (await db.execute(select(ballot.c.sealed))).scalars()}
    assert len(sizes) == len(states) == 1


async def test_a_sealed_ballot_put_in_anothers_place_does_not_open(database: Database) -> None:
    box = await launched(database)
    await vote_all(box, 2)
    async with database.begin() as db:
        one, other = (await db.execute(select(ballot.c.key, ballot.c.sealed))).all()
        for key, sealed_ in ((one.key, other.sealed), (other.key, one.sealed)):
            await db.execute(ballot.update().where(ballot.c.key == key).values(sealed=sealed_))
    async with database.read() as db:
        with pytest.raises(SealBroken):
            await sealed.of_code(db, EVENT, box.id, box.codes["v0"])


async def test_with_another_link_key_nothing_is_told_and_nothing_falls_over(
    database: Database, database_url: str
) -> None:
    box = await launched(database)
    truth = await vote_all(box, 12)
    other = Box(Database(database_url, b"another key" * 3), box.poll)
    async with other.database.read() as db:
        assert await sealed.broken(db, EVENT) == [box.id]
        assert (await ballots.totals(db, EVENT))[box.id] == 12
    standing = await other.standing()
    assert (standing.votes, standing.tally) == (12, None)
    with pytest.raises(SealBroken):
        await other.vote("w", "x")
    with pytest.raises(SealBroken):
        await other.close()
    await box.agrees(truth)
    await box.close()
    async with other.database.read() as db:
        assert await sealed.broken(db, EVENT) == []
    assert same((await other.standing()).tally, tally_of(truth)), "once closed no key is needed"
    await other.database.close()


async def test_few_that_stay_sealed_are_no_reason_to_stay_away(database: Database, database_url: str) -> None:
    box = await launched(database)
    await vote_all(box, 3)
    await box.close()
    other = Database(database_url, b"another key" * 3)
    async with other.read() as db:
        assert await sealed.broken(db, EVENT) == []
    await other.close()


@KINDS
async def test_when_ballots_run_out_who_voted_goes_and_the_count_stays(database: Database, kind: PollKind) -> None:
    box = await launched(database, kind)
    truth = await vote_all(box, 7)
    async with database.begin() as db:
        await retention.empty(db, EVENT, Kept.BALLOTS, NOW)
    standing = await box.standing()
    assert standing.votes == 7
    assert same(standing.tally, tally_of(truth))
    async with database.read() as db:
        assert (await db.execute(select(roll))).all() == []
        assert (await db.execute(select(seal.c.salt))).scalars().all() == [None]


async def test_what_a_few_said_goes_with_them(database: Database, database_url: str) -> None:
    for few, secret in ((3, SECRET), (8, b"another key" * 3)):
        box = Box(database, prepared(f"poll-{few}"))
        await box.launch()
        await vote_all(box, few)
        runs_out = Database(database_url, secret)
        async with runs_out.begin() as db:
            await retention.empty(db, EVENT, Kept.BALLOTS, NOW)
        await runs_out.close()
        standing = await box.standing()
        assert (standing.votes, standing.tally) == (few, None)
    async with database.read() as db:
        for table in (ballot, roll, tally):
            assert (await db.execute(select(table))).all() == [], table.name


async def test_who_is_forgotten_leaves_the_roll_and_the_ballot_counts(database: Database) -> None:
    box = await launched(database)
    truth = await vote_all(box, 6)
    async with database.begin() as db:
        await ballots.take_out(db, {VoterId("v0")})
        assert "v0" not in (await db.execute(select(roll.c.voter))).scalars().all()
        assert await sealed.has_voted(db, EVENT, box.id, VoterId("v0")), "until nobody could vote twice"
        assert await sealed.has_voted(db, EVENT, box.id, VoterId("v1"))
        assert not await sealed.has_voted(db, EVENT, box.id, VoterId("v9"))
    code = box.codes.pop("v0")
    assert (await box.vote("v0", "y")).refusal is not None, "who is forgotten doesn't vote once more"
    assert (await box.standing()).votes == len(truth)
    assert (await box.vote("v0", "z", code=code)).refusal is None, "their ballot is theirs still"
    truth["v0"] = ("z",)
    await box.close()
    assert same((await box.standing()).tally, tally_of(truth))
    async with database.read() as db:
        on_roll = (await db.execute(select(roll.c.voter))).scalars().all()
    assert sorted(on_roll) == ["v1", "v2", "v3", "v4", "v5"], "nothing of them is left"


async def test_two_replicas_keep_every_vote_once(database: Database, database_url: str) -> None:
    """The same people on both at once, as when a click is sent again to the other one."""
    for anonymous in (True, False):
        box = Box(database, prepared("geheim" if anonymous else "open", anonymous=anonymous))
        await box.launch()
        other = Box(Database(database_url, SECRET), box.poll, codes=box.codes)
        for _ in range(4):
            voters = [f"v{number}" for number in range(40)]
            casts = await asyncio.gather(
                *(box.vote(one, "x") for one in voters),
                *(other.vote(one, "y") for one in reversed(voters)),
                return_exceptions=True,
            )
            assert [one for one in casts if isinstance(one, BaseException)] == []
        await other.database.close()
        async with database.read() as db:
            rows = await db.execute(select(ballot.c.key, ballot.c.marks).where(ballot.c.box == box.id))
            kept = {row.key: row.marks for row in rows}
        assert len(kept) == 40
        if anonymous:
            await box.close()
            tally_now = (await box.standing()).tally
            assert tally_now is not None
            assert (tally_now.ballots, sum(tally_now.counts.values())) == (40, 40)
        else:
            await box.agrees({who: ballots.marks_of(marks) for who, marks in kept.items()})


async def test_what_closes_amid_votes_has_each_that_was_kept(database: Database, database_url: str) -> None:
    box = await launched(database)
    other, enough = Box(Database(database_url, SECRET), box.poll), asyncio.Event()

    async def some(replica: Box, first: int) -> dict[str, tuple[str, ...]]:
        kept: dict[str, tuple[str, ...]] = {}
        for number in range(first, first + 60):
            if (await replica.vote(f"v{number}", "xyz"[number % 3])).refusal is None:
                kept[f"v{number}"] = ("xyz"[number % 3],)
            if number % 100 == 15:
                enough.set()
        return kept

    voting = [asyncio.create_task(some((box, other)[first % 200 > 0], first)) for first in range(0, 600, 100)]
    await enough.wait()
    await other.close()
    kept: dict[str, tuple[str, ...]] = {}
    for one in await asyncio.gather(*voting):
        kept |= one
    await other.database.close()
    assert same((await box.standing()).tally, tally_of(kept))


def test_a_code_as_people_type_it() -> None:
    code = new_code()
    for typed in (code.text, code.text.casefold(), code.text.replace("-", ""), f" {code.text.replace('-', ' - ')}"):
        assert read_code(typed) == code
    for wrong in (None, 7, "", code.text[:-1], code.text + "A", "0" * 12, "x" * 100):
        assert read_code(wrong) is None
    assert replace(code, text="A").receipt != code.receipt
