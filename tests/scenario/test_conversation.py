"""All that people do in a chat beside typing words, and that nobody is left at a loss."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from cards.verbs import Verb
from event.definition import Event
from rehearsal import connector
from rehearsal.chats import actions, inputs, words
from tests.scenario.play import Play, at, play
from tests.scenario.roles import TYPED, appears, newest, shared_chat

FORM = "Uw vraag vooraf"
FAULT = "dat ligt aan ons"
KINDS = (
    "message", "messageUpdate", "messageDelete", "messageReaction", "conversationUpdate", "installationUpdate", "event",
    "invoke", "typing",
)  # fmt: skip
FIELDS = (
    "text", "action", "name", "value", "entities", "channelData", "membersAdded", "membersRemoved", "attachments",
    "replyToId", "conversation", "recipient", "from", "locale", "localTimezone", "reactionsAdded", "id", "channelId",
)  # fmt: skip


def sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'gastheer.db'}"


@pytest.fixture
async def one(event: Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Play]:
    monkeypatch.setattr(connector, "PER_CONVERSATION", ((9999, 1.0),))  # nobody types so much so fast
    async with play(event, sqlite(tmp_path), at(3, 5, 12)) as running:
        yield running


async def test_who_corrects_a_text_gets_the_answer_to_it(one: Play) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.installs(fatima)
    await stage.says(fatima, "ik wil graag meer weten")
    assert "Daar heb ik geen antwoord op" in newest(stage, fatima)
    assert await stage.edits(fatima, "aanmelden") == 200
    assert FORM in newest(stage, fatima)
    await stage.adds_bot(stage.group, fatima)
    await stage.says(fatima, "porgrm", stage.group)
    assert "Daar heb ik hier geen antwoord op" in newest(stage, fatima, stage.group)
    await stage.edits(fatima, "programma", chat=stage.group)
    assert "Het programma tot nu toe" in newest(stage, fatima, stage.group)
    await stage.says(fatima, "zomaar", stage.group, mention=False)
    before = len(stage.cards(fatima, stage.group))
    await stage.edits(fatima, "programma", chat=stage.group)
    assert len(stage.cards(fatima, stage.group)) == before, "not mentioned, no answer"


async def test_an_edited_question_isnt_asked_twice(one: Play) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.installs(fatima)
    await stage.says(fatima, "vraag Mag mijn kat meedeon?")
    assert "Mag mijn kat meedeon?" in newest(stage, fatima)
    await stage.edits(fatima, "vraag Mag mijn kat meedoen?")
    card = stage.cards(fatima)[-1]
    assert inputs(card) == {"text": "Mag mijn kat meedoen?"}
    await stage.installs(stage.people["moderator"])
    await stage.says(stage.people["moderator"], "vragen")
    assert "meedeon" in newest(stage, stage.people["moderator"])
    assert "meedoen" not in newest(stage, stage.people["moderator"])


async def test_what_needs_no_answer_gets_none(one: Play) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.installs(fatima)
    await stage.says(fatima, "programma")
    await stage.adds_bot(stage.meeting, stage.people["organiser"])
    chat, mine = stage.personal(fatima), stage.personal(fatima).newest_of("fatima")
    before = {one.id: len(one.messages) for one in (chat, stage.meeting)}
    assert await stage.deletes(fatima) == 200
    assert await stage.undeletes(fatima, mine) == 200
    assert await stage.reacts(fatima, "heart") == 200
    assert await stage.reacts(fatima, "heart", remove=True) == 200
    await stage.joins_meeting(fatima)
    await stage.leaves_meeting(fatima)
    for body in (
        {"type": "typing"},
        {"type": "endOfConversation"},
        {"type": "somethingNew", "value": {"x": 1}},
        {"type": "event", "name": "application/vnd.microsoft.readReceipt", "value": {"lastReadMessageId": "1"}},
        {"type": "event", "name": "x" * 200},
        {"type": "conversationUpdate", "membersAdded": [{"id": "29:somebody"}]},
        {"type": "conversationUpdate", "membersRemoved": [{"id": "29:somebody"}]},
        {"type": "conversationUpdate", "topicName": "Nieuw"},
        {"type": "installationUpdate", "action": "remove-upgrade"},
        {"type": "messageUpdate", "text": "x"},
    ):
        for where in (chat, stage.meeting):
            assert await stage.tell(fatima, where, {"eventType": "teamRenamed"}, **body) == (200, {}), body
    assert before == {one.id: len(one.messages) for one in (chat, stage.meeting)}
    async with aiohttp.ClientSession() as session, session.get(f"{one.url}/metrics") as answer:
        counted = await answer.text()
    for kind, number in (
        ("messageDelete", 1),
        ("messageReaction", 2),
        ("messageUpdate", 3),
        ("event", 6),
        ("other", 4),
    ):
        assert f'gastheer_activities_total{{outcome="ignored",type="{kind}"}} {number}.0' in counted


@pytest.mark.parametrize(
    ("name", "text", "heard"),
    [
        ("lijst.xlsx", "", "Bestanden en afbeeldingen kan ik niet openen"),
        ("lijst.xlsx", "dit is de lijst", "Bestanden en afbeeldingen kan ik niet openen"),
        ("lijst.xlsx", "aanmelden", FORM),
        ("hond.gif", "", "Bestanden en afbeeldingen kan ik niet openen"),
    ],
)
async def test_files_and_stickers(one: Play, name: str, text: str, heard: str) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.installs(fatima)
    assert await stage.attaches(fatima, name, text) == 200
    assert heard in newest(stage, fatima)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("", "Zeg maar wat u nodig heeft"),
        ("👍🎉", "Zeg maar wat u nodig heeft"),
        ("?!…", "Zeg maar wat u nodig heeft"),
        ("<p>het <b>programma</b></p>", "Het programma tot nu toe"),
        ("aanmelden &amp; zo", FORM),
        ("Is er ook een lunch?", "Vraag het de sprekers"),
        ("woord " * 9000, "Vraag het de sprekers"),
        ("=1+1;DROP TABLE registration;--", "Daar heb ik geen antwoord op"),
        ("\u202eaanmelden\u0007", FORM),
    ],
)
async def test_odd_texts(one: Play, event: Event, text: str, heard: str) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.installs(fatima)
    assert await stage.says(fatima, text) == 200
    card = stage.cards(fatima)[-1]
    assert heard in words(card)
    if heard != FORM and "programma" not in heard:
        assert len(card["actions"]) == 3
        assert event.organiser.email in words(card)


@pytest.mark.parametrize(
    "name", ["signin/verifyState", "fileConsent/invoke", "composeExtension/query", "task/fetch", "task/submit", "x", ""]
)
async def test_invokes_of_others_get_a_kind_error(one: Play, event: Event, name: str) -> None:
    stage = one.stage
    for person, sentence in (("fatima", "Deze klik"), ("lukasz", "I couldn't read this click")):
        who = stage.people[person]
        status, answer = await stage.tell(who, stage.personal(who), type="invoke", name=name, value={"state": "1"})
        said = answer["task"]["value"] if name.startswith("task/") else answer["value"]["message"]
        assert status == 200
        assert answer.get("statusCode") == (None if name.startswith("task/") else 400)
        assert said.startswith(sentence)
        assert event.organiser.email in said


async def test_malformed_activities_of_each_kind_are_never_a_fault(one: Play) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.installs(fatima)
    junk: tuple[object, ...] = (None, 3, "x", [3], {"id": 3})
    for kind in KINDS:
        for field in FIELDS:
            for wrong in junk:
                body = stage.activity(fatima, stage.personal(fatima), type=kind, text="help") | {field: wrong}
                status, _ = await stage.post(body)
                assert status in (200, 400, 403), (kind, field, wrong, status)


# ---- coming and going ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["group", "channel"])
async def test_a_chat_hears_once_who_added_the_bot_and_nobody_is_written_to(one: Play, kind: str) -> None:
    stage = one.stage
    chat, organiser = shared_chat(stage, kind), stage.people["organiser"]
    await stage.adds_bot(chat, organiser)
    await stage.tell(organiser, chat, type="installationUpdate", action="add")
    assert len(chat.messages) == 1
    assert f"{organiser.name} heeft mij hier toegevoegd" in words(chat.messages[0].card)
    assert all(not one.messages for one in stage.connector.chats.values() if one.kind == "personal")


async def test_in_a_meetings_chat_teams_names_its_organiser_and_so_nobody_is_named(one: Play) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.adds_bot(stage.meeting, fatima)
    (post,) = stage.meeting.messages
    assert "toegevoegd" not in words(post.card)
    assert "Hier laat ik de polls zien" in words(post.card)


async def test_an_upgrade_welcomes_nobody_again(one: Play) -> None:
    stage, fatima, sean = one.stage, one.stage.people["fatima"], one.stage.people["sean"]
    await stage.installs(fatima)
    for person in (fatima, sean):  # one is known, of the other the first installation was missed
        chat = stage.personal(person)
        chat.installed = True
        before = len(chat.messages)
        await stage.tell(person, chat, type="installationUpdate", action="add-upgrade")
        await stage.tell(person, chat, type="conversationUpdate", membersAdded=[{"id": stage.bot}])
        assert len(chat.messages) == before
    await stage.removes(fatima)
    await stage.installs(fatima)
    assert sum("Welkom bij" in words(card) for card in stage.cards(fatima)) == 2


async def test_who_removed_the_bot_is_left_alone_until_they_come_back(one: Play) -> None:
    stage = one.stage
    fatima = await appears(stage, "registered")
    await stage.removes(fatima)
    heard = len(stage.log.sent_to(stage.personal(fatima).id))
    await one.jump(at(28, 5, 9))
    assert len(stage.log.sent_to(stage.personal(fatima).id)) == heard
    await stage.installs(fatima)
    await stage.wait_for(lambda: any("definitieve programma" in words(card) for card in stage.cards(fatima)))
    assert not one.stage.connector.mishaps, "nothing was even tried on the closed road"


async def test_a_meetings_chat_that_removed_the_bot_isnt_counted_on(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, moderator = one.stage, await appears(one.stage, "moderator")
        for added in (True, False, True):
            if added:
                await stage.adds_bot(stage.meeting, stage.people["organiser"])
            else:
                gone = {"membersRemoved": [{"id": stage.bot}]}
                await stage.tell(stage.people["organiser"], stage.meeting, type="conversationUpdate", **gone)
            await stage.says(moderator, "polls")
            assert ("Ik zit nog niet in de chat van de vergadering" in newest(stage, moderator)) is not added
        assert len(stage.meeting.messages) == 2, "it is welcomed again"
        await stage.clicks(moderator, "poll.preview")
        await stage.clicks(moderator, "poll.launch")
        await stage.wait_for(lambda: "Input.ChoiceSet" in str(stage.meeting.messages[-1].card))


# ---- languages ----------------------------------------------------------------------------------------------------


async def test_the_next_answer_follows_a_changed_language(one: Play) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.installs(fatima)
    for locale, heard in (
        ("en-GB", "What can I do for you?"),
        ("nl-BE", "Wat kan ik voor u doen?"),
        ("fr-FR", "What can I do for you?"),
        ("tlh", "What can I do for you?"),
        ("nl", "Wat kan ik voor u doen?"),
    ):
        stage.changes_locale(fatima, locale)
        await stage.says(fatima, "help")
        assert heard in newest(stage, fatima), locale
        answer = await stage.clicks(fatima, "programme.show")
        assert ("programma" in words(answer["value"])) is locale.startswith("nl")


async def test_the_language_may_stand_in_the_client_alone(one: Play) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await stage.installs(fatima)
    stage.changes_locale(fatima, "en-GB")
    await stage.tell(fatima, stage.personal(fatima), type="message", text="help", locale=None)
    assert "What can I do for you?" in newest(stage, fatima)
    await stage.tell(fatima, stage.personal(fatima), type="message", text="help", locale=None, entities=[])
    assert "What can I do for you?" in newest(stage, fatima)


async def test_a_reader_elsewhere_sees_their_own_time_too_but_not_where_others_read_along(one: Play) -> None:
    stage, reviewer = one.stage, one.stage.people["reviewer"]
    await stage.installs(reviewer)
    await stage.says(reviewer, "programme")
    assert "10:30–12:00 (09:30–11:00 in London)" in newest(stage, reviewer)
    await stage.adds_bot(stage.group, reviewer)
    await stage.says(reviewer, "programme", stage.group)
    assert "10:30–12:00 ·" in newest(stage, reviewer, stage.group)
    assert "London" not in newest(stage, reviewer, stage.group)


# ---- a human at every dead end ------------------------------------------------------------------------------------


async def test_every_dead_end_names_a_human(one: Play, event: Event) -> None:
    stage = one.stage
    people = [await appears(stage, role) for role in ("registered", "new", "guest", "moderator", "organiser")]
    await stage.adds_bot(stage.meeting, stage.people["organiser"])
    heard: list[str] = []
    for person in people:
        chat = stage.personal(person)
        for text, _ in [*TYPED.values(), ("wat dan ook", ""), ("\U0001f44d", "")]:
            await stage.says(person, text)
            await stage.says(person, text, stage.meeting)
            message = chat.messages[-1]
            for action in [one for one in actions(message.card or {}) if one["type"] == "Action.Execute"]:
                answer = await stage.execute(person, chat, message, action)
                assert answer["statusCode"] == 200, answer
                assert FAULT not in str(answer["value"]), action
                heard += [answer["value"]] if isinstance(answer["value"], str) else []
    await one.jump(at(5, 6, 12))
    for person in people:
        for _, text in TYPED.values():
            await stage.says(person, text)
    cards = {words(entry.card): entry.card for entry in stage.log if entry.card}
    assert len(cards) > 60
    for said, card in cards.items():
        goes_on = any(one.get("verb") != "help.show" for one in actions(card))
        assert goes_on or event.organiser.email in said, said
    for sentence in heard:
        assert event.organiser.email in sentence


async def test_every_click_without_what_it_needs_is_answered_and_names_a_human(one: Play, event: Event) -> None:
    """As an old or a made-up card would let somebody."""
    stage = one.stage
    for role in ("new", "registered", "moderator", "organiser"):
        person = await appears(stage, role)
        chat = stage.personal(person)
        for verb in Verb:
            action = {"verb": verb.value, "data": {"v": 1, "event": event.id, "id": "x", "poll": [], "person": {}}}
            answer = await stage.execute(person, chat, chat.messages[0], action)
            assert (answer["httpStatus"], answer["statusCode"]) == (200, 200), (role, verb, answer)
            assert FAULT not in str(answer["value"]), (role, verb)
            if isinstance(answer["value"], str):
                assert event.organiser.email in answer["value"], (role, verb)
            else:
                assert event.organiser.email in words(answer["value"]) or list(actions(answer["value"])), (role, verb)
