"""A program in a process of its own: what it is told, what it used, how long its loop stood still."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]
_PATIENCE = 600.0
"""Seconds for whatever it is told to do."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """`took` is in seconds, from its start until it was ready."""

    url: str
    took: float
    _process: asyncio.subprocess.Process
    _said: asyncio.Queue[dict[str, Any]]

    def cpu(self) -> float:
        """Seconds of processor time that it has used, in all its threads, its own and the system's for it."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident megabytes."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    async def told(self, what: str) -> Any:
        """What it answers once that is done."""
        assert self._process.stdin is not None
        self._process.stdin.write(what.encode() + b"\n")
        async with asyncio.timeout(_PATIENCE):
            return (await self._said.get())["value"]


@asynccontextmanager
async def served(
    *command: str, python: str = sys.executable, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Served]:
    """A program of ours by its name in `measured`, or another's command for its Python."""
    arguments: Sequence[str] = command if len(command) > 1 else ("-m", "bench.measured", *command)
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        python,
        *arguments,
        cwd=_ROOT,
        env=os.environ | dict(environment or {}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    listening = asyncio.create_task(_listen(process, said))
    try:
        ready = await said.get()
        if ready["event"] != "ready":
            raise RuntimeError(f"{' '.join(command)} didn't start:\n{ready['text']}")
        took = time.perf_counter() - began
        yield Served(url=f"http://127.0.0.1:{ready['port']}", took=took, _process=process, _said=said)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await listening


async def _listen(process: asyncio.subprocess.Process, said: asyncio.Queue[dict[str, Any]]) -> None:
    """Of all that it writes on standard error, what is for us; the last lines when it ends."""
    assert process.stderr is not None
    last: list[str] = []
    async for line in process.stderr:
        found = _object(line)
        if found.get("event") in ("ready", "done"):
            said.put_nowait(found)
        else:
            last = [*last[-40:], line.decode(errors="replace")]
    said.put_nowait({"event": "ended", "value": None, "text": "".join(last)})


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
