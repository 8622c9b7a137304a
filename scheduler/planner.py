"""What is due becomes deliveries. Any number of ticks, by any number of replicas, plans each once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from event import cues as cue_rule
from event import poll_plans as plan_rule
from event import retention
from event.announcements import Planned, State, decide, for_newcomer
from event.clock import Clock
from event.definition import Audience, Event
from event.ids import ConversationId, PersonId
from event.reach import Road
from event.store import announcements, audiences, deliveries, meetings, roles
from event.store import polls as kept_polls
from event.store.changes import Living
from event.store.database import Database
from event.store.deliveries import Draft
from event.times import timetable
from scheduler import cues, poll_plans, polls, roads
from scheduler.retention import Retention

Tick = Callable[[datetime], Awaitable[None]]
"""`tick(now)` in the event's time: plan what is due, close what is over."""

log = structlog.get_logger(__name__)


def ticker(database: Database, living: Living, wake: Callable[[], None], real: Clock) -> Tick:
    """A tick that plans what is due, clears away what has run out, and wakes the worker. `real` is the machine's
    time."""
    clearing = Retention(database)

    async def tick(now: datetime) -> None:
        async with database.begin() as db:
            event = await living.look(db)
            await polls.close_due(db, event, now, real_now=real.now())
            await cues.plan(db, event, now, real_now=real.now())
            await poll_plans.launch_due(db, living, now, real_now=real.now())
            await plan_due(db, event, now, real.now())
            await clearing.run(db, event, now, real.now())
        wake()
        await clearing.scrub(event, now, real.now())

    return tick


async def moments(db: AsyncConnection, event: Event) -> list[datetime]:
    """When a tick has something to do, past and to come."""
    announced = [one.due for one in timetable(event)]
    planned = announced + retention.moments(event) + cue_rule.moments(event) + plan_rule.moments(event)
    return planned + await kept_polls.moments(db, event.id)


async def plan_for_newcomer(
    db: AsyncConnection, event: Event, person: PersonId, now: datetime, *, real_now: datetime
) -> None:
    """In the transaction that signs somebody up: plan for them what everybody else was sent and still matters."""
    await plan_for_newcomers(db, event, audiences.only(person), now, real_now=real_now)


async def plan_for_newcomers(
    db: AsyncConnection, event: Event, people: Select[tuple[str]], now: datetime, *, real_now: datetime
) -> None:
    """`people` selects their ids. A post in the meeting's chat was there before them."""
    known = await announcements.all_held(db, event.id)
    for one in for_newcomer(known, now):
        await roads.tell(
            db,
            event,
            people,
            occasion=one.occasion,
            kind=one.template.value,
            subject=one.key,
            until_at=one.until,
            now=real_now,
            apart=True,
        )


async def confirm(
    db: AsyncConnection, event: Event, people: Select[tuple[str]], version: int, *, real_now: datetime
) -> None:
    """In the transaction that saves their registrations: `people` hear how they stand. All are in this version."""
    await roads.tell(
        db,
        event,
        people,
        occasion=f"confirmation:{version}",
        kind="confirmation",
        subject=str(version),
        until_at=event.until,
        now=real_now,
    )


async def plan_due(db: AsyncConnection, event: Event, now: datetime, real_now: datetime) -> None:
    """What is due at `now`, in the event's time, becomes deliveries."""
    due = await announcements.due(db, event.id, now)
    if not due:
        return
    meeting = await meetings.find(db, event.id)
    decisions = decide(
        due,
        now,
        status=event.status,
        link_known=bool(event.meeting.join_url),
        chat_known=bool(meeting.conversation),
    )
    for decision in decisions:
        one = decision.announcement
        if decision.state is State.MATERIALISED:
            number = await _materialise(db, event, one, meeting.conversation, real_now)
            log.info("announcement planned", announcement=one.key, recipients=number)
        if decision.reason == "no_link":
            await _tell_organisers(db, event, one, real_now)
        if (decision.state, decision.reason) != (one.state, one.reason):
            log.info("announcement", announcement=one.key, state=decision.state.value, reason=decision.reason)
            await announcements.settle(db, event.id, [one.key], decision.state, decision.reason, now)


async def _materialise(
    db: AsyncConnection, event: Event, one: Planned, chat: ConversationId | None, real_now: datetime
) -> int:
    if one.audience is Audience.MEETING:
        return await deliveries.plan(db, [_post(event, one, chat, real_now)] if chat else [], real_now)
    announcement = event.announcement(one.key)
    if announcement is None:
        return 0
    return await roads.tell(
        db,
        event,
        await audiences.query(db, event, announcement),
        occasion=one.occasion,
        kind=one.template.value,
        subject=one.key,
        until_at=one.until,
        now=real_now,
        prefer=announcement.road,
        only=announcement.road_only,
        apart=announcement.audience is not Audience.REGISTERED,
    )


async def _tell_organisers(db: AsyncConnection, event: Event, one: Planned, real_now: datetime) -> None:
    """A link announcement waits for what only they can give. Each is told once, whichever tick finds them."""
    for person in await roles.organisers(db, event):
        await roads.tell_one(
            db,
            event,
            person,
            occasion=f"link_missing:{one.key}",
            kind="link_missing",
            subject=one.key,
            until_at=one.until,
            now=real_now,
        )


def _post(event: Event, one: Planned, chat: ConversationId, real_now: datetime) -> Draft:
    return Draft(
        event=event.id,
        occasion=one.occasion,
        kind=one.template.value,
        subject=one.key,
        recipient=chat,
        road=Road.MEETING_CHAT.value,
        until_at=one.until,
        next_at=real_now,
    )
