"""How polls stand, as voters are shown it: looked up once a second in a full meeting, and not at every vote."""

from __future__ import annotations

from datetime import datetime

from event.clock import Clock
from event.definition import Poll
from event.ids import BoxId, EventId
from event.polls import RunningPoll, Standing, results_open
from event.store import ballots
from event.store.database import Database

_FEW = 50
"""Votes, up to which everybody is shown the newest."""
_SECONDS = 1.0


class Standings:
    """`real` is the machine's time."""

    def __init__(self, database: Database, event: EventId, real: Clock) -> None:
        self._database = database
        self._event = event
        self._real = real
        self._kept: dict[BoxId, tuple[datetime, Standing]] = {}

    async def of(self, poll: Poll, running: RunningPoll, now: datetime, *, voted: bool) -> Standing | None:
        """None when somebody who `voted`, or did not, may not see it at `now`."""
        if not results_open(poll, running, now, voted=voted):
            return None
        at, kept = self._kept.get(running.box, (None, None))
        moment = self._real.now()
        if at and kept and kept.votes > _FEW:
            if 0 <= (moment - at).total_seconds() < _SECONDS:
                return kept
            self._kept[running.box] = (moment, kept)  # who comes while one looks is shown what there was
        async with self._database.read() as db:
            found = await ballots.standing(db, self._event, running)
        self._kept[running.box] = (moment, found)
        return found
