"""Every word, by everybody, in every kind of chat."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.handlers.words import Word
from event.definition import Event
from rehearsal import connector
from rehearsal.chats import Chat, words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play
from tests.scenario.roles import FILLED, TYPED, appears, newest, shared_chat

REFUSED = "alleen voor de organisatoren en moderatoren"
NOT_IN = "U bent niet aangemeld"
FORM = "Uw vraag vooraf"
ANYBODY: dict[Word, str] = {
    Word.HELP: "Wat kan ik voor u doen?",
    Word.THANKS: "Graag gedaan",
    Word.REGISTER: FORM,
    Word.EDIT: FORM,
    Word.WITHDRAW: NOT_IN,
    Word.PROGRAMME: "Het programma tot nu toe",
    Word.LINK: NOT_IN,
    Word.QUESTION: "Uw vraag aan de sprekers",
    Word.COLLEAGUES: "Neem uw collega's mee",
    Word.MY_DATA: "Wat ik van u bewaar",
    Word.FORGET_ME: "Zal ik u vergeten?",
    Word.LANGUAGE: "In welke taal zal ik met u spreken?",
    Word.POLLS: NOT_IN,
    Word.VOTE: NOT_IN,
    Word.QUESTIONS: "Vragen aan de sprekers",
    Word.PANEL: "Het paneel van",
} | dict.fromkeys(
    (
        Word.STAGE,
        Word.RESULTS,
        Word.ANNOUNCEMENTS,
        Word.PARTICIPANTS,
        Word.COCKPIT,
        Word.PREFLIGHT,
        Word.ACTS,
        Word.IMPORT,
        Word.MANAGE_EVENT,
        Word.THIS_IS_THE_MEETING,
    ),
    REFUSED,
)
NO_POLL = "Er is op dit moment geen poll open."
MODERATOR = {
    Word.POLLS: "De polls van",
    Word.VOTE: NO_POLL,
    Word.QUESTIONS: "Vragen die wachten",
    Word.STAGE: "Het podium van",
    Word.RESULTS: "De uitslagen van",
}
ORGANISER = MODERATOR | {
    Word.ANNOUNCEMENTS: "De aankondigingen van",
    Word.PARTICIPANTS: "De deelnemers van",
    Word.COCKPIT: "Volgende aankondiging",
    Word.PREFLIGHT: "vragen aandacht",
    Word.ACTS: "Wat er is gedaan",
    Word.IMPORT: "Aanmeldingen van elders",
    Word.MANAGE_EVENT: "Het evenement: ",
    Word.THIS_IS_THE_MEETING: "alleen in de chat van de vergadering zelf",
}
OWN_CHAT: dict[str, Mapping[Word, str]] = {
    "new": ANYBODY,
    "guest": ANYBODY,
    "registered": ANYBODY
    | {
        Word.REGISTER: "U bent al aangemeld",
        Word.WITHDRAW: "Wilt u zich afmelden?",
        Word.LINK: "Uw link om mee te doen",
        Word.POLLS: NO_POLL,
        Word.VOTE: NO_POLL,
    },
    "withdrawn": ANYBODY | {Word.WITHDRAW: "U was al afgemeld"},
    "moderator": ANYBODY | MODERATOR,
    "organiser": ANYBODY | ORGANISER,
}
IN_SHARED: dict[Word, str] = dict.fromkeys(Word, "doen we in uw eigen chat") | {
    Word.HELP: "Ik ben Gastheer",
    Word.THANKS: "Graag gedaan",
    Word.PROGRAMME: "Het programma tot nu toe",
    Word.THIS_IS_THE_MEETING: REFUSED,
}
IN_MEETING = IN_SHARED | {Word.QUESTION: "Uw vraag aan de sprekers", Word.QUESTIONS: "Vragen aan de sprekers"}
STATES = ("aangemeld voor", "bent aangemeld", "bent afgemeld", "was al afgemeld", "signed up for", "withdrawn")


def sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'gastheer.db'}"


@pytest.fixture
async def one(event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Play]:
    monkeypatch.setattr(connector, "PER_CONVERSATION", ((9999, 1.0),))  # nobody types so much so fast
    async with play(event, sqlite(tmp_path), at(3, 5, 12)) as running:
        yield running


@pytest.mark.parametrize("role", list(OWN_CHAT))
async def test_every_word_in_somebodys_own_chat(one: Play, role: str) -> None:
    stage = one.stage
    person = await appears(stage, role)
    for word, typed in TYPED.items():
        for text in typed:
            before = len(stage.cards(person))
            assert await stage.says(person, text) == 200
            assert len(stage.cards(person)) == before + 1, text
            assert OWN_CHAT[role][word] in newest(stage, person), text


@pytest.mark.parametrize("role", ["federated", "anonymous"])
async def test_a_tenant_that_isnt_served_hears_nothing_in_a_chat_of_its_own(one: Play, role: str) -> None:
    stage = one.stage
    person = await appears(stage, role)
    stage.personal(person).installed = True
    assert await stage.says(person, "help") == (403 if role == "federated" else 200)
    if role == "federated":
        assert not stage.cards(person)


@pytest.mark.parametrize("kind", ["group", "meeting", "channel"])
@pytest.mark.parametrize("role", [*OWN_CHAT, "federated", "anonymous"])
async def test_every_word_in_a_shared_chat(one: Play, kind: str, role: str) -> None:
    stage = one.stage
    person = await appears(stage, role)
    chat = shared_chat(stage, kind)
    await stage.adds_bot(chat, stage.people["reviewer"])
    if kind != "meeting" and role == "federated":
        assert await stage.says(person, "help", chat) == 403
        return
    for word, typed in TYPED.items():
        for text in typed:
            before = len(chat.messages)
            assert await stage.says(person, text, chat, mention=False) == 200
            assert len(chat.messages) == before + 1, "not mentioned, no answer"
            assert await stage.says(person, text, chat) == 200
            assert len(chat.messages) == before + 3, text
            card = newest(stage, person, chat)
            expected = (IN_MEETING if kind == "meeting" else IN_SHARED)[word]
            if role == "organiser" and word is Word.THIS_IS_THE_MEETING:
                expected = "alleen in de chat" if kind == "channel" else "Dit is nu de vergadering"
            assert expected in card, text
    await nothing_personal(stage, chat, person)


async def nothing_personal(stage: Stage, chat: Chat, person: Person) -> None:
    """In anything that the bot ever put in this chat, or made of a card there."""
    everything = [words(entry.card) + entry.summary for entry in stage.log if entry.conversation == chat.id]
    assert everything
    private = (person.name, person.upn, person.email, person.oid, *FILLED.values(), *STATES)
    for told in everything:
        for secret in private:
            if secret and secret != "true":
                assert not re.search(rf"\b{re.escape(secret)}\b", told), secret


async def test_a_shared_chat_hears_the_same_whoever_asks(one: Play) -> None:
    stage = one.stage
    people = [await appears(stage, role) for role in ("registered", "new", "guest")]
    await stage.adds_bot(stage.group, stage.people["organiser"])
    for typed in TYPED.values():
        answers = []
        for person in people:
            await stage.says(person, typed[0], stage.group)
            answers.append(stage.group.messages[-1].card)
        assert answers[0] == answers[1] == answers[2], typed


async def test_clicks_in_a_shared_chat(one: Play, event: Event) -> None:
    stage = one.stage
    fatima = await appears(stage, "registered")
    await stage.adds_bot(stage.group, stage.people["organiser"])
    welcome = stage.group.messages[-1]
    shown = await stage.clicks(fatima, "Programma", chat=stage.group)
    assert "Rodney Haan" in words(shown["value"])
    assert "Aanmelden" not in words(shown["value"])
    for verb in ("registration.open", "registration.withdraw", "link.show", "data.show", "poll.list", "cockpit.show"):
        action = {"verb": verb, "data": {"v": 1, "event": event.id}}
        answer = await stage.execute(fatima, stage.group, welcome, action)
        assert "Dit is alleen voor u" in words(answer["value"]), verb
    for data in ({"v": 0}, {"v": 1, "event": "x"}):
        answer = await stage.execute(fatima, stage.group, welcome, {"verb": "registration.open", "data": data})
        assert "Deze kaart is van een tijdje geleden" in words(answer["value"])
    await nothing_personal(stage, stage.group, fatima)


async def test_help_differs_from_what_nobody_foresaw(one: Play) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.installs(fatima)
    await stage.adds_bot(stage.group, fatima)
    for chat in (stage.personal(fatima), stage.group):
        await stage.says(fatima, "help", chat)
        help_ = newest(stage, fatima, chat)
        await stage.says(fatima, "wat dan ook", chat)
        assert newest(stage, fatima, chat) != help_
