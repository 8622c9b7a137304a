"""The report of results in a real browser: every look, on paper, axe, no script."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.pages import results as page
from bot.pages.layout import add_static
from cards.texts import texts
from event.definition import Language
from event.kinds import KINDS
from tests.bot.test_page_in_browser import LOOKS, seen
from tests.bot.test_poll_exports import report, reported
from tests.rehearsal.browsing import Look

REPORT = report(*(reported(kind, question=f"Wat vindt u van {kind.value} & co?") for kind in KINDS))


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async def shown(request: web.Request) -> web.Response:
        return page._page(request, REPORT, texts(Language(request.query.get("lang", "nl"))))

    async def empty(request: web.Request) -> web.Response:
        return page._page(request, report(), texts(Language.NL))

    app = web.Application()
    add_static(app.router)
    app.router.add_get("/results/x", shown)
    app.router.add_get("/empty", empty)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.mark.parametrize("look", LOOKS)
async def test_the_report_in_every_look(url: str, look: Look) -> None:
    async with seen(url, look) as one:
        for path in ("results/x", "results/x?lang=en", "empty"):
            await one.page.goto(f"{url}/{path}")
            await one.check_accessible()
            await one.check_width()


async def test_each_result_is_a_chart_and_a_table_at_once(url: str) -> None:
    async with seen(url, java_script_enabled=False) as one:
        await one.page.goto(f"{url}/results/x")
        assert await one.page.locator("article.report").count() == len(KINDS)
        table = one.page.get_by_role("table", name="Wat vindt u van single & co?")
        first = table.get_by_role("row").nth(1)
        assert "2 stemmen (67%)" in await first.inner_text()
        widths = [await first.locator(part).bounding_box() for part in (".whole", ".part")]
        assert widths[0] is not None
        assert widths[1] is not None
        assert 0.66 < widths[1]["width"] / widths[0]["width"] < 0.68, "the bar is as long as the number says"


async def test_on_paper_nothing_is_cut_and_nothing_is_left_to_click(url: str) -> None:
    async with seen(url) as one:
        await one.page.goto(f"{url}/results/x")
        await one.page.emulate_media(media="print")
        assert await one.page.locator(".acts:visible").count() == 0
        assert await one.page.locator(".report .bar").first.is_visible()
        await one.page.set_viewport_size({"width": 718, "height": 1000})  # A4 between its margins
        await one.check_width()
