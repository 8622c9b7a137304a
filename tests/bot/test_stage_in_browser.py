"""The stage and the panel in real browsers, several people at once: a moderator, voters, a room that looks on; in each
look, by the keyboard alone, without a script, and when the connection goes.

With GASTHEER_PICTURES=1 the pictures go to docs/pictures; otherwise they are made and thrown away.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from event.definition import Event, Poll
from event.ids import VoterId
from event.kinds.shapes import Marks
from event.polls import RunningPoll
from event.store.ballot_box import BallotBox, Vote
from tests.bot.wire import wired
from tests.rehearsal.browsing import Room, browser
from tests.scenario.play import Play, at, play
from tests.scenario.test_stage_and_panel import link, ready

pytestmark = pytest.mark.asyncio(loop_scope="module")

PICTURES = Path(__file__).parents[2] / "docs/pictures"
BEAMER, HALL, PHONE, SIDE = (
    ViewportSize(width=width, height=height) for width, height in ((1280, 720), (1920, 1080), (390, 844), (320, 700))
)
FORCED: dict[str, Any] = {"forced_colors": "active"}
DARK: dict[str, Any] = {"color_scheme": "dark"}
_LOW = "document.documentElement.scrollHeight - document.documentElement.clientHeight"
ASKED = (
    "Hoe lang mag een corporatie beelden van een camera in het portiek bewaren?",
    "Mag een bewoner zelf een deurbel met camera ophangen?",
    "Wie mag de beelden bekijken als er iets is gebeurd?",
)


def made(key: str, kind: str, question: str, **more: Any) -> Poll:
    return Poll.model_validate({"key": key, "kind": kind, "question": question, "results": "live"} | more)


WORDS = made("woorden", "cloud", "Waar denkt u aan bij cameratoezicht?", hold=False)
RANKED = made(
    "volgorde",
    "ranking",
    "Wat helpt het meest tegen overlast in het portiek?",
    options=[
        {"key": f"o{nth}", "text": text}
        for nth, text in enumerate(("Verlichting", "Camera's", "Buurtpreventie", "Toezichthouders"))
    ],
)
LONG = made(
    "lang",
    "multiple",
    "Welke van deze maatregelen nam uw corporatie in de afgelopen drie jaar al in een of meer van haar complexen?",
    options=[
        {"key": f"m{nth}", "text": f"Maatregel {nth}: iets met een wat langere omschrijving"} for nth in range(12)
    ],
)
SAID = (
    *("privacy",) * 9, *("veiligheid",) * 7, *("AVG",) * 5, *("overlast",) * 4, *("bewoners",) * 3, *("deurbel",) * 3,
    "kosten", "kosten", "angst", "toezicht", "portiek", "buren", "incident", "vertrouwen", "politie", "beelden",
)  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chrome() -> AsyncIterator[Browser]:
    async with browser() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def one(event: Event, tmp_path: Path) -> AsyncIterator[Play]:
    first, *others = event.polls
    live = first.model_copy(update={"results": "live"})
    several = event.with_(polls=(live, *others, WORDS, RANKED, LONG))
    async with play(several, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(4, 6, 10)) as running:
        await ready(running, "fatima", "sean")
        yield running


@asynccontextmanager
async def seen(chrome: Browser, url: str, viewport: ViewportSize = BEAMER, **more: Any) -> AsyncIterator[Room]:
    """Somebody's browser on this page. Fails at the end when the page complained of anything."""
    context = await chrome.new_context(viewport=viewport, locale="nl-NL", **more)
    page = await context.new_page()
    page.set_default_timeout(10_000)
    found = Room(page, url)
    page.on("pageerror", lambda error: found.faults.append(str(error)))
    page.on("console", lambda said: found.faults.append(said.text) if said.type == "error" else None)
    await page.goto(url)
    try:
        yield found
    finally:
        await context.close()
    assert not found.faults


@dataclass(frozen=True)
class Album:
    folder: Path

    async def take(self, shown: Room, name: str, *, whole: bool = False) -> None:
        await shown.page.mouse.move(0, 0)
        await shown.page.evaluate("document.fonts.ready")
        file = self.folder / f"{name}.png"
        await shown.page.screenshot(path=file, animations="disabled", caret="hide", full_page=whole)
        assert file.stat().st_size > 5_000


@pytest.fixture
def album(tmp_path: Path) -> Album:
    folder = PICTURES if os.environ.get("GASTHEER_PICTURES") else tmp_path / "pictures"
    folder.mkdir(exist_ok=True)
    return Album(folder)


async def is_well(*rooms: Room) -> None:
    for shown in rooms:
        await shown.check_accessible()
        await shown.check_width()


async def fits(*rooms: Room) -> None:
    """On a screen that nobody scrolls."""
    for shown in rooms:
        sticks_out = await shown.page.evaluate(_LOW)
        assert sticks_out <= 0, f"{sticks_out} pixels stand below the screen"
        for name in await shown.page.locator(":not(.cloud) + .chart tr > th > span").all():
            box = await name.bounding_box()
            assert box is None or box["width"] > 4 * box["height"] / 10, "a name is squeezed"


async def votes(one: Play, poll: Poll, ballots: Sequence[Marks]) -> None:
    """As many people vote elsewhere: no click here tells of it."""
    box = BallotBox(one.bot.database, one.stage.event.id)
    for nth, marks in enumerate(ballots):

        def judge(_: RunningPoll | None, marks: Marks = marks) -> Marks:
            return marks

        await box.cast(Vote(poll=poll.key, voter=VoterId(f"somebody-{nth}"), judge=judge))


async def launch(panel: Page, question: str) -> None:
    """Two clicks, from the list."""
    everything = panel.locator("#run").get_by_role("button", name="Alle polls")
    if await everything.count():
        await everything.click()
    entry = panel.locator("#run .panel", has_text=question).last
    await entry.get_by_role("button", name="Bekijken en starten").click()
    await panel.locator("#run").get_by_role("button", name="Nu starten").click()
    await panel.locator("#run").get_by_role("button", name="Poll sluiten").wait_for()


async def close(panel: Page) -> None:
    await panel.locator("#run").get_by_role("button", name="Poll sluiten").click()
    await panel.locator("#run").get_by_role("button", name="Opnieuw openen").wait_for()


async def asks(panel: Page, text: str) -> None:
    questions = panel.locator("#questions")
    again = questions.get_by_role("button", name="Nog een vraag")
    button = again if await again.count() else questions.get_by_role("button", name="Stel een vraag")
    await button.click()
    await questions.get_by_label("Wat wilt u vragen?").fill(text)
    await questions.get_by_role("button", name="Vraag stellen").click()
    await questions.get_by_role("heading", name="Dank u, uw vraag is binnen").wait_for()


async def test_a_room_looks_on_while_people_vote_and_ask(one: Play, chrome: Browser, album: Album) -> None:
    first = one.stage.event.polls[0]
    stage, theirs = await link(one, "moderator", "podium"), await link(one, "moderator", "paneel")
    hers, his = await link(one, "fatima", "paneel"), await link(one, "sean", "panel")
    async with AsyncExitStack() as stack:
        beamer = await stack.enter_async_context(seen(chrome, stage))
        hall = await stack.enter_async_context(seen(chrome, stage, HALL, **DARK))
        phone = await stack.enter_async_context(seen(chrome, stage, PHONE, reduced_motion="reduce"))
        forced = await stack.enter_async_context(seen(chrome, f"{stage}?lang=en", BEAMER, **FORCED))
        stages = (beamer, hall, phone, forced)
        moderator = await stack.enter_async_context(seen(chrome, theirs, ViewportSize(width=1100, height=800)))
        fatima = await stack.enter_async_context(seen(chrome, hers, SIDE))
        sean = await stack.enter_async_context(seen(chrome, his, PHONE, **DARK))
        panels = (moderator, fatima, sean)

        await beamer.page.locator(".countdown:visible").wait_for()
        await is_well(*stages, *panels)
        await fits(beamer, hall, forced)
        await album.take(beamer, "stage-idle")

        await launch(moderator.page, first.question.nl)
        for shown in stages[:3]:
            await shown.page.get_by_role("heading", name=first.question.nl).wait_for()
        await forced.page.get_by_role("heading", name=first.question.en).wait_for()
        await expect(beamer.page.locator("#says")).to_have_text(first.question.nl)
        for shown, option in ((fatima, first.options[1]), (sean, first.options[2])):
            await shown.page.locator(f'input[name=option][value="{option.key}"]').check()
            await shown.page.get_by_role("button", name="Stemmen").click()
            await shown.page.get_by_text(f"Uw keuze: {option.text.nl}").wait_for()
        often = {first.options[1]: 14, first.options[2]: 8, first.options[0]: 5}
        await votes(one, first, [(option.key,) for option, number in often.items() for _ in range(number)])
        await beamer.page.get_by_text("15 stemmen (52%)").wait_for()
        await forced.page.get_by_text("15 votes (52%)").wait_for()
        await fatima.page.get_by_text("15 stemmen").wait_for()
        row = beamer.page.get_by_role("row", name=first.options[1].text.nl)
        await expect(row).to_contain_text("15 stemmen (52%)")
        await is_well(*stages, *panels)

        for text in ASKED:
            await asks(fatima.page, text)
        waiting = moderator.page.locator("#questions")
        for nth in range(len(ASKED)):
            await waiting.get_by_role("button", name="Laat aan iedereen zien").first.click()
            await expect(waiting.get_by_role("button", name="Laat aan iedereen zien")).to_have_count(
                len(ASKED) - nth - 1
            )
        await sean.page.locator("#questions").get_by_text(ASKED[1]).wait_for()
        await sean.page.locator("#questions button[value='question.upvote']").nth(1).click()
        await sean.page.locator("#questions button[value='question.take_back']").wait_for()
        await waiting.get_by_role("button", name="Op het bord").click()
        await waiting.get_by_role("button", name="Nu live").first.click()
        await beamer.page.locator("aside .live").wait_for()
        await hall.page.locator("aside .live").wait_for()
        await is_well(*stages, *panels)
        await fits(beamer, hall, forced)
        await album.take(beamer, "stage-poll")
        await album.take(forced, "stage-forced")
        await album.take(moderator, "panel-moderator", whole=True)
        await album.take(fatima, "panel-narrow", whole=True)
        await album.take(sean, "panel-dark", whole=True)

        await close(moderator.page)
        for shown in (hall, phone):
            await shown.page.get_by_text("Uitslag van de poll").wait_for()
        await album.take(hall, "stage-result-dark")
        await album.take(phone, "stage-phone", whole=True)
        await fatima.page.get_by_text("Uitslag van de poll").wait_for()

        await launch(moderator.page, WORDS.question.nl)
        await votes(one, WORDS, [(word,) for word in SAID])
        await beamer.page.locator(".size-6", has_text="privacy").wait_for()
        await expect(beamer.page.get_by_role("row", name="privacy")).to_contain_text("9 stemmen")
        await is_well(*stages, *panels)
        await fits(beamer, hall, forced)
        await album.take(beamer, "stage-words")
        await close(moderator.page)
        await launch(moderator.page, RANKED.question.nl)
        orders = (("o2", "o0", "o1", "o3"), ("o2", "o1", "o0", "o3"), ("o0", "o2", "o3", "o1"))
        await votes(one, RANKED, [tuple(f"{key}@{nth + 1}" for nth, key in enumerate(order)) for order in orders * 4])
        await expect(beamer.page.get_by_role("row", name="Buurtpreventie")).to_contain_text("gemiddeld op plaats 1,3")
        await is_well(beamer, hall, phone, forced)
        await fits(beamer, hall, forced)
        await album.take(hall, "stage-ranking-dark")
        await close(moderator.page)
        await launch(moderator.page, LONG.question.nl)
        await votes(one, LONG, [tuple(sorted({f"m{nth % 12}", f"m{3 + nth % 2}"})) for nth in range(31)])
        await beamer.page.get_by_text("31 mensen hebben gestemd").wait_for()
        await is_well(beamer, hall, phone, forced)
        await album.take(beamer, "stage-long")
        await fits(beamer, hall, forced)


async def test_by_the_keyboard_alone(one: Play, chrome: Browser) -> None:
    """A moderator launches and closes, a voter votes and asks; the focus stays where they are."""
    first = one.stage.event.polls[0]
    theirs, hers = await link(one, "moderator", "paneel"), await link(one, "fatima", "paneel")
    async with seen(chrome, theirs) as moderator, seen(chrome, hers, SIDE) as fatima:
        page, keys = moderator.page, moderator.page.keyboard
        await keys.press("Tab")
        await expect(page.locator("a.skip")).to_be_focused()
        await page.locator("#run").get_by_role("button", name="Bekijken en starten").first.focus()
        await keys.press("Enter")
        start = page.locator("#run").get_by_role("button", name="Nu starten")
        await start.wait_for()
        await expect(page.locator("#run")).to_be_focused()
        await start.focus()
        await keys.press("Enter")
        await page.locator("#run").get_by_role("button", name="Poll sluiten").wait_for()
        await expect(page.locator("#says")).to_contain_text(first.question.nl)

        hers_ = fatima.page
        await hers_.get_by_role("heading", name=first.question.nl).wait_for()
        await expect(hers_.locator("#says")).to_contain_text(first.question.nl)
        await hers_.locator("input[name=option]").first.focus()
        await hers_.keyboard.press("ArrowDown")
        await votes(one, first, [(first.options[0].key,)] * 3)  # the panel is drawn anew meanwhile
        await page.get_by_text("Open: 3 stemmen").wait_for()
        await hers_.get_by_text("3 stemmen").first.wait_for()
        await expect(hers_.locator("input[name=option]").nth(1)).to_be_checked()
        await expect(hers_.locator("input[name=option]").nth(1)).to_be_focused()
        await hers_.keyboard.press("Enter")
        await hers_.get_by_text(f"Uw keuze: {first.options[1].text.nl}").wait_for()
        change = hers_.get_by_role("button", name="Mijn stem wijzigen")
        await change.focus()

        await page.locator("#run").get_by_role("button", name="Poll sluiten").focus()
        await keys.press("Enter")
        await page.locator("#run").get_by_role("button", name="Opnieuw openen").wait_for()
        await hers_.get_by_text("Uitslag van de poll").wait_for()
        await expect(hers_.locator(f"#poll-{first.key}")).to_be_focused()


async def test_what_is_typed_stays_while_others_act(one: Play, chrome: Browser) -> None:
    theirs, hers = await link(one, "moderator", "paneel"), await link(one, "fatima", "paneel")
    async with seen(chrome, theirs) as moderator, seen(chrome, hers, PHONE) as fatima:
        questions = fatima.page.locator("#questions")
        await questions.get_by_role("button", name="Stel een vraag").click()
        field = questions.get_by_label("Wat wilt u vragen?")
        await field.fill("Hoe lang mag")
        await launch(moderator.page, one.stage.event.polls[0].question.nl)
        await fatima.page.locator(f"#poll-{one.stage.event.polls[0].key}").wait_for()
        await expect(field).to_have_value("Hoe lang mag")
        await expect(field).to_be_focused()
        await questions.get_by_role("link", name="Terug naar het overzicht").click()
        await questions.get_by_role("heading", name="Vragen aan de sprekers").wait_for()


async def test_without_a_script(one: Play, chrome: Browser) -> None:
    """The same panel: each click loads the page; the stage is loaded anew by itself."""
    first = one.stage.event.polls[0]
    theirs, hers = await link(one, "moderator", "paneel"), await link(one, "fatima", "paneel")
    stage = await link(one, "moderator", "podium")
    plain: dict[str, Any] = {"java_script_enabled": False}
    async with seen(chrome, theirs, **plain) as moderator, seen(chrome, hers, SIDE, **plain) as fatima:
        await launch(moderator.page, first.question.nl)
        await fatima.page.get_by_role("link", name="Kijk hoe het er nu voor staat").click()
        await fatima.page.locator("input[name=option]").first.check()
        await fatima.page.get_by_role("button", name="Stemmen").click()
        await fatima.page.get_by_text(f"Uw keuze: {first.options[0].text.nl}").wait_for()
        await asks(fatima.page, ASKED[0])
        await fatima.check_width()
        async with seen(chrome, stage, **plain) as beamer:
            await beamer.page.get_by_text("1 stem (100%)").wait_for()
            refresh = await beamer.page.locator("noscript").inner_html()
            assert 'http-equiv="refresh"' in refresh


async def test_a_connection_that_goes_comes_back_with_what_was_missed(one: Play, chrome: Browser) -> None:
    first = one.stage.event.polls[0]
    theirs, stage = await link(one, "moderator", "paneel"), await link(one, "moderator", "podium")
    hers = await link(one, "fatima", "paneel")
    async with (
        wired(one.url) as wire,
        seen(chrome, theirs) as moderator,
        seen(chrome, stage.replace(one.url, wire.url)) as beamer,
        seen(chrome, hers.replace(one.url, wire.url)) as fatima,
    ):
        await beamer.page.locator(".countdown:visible").wait_for()
        wire.cut()
        for shown in (beamer, fatima):
            await shown.page.get_by_text("De verbinding is even weg").wait_for()
        await launch(moderator.page, first.question.nl)
        wire.mend()
        for shown in (beamer, fatima):
            await shown.page.get_by_role("heading", name=first.question.nl).wait_for(timeout=20_000)
            await expect(shown.page.locator("#away")).to_be_hidden()
            shown.faults.clear()  # the browser wrote down that nobody was there


async def test_a_link_that_is_withdrawn_closes_the_panel(one: Play, chrome: Browser) -> None:
    hers = await link(one, "fatima", "paneel")
    fatima = one.stage.people["fatima"]
    async with seen(chrome, hers, PHONE) as panel:
        await panel.page.get_by_role("heading", name="Vragen aan de sprekers").wait_for()
        await one.stage.says(fatima, "mijn gegevens")
        await one.stage.clicks(fatima, "data.renew_links")
        await panel.press_named("Stel een vraag")
        await panel.page.get_by_role("heading", name="Deze link werkt niet meer").wait_for()
        await panel.check_accessible()
        panel.faults.clear()
