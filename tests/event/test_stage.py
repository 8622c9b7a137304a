"""What a whole room looks at."""

from __future__ import annotations

from datetime import datetime, timedelta

from event.definition import Event
from event.ids import ConversationId, PollKey
from event.polls import PollState, RunningPoll
from event.stage import STAYS, Launched, part_next, part_now, poll_shown

NOW = datetime.fromisoformat("2027-06-04T11:00+02:00")
MINUTE = timedelta(minutes=1)


def launched(key: str, ago: int, state: PollState = PollState.OPEN, **more: datetime | None) -> Launched:
    running = RunningPoll(
        key=PollKey(key), state=state, conversation=ConversationId("chat"), closes=more.pop("closes", None)
    )
    return Launched(running=running, launched=NOW - ago * MINUTE, **more)


def shown(*polls: Launched, now: datetime = NOW, live_since: datetime | None = None) -> str | None:
    found = poll_shown(polls, now, live_since)
    return found.key if found else None


def test_what_goes_on_comes_before_what_is_over_and_the_newest_first() -> None:
    over = launched("over", 1, PollState.CLOSED, closed=NOW)
    assert shown(launched("old", 20), launched("new", 5), over) == "new"
    assert shown(launched("paused", 5, PollState.PAUSED), over) == "paused"
    assert shown() is None
    assert shown(launched("reset", 5, PollState.PREPARED)) is None


def test_a_result_stays_for_a_while_and_comes_back_when_it_is_revealed() -> None:
    over = launched("over", 60, PollState.CLOSED, closed=NOW)
    assert shown(over, now=NOW + STAYS) == "over"
    assert shown(over, now=NOW + STAYS + MINUTE) is None
    again = launched("over", 60, PollState.CLOSED, closed=NOW, revealed=NOW + 30 * MINUTE)
    assert shown(again, now=NOW + 31 * MINUTE) == "over"
    newer = launched("newer", 50, PollState.CLOSED, closed=NOW + 2 * MINUTE)
    assert shown(over, newer, now=NOW + 3 * MINUTE) == "newer"


def test_past_its_moment_a_poll_is_over_before_any_clock_ticks() -> None:
    timed = launched("timed", 30, closes=NOW)
    assert shown(timed, launched("other", 40), now=NOW - MINUTE) == "timed"
    assert shown(timed, launched("other", 40), now=NOW + MINUTE) == "other"
    assert shown(timed, now=NOW + MINUTE) == "timed"


def test_a_question_that_went_live_after_it_takes_its_place() -> None:
    over = launched("over", 60, PollState.CLOSED, closed=NOW)
    assert shown(over, now=NOW + 2 * MINUTE, live_since=NOW - MINUTE) == "over"
    assert shown(over, now=NOW + 2 * MINUTE, live_since=NOW + MINUTE) is None
    assert shown(launched("open", 1), live_since=NOW) == "open", "never of one that goes on"


def test_the_part_that_is_under_way_and_the_one_that_comes(event: Event) -> None:
    def at(moment: str) -> tuple[str | None, str | None]:
        now = datetime.fromisoformat(f"{moment}+02:00")
        one, following = part_now(event, now), part_next(event, now)
        return one.key if one else None, following[0].key if following else None

    assert at("2027-05-01T11:00") == (None, "ochtend"), "another day"
    assert at("2027-06-04T10:00") == (None, "ochtend")
    assert at("2027-06-04T10:30") == ("ochtend", "lunch")
    assert at("2027-06-04T12:00") == ("lunch", "middag")
    assert at("2027-06-04T14:00") == ("middag", None)
    assert at("2027-06-04T15:00") == (None, None)
