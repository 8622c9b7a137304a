"""Several people side by side: chosen, added, taken away, kept in the address; and how the page looks and speaks."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.rehearsal.browsing import Room, room
from tests.rehearsal.fake_bot import FakeBot, card, text

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def shown_people(shown: Room) -> list[str]:
    names = await shown.page.locator("#columns .person:visible h2").all_inner_texts()
    return [name.split()[0] for name in names]


async def test_people_are_added_and_taken_away_and_the_address_keeps_it(bot: FakeBot, chrome: Browser) -> None:
    await bot.send(bot.stage.meeting, card(text("Welkom allemaal")))
    async with room(chrome, bot.stage.url) as shown:
        page = shown.page
        await shown.go()
        assert await shown_people(shown) == ["Fatima", "Mehmet"], "without a choice: a participant and the moderator"
        await shown.go("?person=sean")
        assert await shown_people(shown) == ["Sean"]
        for name in ("Joke", "Gast", "Ruben", "Grace"):
            await shown.choose(page.locator("#choose"), name)
            await page.keyboard.press("Escape")
        await shown.person("reviewer").wait_for()
        assert await shown_people(shown) == ["Sean", "Joke", "Gast", "Ruben", "Grace"]
        await shown.press_named("Joke de Vries weghalen")
        await shown.see_meeting("guest")
        await shown.chat("guest", "meeting").get_by_text("Welkom allemaal").wait_for()
        assert page.url.endswith("?people=sean,anonymous,guest,reviewer&meeting=anonymous,guest&current=reviewer")

        await page.reload()
        await shown.chat("guest", "meeting").get_by_text("Welkom allemaal").wait_for()
        assert await shown_people(shown) == ["Sean", "Gast", "Ruben", "Grace"]
        assert await shown.chat("guest", "personal").is_hidden()
        assert await shown.chat("anonymous", "personal").is_hidden(), "who is anonymous has the meeting's chat alone"
        await shown.chat("anonymous", "meeting").get_by_text("kan op kaarten antwoorden").wait_for()
        for key in ("sean", "anonymous", "guest", "reviewer"):
            await shown.press(shown.person(key).locator(".remove"))
        await page.locator("#columns.nobody").wait_for()
        assert await page.locator("#choose").evaluate("one => one === document.activeElement")
        await shown.choose(page.locator("#choose"), "Łukasz")
        await page.keyboard.press("Escape")
        await shown.person("lukasz").wait_for()
        await shown.check_accessible()


async def test_one_person_with_room_has_both_chats_beside_each_other(bot: FakeBot, chrome: Browser) -> None:
    async with room(chrome, bot.stage.url) as shown:
        await shown.go("?people=fatima&panel=")
        assert await shown.chat("fatima", "personal").is_visible()
        assert await shown.chat("fatima", "meeting").is_visible()
        await shown.page.set_viewport_size({"width": 700, "height": 800})
        await shown.chat("fatima", "meeting").wait_for(state="hidden")
        tab = shown.person("fatima").get_by_role("tab", name="Chat met Gastheer")
        await tab.focus()
        await shown.page.keyboard.press("ArrowRight")
        await shown.chat("fatima", "meeting").wait_for()
        assert await shown.page.get_by_role("tab", name="Vergadering").evaluate("one => one === document.activeElement")


async def test_skip_links_and_a_panel_that_gives_the_focus_back(bot: FakeBot, chrome: Browser) -> None:
    async with room(chrome, bot.stage.url) as shown:
        page = shown.page
        await shown.go("?people=fatima,sean")
        for number, (link, target) in enumerate((("Naar de mensen", "columns"), ("Naar het paneel", "panel")), 1):
            await page.reload()
            await shown.person("sean").wait_for()
            for _ in range(number):
                await page.keyboard.press("Tab")
            assert await page.evaluate("document.activeElement.textContent") == link
            assert await page.get_by_role("link", name=link).evaluate("one => one.getBoundingClientRect().top") > 0
            await page.keyboard.press("Enter")
            assert await page.evaluate("document.activeElement.id") == target
        await shown.press(page.locator("#tool-faults"))
        await page.locator("#panel").get_by_role("heading", name="Storingen").wait_for()
        assert await page.evaluate("document.activeElement.textContent") == "Storingen"
        await page.keyboard.press("Escape")
        await page.locator("#panel").wait_for(state="hidden")
        assert await page.evaluate("document.activeElement.id") == "tool-faults"


async def test_on_a_phone_one_person_at_a_time(bot: FakeBot, chrome: Browser) -> None:
    async with room(chrome, bot.stage.url, "phone") as shown:
        await shown.go("?people=fatima,moderator,reviewer")
        assert await shown_people(shown) == ["Fatima"]
        await shown.page.get_by_role("tab", name="Mehmet").tap()
        assert await shown_people(shown) == ["Mehmet"]
        await shown.page.keyboard.press("ArrowRight")
        assert await shown_people(shown) == ["Grace"]
        await shown.check_width()
        assert "current=reviewer" in shown.page.url
        for tool in ("Regie", "Storingen", "Logboek"):
            await shown.page.locator("#rail").get_by_role("button", name=tool).tap()
            await shown.page.locator("#panel").get_by_role("heading", name=tool).wait_for()
            await shown.check_accessible()
            await shown.check_width()
        await shown.page.locator("#rail").get_by_role("button", name="Mensen").tap()
        assert await shown_people(shown) == ["Grace"]
        await shown.page.locator("#choose").tap()
        await shown.page.get_by_role("menu").get_by_text("Joke").tap()
        await shown.page.keyboard.press("Escape")
        await shown.person("joke").wait_for()
        assert await shown_people(shown) == ["Joke"]


async def test_what_came_unseen_is_counted_at_its_tab(bot: FakeBot, chrome: Browser) -> None:
    async with room(chrome, bot.stage.url) as shown:
        await shown.go("?people=fatima,sean")
        await bot.send(bot.stage.meeting, card(text("Eén")))
        await bot.send(bot.stage.meeting, card(text("Twee")))
        tab = shown.person("sean").get_by_role("tab", name="Vergadering 2 nieuw")
        await tab.wait_for()
        await shown.press(tab)
        await shown.chat("sean", "meeting").get_by_text("Twee").wait_for()
        assert await shown.person("sean").get_by_text("nieuw").count() == 0


async def test_the_page_in_english_and_in_each_look(bot: FakeBot, chrome: Browser) -> None:
    async with room(chrome, bot.stage.url, "dark") as shown:
        page = shown.page
        await shown.go("?people=reviewer")
        back = "getComputedStyle(document.body).backgroundColor"
        assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
        dark = await page.evaluate(back)
        colours = {dark}
        for theme in ("light", "contrast"):
            await page.get_by_label("Uiterlijk").select_option(theme)
            colours.add(await page.evaluate(back))
            await shown.check_accessible()
        assert len(colours) == 3
        await page.emulate_media(color_scheme="light")
        await page.get_by_label("Uiterlijk").select_option("system")
        assert await page.evaluate("document.documentElement.dataset.theme") == "light"
        await page.get_by_label("Uiterlijk").select_option("contrast")
        async with page.expect_navigation():
            await page.get_by_label("Taal van deze pagina").select_option("en")
        await page.get_by_role("heading", name="Rehearsal room").wait_for()
        assert await page.evaluate("document.documentElement.lang") == "en"
        assert await page.evaluate("document.documentElement.dataset.theme") == "contrast"
        await shown.person("reviewer").get_by_text("reviewer, English").wait_for()
        left = await page.evaluate("document.body.innerText")
        assert "Vergadering" not in left


async def test_each_person_can_change_language_and_come_and_go(bot: FakeBot, chrome: Browser) -> None:
    stage = bot.stage
    async with room(chrome, stage.url) as shown:
        await shown.go("?people=fatima")
        menu = shown.person("fatima").get_by_role("button", name="Wat Fatima El Amrani kan doen")
        await shown.choose(menu, "Zet Teams in het Engels")
        await shown.person("fatima").get_by_text("EN", exact=False).first.wait_for()
        await shown.say("fatima", "hello")
        await stage.wait_for(lambda: bool(bot.heard))
        assert bot.heard[-1]["locale"] == "en-GB"
        await shown.choose(menu, "Doe mee")
        await shown.person("fatima").locator(".role", has_text="in de vergadering").wait_for()
        assert bot.heard[-1]["name"].endswith("meetingParticipantJoin")
        await shown.press_named("Ga weg", shown.person("fatima"))
        await shown.person("fatima").locator(".role", has_text="in de vergadering").wait_for(state="detached")
        assert stage.present == set()
        await shown.choose(menu, "Verwijder de app")
        await shown.page.get_by_role("button", name="Voeg de app Gastheer toe").wait_for()
        assert bot.heard[-2]["action"] == "remove"
