"""How the event stands, for organisers, on one card."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host
from bot.requests import Request
from cards import cockpit as cards
from cards.card import Card
from cards.views_overview import CockpitView, LastView
from event.announcements import Planned, State
from event.definition import Announcement, Event
from event.polls import PollState
from event.registration import State as Registered
from event.store import announcements, ballots, meetings, outcomes, polls, questions, registrations


async def show(host: Host, request: Request) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    event, now = host.event, host.clock.now()
    async with host.database.read() as db:
        listed = await announcements.listed(db, event.id)
        launched = await polls.all_launched(db, event.id)
        votes = await ballots.totals(db, event.id)
        signed_up = await registrations.counts(db, event.id)
        meeting = await meetings.find(db, event.id)
        last = await _last(db, event, listed)
        waiting = await questions.count_waiting(db, event.id)
    open_ = [one for one in event.polls if one.key in launched and launched[one.key].state is PollState.OPEN]
    view = CockpitView(
        event=event,
        now=now,
        days_left=(event.date - now.astimezone(event.zone).date()).days,
        signed_up=signed_up.get(Registered.CONFIRMED, 0),
        following=next(
            (
                (one, planned.due.astimezone(event.zone))
                for planned, one in _known(event, listed)
                if planned.state in (State.PLANNED, State.WAITING)
            ),
            None,
        ),
        last=last,
        polls=[(one, votes.get(launched[one.key].box, 0)) for one in open_],
        questions=waiting,
        meeting_known=meeting.conversation is not None,
    )
    return cards.cockpit(view, host.texts(request))


async def _last(db: AsyncConnection, event: Event, listed: list[Planned]) -> LastView | None:
    gone = [(planned, one) for planned, one in _known(event, listed) if planned.state is State.MATERIALISED]
    if not gone:
        return None
    planned, one = gone[-1]
    counts = {
        state: number
        for (occasion, state), number in (await outcomes.counts(db, event.id)).items()
        if occasion == planned.occasion
    }
    waiting = sum(counts.get(state, 0) for state in ("planned", "claimed", "uncertain"))
    return LastView(announcement=one, sent=counts.get("sent", 0), failed=counts.get("failed", 0), waiting=waiting)


def _known(event: Event, listed: list[Planned]) -> list[tuple[Planned, Announcement]]:
    """Those that the event has, by their moment."""
    pairs = ((planned, event.announcement(planned.key)) for planned in listed)
    return [(planned, one) for planned, one in pairs if one is not None]
