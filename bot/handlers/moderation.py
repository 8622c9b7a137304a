"""A moderator's polls: the list, and each as it stands. What is done with them is in `poll_life` and `poll_making`."""

from __future__ import annotations

from bot.handlers import rights
from bot.handlers.host import Host
from bot.handlers.one_poll import key_of, shown
from bot.requests import Clicked, Request
from cards import moderation as cards
from cards.card import Card
from cards.views_polls import PollListView
from event.poll_plans import planned
from event.polls import PollState
from event.store import ballots, meetings, polls

_PAGE = 8
_FIRST = (PollState.OPEN, PollState.PAUSED, PollState.PREPARED, PollState.CLOSED)


async def list_(host: Host, request: Request) -> Card:
    """Every poll of the event, what is open on top."""
    await rights.require(host, request, rights.Role.MODERATOR)
    now = host.clock.now()
    async with host.database.read() as db:
        launched = await polls.all_launched(db, host.event.id)
        totals = await ballots.totals(db, host.event.id)
        meeting = await meetings.find(db, host.event.id)
    rows = [
        (poll, running.stands(now), totals.get(running.box, 0)) if running else (poll, PollState.PREPARED, 0)
        for poll, running in ((one, launched.get(one.key)) for one in host.event.polls)
    ]
    rows.sort(key=lambda one: _FIRST.index(one[1]))
    pages = max(1, -(-len(rows) // _PAGE))
    asked = request.data.get("page") if isinstance(request, Clicked) else None
    page = min(int(asked), pages - 1) if isinstance(asked, str) and asked.isdecimal() and len(asked) < 4 else 0
    view = PollListView(
        event=host.event,
        polls=rows[page * _PAGE : (page + 1) * _PAGE],
        meeting_known=meeting.conversation is not None,
        planned={
            poll.key: when for poll in host.event.polls if (when := planned(host.event, poll, launched.get(poll.key)))
        },
        now=now,
        page=page,
        pages=pages,
    )
    return cards.poll_list(view, host.texts(request))


async def control(host: Host, request: Clicked) -> Card:
    """One poll: preview, count or result, as it stands."""
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.read() as db:
        return await shown(host, request, db, key_of(request))
