"""Times as people write them: each way in both languages, the arithmetic behind them, and everything else refused."""

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
from event.said_times import TimeMistake, UnreadableTime, read_clock, read_day, read_duration, read_moment
from event.times import instant, moment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2027, 5, 20, 10, 0, tzinfo=AMSTERDAM)  # a Thursday; the event is on Friday 4 June, 10:30 to 14:30
FEW = settings(max_examples=40, deadline=None)
DUTCH = ["nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"]
ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def local(event: Event, said: str, now: datetime = NOW) -> str:
    return f"{read_moment(said, event, now).astimezone(event.zone):%a %d-%m-%Y %H:%M}"


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("nu", "Thu 20-05-2027 10:00"),
        ("Direct!", "Thu 20-05-2027 10:00"),
        ("right now", "Thu 20-05-2027 10:00"),
        ("over 20 minuten", "Thu 20-05-2027 10:20"),
        ("over een half uur", "Thu 20-05-2027 10:30"),
        ("over anderhalf uur", "Thu 20-05-2027 11:30"),
        ("over 1,5 uur", "Thu 20-05-2027 11:30"),
        ("over een uur en een kwartier", "Thu 20-05-2027 11:15"),
        ("over twee weken om 9 uur", "Thu 03-06-2027 09:00"),
        ("in 20 minutes", "Thu 20-05-2027 10:20"),
        ("in half an hour", "Thu 20-05-2027 10:30"),
        ("in an hour and a half", "Thu 20-05-2027 11:30"),
        ("2 hours from now", "Thu 20-05-2027 12:00"),
        ("morgen om 9 uur", "Fri 21-05-2027 09:00"),
        ("9 uur 's ochtends, morgen", "Fri 21-05-2027 09:00"),
        ("Morgenochtend om kwart over 8", "Fri 21-05-2027 08:15"),
        ("morgenavond half 8", "Fri 21-05-2027 19:30"),
        ("vanmiddag om 3 uur", "Thu 20-05-2027 15:00"),
        ("vanavond om acht uur", "Thu 20-05-2027 20:00"),
        ("vannacht om 2 uur", "Fri 21-05-2027 02:00"),
        ("overmorgen half tien", "Sat 22-05-2027 09:30"),
        ("vrijdag 9.30", "Fri 21-05-2027 09:30"),
        ("vrijdga 9u30", "Fri 21-05-2027 09:30"),
        ("vrijdagmiddag om half drie", "Fri 21-05-2027 14:30"),
        ("vrijdag morgen 9 uur", "Fri 21-05-2027 09:00"),
        ("komende dinsdag 10u", "Tue 25-05-2027 10:00"),
        ("volgende week dinsdag om 10u", "Tue 25-05-2027 10:00"),
        ("volgende dinsdag om 10 uur", "Tue 25-05-2027 10:00"),
        ("donderdag 9 uur", "Thu 27-05-2027 09:00"),
        ("donderdag 11 uur", "Thu 20-05-2027 11:00"),
        ("vrijdag de 28e om 9 uur", "Fri 28-05-2027 09:00"),
        ("28 mei om 9.00", "Fri 28-05-2027 09:00"),
        ("28-5 9:00", "Fri 28-05-2027 09:00"),
        ("4/6 9:00", "Fri 04-06-2027 09:00"),
        ("28/05/2027 09.00", "Fri 28-05-2027 09:00"),
        ("2027-05-28 09:00", "Fri 28-05-2027 09:00"),
        ("2027-05-28 om 9 uur", "Fri 28-05-2027 09:00"),
        ("1 agusuts, 9 uur", "Sun 01-08-2027 09:00"),
        ("20 mei 9 uur", "Sat 20-05-2028 09:00"),
        ("29 februari om 9 uur", "Tue 29-02-2028 09:00"),
        ("kwart voor tien", "Fri 21-05-2027 09:45"),
        ("tien over half drie", "Thu 20-05-2027 14:40"),
        ("15 uur", "Thu 20-05-2027 15:00"),
        ("1530 uur", "Thu 20-05-2027 15:30"),
        ("tomorrow at 9", "Fri 21-05-2027 09:00"),
        ("tomorrow 9am", "Fri 21-05-2027 09:00"),
        ("9 a.m. tomorrow", "Fri 21-05-2027 09:00"),
        ("9:30 pm", "Thu 20-05-2027 21:30"),
        ("half past nine", "Fri 21-05-2027 09:30"),
        ("quarter to ten", "Fri 21-05-2027 09:45"),
        ("twenty-five past two", "Thu 20-05-2027 14:25"),
        ("next Tuesday at 10", "Tue 25-05-2027 10:00"),
        ("Wensday at 3 o'clock", "Wed 26-05-2027 15:00"),
        ("Friday 28 May at 9:00", "Fri 28-05-2027 09:00"),
        ("May 28th, 9 am", "Fri 28-05-2027 09:00"),
        ("at 9 on the 28th of May", "Fri 28-05-2027 09:00"),
        ("the day after tomorrow at 2", "Sat 22-05-2027 14:00"),
        ("tonight at 8", "Thu 20-05-2027 20:00"),
        ("tomorrow in the evening at 8", "Fri 21-05-2027 20:00"),
        ("noon", "Thu 20-05-2027 12:00"),
        ("midnight", "Fri 21-05-2027 00:00"),
        ("vrijdag om middernacht", "Sat 22-05-2027 00:00"),
        ("vanavond 12 uur", "Fri 21-05-2027 00:00"),
    ],
)
def test_the_ways_to_write_a_time(event: Event, said: str, at: str) -> None:
    assert local(event, said) == at


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("een week voor de start om 9 uur", "Fri 28-05-2027 09:00"),
        ("om 9 uur, een week vóór de start", "Fri 28-05-2027 09:00"),
        ("een week voor de start", "Fri 28-05-2027 10:30"),
        ("30 minuten voor het begin", "Fri 04-06-2027 10:00"),
        ("een half uur van tevoren", "Fri 04-06-2027 10:00"),
        ("de dag ervoor om 9 uur", "Thu 03-06-2027 09:00"),
        ("op de dag zelf om 9 uur", "Fri 04-06-2027 09:00"),
        ("5 minuten voor einde lunch", "Fri 04-06-2027 12:55"),
        ("5 minuten voor eidne lunhc", "Fri 04-06-2027 12:55"),
        ("10 minuten voor de lunch", "Fri 04-06-2027 11:50"),
        ("na de lunch", "Fri 04-06-2027 13:00"),
        ("begin van de middag", "Fri 04-06-2027 13:00"),
        ("na afloop", "Fri 04-06-2027 14:30"),
        ("10 minuten na afloop", "Fri 04-06-2027 14:40"),
        ("drie dagen na afloop om 9 uur", "Mon 07-06-2027 09:00"),
        ("a week before the start at 9", "Fri 28-05-2027 09:00"),
        ("the day before at 9", "Thu 03-06-2027 09:00"),
        ("on the day of the event at 9", "Fri 04-06-2027 09:00"),
        ("30 minutes before start", "Fri 04-06-2027 10:00"),
        ("a quarter of an hour before the event", "Fri 04-06-2027 10:15"),
        ("7 days before start at 09:00", "Fri 28-05-2027 09:00"),
        ("start of middag", "Fri 04-06-2027 13:00"),
        ("10 minutes after the end of the lunch break", "Fri 04-06-2027 13:10"),
    ],
)
def test_times_by_the_event(event: Event, said: str, at: str) -> None:
    assert local(event, said) == at


def test_a_month_ends_on_its_last_day(event: Event) -> None:
    late = event.with_(date=date(2027, 7, 31))
    assert local(late, "een maand voor de start om 9 uur") == "Wed 30-06-2027 09:00"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", TimeMistake.NOT_UNDERSTOOD),
        ("!?", TimeMistake.NOT_UNDERSTOOD),
        ("zo snel het kan", TimeMistake.NOT_UNDERSTOOD),
        ("5 minuten voor het ontbijt", TimeMistake.NOT_UNDERSTOOD),
        ("30 minuten voor de start om 9 uur", TimeMistake.NOT_UNDERSTOOD),
        ("9 uur " * 30, TimeMistake.NOT_UNDERSTOOD),
        ("31-2 9:00", TimeMistake.NO_SUCH_DAY),
        ("31 juni 9:00", TimeMistake.NO_SUCH_DAY),
        ("29-02-2027 9:00", TimeMistake.NO_SUCH_DAY),
        ("9999-12-31 23:59", TimeMistake.NO_SUCH_DAY),
        ("morgen om 25:00", TimeMistake.NO_SUCH_TIME),
        ("9.75", TimeMistake.NO_SUCH_TIME),
        ("15 uur 's ochtends", TimeMistake.NO_SUCH_TIME),
        ("vanmorgen om 9 uur", TimeMistake.IN_THE_PAST),
        ("vandaag 9.10", TimeMistake.IN_THE_PAST),
        ("20-5-2027 10:00", TimeMistake.IN_THE_PAST),
        ("2027-05-20 10:00", TimeMistake.IN_THE_PAST),
        ("een maand voor de start", TimeMistake.IN_THE_PAST),
        ("this week Monday at 9", TimeMistake.IN_THE_PAST),
        ("morgen", TimeMistake.NO_TIME_GIVEN),
        ("vrijdagmiddag", TimeMistake.NO_TIME_GIVEN),
        ("28 mei", TimeMistake.NO_TIME_GIVEN),
        ("vrijdag 28", TimeMistake.NO_TIME_GIVEN),
        ("over een week", TimeMistake.NO_TIME_GIVEN),
        ("next Friday at 9", TimeMistake.AMBIGUOUS_DAY),
        ("volgende zaterdag om 9 uur", TimeMistake.AMBIGUOUS_DAY),
        ("volgende week om 9 uur", TimeMistake.AMBIGUOUS_DAY),
        ("vrijdag 27 mei 9 uur", TimeMistake.WRONG_WEEKDAY),
        ("tomorrow, 22 May at 9", TimeMistake.WRONG_WEEKDAY),
    ],
)
def test_what_cant_be_taken_for_a_time(event: Event, said: str, code: TimeMistake) -> None:
    with pytest.raises(UnreadableTime) as refused:
        read_moment(said, event, NOW)
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("half tien", time(9, 30)),
        ("half 10", time(9, 30)),
        ("half nine", time(9, 30)),
        ("at half 9", time(9, 30)),
        ("om half 9", time(8, 30)),
        ("half nine 's avonds", time(21, 30)),
        ("half een", time(12, 30)),
        ("half one", time(13, 30)),
        ("half een 's nachts", time(0, 30)),
        ("10.30", time(10, 30)),
        ("10:30 uur", time(10, 30)),
        ("3 uur", time(15, 0)),
        ("6.59", time(18, 59)),
        ("7 uur", time(7, 0)),
        ("03:00", time(3, 0)),
        ("3 uur 's nachts", time(3, 0)),
        ("3 am", time(3, 0)),
        ("12 am", time(0, 0)),
        ("12 pm", time(12, 0)),
        ("12 uur", time(12, 0)),
        ("0 uur", time(0, 0)),
        ("24.00 uur", time(0, 0)),
        ("'s middags om kwart voor een", time(12, 45)),
        ("9 in the evening", time(21, 0)),
        ("half past ten", time(10, 30)),
    ],
)
def test_clock_times(said: str, at: time) -> None:
    assert read_clock(said) == at


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("10 minuten", 10),
        ("nog 5 min", 5),
        ("een kwartier", 15),
        ("drie kwartier", 45),
        ("kwartiertje", 15),
        ("een halfuur", 30),
        ("half an hour", 30),
        ("a quarter of an hour", 15),
        ("anderhalf uur", 90),
        ("2½ uur", 150),
        ("tweeënhalf uur", 150),
        ("twee en een half uur", 150),
        ("an hour and a half", 90),
        ("1u30", 90),
        ("1 hour 30 minutes", 90),
        ("een dag en 2 uur", 26 * 60),
        ("a week", 7 * 24 * 60),
        ("90 seconds", 1.5),
    ],
)
def test_lengths_of_time(said: str, minutes: float) -> None:
    assert read_duration(said) == timedelta(minutes=minutes)


@pytest.mark.parametrize("said", ["", "10", "0 minuten", "een maand", "morgen", "half tien", "10.30 uur", "kort"])
def test_no_length_of_time(said: str) -> None:
    with pytest.raises(UnreadableTime):
        read_duration(said)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("vrijdag 11 juni", date(2027, 6, 11)),
        ("11-6", date(2027, 6, 11)),
        ("Friday 11 June 2027", date(2027, 6, 11)),
        ("naar 11 juni", date(2027, 6, 11)),
        ("een week later", date(2027, 6, 11)),
        ("two days earlier", date(2027, 6, 2)),
        ("over een week", date(2027, 5, 27)),
        ("donderdag", date(2027, 5, 27)),
        ("vandaag", date(2027, 5, 20)),
        ("1 maart", date(2028, 3, 1)),
    ],
)
def test_days(event: Event, said: str, day: date) -> None:
    assert read_day(said, event, NOW) == day


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("11 juni om 9 uur", TimeMistake.NOT_UNDERSTOOD),
        ("later", TimeMistake.NOT_UNDERSTOOD),
        ("19-5-2027", TimeMistake.IN_THE_PAST),
        ("30 februari", TimeMistake.NO_SUCH_DAY),
        ("9999 maanden en 9999 maanden later", TimeMistake.NO_SUCH_DAY),
        ("9999 maanden, 9999 maanden en 9999 maanden eerder", TimeMistake.NO_SUCH_DAY),
        ("donderdag 11 juni", TimeMistake.WRONG_WEEKDAY),
        ("next week", TimeMistake.AMBIGUOUS_DAY),
    ],
)
def test_no_day(event: Event, said: str, code: TimeMistake) -> None:
    with pytest.raises(UnreadableTime) as refused:
        read_day(said, event, NOW)
    assert refused.value.code is code


# ---- Round trips --------------------------------------------------------------------------------------------------

WAYS: dict[str, Callable[[datetime], str]] = {
    "28 mei 2027 om 09.00 uur": lambda at: f"{format_date(at, 'd MMMM y', locale='nl')} om {at:%H.%M} uur",
    "vr 28 mei 2027, 09:00u": lambda at: f"{format_date(at, 'EEE d MMM y', locale='nl')}, {at:%H:%M}u",
    "09.00 op VRIJDAG 28 MEI 2027": lambda at: f"{at:%H.%M} op {format_date(at, 'EEEE d MMMM y', locale='nl').upper()}",
    "Friday 28 May 2027 at 09:00": lambda at: f"{format_date(at, 'EEEE d MMMM y', locale='en_GB')} at {at:%H:%M}",
    "May 28th 2027, 9:00 am": lambda at: f"{format_date(at, 'MMMM', locale='en')} {at.day}th {at.year}, {at:%I:%M %p}",
    "9:00 a.m. on 28 Sept 2027": lambda at: f"{at:%I:%M} {at:%p} on {format_date(at, 'd MMM y', locale='en_GB')}",
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


@pytest.mark.parametrize(
    ("zone", "said", "at"),
    [
        ("Europe/Amsterdam", "28 maart 2028 om 02.30", "2028-03-28 02:30+02:00"),
        ("Europe/Amsterdam", "26 maart 2028 om half 3 's nachts", "2028-03-26 03:30+02:00"),
        ("Europe/Amsterdam", "29-10-2028 02:30", "2028-10-29 02:30+02:00"),
        ("America/New_York", "12 March 2028 at 02:30", "2028-03-12 03:30-04:00"),
        ("America/New_York", "5 November 2028 at 1.30 am", "2028-11-05 01:30-04:00"),
        ("Australia/Lord_Howe", "1 October 2028 at 02:15", "2028-10-01 02:45+11:00"),
    ],
)
def test_a_skipped_wall_time_moves_on_and_a_double_one_is_the_first(
    event: Event, zone: str, said: str, at: str
) -> None:
    assert read_moment(said, event.with_(timezone=zone), NOW) == datetime.fromisoformat(at)


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


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_typing_error_in_a_weekday_or_month_is_forgiven(event: Event, language: str) -> None:
    for number in range(12):
        day = date(2028, number + 1, 10 + number)
        for name in (format_date(day, "EEEE", locale=language), format_date(day, "MMMM", locale=language)):
            if len(name) < 5:
                continue
            for at in range(1, len(name) - 1):
                swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
                whole = format_date(day, "EEEE d MMMM y", locale=language).replace(name, swapped)
                assert read_day(whole, event, NOW) == day, whole
