"""An event that was changed says what it says now."""

from __future__ import annotations

from event.ids import PollKey
from tests.cards.example import EVENT


def test_a_changed_event_knows_its_own_polls() -> None:
    first = EVENT.polls[0]
    assert EVENT.poll(first.key) is first
    renamed = first.model_copy(update={"key": PollKey("ander")})
    changed = EVENT.with_(polls=(renamed,))
    assert changed.poll("ander") is renamed
    assert changed.poll(first.key) is None
    assert EVENT.poll(first.key) is first
    assert EVENT.with_(polls=EVENT.polls) == EVENT
