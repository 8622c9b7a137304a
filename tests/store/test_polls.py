"""Polls as kept: what closes by itself, and what became of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from event import poll_life as life
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
        running = await polls.take(db, EVENT, KEY)
        assert running is not None
        await polls.put(db, EVENT, running, life.closed(running), None, SOON)
        assert await polls.due(db, EVENT, LATER) == []
        assert await polls.moments(db, EVENT) == []


async def test_what_became_of_it_is_kept_whole_and_each_act_has_its_number(database: Database) -> None:
    async with database.begin() as db:
        launched = await polls.launch(db, EVENT, KEY, CHAT, BY, NOW, closes=SOON, anonymous=True, hold=True)
        assert launched is not None
        kept = launched
        for after in (
            life.paused(kept, NOW),
            life.gone_on(life.paused(kept, NOW), NOW),
            life.extended(kept, 5),
            life.revealed(kept),
            life.reminded(life.revealed(kept)),
            life.reset(kept, NOW),
            life.undone(life.reset(kept, NOW), NOW),
            life.closed(kept),
            life.reopened(life.closed(kept), LATER),
        ):
            before = kept
            kept = await polls.put(db, EVENT, before, after, BY, NOW)
            assert await polls.find(db, EVENT, KEY) == kept
            assert kept.version == before.version + 1
        kept = await polls.put(db, EVENT, kept, life.reset(kept, NOW), BY, NOW)
        again = await polls.launch(db, EVENT, KEY, CHAT, BY, LATER, closes=None, anonymous=False)
        assert again is not None
        assert (again.state, again.run, again.closes, again.left) == (PollState.OPEN, 2, None, None)
        assert (again.revealed, again.reminded, again.reset_from) == (False, False, None)
        assert again.version == kept.version + 1
        assert await polls.take(db, EVENT, OTHER) is None
