"""Said times as laws: what is written out reads back, arithmetic holds, and any other text is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import example, given, settings
from hypothesis import strategies as st

from event.definition import Event
from event.said_times import UnreadableTime, read_clock, read_day, read_duration, read_moment
from event.times import instant, moment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2027, 5, 20, 10, 0, tzinfo=AMSTERDAM)
FEW = settings(max_examples=40, deadline=None)
DUTCH = ["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"]
ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]

# ---- Round trips --------------------------------------------------------------------------------------------------


def half(at: datetime, before_noon: str = "am", after: str = "pm") -> str:
    return before_noon if at.hour < 12 else after


WAYS: dict[str, Callable[[datetime], str]] = {
    "28 mei 2027 om 09.00 uur": lambda at: f"{format_date(at, 'd MMMM y', locale='nl')} om {at:%H.%M} uur",
    "vr 28 mei 2027, 09:00u": lambda at: f"{format_date(at, 'EEE d MMM y', locale='nl')}, {at:%H:%M}u",
    "09.00 op VRIJDAG 28 MEI 2027": lambda at: f"{at:%H.%M} op {format_date(at, 'EEEE d MMMM y', locale='nl').upper()}",
    "Friday 28 May 2027 at 09:00": lambda at: f"{format_date(at, 'EEEE d MMMM y', locale='en_GB')} at {at:%H:%M}",
    "May 28th 2027, 9:00 am": lambda at: (
        f"{format_date(at, 'MMMM', locale='en')} {at.day}th {at.year}, {at:%I:%M}{half(at)}"
    ),
    "9:00 a.m. on 28 Sept 2027": lambda at: (
        f"{at:%I:%M} {half(at, 'a.m.', 'p.m.')} on {format_date(at, 'd MMM y', locale='en_GB')}"
    ),
    "28-5-2027 09:00": lambda at: f"{at.day}-{at.month}-{at.year} {at:%H:%M}",
    "28/05/27 09.00": lambda at: f"{at:%d/%m/%y %H.%M}",
    "28.05.2027 09h00": lambda at: f"{at:%d.%m.%Y %Hh%M}",
    "2027-05-28 09:00": lambda at: f"{at:%Y-%m-%d %H:%M}",
    "2027-05-28T09:00:00": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}",
}
WALLS = st.datetimes(datetime(2027, 5, 21), datetime(2031, 12, 31)).map(  # noqa: DTZ001
    lambda wall: wall.replace(second=0, microsecond=0)
)


@pytest.mark.parametrize("way", WAYS)
@FEW
@given(wall=WALLS)
def test_a_moment_written_out_reads_back_as_itself(event: Event, way: str, wall: datetime) -> None:
    assert read_moment(WAYS[way](wall), event, NOW) == instant(wall, event)


def spoken(at: time, numbers: list[str], sides: tuple[str, str], half: Callable[[str, str], str]) -> str:
    """On the dial: `kwart over negen`, `tien voor half drie`, `half past nine`."""
    before, after = sides
    this, following = numbers[(at.hour + 11) % 12 + 1], numbers[at.hour % 12 + 1]
    match at.minute:
        case 0:
            return this
        case 30:
            return half(this, following)
        case minute if minute < 30:
            return f"{minute} {after} {this}"
        case minute:
            return f"{60 - minute} {before} {following}"


def half_of_day(at: time, names: tuple[str, str, str, str]) -> str:
    night, morning, afternoon, evening = names
    return night if at.hour < 6 else morning if at.hour < 12 else afternoon if at.hour < 18 else evening


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
@example(time(0, 0))
@example(time(12, 30))
@example(time(23, 59))
@FEW
def test_spoken_clock_times_in_both_languages(at: time) -> None:
    dutch = spoken(at, DUTCH, ("voor", "over"), lambda _, following: f"half {following}")
    part = half_of_day(at, ("'s nachts", "'s morgens", "'s middags", "'s avonds"))
    # The last half hour before midnight and noon belongs to the dial's next hour, but to its own half of the day.
    assert read_clock(f"{dutch} {part}") == at
    english = spoken(at, ENGLISH, ("to", "past"), lambda this, _: f"half past {this}")
    assert read_clock(f"{english} {'am' if at.hour < 12 else 'pm'}") == at
    if time(7) <= at < time(19):
        assert read_clock(dutch) == read_clock(english) == at


# ---- Arithmetic ---------------------------------------------------------------------------------------------------

# Around both changes of the clock, in zones where an hour and half an hour is skipped.
NOWS = st.sampled_from(
    ["2027-03-27", "2027-03-28", "2027-04-03", "2027-10-02", "2027-10-30", "2027-10-31", "2027-11-06"]
)
ZONES = st.sampled_from(["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])


@FEW
@given(minutes=st.integers(1, 9999), day=NOWS, zone=ZONES)
def test_minutes_from_now_run_on_the_stopwatch(event: Event, minutes: int, day: str, zone: str) -> None:
    now = datetime.fromisoformat(f"{day} 23:30").replace(tzinfo=ZoneInfo(zone))
    there = event.with_(timezone=zone)
    after = now.astimezone(UTC) + timedelta(minutes=minutes)
    assert read_moment(f"over {minutes} minuten", there, now) == after
    assert read_moment(f"in {minutes} minutes", there, now) == after
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        assert read_moment(f"over {hours} uur en {rest} minuten", there, now) == after


@FEW
@given(days=st.integers(1, 300), clock=st.times(), day=NOWS, zone=ZONES)
def test_days_from_now_count_on_the_calendar(event: Event, days: int, clock: time, day: str, zone: str) -> None:
    now = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=ZoneInfo(zone))
    there = event.with_(timezone=zone)
    wall = datetime.combine(now.date() + timedelta(days=days), clock.replace(second=0, microsecond=0))
    assert read_moment(f"over {days} dagen om {wall:%H.%M} uur", there, now) == instant(wall, there)
    assert read_moment(f"in {days} days at {wall:%H:%M}", there, now) == instant(wall, there)


@FEW
@given(number=st.integers(1, 500), at=st.times(), day=st.dates(date(2029, 1, 1), date(2030, 12, 31)))
def test_offsets_are_the_event_files_own(event: Event, number: int, at: time, day: date) -> None:
    moved = event.with_(date=day)
    days = moment(f"{number} days before start at {at:%H:%M}", moved)
    assert read_moment(f"{number} dagen voor de start om {at:%H.%M} uur", moved, NOW) == days
    assert read_moment(f"at {at:%H:%M}, {number} days before the beginning", moved, NOW) == days
    minutes = moment(f"{number} minutes after end of lunch", moved)
    assert read_moment(f"{number} minuten na het einde van de lunch", moved, NOW) == minutes
    assert read_moment(f"{number} minutes after the lunch break", moved, NOW) == minutes


@FEW
@given(weekday=st.integers(0, 6), clock=st.times(), now=WALLS, language=st.sampled_from(["nl", "en"]))
def test_a_weekday_is_the_next_that_is_ahead(
    event: Event, weekday: int, clock: time, now: datetime, language: str
) -> None:
    aware = now.replace(tzinfo=AMSTERDAM)
    name = format_date(date(2027, 5, 17) + timedelta(days=weekday), "EEEE", locale=language)
    clock = clock.replace(second=0, microsecond=0)
    found = read_moment(f"{name} {clock:%H:%M}", event, aware)
    candidates = (instant(datetime.combine(now.date() + timedelta(days=ahead), clock), event) for ahead in range(9))
    assert found == next(
        one for one in candidates if one > aware and one.astimezone(AMSTERDAM).date().weekday() == weekday
    )


@FEW
@given(day=st.dates(date(2028, 1, 1), date(2028, 12, 31)), now=WALLS)
def test_a_date_without_a_year_is_the_next_that_is_ahead(event: Event, day: date, now: datetime) -> None:
    aware = now.replace(tzinfo=AMSTERDAM)
    found = read_moment(f"{day.day}-{day.month} 09:00", event, aware)
    assert found > aware
    seen = found.astimezone(AMSTERDAM)
    assert (seen.day, seen.month, seen.hour) == (day.day, day.month, 9)
    assert seen.year - now.year <= (8 if (day.day, day.month) == (29, 2) else 1)
    if (day.day, day.month) != (29, 2):
        assert instant(datetime.combine(date(seen.year - 1, day.month, day.day), time(9)), event) <= aware


# ---- Bad input ----------------------------------------------------------------------------------------------------

WORDS = st.sampled_from([
    "morgen", "om", "9", "uur", "half", "tien", "kwart", "voor", "over", "na", "de", "start", "einde", "lunch",
    "vrijdag", "mei", "28", "28e", "28-5", "31.2", "2027", "in", "a", "week", "day", "next", "this", "at", "25",
    "24:00", "12", "am", "pm", "midnight", "noon", "'s", "avonds", "nacht", "0", "9999", "2029-02-29", "maanden",
    "minuten", "en", "later",
])  # fmt: skip
SAID = st.one_of(st.text(max_size=130), st.lists(WORDS, max_size=9).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(SAID)
@example("0001-01-01 00:00")
@example("9999-12-31 23:59")
@example("9999 maanden voor de start om 9 uur")
@example("9999 weken en 9999 weken en 9999 weken en 9999 weken later")
@example("9999 uur en 9999 uur na afloop")
@example("٩ uur")
@example("²-³ 9:00")
def test_any_text_is_a_time_ahead_or_refused(event: Event, said: str) -> None:
    with suppress(UnreadableTime):
        assert read_moment(said, event, NOW) >= NOW
    with suppress(UnreadableTime):
        assert read_day(said, event, NOW) >= NOW.date()
    with suppress(UnreadableTime):
        assert read_clock(said).tzinfo is None
    with suppress(UnreadableTime):
        assert read_duration(said) > timedelta()
