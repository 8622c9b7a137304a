"""The short way for a click and the long one say the same of it, whatever is bent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.requests import Clicked
from bot.teams.activities import Malformed, NotUnderstood, activity_of, request_of
from bot.teams.clicks import clicked_of
from tests.bot.bending import bend, documented, own

CLICKS = {
    name: body
    for name, body in (own() | documented()).items()
    if body.get("name") == "adaptiveCard/action" and "verb" in body["value"].get("action", {})
}
LAW = settings(
    max_examples=4000, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.parametrize("name", CLICKS)
def test_a_click_as_it_is_documented_takes_the_short_way(name: str) -> None:
    body = CLICKS[name]
    assert clicked_of(body) == request_of(activity_of(body))


def test_whatever_is_no_click_takes_the_long_way() -> None:
    for name, body in (own() | documented()).items():
        if name not in CLICKS:
            assert clicked_of(body) is None, name


@LAW
@given(st.data())
def test_both_ways_say_the_same(data: st.DataObject) -> None:
    """Bent in a few places. What the short way doesn't take is for the long one to judge."""
    body = bend(data.draw, CLICKS[data.draw(st.sampled_from(sorted(CLICKS)))])
    click = clicked_of(body)
    if click is not None:
        assert long_way(body) == click


def long_way(body: dict[str, Any]) -> Clicked | str:
    try:
        request = request_of(activity_of(body))
    except (Malformed, NotUnderstood) as problem:
        return type(problem).__name__
    assert isinstance(request, Clicked)
    return request
