"""When a poll launches itself, and until when that is of use."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event import changes
from event import poll_plans as rule
from event.definition import Event, Poll, Status
from event.ids import ConversationId
from event.poll_plans import Due
from event.polls import PollState, RunningPoll
from event.times import moment
from tests.cards.example import EVENT

START, END = EVENT.start, EVENT.end
PART = next(part for part in EVENT.parts if part.key == "ochtend")
PART_END = datetime.combine(EVENT.date, PART.end, EVENT.zone)


def planned(launch: str | None, part: str | None = "ochtend") -> Poll:
    return EVENT.polls[0].model_copy(update={"launch": launch, "part": part})


def run(state: PollState, **more: object) -> RunningPoll:
    return RunningPoll(key=EVENT.polls[0].key, state=state, conversation=ConversationId("19:x"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("launch", "part", "until"),
    [
        ("start of ochtend", None, PART_END),
        ("5 minutes after start", "ochtend", PART_END),
        ("5 minutes after start", None, END),
        ("end of ochtend", "ochtend", END),
    ],
)
def test_it_is_of_use_until_its_part_is_over(launch: str, part: str | None, until: datetime) -> None:
    poll = planned(launch, part)
    when = moment(launch, EVENT)
    assert rule.of_use_until(EVENT, poll, when) == until
    for now, due in (
        (when - timedelta(seconds=1), Due.NOT_YET),
        (when, Due.NOW),
        (until - timedelta(seconds=1), Due.NOW),
        (until, Due.TOO_LATE),
    ):
        assert rule.due(EVENT, poll, None, now) is due


def test_on_another_day_it_is_of_use_that_day() -> None:
    poll = planned("1 days before start at 20:00")
    when = moment("1 days before start at 20:00", EVENT)
    assert rule.due(EVENT, poll, None, when + timedelta(hours=3, minutes=59)) is Due.NOW
    assert rule.due(EVENT, poll, None, when + timedelta(hours=4)) is Due.TOO_LATE


def test_not_what_was_launched_nor_what_was_reset_since() -> None:
    poll, when = planned("start"), START
    for state in (PollState.OPEN, PollState.PAUSED, PollState.CLOSED):
        assert rule.planned(EVENT, poll, run(state)) is None
    assert rule.planned(EVENT, poll, run(PollState.PREPARED, reset_at=when + timedelta(minutes=1))) is None
    assert rule.planned(EVENT, poll, run(PollState.PREPARED, reset_at=when - timedelta(minutes=1))) == when
    assert rule.planned(EVENT, planned(None), None) is None
    assert rule.planned(EVENT, planned("start of avond"), None) is None, "its part was taken out since"


@pytest.mark.parametrize("status", [Status.POSTPONED, Status.CANCELLED])
def test_nothing_on_a_day_that_doesnt_go_on(status: Status) -> None:
    assert rule.due(EVENT.with_(status=status), planned("start"), None, START) is Due.NOT_YET


def test_the_clock_knows_its_moments() -> None:
    event = EVENT.with_(polls=(planned("start"), EVENT.polls[1]))
    assert rule.moments(event) == [START]


@given(st.integers(-400, 400), st.times())
def test_a_time_is_kept_by_the_events_own_day(days: int, at: object) -> None:
    wall = datetime.combine(EVENT.date + timedelta(days=days), at).replace(second=0, microsecond=0)  # type: ignore[arg-type]
    when = moment(f"{wall:%Y-%m-%d %H:%M}", EVENT)
    written = rule.at_time(EVENT, when)
    assert moment(written, EVENT) == when
    moved = EVENT.with_(date=EVENT.date + timedelta(days=7))
    assert moment(written, moved).astimezone(EVENT.zone).date() == when.astimezone(EVENT.zone).date() + timedelta(7)


def test_the_files_wall_times_move_along_with_the_day_and_the_order_is_the_moderators() -> None:
    first, second = EVENT.polls
    file = EVENT.with_(polls=(first.model_copy(update={"launch": f"{EVENT.date} 10:45"}), second))
    to = EVENT.date + timedelta(days=7)

    def launch(event: Event) -> datetime:
        found = event.poll(first.key)
        assert found is not None
        assert found.launch is not None
        return moment(found.launch, event).astimezone(EVENT.zone)

    moved = changes.apply(file, {changes.DATE: to.isoformat()})
    assert launch(moved).date() == to
    assert date.fromisoformat(changes.value_of(moved, changes.DATE)) == to
    order = [second.key, first.key, "gone"]
    turned = changes.apply(file, {changes.POLL_ORDER: order, changes.poll(first.key): first.model_dump(mode="json")})
    assert [one.key for one in turned.polls] == [second.key, first.key]
    newer = first.model_copy(update={"key": "newer"})
    longer = changes.apply(file.with_(polls=(newer, first, second)), {changes.POLL_ORDER: order})
    assert [one.key for one in longer.polls] == [second.key, first.key, "newer"]
