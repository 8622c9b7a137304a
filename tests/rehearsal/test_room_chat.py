"""Messages and cards in the room, against a bot that does what a test wants."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.rehearsal.browsing import Room, room
from tests.rehearsal.fake_bot import CARD_TYPE, FakeBot, card, card_answer, execute, submit, text

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def shown(bot: FakeBot, chrome: Browser) -> AsyncIterator[Room]:
    async with room(chrome, bot.stage.url) as one:
        await one.go("?people=fatima,sean&meeting=fatima,sean")
        yield one


def content(one: dict[str, Any]) -> dict[str, Any]:
    return {"type": "message", "attachments": [{"contentType": CARD_TYPE, "content": one}]}


def focused(shown: Room, what: str) -> Any:
    return shown.page.evaluate(f"document.activeElement.{what}")


QUESTION = {"type": "Input.Text", "id": "why", "label": "Waarom"}


async def test_edits_and_deletions_in_place_while_somebody_types(bot: FakeBot, shown: Room) -> None:
    meeting = bot.stage.meeting
    path = f"v3/conversations/{meeting.id}/activities"
    first = await bot.send(meeting, card(text("Eerste")))
    form = await bot.send(meeting, card(text("Formulier"), QUESTION, actions=(execute("Klaar", "x"),)))
    field = shown.chat("fatima", "meeting").get_by_label("Waarom")
    await field.focus()
    await shown.page.keyboard.type("omdat")

    await bot.call("PUT", f"{path}/{first}", content(card(text("Eerste, verbeterd"))))
    await shown.chat("sean", "meeting").get_by_text("Eerste, verbeterd").wait_for()
    await shown.chat("sean", "meeting").get_by_text("bewerkt").wait_for()
    await bot.call("PUT", f"{path}/{form}", content(card(text("Formulier, nieuw"), QUESTION)))
    await shown.chat("fatima", "meeting").get_by_text("Formulier, nieuw").wait_for()
    assert await field.input_value() == "omdat", "what was typed stays"
    assert await focused(shown, "value") == "omdat", "and so does who types"
    await shown.page.keyboard.type("!")
    assert await field.input_value() == "omdat!"

    await bot.call("DELETE", f"{path}/{first}")
    await shown.chat("fatima", "meeting").get_by_text("Dit bericht is verwijderd").wait_for()
    order = (
        await shown.chat("fatima", "meeting")
        .locator(".message")
        .evaluate_all("all => all.map(one => one.dataset.message)")
    )
    assert order == [first, form]


async def test_each_sees_the_answer_to_their_own_click(bot: FakeBot, shown: Room) -> None:
    await bot.send(
        bot.stage.meeting, card(text("Stem"), QUESTION, actions=(execute("Stemmen", "poll.vote", poll="p"),))
    )
    bot.answers["adaptiveCard/action"].append(card_answer(card(text("U koos ja"), actions=(execute("Anders", "y"),))))
    fatima = shown.chat("fatima", "meeting")
    await fatima.get_by_label("Waarom").fill("daarom")
    await shown.press(fatima.get_by_role("button", name="Stemmen"))
    await fatima.get_by_text("U koos ja").wait_for()
    assert bot.heard[-1]["value"]["action"]["data"] == {"poll": "p", "why": "daarom"}
    await fatima.get_by_text("alleen voor Fatima El Amrani").wait_for()
    assert await shown.chat("sean", "meeting").get_by_role("button", name="Stemmen").is_visible()
    assert await shown.chat("sean", "meeting").get_by_text("U koos ja").count() == 0
    assert await focused(shown, "textContent") == "Anders", "the focus stays in the card"


async def test_what_a_bot_says_or_does_wrong_is_told_kindly(bot: FakeBot, shown: Room) -> None:
    await bot.send(bot.stage.meeting, card(actions=(execute("Klik", "x"), submit("Zend", a=1))))
    error = {"code": "no", "message": "Deze poll is gesloten."}
    bot.answers["adaptiveCard/action"] += [
        (200, {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Genoteerd"}),
        (200, {"statusCode": 400, "type": "application/vnd.microsoft.error", "value": error}),
        (500, {"error": "fault"}),
        (200, {"what": "?"}),
    ]
    fatima = shown.chat("fatima", "meeting")
    for told in (
        "Genoteerd",
        "Deze poll is gesloten.",
        "antwoordde met fout 500",
        "een antwoord dat Teams niet begrijpt",
    ):
        await shown.press(fatima.get_by_role("button", name="Klik"))
        await fatima.locator(".notice", has_text=told).wait_for()
    await shown.page.locator("#announcer", has_text="dat Teams niet begrijpt").wait_for(state="attached")
    bot.answers["message"].append((403, {"error": "tenant_not_served"}))
    await shown.press(fatima.get_by_role("button", name="Zend"))
    await fatima.locator(".notice", has_text="Gastheer liet dit niet toe (403)").wait_for()
    bot.answers["message"].append((503, {"error": "overload"}))
    await shown.say("fatima", "hallo", "meeting")
    await shown.page.locator("#toast", has_text="heeft het te druk (503)").wait_for()
    bot.stage.bot_url = "http://127.0.0.1:9"
    await shown.say("fatima", "hallo", "meeting")
    await shown.page.locator("#toast", has_text="niet te bereiken").wait_for()
    await shown.page.locator("#away", has_text="Gastheer antwoordt niet").wait_for()
    shown.faults.clear()  # the browser complains of our own 502


async def test_action_submit_and_mentions(bot: FakeBot, shown: Room) -> None:
    stage = bot.stage
    named = "Dag <at>Fatima El Amrani</at>, **welkom**"
    await bot.send(stage.meeting, card(text(named), actions=(submit("Ja", answer="yes"),)))
    fatima = shown.chat("fatima", "meeting")
    assert await fatima.locator(".card .mention").inner_text() == "Fatima El Amrani"
    await shown.press(fatima.get_by_role("button", name="Ja"))
    await stage.wait_for(lambda: bool(bot.heard))
    assert (bot.heard[-1]["type"], bot.heard[-1]["value"]) == ("message", {"answer": "yes"})
    await shown.say("fatima", "hoi", "meeting")
    await shown.chat("sean", "meeting").locator(".bubble", has_text="hoi").locator(".mention").wait_for()
    assert bot.heard[-1]["text"] == "<at>Gastheer</at> hoi"
    await shown.press(fatima.get_by_role("button", name="Noem Gastheer in het bericht"))
    await shown.say("fatima", "onder ons", "meeting")
    await shown.chat("sean", "meeting").get_by_text("onder ons").wait_for()
    assert [one["type"] for one in bot.heard[-1]["entities"]] == ["clientInfo"]


async def test_a_message_of_ones_own_is_edited_deleted_and_brought_back(bot: FakeBot, shown: Room) -> None:
    fatima = shown.chat("fatima", "meeting")
    await shown.say("fatima", "aanmleden", "meeting")
    message = fatima.locator(".message.mine")
    more = message.get_by_role("button", name="Meer bij dit bericht van Fatima")
    await shown.choose(more, "Bewerken")
    await shown.page.keyboard.press("Control+A")
    await shown.page.keyboard.type("aanmelden")
    await shown.page.keyboard.press("Enter")
    await shown.chat("sean", "meeting").get_by_text("aanmelden").wait_for()
    await message.get_by_text("bewerkt").wait_for()
    assert bot.heard[-1]["type"] == "messageUpdate"
    await shown.choose(more, "Bewerken")
    await shown.page.keyboard.press("Escape")
    assert await focused(shown, "className") == "more subtle"
    await shown.choose(more, "Verwijderen")
    await shown.chat("sean", "meeting").get_by_text("Dit bericht is verwijderd").wait_for()
    await shown.press_named("Ongedaan maken", fatima)
    await shown.chat("sean", "meeting").get_by_text("aanmelden").wait_for()
    assert [one["type"] for one in bot.heard] == ["message", "messageUpdate", "messageDelete", "messageUpdate"]


async def test_reactions_files_and_stickers(bot: FakeBot, shown: Room) -> None:
    await bot.send(bot.stage.meeting, card(text("Leuk?")))
    for key in ("fatima", "sean"):
        more = shown.chat(key, "meeting").get_by_role("button", name="Meer bij dit bericht van Gastheer")
        await shown.choose(more, "Hart")
    await shown.chat("fatima", "meeting").get_by_role("button", name="Hart: 2").wait_for()
    assert bot.heard[-1]["reactionsAdded"] == [{"type": "heart"}]
    await shown.press_named("Hart: 2", shown.chat("fatima", "meeting"))
    await shown.chat("sean", "meeting").get_by_role("button", name="Hart: 1").wait_for()
    attach = shown.chat("fatima", "meeting").get_by_role("button", name="Iets meesturen")
    await shown.choose(attach, "Een bestand")
    await shown.chat("sean", "meeting").get_by_text("deelnemers.xlsx").wait_for()
    await shown.choose(attach, "Een sticker")
    await shown.chat("sean", "meeting").locator(".sticker").wait_for()
    assert bot.heard[-1]["attachments"][0]["contentType"] == "image/*"


async def test_cards_refresh_when_they_are_seen_and_by_the_menu(bot: FakeBot, shown: Room) -> None:
    stage, fatima = bot.stage, bot.stage.people["fatima"]
    again = {"action": execute("Ververs", "poll.show"), "userIds": [fatima.account]}
    await shown.press(shown.person("fatima").get_by_role("tab", name="Chat met Gastheer"))
    bot.answers["adaptiveCard/action"].append(card_answer(card(text("De uwe"), refresh=again)))
    sent = await bot.send(stage.meeting, card(text("Voor allen"), refresh=again))
    await shown.chat("sean", "meeting").get_by_text("Voor allen").wait_for()
    assert not bot.heard, "Fatima doesn't look, and Sean isn't named"
    await shown.see_meeting("fatima")
    await shown.chat("fatima", "meeting").get_by_text("De uwe").wait_for()
    assert [one["value"]["trigger"] for one in bot.heard] == ["automatic"]
    await shown.press(shown.person("fatima").get_by_role("tab", name="Chat met Gastheer"))
    await shown.see_meeting("fatima")
    bot.answers["adaptiveCard/action"].append(card_answer(card(text("Met de hand"), refresh=again)))
    more = shown.chat("fatima", "meeting").get_by_role("button", name="Meer bij dit bericht van Gastheer")
    await shown.choose(more, "Kaart verversen")
    await shown.chat("fatima", "meeting").get_by_text("Met de hand").wait_for()
    await shown.chat("fatima", "meeting").get_by_text("De kaart is ververst.").wait_for()
    assert [one["value"]["trigger"] for one in bot.heard] == ["automatic", "manual"], "not again within the minute"
    bot.answers["adaptiveCard/action"].append(card_answer(card(text("Na de wijziging"))))
    edit = content(card(text("Gewijzigd"), refresh=again))
    await bot.call("PUT", f"v3/conversations/{stage.meeting.id}/activities/{sent}", edit)
    await shown.chat("fatima", "meeting").get_by_text("Na de wijziging").wait_for()
    assert await shown.chat("sean", "meeting").get_by_text("Gewijzigd").is_visible()


async def test_the_bot_is_seen_typing(bot: FakeBot, shown: Room) -> None:
    meeting = bot.stage.meeting
    await bot.call("POST", f"v3/conversations/{meeting.id}/activities", {"type": "typing"})
    await shown.chat("fatima", "meeting").get_by_text("Gastheer is aan het typen").wait_for()
    await bot.send(meeting, text="Daar ben ik, **eindelijk**")
    await shown.chat("fatima", "meeting").locator("strong", has_text="eindelijk").wait_for()
    assert await shown.chat("fatima", "meeting").get_by_text("aan het typen").is_hidden()


async def test_screen_readers_hear_the_column_in_use_and_no_flood(bot: FakeBot, shown: Room) -> None:
    fatima, sean = (bot.stage.personal(bot.stage.people[key]) for key in ("fatima", "sean"))
    await shown.press(shown.person("sean").get_by_role("tab", name="Chat met Gastheer"))
    await bot.send(fatima, card(text("x"), speak="Voor Fatima"))
    await bot.send(sean, card(text("x"), speak="Eén bericht"))
    announcer = shown.page.locator("#announcer")
    await shown.page.locator("#announcer", has_text="Gastheer aan Sean O'Brien-van 't Hof: Eén bericht").wait_for(
        state="attached"
    )
    assert "Fatima" not in await announcer.inner_text()
    for number in range(4):
        await bot.send(sean, card(text(str(number)), speak=str(number)))
    await shown.page.locator("#announcer", has_text="4 nieuwe berichten").wait_for(state="attached")
    assert await shown.page.locator("[aria-live=polite], [role=log]").count() == 0, "nothing else speaks by itself"
