"""Votes: one ballot a voter, the last one; an answered vote is in the tally, and the tally is what the ballots say."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from event import poll_life as life
from event.errors import Refusal, RefusalCode
from event.ids import ConversationId, EventId, PersonId, PollKey, VoterId
from event.kinds.shapes import Marks
from event.polls import PollState, RunningPoll, box_of
from event.store import ballots, polls
from event.store.ballot_box import BallotBox, Vote
from event.store.database import Database
from event.store.tables import ballot, tally

EVENT = EventId("e")
POLLS = (PollKey("a"), PollKey("b"))
CHAT = ConversationId("19:x")
NOW = datetime(2027, 6, 4, 9, 0, tzinfo=UTC)


def vote(poll: PollKey, voter: str, option: str) -> Vote:
    def judge(running: RunningPoll | None) -> Marks:
        if running is None or running.state is not PollState.OPEN:
            raise Refusal(RefusalCode.POLL_CLOSED)
        return (option,)

    return Vote(poll=poll, voter=VoterId(voter), judge=judge)


async def launched(database: Database) -> BallotBox:
    async with database.begin() as db:
        for key in POLLS:
            await polls.launch(db, EVENT, key, CHAT, PersonId("p"), NOW, closes=None, anonymous=False)
    return BallotBox(database, EVENT)


async def counted(database: Database) -> dict[tuple[str, str], int]:
    """By poll and option, from the ballots themselves; the tally must say the same."""
    async with database.read() as db:
        rows = list(await db.execute(select(ballot.c.box, ballot.c.marks)))
        truth = dict(Counter((row.box, mark) for row in rows for mark in ballots.marks_of(row.marks)))
        totals = Counter(row.box for row in rows)
        kept = {(row.box, row.mark): row.votes for row in await db.execute(select(tally)) if row.votes}
        assert kept == truth | {(box, ballots.ALL): number for box, number in totals.items()}
        shown = {key: await ballots.tally_of(db, EVENT, box_of(key, 1)) for key in POLLS}
        assert {(key, mark): number for key in POLLS for mark, number in shown[key].counts.items()} == truth
        assert {key: shown[key].ballots for key in POLLS if shown[key].ballots} == totals
        assert {box: number for box, number in (await ballots.totals(db, EVENT)).items() if number} == totals
    return truth


async def test_many_at_once_are_all_kept_and_the_last_of_each_counts(database: Database) -> None:
    box = await launched(database)
    votes = [(POLLS[i % 2], f"v{i % 70}", "xyz"[i % 3]) for i in range(400)]
    casts = await asyncio.gather(*(box.cast(vote(*one)) for one in votes))
    assert [cast.marks for cast in casts] == [(option,) for _, _, option in votes]
    last = {(poll, voter): option for poll, voter, option in votes}
    assert await counted(database) == Counter((poll, option) for (poll, _), option in last.items())


async def test_a_vote_that_doesnt_count_is_told_so_and_spoils_no_other(database: Database) -> None:
    box = await launched(database)
    async with database.begin() as db:
        running = await polls.take(db, EVENT, POLLS[1])
        assert running is not None
        await polls.put(db, EVENT, running, life.closed(running), PersonId("p"), NOW)
    good, closed, unknown = await asyncio.gather(
        box.cast(vote(POLLS[0], "v", "x")), box.cast(vote(POLLS[1], "v", "x")), box.cast(vote(PollKey("z"), "v", "x"))
    )
    assert (good.marks, good.refusal) == (("x",), None)
    assert closed.refusal is not None
    assert unknown.running is None
    assert await counted(database) == {("a", "x"): 1}


async def test_who_hangs_up_takes_no_vote_along(database: Database) -> None:
    box = await launched(database)
    tasks = [asyncio.create_task(box.cast(vote(POLLS[0], f"v{i}", "x"))) for i in range(20)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(done[3], asyncio.CancelledError)
    assert (await counted(database))["a", "x"] >= 19


async def test_what_the_database_refuses_is_told_to_each_and_the_box_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = await launched(database)

    def fails(*_: object) -> None:
        raise SQLAlchemyError("full")

    with monkeypatch.context() as broken:
        broken.setattr(ballots, "keep", fails)
        failed = await asyncio.gather(
            *(box.cast(vote(POLLS[0], f"v{i}", "x")) for i in range(5)), return_exceptions=True
        )
    assert all(isinstance(one, SQLAlchemyError) for one in failed)
    assert (await box.cast(vote(POLLS[0], "v", "x"))).marks == ("x",)
    assert await counted(database) == {("a", "x"): 1}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rounds=st.lists(
        st.lists(
            st.tuples(st.sampled_from(POLLS), st.sampled_from("stuvw"), st.sampled_from("xyz")), min_size=1, max_size=8
        ),
        min_size=1,
        max_size=4,
    ),
    leaves=st.sets(st.sampled_from("stuvw")),
)
def test_the_tally_is_what_the_ballots_say(
    tmp_path_factory: pytest.TempPathFactory,
    rounds: list[list[tuple[PollKey, str, str]]],
    leaves: set[str],
) -> None:
    async def run() -> None:
        database = Database(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('box') / 'x.db'}")
        await database.open()
        try:
            box = await launched(database)
            last: dict[tuple[str, str], str] = {}
            for one in rounds:
                await asyncio.gather(*(box.cast(vote(*each)) for each in one))
                last |= {(poll, voter): option for poll, voter, option in one}
            assert await counted(database) == Counter((poll, option) for (poll, _), option in last.items())
            async with database.begin() as db:
                await ballots.take_out(db, {VoterId(one) for one in leaves})
            stay = {key: option for key, option in last.items() if key[1] not in leaves}
            assert await counted(database) == Counter((poll, option) for (poll, _), option in stay.items())
        finally:
            await database.close()

    asyncio.run(run())
