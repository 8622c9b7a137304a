"""The log of acts: who did what. Names are looked up when it is shown, the log itself holds none."""

from __future__ import annotations

from bot.handlers import rights
from bot.handlers.host import Host
from bot.handlers.names import names_of
from bot.requests import Request
from cards import acts as cards
from cards.card import Card
from cards.views_overview import ActRow, ActsView
from event.ids import PersonId
from event.store import audit
from event.store.audit import Act

_SHOWN = 15


async def show(host: Host, request: Request) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.read() as db:
        acts = await audit.latest(db, host.event.id, _SHOWN)
    names = await names_of(host, {who for one in acts for who in (one.by, _whom(one)) if who})
    rows = [
        ActRow(
            at=one.at.astimezone(host.event.zone),
            who="" if one.by is None else names.get(one.by),
            act=one.act,
            subject=one.subject,
            whom=names.get(PersonId(_whom(one) or "")),
            detail=one.detail or {},
        )
        for one in acts
    ]
    return cards.acts(ActsView(event=host.event, rows=rows, now=host.clock.now()), host.texts(request))


def _whom(one: Act) -> PersonId | None:
    """The participant whom it was about."""
    return PersonId(one.subject) if one.subject and one.act.startswith("participant.") else None
