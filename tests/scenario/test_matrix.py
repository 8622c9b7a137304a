"""Every button and every word, by everybody, everywhere: who may, does; who may not, hears so and changes nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.handlers.words import Word
from bot.links import Purpose
from bot.pages import signed
from cards.verbs import Verb
from event.definition import Event
from event.ids import PersonId
from event.store.tables import person as person_table
from rehearsal import connector
from rehearsal.chats import Chat, words
from rehearsal.people import Person
from tests.scenario import world as ground
from tests.scenario.play import play
from tests.scenario.roles import TYPED
from tests.scenario.rows import everything
from tests.scenario.rules import DIALOGS, EVERYBODY, LAST, MODERATOR, NOBODY, ORGANISER, RULES, SAID, May
from tests.scenario.world import World

REFUSED = ("alleen voor de organisatoren en moderatoren", "organisers and moderators only")
ALONE = ("Dit is alleen voor u", "This is yours alone")
STALE = ("Deze kaart is van een tijdje geleden", "This card is from an earlier time")
"""In Dutch and in English."""
IDLE = ("seen_activity", "pace")
"""What changes by itself."""


WHO = ("moderator", "fatima", "sean", "lukasz", "guest", "anonymous")
"""Who is served in a chat of their own, the organiser aside: one moderates, one is registered, two are not, one is a
guest, one is nobody in particular."""
ELSEWHERE = ("joke", "impostor")
"""Of other tenants; one of them has the organiser's object id, address and name."""


async def test_each_verb_and_word_has_its_rule() -> None:
    """Whoever adds one says here who may."""
    assert set(RULES) == set(Verb)
    assert set(SAID) == set(Word) == set(TYPED)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(event: Event, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connector, "PER_CONVERSATION", ((9999, 1.0),))  # nobody clicks so much so fast
        folder = tmp_path_factory.mktemp("matrix")
        async with play(event, f"sqlite+aiosqlite:///{folder / 'gastheer.db'}", ground.WHEN) as one:
            organiser = one.stage.people["organiser"]
            one.stage.add(
                Person(
                    key="impostor",
                    name=organiser.name,
                    role="van een andere tenant",
                    account="29:impostor",
                    oid=organiser.oid,
                    tenant="55555555-5555-4555-8555-555555555555",
                    upn=organiser.upn,
                    kind="federated",
                )
            )
            built = await ground.build(one)
            for key in ("organiser", "moderator"):
                await built.says(key, "help")
            yield built


@dataclass(frozen=True)
class Heard:
    status: int
    answer: dict[str, Any]

    @property
    def said(self) -> str:
        """In words, whatever its shape."""
        value = self.answer.get("value", self.answer.get("task", {}).get("value", self.answer))
        return value if isinstance(value, str) else words(value) or json.dumps(value)


async def click(world: World, who: str, chat: Chat, verb: Verb) -> Heard:
    action = {"type": "Action.Execute", "verb": verb.value, "data": world.sent[verb]}
    value = {"action": action, "trigger": "manual"}
    return Heard(
        *await world.stage.tell(world.stage.people[who], chat, type="invoke", name="adaptiveCard/action", value=value)
    )


async def task(world: World, who: str, chat: Chat, what: str, verb: Verb) -> Heard:
    value = {"data": {**world.sent[verb], "verb": verb.value}}
    return Heard(
        *await world.stage.tell(world.stage.people[who], chat, type="invoke", name=f"task/{what}", value=value)
    )


def allowed(who: str, may: May) -> bool:
    return may is EVERYBODY or who == "organiser" or (who == "moderator" and may is MODERATOR)


def own(world: World, who: str) -> Chat:
    return world.stage.personal(world.stage.people[who])


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("who", WHO)
async def test_buttons_of_organisers_and_moderators_in_somebodys_own_chat(world: World, who: str) -> None:
    """The very button, as a forwarded card or a forged click has it."""
    before = await everything(world.one.bot.database, *IDLE)
    sent = len(world.stage.log)
    for verb, rule in RULES.items():
        if rule.may is NOBODY:
            heard = await click(world, who, own(world, who), verb)
            assert any(one in heard.said for one in STALE), verb
        elif not allowed(who, rule.may):
            heard = await click(world, who, own(world, who), verb)
            assert heard.status == 200, verb
            assert heard.answer["type"] == "application/vnd.microsoft.activity.message", verb
            assert any(one in heard.said for one in REFUSED), verb
    assert await everything(world.one.bot.database, *IDLE) == before
    assert len(world.stage.log) == sent


@pytest.mark.parametrize("who", ["organiser", *WHO])
async def test_dialogs_in_somebodys_own_chat(world: World, who: str) -> None:
    before = await everything(world.one.bot.database, *IDLE)
    for what, verbs in DIALOGS.items():
        for verb, rule in RULES.items():
            if verb in verbs and allowed(who, rule.may):
                continue
            heard = await task(world, who, own(world, who), what, verb)
            assert (heard.status, heard.answer["task"]["type"]) == (200, "message"), (what, verb)
            if verb in verbs:
                assert any(one in heard.said for one in REFUSED), verb
    assert await everything(world.one.bot.database, *IDLE) == before


@pytest.mark.parametrize("place", ["meeting", "group"])
@pytest.mark.parametrize("who", ["organiser", *WHO, *ELSEWHERE])
async def test_where_others_read_along_nothing_of_anybody_is_shown_or_done(world: World, who: str, place: str) -> None:
    """The organiser's own buttons neither."""
    chat = world.stage.meeting if place == "meeting" else world.stage.group
    person = world.stage.people[who]
    before = await everything(world.one.bot.database, *IDLE)
    sent = len(world.stage.log)
    for verb, rule in RULES.items():
        if rule.shared:
            continue
        for heard in (await click(world, who, chat, verb), await task(world, who, chat, "fetch", verb)):
            if place == "group" and who in ELSEWHERE:
                assert (heard.status, heard.answer) == (403, {"error": "tenant_not_served"}), verb
                continue
            assert heard.status == 200, verb
            if "task" in heard.answer:
                assert heard.answer["task"]["type"] == "message", verb
            else:
                assert any(one in heard.said for one in ALONE), verb
            for secret in (person.name, person.upn, "Havensteder", "meetup-join"):
                assert not secret or secret not in json.dumps(heard.answer, ensure_ascii=False), (verb, secret)
    assert await everything(world.one.bot.database, *IDLE) == before
    assert len(world.stage.log) == sent


@pytest.mark.parametrize("who", ["organiser", *WHO, *ELSEWHERE])
async def test_what_may_be_clicked_where_others_read_along(world: World, who: str) -> None:
    """In the meeting's chat by everybody, of any tenant or of none; elsewhere no poll runs."""
    for verb, rule in RULES.items():
        if not rule.shared:
            continue
        heard = await click(world, who, world.stage.meeting, verb)
        assert (heard.status, heard.answer["statusCode"]) == (200, 200), verb
        assert heard.answer["type"] == "application/vnd.microsoft.card.adaptive", verb
    before = await everything(world.one.bot.database, *IDLE)
    for verb in (Verb.POLL_VOTE, Verb.POLL_SHOW):
        heard = await click(world, who, world.stage.group, verb)
        if who in ELSEWHERE:
            assert heard.status == 403
        else:
            assert heard.answer["type"] == "application/vnd.microsoft.activity.message", verb
    assert await everything(world.one.bot.database, *IDLE) == before


@pytest.mark.parametrize("who", ELSEWHERE)
async def test_who_isnt_served_can_do_nothing_in_a_chat_of_their_own(world: World, who: str) -> None:
    before = await everything(world.one.bot.database, *IDLE)
    for verb in Verb:
        for heard in (
            await click(world, who, own(world, who), verb),
            await task(world, who, own(world, who), "fetch", verb),
            await task(world, who, own(world, who), "submit", verb),
        ):
            assert (heard.status, heard.answer) == (403, {"error": "tenant_not_served"}), verb
    for typed in TYPED.values():
        assert await world.stage.says(world.stage.people[who], typed[0]) == 403
    assert await everything(world.one.bot.database, *IDLE) == before


@pytest.mark.parametrize("who", WHO)
async def test_words_of_organisers_and_moderators_in_somebodys_own_chat(world: World, who: str) -> None:
    stage, person = world.stage, world.stage.people[who]
    own(world, who).installed = True  # an anonymous person has no chat with a bot; were it so, the answer is seen
    before = await everything(world.one.bot.database, *IDLE)
    for word, may in SAID.items():
        for text in TYPED[word]:
            if allowed(who, may):
                continue
            assert await stage.says(person, text) == 200
            said = words(stage.cards(person)[-1])
            assert any(one in said for one in REFUSED), text
    assert await everything(world.one.bot.database, *IDLE) == before


@pytest.mark.parametrize("place", ["meeting", "group"])
@pytest.mark.parametrize("who", [*WHO, *ELSEWHERE])
async def test_words_where_others_read_along_change_nothing(world: World, who: str, place: str) -> None:
    stage, person = world.stage, world.stage.people[who]
    chat = stage.meeting if place == "meeting" else stage.group
    talked = ["conversation"] if who in ELSEWHERE else []  # says from which tenant the last activity came
    before = await everything(world.one.bot.database, *IDLE, *talked)
    for word in SAID:
        text = TYPED[word][0]
        status = await stage.says(person, text, chat)
        assert status == (403 if place == "group" and who in ELSEWHERE else 200), text
        if word is Word.THIS_IS_THE_MEETING and status == 200:
            said = words(stage.cards(person, chat)[-1])
            assert any(one in said for one in REFUSED), text
    assert await everything(world.one.bot.database, *IDLE, *talked) == before


async def link(world: World, who: str, purpose: Purpose) -> str:
    account = world.stage.people[who].account
    async with world.one.bot.database.read() as db:
        query = select(person_table.c.id, person_table.c.link_version).where(person_table.c.account == account)
        row = (await db.execute(query)).one()
    until = datetime.now(UTC) + timedelta(days=1)
    return world.one.bot.links.url(purpose, PersonId(row.id), row.link_version, until)


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("who", ["organiser", "moderator", "fatima"])
async def test_a_link_does_what_it_is_for_and_nothing_else(world: World, who: str, purpose: Purpose) -> None:
    """The organiser's own too: who has a link may not be who it was sent to."""
    url = await link(world, who, purpose)
    before = await everything(world.one.bot.database, *IDLE)
    async with aiohttp.ClientSession() as session:
        for verb, rule in RULES.items():
            if purpose in rule.pages:
                continue
            if purpose is Purpose.JOIN and verb is Verb.PERSON_JOIN:
                continue  # what that link is for; it is tried where joining is
            form = {name: str(given) for name, given in world.sent[verb].items()} | {"verb": verb.value}
            form |= {f"data.{name}": given for name, given in form.items()}
            async with session.post(url, data=form) as answer:
                assert answer.status in (400, 404, 405, 410), (verb, answer.status)
                assert "meetup-join" not in await answer.text()
        for query in ("", "?show=edit", "?show=withdraw", "?show=link", "?show=cockpit.show", "?as=json", "?verb=x"):
            async with session.get(f"{url}{query}") as answer:
                assert answer.status < 500, query
    assert await everything(world.one.bot.database, *IDLE) == before, "and looking changes nothing"


async def test_an_organisers_link_has_none_of_their_rights(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a page ever to let such a verb through."""
    monkeypatch.setattr(signed, "_MAY", dict.fromkeys(Purpose, frozenset(Verb)))
    url = await link(world, "organiser", Purpose.REGISTRATION)
    before = await everything(world.one.bot.database, *IDLE)
    for verb, rule in RULES.items():
        if rule.may in (MODERATOR, ORGANISER):
            form = {name: str(given) for name, given in world.sent[verb].items()} | {"verb": verb.value}
            page = await world.stage.sends(url, form)
            assert page.status == 200, verb
            assert any(one in page.words for one in REFUSED), verb
    assert await everything(world.one.bot.database, *IDLE) == before


async def test_a_link_to_join_is_shown_to_who_signed_up_alone(world: World) -> None:
    shown = await click(world, "fatima", own(world, "fatima"), Verb.LINK_SHOW)
    assert "meetup-join" in json.dumps(shown.answer)
    for who in ("sean", "guest", "lukasz", "anonymous"):
        hidden = await click(world, who, own(world, who), Verb.LINK_SHOW)
        assert "meetup-join" not in json.dumps(hidden.answer), who


async def test_at_last_each_button_does_something_for_who_may(world: World) -> None:
    """What was refused above was refused for the right and for nothing else. The last, for it changes everything."""
    before = await everything(world.one.bot.database, *IDLE)
    for verb in sorted(RULES, key=lambda one: LAST.index(one) if one in LAST else -1):
        may = RULES[verb].may
        who = "moderator" if may is MODERATOR else "organiser"
        if may not in (MODERATOR, ORGANISER):
            continue
        heard = await click(world, who, own(world, who), verb)
        assert (heard.status, heard.answer["statusCode"]) == (200, 200), verb
        if verb is Verb.IMPORT_DISCARD:
            assert "Hier valt niets meer te bevestigen" in heard.said, "it was taken over a moment ago"
        else:
            assert heard.answer["type"] == "application/vnd.microsoft.card.adaptive", (verb, heard.said)
    after = await everything(world.one.bot.database, *IDLE)
    assert all(len(after[name]) > len(before[name]) for name in ("audit", "event_change", "delivery", "role_grant"))
