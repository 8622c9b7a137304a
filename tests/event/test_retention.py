"""How long what is kept stays: by field, to the night, whatever happens to the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from event import retention as rule
from event.definition import Event, Kept, KeptField, KeptFields, Status
from event.errors import EventFileError
from event.eventfile import parse, shipped

GOOD = shipped().read_text(encoding="utf-8")


def at(event: Event, day: int, month: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=event.zone)


def keeping(event: Event, default: int, **days: int) -> Event:
    fields = KeptFields(**{name: KeptField(retention_days=number) for name, number in days.items()})
    return event.with_(privacy=event.privacy.model_copy(update={"retention_days": default, "fields": fields}))


def test_each_runs_out_in_the_night_after_its_last_day(event: Event) -> None:
    one = keeping(event, 30, ballots=7)
    assert rule.last_day(one, Kept.BALLOTS) == date(2027, 6, 11)
    assert rule.last_day(one, Kept.NAME) == date(2027, 7, 4)
    assert rule.due(one, at(one, 11, 6, 23, 59)) == frozenset()
    assert rule.due(one, at(one, 12, 6, 0)) == {Kept.BALLOTS}
    assert rule.due(one, at(one, 4, 7, 23, 59)) == {Kept.BALLOTS}
    assert rule.due(one, at(one, 5, 7, 0)) == set(Kept)


def test_a_night_in_which_the_clock_is_changed_is_a_night(event: Event) -> None:
    autumn = keeping(event.with_(date=date(2027, 10, 30)), 0)
    gone = rule.runs_out(autumn, Kept.NAME)
    assert gone is not None
    assert gone.astimezone(event.zone) == datetime(2027, 10, 31, 0, 0, tzinfo=event.zone)
    spring = keeping(event.with_(date=date(2027, 3, 27)), 1)
    gone = rule.runs_out(spring, Kept.NAME)
    assert gone is not None
    assert gone.astimezone(event.zone) == datetime(2027, 3, 29, 0, 0, tzinfo=event.zone)


def test_nothing_outlives_the_account(event: Event) -> None:
    one = keeping(event, 30, account=10)
    assert {one.privacy.days(kept) for kept in Kept} == {10}


def test_a_moved_day_moves_it_along_and_a_postponed_one_holds_it(event: Event) -> None:
    one = keeping(event, 30)
    late = at(one, 1, 9, 12)
    assert rule.due(one.with_(date=date(2027, 8, 20)), late) == frozenset()
    assert rule.due(one.with_(status=Status.POSTPONED), late) == frozenset()
    assert rule.moments(one.with_(status=Status.POSTPONED)) == []
    assert rule.due(one.with_(status=Status.CANCELLED), late) == set(Kept), "a cancelled day had its date"


@pytest.mark.parametrize(
    ("days", "told"), [(30, (4, 7, 9, 0)), (1, (5, 6, 9, 0)), (0, (4, 6, 14, 30))], ids=["month", "day", "same day"]
)
def test_people_hear_it_on_the_last_day_by_daylight(event: Event, days: int, told: tuple[int, int, int, int]) -> None:
    assert rule.told_at(keeping(event, days)) == at(event, *told)


def test_the_countdown_names_what_goes_next(event: Event) -> None:
    one = keeping(event, 30, ballots=7, question=7)
    found = rule.countdown(one, at(one, 1, 6, 12)).next
    assert found is not None
    assert (found.days, found.day, set(found.fields)) == (10, date(2027, 6, 11), {Kept.BALLOTS, Kept.QUESTION})
    found = rule.countdown(one, at(one, 11, 6, 23, 59)).next
    assert found is not None
    assert found.days == 0
    found = rule.countdown(one, at(one, 12, 6, 0)).next
    assert found is not None
    assert (found.days, Kept.ACCOUNT in found.fields) == (22, True)
    assert rule.countdown(one, at(one, 5, 7, 0)) == rule.Countdown(done=True)
    assert rule.countdown(one.with_(status=Status.POSTPONED), at(one, 5, 7, 0)) == rule.Countdown()


def mistakes(text: str) -> list[str]:
    with pytest.raises(EventFileError) as error:
        parse(text, "x")
    return [str(one) for one in error.value.mistakes]


def test_mistakes_in_it_are_named_by_line() -> None:
    number = GOOD.split("\n").index("retention_days = 7") + 1
    at_field = f"line {number}: event.privacy.fields.ballots"
    longer = GOOD.replace("retention_days = 7", "retention_days = 31")
    said = "with the account, after 30 days, all that is left of somebody goes"
    assert mistakes(longer) == [f"{at_field}.retention_days: {said}"]
    wrong = GOOD.replace("retention_days = 7", 'retention_days = "week"')
    assert mistakes(wrong) == [f"{at_field}.retention_days: write a whole number"]
    wrong = GOOD.replace("retention_days = 7", "retention_day = 7")
    said = "there is no such key; did you mean 'retention_days'?"
    assert mistakes(wrong) == [f"{at_field}.retention_day: {said}"]
    wrong = GOOD.replace("[event.privacy.fields.ballots]", "[event.privacy.fields.ballot]")
    (said,) = mistakes(wrong)
    assert "event.privacy.fields.ballot: there is no such key; did you mean 'ballots'?" in said
    wrong = GOOD.replace("[registration]\ncloses", "[event.privacy.fields]\nname = 3\n[registration]\ncloses").replace(
        "[event.privacy.fields.name]", "[event.privacy.unused]"
    )
    assert any("event.privacy.fields.name: write a table" in one for one in mistakes(wrong))
    far = GOOD.replace("date = 2027-06-04", "date = 9999-12-01").replace('closes = "2027-06-04 10:30"', "")
    assert any("event.date: this day is too far off" in one for one in mistakes(far))


def test_numbers_leave_out_what_is_nothing() -> None:
    cleared = rule.Cleared(fields={Kept.NAME: 3, Kept.EMAIL: 0}, people=2, signed_up=1)
    assert cleared.numbers == {"name": 3, "people": 2, "signed_up": 1}


def test_what_nobody_confirms_waits_two_days() -> None:
    assert timedelta(days=2) == rule.UNCONFIRMED
