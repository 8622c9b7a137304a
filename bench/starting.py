"""From nothing to ready, and what it holds while it waits, against a bare server."""

from __future__ import annotations

from statistics import median

from bench.figures import Figure
from bench.meeting import bot, set_up
from bench.served import served

_STARTS = 5


async def measure() -> list[Figure]:
    """Each start has an empty database to set up."""
    took, bare_took, idle, bare_idle = [], [], [], []
    async with set_up() as on:
        for _ in range(_STARTS + 1):
            async with served("bare") as bare, bot(on) as ours:
                took.append(ours.program.took)
                bare_took.append(bare.took)
                idle.append(ours.program.memory())
                bare_idle.append(bare.memory())
    start, bare_start = median(took[1:]), median(bare_took[1:])
    memory, bare_memory = median(idle[1:]), median(bare_idle[1:])
    return [
        Figure(
            what="start to ready over a bare server's",
            ratio=start / bare_start,
            measured=f"{start:.2f} to {bare_start:.2f} s",
            value=start,
            aim=2,
            limit=3,
            unit=" s",
        ),
        Figure(
            what="idle memory over a bare server's",
            ratio=memory / bare_memory,
            measured=f"{memory:.0f} to {bare_memory:.0f} MB",
            value=memory,
            aim=130,
            limit=160,
            unit=" MB",
        ),
    ]
