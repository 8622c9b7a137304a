"""Where votes go in: what came while the last commit ran is kept in the next, and each is answered after its commit.

There is no timer: a vote alone is committed at once, and in the hardest minute a commit carries as many as came
meanwhile and are still coming in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from event.errors import Refusal, RefusalCode
from event.ids import EventId, PollKey, VoterId
from event.kinds.shapes import BallotMistake, Marks
from event.polls import RunningPoll
from event.seals import Code, SealBroken
from event.store import ballots, polls, sealed
from event.store.database import Database
from event.store.lately import Lately

_LONGEST = 10.0
"""Seconds for a commit: Teams waits no longer."""
_MOST = 500
"""Votes in one commit."""
_ENOUGH = 100
"""Votes with which a commit waits for no more: what it costs itself is little for each of them."""
_QUIET = 4
"""Turns of the loop: as many as a request needs from the wire to here."""


@dataclass(frozen=True, kw_only=True)
class Vote:
    """`judge` says what it says, given how the poll stands in the transaction that keeps it; it raises Refusal when the
    vote doesn't count, and BallotMistake when it is filled in wrongly. It is asked in another thread, and so looks at
    nothing that changes. `code` is what the voter knows of an anonymous ballot of theirs."""

    poll: PollKey
    voter: VoterId
    judge: Callable[[RunningPoll | None], Marks]
    code: Code | None = None


@dataclass(frozen=True, kw_only=True)
class Cast:
    """What became of a vote: kept with these `marks`, or not and why. `running` is the poll as it stood; `code` is what
    an anonymous one is kept under, and `unkept` what one said that came after its voter had voted."""

    running: RunningPoll | None
    marks: Marks | None
    refusal: Refusal | BallotMistake | None = None
    code: Code | None = None
    unkept: Marks | None = None


class BallotBox:
    def __init__(self, database: Database, event: EventId) -> None:
        self._database = database
        self._event = event
        self._waiting: list[tuple[Vote, asyncio.Future[Cast]]] = []
        self._keeper: asyncio.Task[None] | None = None
        self._lately = Lately()

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
                await self._gather()
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                outcomes: Sequence[Cast | BaseException]
                try:
                    async with asyncio.timeout(_LONGEST):
                        outcomes = await self._database.in_one_go(partial(self._keep, [vote for vote, _ in batch]))
                except (SQLAlchemyError, OSError, TimeoutError, SealBroken) as error:
                    outcomes = [error] * len(batch)
                for (vote, kept), outcome in zip(batch, outcomes, strict=True):
                    told = self._answered(vote, outcome) if isinstance(outcome, Cast) else outcome
                    if kept.done():  # they hung up; it is kept all the same
                        continue
                    if isinstance(told, BaseException):
                        kept.set_exception(told)
                    else:
                        kept.set_result(told)
        finally:
            self._keeper = None

    def _answered(self, vote: Vote, cast: Cast) -> Cast:
        """An anonymous vote whose answer got lost comes again, and gets it again: nobody else could find the code."""
        if cast.running is None or not cast.running.anonymous:
            return cast
        box = cast.running.box
        if cast.code is not None and cast.marks is not None:
            self._lately.remember(box, vote.voter, cast.marks, cast.code)
        elif cast.unkept is not None and (code := self._lately.again(box, vote.voter, cast.unkept)):
            return replace(cast, marks=cast.unkept, refusal=None, unkept=None, code=code)
        return cast

    async def _gather(self) -> None:
        """Those that are on their way come along. A vote alone waits for nothing but that nobody follows."""
        quiet, before = 0, len(self._waiting)
        while quiet < _QUIET and before < _ENOUGH:
            await asyncio.sleep(0)
            quiet = 0 if len(self._waiting) > before else quiet + 1
            before = len(self._waiting)

    def _keep(self, batch: Sequence[Vote], db: Connection) -> list[Cast]:
        """All of them in one transaction; of several by one voter the last counts."""
        running = {key: polls.held(db, self._event, key) for key in sorted({vote.poll for vote in batch})}
        outcomes = [_judged(vote, running[vote.poll]) for vote in batch]
        for key, poll in running.items():
            mine = [i for i, vote in enumerate(batch) if vote.poll == key and outcomes[i].marks is not None]
            if poll is None or not mine:
                continue
            if poll.anonymous:
                sent = [
                    sealed.Sent(voter=batch[i].voter, marks=outcomes[i].marks or (), code=batch[i].code) for i in mine
                ]
                for i, kept in zip(mine, sealed.keep(db, self._event, poll.box, sent), strict=True):
                    outcomes[i] = _sealed(outcomes[i], kept.code)
            else:
                said = {batch[i].voter: outcomes[i].marks or () for i in mine}
                ballots.keep(db, self._event, poll.box, said)
        return outcomes


def _judged(vote: Vote, running: RunningPoll | None) -> Cast:
    try:
        return Cast(running=running, marks=vote.judge(running))
    except (Refusal, BallotMistake) as refusal:
        return Cast(running=running, marks=None, refusal=refusal)


def _sealed(cast: Cast, code: Code | None) -> Cast:
    if code is None:
        return replace(cast, marks=None, refusal=Refusal(RefusalCode.VOTED_ALREADY), unkept=cast.marks)
    return replace(cast, code=code)
