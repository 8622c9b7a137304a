"""Ten thousand people vote on one poll, by name and anonymously; and a result of a hundred thousand ballots."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.client import Load, by_session, load
from bench.figures import Figure
from bench.meeting import Bot, answered, bot, set_up, shown, votes
from bench.served import served
from bench.votes import Stall, stall_of
from cards import result as cards
from cards.texts import texts
from cards.views_ballots import ResultView
from event.definition import Event, Poll
from event.eventfile import read, shipped
from event.ids import ConversationId, VoterId
from event.polls import PollState
from event.store import ballots, polls, sealed
from event.store.database import Database
from event.store.sealed import Sent
from event.store.tables import poll as poll_table

_PEOPLE = 10_000
_PORTION = 2_000
_MANY, _FEW = 100_000, 100
_AT_ONCE = 500
_LOOKS = 40
_SECRET = b"bench" * 8


async def measure() -> list[Figure]:
    return [*await _voting(), *await _showing()]


async def _voting() -> list[Figure]:
    async with AsyncExitStack() as stack:
        on = await stack.enter_async_context(set_up(polls=1, anonymous=True))
        ours = await stack.enter_async_context(bot(on))
        bare = await stack.enter_async_context(served("bare"))
        named, secret = on.stage.event.polls[0], on.stage.event.polls[-1]
        await ours.launch([named, secret])
        rounds: list[tuple[Load, Load, Load]] = []
        for begins in range(0, _PEOPLE, _PORTION):
            people = range(begins, begins + _PORTION)
            bodies = [votes(on.stage, poll, people) for poll in (named, secret)]
            first, second = [await load(ours.program, some, on.headers, shown, by_session) for some in bodies]
            rounds.append((first, second, await load(bare, bodies[0], on.headers, answered, by_session)))
        stalls = [await _closed(ours, poll) for poll in (named, secret)]
        for poll in (named, secret):
            said = Counter(poll.options[number % len(poll.options)].key for number in range(_PEOPLE))
            assert ours.tally(poll) == said | {"": _PEOPLE}, "every answered vote is in the tally"
    rounds = rounds[1:]  # the first warms up
    name, anonymous, without = (median(one[which].cpu for one in rounds) * 1e6 for which in range(3))
    (longest, worked), (reference, _) = stalls[1], stalls[0]
    return [
        Figure(
            what="CPU of a bare aiohttp handler's request over CPU of one of 10,000 people's votes",
            ratio=median(one[2].cpu / one[0].cpu for one in rounds),
            measured=f"{without:.0f} to {name:.0f} µs",
            more=True,
        ),
        Figure(
            what="  of an anonymous vote",
            ratio=median(one[2].cpu / one[1].cpu for one in rounds),
            measured=f"{without:.0f} to {anonymous:.0f} µs",
            more=True,
        ),
        Figure(
            what="CPU of an anonymous vote over one under a name",
            ratio=median(one[1].cpu / one[0].cpu for one in rounds),
            measured=f"{anonymous:.0f} to {name:.0f} µs",
            aim=2,
            limit=3,
        ),
        Figure(
            what="longest stall of the loop while 10,000 anonymous ballots are opened, over a close with names",
            ratio=longest / max(reference, 1e-4),
            measured=f"{longest * 1e3:.1f} ms ({worked * 1e3:.1f} at work) to {reference * 1e3:.1f}",
            value=longest * 1e3,
            aim=30,
            limit=80,
            unit=" ms",
        ),
    ]


async def _closed(ours: Bot, poll: Poll) -> Stall:
    await ours.program.told("watch")
    await ours.close(poll)
    return stall_of(await ours.program.told("longest"))


async def _showing() -> list[Figure]:
    """How a poll stands, looked up and drawn as the card that everybody gets."""
    event = read(shipped())
    figures = []
    for what, anonymous, closed in (
        ("under names", False, False),
        ("anonymous and open", True, False),
        ("anonymous and closed", True, True),
    ):
        async with AsyncExitStack() as stack:
            few = await stack.enter_async_context(_full(event, _FEW, anonymous=anonymous, closed=closed))
            many = await stack.enter_async_context(_full(event, _MANY, anonymous=anonymous, closed=closed))
            times = [(await _drawn(few, event), await _drawn(many, event)) for _ in range(_LOOKS + 5)]
        quick, slow = (median(one) * 1e3 for one in zip(*times[5:], strict=True))
        figures.append(
            Figure(
                what=f"result of 100,000 ballots shown over one of 100, {what}",
                ratio=slow / quick,
                measured=f"{slow:.1f} to {quick:.1f} ms",
                aim=2,
                limit=10,
            )
        )
    return figures


@asynccontextmanager
async def _full(event: Event, number: int, *, anonymous: bool, closed: bool) -> AsyncIterator[Database]:
    """With so many ballots in the event's first poll."""
    poll, chat = event.polls[0], ConversationId("19:bench")
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'x.db'}", _SECRET)
        await database.open()
        async with database.begin() as db:
            running = await polls.launch(
                db, event.id, poll.key, chat, None, event.start, closes=None, anonymous=anonymous
            )
            assert running is not None
            if anonymous:
                await sealed.open_box(db, event.id, running.box, poll)
        marks = [(poll.options[nth % len(poll.options)].key,) for nth in range(number)]
        for begins in range(0, number, _AT_ONCE):
            some = range(begins, min(begins + _AT_ONCE, number))
            keep: Callable[..., object]
            if anonymous:
                sent = [Sent(voter=VoterId(f"oid:t/{nth}"), marks=marks[nth], code=None) for nth in some]
                keep = partial(sealed.keep, event=event.id, box=running.box, votes=sent)
            else:
                said = {VoterId(f"oid:t/{nth}"): marks[nth] for nth in some}
                keep = partial(ballots.keep, event=event.id, box=running.box, said=said)
            await database.in_one_go(keep)
        if closed:
            async with database.begin() as db:
                await db.execute(poll_table.update().values(state=PollState.CLOSED.value))
                await sealed.close_box(db, event.id, running.box)
        yield database
        await database.close()


async def _drawn(database: Database, event: Event) -> float:
    poll = event.polls[0]
    began = perf_counter()
    async with database.read() as db:
        standing = await ballots.standing(db, event.id, await polls.find(db, event.id, poll.key))
    cards.result(ResultView(event=event, poll=poll, standing=standing), texts(event.languages[0]))
    return perf_counter() - began
