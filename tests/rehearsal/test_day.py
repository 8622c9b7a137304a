"""A whole day played in the room by hand: sign-up in two languages, a reminder, the programme, an organiser's change of
link, a poll made on the spot, and a vote by three kinds of people; looked at in each look.

With GASTHEER_PICTURES=1 the pictures go to docs/pictures; otherwise they are made and thrown away.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.rehearsal.browsing import Look, Room, room
from tests.scenario.play import Play

pytestmark = pytest.mark.asyncio(loop_scope="session")

PICTURES = Path(__file__).parents[2] / "docs/pictures"
VOTERS = "?people=moderator,fatima,joke,anonymous&meeting=fatima,joke,anonymous&panel="
LOOKS: tuple[Look, ...] = ("light", "dark", "forced", "phone")


@dataclass(frozen=True)
class Album:
    """Pictures of the whole page, with the newest message in sight and nothing pointed at."""

    folder: Path

    async def take(self, shown: Room, name: str) -> None:
        await shown.page.mouse.move(0, 0)
        await shown.page.evaluate("document.fonts.ready")
        await shown.page.locator("[aria-busy=true]").first.wait_for(state="detached")
        file = self.folder / f"{name}.png"
        await shown.page.screenshot(path=file, animations="disabled", caret="hide")
        assert file.stat().st_size > 10_000


async def click(shown: Room, key: str, title: str) -> None:
    """The newest button of this title in somebody's column, once no answer to an earlier click is awaited."""
    await shown.page.locator("[aria-busy=true]").first.wait_for(state="detached")
    await shown.press(shown.person(key).get_by_role("button", name=title, exact=True).last)


async def sees(shown: Room, key: str, words: str) -> None:
    await shown.person(key).get_by_text(words).last.wait_for()


async def fills_in(shown: Room, key: str, fields: dict[str, str]) -> None:
    for label, value in fields.items():
        await shown.person(key).get_by_label(label).last.fill(value)


@pytest.fixture
def album(tmp_path: Path) -> Album:
    folder = PICTURES if os.environ.get("GASTHEER_PICTURES") else tmp_path / "pictures"
    folder.mkdir(exist_ok=True)
    return Album(folder)


async def test_a_day_in_the_room(one: Play, chrome: Browser, album: Album) -> None:
    async with room(chrome, one.stage.url) as shown:
        await shown.go("?people=fatima,reviewer&panel=direct")
        await sign_up(shown, album)
        await announcements(shown, album)
        await change_of_link(shown, album, f"{one.stage.event.meeting.join_url}&anon=true")
        await polls(shown, album)
    for look in LOOKS:
        async with room(chrome, one.stage.url, look) as seen:
            await seen.go(VOTERS + ("&current=fatima" if look == "phone" else ""))
            await seen.page.get_by_text("Uw keuze:").first.wait_for()
            await album.take(seen, f"vote-{look}")
            await seen.check_accessible()
            await seen.check_width()
    async with room(chrome, one.stage.url) as seen:
        await seen.go("?people=organiser,reviewer&meeting=reviewer&theme=contrast&lang=en&panel=direct")
        await album.take(seen, "contrast")
        await seen.check_accessible()
        await seen.go("?people=fatima,moderator&panel=faults")
        await seen.page.get_by_role("switch", name="Het Teams van Fatima El Amrani is dicht").check()
        await seen.page.get_by_role("switch", name="Teams heeft het te druk").check()
        await seen.page.get_by_role("button", name="2 storingen aan").wait_for()
        await album.take(seen, "faults")


async def sign_up(shown: Room, album: Album) -> None:
    await click(shown, "fatima", "Voeg de app Gastheer toe")
    await sees(shown, "fatima", "Welkom bij")
    await shown.say("fatima", "aanmelden")
    await fills_in(shown, "fatima", {"Organisatie": "Havensteder", "Functie": "wijkbeheerder"})
    await shown.person("fatima").get_by_label("Gelezen").check()
    await click(shown, "reviewer", "Voeg de app Gastheer toe")
    await sees(shown, "reviewer", "Welcome to")
    await album.take(shown, "sign-up")
    await click(shown, "fatima", "Aanmelden")
    await sees(shown, "fatima", "Fatima El Amrani, u bent aangemeld")
    await shown.say("reviewer", "register")
    await fills_in(shown, "reviewer", {"Organisation": "Housing Review", "Function": "reviewer"})
    await shown.person("reviewer").get_by_label("Read").check()
    await click(shown, "reviewer", "Sign up")
    await sees(shown, "reviewer", "Grace Whitfield, you are signed up")


async def announcements(shown: Room, album: Album) -> None:
    await shown.press(shown.page.locator("#panel .primary.wide"))
    await sees(shown, "fatima", "Over 3 weken")
    await sees(shown, "reviewer", "In 3 weeks")
    await album.take(shown, "reminder")
    await shown.press(shown.page.locator("#panel .primary.wide"))
    await sees(shown, "fatima", "Het definitieve programma")
    await sees(shown, "reviewer", "The definitive programme")
    await shown.press(shown.page.locator("#tool-log"))
    await shown.page.locator(".line", has_text="Het definitieve programma").wait_for()
    await album.take(shown, "programme")


async def change_of_link(shown: Room, album: Album, link: str) -> None:
    await shown.go("?people=organiser,fatima,reviewer&panel=direct")
    await shown.press(shown.page.locator("#panel .primary.wide"))
    await sees(shown, "fatima", "Uw link om mee te doen")
    await shown.press(shown.page.locator("#tool-direct"))
    await click(shown, "organiser", "Voeg de app Gastheer toe")
    await sees(shown, "organiser", "Welkom bij")
    await shown.say("organiser", "evenement")
    await click(shown, "organiser", "Link wijzigen")
    await fills_in(shown, "organiser", {"De nieuwe link": link})
    await click(shown, "organiser", "Verder")
    await sees(shown, "organiser", "2 mensen hebben de oude link")
    await click(shown, "organiser", "Ja, wijzigen")
    await sees(shown, "fatima", "De link om mee te doen is gewijzigd")
    await sees(shown, "reviewer", "has changed")
    await album.take(shown, "change-of-link")


async def polls(shown: Room, album: Album) -> None:
    """The moderator makes one on the spot and starts a prepared one; an own participant, one of elsewhere and an
    anonymous one vote in the meeting's chat."""
    await shown.go("?people=moderator,fatima&panel=direct")
    await shown.press_named("Begin van de vergadering")
    await shown.page.get_by_text("De vergadering is bezig.").wait_for()
    await click(shown, "moderator", "Voeg de app Gastheer toe")
    await sees(shown, "moderator", "Welkom bij")
    await shown.say("moderator", "polls")
    await click(shown, "moderator", "Nieuwe poll")
    dialog = shown.page.get_by_role("dialog")
    await dialog.get_by_label("Vraag in het Nederlands").fill("Zullen we na de lunch naar buiten gaan?")
    await dialog.get_by_label("Antwoorden in het Nederlands").fill("Graag\nLiever niet")
    await album.take(shown, "dialog")
    await shown.check_accessible()
    await shown.press_named("Opslaan", dialog)
    await dialog.wait_for(state="hidden")
    await sees(shown, "moderator", "Zullen we na de lunch naar buiten gaan?")
    await shown.go(VOTERS)
    await click(shown, "moderator", "Nu starten")
    for key, number in (("fatima", 0), ("joke", 1), ("anonymous", 0)):
        await click(shown, key, "Doe mee")
        await shown.chat(key, "meeting").get_by_role("radio").nth(number).check()
        await click(shown, key, "Stemmen")
        await sees(shown, key, "Uw keuze:")
    for key, number in (("fatima", 0), ("joke", 1), ("anonymous", 0)):
        assert await shown.chat(key, "meeting").get_by_role("radio").nth(number).is_checked()
    await click(shown, "moderator", "Stand verversen")
    await sees(shown, "moderator", "Open: 3 stemmen")
