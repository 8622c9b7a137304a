"""A poll's life in the meeting's chat: launched, given more time, closed by a moderator or by the clock."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from cards.views_polls import Done, PollControlView
from event import own_poll
from event.definition import Event, Poll
from event.ids import ConversationId, DeliveryId, EventId, PersonId, PollKey
from event.polls import PollState, RunningPoll, closes_at
from event.store import audit, ballots, deliveries, meetings, polls, sealed

log = structlog.get_logger(__name__)


async def launch(
    db: AsyncConnection,
    event: EventId,
    poll: Poll,
    chat: ConversationId,
    minutes: int | None,
    by: PersonId | None,
    now: datetime,
    *,
    real_now: datetime,
) -> bool:
    """Put it in the meeting's chat, to close by itself after so many minutes. False when it was launched before.
    Without `by` it launches itself."""
    closes = closes_at(minutes, now)
    running = await polls.launch(db, event, poll.key, chat, by, now, closes=closes, anonymous=poll.anonymous)
    if running is None:
        return False
    if running.anonymous:
        await sealed.open_box(db, event, running.box, poll)
    await deliveries.plan(db, [_post(event, running, "launch", "ballot", real_now)], real_now)
    await audit.note(db, event, by, "poll.launch", now, subject=poll.key, minutes=minutes)
    return True


async def extend(
    db: AsyncConnection,
    event: EventId,
    key: PollKey,
    was: datetime,
    closes: datetime | None,
    by: PersonId,
    now: datetime,
    *,
    real_now: datetime,
) -> bool:
    """Let it close later, or not by itself; the card in the chat says so. False when it no longer closes at `was`."""
    if not await polls.extend(db, event, key, was, closes, now):
        return False
    until = str(int(closes.timestamp())) if closes else "open"
    await _edit(db, event, key, f"until:{until}", "ballot", real_now)
    await audit.note(
        db, event, by, "poll.extend", now, subject=key, until=closes.isoformat(timespec="seconds") if closes else None
    )
    return True


async def close(
    db: AsyncConnection, event: EventId, key: PollKey, by: PersonId | None, now: datetime, *, real_now: datetime
) -> bool:
    """No more votes; the card in the chat says so, and the result comes below it. Without `by` the clock closes it,
    if its moment has come. False when it isn't open."""
    if not await polls.close(db, event, key, by, now):
        return False
    running = await polls.find(db, event, key)
    if running is not None:
        if running.anonymous:
            await sealed.close_box(db, event, running.box)
        await _edit(db, event, key, f"close:{int(now.timestamp())}", "poll_closed", real_now)
        await deliveries.plan(
            db, [_post(event, running, f"result:{int(now.timestamp())}", "poll_result", real_now)], real_now
        )
    await audit.note(db, event, by, "poll.close", now, subject=key)
    return True


async def close_due(db: AsyncConnection, event: EventId, now: datetime, *, real_now: datetime) -> None:
    """Close those whose moment has come. Whichever tick comes first does it, once."""
    for key in await polls.due(db, event, now):
        if await close(db, event, key, None, now, real_now=real_now):
            log.info("poll closed by itself", poll=key)


async def control_view(
    db: AsyncConnection, event: Event, poll: Poll, now: datetime, done: Done | None = None
) -> PollControlView:
    """A poll as it stands, for a moderator."""
    running = await polls.find(db, event.id, poll.key)
    meeting = await meetings.find(db, event.id)
    return PollControlView(
        event=event,
        poll=poll,
        state=running.stands(now) if running else PollState.PREPARED,
        standing=await ballots.standing(db, event.id, running),
        anonymous=running.anonymous if running else poll.anonymous,
        meeting_known=meeting.conversation is not None,
        now=now,
        closes=running.closes if running else None,
        own=own_poll.is_own(poll.key),
        done=done,
    )


async def _edit(db: AsyncConnection, event: EventId, key: PollKey, what: str, kind: str, real_now: datetime) -> None:
    """Change the launched card, once it is there."""
    running = await polls.find(db, event, key)
    if running is None:
        return
    launched = await deliveries.find(db, event, _occasion(running, "launch"), running.conversation, "meeting_chat")
    if launched is not None:
        await deliveries.plan(db, [_post(event, running, what, kind, real_now, replaces=launched.id)], real_now)


def _occasion(running: RunningPoll, what: str) -> str:
    return f"poll:{running.box}:{what}"


def _post(
    event: EventId,
    running: RunningPoll,
    what: str,
    kind: str,
    real_now: datetime,
    *,
    replaces: DeliveryId | None = None,
) -> deliveries.Draft:
    return deliveries.Draft(
        event=event,
        occasion=_occasion(running, what),
        kind=kind,
        subject=running.key,
        recipient=running.conversation,
        road="meeting_chat",
        replaces=replaces,
        next_at=real_now,
    )
