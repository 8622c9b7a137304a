"""Whether and when to try again, as a pure decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from scheduler.messenger import Ambiguous, SendFailure, TryLater

MOST_ATTEMPTS = 8
"""Attempts that may fail before a delivery is given up; a 429 spends none."""
_FIRST = 2.0
_LONGEST = 900.0
_THROTTLED = 5.0


@dataclass(frozen=True, kw_only=True)
class Again:
    after: timedelta
    spend: bool


def decide(failure: SendFailure, attempts: int, random: Random) -> Again | None:
    """When to try again, after `attempts` failed before this one. None: never."""
    if not isinstance(failure, TryLater | Ambiguous):
        return None
    throttled = isinstance(failure, TryLater) and failure.throttled
    if not throttled and attempts + 1 >= MOST_ATTEMPTS:
        return None
    asked = failure.after if isinstance(failure, TryLater) else None
    if asked is not None:
        seconds = asked + random.uniform(0, min(1.0, 0.1 * asked))
    else:
        base = _THROTTLED if throttled else min(_LONGEST, _FIRST * 2**attempts)
        seconds = random.uniform(0.5 * base, base)
    return Again(after=timedelta(seconds=seconds), spend=not throttled)
