"""A poll's cards: one in the meeting's chat with its result below, and one for each who can't see that chat.

Each is drawn from how the poll stands when it is sent; whenever that changes, all of them are drawn anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Event
from event.ids import BoxId, DeliveryId, PersonId
from event.polls import RunningPoll
from event.reach import Road
from event.store import audiences, deliveries, poll_people, told
from event.store.deliveries import Draft
from scheduler import roads

FOR_YOU, NUDGE = "poll_for_you", "poll_nudge"
_MANY = 500


@dataclass(frozen=True, kw_only=True)
class Doing:
    """Something is done with a poll, in one transaction. Without `by` it happens by itself. `now` is the event's time,
    `real_now` the machine's."""

    db: AsyncConnection
    event: Event
    by: PersonId | None
    now: datetime
    real_now: datetime


async def post_ballot(at: Doing, running: RunningPoll) -> None:
    await deliveries.plan(at.db, [_draft(at, running, "launch", "ballot")], at.real_now)


async def post_result(at: Doing, running: RunningPoll) -> None:
    await deliveries.plan(at.db, [_draft(at, running, f"result:{running.version}", "poll_result")], at.real_now)


async def redraw(at: Doing, running: RunningPoll, box: BoxId, *, result: bool) -> None:
    """What stands in chats of this box; with its newest `result`, where there is one."""
    edits = []
    launched = await deliveries.find(at.db, at.event.id, f"poll:{box}:launch", running.conversation, Road.MEETING_CHAT)
    if launched is not None:
        edits.append(_draft(at, running, f"edit:{running.version}", "ballot", box=box, replaces=launched.id))
    last = await poll_people.last_result(at.db, at.event.id, f"poll:{box}:result:") if result else None
    if last is not None:
        edits.append(_draft(at, running, f"again:{running.version}", "poll_result", box=box, replaces=last.id))
    await deliveries.plan(at.db, edits, at.real_now)
    await told.plan_edits(
        at.db,
        at.event.id,
        {FOR_YOU},
        f"poll:{box}:yours:{running.version}",
        event_now=at.now,
        now=at.real_now,
        subject=running.key,
    )


async def tell_others(at: Doing, running: RunningPoll) -> int:
    """Whoever signed up and can't see the meeting's chat, by their own road; each once as long as it isn't reset."""
    return await roads.tell(
        at.db,
        at.event,
        poll_people.elsewhere(at.event.id),
        occasion=f"poll:{running.box}:for_you",
        kind=FOR_YOU,
        subject=running.key,
        until_at=at.event.until,
        now=at.real_now,
    )


async def remind(at: Doing, running: RunningPoll) -> int:
    """Whoever signed up and hasn't voted, by their own road. Returns how many: who they are nobody is told."""
    people = await poll_people.not_voted(at.db, at.event.id, running)
    number = 0
    for start in range(0, len(people), _MANY):
        number += await roads.tell(
            at.db,
            at.event,
            audiences.only(*people[start : start + _MANY]),
            occasion=f"poll:{running.box}:nudge",
            kind=NUDGE,
            subject=running.key,
            until_at=at.event.until,
            now=at.real_now,
        )
    return number


def _draft(
    at: Doing,
    running: RunningPoll,
    what: str,
    kind: str,
    *,
    box: BoxId | None = None,
    replaces: DeliveryId | None = None,
) -> Draft:
    return Draft(
        event=at.event.id,
        occasion=f"poll:{box or running.box}:{what}",
        kind=kind,
        subject=running.key,
        recipient=running.conversation,
        road=Road.MEETING_CHAT.value,
        replaces=replaces,
        next_at=at.real_now,
    )
