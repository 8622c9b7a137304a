"""What a figure says of its aim and limit, whichever way is better."""

from __future__ import annotations

import pytest

from bench.figures import Figure, Mark, markdown


@pytest.mark.parametrize(
    ("ratio", "mark"),
    [(0.6, Mark.AIM), (0.599, Mark.WITHIN), (0.45, Mark.WITHIN), (0.449, Mark.OVER)],
)
def test_more_is_better(ratio: float, mark: Mark) -> None:
    assert Figure(what="x", ratio=ratio, measured="", aim=0.6, limit=0.45, more=True).mark is mark


@pytest.mark.parametrize(
    ("value", "mark"),
    [(30.0, Mark.AIM), (30.1, Mark.WITHIN), (80.0, Mark.WITHIN), (80.1, Mark.OVER)],
)
def test_less_is_better_of_a_value_beside_the_ratio(value: float, mark: Mark) -> None:
    assert Figure(what="x", ratio=1000.0, measured="", value=value, aim=30, limit=80).mark is mark


def test_without_a_limit_nothing_is_over_it() -> None:
    assert Figure(what="x", ratio=9.9, measured="", aim=10, more=True).mark is Mark.BELOW
    assert Figure(what="x", ratio=9.9, measured="").mark is Mark.NONE


def test_the_page_has_a_row_for_each() -> None:
    one = Figure(what="stall", ratio=2.0, measured="8 to 4 ms", value=8.0, aim=30, limit=80, unit=" ms")
    assert markdown([one]).splitlines()[-1] == "| stall | 2.00 | 8 to 4 ms | ≤ 30 ms | ≤ 80 ms | aim met |"
