"""Whether to try again, and when."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scheduler.messenger import Ambiguous, Refused, TryLater
from scheduler.retry import MOST_ATTEMPTS, decide


def test_a_refusal_is_final() -> None:
    assert decide(Refused("ConversationBlockedByUser", status=403), 0, Random(1)) is None  # noqa: S311


@given(st.integers(0, 1000), st.integers(0, 2**16))
def test_throttling_spends_no_attempt_and_waits_as_asked(attempts: int, seed: int) -> None:
    again = decide(TryLater("Throttled", status=429, after=7, throttled=True), attempts, Random(seed))  # noqa: S311
    assert again is not None
    assert not again.spend
    assert timedelta(seconds=7) <= again.after <= timedelta(seconds=8)


@given(st.integers(0, 2**16))
def test_others_back_off_and_end(seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    for failure in (TryLater("x", status=503), Ambiguous("y")):
        waits = []
        for attempts in range(MOST_ATTEMPTS - 1):
            again = decide(failure, attempts, chance)
            assert again is not None
            assert again.spend
            waits.append(again.after.total_seconds())
        assert decide(failure, MOST_ATTEMPTS - 1, chance) is None
        assert all(0 < wait <= 900 for wait in waits)
        assert waits[-1] > waits[0]
