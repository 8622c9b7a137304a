"""Where votes go in: what came while the last commit ran is kept in the next, and each is answered after its commit.

There is no timer: a vote alone is committed at once, and in the hardest minute a commit carries as many as came
meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from event.errors import Refusal
from event.ids import EventId, OptionKey, PollKey, VoterId
from event.polls import RunningPoll
from event.store import polls
from event.store.database import Database

_LONGEST = 10.0
"""Seconds for a commit: Teams waits no longer."""
_MOST = 500
"""Votes in one commit."""


@dataclass(frozen=True, kw_only=True)
class Vote:
    """`judge` says which option it is for, given how the poll stands in the transaction that keeps it; it raises
    Refusal when the vote doesn't count. It is
    asked in another thread, and so looks at nothing that changes."""

    poll: PollKey
    voter: VoterId
    judge: Callable[[RunningPoll | None], OptionKey]


@dataclass(frozen=True, kw_only=True)
class Cast:
    """What became of a vote: kept for `option`, or refused. `running` is the poll as it stood."""

    running: RunningPoll | None
    option: OptionKey | None
    refusal: Refusal | None = None


class BallotBox:
    def __init__(self, database: Database, event: EventId) -> None:
        self._database = database
        self._event = event
        self._waiting: list[tuple[Vote, asyncio.Future[Cast]]] = []
        self._keeper: asyncio.Task[None] | None = None

    async def cast(self, vote: Vote) -> Cast:
        """Answered once it is kept for good. What the database fails at is raised to each whose vote was in it."""
        kept: asyncio.Future[Cast] = asyncio.get_running_loop().create_future()
        self._waiting.append((vote, kept))
        if self._keeper is None:
            # A task of its own: somebody who hangs up takes nobody else's vote along.
            self._keeper = asyncio.create_task(self._keep_all(), name="ballot box")
        return await kept

    async def _keep_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                outcomes: Sequence[Cast | BaseException]
                try:
                    async with asyncio.timeout(_LONGEST):
                        outcomes = await self._database.in_one_go(partial(self._keep, [vote for vote, _ in batch]))
                except (SQLAlchemyError, OSError, TimeoutError) as error:
                    outcomes = [error] * len(batch)
                for (_, kept), outcome in zip(batch, outcomes, strict=True):
                    if kept.done():  # they hung up; it is kept all the same
                        continue
                    if isinstance(outcome, BaseException):
                        kept.set_exception(outcome)
                    else:
                        kept.set_result(outcome)
        finally:
            self._keeper = None

    def _keep(self, batch: Sequence[Vote], db: Connection) -> list[Cast]:
        """All of them in one transaction; of several by one voter the last counts."""
        running = {key: polls.held(db, self._event, key) for key in sorted({vote.poll for vote in batch})}
        outcomes = [_judged(vote, running[vote.poll]) for vote in batch]
        choices: dict[PollKey, dict[VoterId, OptionKey]] = {}
        for vote, outcome in zip(batch, outcomes, strict=True):
            if outcome.option is not None:
                choices.setdefault(vote.poll, {})[vote.voter] = outcome.option
        for key, chosen in choices.items():
            polls.keep_votes(db, self._event, key, chosen)
        return outcomes


def _judged(vote: Vote, running: RunningPoll | None) -> Cast:
    try:
        return Cast(running=running, option=vote.judge(running))
    except Refusal as refusal:
        return Cast(running=running, option=None, refusal=refusal)
