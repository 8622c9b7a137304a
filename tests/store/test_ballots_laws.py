"""Laws of ballots, with names and without: whatever order people vote, change their vote, close and reopen in."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from event.definition import PollKind
from event.kinds.shapes import Marks, Tally
from event.store.database import Database
from tests.store.boxes import SECRET, Box, prepared, same, tally_of

FEWEST = 5
"""As is promised."""
VOTERS = [f"v{number:02}" for number in range(16)]
SAYS = ("x", "y", "z")
Vote = tuple[str, str]
Act = str | tuple[Vote, ...]
"""`close`, `reopen`, or votes that come at once."""


@dataclass
class Law:
    """What should be so, worked out from who voted what alone."""

    anonymous: bool
    truth: dict[str, Marks] = field(default_factory=dict)
    open: bool = True
    shown: Tally | None = None
    coming: Tally | None = None
    came: list[str] = field(default_factory=list)
    """Who voted, each time."""
    upto: tuple[int, int] = (0, 0)
    """How many of these are in what is `shown` and in what is `coming`."""
    opened: int = 0
    """Ballots that were seen at a close."""
    since: set[str] = field(default_factory=set)
    """Who voted or changed their vote after that."""

    def votes(self, votes: Sequence[Vote]) -> None:
        self.truth |= {who: (said,) for who, said in votes}
        self.since |= {who for who, _ in votes}
        self.came += [who for who, _ in votes]
        if len(self.truth) >= (self.coming.ballots if self.coming else 0) + FEWEST:
            self.shown, self.coming = self.coming or self.shown, tally_of(self.truth)
            self.upto = (self.upto[1], len(self.came))

    def closes(self) -> None:
        new = len(self.truth) - self.opened
        if new >= FEWEST or (new == 0 and len(self.since) >= FEWEST):
            self.shown = self.coming = tally_of(self.truth)
            self.upto = (len(self.came), len(self.came))
            self.opened, self.since = len(self.truth), set()
        self.open = False

    @property
    def view(self) -> Tally | None:
        return self.shown if self.anonymous else tally_of(self.truth)


async def played(box: Box, acts: Sequence[Act]) -> None:
    law = Law(box.poll.anonymous)
    await box.launch()
    seen: Tally | None = None
    upto = 0
    for act in acts:
        if act == "close" and law.open:
            await box.close()
            law.closes()
        elif act == "reopen" and not law.open:
            await box.reopen()
            law.open = True
        elif not isinstance(act, str):
            casts = await asyncio.gather(*(box.vote(who, said) for who, said in act))
            assert all((cast.refusal is None) is law.open for cast in casts)
            if law.open:
                law.votes(act)
        await box.agrees(law.truth)
        view = (await box.standing()).tally
        assert same(view, law.view) or not law.truth, (act, view, law.view)
        if law.anonymous and not same(view, seen):
            assert view is not None
            assert view.ballots >= FEWEST
            assert len(set(law.came[upto : law.upto[0]])) >= FEWEST, "no two views in a row differ by fewer"
            new = view.ballots - (seen.ballots if seen else 0)
            assert new == 0 or new >= FEWEST
            seen, upto = view, law.upto[0]


POLLS = [(PollKind.SINGLE, True), (PollKind.TEXT, True), (PollKind.SINGLE, False), (PollKind.TEXT, False)]
_votes = st.lists(
    st.tuples(st.sampled_from(VOTERS), st.sampled_from(SAYS)), min_size=1, max_size=7, unique_by=lambda v: v[0]
)
_acts = st.lists(st.one_of(_votes.map(tuple), st.sampled_from(["close", "reopen"])), min_size=1, max_size=14)
_ALL_OF_THEM = tuple((who, "x") for who in VOTERS[:12])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(poll=st.sampled_from(POLLS), acts=_acts)
@example(
    poll=POLLS[1],
    acts=[_ALL_OF_THEM, "close", "reopen", (("v00", "y"),), tuple((w, "z") for w in VOTERS[12:]), "close"],
)
def test_what_is_shown_follows_from_who_voted_what(
    tmp_path_factory: pytest.TempPathFactory, poll: tuple[PollKind, bool], acts: list[Act]
) -> None:
    async def run() -> None:
        database = Database(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('laws') / 'x.db'}", SECRET)
        await database.open()
        try:
            await played(Box(database, prepared(kind=poll[0], anonymous=poll[1])), acts)
        finally:
            await database.close()

    asyncio.run(run())


@pytest.mark.parametrize("poll", POLLS, ids=lambda poll: f"{poll[0]}-{'anonymous' if poll[1] else 'named'}")
async def test_the_same_on_either_database(database_url: str, poll: tuple[PollKind, bool]) -> None:
    database = Database(database_url, SECRET)
    await database.open()
    chance = random.Random(20270604)  # noqa: S311
    for turn in range(3):
        acts: list[Act] = []
        for _ in range(25):
            some = chance.sample(VOTERS, chance.randint(1, 6))
            votes = tuple((who, chance.choice(SAYS)) for who in some)
            acts.append(chance.choice(("close", "reopen", votes, votes, votes, votes)))
        await played(Box(database, prepared(f"poll-{turn}", poll[0], anonymous=poll[1])), acts)
    await database.close()
