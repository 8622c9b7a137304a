"""`/results`: the report of all polls that are closed, to pass on; and behind a link of another kind what moderators
alone may know so far. It is read and downloaded, and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from bot import results
from bot.handlers import rights
from bot.handlers.host import Host
from bot.links import LinkRejected, Purpose
from bot.pages.clicks import clicked
from bot.pages.door import Door
from bot.pages.layout import PRIVATE, Page, language_of_browser, no_way, respond
from cards import report_page as cards
from cards.page import draw
from cards.texts import Texts, texts
from cards.verbs import Verb
from cards.views_results import Report
from event.definition import Event
from event.people import Person

_FILES = ("xlsx", "csv", "json", "zip")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class ResultsPage:
    """Files are drawn one at a time, beside the loop: they take a while."""

    door: Door
    host: Host
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/results/{token}", self._shown)

    async def _shown(self, request: web.Request) -> web.Response:
        host = await self.host.afresh()
        event = host.event
        speaks = texts(language_of_browser(request, event))
        try:
            mine = await self._opened(request, host) is Purpose.RESULTS_SO_FAR
        except LinkRejected as rejected:
            return _refused(request, event, speaks, rejected)
        async with host.database.read() as db:
            report = await (results.so_far if mine else results.to_share)(db, event, host.clock.now())
        form = request.query.get("as")
        if form == "png":
            return await self._picture(request.query.get("poll"), report, speaks)
        if form in _FILES:
            return await self._file(form, report, speaks)
        return _page(request, report, speaks, mine=mine)

    async def _opened(self, request: web.Request, host: Host) -> Purpose:
        """Raises LinkRejected."""
        signed, person = await self.door.opened(request)
        if signed.purpose is Purpose.RESULTS_SO_FAR and not await _moderates(host, person):
            raise LinkRejected("revoked")
        return signed.purpose

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


async def _moderates(host: Host, who: Person) -> bool:
    """By now: a role may have been taken back since the link was given."""
    asked = clicked(who, host.event, who.language, "panel", Verb.POLL_LIST, {})
    return rights.Role.MODERATOR in await rights.roles_of(host, asked)


def _page(request: web.Request, report: Report, speaks: Texts, *, mine: bool = False) -> web.Response:
    files = {form: _way(request, speaks, {"as": form}) for form in _FILES}
    fragments = [cards.head(report, files, speaks, mine=mine)]
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
