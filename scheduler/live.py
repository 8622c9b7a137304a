"""Cards in the meeting's chat whose numbers change while people look: edited every few seconds, not at every vote.

A conversation takes 1,800 messages an hour, edits included. Whoever changed something says so here, which costs
nothing; what is planned is drawn when it is sent, and so the last edit says how it stands in the end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from event.clock import Clock
from event.ids import DeliveryId, EventId, PollKey
from event.polls import PollState, RunningPoll, results_open
from event.reach import Road
from event.store import deliveries, edits, poll_people, polls
from event.store.changes import Living
from event.store.database import Database
from event.store.deliveries import Draft

BETWEEN = timedelta(seconds=5)
"""Of one poll. With several at once each waits longer."""

log = structlog.get_logger(__name__)


class LiveCards:
    """`clock` is the event's time, `real` the machine's; `wake` tells the worker."""

    def __init__(
        self,
        database: Database,
        living: Living,
        clock: Clock,
        real: Clock,
        wake: Callable[[], None],
        between: timedelta = BETWEEN,
    ) -> None:
        self._database = database
        self._living = living
        self._clock = clock
        self._real = real
        self._wake = wake
        self._between = between
        self._moved: set[PollKey] = set()
        self._stirred = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def moved(self, poll: PollKey) -> None:
        """What is shown of it changed, or may have."""
        self._moved.add(poll)
        self._stirred.set()

    async def start(self) -> None:
        """What a killed process had no time for is made up for."""
        async with self._database.read() as db:
            event = await self._living.look(db)
            for key in await polls.all_launched(db, event.id):
                self.moved(PollKey(key))
        self._task = asyncio.create_task(self._run(), name="live cards")

    async def stop(self) -> None:
        """With what moved last."""
        self._stopping.set()
        self._stirred.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while not self._stopping.is_set():
            await self._stirred.wait()
            self._stirred.clear()
            planned = await self._round()
            if self._moved:
                self._stirred.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._between.total_seconds() * max(1, planned)):
                    await self._stopping.wait()
        await self._round()

    async def _round(self) -> int:
        """Returns how many cards are to be edited."""
        moved, self._moved = self._moved, set()
        if not moved:
            return 0
        try:
            async with self._database.begin() as db:
                planned, again = await self._plan(db, moved)
        except Exception:  # the next round finds them again
            log.exception("live cards")
            self._moved |= moved
            return 1
        self._moved |= again
        if planned:
            self._wake()
        return planned

    async def _plan(self, db: AsyncConnection, moved: Collection[PollKey]) -> tuple[int, set[PollKey]]:
        event, now, again = await self._living.look(db), self._real.now(), set[PollKey]()
        running = await polls.all_launched(db, event.id)
        planned = 0
        for key in sorted(moved & running.keys()):
            poll, one = event.poll(key), running[key]
            if poll is None or not results_open(poll, one, self._clock.now(), voted=False):
                continue
            draft = await _edit(db, event.id, one, now)
            if draft is None:
                continue
            planned += 1
            if not await edits.plan_again(db, draft, self._between, now):
                again.add(key)
        return planned, again


async def _edit(db: AsyncConnection, event: EventId, running: RunningPoll, now: datetime) -> Draft | None:
    """Of the card that shows its numbers: the ballot while it is open, and then the result where what people wrote may
    still be decided about."""
    match running.state:
        case PollState.OPEN:
            launched = await deliveries.find(
                db, event, f"poll:{running.box}:launch", running.conversation, Road.MEETING_CHAT
            )
            return _draft(event, running, "live", "ballot", launched.id, now) if launched else None
        case PollState.CLOSED if running.hold is not None:
            last = await poll_people.last_result(db, event, f"poll:{running.box}:result:")
            return _draft(event, running, f"texts:{last.id}", "poll_result", last.id, now) if last else None
    return None


def _draft(event: EventId, running: RunningPoll, what: str, kind: str, replaces: DeliveryId, now: datetime) -> Draft:
    return Draft(
        event=event,
        occasion=f"poll:{running.box}:{what}",
        kind=kind,
        subject=running.key,
        recipient=running.conversation,
        road=Road.MEETING_CHAT.value,
        replaces=replaces,
        next_at=now,
    )
