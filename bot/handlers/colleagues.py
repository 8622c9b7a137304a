"""How a colleague joins, and how many of the reader's organisation did."""

from __future__ import annotations

from bot.handlers.host import Host, meet
from bot.requests import Request
from cards import colleagues as cards
from cards.card import Card
from cards.views_mine import ColleaguesView
from event import registration as rule
from event.folding import fold
from event.store import audiences, registrations


async def show(host: Host, request: Request) -> Card:
    """A number, no names: who signed up is theirs to tell."""
    rule.check_open(host.event, host.clock.now())
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        current = await registrations.find(db, host.event.id, person.id)
        organisations = await audiences.organisations(db, host.event)
    view = ColleaguesView(event=host.event)
    if current is not None and current.confirmed:
        mine = current.form.organisation
        number = sum(number for name, number in organisations.items() if fold(name) == fold(mine))
        view = ColleaguesView(event=host.event, organisation=mine, signed_up=number)
    return cards.colleagues(view, host.texts(request))
