"""Polls that launch themselves, and what moderators hear of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from event import poll_plans as rule
from event.definition import Event, Poll
from event.poll_plans import Due
from event.polls import RunningPoll, box_of
from event.store import meetings, polls, roles
from event.store.changes import Living
from scheduler import polls as acts
from scheduler import roads
from scheduler.poll_cards import Doing

BY_ITSELF = "poll_by_itself"
LAUNCHED, NO_CHAT, TOO_LATE = "launched", "no_chat", "too_late"
_NEWS = timedelta(days=1)
"""How long after its moment a poll that wasn't launched is worth a word."""

log = structlog.get_logger(__name__)


async def launch_due(db: AsyncConnection, living: Living, now: datetime, *, real_now: datetime) -> None:
    """Launch those whose moment has come. Whichever tick comes first does it, once; without the meeting's chat it waits
    as long as it is of use."""
    event = await living.look(db)
    if not await _due(db, event, now):
        return
    meeting = await meetings.find(db, event.id, hold=True)
    event = await living.look(db)  # nobody changes a poll's plan from here on
    at = Doing(db=db, event=event, by=None, now=now, real_now=real_now)
    for poll, running, what in await _due(db, event, now):
        if what is Due.TOO_LATE:
            await _tell(at, poll, running, TOO_LATE)
        elif meeting.conversation is None:
            await _tell(at, poll, running, NO_CHAT)
        elif await acts.launch(at, poll, meeting.conversation, poll.minutes):
            log.info("poll launched by itself", poll=poll.key)
            await _tell(at, poll, running, LAUNCHED)


async def _due(db: AsyncConnection, event: Event, now: datetime) -> list[tuple[Poll, RunningPoll | None, Due]]:
    """In the order of their moments."""
    if not any(rule.due(event, poll, None, now) is not Due.NOT_YET for poll in event.polls):
        return []
    launched = await polls.all_launched(db, event.id)
    found = []
    for poll in event.polls:
        running = launched.get(poll.key)
        when = rule.planned(event, poll, running)
        what = rule.due(event, poll, running, now)
        if when is not None and what is not Due.NOT_YET and (what is Due.NOW or now < when + _NEWS):
            found.append((when, poll, running, what))
    found.sort(key=lambda one: one[0])
    return [(poll, running, what) for _, poll, running, what in found]


async def _tell(at: Doing, poll: Poll, running: RunningPoll | None, what: str) -> None:
    """Each moderator, once for each moment."""
    when = rule.planned(at.event, poll, running)
    box = running.box if running else box_of(poll.key, 1)
    for person in await roles.moderators(at.db, at.event):
        await roads.tell_one(
            at.db,
            at.event,
            person,
            occasion=f"poll:{box}:{what}:{int(when.timestamp()) if when else ''}",
            kind=BY_ITSELF,
            subject=poll.key,
            until_at=at.event.until,
            now=at.real_now,
        )
