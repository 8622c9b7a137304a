"""When things fall due: offsets, wall times, and the two nights on which the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event.definition import Event, Template
from event.meeting import meeting_thread
from event.times import moment, next_of, resuming_part, timetable

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(event: Event, when: str) -> str:
    return f"{moment(when, event).astimezone(event.zone):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("when", "at"),
    [
        ("21 days before start at 09:00", "2027-05-14 09:00"),
        ("7 days before start at 9.00", "2027-05-28 09:00"),
        ("1 week before start", "2027-05-28 10:30"),
        ("30 minutes before start", "2027-06-04 10:00"),
        ("5 minutes before end of lunch", "2027-06-04 12:55"),
        ("1 hour after end", "2027-06-04 15:30"),
        ("Start of middag", "2027-06-04 13:00"),
        ("at end", "2027-06-04 14:30"),
        ("2027-05-28 09:00", "2027-05-28 09:00"),
        ("2027-05-28T09:00:00", "2027-05-28 09:00"),
    ],
)
def test_the_ways_to_say_a_time(event: Event, when: str, at: str) -> None:
    assert local(event, when) == at


@pytest.mark.parametrize(
    "when",
    ["", "soon", "7 days", "2027-02-30 09:00", "2027-05-28 25:00", "5 minutes before start at 09:00", "end of x"],
)
def test_what_cant_be_read_is_said_so(event: Event, when: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        moment(when, event)


def test_a_skipped_wall_time_moves_on_and_a_double_one_is_the_first(event: Event) -> None:
    assert moment("2027-03-28 02:30", event) == datetime(2027, 3, 28, 3, 30, tzinfo=AMSTERDAM)
    assert moment("2027-10-31 02:30", event) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    night = event.with_(date=date(2027, 3, 29))
    assert local(night, "1 day before start at 02:30") == "2027-03-28 03:30"
    # Days keep the wall time across the change; hours count what really passes.
    assert local(night, "1 day before start") == "2027-03-28 10:30"
    assert local(night, "2 days before start") == "2027-03-27 10:30"
    assert local(night, "48 hours before start") == "2027-03-27 09:30"


@given(st.integers(0, 400), st.integers(0, 23), st.integers(0, 59), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_days_land_on_their_wall_time_or_past_the_gap(
    event: Event, days: int, hour: int, minute: int, day: date
) -> None:
    moved = event.with_(date=day)
    found = moment(f"{days} days before start at {hour:02}:{minute:02}", moved)
    assert found.tzinfo is UTC
    seen = found.astimezone(AMSTERDAM)
    wall = datetime(day.year, day.month, day.day, hour, minute) - timedelta(days=days)  # noqa: DTZ001
    assert seen.replace(tzinfo=None) - wall in (timedelta(), timedelta(hours=1))
    assert seen.fold == 0


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_more_minutes_before_is_never_later(event: Event, some: int, more: int) -> None:
    few, many = sorted((some, more))
    assert moment(f"{many} minutes before start", event) <= moment(f"{few} minutes before start", event)


def test_the_timetable_is_in_order_and_useful(event: Event) -> None:
    table = timetable(event)
    assert [one.due for one in table] == sorted(one.due for one in table)
    assert all(one.due < one.until for one in table)
    resume = next(one for one in table if one.announcement.template is Template.RESUME)
    part = resuming_part(resume, event)
    assert part is not None
    assert part.key == "middag"
    assert next_of(Template.PROGRAMME, event, event.start) is None
    found = next_of(Template.LINK, event, datetime(2027, 6, 3, 9, 0, tzinfo=AMSTERDAM))
    assert found == datetime(2027, 6, 4, 10, 0, tzinfo=AMSTERDAM)


def test_the_meetings_chat_stands_in_the_long_link_alone() -> None:
    link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Abc-1%40thread.v2/0?context=%7b%7d"
    assert meeting_thread(link) == "19:meeting_Abc-1@thread.v2"
    assert meeting_thread("https://teams.microsoft.com/meet/3141592653?p=abc") is None
