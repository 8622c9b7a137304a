"""The rehearsal room in a real browser, with the keyboard alone: sign up, jump to the programme, vote."""

from __future__ import annotations

import aiohttp
import pytest
from playwright.async_api import Browser

from tests.rehearsal.browsing import Look, Room, room
from tests.scenario.play import Play

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def open_tool(shown: Room, name: str) -> None:
    button = shown.page.locator("#rail").get_by_role("button", name=name)
    if await button.get_attribute("aria-expanded") == "false":
        await shown.press(button)


async def back_to_people(shown: Room, look: Look) -> None:
    if look == "phone":
        await shown.press_named("Mensen", shown.page.locator("#rail"))


@pytest.mark.parametrize("look", ["light", "dark", "forced", "phone"])
async def test_sign_up_programme_and_vote_by_keyboard(one: Play, chrome: Browser, look: Look) -> None:
    async with room(chrome, one.stage.url, look) as shown:
        page = shown.page
        await shown.go("?person=fatima")
        fatima = shown.person("fatima")
        await shown.press_named("Voeg de app Gastheer toe")
        await page.get_by_text("Welkom bij Cameratoezicht").first.wait_for()
        await shown.say("fatima", "aanmelden")
        await fatima.get_by_label("Organisatie").focus()
        await page.keyboard.type("Havensteder")
        await fatima.get_by_label("Functie").focus()
        await page.keyboard.type("huismeester")
        await fatima.get_by_label("Gelezen: ik weet wat u bewaart en waarom.").focus()
        await page.keyboard.press("Space")
        await shown.check_accessible()
        await shown.press_named("Aanmelden")
        await page.get_by_text("U bent aangemeld", exact=True).wait_for()

        await open_tool(shown, "Regie")
        await shown.press_named("Ga")
        await page.locator("#now", has_text="vrijdag 28 mei 2027 om 09:00").wait_for()
        await shown.check_accessible()
        await shown.press_named("Begin van de vergadering")
        await page.get_by_text("De vergadering is bezig.").wait_for()
        await back_to_people(shown, look)
        await page.get_by_text("Met Razia Ghauharali").first.wait_for()

        if look == "phone":
            await shown.see_meeting("fatima")
        await page.get_by_text("Ik ben Gastheer, bij").first.wait_for()
        moderator = one.stage.people["moderator"]
        await one.stage.installs(moderator)
        await one.stage.says(moderator, "polls")
        await one.stage.clicks(moderator, "poll.preview")
        await one.stage.clicks(moderator, "poll.launch")
        # Teams asks for their own card as soon as it is drawn; what is chosen before it comes is lost.
        await fatima.get_by_text("alleen voor").last.wait_for()
        choice = fatima.get_by_role("radio").first
        await choice.focus()
        await page.keyboard.press("Space")
        await shown.press_named("Stemmen", fatima)
        await page.get_by_text("Uw keuze:").first.wait_for()
        await shown.check_accessible()
        await shown.check_width()


async def test_the_room_is_for_this_machine_and_its_own_page(one: Play, chrome: Browser) -> None:
    url = one.stage.url
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/room.js", "/api/state", "/api/log", "/api/log/1", "/api/events"):
            async with session.get(f"{url}{path}", headers={"Host": "evil.example:80"}) as answer:
                assert answer.status == 403
        async with session.post(f"{url}/api/says", json={}, headers={"Host": "evil.example:80"}) as answer:
            assert answer.status == 403
        async with session.post(f"{url}/api/says", data='{"person": "fatima", "text": "x"}') as answer:
            assert answer.status == 415
        for body in ({"person": "nobody", "text": "x"}, [1], "x"):
            async with session.post(f"{url}/api/says", json=body) as answer:
                assert (answer.status, await answer.json()) == (400, {"error": "person"})
        async with session.get(f"{url}/") as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "script-src" not in policy, "scripts come from this page's own address alone"
        for path in ("/package.json", "/tokens.cjs", "/node_modules/.tokens.css", "/../room.py"):
            async with session.get(f"{url}{path}") as answer:
                assert answer.status == 404
