"""`/results`: the report of all polls that are closed, to pass on. It is read and downloaded, and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from bot import results
from bot.links import LinkRejected
from bot.pages.door import Door
from bot.pages.layout import PRIVATE, Page, language_of_browser, no_way, respond
from cards import report_page as cards
from cards.page import draw
from cards.texts import Texts, texts
from cards.views_results import Report
from event.clock import Clock
from event.definition import Event
from event.store.changes import Living

_FILES = ("xlsx", "csv", "json", "zip")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class ResultsPage:
    """`clock` is the event's. Files are drawn one at a time, beside the loop: they take a while."""

    door: Door
    living: Living
    clock: Clock
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/results/{token}", self._shown)

    async def _shown(self, request: web.Request) -> web.Response:
        event = await self.living.current()
        speaks = texts(language_of_browser(request, event))
        try:
            await self.door.opened(request)
        except LinkRejected as rejected:
            return _refused(request, event, speaks, rejected)
        async with self.door.database.read() as db:
            report = await results.to_share(db, event, self.clock.now())
        form = request.query.get("as")
        if form == "png":
            return await self._picture(request.query.get("poll"), report, speaks)
        if form in _FILES:
            return await self._file(form, report, speaks)
        return _page(request, report, speaks)

    async def _file(self, form: str, report: Report, speaks: Texts) -> web.Response:
        async with self.drawing:
            body = await asyncio.to_thread(results.drawn, report, form, speaks)
        return _sent(body, f"{report.event.id}-polls.{form}", form)

    async def _picture(self, key: str | None, report: Report, speaks: Texts) -> web.Response:
        one = next((one for one in report.polls if one.poll.key == key), None)
        if one is None:
            raise web.HTTPNotFound
        async with self.drawing:
            body = await asyncio.to_thread(results.picture, report, one, speaks)
        return _sent(body, results.picture_name(report, one), "png")


def _page(request: web.Request, report: Report, speaks: Texts) -> web.Response:
    files = {form: _way(request, speaks, {"as": form}) for form in _FILES}
    fragments = [cards.head(report, files, speaks)]
    for one in report.polls:
        picture = _way(request, speaks, {"as": "png", "poll": one.poll.key})
        fragments.append(cards.result(one, picture, speaks))
    return respond(request, Page(event=report.event, texts=speaks, fragments=fragments))


def _way(request: web.Request, speaks: Texts, query: dict[str, str]) -> str:
    return str(request.rel_url.update_query({"lang": speaks.language.value, **query}))


def _sent(body: bytes, name: str, form: str) -> web.Response:
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type=results.TYPES[form], headers=headers)


def _refused(request: web.Request, event: Event, speaks: Texts, rejected: LinkRejected) -> web.Response:
    log.info("link rejected", reason=rejected.reason)
    page = Page(event=event, texts=speaks, fragments=[draw(cards.rejected(event, speaks), no_way)])
    return respond(request, page, status=404 if rejected.reason == "bad" else 410)
