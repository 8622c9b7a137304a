"""Who comes by a signed link to the stage or the panel, and what they find without one that holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.links import LinkRejected, Links, Purpose, Signed
from bot.pages.layout import IN_TEAMS, Page, language_of_browser, no_way, respond
from cards import ways_in as cards
from cards.page import draw
from cards.texts import Texts, texts
from event.clock import Clock
from event.definition import Event
from event.people import Person
from event.store import people
from event.store.database import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Door:
    """Of one purpose. `word` is what to type for a link; `clock` the machine's time."""

    purpose: Purpose
    word: Callable[[Texts], str]
    links: Links
    database: Database
    clock: Clock

    async def opened(self, request: web.Request) -> tuple[Signed, Person]:
        """Raises LinkRejected."""
        signed = self.links.read(self.purpose.value, request.match_info["token"], self.clock.now())
        async with self.database.read() as db:
            person = await people.find(db, signed.who)
        if person is None or person.link_version != signed.version:
            raise LinkRejected("revoked")
        return signed, person

    def without(self, request: web.Request, event: Event) -> web.Response:
        """To whoever has no link."""
        return self._said(request, event, None)

    def refused(self, request: web.Request, event: Event, rejected: LinkRejected) -> web.Response:
        log.info("link rejected", reason=rejected.reason)
        return self._said(request, event, rejected)

    def _said(self, request: web.Request, event: Event, rejected: LinkRejected | None) -> web.Response:
        speaks = texts(language_of_browser(request, event))
        card = cards.no_link(event, self.word(speaks), speaks, rejected=rejected is not None)
        status = 200 if rejected is None else 404 if rejected.reason == "bad" else 410
        page = Page(event=event, texts=speaks, fragments=[draw(card, no_way)])
        return respond(request, page, status=status, headers=IN_TEAMS)
