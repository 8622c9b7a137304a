"""The bot is killed with -9 while a full meeting votes: no answered vote is missing, and the tally is right."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from event.eventfile import parse
from event.ids import BoxId, EventId
from event.seals import Code, read_code
from event.store import ballots, sealed
from event.store.database import Database
from event.store.tables import ballot, roll
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.campaign import CODE
from tests.scenario.test_kill import EVENT, bot

POLL = """
[[poll]]
key = "dier"
anonymous = {anonymous}
question = "Welk dier?"
option = [{{ key = "hond", text = "Een hond" }}, {{ key = "kat", text = "Een kat" }}]
"""
VOTERS = 3000
AT_ONCE = 64
BOX, KEY = BoxId("dier"), "k" * 40
ENOUGH = 400
"""Answers after which it is killed."""


def voter(number: int) -> Person:
    return Person(
        key=f"v{number}",
        name="V",
        role="",
        account=f"29:voter-{number}",
        oid=None,
        tenant=None,
        upn=None,
        kind="anonymous",
    )


async def launched(stage: Stage) -> None:
    organiser = stage.people["organiser"]
    await stage.installs(organiser)
    await stage.adds_bot(stage.meeting, organiser)
    await stage.says(organiser, "dit is de vergadering", stage.meeting)
    await stage.says(organiser, "polls")
    await stage.clicks(organiser, "poll.preview")
    await stage.clicks(organiser, "poll.launch")
    await stage.wait_for(lambda: any("Poll:" in entry.summary for entry in stage.log.sent_to(stage.meeting.id)))


@dataclass(frozen=True)
class Answered:
    """What a voter was told: their choice is kept, under this code where it is anonymous."""

    option: str
    code: Code | None


async def killed_amid_votes(tmp_path: Path, database_url: str, *, anonymous: bool) -> tuple[str, dict[str, Answered]]:
    """Returns the event's id and what each voter was answered."""
    now = datetime.now(UTC)
    day = (now + timedelta(days=2)).date()
    text = EVENT.format(day=day, when=f"{now + timedelta(days=1):%Y-%m-%d %H:%M}")
    text += POLL.format(anonymous=str(anonymous).lower())
    event_file = tmp_path / "event.toml"
    event_file.write_text(text)
    event = parse(text, "dag")
    answered: dict[str, Answered] = {}
    enough = asyncio.Event()
    async with Stage(event) as stage, bot(stage, event_file, database_url) as process:
        await launched(stage)
        token = stage.identity.token_for(f"{stage.url}/")
        numbers = iter(range(VOTERS))

        async def one_by_one() -> None:
            for number in numbers:
                option = ("hond", "kat")[number % 2]
                data = {"v": 1, "event": event.id, "poll": "dier", "option": option}
                value: dict[str, Any] = {"action": {"verb": "poll.vote", "data": data}, "trigger": "manual"}
                one = voter(number)
                body = stage.activity(one, stage.meeting, type="invoke", name="adaptiveCard/action", value=value)
                try:
                    status, answer = await stage.post(body, token)
                except aiohttp.ClientError:  # it was killed while it had this one
                    return
                said = str(answer)
                if status == 200 and answer["statusCode"] == 200 and "Uw keuze" in said:
                    codes = {read_code(one) for one in CODE.findall(said)}
                    assert len(codes) == anonymous
                    answered[one.account] = Answered(option, codes.pop() if codes else None)
                if len(answered) >= ENOUGH:
                    enough.set()

        voting = [asyncio.create_task(one_by_one()) for _ in range(AT_ONCE)]
        async with asyncio.timeout(60):
            await enough.wait()
        process.kill()
        await process.wait()
        await asyncio.gather(*voting)
    assert ENOUGH <= len(answered) < VOTERS, "killed in the middle"
    return event.id, answered


async def test_no_answered_vote_is_lost(tmp_path: Path, database_url: str) -> None:
    event, answered = await killed_amid_votes(tmp_path, database_url, anonymous=False)
    database = Database(database_url)
    await database.open()
    async with database.read() as db:
        kept = {
            row.key: ballots.marks_of(row.marks)[0] for row in await db.execute(select(ballot.c.key, ballot.c.marks))
        }
        tally = (await ballots.tally_of(db, EventId(event), BOX)).counts
    await database.close()
    assert {who: kept.get(who) for who in answered} == {who: one.option for who, one in answered.items()}
    assert tally == Counter(kept.values())
    assert len(kept) - len(answered) <= AT_ONCE, "what was kept and not answered is what was on its way"


async def test_nor_an_anonymous_one(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GASTHEER_LINK_KEY", KEY)
    event, answered = await killed_amid_votes(tmp_path, database_url, anonymous=True)
    database = Database(database_url, KEY.encode())
    await database.open()
    async with database.read() as db:
        codes = {who: one.code for who, one in answered.items() if one.code is not None}
        kept = {who: await sealed.of_code(db, EventId(event), BOX, code) for who, code in codes.items()}
        on_roll = set((await db.execute(select(roll.c.voter))).scalars())
        votes = (await sealed.standing(db, EventId(event), BOX)).votes
        number = (await db.execute(select(func.count()).select_from(ballot))).scalar_one()
    assert kept == {who: (one.option,) for who, one in answered.items()}, "every answered vote is there"
    assert set(answered) <= on_roll
    assert len(on_roll) == number == votes, "and nobody is counted twice"
    assert votes - len(answered) <= AT_ONCE
    async with database.begin() as db:
        await sealed.close_box(db, EventId(event), BOX)
        tally = (await sealed.standing(db, EventId(event), BOX)).tally
        said = Counter(ballots.marks_of(one)[0] for one in (await db.execute(select(ballot.c.marks))).scalars())
    await database.close()
    assert tally is not None
    assert (tally.ballots, tally.counts) == (number, said)
    assert all(said[option] >= times for option, times in Counter(one.option for one in answered.values()).items())
