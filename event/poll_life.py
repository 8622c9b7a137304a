"""The life of a poll: what can be done with it as it stands, and how it stands after that.

prepared -> open <-> paused -> closed -> open again
any of these -> prepared once more, with a new box; and back with the old one until it is launched
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from event.definition import Poll
from event.polls import PollState, RunningPoll, results_open

_PREPARED, _OPEN, _PAUSED, _CLOSED = PollState.PREPARED, PollState.OPEN, PollState.PAUSED, PollState.CLOSED


class Act(StrEnum):
    LAUNCH = "launch"
    EXTEND = "extend"
    """More time, or no limit."""
    PAUSE = "pause"
    GO_ON = "go_on"
    CLOSE = "close"
    REOPEN = "reopen"
    RESET = "reset"
    UNDO_RESET = "undo_reset"
    REVEAL = "reveal"
    REMIND = "remind"
    CHANGE = "change"
    """What is asked, when it is launched, its place among the others."""


class Verdict(StrEnum):
    DO = "do"
    ALREADY = "already"
    """It was done: a second click, or somebody else's."""
    NOT_NOW = "not_now"
    """Not as it stands."""


_WHEN: dict[Act, tuple[set[PollState], set[PollState]]] = {
    Act.LAUNCH: ({_PREPARED}, {_OPEN, _PAUSED, _CLOSED}),
    Act.EXTEND: ({_OPEN, _PAUSED}, set()),
    Act.PAUSE: ({_OPEN}, {_PAUSED}),
    Act.GO_ON: ({_PAUSED}, {_OPEN}),
    Act.CLOSE: ({_OPEN, _PAUSED}, {_CLOSED}),
    Act.REOPEN: ({_CLOSED}, {_OPEN}),
    Act.RESET: ({_OPEN, _PAUSED, _CLOSED}, {_PREPARED}),
    Act.UNDO_RESET: ({_PREPARED}, {_OPEN, _PAUSED, _CLOSED}),
    Act.REVEAL: ({_OPEN, _PAUSED, _CLOSED}, set()),
    Act.REMIND: ({_OPEN}, set()),
    Act.CHANGE: ({_PREPARED}, set()),
}
"""In which states each can be done, and in which it was done already."""


def verdict(act: Act, poll: Poll, running: RunningPoll | None, now: datetime) -> Verdict:
    """`running` is None for a poll that was never launched. `now` is the event's time."""
    state = running.stands(now) if running else _PREPARED
    can, done = _WHEN[act]
    if state in done:
        return Verdict.ALREADY
    if state not in can:
        return Verdict.NOT_NOW
    if running is None:
        return Verdict.NOT_NOW if act is Act.UNDO_RESET else Verdict.DO
    match act:
        case Act.UNDO_RESET if running.reset_from is None:
            return Verdict.NOT_NOW
        case Act.EXTEND if running.closes is None and running.left is None:
            return Verdict.NOT_NOW
        case Act.REVEAL if results_open(poll, running, now, voted=False):
            return Verdict.ALREADY
        case Act.REMIND if running.reminded:
            return Verdict.ALREADY
    return Verdict.DO


def possible(poll: Poll, running: RunningPoll | None, now: datetime) -> frozenset[Act]:
    return frozenset(act for act in Act if verdict(act, poll, running, now) is Verdict.DO)


def limit(one: RunningPoll) -> str:
    """Which time limit it has, for a card to say which one it is about; empty without one."""
    if one.left is not None and one.state is _PAUSED:
        return f"left-{one.left}"
    return str(int(one.closes.timestamp())) if one.closes else ""


def paused(one: RunningPoll, now: datetime) -> RunningPoll:
    """Its time limit stands still."""
    return replace(one, state=_PAUSED, left=_left(one, now), closes=None)


def gone_on(one: RunningPoll, now: datetime) -> RunningPoll:
    return replace(one, state=_OPEN, closes=_until(one.left, now), left=None)


def extended(one: RunningPoll, minutes: int | None) -> RunningPoll:
    """By so many minutes, or without a limit."""
    if minutes is None:
        return replace(one, closes=None, left=None)
    more = timedelta(minutes=minutes)
    if one.left is not None:
        return replace(one, left=one.left + minutes * 60)
    return replace(one, closes=one.closes + more if one.closes else None)


def closed(one: RunningPoll) -> RunningPoll:
    return replace(one, state=_CLOSED, left=None)


def reopened(one: RunningPoll, closes: datetime | None) -> RunningPoll:
    return replace(one, state=_OPEN, closes=closes)


def reset(one: RunningPoll, now: datetime) -> RunningPoll:
    """The ballots stay where they are until it is launched again; then they are of no account."""
    return replace(
        one,
        state=_PREPARED,
        run=one.run + 1,
        left=one.left if one.state is _PAUSED else _left(one, now),
        closes=None,
        reset_from=one.stands(now),
        reset_at=now,
    )


def undone(one: RunningPoll, now: datetime) -> RunningPoll:
    """As it stood before the reset, ballots and all; its time limit stood still meanwhile."""
    back = replace(one, state=one.reset_from or _CLOSED, run=one.run - 1, reset_from=None)
    if back.state is _OPEN:
        return replace(back, closes=_until(one.left, now), left=None)
    return back if back.state is _PAUSED else replace(back, left=None)


def revealed(one: RunningPoll) -> RunningPoll:
    return replace(one, revealed=True)


def reminded(one: RunningPoll) -> RunningPoll:
    return replace(one, reminded=True)


def changed(one: RunningPoll) -> RunningPoll:
    """What was asked before the reset is no more what would be put back."""
    return replace(one, reset_from=None)


def _left(one: RunningPoll, now: datetime) -> int | None:
    return max(0, math.ceil((one.closes - now).total_seconds())) if one.closes else None


def _until(left: int | None, now: datetime) -> datetime | None:
    return now + timedelta(seconds=left) if left is not None else None
