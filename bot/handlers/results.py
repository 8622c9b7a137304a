"""The report of the polls' results, given to organisers and moderators to pass on."""

from __future__ import annotations

from bot import results
from bot.handlers import rights
from bot.handlers.host import Host, meet
from bot.links import Purpose, holds
from bot.requests import Request
from cards import report_card as cards
from cards.card import Card
from event.store import audit


async def show(host: Host, request: Request) -> Card:
    """The link, and what is behind it by now. A link lives by the machine's clock."""
    await rights.require(host, request, rights.Role.MODERATOR)
    now = host.clock.now()
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        report = await results.to_share(db, host.event, now)
        shared, mine = (host.page(one, person) for one in (Purpose.RESULTS, Purpose.RESULTS_SO_FAR))
        if shared is not None:
            await audit.note(db, host.event.id, person.id, "results.share", now)
    real = host.real.now().astimezone(host.event.zone)
    until = real + holds(Purpose.RESULTS)
    links = cards.ReportLinks(shared=shared, mine=mine, until=until) if shared and mine else None
    return cards.results(host.event, links, real, len(report.polls), host.texts(request))
