"""Is everything ready? What is known is gathered here, the rule says what is wrong."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host
from bot.requests import Request
from cards import preflight as cards
from cards.card import Card
from cards.views_overview import PreflightView
from event import changes as changed
from event import preflight as rule
from event.registration import State
from event.store import announcements, changes, meetings, outcomes, participants, roles


async def show(host: Host, request: Request) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    event = host.event
    async with host.database.read() as db:
        meeting = await meetings.find(db, event.id)
        unreached = await _unreached(db, host, mail_on=host.mail_on)
        by_mail_too = unreached if host.mail_on else await _unreached(db, host, mail_on=True)
        facts = rule.Facts(
            chat_known=meeting.conversation is not None,
            unmet_organisers=await roles.unmet(db, event.roles.organisers),
            unmet_moderators=await roles.unmet(db, event.roles.moderators),
            announcements=await announcements.listed(db, event.id),
            failed=await outcomes.failed(db, event.id),
            unreached=unreached,
            mail_on=host.mail_on,
            for_want_of_mail=unreached.total() - by_mail_too.total(),
            overruled=changed.overruled(host.living.file, (await changes.newest(db, event.id)).values()),
        )
    view = PreflightView(event=event, findings=rule.check(event, facts), when=host.clock.now().astimezone(event.zone))
    return cards.preflight(view, host.texts(request))


async def _unreached(db: AsyncConnection, host: Host, *, mail_on: bool) -> Counter[str]:
    """How many who signed up can't be reached, by reason."""
    everybody = await participants.everybody(db, host.event.id, mail_on=mail_on)
    return Counter(one.unreached for one in everybody if one.unreached and one.state is State.CONFIRMED)
