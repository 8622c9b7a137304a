"""`/stage`: what a whole room looks at, in the meeting's stage or on a beamer. Nothing of anybody in particular."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web
from markupsafe import Markup

from bot.links import LinkRejected
from bot.pages.door import Door
from bot.pages.layout import IN_TEAMS, drawn
from bot.pages.live import Hub, Viewer
from bot.pages.shown import Looker, stage_channel
from cards import pages as cards
from cards.texts import texts
from event.definition import Event, Language

_MOST = 2_000
"""Streams behind one link: it is there to be shared."""


@dataclass(frozen=True, kw_only=True)
class StagePage:
    door: Door
    looker: Looker
    hub: Hub

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/stage", self._without)
        router.add_get("/stage/{token}", self._shown)
        router.add_get("/stage/{token}/events", self._events)

    async def _without(self, request: web.Request) -> web.Response:
        return self.door.without(request, await self.looker.host.living.current())

    async def _shown(self, request: web.Request) -> web.Response:
        """Without a script it is loaded anew now and then."""
        event = await self.looker.host.living.current()
        try:
            await self.door.opened(request)
        except LinkRejected as rejected:
            return self.door.refused(request, event, rejected)
        speaks = texts(_language(request, event))
        seen = await self.looker.see()
        html = drawn(
            "stage.html",
            title=speaks.of(event.title),
            language=speaks.language.value,
            shown=Markup(self.looker.drawn(seen.view, speaks.language)),  # noqa: S704 - drawn by cards.stage
            events=f"{request.path}/events?lang={speaks.language.value}",
            away=cards.out_of_touch(speaks),
        )
        return web.Response(text=html, content_type="text/html", charset="utf-8", headers=IN_TEAMS)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        event = await self.looker.host.living.current()
        try:
            signed, _ = await self.door.opened(request)
        except LinkRejected as rejected:
            return self.door.refused(request, event, rejected)
        viewer = Viewer(
            channel=stage_channel(_language(request, event)),
            who=signed.who,
            version=signed.version,
            until=signed.until,
            most=_MOST,
        )
        return await self.hub.watch(request, viewer)


def _language(request: web.Request, event: Event) -> Language:
    """A room's: not that of whoever's machine it is."""
    wanted = request.query.get("lang")
    return Language(wanted) if wanted in [one.value for one in event.languages] else event.languages[0]
