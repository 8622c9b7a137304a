"""Each moderator's cue when a part begins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from event import cues as rule
from event.definition import Event
from event.store import deliveries, roles
from event.store.deliveries import Draft


async def plan(
    db: AsyncConnection, event: Event, now: datetime, *, real_now: datetime, meeting_starts: bool = False
) -> int:
    """One for each moderator who met the bot and each part that is due, however often it is asked; who comes later
    gets the one of the part under way. Returns how many were planned now."""
    parts = rule.due(event, now, meeting_starts=meeting_starts)
    if not parts:
        return 0
    people = await roles.moderators(db, event)
    drafts = [
        Draft(
            event=event.id,
            # With the day: an event that was moved is begun again.
            occasion=f"cue:{part.key}:{event.date}",
            kind="cue",
            subject=part.key,
            recipient=person,
            road="personal",
            person_id=person,
            until_at=rule.ends(event, part),
            next_at=real_now,
        )
        for part in parts
        for person in people
    ]
    return await deliveries.plan(db, drafts, real_now)
