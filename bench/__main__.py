"""`make bench`: what the bot costs, each figure as a ratio against a reference of the same run, medians of several.
Two are promised outright and have a limit beside them; over it the bench ends with 1."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from event.eventfile import read, shipped
from rehearsal.stage import Stage

ROUNDS = 5
REQUESTS = 600
AT_ONCE = 64
STARTS = 5
MOST_SECONDS = 3.0
"""From the process's start until it is ready, with an empty database to set up."""
MOST_MEGABYTES = 160.0
"""Resident, of a bot that has nothing to do."""
BARE = """
import asyncio, sys
from aiohttp import web
async def answer(request):
    await request.read()
    return web.json_response({"statusCode": 200})
async def main():
    app = web.Application()
    app.router.add_post("/api/messages", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print('{"event": "ready", "port": %d}' % runner.addresses[0][1], file=sys.stderr, flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
BOT = "import sys; sys.argv = ['gastheer', 'run']; from bot.cli import main; main()"


@asynccontextmanager
async def served(program: str, **settings: str) -> AsyncIterator[tuple[int, str, float]]:
    """A program of its own that says when it is ready: its process id, URL, and seconds until then."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, env=os.environ | settings, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    async for line in process.stderr:
        said = json.loads(line) if line.startswith(b"{") else {}
        if said.get("event") == "ready":
            break
    else:
        raise RuntimeError("it didn't start")
    took = time.perf_counter() - began
    draining = asyncio.create_task(process.stderr.read())
    try:
        yield process.pid, f"http://127.0.0.1:{said['port']}", took
    finally:
        process.terminate()
        await process.wait()
        await draining


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Resident megabytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def load(post: Callable[[int], Awaitable[None]], pid: int) -> tuple[float, float, float]:
    """CPU seconds for each request, requests a second, and the 99th percentile in seconds."""
    numbers = iter(range(REQUESTS))
    times: list[float] = []

    async def one_by_one() -> None:
        for number in numbers:
            began = time.perf_counter()
            await post(number)
            times.append(time.perf_counter() - began)

    before, began = cpu(pid), time.perf_counter()
    await asyncio.gather(*(one_by_one() for _ in range(AT_ONCE)))
    took = time.perf_counter() - began
    return (cpu(pid) - before) / REQUESTS, REQUESTS / took, statistics.quantiles(times, n=100)[98]


async def votes(stage: Stage, bot: tuple[int, str, float], bare: tuple[int, str, float]) -> list[tuple[str, ...]]:
    """A vote against a bare handler that reads the same bytes, in turns."""
    moderator, organiser = stage.people["moderator"], stage.people["organiser"]
    await stage.installs(moderator)
    await stage.adds_bot(stage.meeting, organiser)
    await stage.says(moderator, "polls")
    await stage.clicks(moderator, "poll.preview")
    await stage.clicks(moderator, "poll.launch")
    await stage.wait_for(lambda: any("Poll:" in entry.summary for entry in stage.log.sent_to(stage.meeting.id)))
    poll = stage.event.polls[0]
    headers = {"Authorization": f"Bearer {stage.identity.token_for(f'{stage.url}/')}"}

    def body(number: int) -> dict[str, Any]:
        data = {"v": 1, "event": stage.event.id, "poll": poll.key, "option": poll.options[number % 2].key}
        value = {"action": {"type": "Action.Execute", "verb": "poll.vote", "data": data}, "trigger": "manual"}
        voter = stage.people["anonymous"]
        one = stage.activity(voter, stage.meeting, type="invoke", name="adaptiveCard/action", value=value)
        return one | {"from": {"id": f"29:voter-{number}", "name": "V"}}

    bodies = [json.dumps(body(number)).encode() for number in range(REQUESTS)]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        def poster(url: str) -> Callable[[int], Awaitable[None]]:
            async def post(number: int) -> None:
                async with session.post(f"{url}/api/messages", data=bodies[number], headers=headers) as answer:
                    assert (await answer.json(content_type=None))["statusCode"] == 200

            return post

        rounds = []
        for _ in range(ROUNDS + 1):
            reference = await load(poster(bare[1]), bare[0])
            rounds.append((reference, await load(poster(bot[1]), bot[0])))
    del rounds[0]  # the first warms up
    ratio_cpu = statistics.median(reference[0] / one[0] for reference, one in rounds)
    ratio_p99 = statistics.median(one[2] / reference[2] for reference, one in rounds)
    rate = statistics.median(one[1] for _, one in rounds)
    reference_rate = statistics.median(reference[1] for reference, _ in rounds)
    return [
        (
            "CPU of a bare aiohttp request over CPU of a vote",
            f"{ratio_cpu:.3f}",
            f"{rate:.0f}/s to {reference_rate:.0f}/s",
            "",
        ),
        ("p99 of a vote over a bare request's", f"{ratio_p99:.1f}", f"{AT_ONCE} at once", ""),
    ]


async def main() -> None:
    rows: list[tuple[str, ...]] = []
    event = read(shipped())
    async with Stage(event) as stage:
        with tempfile.TemporaryDirectory() as folder:
            settings = {f"GASTHEER_{name}": str(value) for name, value in stage.settings.items()}
            settings |= {"GASTHEER_PORT": "0", "GASTHEER_DATA_DIR": folder, "GASTHEER_LOG_FORMAT": "json"}
            starts, bare_starts, idle, bare_idle = [], [], [], []
            for number in range(STARTS):
                fresh = settings | {"GASTHEER_DATA_DIR": f"{folder}/{number}"}
                async with served(BARE) as bare, served(BOT, **fresh) as bot:
                    starts.append(bot[2])
                    bare_starts.append(bare[2])
                    idle.append(memory(bot[0]))
                    bare_idle.append(memory(bare[0]))
            median = statistics.median
            rows.append(
                (
                    "start to ready over a bare server's",
                    f"{median(starts) / median(bare_starts):.1f}",
                    f"{median(starts):.2f} s",
                    f"{MOST_SECONDS:g} s",
                )
            )
            rows.append(
                (
                    "idle memory over a bare server's",
                    f"{median(idle) / median(bare_idle):.1f}",
                    f"{median(idle):.0f} MB",
                    f"{MOST_MEGABYTES:g} MB",
                )
            )
            async with served(BARE) as bare, served(BOT, **settings) as bot:
                stage.bot_url = bot[1]
                rows += await votes(stage, bot, bare)
                # By now everything is loaded that is loaded late, such as what signs in.
                rested, bare_rested = memory(bot[0]), memory(bare[0])
            rows.append(
                (
                    "memory after these votes over a bare server's",
                    f"{rested / bare_rested:.1f}",
                    f"{rested:.0f} MB",
                    f"{MOST_MEGABYTES:g} MB",
                )
            )
    table = Table("what", "ratio", "measured", "limit")
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)
    if median(starts) > MOST_SECONDS or max(median(idle), rested) > MOST_MEGABYTES:
        sys.exit("Over its limit. On a busy machine, measure again.")


asyncio.run(main())
