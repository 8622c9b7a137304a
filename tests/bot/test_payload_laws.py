"""Whatever comes in with a good token, bent in any way: never a fault of ours, and nothing done by half."""

from __future__ import annotations

import asyncio
import copy
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from itertools import product
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.settings import Settings
from bot.teams.trust import is_trusted
from cards.verbs import Verb
from event.definition import Event
from event.store.tables import conversation
from rehearsal import connector
from tests.bot.bending import bend, documented, own
from tests.scenario import world as ground
from tests.scenario.play import play
from tests.scenario.roles import TYPED
from tests.scenario.rows import unsound
from tests.scenario.world import World

Result = TypeVar("Result")
WHO = ("organiser", "organiser", "moderator", "fatima", "sean", "guest", "joke", "anonymous")
CLICKED = [verb.value for verb in Verb if verb is not Verb.EVENT_CONFIRM]
"""A cancelled event would refuse most of the rest."""
SEEDED = True
WRONG: tuple[object, ...] = (None, 3, "9" * 30, "x" * 300, ["x"], {"a": "b"})
NOT_FOR_ALL = {"announcement", "event", "participants", "participant", "import", "cockpit", "preflight", "acts"}
"""Nouns whose every act is an organiser's."""
ANSWERS = frozenset({200, 400, 401, 403, 413})


class Ground:
    """A world in a loop of its own, for tests that don't await."""

    def __init__(self, event: Event, database_url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._stack = AsyncExitStack()
        self.world = self.run(self._build(event, database_url))
        self.token = self.world.stage.identity.token_for(f"{self.world.stage.url}/")

    def run(self, what: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(60)

    async def _build(self, event: Event, database_url: str) -> World:
        return await ground.build(await self._stack.enter_async_context(play(event, database_url, ground.WHEN)))

    def close(self) -> None:
        self.run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def standing(event: Event, database_url: str) -> Iterator[Ground]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connector, "PER_CONVERSATION", ((9999, 1.0),))
        one = Ground(event, database_url)
        try:
            yield one
        finally:
            one.close()


def here(one: Ground, body: dict[str, Any], who: str, place: str) -> dict[str, Any]:
    """As if it came from this stage."""
    stage = one.world.stage
    person = stage.people[who]
    chat = {"own": stage.personal(person), "meeting": stage.meeting, "group": stage.group}[place]
    usual = stage.activity(person, chat)
    there = {name: usual[name] for name in ("serviceUrl", "from", "recipient", "conversation", "id")}
    return copy.deepcopy(body | there | {"channelData": body.get("channelData", {}) | usual["channelData"]})


def drawn(one: Ground, data: st.DataObject) -> dict[str, Any]:
    """Somebody's activity somewhere, bent."""
    draw, stage = data.draw, one.world.stage
    who, place = draw(st.sampled_from(WHO)), draw(st.sampled_from(["own", "own", "meeting", "group"]))
    kind = draw(st.sampled_from(["documented", "click", "click", "task", "said"]))
    if kind == "documented":
        known = own() | documented()
        body = here(one, known[draw(st.sampled_from(sorted(known)))], who, place)
        for member in (*body.get("membersAdded", ()), *body.get("membersRemoved", ())):
            member["id"] = stage.bot if draw(st.booleans()) else member.get("id")
        return bend(draw, body, keep=("serviceUrl",))
    body = here(one, {"locale": "nl-NL", "entities": []}, who, place)
    if kind == "said":
        texts = [*(text for typed in TYPED.values() for text in typed), "vraag hoe laat", "deelnemer Fatima", "x"]
        text = draw(st.sampled_from(texts)) + draw(
            st.sampled_from(["", "", " ", "!", "\u0000", " \U0001f600", " <at>"])
        )
        mention = {"type": "mention", "text": "<at>G</at>", "mentioned": {"id": stage.bot, "name": "G"}}
        body |= {"type": "message", "text": f"<at>G</at> {text}", "entities": [mention]}
        return bend(draw, body, most=1, keep=("serviceUrl", "type")) if draw(st.booleans()) else body
    # Of an act's own data anything may be bent, and its envelope stays good: it must come as far as the handlers.
    verb = Verb(draw(st.sampled_from(CLICKED)))
    sent = bend(draw, one.world.sent[verb], keep=("v", "event")) if draw(st.integers(0, 3)) else one.world.sent[verb]
    if kind == "click":
        action = {"type": "Action.Execute", "verb": verb.value, "data": sent}
        return body | {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    name = draw(st.sampled_from(["task/fetch", "task/submit"]))
    return body | {"type": "invoke", "name": name, "value": {"data": sent | {"verb": verb.value}}}


def law(one: Ground, examples: int) -> Counter[str]:
    """Returns how often what came of it."""
    became: Counter[str] = Counter()

    @settings(
        max_examples=examples,
        derandomize=SEEDED,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        body = drawn(one, data)
        status, answer = one.run(one.world.stage.post(body, one.token))
        assert status in ANSWERS, answer
        assert "unreadable" not in answer
        said = "Dit lukte niet" in str(answer) or "That didn't work" in str(answer)
        assert not said, "an act that failed, said kindly: it is still a fault"
        became[f"{body.get('type')} {status} {answer.get('type', '')}"[:60]] += 1

    holds()
    return became


async def sound(one: Ground) -> None:
    bot = one.world.one.bot
    await bot.tick(bot.clock.now())
    await bot.worker.drain()
    assert await unsound(bot.database) == []
    assert await bot.database.ping() is None
    assert await bot.worker.ping() is None
    here_ = Settings(**one.world.stage.settings, _env_file=None)
    async with bot.database.read() as db:
        for url in (await db.execute(select(conversation.c.service_url))).scalars():
            assert is_trusted(url, here_), "our token would go there"


async def each_field_wrong(one: Ground) -> None:
    """Of what each button sends, one field after the other, by who may press it."""
    stage, world = one.world.stage, one.world
    for verb in Verb:
        for who in ("organiser", "fatima") if verb.value.split(".")[0] not in NOT_FOR_ALL else ("organiser",):
            person = stage.people[who]
            for field, wrong in product(world.sent[verb], WRONG):
                sent = world.sent[verb] | {field: wrong}
                action = {"type": "Action.Execute", "verb": verb.value, "data": sent}
                name, value = "adaptiveCard/action", {"action": action}
                body = stage.activity(person, stage.personal(person), type="invoke", name=name, value=value)
                status, answer = await stage.post(body, one.token)
                assert (status, answer["statusCode"]) == (200, 200), (verb, field, wrong)
                assert "Dit lukte niet" not in str(answer), (verb, field, wrong)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_each_field_of_each_button_wrong(event: Event, database_url: str) -> None:
    with standing(event, database_url) as one:
        one.run(each_field_wrong(one))
        one.run(sound(one))


def test_thousands_of_bent_activities(event: Event, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("laws")
    with standing(event, f"sqlite+aiosqlite:///{folder / 'gastheer.db'}") as one:
        became = law(one, 1000)
        one.run(sound(one))
    cards, refusals = (became[f"invoke 200 application/vnd.microsoft.{kind}"] for kind in ("card.adaptive", "error"))
    assert cards > 50, "most come as far as an answer"
    assert refusals > 5


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_hundreds_on_postgresql_which_minds_every_length(event: Event, database_url: str) -> None:
    with standing(event, database_url) as one:
        law(one, 300)
        one.run(sound(one))
