"""Cards on a page and in a letter, in a real browser: every look, axe, the keyboard alone, no script."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from playwright.async_api import Page

from cards import poll, registration, result
from cards.card import Card
from cards.letter import letter
from cards.page import Way, draw
from cards.programme import programme
from cards.texts import texts
from cards.views import (
    FieldMistake,
    FormView,
    ProgrammeView,
    RegistrationView,
)
from cards.views_ballots import BallotView, Own, ResultView
from event import registration as rule
from event.definition import Language
from event.kinds.shapes import BallotMistake, MistakeCode
from tests.cards.drawn import leads
from tests.cards.example import EVENT, standing
from tests.cards.test_hostile import EVIL, MADE, everywhere
from tests.rehearsal.browsing import DESK, PHONE, Look, Room, browser

PAGES = Path("bot/pages")
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'"
LOOKS: tuple[Look, ...] = ("light", "dark", "forced", "phone")
NL = texts(Language.NL)
DIER = EVENT.polls[0]
NOTHING = BallotMistake(MistakeCode.NOTHING, "option")
MISTAKES = {"email": FieldMistake.NOT_AN_EMAIL, "question": FieldMistake.TOO_LONG, "privacy": FieldMistake.NOT_READ}
GIVEN = {"name": "Łukasz", "email": "l@x.nl", "organisation": "Wonen", "function": "huismeester", "question": "Hoe?"}

CARDS: dict[str, Card] = {
    "form": registration.form(FormView(event=EVENT, values={}), NL),
    "mistakes": registration.form(FormView(event=EVENT, values={"name": "A"}, mistakes=MISTAKES), NL),
    "ballot": poll.ballot(BallotView(event=EVENT, poll=DIER), NL),
    "ballot-mistake": poll.ballot(BallotView(event=EVENT, poll=DIER, mistake=NOTHING), NL),
    "result": result.result(
        ResultView(event=EVENT, poll=DIER, standing=standing(hond=2, kat=1), own=Own(marks=("kat",))), NL
    ),
    "programme": programme(ProgrammeView(event=EVENT, definitive=True, registered=True), NL),
    "registration": registration.registration(RegistrationView(event=EVENT, **GIVEN), NL),  # type: ignore[arg-type]
}


def way(verb: str, data: Mapping[str, object]) -> Way:
    return Way(url="/s", method="post")


def respond(*cards: Card) -> web.Response:
    drawn = [draw(one, way, level=1 if one is cards[0] else 2) for one in cards]
    template = Environment(loader=FileSystemLoader(PAGES / "templates"), autoescape=True).get_template("page.html")
    html = template.render(
        title="Een dag over dieren",
        language="nl",
        fragments=[Markup(one) for one in drawn],  # noqa: S704 - drawn by us
        notices=["Opgeslagen."] if len(cards) > 1 else [],
        whose="Deze link is van Łukasz alleen.",
        skip="Naar de inhoud",
        languages=[("en", "/s?lang=en", "English")],
    )
    return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})


async def shown(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name == "hostile":
        return respond(*(Card(everywhere(MADE[7 * nth % len(MADE)], evil), evil) for nth, evil in enumerate(EVIL)))
    if name == "several":
        return respond(CARDS["ballot"], CARDS["result"])
    return respond(CARDS[name])


async def sent(request: web.Request) -> web.Response:
    """As the real pages do, in short."""
    given = {name: str(value) for name, value in (await request.post()).items()}
    assert given["data.event"] == EVENT.id
    match given["verb"]:
        case "registration.submit":
            form = rule.read_form(given)
            if isinstance(form, rule.FormMistakes):
                return respond(registration.form(FormView(event=EVENT, values=form.values, mistakes=form.mistakes), NL))
            kept = {name: getattr(form, name) for name in GIVEN}
            return respond(registration.registration(RegistrationView(event=EVENT, **kept), NL))
        case "poll.vote":
            assert given["data.poll"] == DIER.key
            chosen = given.get("option")
            return respond(
                poll.ballot(
                    BallotView(event=EVENT, poll=DIER, marks=(chosen,), voted=True)
                    if chosen
                    else BallotView(event=EVENT, poll=DIER, mistake=NOTHING),
                    NL,
                )
            )
        case "programme.show":
            assert "name" not in given
            return respond(CARDS["programme"])
    raise web.HTTPBadRequest


async def style(_: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGES / "static" / "page.css")


@pytest.fixture
async def url() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/page.css", style)
    app.router.add_get("/{name}", shown)
    app.router.add_post("/s", sent)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


@asynccontextmanager
async def seen(url: str, look: Look = "light", **more: Any) -> AsyncIterator[Room]:
    async with browser() as one:
        context = await one.new_context(
            viewport=PHONE if look == "phone" else DESK,
            color_scheme="dark" if look == "dark" else "light",
            forced_colors="active" if look == "forced" else "none",
            **more,
        )
        page = await context.new_page()
        page.set_default_timeout(10_000)
        found = Room(page, url)
        page.on("console", lambda said: found.faults.append(said.text) if said.type == "error" else None)
        yield found
        assert not found.faults


async def focused(page: Page, selector: str) -> bool:
    return bool(await page.evaluate("selector => document.activeElement?.matches(selector)", selector))


@pytest.mark.parametrize("look", LOOKS)
async def test_each_card_in_every_look(url: str, look: Look) -> None:
    async with seen(url, look) as one:
        for name in (*CARDS, "several"):
            await one.page.goto(f"{url}/{name}")
            await one.check_accessible()
            await one.check_width()


@pytest.mark.parametrize("look", LOOKS)
async def test_letters_in_every_look(url: str, look: Look) -> None:
    async with seen(url, look) as one:
        for card in CARDS.values():
            html = letter(card, leads, footer=["[Afmelden](https://x.nl/af)"]).html
            # A letter stands within a mail program's page: the landmark is that one's.
            await one.page.set_content(html.replace("<div", "<main", 1).replace("</div></body>", "</main></body>"))
            await one.check_accessible()
            await one.check_width()


@pytest.mark.parametrize("look", ["light", "phone"])
async def test_sign_up_by_keyboard_without_script(url: str, look: Look) -> None:
    async with seen(url, look, java_script_enabled=False) as one:
        page, keys = one.page, one.page.keyboard
        await page.goto(f"{url}/form")
        await keys.press("Tab")
        assert await focused(page, "a.skip")
        assert await page.locator("a.skip").bounding_box() is not None
        await keys.press("Enter")
        await keys.press("Tab")
        assert await focused(page, "[name=name]")
        await keys.type("Łukasz O'Brien")
        await keys.press("Tab")
        await keys.type("geen adres")
        await keys.press("Tab")
        await keys.type("Wonen")
        await keys.press("Enter")

        await page.locator(".mistakes").wait_for()
        assert await focused(page, ".mistakes"), "what is wrong is read first"
        assert await page.get_by_label("Naam").input_value() == "Łukasz O'Brien"
        await keys.press("Tab")
        await keys.press("Enter")
        assert await focused(page, "[name=email]"), "the mistake leads to its field"
        await keys.press("ControlOrMeta+A")
        await keys.type("l@x.nl")
        for name, typed in (("organisation", ""), ("function", "huismeester"), ("question", "Regel 1\nRegel 2")):
            await keys.press("Tab")
            assert await focused(page, f"[name={name}]")
            await keys.type(typed)
        await keys.press("Tab")
        await keys.press("Space")
        await keys.press("Tab")
        await keys.press("Enter")
        await page.get_by_role("heading", name="U bent aangemeld", level=1).wait_for()
        assert "Regel 2" in await page.locator("dl").inner_text()
        await page.get_by_role("button", name="Programma").focus()
        await keys.press("Enter")
        await page.get_by_role("heading", name="Een dag over dieren", level=1).wait_for()


async def test_vote_by_keyboard(url: str) -> None:
    async with seen(url, java_script_enabled=False) as one:
        page, keys = one.page, one.page.keyboard
        await page.goto(f"{url}/ballot")
        await page.get_by_role("button", name="Stemmen").focus()
        await keys.press("Enter")
        await page.locator(".mistakes").wait_for()
        await keys.press("Tab")
        await keys.press("Enter")
        assert await focused(page, "[name=option][value=hond]")
        await keys.press("ArrowDown")
        await keys.press("Enter")
        await page.get_by_text("Uw keuze: Een kat").wait_for()
        assert await page.get_by_role("radio", name="Een kat").is_checked()


async def test_what_is_left_empty_says_so_by_style_alone(url: str) -> None:
    async with seen(url, java_script_enabled=False) as one:
        await one.page.goto(f"{url}/form")
        needed = one.page.get_by_text("Vul dit nog in: Functie.")
        field = one.page.get_by_label("Functie")
        assert not await needed.is_visible()
        await field.focus()
        await one.page.keyboard.type("x")
        await one.page.keyboard.press("Backspace")
        await one.page.keyboard.press("Tab")
        await needed.wait_for()
        await field.focus()
        await one.page.keyboard.type("x")
        await one.page.keyboard.press("Tab")
        await needed.wait_for(state="hidden")


async def test_a_hostile_page_runs_nothing(url: str) -> None:
    """Without the policy that would stop it."""
    async with seen(url, bypass_csp=True) as one:
        asked: list[str] = []
        one.page.on("request", lambda request: asked.append(request.url))
        one.page.on("dialog", lambda dialog: one.faults.append(dialog.message))
        await one.page.goto(f"{url}/hostile")
        assert await one.page.locator("article").count() == len(EVIL)
        assert await one.page.locator("script, iframe, object, embed, base, article link, article style").count() == 0
        attributes = "[...document.querySelectorAll('*')].flatMap(one => one.getAttributeNames())"
        assert not [name for name in await one.page.evaluate(attributes) if name.startswith("on")]
        assert {address.removeprefix(url) for address in asked if not address.startswith("data:")} == {
            "/hostile",
            "/page.css",
        }
        await one.check_width()


async def test_on_paper(url: str) -> None:
    async with seen(url) as one:
        await one.page.goto(f"{url}/result")
        await one.page.emulate_media(media="print")
        assert not await one.page.locator("nav").is_visible()
        assert await one.page.locator(".bar").first.is_visible()
