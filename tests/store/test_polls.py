"""Polls as kept: what closes by itself, and more time for what is still open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from event.ids import ConversationId, EventId, PersonId, PollKey
from event.polls import PollState
from event.store import polls
from event.store.database import Database

EVENT, KEY, OTHER = EventId("dag"), PollKey("een"), PollKey("twee")
CHAT, BY = ConversationId("19:meeting_x@thread.v2"), PersonId("p" * 32)
NOW = datetime(2027, 6, 4, 8, 30, 12, 345678, tzinfo=UTC)
SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(minutes=10)


async def test_each_closes_at_its_own_moment(database: Database) -> None:
    async with database.begin() as db:
        assert await polls.launch(db, EVENT, KEY, CHAT, BY, NOW, closes=SOON, anonymous=False)
        assert await polls.launch(db, EVENT, OTHER, CHAT, BY, NOW, closes=None, anonymous=False)
        assert not await polls.launch(db, EVENT, KEY, CHAT, BY, NOW, closes=LATER, anonymous=False), "once"
        assert await polls.moments(db, EVENT) == [SOON]
        assert await polls.due(db, EVENT, SOON - timedelta(microseconds=1)) == []
        assert await polls.due(db, EVENT, SOON) == [KEY]
        assert not await polls.close(db, EVENT, KEY, None, SOON - timedelta(microseconds=1)), "not of itself, before"
        assert not await polls.close(db, EVENT, OTHER, None, LATER), "it has no moment"
        assert await polls.close(db, EVENT, KEY, None, SOON)
        assert not await polls.close(db, EVENT, KEY, None, LATER), "once"
        assert await polls.close(db, EVENT, OTHER, BY, NOW)
        assert await polls.due(db, EVENT, LATER) == []
        assert await polls.moments(db, EVENT) == []


async def test_more_time_is_for_what_is_open_and_for_the_moment_that_was_seen(database: Database) -> None:
    async with database.begin() as db:
        await polls.launch(db, EVENT, KEY, CHAT, BY, NOW, closes=SOON, anonymous=False)
        assert not await polls.extend(db, EVENT, KEY, SOON + timedelta(microseconds=1), LATER, NOW), "another moment"
        assert not await polls.extend(db, EVENT, KEY, SOON, LATER, SOON), "past its moment"
        assert await polls.extend(db, EVENT, KEY, SOON, LATER, NOW)
        running = await polls.find(db, EVENT, KEY)
        assert running is not None
        assert (running.state, running.closes) == (PollState.OPEN, LATER)
        assert await polls.extend(db, EVENT, KEY, LATER, None, NOW)
        assert not await polls.extend(db, EVENT, KEY, LATER, SOON, NOW), "it has no moment any more"
        await polls.close(db, EVENT, KEY, BY, NOW)
        assert not await polls.extend(db, EVENT, KEY, LATER, LATER + timedelta(minutes=5), NOW), "closed"
