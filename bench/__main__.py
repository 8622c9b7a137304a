"""Runs the benchmarks that are named, or all of them but the peers: `make bench`, `make bench ARGS="votes sends"`,
`make bench PEERS=1`. Ends with 1 when something is over its limit."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any

from rich.console import Console

from bench import ballots, figures, peers, polls, sends, starting, viewers, votes
from bench.figures import Figure, Mark

_ALL: dict[str, Callable[[], Coroutine[Any, Any, list[Figure]]]] = {
    "starting": starting.measure,
    "votes": votes.measure,
    "sends": sends.measure,
    "ballots": ballots.measure,
    "polls": polls.measure,
    "viewers": viewers.measure,
    "peers": peers.measure,
}
_BUSY = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(_ALL)}")
    parser.add_argument("--peers", action="store_true", help="the empty bots of other libraries too")
    parser.add_argument("--markdown", action="store_true", help="the table as docs/performance.md has it")
    wanted = parser.parse_args()
    if unknown := set(wanted.names) - set(_ALL):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    names = wanted.names or [name for name in _ALL if name != "peers"]
    names += ["peers"] if wanted.peers and "peers" not in names else []
    console, errors = Console(width=150), Console(stderr=True)
    if (load := os.getloadavg()[0]) > _BUSY:
        errors.print(f"The machine is busy (load {load:.1f}): what others do on it shows in the figures.")
    found: list[Figure] = []
    began = time.monotonic()
    for name in names:
        errors.print(f"{name} ...")
        found += asyncio.run(_ALL[name]())
    if wanted.markdown:
        print(figures.markdown(found))
    else:
        console.print(figures.table(found))
    errors.print(f"{time.monotonic() - began:.0f} s")
    if any(one.mark is Mark.OVER for one in found):
        sys.exit("Over its limit. On a busy machine, measure again.")


main()
