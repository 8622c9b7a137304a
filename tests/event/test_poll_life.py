"""A poll's states: what can be done in each, and what no sequence of acts can bring about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event import poll_life as life
from event.definition import Poll, ResultsShown
from event.errors import Refusal, RefusalCode
from event.ids import ConversationId
from event.poll_life import Act, Verdict
from event.polls import PollState, RunningPoll, check_vote
from tests.cards.example import EVENT

DIER = EVENT.polls[0]
CHAT, NOW = ConversationId("19:x"), EVENT.start
STATES = list(PollState)


def running(state: PollState, **more: object) -> RunningPoll:
    return RunningPoll(key=DIER.key, state=state, conversation=CHAT, **more)  # type: ignore[arg-type]


TABLE = {
    #                   prepared, open, paused, closed
    Act.LAUNCH:       "do already already already",
    Act.EXTEND:       "not_now do do not_now",
    Act.PAUSE:        "not_now do already not_now",
    Act.GO_ON:        "not_now already do not_now",
    Act.CLOSE:        "not_now do do already",
    Act.REOPEN:       "not_now already not_now do",
    Act.RESET:        "already do do do",
    Act.UNDO_RESET:   "do already already already",
    Act.REVEAL:       "not_now do do already",
    Act.REMIND:       "not_now do not_now not_now",
    Act.CHANGE:       "do not_now not_now not_now",
}  # fmt: skip
FULL = {
    PollState.PREPARED: running(PollState.PREPARED, reset_from=PollState.CLOSED, run=2),
    PollState.OPEN: running(PollState.OPEN, closes=NOW + timedelta(minutes=5)),
    PollState.PAUSED: running(PollState.PAUSED, left=300),
    PollState.CLOSED: running(PollState.CLOSED),
}


def test_each_act_in_each_state() -> None:
    assert set(TABLE) == set(Act)
    for act, said in TABLE.items():
        for state, verdict in zip(STATES, said.split(), strict=True):
            assert life.verdict(act, DIER, FULL[state], NOW) is Verdict(verdict), (act, state)


def test_of_one_that_was_never_launched() -> None:
    can = {act for act in Act if life.verdict(act, DIER, None, NOW) is Verdict.DO}
    assert can == life.possible(DIER, None, NOW) == {Act.LAUNCH, Act.CHANGE}


def test_what_depends_on_more_than_the_state() -> None:
    later = DIER.model_copy(update={"results": ResultsShown.REVEALED})
    closed = running(PollState.CLOSED)
    assert life.verdict(Act.REVEAL, later, closed, NOW) is Verdict.DO
    assert life.verdict(Act.REVEAL, later, life.revealed(closed), NOW) is Verdict.ALREADY
    live = DIER.model_copy(update={"results": ResultsShown.LIVE})
    assert life.verdict(Act.REVEAL, live, running(PollState.OPEN), NOW) is Verdict.ALREADY
    assert life.verdict(Act.REMIND, DIER, life.reminded(running(PollState.OPEN)), NOW) is Verdict.ALREADY
    assert life.verdict(Act.EXTEND, DIER, running(PollState.OPEN), NOW) is Verdict.NOT_NOW, "it has no limit"
    assert life.verdict(Act.UNDO_RESET, DIER, life.changed(FULL[PollState.PREPARED]), NOW) is Verdict.NOT_NOW
    over = running(PollState.OPEN, closes=NOW)
    assert life.verdict(Act.CLOSE, DIER, over, NOW) is Verdict.ALREADY, "past its moment"
    assert life.verdict(Act.PAUSE, DIER, over, NOW) is Verdict.NOT_NOW


ACTS = st.lists(
    st.tuples(st.sampled_from(list(Act)), st.integers(0, 900), st.sampled_from([None, 1, 5, 30])), max_size=30
)


def done(one: RunningPoll, act: Act, poll: Poll, seconds: int, minutes: int | None) -> RunningPoll:
    """What the store would hold after it; unchanged where it can't be done. A poll past its moment is closed first."""
    now = NOW + timedelta(seconds=seconds)
    if one.state is PollState.OPEN and one.stands(now) is PollState.CLOSED:
        one = life.closed(one)
    if life.verdict(act, poll, one, now) is not Verdict.DO:
        return one
    closes = now + timedelta(minutes=minutes) if minutes else None
    match act:
        case Act.LAUNCH:
            return running(PollState.OPEN, closes=closes, run=one.run)
        case Act.EXTEND:
            return life.extended(one, minutes)
        case Act.PAUSE:
            return life.paused(one, now)
        case Act.GO_ON:
            return life.gone_on(one, now)
        case Act.CLOSE:
            return life.closed(one)
        case Act.REOPEN:
            return life.reopened(one, closes)
        case Act.RESET:
            return life.reset(one, now)
        case Act.UNDO_RESET:
            return life.undone(one, now)
        case Act.REVEAL:
            return life.revealed(one)
        case Act.REMIND:
            return life.reminded(one)
        case Act.CHANGE:
            return life.changed(one)


def takes_votes(one: RunningPoll, seconds: int) -> bool:
    try:
        check_vote(
            DIER,
            one,
            conversation=CHAT,
            inputs={"option": DIER.options[0].key},
            registered=True,
            now=NOW + timedelta(seconds=seconds),
            run=str(one.run),
        )
    except Refusal as refusal:
        if refusal.code not in (RefusalCode.POLL_NOT_OPEN, RefusalCode.POLL_CLOSED, RefusalCode.POLL_PAUSED):
            raise
        return False
    return True


@given(acts=ACTS)
def test_no_sequence_of_acts_breaks_what_must_hold(acts: list[tuple[Act, int, int | None]]) -> None:
    one, clock = running(PollState.OPEN), 0
    for act, wait, minutes in acts:
        clock += wait
        before, one = one, done(one, act, DIER, clock, minutes)
        stands = one.stands(NOW + timedelta(seconds=clock))
        assert takes_votes(one, clock) == (stands is PollState.OPEN)
        assert one.closes is None or one.left is None, "it runs or stands still"
        assert one.left is None or one.state in (PollState.PAUSED, PollState.PREPARED)
        assert (one.reset_from is None) or one.state is PollState.PREPARED
        assert one.run >= 1
        if act not in (Act.RESET, Act.UNDO_RESET):
            assert one.box == before.box, "votes stay where they are"
        if stands is PollState.PREPARED and one.reset_from is not None:
            assert done(one, Act.UNDO_RESET, DIER, clock, None).run == one.run - 1


@given(
    state=st.sampled_from([PollState.OPEN, PollState.PAUSED, PollState.CLOSED]),
    limit=st.none() | st.integers(1, 3600),
    after=st.integers(0, 3600),
    away=st.integers(0, 10_000),
)
def test_a_reset_that_is_put_back_leaves_it_as_it_was(
    state: PollState, limit: int | None, after: int, away: int
) -> None:
    """In the box that it had; an open one with the time that it had left."""
    one = running(PollState.OPEN, closes=NOW + timedelta(seconds=limit) if limit else None, run=3)
    if state is PollState.PAUSED:
        one = life.paused(one, NOW)
    if state is PollState.CLOSED or one.stands(NOW + timedelta(seconds=after)) is PollState.CLOSED:
        one = life.closed(one)
    reset = life.reset(one, NOW + timedelta(seconds=after))
    assert reset.box != one.box
    back = life.undone(reset, NOW + timedelta(seconds=after + away))
    assert (back.state, back.box, back.reset_from) == (one.state, one.box, None)
    if one.state is PollState.OPEN and one.closes:
        assert back.closes == one.closes + timedelta(seconds=away)
    if one.state is PollState.PAUSED:
        assert back.left == one.left


@given(limit=st.integers(1, 36_000), pauses=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5000)), max_size=9))
def test_pauses_keep_the_time_that_is_left(limit: int, pauses: list[tuple[int, int]]) -> None:
    one, now, voted = running(PollState.OPEN, closes=NOW + timedelta(seconds=limit)), NOW, 0
    for open_for, paused_for in pauses:
        now += timedelta(seconds=open_for)
        voted += open_for
        if one.stands(now) is PollState.CLOSED:
            return
        one = life.paused(one, now)
        assert one.left == limit - voted
        now += timedelta(seconds=paused_for)
        assert one.stands(now) is PollState.PAUSED
        one = life.gone_on(one, now)
    assert one.closes == now + timedelta(seconds=limit - voted)


@pytest.mark.parametrize("minutes", [5, None])
def test_which_limit_a_card_is_about(minutes: int | None) -> None:
    one = running(PollState.OPEN, closes=NOW + timedelta(minutes=10))
    assert life.limit(one) != life.limit(life.extended(one, minutes))
    still = life.paused(one, NOW)
    assert life.limit(still) != life.limit(life.extended(still, minutes))
    assert life.limit(running(PollState.OPEN)) == life.limit(running(PollState.PAUSED)) == ""
