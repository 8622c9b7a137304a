"""A bot that had a hundred thousand votes and met ten thousand people, against itself before and one that hadn't."""

from __future__ import annotations

from contextlib import AsyncExitStack
from statistics import median

from bench.client import Load, by_hand, load
from bench.figures import Figure
from bench.meeting import Bot, bot, openings, set_up, shown, votes

_PEOPLE = 10_000
_BALLOTS = 100_000
_PORTION = 10_000
"""Requests that are made beforehand at a time."""
_FIRST = 1_000
"""Ballots that a poll counts as new."""
_POLLS = 3
"""New ones in a round, so that a round is long enough to be measured."""
_ROUNDS = 6


async def measure() -> list[Figure]:
    async with AsyncExitStack() as stack:
        new_on = await stack.enter_async_context(set_up(polls=_POLLS * (_ROUNDS + 1)))
        full_on = await stack.enter_async_context(set_up())
        new = await stack.enter_async_context(bot(new_on))
        full = await stack.enter_async_context(bot(full_on))
        idle = full.program.memory()
        await new.launch(new_on.stage.event.polls[-_POLLS * (_ROUNDS + 1) :])
        await full.launch(full_on.stage.event.polls[:1])
        await _fill(full)
        after = full.program.memory()
        rounds = [await _round(new, full, number) for number in range(_ROUNDS + 1)][1:]  # the first warms up
        kept, counted = full.ballots()
        assert kept == counted == _BALLOTS + _POLLS * _FIRST * (_ROUNDS + 1), (kept, counted)
    first, later = (median(one[which].cpu for one in rounds) * 1e6 for which in (0, 1))
    return [
        Figure(
            what="CPU of a vote with 100,000 ballots in the poll over the first 1,000",
            ratio=median(later.cpu / first.cpu for first, later in rounds),
            measured=f"{later:.0f} to {first:.0f} µs",
            aim=1.1,
            limit=1.3,
        ),
        Figure(
            what="memory after 100,000 votes and 10,000 people over idle",
            ratio=after / idle,
            measured=f"{after:.0f} to {idle:.0f} MB: {after - idle:.0f} more",
            value=after - idle,
            aim=40,
            limit=80,
            unit=" MB more",
        ),
    ]


async def _fill(full: Bot) -> None:
    """By the road that everybody's takes: who votes first was met before."""
    stage = full.on.stage
    await load(full.program, openings(stage, range(_PEOPLE)), full.on.headers, shown, by_hand)
    for begins in range(0, _BALLOTS, _PORTION):
        some = votes(stage, stage.event.polls[0], range(begins, begins + _PORTION))
        await load(full.program, some, full.on.headers, shown, by_hand)


async def _round(new: Bot, full: Bot, number: int) -> tuple[Load, Load]:
    """The first votes in some new polls, and as many in the full one."""
    stage = new.on.stage
    fresh = stage.event.polls[-_POLLS * (number + 1) :][:_POLLS]
    bodies = [body for poll in fresh for body in votes(stage, poll, range(_FIRST))]
    first = await load(new.program, bodies, new.on.headers, shown, by_hand)
    stage, begins = full.on.stage, _BALLOTS + number * len(bodies)
    more = votes(stage, stage.event.polls[0], range(begins, begins + len(bodies)))
    return first, await load(full.program, more, full.on.headers, shown, by_hand)
