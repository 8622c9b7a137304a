"""Somebody without Teams in the room: their mailbox, its letters, and the pages behind their links."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Page

from event.definition import Event
from tests.rehearsal.browsing import Look, Room, room
from tests.scenario.play import at, play
from tests.scenario.test_mail import FORM, open_to_all

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def opened(shown: Room, name: str, within: str = "") -> Page:
    """The tab that a link opens: on the page itself, or in the newest letter's frame."""
    async with shown.page.context.expect_page() as coming:
        where = shown.page.frame_locator(within) if within else shown.page
        link = where.get_by_role("link", name=name)
        await link.focus()
        await link.press("Enter")
    page = await coming.value
    await page.wait_for_load_state()
    return page


@pytest.mark.parametrize("look", ["light", "phone"])
async def test_signing_up_from_the_mailbox(event: Event, chrome: Browser, tmp_path: Path, look: Look) -> None:
    database_url = f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}"
    async with (
        play(open_to_all(event), database_url, at(3, 5, 12), mail=True) as one,
        room(chrome, one.stage.url, look) as shown,
    ):
        await shown.go("?person=mail&panel=")
        inbox = shown.chat("mail", "mail")
        await shown.check_accessible()
        assert await inbox.locator(".letters").get_attribute("data-empty") == "Nog geen e-mail."
        public = await opened(shown, "De pagina van het evenement")
        await public.get_by_role("link", name="Aanmelden").press("Enter")
        for label, value in (("Naam", "name"), ("E-mailadres", "email"), ("Organisatie", "organisation"),
                             ("Functie", "function")):  # fmt: skip
            await public.get_by_label(label).fill(FORM[value])
        await public.get_by_label("Gelezen: ik weet wat u bewaart en waarom.").check()
        await public.get_by_role("button", name="Aanmelden").press("Enter")
        await public.get_by_text("Kijk in uw mailbox").wait_for()

        await inbox.get_by_text("Bevestig uw aanmelding").wait_for()
        confirm = await opened(shown, "Ja, ik meld mij aan", "[data-letter='1'] iframe")
        await confirm.get_by_role("button", name="Ja, ik meld mij aan").press("Enter")
        await confirm.get_by_text(f"Deze link is alleen van {FORM['name']}").wait_for()

        await inbox.get_by_text("U bent aangemeld voor").first.wait_for()
        assert await inbox.get_by_text("met een afspraak voor de agenda").is_visible()
        await shown.press(inbox.locator("[data-letter='2'][open]").get_by_role("button", name="Als tekst"))
        await inbox.locator("pre", has_text=FORM["name"]).wait_for()
        await shown.check_accessible()
        await shown.check_width()
        async with aiohttp.ClientSession() as session, session.get(f"{one.stage.url}/letters/1") as answer:
            assert "sandbox" in answer.headers["Content-Security-Policy"]
        async with aiohttp.ClientSession() as session, session.get(f"{one.stage.url}/letters/99") as answer:
            assert answer.status == 404


async def test_who_has_no_teams_does_nothing_in_it(event: Event, chrome: Browser, tmp_path: Path) -> None:
    database_url = f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}"
    async with play(event, database_url, at(3, 5, 12), mail=True) as one, aiohttp.ClientSession() as session:
        for act in ("installs", "joins", "says", "faults"):
            body = {"person": "mail", "chat": one.stage.meeting.id, "text": "Dag", "closed": True}
            async with session.post(f"{one.stage.url}/api/{act}", json=body) as answer:
                assert answer.status == 400, act
        async with room(chrome, one.stage.url) as shown:
            await shown.go("?people=mail,fatima&panel=faults")
            await shown.page.get_by_text("Het Teams van Fatima El Amrani is dicht").wait_for()
            assert await shown.page.get_by_text("Het Teams van Anneke Visser").count() == 0
            assert await shown.person("mail").get_by_role("tab").count() == 0
            assert await shown.person("mail").locator(".presence").is_hidden()
