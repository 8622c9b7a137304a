"""Behind the link that asks whether a Teams account is the reader's own: the question, and the yes."""

from __future__ import annotations

from aiohttp import web

from bot.handlers import joining
from bot.handlers.host import Host
from bot.links import LinkRejected, Signed
from bot.pages.layout import Page, no_way, respond
from cards import pages as cards
from cards.page import Way, draw
from cards.texts import Texts
from event.definition import Event
from event.store import people, registrations


async def asked(host: Host, request: web.Request, event: Event, speaks: Texts, signed: Signed) -> web.Response:
    """The question, for programs follow links too. Raises LinkRejected when that account is gone."""
    if signed.other is None:
        raise LinkRejected("bad")
    async with host.database.read() as db:
        reader = await people.find(db, signed.who)
        other = await registrations.find(db, event.id, signed.other)
    if reader is not None and reader.account is not None:
        return _drawn(request, event, speaks)
    if other is None:
        raise LinkRejected("revoked")
    here = str(request.rel_url)
    card = cards.join_asked(event, other.form.name, signed.other, speaks)
    fragment = draw(card, lambda _verb, _data: Way(url=here, method="post"))
    return respond(request, Page(event=event, texts=speaks, fragments=[fragment]))


async def confirmed(host: Host, request: web.Request, event: Event, speaks: Texts, signed: Signed) -> web.Response:
    """Once more says that it was done. Raises LinkRejected when that account is gone."""
    if signed.other is None:
        raise LinkRejected("bad")
    if not await joining.confirmed(host, signed.who, signed.other):
        return await asked(host, request, event, speaks, signed)
    return _drawn(request, event, speaks)


def _drawn(request: web.Request, event: Event, speaks: Texts) -> web.Response:
    return respond(request, Page(event=event, texts=speaks, fragments=[draw(cards.joined(event, speaks), no_way)]))
