"""Teams sends an activity again when its answer was late: it is handled once, whoever gets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.handlers import conversation
from bot.handlers.words import Word
from event.definition import Event
from event.store.database import Database
from event.store.seen import SeenActivities
from event.store.tables import seen_activity
from rehearsal.chats import words
from rehearsal.stage import Stage
from tests.bot.test_metrics import scraped, value
from tests.scenario.play import Play, at, play

NOW = datetime(2027, 5, 3, 12, tzinfo=UTC)


class Still:
    def now(self) -> datetime:
        return NOW

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


@pytest.fixture
async def one(event: Event, database_url: str) -> AsyncIterator[Play]:
    async with play(event, database_url, at(3, 5, 12)) as running:
        yield running


def said(stage: Stage, text: str, **more: Any) -> dict[str, Any]:
    person = stage.people["fatima"]
    stage.personal(person).installed = True
    return stage.activity(person, stage.personal(person), type="message", text=text, **more)


def heard(stage: Stage) -> int:
    return len(stage.cards(stage.people["fatima"]))


async def kept(database: Database) -> int:
    async with database.read() as db:
        return (await db.execute(select(func.count()).select_from(seen_activity))).scalar_one()


async def test_a_message_that_comes_again_is_answered_once(one: Play) -> None:
    body = said(one.stage, "help")
    for _ in range(3):
        assert await one.stage.post(body) == (200, {})
    assert heard(one.stage) == 1
    assert await one.stage.post(body | {"id": "another"}) == (200, {})
    assert heard(one.stage) == 2
    samples, _ = await scraped(one)
    assert value(samples, "activities_total", type="message", outcome="repeated") == 2
    assert value(samples, "activities_total", type="message", outcome="handled") == 2


async def test_those_that_come_at_once_are_answered_once(one: Play) -> None:
    body = said(one.stage, "help")
    assert await asyncio.gather(*(one.stage.post(body) for _ in range(20))) == [(200, {})] * 20
    assert heard(one.stage) == 1


async def test_an_id_is_its_conversations(one: Play) -> None:
    """Teams counts them from the time: two chats may have the same."""
    stage = one.stage
    sean = stage.people["sean"]
    stage.personal(sean).installed = True
    assert await stage.post(said(stage, "help", id="17")) == (200, {})
    his = stage.activity(sean, stage.personal(sean), type="message", text="help", id="17")
    assert await stage.post(his) == (200, {})
    assert (heard(stage), len(stage.cards(sean))) == (1, 1)


async def test_the_bot_comes_into_a_chat_once(one: Play) -> None:
    stage, organiser = one.stage, one.stage.people["organiser"]
    stage.group.installed = True
    members = [{"id": stage.bot}]
    body = stage.activity(organiser, stage.group, type="conversationUpdate", membersAdded=members)
    assert await stage.post(body) == (200, {})
    assert len(stage.group.messages) == 1
    gone = stage.activity(organiser, stage.group, type="conversationUpdate", membersRemoved=members)
    assert await stage.post(gone) == (200, {})
    assert await stage.post(body) == (200, {})
    assert len(stage.group.messages) == 1, "not there again, though removed and welcome anew"


async def test_a_click_and_an_edit_count_each_time(one: Play, event: Event) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    action = {"verb": "help.show", "data": {"v": 1, "event": event.id}}
    click = stage.activity(
        fatima, stage.personal(fatima), type="invoke", name="adaptiveCard/action", value={"action": action}
    )
    answers = [await stage.post(click) for _ in range(2)]
    assert answers[0] == answers[1]
    assert "Wat kan ik voor u doen?" in words(answers[0][1]["value"])
    for text_ in ("help", "programma"):
        body = said(stage, text_, id="17") | {"type": "messageUpdate"}
        body["channelData"] |= {"eventType": "editMessage"}
        assert await stage.post(body) == (200, {})
    assert heard(stage) == 2
    data = {"verb": "poll.make", "v": 1, "event": event.id}
    dialog = stage.activity(fatima, stage.personal(fatima), type="invoke", name="task/fetch", value={"data": data})
    answers = [await stage.post(dialog) for _ in range(2)]
    assert answers[0] == answers[1]
    assert "task" in answers[0][1]
    assert await kept(one.bot.database) == 0


async def test_what_has_no_id_is_answered(one: Play) -> None:
    for id_ in (None, "", 3):
        await one.stage.post(said(one.stage, "help", id=id_))
    assert heard(one.stage) >= 2


async def test_what_failed_counts_when_it_is_sent_again(one: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    body = said(one.stage, "help")
    act = conversation._PERSONAL_WORDS[Word.HELP]

    async def fails(*_: object) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setitem(conversation._PERSONAL_WORDS, Word.HELP, fails)
    status, answer = await one.stage.post(body)
    assert (status, answer["error"]) == (500, "fault")
    assert "Dit lukte niet" in words(one.stage.cards(one.stage.people["fatima"])[-1])
    assert await kept(one.bot.database) == 0
    monkeypatch.setitem(conversation._PERSONAL_WORDS, Word.HELP, act)
    assert await one.stage.post(body) == (200, {})
    assert "Wat kan ik voor u doen?" in words(one.stage.cards(one.stage.people["fatima"])[-1])
    assert await one.stage.post(body) == (200, {})
    assert heard(one.stage) == 2


async def test_of_two_replicas_one_takes_it(database_url: str) -> None:
    async with replicas(database_url, 2) as both:
        taken = await asyncio.gather(*(one.first("x") for one in both * 10))
        assert sum(taken) == 1
        await both[0].forget("x")
        assert await both[1].first("x")
        assert not await both[0].first("x")


async def test_after_a_day_it_is_forgotten(one: Play) -> None:
    database = one.bot.database
    real = datetime.now(UTC)
    async with database.begin() as db:
        for name, hours in (("new", 1), ("old", 23.9), ("older", 24.1), ("oldest", 500)):
            row = {"digest": name, "at": real - timedelta(hours=hours)}
            await db.execute(seen_activity.insert().values(row))
    await one.bot.tick(one.bot.clock.now())
    async with database.read() as db:
        found = (await db.execute(select(seen_activity.c.digest).order_by(seen_activity.c.digest))).scalars().all()
    assert found == ["new", "old"]


async def test_what_a_killed_bot_had_in_hand_counts_when_it_is_sent_again(event: Event, database_url: str) -> None:
    async with Stage(event) as stage:
        body = said(stage, "help")
        async with play(event, database_url, at(3, 5, 12), stage) as one:
            assert await stage.post(body) == (200, {})
            async with one.bot.database.begin() as db:
                old = {"digest": "old", "at": datetime.now(UTC) - timedelta(minutes=2)}
                await db.execute(seen_activity.insert().values(old))
        async with play(event, database_url, at(3, 5, 12), stage) as one:
            assert await kept(one.bot.database) == 1, "the old one"
            assert await stage.post(body) == (200, {})
            assert heard(stage) == 2


async def test_nothing_of_it_can_be_read(one: Play) -> None:
    await one.stage.post(said(one.stage, "Fatima hier"))
    async with one.bot.database.read() as db:
        (row,) = (await db.execute(select(seen_activity))).all()
    assert len(row.digest) == 64
    int(row.digest, 16)
    assert len(row) == 2, "a digest and a time"


async def test_a_database_that_fails_leaves_nobody_without_an_answer(one: Play) -> None:
    """To answer twice is better than not at all."""
    async with one.bot.database.begin() as db:
        await db.execute(text("DROP TABLE seen_activity"))
    body = said(one.stage, "help")
    for _ in range(2):
        assert await one.stage.post(body) == (200, {})
    assert heard(one.stage) == 2


@asynccontextmanager
async def replicas(database_url: str, number: int) -> AsyncIterator[list[SeenActivities]]:
    databases = [Database(database_url) for _ in range(number)]
    for database in databases:
        await database.open()
    yield [SeenActivities(database, Still()) for database in databases]
    for database in databases:
        await database.close()
