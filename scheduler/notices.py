"""What everybody is told at once because an organiser changed something. All in the transaction of the change itself.

`now` is the event's time, `real_now` the machine's.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from event import changes as rule
from event.changes import Change
from event.definition import Announcement, Audience, Event, Template
from event.ids import AnnouncementKey, ChangeId
from event.store import audiences, changes, deliveries, meetings, roles, told
from event.store.deliveries import Draft
from scheduler import roads

LINK_KINDS = frozenset({"link", "resume", "link_changed"})
"""Messages that hold the meeting's link."""
PROGRAMME_KINDS = frozenset({"programme"})


async def link_changed(
    db: AsyncConnection, event: Event, change: ChangeId, *, now: datetime, real_now: datetime
) -> int:
    """Who had the old link hears the new one, and the cards that hold it are drawn anew. Returns how many hear it."""
    occasion = f"link_changed:{change}"
    await told.plan_edits(db, event.id, LINK_KINDS, occasion, event_now=now, now=real_now)
    people = told.holders(event.id, LINK_KINDS)
    number = await _tell(db, event, people, occasion, "link_changed", change, real_now)
    await _tell_chat(db, event, occasion, "link_changed", change, real_now)
    return number


async def programme_changed(
    db: AsyncConnection, event: Event, change: ChangeId, *, everybody: bool, now: datetime, real_now: datetime
) -> int:
    """Who has the programme hears what changed, and the programme that they have is drawn anew; `everybody` who signed
    up where the day's hours changed."""
    occasion = f"programme_changed:{change}"
    await deliveries.cancel_kind(db, event.id, "programme_changed", "overtaken", real_now)
    await told.plan_edits(db, event.id, PROGRAMME_KINDS, occasion, event_now=now, now=real_now)
    people = await registered(db, event) if everybody else told.holders(event.id, PROGRAMME_KINDS)
    return await _tell(db, event, people, occasion, "programme_changed", change, real_now)


async def event_changed(db: AsyncConnection, event: Event, draft: ChangeId, *, real_now: datetime) -> int:
    """Moved, postponed, cancelled or on after all: everybody who signed up hears it, and the meeting's chat."""
    occasion = f"event_notice:{draft}"
    await deliveries.cancel_announcements(db, event.id, "event_changed", real_now)
    await deliveries.cancel_kind(db, event.id, "event_notice", "overtaken", real_now)
    number = await _tell(db, event, await registered(db, event), occasion, "event_notice", draft, real_now)
    await _tell_chat(db, event, occasion, "event_notice", draft, real_now)
    return number


async def overruled(db: AsyncConnection, file: Event, real_now: datetime) -> list[Change]:
    """At start: the event file was edited where chat changed it. The chat's stays; organisers are told once."""
    found = rule.overruled(file, (await changes.newest(db, file.id)).values())
    for one in found:
        for person in await roles.organisers(db, file):
            await roads.tell_one(
                db,
                file,
                person,
                occasion=f"overruled:{one.id}",
                kind="overruled",
                subject=str(one.id),
                until_at=None,
                now=real_now,
            )
    return found


async def registered(db: AsyncConnection, event: Event) -> Select[tuple[str]]:
    everybody = Announcement(
        key=AnnouncementKey("everybody"), when="start", template=Template.TEXT, audience=Audience.REGISTERED
    )
    return await audiences.query(db, event, everybody)


async def _tell(
    db: AsyncConnection,
    event: Event,
    people: Select[tuple[str]],
    occasion: str,
    kind: str,
    subject: ChangeId,
    real_now: datetime,
) -> int:
    return await roads.tell(
        db, event, people, occasion=occasion, kind=kind, subject=str(subject), until_at=None, now=real_now
    )


async def _tell_chat(
    db: AsyncConnection, event: Event, occasion: str, kind: str, subject: ChangeId, real_now: datetime
) -> None:
    chat = (await meetings.find(db, event.id)).conversation
    if chat is None:
        return
    draft = Draft(
        event=event.id,
        occasion=occasion,
        kind=kind,
        subject=str(subject),
        recipient=chat,
        road="meeting_chat",
        next_at=real_now,
    )
    await deliveries.plan(db, [draft], real_now)
