"""The bot is killed with -9 while a full meeting votes: no answered vote is missing, and the tally is right."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func, select

from event.eventfile import parse
from event.ids import BoxId
from event.store import ballots
from event.store.database import Database
from event.store.tables import ballot
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.test_kill import EVENT, bot

POLL = """
[[poll]]
key = "dier"
question = "Welk dier?"
option = [{ key = "hond", text = "Een hond" }, { key = "kat", text = "Een kat" }]
"""
VOTERS = 3000
AT_ONCE = 64
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


async def test_no_answered_vote_is_lost(tmp_path: Path, database_url: str) -> None:
    now = datetime.now(UTC)
    day = (now + timedelta(days=2)).date()
    text = EVENT.format(day=day, when=f"{now + timedelta(days=1):%Y-%m-%d %H:%M}") + POLL
    event_file = tmp_path / "event.toml"
    event_file.write_text(text)
    event = parse(text, "dag")
    answered: dict[str, str] = {}
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
                if status == 200 and answer["statusCode"] == 200 and "Uw keuze" in str(answer["value"]):
                    answered[one.account] = option
                if len(answered) >= ENOUGH:
                    enough.set()

        voting = [asyncio.create_task(one_by_one()) for _ in range(AT_ONCE)]
        async with asyncio.timeout(60):
            await enough.wait()
        process.kill()
        await process.wait()
        await asyncio.gather(*voting)
    assert ENOUGH <= len(answered) < VOTERS, "killed in the middle"

    database = Database(database_url)
    await database.open()
    async with database.read() as db:
        kept = {
            row.key: ballots.marks_of(row.marks)[0] for row in await db.execute(select(ballot.c.key, ballot.c.marks))
        }
        tally = (await ballots.tally_of(db, event.id, BoxId("dier"))).counts
        total = (await db.execute(select(func.count()).select_from(ballot))).scalar_one()
    await database.close()
    assert {who: kept.get(who) for who in answered} == answered, "every answered vote is there"
    assert tally == Counter(kept.values())
    assert total - len(answered) <= AT_ONCE, "what was kept and not answered is what was on its way"
