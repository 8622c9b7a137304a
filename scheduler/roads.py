"""Each person is told by the best road that they have, and by the next one when it proves closed.

`now` is the machine's time.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Audience, Event
from event.ids import PersonId
from event.reach import Road, best
from event.store import audiences, deliveries, meetings, rerouting, roads
from event.store.deliveries import Delivery, Draft

FOR_ALL = frozenset({"reminder", "programme", "link", "resume", "thanks", "text", "link_changed", "event_notice"})
"""Kinds that everybody may read, where they are for everybody who signed up: one post in the meeting's chat tells
those who have no chat of their own. All others are for one person alone."""


async def tell(
    db: AsyncConnection,
    event: Event,
    people: Select[tuple[str]],
    *,
    occasion: str,
    kind: str,
    subject: str,
    until_at: datetime | None,
    now: datetime,
    prefer: Road | None = None,
    only: bool = False,
    apart: bool = False,
) -> int:
    """Plan one delivery for each of these people, on the best road of each. `people` selects their ids. Returns how
    many were planned now. `prefer` goes before the usual order where it is open; with `only` there is no other.
    `apart`: not by a post in the meeting's chat, for it isn't for all who read along there, or they have seen it."""
    alone = apart or kind not in FOR_ALL
    number = await deliveries.plan_for(
        db,
        people,
        roads.by_person(event.id, for_them_alone=alone, prefer=prefer, only=only),
        event=event.id,
        occasion=occasion,
        kind=kind,
        subject=subject,
        until_at=until_at,
        now=now,
    )
    if not alone:
        await _post_for_those_in_the_chat(db, event, occasion, kind, subject, until_at, now)
    return number


async def tell_one(
    db: AsyncConnection,
    event: Event,
    who: PersonId,
    *,
    occasion: str,
    kind: str,
    subject: str,
    until_at: datetime | None,
    now: datetime,
) -> None:
    await tell(
        db, event, audiences.only(who), occasion=occasion, kind=kind, subject=subject, until_at=until_at, now=now
    )


async def ask_by_mail(db: AsyncConnection, event: Event, number: str, now: datetime) -> None:
    """Somebody signed up on the public page: ask their address whether it was them. There is no person yet."""
    draft = Draft(
        event=event.id,
        occasion="sign_up_asked",
        kind="sign_up_asked",
        subject="",
        recipient=number,
        road=Road.EMAIL.value,
        until_at=event.until,
        next_at=now,
    )
    await deliveries.plan(db, [draft], now)


async def take_the_next(db: AsyncConnection, event: Event, one: Delivery, now: datetime) -> Road | None:
    """The road of this delivery proved closed: plan the same for the next one. None when none is left, and the
    organiser sees it as failed."""
    if one.person_id is None or one.replaces is not None:
        return None
    announcement = event.announcement(one.subject) if one.occasion.startswith("announcement:") else None
    for_some = announcement is not None and announcement.audience is not Audience.REGISTERED
    road = best(
        await roads.facts(db, event.id, one.person_id),
        for_them_alone=for_some or one.kind not in FOR_ALL,
        tried=await roads.tried(db, event.id, one.occasion, one.person_id),
        prefer=announcement.road if announcement else None,
        only=announcement.road_only if announcement else False,
    )
    if road is None:
        return None
    draft = Draft(
        event=event.id,
        occasion=one.occasion,
        kind=one.kind,
        subject=one.subject,
        recipient=one.recipient,
        road=road.value,
        person_id=one.person_id,
        until_at=one.until_at,
        next_at=now,
    )
    await deliveries.plan(db, [draft], now)
    if road is Road.MEETING_CHAT:
        await _post_for_those_in_the_chat(db, event, one.occasion, one.kind, one.subject, one.until_at, now)
    return road


async def _post_for_those_in_the_chat(
    db: AsyncConnection,
    event: Event,
    occasion: str,
    kind: str,
    subject: str,
    until_at: datetime | None,
    now: datetime,
) -> None:
    """One post for all who are told by it; theirs fare as it does."""
    chat = (await meetings.find(db, event.id)).conversation
    if chat is None or not await rerouting.wait_for_a_post(db, event.id, occasion, chat):
        return
    draft = Draft(
        event=event.id,
        occasion=occasion,
        kind=kind,
        subject=subject,
        recipient=chat,
        road=Road.MEETING_CHAT.value,
        until_at=until_at,
        next_at=now,
    )
    await deliveries.plan(db, [draft], now)
    await rerouting.told_by_post(db, event.id, occasion, chat, now)
