"""The links to the stage and the panel, given to each in their own chat."""

from __future__ import annotations

from datetime import datetime

from bot.handlers import rights
from bot.handlers.host import Host, meet
from bot.links import Purpose, holds
from bot.requests import Request
from cards import ways_in as cards
from cards.card import Card


async def stage(host: Host, request: Request) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    url, until, now = await _link(host, request, Purpose.STAGE)
    return cards.stage(host.event, url, until, now, host.texts(request))


async def panel(host: Host, request: Request) -> Card:
    moderator = rights.Role.MODERATOR in await rights.roles_of(host, request)
    url, until, now = await _link(host, request, Purpose.PANEL)
    return cards.panel(host.event, url, until, now, host.texts(request), moderator=moderator)


async def _link(host: Host, request: Request, purpose: Purpose) -> tuple[str | None, datetime, datetime]:
    """The link, until when it holds, and what time it is: a link lives by the machine's clock."""
    async with host.database.begin() as db:
        person = await meet(host, db, request)
    now = host.real.now().astimezone(host.event.zone)
    return host.page(purpose, person), now + holds(purpose), now
