"""An organiser plans in chat: looks, previews, sends now, moves, cancels, writes; each act asked before it counts."""

from __future__ import annotations

from typing import Any

import pytest

from event.definition import Event
from event.store import audit
from event.store.database import Database
from rehearsal.chats import words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play
from tests.scenario.test_story import FILLED, sign_up, summaries


def newest(stage: Stage, person: Person) -> str:
    return words(stage.cards(person)[-1])


async def opened(stage: Stage, organiser: Person, word: str = "aankondigingen") -> str:
    await stage.installs(organiser)
    await stage.says(organiser, word)
    return newest(stage, organiser)


async def view(stage: Stage, organiser: Person, key: str) -> None:
    """Open the list and the one with this key."""
    await stage.says(organiser, "aankondigingen")
    await press(stage, organiser, "announcement.show", announcement=key)


async def press(stage: Stage, person: Person, verb: str, filled: dict[str, str] | None = None, **ids: str) -> Any:
    """The button with this verb and these ids on the newest card. Returns the words of what it became."""
    message = stage.personal(person).messages[-1]
    card = message.card_for(person) or {}
    found = [one for one in actions(card) if one.get("verb") == verb and ids.items() <= one["data"].items()]
    assert found, (verb, ids, words(card))
    answer = await stage.execute(person, stage.personal(person), message, found[0], filled)
    assert answer["statusCode"] == 200, answer
    return answer["value"] if isinstance(answer["value"], str) else words(answer["value"])


def actions(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        mine = [node] if node.get("type") == "Action.Execute" and node.get("title") else []
        return mine + [one for key, value in node.items() if key != "refresh" for one in actions(value)]
    return [one for value in node for one in actions(value)] if isinstance(node, list) else []


async def acts(one: Play, database_url: str) -> list[str]:
    database = Database(database_url)
    async with database.read() as db:
        found = [act.act for act in await audit.latest(db, (await one.bot.living.current()).id, 50)]
    await database.close()
    return found[::-1]


async def test_the_list_says_what_when_and_to_how_many(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await sign_up(stage, stage.people["fatima"])
        await sign_up(stage, stage.people["sean"])
        said = await opened(stage, organiser)
        assert "Herinnering" in said
        assert "vrijdag 14 mei" in said
        assert "Het definitieve programma" in said
        await view(stage, organiser, "programma")
        said = newest(stage, organiser)
        assert "vrijdag 28 mei" in said
        assert "9.00 uur" in said.replace("09.00", "9.00")
        assert "Aan iedereen die zich heeft aangemeld: 2 mensen" in said
        preview = await press(stage, organiser, "announcement.preview")
        assert "In het Nederlands" in preview
        assert "In het Engels" in preview
        assert "The definitive programme" in preview
        assert stage.log.sent_to(stage.personal(stage.people["fatima"]).id)[-1].summary.startswith("U bent aangemeld")


async def test_send_now_is_asked_first_and_goes_once(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await stage.installs(organiser)
        await sign_up(stage, fatima)
        await view(stage, organiser, "programma")
        asked = await press(stage, organiser, "announcement.ask_send")
        assert "Nu versturen?" in asked
        assert "1 persoon" in asked
        assert "Het definitieve programma" not in summaries(stage, fatima), "asked, not done"
        question = stage.personal(organiser).messages[-1]
        send = next(one for one in actions(question.card_for(organiser)) if one["verb"] == "announcement.send")
        first = await stage.execute(organiser, stage.personal(organiser), question, send)
        assert "Het gaat nu uit" in words(first["value"])
        again = await stage.execute(organiser, stage.personal(organiser), question, send)
        assert "Dat was al gebeurd" in words(again["value"])
        await stage.wait_for(lambda: "Het definitieve programma" in summaries(stage, fatima))
        await one.jump(at(28, 5, 10))
        assert summaries(stage, fatima).count("Het definitieve programma") == 1, "not again at its old moment"
        assert await acts(one, database_url) == ["announcement.send"]


async def test_move_is_read_back_and_cancel_can_be_undone(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await stage.installs(organiser)
        await sign_up(stage, fatima)
        await view(stage, organiser, "programma")
        await press(stage, organiser, "announcement.move")
        wrong = await press(stage, organiser, "announcement.read_move", {"when": "ooit een keer"})
        assert "Dit tijdstip kan ik niet lezen" in wrong
        assert "ooit een keer" in wrong
        past = await press(stage, organiser, "announcement.read_move", {"when": "1 mei om 9 uur 2027"})
        assert "voorbij" in past or "niet lezen" in past
        read = await press(stage, organiser, "announcement.read_move", {"when": "woensdag 26 mei om half elf"})
        assert "oensdag 26 mei" in read
        assert "10.30 uur" in read
        done = await press(stage, organiser, "announcement.schedule")
        assert "Het tijdstip is gewijzigd" in done
        await one.jump(at(26, 5, 10, 29))
        assert "Het definitieve programma" not in summaries(stage, fatima)
        await one.jump(at(26, 5, 10, 30))
        assert summaries(stage, fatima).count("Het definitieve programma") == 1
        # The link of the day before: cancelled, planned after all, cancelled for good.
        await view(stage, organiser, "link-dag-ervoor")
        assert "Deze niet versturen?" in await press(stage, organiser, "announcement.ask_cancel")
        assert "Deze wordt niet verstuurd" in await press(stage, organiser, "announcement.cancel")
        assert "Het staat weer gepland" in await press(stage, organiser, "announcement.restore")
        await press(stage, organiser, "announcement.ask_cancel")
        await press(stage, organiser, "announcement.cancel")
        await one.jump(at(3, 6, 20))
        assert "Uw link om mee te doen" not in summaries(stage, fatima)
        await view(stage, organiser, "programma")
        assert "1 van de 1 bezorgd" in newest(stage, organiser)
        assert await acts(one, database_url) == [
            "announcement.move",
            "announcement.cancelled",
            "announcement.restored",
            "announcement.cancelled",
        ]


async def test_a_restart_keeps_what_chat_changed(event: Event, database_url: str) -> None:
    async with Stage(event) as stage:
        organiser, fatima = stage.people["organiser"], stage.people["fatima"]
        async with play(event, database_url, at(3, 5, 12), stage):
            await stage.installs(organiser)
            await sign_up(stage, fatima)
            await view(stage, organiser, "programma")
            await press(stage, organiser, "announcement.move")
            await press(stage, organiser, "announcement.read_move", {"when": "30 mei om 9.00"})
            await press(stage, organiser, "announcement.schedule")
            await view(stage, organiser, "herinnering")
            await press(stage, organiser, "announcement.ask_cancel")
            await press(stage, organiser, "announcement.cancel")
        async with play(event, database_url, at(3, 5, 13), stage) as again:
            await again.jump(at(29, 5, 9))
            assert len(summaries(stage, fatima)) == 3, "welcome, form and confirmation"
            await again.jump(at(30, 5, 9))
            assert summaries(stage, fatima)[-1] == "Het definitieve programma"


@pytest.mark.parametrize(
    ("audience", "reached"),
    [
        ({"audience": "registered"}, {"fatima", "lukasz"}),
        ({"audience": "organisation", "organisation": "havensteder"}, {"fatima"}),
        ({"audience": "unanswered"}, {"sean", "organiser"}),
        ({"audience": "meeting"}, {"meeting"}),
    ],
    ids=["all", "organisation", "unanswered", "meeting"],
)
async def test_a_new_one_in_both_languages(
    event: Event, database_url: str, audience: dict[str, str], reached: set[str]
) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await stage.installs(organiser)
        await sign_up(stage, stage.people["fatima"])
        await stage.installs(stage.people["sean"])
        lukasz = stage.people["lukasz"]
        await stage.installs(lukasz)
        await stage.says(lukasz, "register")
        await stage.clicks(lukasz, "registration.submit", FILLED | {"organisation": "Woonstad"})
        await stage.adds_bot(stage.meeting, organiser)

        await stage.says(organiser, "aankondigingen")
        await press(stage, organiser, "announcement.write")
        typed = {"text_nl": "Neem een *vraag* mee.", "text_en": "", "when": "over een half uur", **audience}
        wrong = await press(stage, organiser, "announcement.read", typed)
        assert "Schrijf de tekst" in wrong
        assert "Neem een *vraag* mee." in wrong
        read = await press(stage, organiser, "announcement.read", {"text_en": "Bring a question."})
        assert "12.30 uur" in read
        assert "Bring a question." in read
        number = len(reached - {"meeting"})
        if number:
            assert f"{number} persoon" in read or f"{number} mensen" in read
        again = await press(stage, organiser, "announcement.write")
        assert "Bring a question." in again, "to change it, nothing is typed twice"
        await press(stage, organiser, "announcement.read")
        planned = await press(stage, organiser, "announcement.schedule")
        assert "Het staat gepland" in planned
        await one.jump(at(3, 5, 12, 31))

        def has(chat: str) -> bool:
            return any(
                "vraag* mee" in str(e.card) or "Bring a question" in str(e.card) for e in stage.log.sent_to(chat)
            )

        chats = {key: stage.personal(person).id for key, person in stage.people.items()}
        assert {key for key, chat in chats.items() if has(chat)} == reached - {"meeting"}
        assert has(stage.meeting.id) == ("meeting" in reached)
        if "lukasz" in reached:
            assert "Bring a question" in words(stage.cards(lukasz)[-1])
        assert await acts(one, database_url) == ["announcement.schedule"]


async def test_what_was_meant_for_now_goes_now_and_a_passed_time_is_asked_anew(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await stage.installs(organiser)
        await sign_up(stage, fatima)
        text = {"text_nl": "Kom gerust.", "text_en": "Do come.", "audience": "registered"}
        await stage.says(organiser, "aankondigingen")
        await press(stage, organiser, "announcement.write")
        await press(stage, organiser, "announcement.read", text | {"when": "over 5 minuten"})
        await one.jump(at(3, 5, 13))
        assert "intussen voorbij" in await press(stage, organiser, "announcement.schedule")
        await stage.says(organiser, "aankondigingen")
        await press(stage, organiser, "announcement.write")
        await press(stage, organiser, "announcement.read", text | {"when": "nu"})
        await one.jump(at(3, 5, 14))
        assert not any("Kom gerust" in str(entry.card) for entry in stage.log.sent_to(stage.personal(fatima).id))
        await press(stage, organiser, "announcement.schedule")
        await stage.wait_for(
            lambda: any("Kom gerust" in str(entry.card) for entry in stage.log.sent_to(stage.personal(fatima).id))
        )


async def test_only_organisers_plan(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage = one.stage
        for key in ("fatima", "moderator"):
            person = stage.people[key]
            await stage.installs(person)
            await stage.says(person, "aankondigingen")
            assert "alleen voor de organisatoren" in newest(stage, person)
            for verb in ("list", "show", "preview", "ask_send", "send", "move", "read_move", "ask_cancel", "cancel",
                         "restore", "write", "read", "schedule"):  # fmt: skip
                data = {"v": 1, "event": event.id, "announcement": "programma", "id": "1", "when": "nu"}
                action = {"verb": f"announcement.{verb}", "data": data}
                message = stage.personal(person).messages[-1]
                answer = await stage.execute(person, stage.personal(person), message, action)
                assert "alleen voor de organisatoren" in str(answer["value"]), verb
        assert await acts(one, database_url) == []
