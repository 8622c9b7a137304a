"""Too much at once is refused early, votes last; what takes too long is stopped, and leaves nothing half-written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.handlers import conversation
from bot.handlers.host import Host
from bot.handlers.words import Word
from bot.requests import Request
from bot.teams import adapter, under_way
from cards.verbs import Verb
from event.definition import Event
from event.store import audit
from rehearsal.chats import Chat, words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.bot.test_metrics import scraped, value
from tests.scenario.play import Play, at, play
from tests.scenario.rows import everything


@pytest.fixture
async def one(event: Event, database_url: str) -> AsyncIterator[Play]:
    async with play(event, database_url, at(4, 6, 9)) as running:
        running.stage.personal(running.stage.people["fatima"]).installed = True
        yield running


class Held:
    """Acts that go on until they are let go."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self._came: asyncio.Queue[None] = asyncio.Queue()
        self.posted: list[asyncio.Task[tuple[int, dict[str, Any]]]] = []

    async def act(self, *_: object) -> Any:
        self._came.put_nowait(None)
        await self.gate.wait()
        raise RuntimeError("it came to nothing")

    async def post(self, one: Play, body: dict[str, Any]) -> None:
        """Until it is under way."""
        self.posted.append(asyncio.create_task(one.stage.post(body)))
        async with asyncio.timeout(5):
            await self._came.get()

    async def let_go(self) -> list[int]:
        self.gate.set()
        return [status for status, _ in await asyncio.gather(*self.posted)]


def message(stage: Stage, said: str = "help") -> dict[str, Any]:
    person = stage.people["fatima"]
    return stage.activity(person, stage.personal(person), type="message", text=said)


def click(stage: Stage, verb: Verb, person: Person, chat: Chat, **data: str) -> dict[str, Any]:
    action = {"verb": verb.value, "data": {"v": 1, "event": stage.event.id, **data}}
    return stage.activity(person, chat, type="invoke", name="adaptiveCard/action", value={"action": action})


def vote(stage: Stage, voter: str = "fatima") -> dict[str, Any]:
    poll = stage.event.polls[0]
    return click(stage, Verb.POLL_VOTE, stage.people[voter], stage.meeting, poll=poll.key, option=poll.options[0].key)


async def launch(one: Play) -> None:
    stage, moderator = one.stage, one.stage.people["moderator"]
    await stage.installs(moderator)
    await stage.adds_bot(stage.meeting, stage.people["organiser"])
    await stage.says(moderator, "polls")
    await stage.clicks(moderator, "poll.preview")
    await stage.clicks(moderator, "poll.launch")
    await one.bot.worker.drain()


SHED = (503, {"error": "overloaded"})


async def test_votes_are_refused_last(one: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "MOST", 3)
    monkeypatch.setattr(under_way, "MOST_WITH_VOTES", 5)
    stage, fatima = one.stage, one.stage.people["fatima"]
    await launch(one)
    held = Held()
    monkeypatch.setitem(conversation._PERSONAL_WORDS, Word.HELP, held.act)
    for _ in range(3):
        await held.post(one, message(stage))
    assert await stage.post(message(stage, "programma")) == SHED
    assert await stage.post(click(stage, Verb.POLL_SHOW, fatima, stage.meeting)) == SHED
    assert await stage.post(click(stage, Verb.HELP_SHOW, fatima, stage.personal(fatima))) == SHED
    assert await stage.post(stage.activity(fatima, stage.meeting, type="typing")) == SHED
    status, answer = await stage.post(vote(stage))
    assert (status, answer["statusCode"]) == (200, 200)
    assert "Uw keuze" in words(answer["value"])
    monkeypatch.setitem(conversation._ANYWHERE_VERBS, Verb.POLL_VOTE, held.act)
    for voter in ("sean", "lukasz"):
        await held.post(one, vote(stage, voter))
    assert await stage.post(vote(stage, "anonymous")) == SHED
    assert await stage.post(message(stage, "programma"), "no token") == (401, {"error": "token_malformed"})
    assert await held.let_go() == [500, 500, 500, 200, 200], "messages that failed, and votes that say so"
    assert (await stage.post(message(stage, "programma")))[0] == 200
    samples, _ = await scraped(one)
    for kind, number in (("message", 1), ("invoke", 3), ("typing", 1)):
        assert value(samples, "activities_total", type=kind, outcome="shed") == number


async def test_who_is_refused_hears_when_to_come_again(one: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "MOST", 0)
    headers = {"Authorization": f"Bearer {one.stage.identity.token_for(f'{one.stage.url}/')}"}
    before = await everything(one.bot.database)
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{one.url}/api/messages", json=message(one.stage), headers=headers) as answer,
    ):
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) in range(1, 10)
    assert await everything(one.bot.database) == before, "and isn't taken for seen"


async def test_whatever_becomes_of_it_its_place_is_free_again(one: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "MOST", 1)
    monkeypatch.setattr(under_way, "MOST_WITH_VOTES", 1)

    async def fails(*_: object) -> Any:
        raise RuntimeError("broken")

    monkeypatch.setitem(conversation._PERSONAL_WORDS, Word.LINK, fails)
    stage = one.stage
    for body, status in (
        (message(stage), 200),
        (message(stage) | {"from": {}}, 400),
        (message(stage) | {"channelData": {"tenant": {"id": "another"}}}, 403),
        (vote(stage) | {"channelData": {"tenant": {"id": "another"}}, "conversation": {"id": "19:x"}}, 403),
        (message(stage, "link"), 500),
        (vote(stage), 200),
        (message(stage) | {"type": "nothing"}, 200),
    ):
        assert (await stage.post(body))[0] == status
    assert (await stage.post(message(stage)))[0] == 200


def test_a_full_meeting_may_vote_in_one_second() -> None:
    assert under_way.MOST_WITH_VOTES > under_way.MOST
    assert under_way.MOST_WITH_VOTES > 1000, "as many as are in the largest meeting"


# ---- what takes too long --------------------------------------------------------------------------------------------


async def never(_: Host) -> None:
    await asyncio.Event().wait()


async def in_a_transaction(host: Host) -> None:
    async with host.database.begin() as db:
        await audit.note(db, host.event.id, None, "half.written", host.clock.now())
        await never(host)


async def in_two(host: Host) -> None:
    """Holding one, waiting for the other. SQLite has one writer, so there it waits for itself."""
    async with host.database.begin() as db:
        await audit.note(db, host.event.id, None, "half.written", host.clock.now())
        async with host.database.begin():
            await never(host)


async def in_a_statement(host: Host) -> None:
    async with host.database.begin() as db:
        await audit.note(db, host.event.id, None, "half.written", host.clock.now())
        if db.dialect.name == "postgresql":
            await db.execute(text("SELECT pg_sleep(60)"))
        long = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3000000) SELECT count(*) FROM c"
        while True:
            await db.execute(text(long))


async def reading(host: Host) -> None:
    async with host.database.read() as db:
        await db.execute(text("SELECT 1"))
        await never(host)


@pytest.mark.parametrize("stuck", [never, in_a_transaction, in_two, in_a_statement, reading])
async def test_what_takes_too_long_is_stopped_kindly_and_leaves_nothing(
    one: Play, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, stuck: Any
) -> None:
    monkeypatch.setattr(adapter, "_LONGEST", 0.1)
    stage, fatima = one.stage, one.stage.people["fatima"]

    async def act(host: Host, _: Request) -> Any:
        await stuck(host)

    await stage.says(fatima, "programma")
    before = await everything(one.bot.database, "seen_activity")
    monkeypatch.setitem(conversation._PERSONAL_WORDS, Word.HELP, act)
    monkeypatch.setitem(conversation._PERSONAL_VERBS, Verb.HELP_SHOW, act)
    # More often than there are connections: none may be lost.
    for _ in range(6):
        answers = await asyncio.gather(
            stage.post(message(stage)),
            *(stage.post(click(stage, Verb.HELP_SHOW, fatima, stage.personal(fatima))) for _ in range(2)),
        )
        assert [status for status, _ in answers] == [500, 200, 200]
        for _, answer in answers[1:]:
            said = words(answer["value"])
            assert "Dit lukte niet, en dat ligt aan ons" in said
            assert stage.event.organiser.email in said
        assert answers[0][1]["reference"] in caplog.text
    assert "Dit lukte niet" in words(stage.cards(fatima)[-1])
    assert await everything(one.bot.database, "seen_activity") == before
    assert await one.bot.database.ping() is None
    assert (await stage.post(message(stage, "programma")))[0] == 200
    assert "definitieve programma" in words(stage.cards(fatima)[-1])


async def test_who_hangs_up_leaves_nothing_half_written(one: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is gone while we work: the work goes on or goes back, as a whole."""
    held = Held()

    async def act(host: Host, _: Request) -> Any:
        async with host.database.begin() as db:
            await audit.note(db, host.event.id, None, "half.written", host.clock.now())
            await held.act()

    monkeypatch.setitem(conversation._PERSONAL_WORDS, Word.HELP, act)
    before = await everything(one.bot.database, "seen_activity")
    await held.post(one, message(one.stage))
    (posted,) = held.posted
    posted.cancel()
    with suppress(asyncio.CancelledError):
        await posted
    held.gate.set()
    assert await one.bot.database.ping() is None
    assert await everything(one.bot.database, "seen_activity") == before
