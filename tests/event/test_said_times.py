"""Times as people write them, one by one: each way in both languages, and what can't be taken for a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date

from event.definition import Event
from event.said_times import TimeMistake, UnreadableTime, read_clock, read_day, read_duration, read_moment

NOW = datetime(2027, 5, 20, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""A Thursday; the event is on Friday 4 June, 10:30 to 14:30."""


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
