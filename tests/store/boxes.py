"""Polls that are voted in at the store, without the people: what the tests of ballots have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import func, select

from event.definition import LocalLine, Option, Poll, PollKind
from event.errors import Refusal, RefusalCode
from event.ids import BoxId, ConversationId, EventId, OptionKey, PersonId, PollKey, VoterId
from event.kinds.shapes import Marks, Tally
from event.polls import PollState, RunningPoll, Standing
from event.seals import Code
from event.store import ballots, polls, sealed
from event.store.ballot_box import BallotBox, Cast, Vote
from event.store.database import Database
from event.store.tables import ballot, poll, roll

EVENT = EventId("dag")
CHAT = ConversationId("19:meeting_x@thread.v2")
MODERATOR = PersonId("m" * 32)
NOW = datetime(2027, 6, 4, 9, 0, tzinfo=UTC)
SECRET = b"a link key that nobody else has, of 32 bytes at least"
_OPTIONS = tuple(Option(key=OptionKey(one), text=LocalLine.model_validate(one).model_dump()) for one in "xyz")


def prepared(key: str = "poll", kind: PollKind = PollKind.SINGLE, *, anonymous: bool = True) -> Poll:
    question = LocalLine.model_validate("Wat vindt u?")
    options = _OPTIONS if kind is PollKind.SINGLE else ()
    return Poll(key=PollKey(key), kind=kind, question=question, options=options, anonymous=anonymous)


@dataclass
class Box:
    """A poll, and one replica that takes votes for it."""

    database: Database
    poll: Poll
    codes: dict[str, Code] = field(default_factory=dict)
    """Each voter's own, as their card has it."""
    _votes: BallotBox | None = None

    @property
    def id(self) -> BoxId:
        return BoxId(self.poll.key)

    async def launch(self) -> None:
        async with self.database.begin() as db:
            anonymous = self.poll.anonymous
            launched = await polls.launch(
                db, EVENT, self.poll.key, CHAT, MODERATOR, NOW, closes=None, anonymous=anonymous
            )
            assert launched is not None
            if anonymous:
                await sealed.open_box(db, EVENT, self.id, self.poll)

    async def close(self) -> None:
        async with self.database.begin() as db:
            await db.execute(poll.update().where(poll.c.key == self.poll.key).values(state="closed"))
            if self.poll.anonymous:
                await sealed.close_box(db, EVENT, self.id)

    async def reopen(self) -> None:
        async with self.database.begin() as db:
            await db.execute(poll.update().where(poll.c.key == self.poll.key).values(state="open"))
            if self.poll.anonymous:
                await sealed.open_box(db, EVENT, self.id, self.poll)

    async def vote(self, voter: str, *marks: str, code: Code | None = None) -> Cast:
        """With the voter's own code, if they have one, as their card sends it."""

        def judge(running: RunningPoll | None) -> Marks:
            if running is None or running.state is not PollState.OPEN:
                raise Refusal(RefusalCode.POLL_CLOSED)
            return marks

        if self._votes is None:
            self._votes = BallotBox(self.database, EVENT)
        known = code or self.codes.get(voter)
        cast = await self._votes.cast(Vote(poll=self.poll.key, voter=VoterId(voter), judge=judge, code=known))
        if cast.code is not None:
            self.codes[voter] = cast.code
        return cast

    async def standing(self) -> Standing:
        async with self.database.read() as db:
            return await ballots.standing(db, EVENT, await polls.find(db, EVENT, self.poll.key))

    async def agrees(self, truth: Mapping[str, Marks]) -> None:
        """Everything that is kept says the same as who voted what."""
        async with self.database.read() as db:
            its = (ballot.c.event == EVENT) & (ballot.c.box == self.id)
            kept = (await db.execute(select(func.count()).select_from(ballot).where(its))).scalar_one()
            assert kept == len(truth)
            assert (await ballots.totals(db, EVENT)).get(self.id, 0) == len(truth)
            running = await polls.find(db, EVENT, self.poll.key)
            assert running is not None
            assert await ballots.voted(db, EVENT, running) == set(truth)
            if self.poll.anonymous:
                on_roll = select(roll.c.voter).where(roll.c.event == EVENT, roll.c.box == self.id)
                assert sorted((await db.execute(on_roll)).scalars()) == sorted(truth)
                said = {who: await sealed.of_code(db, EVENT, self.id, self.codes[who]) for who in truth}
                assert said == truth
            else:
                assert await ballots.tally_of(db, EVENT, self.id) == tally_of(truth)
        assert (await self.standing()).votes == len(truth)


def tally_of(truth: Mapping[str, Marks]) -> Tally:
    counts = Counter(mark for marks in truth.values() for mark in marks)
    return Tally(ballots=len(truth), counts=dict(counts))


def same(one: Tally | None, other: Tally | None) -> bool:
    """Whatever they are made of."""
    if one is None or other is None:
        return one is other
    return (one.ballots, dict(one.counts)) == (other.ballots, dict(other.counts))
