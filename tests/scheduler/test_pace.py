"""No window ever holds more than its limit, and what may go at once does."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from event.ids import ConversationId, TenantId
from scheduler.pace import Limit, Pace, limits, slot

PACE = Pace(tenant=limits([(45, 1.0)]), conversation=limits([(6, 1.0), (55, 30.0), (1700, 3600.0)]))


@given(
    st.lists(st.floats(0, 2), min_size=1, max_size=200), st.sampled_from([(6, 1.0), (55, 30.0), (45, 1.0), (3, 7.0)])
)
def test_no_window_holds_more_than_the_limit(gaps: list[float], pair: tuple[int, float]) -> None:
    limit = Limit(count=pair[0], seconds=pair[1])
    tats, now, sent = {"x": 0.0}, 1_000_000.0, []
    for gap in gaps:
        now += gap
        at, tats = slot(tats, {"x": limit}, now)
        assert at >= now
        sent.append(at)
        now = at
    for start in sent:
        # The one that starts the window counts too: a limit over a second leaves one to spare below Teams' own.
        within = [at for at in sent if start <= at < start + limit.seconds - 1e-6]
        assert len(within) <= limit.count + 1


def test_a_quiet_meeting_chat_takes_a_burst_at_once() -> None:
    buckets = PACE.buckets(TenantId("t"), ConversationId("c"))
    tats, waits = dict.fromkeys(buckets, 0.0), []
    for _ in range(12):
        at, tats = slot(tats, buckets, 1_000_000.0)
        waits.append(at - 1_000_000.0)
    assert waits[0] == 0
    assert waits[-1] < 2.0
    assert all(later - earlier >= 1 / 6 - 1e-6 for earlier, later in itertools.pairwise(waits))


def test_a_tenant_sends_at_its_full_pace() -> None:
    tats, at = {"x": 0.0}, 0.0
    for _ in range(451):
        at, tats = slot(tats, {"x": PACE.tenant[0]}, 1_000_000.0)
    assert abs((at - 1_000_000.0) - 10.0) < 0.01
