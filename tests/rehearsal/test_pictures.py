"""A day in the room: sign-up, a reminder, the programme, a vote by three kinds of people; looked at in each look.

With GASTHEER_PICTURES=1 the pictures go to docs/pictures; otherwise they are made and thrown away.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser

from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.rehearsal.browsing import Look, Room, room
from tests.scenario.play import Play, at

pytestmark = pytest.mark.asyncio(loop_scope="session")

PICTURES = Path(__file__).parents[2] / "docs/pictures"
FILLED = {"organisation": "Havensteder", "function": "gebiedsconsulent", "privacy": "true"}
SIZE = {"width": 1440, "height": 900}


async def picture(shown: Room, folder: Path, name: str, *, people: str, scroll: bool = True) -> None:
    """Of the whole page, the newest message in sight and nothing pointed at."""
    await shown.go(people)
    await shown.page.mouse.move(0, 0)
    if scroll:
        await shown.page.locator(".message:visible").first.wait_for()
    await shown.page.evaluate("document.fonts.ready")
    await shown.page.screenshot(path=folder / f"{name}.png", animations="disabled", caret="hide")
    assert (folder / f"{name}.png").stat().st_size > 10_000


async def signs_up(stage: Stage, person: Person) -> None:
    await stage.installs(person)
    await stage.says(person, "aanmelden" if person.locale == "nl-NL" else "register")
    before = len(stage.log.sent_to(stage.personal(person).id))
    await stage.clicks(person, "registration.submit", FILLED)
    await stage.wait_for(lambda: len(stage.log.sent_to(stage.personal(person).id)) > before)


async def polls(stage: Stage) -> None:
    organiser, moderator = stage.people["organiser"], stage.people["moderator"]
    await stage.adds_bot(stage.meeting, organiser)
    await stage.starts_meeting(organiser)
    await stage.installs(moderator)
    await stage.says(moderator, "polls")
    await stage.clicks(moderator, "poll.preview")
    await stage.clicks(moderator, "poll.launch")
    await stage.wait_for(lambda: any("Poll" in entry.summary for entry in stage.log.sent_to(stage.meeting.id)))
    option = stage.event.polls[0].options
    for key, choice in (("fatima", 0), ("joke", 1), ("guest", 0), ("anonymous", 0)):
        person = stage.people[key]
        await stage.joins_meeting(person)
        await stage.clicks(person, "poll.vote", {"option": option[choice].key}, chat=stage.meeting)
    await stage.clicks(moderator, "poll.manage")


async def test_a_day_in_pictures(one: Play, chrome: Browser, tmp_path: Path) -> None:
    folder = PICTURES if os.environ.get("GASTHEER_PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)
    stage, fatima, reviewer = one.stage, one.stage.people["fatima"], one.stage.people["reviewer"]
    await stage.installs(fatima)
    await stage.says(fatima, "aanmelden")
    async with room(chrome, stage.url) as shown:
        await picture(shown, folder, "sign-up", people="?people=fatima&panel=direct")
        await stage.clicks(fatima, "registration.submit", FILLED)
        await signs_up(stage, reviewer)
        await one.jump(at(14, 5, 9))
        await picture(shown, folder, "reminder", people="?people=fatima,reviewer&panel=direct")
        await one.jump(at(28, 5, 9))
        await picture(shown, folder, "programme", people="?people=fatima,reviewer&panel=log")
        await one.jump(at(4, 6, 10, 30))
        await polls(stage)
        voters = "?people=moderator,fatima,joke&meeting=fatima,joke"
        looks: tuple[Look, ...] = ("light", "dark", "forced", "phone")
        for look in looks:
            async with room(chrome, stage.url, look) as seen:
                if look == "phone":
                    await picture(seen, folder, "room-phone", people=f"{voters}&current=fatima")
                else:
                    await picture(seen, folder, f"room-{look}", people=f"{voters}&panel=")
                await seen.check_accessible()
                await seen.check_width()
        await picture(shown, folder, "room-contrast", people=f"{voters}&theme=contrast&lang=en&panel=direct")
        await shown.check_accessible()
        await picture(shown, folder, "faults", people="?people=organiser,fatima&panel=faults", scroll=False)
