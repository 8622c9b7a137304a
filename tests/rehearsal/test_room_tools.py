"""The room's tools with the real bot: the clock, the meeting, a crowd of fifty, the faults and the log."""

from __future__ import annotations

import aiohttp
import pytest
from playwright.async_api import Browser

from rehearsal.stage import Stage
from tests.rehearsal.browsing import Room, room
from tests.rehearsal.fake_bot import FakeBot, card, text
from tests.scenario.play import Play

pytestmark = pytest.mark.asyncio(loop_scope="session")

FILLED = {"organisation": "Havensteder", "function": "gebiedsconsulent", "privacy": "true"}


async def signs_up(stage: Stage, key: str) -> None:
    person = stage.people[key]
    await stage.installs(person)
    await stage.says(person, "aanmelden")
    await stage.clicks(person, "registration.submit", FILLED)


async def opens_poll(stage: Stage) -> None:
    """A poll stands open in the meeting's chat."""
    organiser, moderator = stage.people["organiser"], stage.people["moderator"]
    await stage.adds_bot(stage.meeting, organiser)
    await stage.installs(moderator)
    await stage.says(moderator, "polls")
    await stage.clicks(moderator, "poll.preview")
    await stage.clicks(moderator, "poll.launch")
    await stage.wait_for(lambda: any("Poll" in entry.summary for entry in stage.log.sent_to(stage.meeting.id)))


async def test_the_clock_goes_from_announcement_to_announcement(one: Play, chrome: Browser) -> None:
    await signs_up(one.stage, "fatima")
    async with room(chrome, one.stage.url) as shown:
        await shown.go("?people=fatima&panel=direct")
        following = shown.page.get_by_role("button", name="Volgende aankondiging herinnering, vr 14 mei")
        await shown.press(following)
        await shown.chat("fatima", "personal").get_by_text("Over 3 weken").first.wait_for()
        await shown.page.get_by_role("button", name="Volgende aankondiging programma").wait_for()
        await shown.page.locator("#now", has_text="vrijdag 14 mei 2027 om 09:00").wait_for()
        await shown.press(shown.page.locator(".moments button", has_text="bedankt"))
        await shown.page.get_by_text("Alle aankondigingen zijn geweest.").wait_for()
        assert await shown.page.locator(".moments .past").count() == len(one.stage.event.announcements)


async def test_the_meeting_starts_people_come_and_it_ends(one: Play, chrome: Browser) -> None:
    async with room(chrome, one.stage.url) as shown:
        await shown.go("?people=joke&panel=direct&meeting=joke")
        assert await shown.person("joke").get_by_role("button", name="Doe mee").is_hidden()
        await shown.press_named("Begin van de vergadering")
        await shown.page.get_by_text("De vergadering is bezig.").wait_for()
        await shown.page.locator("#now", has_text="vrijdag 4 juni 2027 om 10:30").wait_for()
        await shown.press_named("Doe mee", shown.person("joke"))
        await shown.person("joke").locator(".role", has_text="in de vergadering").wait_for()
        await shown.press_named("Einde van de vergadering")
        await shown.page.get_by_text("De vergadering is niet bezig.").wait_for()
        assert not one.stage.present


async def test_a_crowd_of_fifty_signs_up_and_votes(one: Play, chrome: Browser) -> None:
    stage = one.stage
    await opens_poll(stage)
    async with room(chrome, stage.url) as shown:
        await shown.go("?people=moderator&panel=direct")
        await shown.press_named("Laat ze komen")
        await shown.page.get_by_text("Ze melden zich aan:").wait_for()
        shown.page.set_default_timeout(45_000)
        await shown.page.get_by_text("50 mensen, 50 aangemeld, 50 keer gestemd, 0 mislukt.").first.wait_for()
        await shown.chat("moderator", "meeting").get_by_text("59 mensen in deze chat").wait_for()
        moderator = stage.people["moderator"]
        await stage.clicks(moderator, "poll.manage")
        await shown.chat("moderator", "personal").get_by_text("50 stemmen").first.wait_for()
        await shown.press_named("Laat ze stemmen")
        await shown.page.get_by_text("100 keer gestemd").first.wait_for()
        await stage.clicks(moderator, "poll.manage")
        await shown.chat("moderator", "personal").get_by_text("50 stemmen").first.wait_for()
    async with aiohttp.ClientSession() as session:
        for count in (-1, "x", 1000, True):
            async with session.post(f"{stage.url}/api/crowd", json={"count": count}) as answer:
                assert (answer.status, await answer.json()) == (400, {"error": "count"})


async def flips(shown: Room, name: str) -> None:
    await shown.page.get_by_role("switch", name=name).focus()
    await shown.page.keyboard.press("Space")


async def test_faults_are_switched_on_seen_and_switched_off(one: Play, chrome: Browser) -> None:
    stage, fatima = one.stage, one.stage.people["fatima"]
    await signs_up(stage, "fatima")
    async with room(chrome, stage.url) as shown:
        page, column = shown.page, shown.person("fatima")
        await shown.go("?people=fatima&panel=faults")
        await flips(shown, "Het Teams van Fatima El Amrani is dicht")
        await column.get_by_text("is dicht voor Gastheer: hij krijgt een 403").wait_for()
        await page.get_by_role("button", name="1 storing aan").wait_for()
        assert await shown.chat("fatima", "personal").locator(".composer").is_hidden()
        before = len(stage.cards(fatima))
        await stage.says(fatima, "programma")
        assert len(stage.cards(fatima)) == before
        await shown.press_named("Weer openzetten", column)
        await page.get_by_role("switch", name="Het Teams van Fatima El Amrani is dicht", checked=False).wait_for()

        await flips(shown, "Teams heeft het te druk")
        await page.get_by_role("switch", name="Teams heeft het te druk", checked=True).wait_for()
        await page.get_by_label("seconden wachten").fill("1")
        await page.keyboard.press("Tab")
        await stage.wait_for(lambda: stage.connector.faults.busy == 1)
        await flips(shown, "Het antwoord raakt zoek")
        await flips(shown, "De verbinding is traag")
        await page.get_by_role("button", name="3 storingen aan").wait_for()
        faults = stage.connector.faults
        assert (faults.slow, faults.busy, faults.loses_all) == (3.0, 1, True)
        await shown.check_accessible()
        await flips(shown, "De verbinding is traag")
        await page.get_by_role("button", name="2 storingen aan").wait_for()
        await stage.says(fatima, "programma")
        assert len(stage.cards(fatima)) == before
        await flips(shown, "Teams heeft het te druk")
        await page.get_by_role("button", name="1 storing aan").wait_for()
        await stage.says(fatima, "programma")
        assert len(stage.cards(fatima)) > before, "it arrived, though nobody told the bot"
        await flips(shown, "Het antwoord raakt zoek")
        await page.locator("#faults-on").wait_for(state="hidden")

        await flips(shown, "Fatima El Amrani heeft de app niet")
        await column.get_by_role("button", name="Voeg de app Gastheer toe").wait_for()
        await flips(shown, "Fatima El Amrani heeft de app niet")
        await column.get_by_role("button", name="Voeg de app Gastheer toe").wait_for(state="hidden")

        await shown.press(page.locator("#tool-log"))
        await page.get_by_label("Wat", exact=True).select_option("mishap")
        lines = page.locator(".line")
        await lines.get_by_text("403 ConversationBlockedByUser").first.wait_for()
        await lines.get_by_text("429 Throttled").first.wait_for()
        await lines.get_by_text("antwoord zoek").first.wait_for()


async def test_the_log_tells_what_reached_whom_with_its_json(bot: FakeBot, chrome: Browser) -> None:
    stage = bot.stage
    await bot.send(stage.personal(stage.people["fatima"]), card(text("Een"), speak="Voor Fatima"))
    await bot.send(stage.meeting, card(text("x" * 26_000), speak="Voor allen"))
    async with room(chrome, stage.url) as shown:
        page = shown.page
        await shown.go("?people=sean&panel=log")
        await page.get_by_text("2 van 2 regels").wait_for()
        newest = page.locator(".line").first
        assert (await newest.inner_text()).split("\n")[:2] == ["Bezorgd", "Vergadering (9 mensen)"]
        await page.locator(".size.heavy", has_text="25.5 kB").wait_for()
        await page.get_by_label("Zoek in het logboek").fill("fatima")
        await page.get_by_text("1 van 2 regels").wait_for()
        await bot.send(stage.personal(stage.people["fatima"]), text="Nog een voor Fatima")
        await page.get_by_text("2 van 3 regels").wait_for()
        await page.get_by_label("Wie", exact=True).select_option("Vergadering (9 mensen)")
        await page.get_by_text("0 van 3 regels").wait_for()
        await page.get_by_label("Zoek in het logboek").fill("")
        await shown.press(page.locator("button.line"))
        viewer = page.get_by_role("dialog", name="Bezorgd: Vergadering (9 mensen)")
        await viewer.get_by_text('"speak": "Voor allen"').wait_for()
        await viewer.get_by_text("25.5 van 28 kB").wait_for()
        await shown.check_accessible()
        await page.keyboard.press("Escape")
        await viewer.wait_for(state="hidden")
        assert await page.evaluate("document.activeElement.className") == "line"


async def test_the_connectors_lasting_faults(bot: FakeBot) -> None:
    stage, chat = bot.stage, bot.stage.meeting
    path = f"v3/conversations/{chat.id}/activities"
    sent = await bot.send(chat, text="Dag")
    stage.connector.faults.busy = 7
    changed = {"type": "message", "text": "anders"}
    for method, where in (("POST", path), ("PUT", f"{path}/{sent}"), ("DELETE", f"{path}/{sent}")):
        status, answer = await bot.call(method, where, changed)
        assert (status, answer["error"]["code"]) == (429, "Throttled")
    stage.connector.faults.busy = 0
    stage.connector.faults.loses_all = True
    with pytest.raises(aiohttp.ClientError):
        await bot.call("POST", path, changed)
    with pytest.raises(aiohttp.ClientError):  # tried twice by the client itself: an edit may be
        await bot.call("PUT", f"{path}/{sent}", changed)
    assert [message.text for message in chat.messages] == ["anders", "anders"], "both were done"
    told = [one.status for one in stage.connector.mishaps]
    assert told[:3] == [429, 429, 429]
    assert set(told[3:]) == {0}
