"""A vote, checked, kept for good and answered, against a bare handler that reads the same bytes: in turns."""

from __future__ import annotations

from contextlib import AsyncExitStack
from statistics import median

from bench.client import AT_ONCE, Client, Load, by_hand, by_session, load
from bench.figures import Figure
from bench.meeting import Bot, answered, bot, set_up, shown, votes
from bench.served import Served, served

_ROUNDS = 7
_STALL_ROUNDS = 5
_VOTES = 3000
"""In a round."""


async def measure() -> list[Figure]:
    async with AsyncExitStack() as stack:
        on = await stack.enter_async_context(set_up())
        ours = await stack.enter_async_context(bot(on))
        bare = await stack.enter_async_context(served("bare"))
        quick = await stack.enter_async_context(served("quick_bare"))
        await ours.launch(on.stage.event.polls[:1])
        rounds = _Rounds(ours, (bare, quick))
        usual = [await rounds.play(by_session) for _ in range(_ROUNDS + 1)][1:]  # the first warms up
        busy = [await rounds.play(by_hand) for _ in range(_ROUNDS + 1)][1:]
        stalls = [await rounds.watch() for _ in range(_STALL_ROUNDS)]
        rounds.check()
    return [
        _cpu("CPU of a bare aiohttp handler's request over CPU of a vote", usual, 1, aim=0.60, limit=0.45),
        _cpu("  the bare handler on uvloop, as the bot", usual, 2),
        _cpu("  asked by a client that leaves neither idle", busy, 1),
        _p99("p99 of a vote over the bare handler's", usual, aim=2.5, limit=4),
        _p99("  asked by a client that leaves neither idle", busy),
        stall("longest stall of the event loop while voting", stalls),
    ]


Stall = tuple[float, float]
"""Seconds, and how many of them the process worked."""


def stall(what: str, rounds: list[tuple[Stall, Stall]]) -> Figure:
    """Of the longest of each round, ours and the reference's, the longest."""
    (ours, worked), (reference, _) = ((max(one)[0] * 1e3, max(one)[1] * 1e3) for one in zip(*rounds, strict=True))
    said = f"{ours:.1f} ms ({worked:.1f} at work) to {reference:.1f}"
    return Figure(what=what, ratio=ours / reference, measured=said, value=ours, aim=30, limit=80, unit=" ms")


def stall_of(said: list[float]) -> Stall:
    return said[0], said[1]


class _Rounds:
    """Each has voters of its own."""

    def __init__(self, ours: Bot, bare: tuple[Served, ...]) -> None:
        self._ours = ours
        self._bare = bare
        self._voted = 0

    async def play(self, client: Client) -> tuple[Load, ...]:
        """What a vote costs, and then what it costs each of the bare servers."""
        bodies, headers = self._votes(), self._ours.on.headers
        bare = [await load(one, bodies, headers, answered, client) for one in self._bare]
        return await load(self._ours.program, bodies, headers, shown, client), *bare

    async def watch(self) -> tuple[Stall, Stall]:
        """The longest stall of ours, and of a bare server."""
        found = []
        for one, good in ((self._ours.program, shown), (self._bare[0], answered)):
            await one.told("watch")
            await load(one, self._votes(), self._ours.on.headers, good, by_hand)
            found.append(stall_of(await one.told("longest")))
        return found[0], found[1]

    def _votes(self) -> list[bytes]:
        stage = self._ours.on.stage
        made = votes(stage, stage.event.polls[0], range(self._voted, self._voted + _VOTES))
        self._voted += _VOTES
        return made

    def check(self) -> None:
        """No figure is worth anything when a vote got lost."""
        kept, counted = self._ours.ballots()
        assert kept == counted > 0, (kept, counted)


def _cpu(
    what: str, rounds: list[tuple[Load, ...]], to: int, aim: float | None = None, limit: float | None = None
) -> Figure:
    ratio = median(one[to].cpu / one[0].cpu for one in rounds)
    vote, bare = (median(one[which].cpu for one in rounds) * 1e6 for which in (0, to))
    rate, bare_rate = (median(one[which].rate for one in rounds) for which in (0, to))
    said = f"{bare:.0f} to {vote:.0f} µs, {bare_rate:,.0f} to {rate:,.0f}/s"
    return Figure(what=what, ratio=ratio, measured=said, aim=aim, limit=limit, more=True)


def _p99(what: str, rounds: list[tuple[Load, ...]], aim: float | None = None, limit: float | None = None) -> Figure:
    ratio = median(one[0].p99 / one[1].p99 for one in rounds)
    vote, bare = (median(one[which].p99 for one in rounds) * 1e3 for which in (0, 1))
    return Figure(
        what=what, ratio=ratio, measured=f"{vote:.1f} to {bare:.1f} ms, {AT_ONCE} at once", aim=aim, limit=limit
    )
