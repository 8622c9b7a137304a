"""The rehearsal room in a real browser, with the keyboard alone: sign up, jump to the programme, vote."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, async_playwright

from event.definition import Event
from tests.browser import FLAGS, chromium
from tests.scenario.play import Play, at, play


@pytest.fixture
async def one(event: Event, tmp_path: Path) -> AsyncIterator[Play]:
    async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(3, 5, 12)) as running:
        yield running


@pytest.fixture(params=["light", "dark", "forced", "phone"])
async def page(request: pytest.FixtureRequest, one: Play) -> AsyncIterator[Page]:
    size = {"width": 390, "height": 844} if request.param == "phone" else {"width": 1280, "height": 900}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = await browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            color_scheme="dark" if request.param == "dark" else "light",
            forced_colors="active" if request.param == "forced" else "none",
        )
        shown = await context.new_page()
        shown.set_default_timeout(15_000)
        faults: list[str] = []
        shown.on("pageerror", lambda error: faults.append(str(error)))
        shown.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        await shown.goto(f"{one.stage.url}/?person=fatima")
        yield shown
        assert not faults
        await browser.close()


async def press_button(page: Page, name: str) -> None:
    """By the keyboard: focus, and Enter."""
    button = page.get_by_role("button", name=name, exact=True).last
    await button.focus()
    await page.keyboard.press("Enter")


async def test_sign_up_programme_and_vote_by_keyboard(page: Page, one: Play) -> None:
    await press_button(page, "Voeg de app Gastheer toe")
    await page.get_by_text("Welkom bij Cameratoezicht").first.wait_for()
    await page.get_by_label("Bericht aan Gastheer").focus()
    await page.keyboard.type("aanmelden")
    await page.keyboard.press("Enter")
    await page.get_by_label("Organisatie").focus()
    await page.keyboard.type("Havensteder")
    await page.get_by_label("Functie").focus()
    await page.keyboard.type("huismeester")
    await page.get_by_label("Gelezen: ik weet wat u bewaart en waarom.").focus()
    await page.keyboard.press("Space")
    await press_button(page, "Aanmelden")
    await page.get_by_text("U bent aangemeld", exact=True).wait_for()

    await press_button(page, "Ga")
    await page.locator("#now", has_text="vrijdag 28 mei 2027 om 09:00").wait_for()
    await page.get_by_text("Met Razia Ghauharali").first.wait_for()

    await press_button(page, "Begin van de vergadering")
    await page.get_by_text("Ik ben Gastheer, bij").first.wait_for()
    moderator = one.stage.people["moderator"]
    await one.stage.installs(moderator)
    await one.stage.says(moderator, "polls")
    await one.stage.clicks(moderator, "poll.preview")
    await one.stage.clicks(moderator, "poll.launch")
    choice = page.get_by_role("radio").first
    await choice.focus()
    await page.keyboard.press("Space")
    await press_button(page, "Stemmen")
    await page.get_by_text("Uw keuze:").first.wait_for()
    width = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, "nothing sticks out at the side"


async def test_the_room_is_for_this_machine_and_its_own_page(one: Play) -> None:
    url = one.stage.url
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/api/state", headers={"Host": "evil.example:80"}) as answer:
            assert answer.status == 403
        async with session.post(f"{url}/api/says", data='{"person": "fatima", "text": "x"}') as answer:
            assert answer.status == 415
        async with session.post(f"{url}/api/says", json={"person": "nobody", "text": "x"}) as answer:
            assert (answer.status, await answer.json()) == (400, {"error": "person"})
        async with session.get(f"{url}/") as answer:
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
