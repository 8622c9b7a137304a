"""A message that leaves by our connector, against the same bytes posted by an aiohttp session: in turns, in one
process, to a server that takes whatever comes."""

from __future__ import annotations

from contextlib import AsyncExitStack
from statistics import median

from bench.figures import Figure
from bench.meeting import set_up
from bench.served import Served, served
from bench.votes import Stall, stall, stall_of

_ROUNDS = 7
_STALL_ROUNDS = 5
_MESSAGES = 4000
_AT_ONCE = 8
"""As many as the worker has under way."""


async def measure() -> list[Figure]:
    async with AsyncExitStack() as stack:
        on = await stack.enter_async_context(set_up())
        taker = await stack.enter_async_context(served("taker"))
        settings = on.settings | {"BENCH_TAKER": taker.url, "BENCH_AT_ONCE": str(_AT_ONCE)}
        sender = await stack.enter_async_context(served("sender", environment=settings))
        rounds = [(await _cost(sender, "post"), await _cost(sender, "send")) for _ in range(_ROUNDS + 1)][1:]
        stalls = [(await _longest(sender, "send"), await _longest(sender, "post")) for _ in range(_STALL_ROUNDS)]
        size = await sender.told("post 0")
    post, send = (median(one) * 1e6 for one in zip(*rounds, strict=True))
    return [
        Figure(
            what="CPU of a raw aiohttp session's POST over CPU of a proactive send",
            ratio=median(post / send for post, send in rounds),
            measured=f"{post:.0f} to {send:.0f} µs, {size:,} bytes",
            aim=0.7,
            limit=0.5,
            more=True,
        ),
        stall("longest stall of the event loop while sending", stalls),
    ]


async def _cost(sender: Served, how: str) -> float:
    """Seconds of processor time for each."""
    before = sender.cpu()
    await sender.told(f"{how} {_MESSAGES}")
    return (sender.cpu() - before) / _MESSAGES


async def _longest(sender: Served, how: str) -> Stall:
    await sender.told("watch")
    await sender.told(f"{how} {_MESSAGES}")
    return stall_of(await sender.told("longest"))
