"""A moderator's polls: made on the spot, given more time, closed by hand and by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from event.clock import MovableClock
from event.definition import Event
from event.store import audit
from event.store.audit import Act
from event.store.database import Database
from rehearsal.chats import actions, words
from rehearsal.payloads import dialog_card
from rehearsal.people import Person
from rehearsal.stage import NoDialog, Stage
from tests.scenario.play import Play, at, play

START = at(4, 6, 10, 30)
FILLED = {
    "question_nl": "Heeft u *zelf* een camera?",
    "answers_nl": "Ja\n\n- Nee\nDat zeg ik niet",
    "minutes": "10",
    "voters": "present",
    "part": "ochtend",
}
ALLOWED = "alleen voor de organisatoren en moderatoren"


@asynccontextmanager
async def on_the_day(event: Event, database_url: str) -> AsyncIterator[tuple[Play, Stage, Person]]:
    """Before the start, with the bot in the meeting's chat and at its moderator's."""
    async with play(event, database_url, at(4, 6, 9)) as one:
        stage = one.stage
        await stage.installs(stage.people["moderator"])
        await stage.adds_bot(stage.meeting, stage.people["organiser"])
        yield one, stage, stage.people["moderator"]


def in_meeting(stage: Stage) -> list[str]:
    return [words(card) for card in stage.cards(stage.people["sean"], stage.meeting)]


def newest(stage: Stage, person: Person) -> str:
    return words(stage.cards(person)[-1])


def titles(card: dict[str, Any]) -> list[str]:
    return [str(action.get("title")) for action in actions(card)]


async def make(stage: Stage, person: Person, **changed: str) -> str:
    """A poll of their own, by the dialog; its card came in the chat. Returns its key."""
    await stage.says(person, "polls")
    dialog = await stage.opens_dialog(person, "Nieuwe poll")
    before = len(stage.cards(person))
    assert await stage.sends_dialog(person, dialog, FILLED | changed) == {"httpStatus": 200}
    await stage.wait_for(lambda: len(stage.cards(person)) > before)
    launch = next(one for one in actions(stage.cards(person)[-1]) if one.get("verb") == "poll.launch")
    return str(launch["data"]["poll"])


async def launched(stage: Stage, person: Person, minutes: str | None = None) -> None:
    before = len(in_meeting(stage))
    await stage.clicks(person, "poll.launch", {"minutes": minutes} if minutes else None)
    await stage.wait_for(lambda: len(in_meeting(stage)) > before)


async def logged(database_url: str, event: Event) -> list[Act]:
    """What the log has of polls."""
    database = Database(database_url)
    async with database.read() as db:
        found = await audit.latest(db, event.id, 50)
    await database.close()
    return [one for one in reversed(found) if one.act.startswith("poll.")]


async def acts(database_url: str, event: Event) -> list[tuple[str, bool]]:
    """What was done, and whether somebody did it."""
    return [(one.act, one.by is not None) for one in await logged(database_url, event)]


async def test_the_life_of_a_poll_made_on_the_spot(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(START)
        key = await make(stage, moderator)
        mine = newest(stage, moderator)
        assert "Uw poll staat klaar" in mine
        assert r"Heeft u \*zelf\* een camera?" in mine
        assert "- Ja\n- Nee\n- Dat zeg ik niet" in mine
        assert "Wie in het Engels leest, ziet dezelfde tekst." in mine
        assert "U ziet de aantallen zodra u heeft gestemd" in mine
        # It is changed before anybody sees it, in English too.
        dialog = await stage.opens_dialog(moderator, "Wijzigen")
        assert "Dat zeg ik niet" in words(dialog)
        before = len(stage.cards(moderator))
        english = {"question_en": "Do you have a camera?", "answers_en": "Yes\nNo\nI won't say"}
        await stage.sends_dialog(moderator, dialog, english)
        await stage.wait_for(lambda: len(stage.cards(moderator)) > before)
        assert "In het Engels: Do you have a camera? · Yes · No · I won't say" in newest(stage, moderator)
        assert not in_meeting(stage)[1:], "nobody saw it yet"

        await launched(stage, moderator)
        assert "De poll sluit vanzelf over 10 minuten (10.40 uur)." in newest(stage, moderator)
        assert "U kunt stemmen tot 10.40 uur." in in_meeting(stage)[-1]
        for who, option in (("sean", "a1"), ("joke", "a1"), ("anonymous", "a2")):
            await stage.clicks(stage.people[who], "poll.vote", {"option": option}, chat=stage.meeting)
        english_reader = stage.people["lukasz"]
        await stage.clicks(english_reader, "poll.vote", {"option": "a3"}, chat=stage.meeting)
        ballot = words(stage.cards(english_reader, stage.meeting)[-1])
        assert "I won't say" in ballot
        assert "You can vote until 10:40." in ballot

        await stage.clicks(moderator, "+5 minuten")
        await stage.wait_for(lambda: "tot 10.45 uur" in words(stage.meeting.messages[-1].card))
        assert "De poll sluit vanzelf over 15 minuten (10.45 uur)." in newest(stage, moderator)
        await stage.clicks(moderator, "poll.close")
        await stage.wait_for(lambda: "Uitslag" in in_meeting(stage)[-1])
        assert "“Ja” kreeg de meeste stemmen: 2 van de 4 (50%)." in in_meeting(stage)[-1]
        await stage.wait_for(lambda: "Deze poll is gesloten" in words(stage.meeting.messages[-2].card))
        old = next(one for one in reversed(stage.personal(moderator).messages) if one.card_for(moderator))
        close = {"verb": "poll.close", "data": {"v": 1, "event": event.id, "poll": key}}
        await stage.execute(moderator, stage.personal(moderator), old, close)
        assert "Deze poll was al gesloten" in words(old.card_for(moderator))
        await one.jump(at(4, 6, 11))
        assert sum("Uitslag" in card for card in in_meeting(stage)) == 1
        by_hand = ["poll.save", "poll.save", "poll.launch", "poll.extend", "poll.close"]
        assert await acts(database_url, event) == [(act, True) for act in by_hand]


async def test_a_dialogs_mistakes_are_named_at_the_field_and_what_was_typed_stays(
    event: Event, database_url: str
) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        await stage.says(moderator, "polls")
        dialog = await stage.opens_dialog(moderator, "Nieuwe poll")
        before = len(stage.cards(moderator))
        typed = {"question_nl": "Waarom?", "answers_nl": "Alleen dit", "answers_en": "This\nThat", "minutes": "999"}
        again = dialog_card(await stage.sends_dialog(moderator, dialog, typed))
        assert again is not None
        said = words(again)
        for wrong in ("minstens 2 antwoorden", "evenveel antwoorden als in het Nederlands", "heel aantal minuten"):
            assert wrong in said
        for kept in ("Waarom?", "Alleen dit", "This\nThat", "999"):
            assert kept in said
        texts = [node.get("text", node.get("id")) for node in again["body"]]
        assert texts.index("answers_nl") == texts.index("Geef minstens 2 antwoorden, elk op een eigen regel.") + 1
        # Mended in the dialog that came back, it is kept.
        mended = {"answers_nl": "Dit\nDat", "minutes": ""}
        assert await stage.sends_dialog(moderator, again, mended) == {"httpStatus": 200}
        await stage.wait_for(lambda: len(stage.cards(moderator)) > before)
        assert "Waarom?" in newest(stage, moderator)
        assert "In het Engels: Waarom? · This · That" in newest(stage, moderator)
        await stage.says(moderator, "polls")
        assert newest(stage, moderator).count("Waarom?") == 1


async def test_the_same_dialog_sent_twice_makes_one_poll(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        await stage.says(moderator, "polls")
        dialog = await stage.opens_dialog(moderator, "Nieuwe poll")
        before = len(stage.cards(moderator))
        answers = await asyncio.gather(*(stage.sends_dialog(moderator, dialog, FILLED) for _ in range(3)))
        assert answers == [{"httpStatus": 200}] * 3
        await stage.wait_for(lambda: len(stage.cards(moderator)) > before)
        await stage.says(moderator, "polls")
        assert newest(stage, moderator).count(r"\*zelf\*") == 1
        assert sum("Uw poll staat klaar" in words(card) for card in stage.cards(moderator)) == 1
        assert await acts(database_url, event) == [("poll.save", True)]


async def test_who_has_no_dialogs_gets_the_form_in_the_chat(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "Nieuwe poll hier in de chat")
        await stage.clicks(moderator, "poll.save", FILLED | {"question_nl": ""})
        assert "Vul de vraag nog in." in newest(stage, moderator)
        assert "Dat zeg ik niet" in newest(stage, moderator)
        await stage.clicks(moderator, "poll.save", {"question_nl": "En nu?"})
        assert "Uw poll staat klaar" in newest(stage, moderator)
        await stage.clicks(moderator, "Hier in de chat wijzigen")
        await stage.clicks(moderator, "poll.save", {"question_nl": "En morgen?"})
        assert "En morgen?" in newest(stage, moderator)
        await launched(stage, moderator, "open")
        assert "En morgen?" in in_meeting(stage)[-1]
        assert "U kunt stemmen tot" not in in_meeting(stage)[-1]


async def test_a_poll_is_removed_before_anybody_saw_it_and_its_old_cards_answer_kindly(
    event: Event, database_url: str
) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        key = await make(stage, moderator)
        chat = stage.personal(moderator)
        mine = chat.messages[-1]
        dialog = await stage.opens_dialog(moderator, "Wijzigen")
        await stage.clicks(moderator, "Meer")
        await stage.clicks(moderator, "Verwijderen")
        assert "Deze poll verwijderen?" in newest(stage, moderator)
        await stage.clicks(moderator, "Nee, laat maar")
        assert "Nu starten" in newest(stage, moderator)
        for title in ("Meer", "Verwijderen", "Ja, verwijderen"):
            await stage.clicks(moderator, title)
        assert "De poll is verwijderd" in newest(stage, moderator)
        data = {"v": 1, "event": event.id, "poll": key}
        for verb in ("poll.manage", "poll.preview", "poll.launch", "poll.close", "poll.remove"):
            answer = await stage.execute(moderator, chat, mine, {"verb": verb, "data": data})
            assert "Deze poll bestaat niet meer" in words(answer["value"]), verb
            assert "Alle polls" in titles(answer["value"])
            assert event.organiser.email in words(answer["value"])
        more = {"verb": "poll.extend", "data": data | {"what": "5", "id": "1"}}
        assert "Deze poll bestaat niet meer" in words((await stage.execute(moderator, chat, mine, more))["value"])
        late = await stage.sends_dialog(moderator, dialog, {})
        assert late["task"]["type"] == "message"
        assert late["task"]["value"].startswith("Deze poll bestaat niet meer.")
        assert event.organiser.email in late["task"]["value"]
        assert await acts(database_url, event) == [("poll.save", True), ("poll.remove", True)]


async def test_what_was_launched_stays_as_it_was_asked(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        key = await make(stage, moderator)
        mine = stage.personal(moderator).messages[-1]
        dialog = await stage.opens_dialog(moderator, "Wijzigen")
        await launched(stage, moderator)
        late = await stage.sends_dialog(moderator, dialog, {"question_nl": "Iets anders?"})
        assert late["task"]["value"].startswith("Deze poll was al gestart.")
        remove = {"verb": "poll.remove", "data": {"v": 1, "event": event.id, "poll": key}}
        answer = await stage.execute(moderator, stage.personal(moderator), mine, remove)
        assert answer["value"].startswith("Deze poll was al gestart.")
        # Nor can a poll of the event file be taken away in chat.
        for verb in ("poll.ask_remove", "poll.remove"):
            data = {"v": 1, "event": event.id, "poll": event.polls[0].key, **FILLED}
            answer = await stage.execute(moderator, stage.personal(moderator), mine, {"verb": verb, "data": data})
            assert answer["value"].startswith("Deze poll bestaat niet meer."), verb
        assert "Iets anders?" not in str(stage.cards(moderator))


async def test_a_poll_with_a_limit_closes_by_itself_once(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(START)
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        await launched(stage, moderator, "10")
        await stage.clicks(
            stage.people["sean"], "poll.vote", {"option": event.polls[0].options[0].key}, chat=stage.meeting
        )
        await one.jump(START + timedelta(minutes=9))
        assert not any("Uitslag" in card for card in in_meeting(stage))
        await one.jump(START + timedelta(minutes=11))
        assert "1 van de 1 (100%)" in in_meeting(stage)[-1]
        closed = stage.meeting.messages[-2]
        assert "Deze poll is gesloten" in words(closed.card)
        late = await stage.execute(
            stage.people["joke"],
            stage.meeting,
            closed,
            {"verb": "poll.vote", "data": {"v": 1, "event": event.id, "poll": event.polls[0].key, "option": "x"}},
        )
        assert "Uitslag van de poll" in words(late["value"])
        assert sum("Uitslag" in card for card in in_meeting(stage)) == 1
        assert await acts(database_url, event) == [("poll.launch", True), ("poll.close", False)]
        await stage.clicks(moderator, "poll.manage")
        assert "Gesloten: 1 stem" in newest(stage, moderator)


async def test_simultaneous_ticks_close_a_poll_once(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        await launched(stage, moderator, "2")
        later = one.bot.clock.now() + timedelta(minutes=3)
        await asyncio.gather(*(one.bot.tick(later) for _ in range(6)))
        await one.bot.worker.drain()
        assert sum("Uitslag" in card for card in in_meeting(stage)) == 1
        assert await acts(database_url, event) == [("poll.launch", True), ("poll.close", False)]


async def test_it_closes_on_its_way_through_a_jump_in_its_order(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(at(4, 6, 12, 50))
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        await launched(stage, moderator, "15")
        await one.jump(at(4, 6, 14))
        sent = [entry.summary for entry in stage.log if entry.kind == "sent"]
        cue = sent.index(f"Uw seintje: “{event.parts[2].title.nl}” begint nu")
        result = sent.index(f"{event.polls[0].question.nl} Er is niet gestemd.")
        assert cue < result, "13.00 comes before 13.05"
        launch, close = await logged(database_url, event)
        assert timedelta(minutes=15) <= close.at - launch.at < timedelta(minutes=16), "not only at 14.00"


async def test_more_time_counts_once_and_not_after_the_end(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(START)
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        await launched(stage, moderator, "5")
        chat = stage.personal(moderator)
        message = next(it for it in reversed(chat.messages) if "Poll sluiten" in words(it.card_for(moderator)))
        first = message.card_for(moderator)
        more = next(action for action in actions(first or {}) if action.get("title") == "+5 minuten")
        for _ in range(2):  # a double click
            await stage.execute(moderator, chat, message, more)
        assert "De tijd was al veranderd" in words(message.card_for(moderator))
        assert "(10.40 uur)" in words(message.card_for(moderator))
        await one.jump(START + timedelta(minutes=6))
        assert not any("Uitslag" in card for card in in_meeting(stage))
        await stage.clicks(moderator, "Meer", message=message)
        await stage.clicks(moderator, "Geen tijdslimiet", message=message)
        await stage.wait_for(lambda: "U kunt stemmen tot" not in words(stage.meeting.messages[-1].card))
        assert "De tijdslimiet is eraf" in words(message.card_for(moderator))
        await stage.execute(moderator, chat, message, more)
        assert "Deze poll heeft geen tijdslimiet" in words(message.card_for(moderator))
        await one.jump(START + timedelta(minutes=45))
        assert not any("Uitslag" in card for card in in_meeting(stage))
        await stage.clicks(moderator, "poll.close", message=message)
        answer = await stage.execute(moderator, chat, message, more)
        assert "Deze poll is al gesloten, dus meer tijd kan niet meer." in words(answer["value"])
        mangled = await stage.execute(moderator, chat, message, more | {"data": more["data"] | {"what": "99"}})
        assert mangled["value"].startswith("Deze klik")
        assert [act for act, _ in await acts(database_url, event)][1:] == ["poll.extend", "poll.extend", "poll.close"]


async def test_past_its_moment_no_vote_counts_though_no_tick_came(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        await launched(stage, moderator, "5")
        option = event.polls[0].options[0]
        await stage.clicks(stage.people["sean"], "poll.vote", {"option": option.key}, chat=stage.meeting)
        assert isinstance(one.bot.clock, MovableClock)
        one.bot.clock.move_to(one.bot.clock.now() + timedelta(minutes=6))
        joke = stage.people["joke"]
        await stage.clicks(joke, "poll.vote", {"option": option.key}, chat=stage.meeting)
        assert f"{option.text.nl}: **1 stem** (100%)" in words(stage.cards(joke, stage.meeting)[-1])
        assert "Uitslag van de poll" in words(stage.cards(joke, stage.meeting)[-1])
        await stage.clicks(moderator, "+5 minuten")
        assert "Deze poll is al gesloten, dus meer tijd kan niet meer." in newest(stage, moderator)


async def test_dialogs_and_acts_are_for_moderators_in_their_own_chat(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        fatima = stage.people["fatima"]
        await stage.installs(fatima)
        key = await make(stage, moderator)
        dialog = await stage.opens_dialog(moderator, "Wijzigen")
        ids = {"v": 1, "event": event.id}
        make_data = ids | {"verb": "poll.make"}
        save_data = next(action for action in actions(dialog) if action["type"] == "Action.Submit")["data"]
        for what, data in (("fetch", make_data), ("fetch", make_data | {"poll": key}), ("submit", save_data | FILLED)):
            answer = await stage.task(fatima, stage.personal(fatima), what, data)
            assert answer["task"]["type"] == "message"
            assert ALLOWED in answer["task"]["value"], what
        old = stage.personal(fatima).messages[-1]
        for verb in ("poll.make", "poll.save", "poll.extend", "poll.ask_remove", "poll.remove"):
            action = {"verb": verb, "data": ids | {"poll": key, "what": "5", "id": "1"} | FILLED}
            answer = await stage.execute(fatima, stage.personal(fatima), old, action)
            assert ALLOWED in answer["value"], verb
        # Not where others see it, whoever asks.
        for chat in (stage.meeting, stage.group):
            answer = await stage.task(moderator, chat, "fetch", make_data)
            assert "eigen chat" in answer["task"]["value"]
        assert await acts(database_url, event) == [("poll.save", True)]


async def test_a_dialog_that_cant_be_understood_says_so(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        chat = stage.personal(moderator)
        mangled: tuple[dict[str, Any], ...] = (
            {},
            {"verb": 3},
            {"verb": "poll.frobnicate", "v": 1},
            {"verb": "poll.make"},
            {"verb": "poll.make", "v": 99},
            {"verb": "poll.make", "v": 1, "event": "another-day"},
            {"verb": "poll.vote", "v": 1},
        )
        for data in mangled:
            for what in ("fetch", "submit"):
                answer = await stage.task(moderator, chat, what, data)
                assert answer["httpStatus"] == 200
                assert answer["task"]["type"] == "message", data
                assert answer["task"]["value"].startswith("Deze klik"), data
        values: tuple[object, ...] = (None, [], {"data": []})
        for value in values:
            body = stage.activity(moderator, chat, type="invoke", name="task/fetch", value=value)
            status, answered = await stage.post(body)
            assert (status, answered["task"]["type"]) == (200, "message")
        await stage.says(moderator, "polls")
        asked = next(one for one in actions(stage.cards(moderator)[-1]) if one["type"] == "Action.Submit")
        asked["data"] |= {"poll": "eigen-00000000"}
        with pytest.raises(NoDialog, match="Deze poll bestaat niet meer"):
            await stage.opens_dialog(moderator, "Nieuwe poll")
