"""Times said back in words, and in the reader's own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.dates import duration_in_words, moment_in_words, own
from cards.texts import texts
from event.definition import Event, Language
from event.said_times import read_moment

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2027, 5, 27, 10, 0, tzinfo=AMSTERDAM)  # a Thursday
NL, EN = Language.NL, Language.EN
FEW = settings(max_examples=80, deadline=None)
MINUTES = st.integers(0, 60 * 24 * 900)


def at(day: int, hour: int, minute: int = 0, *, month: int = 5, year: int = 2027) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("when", "dutch", "english"),
    [
        (at(27, 10), "nu (10.00 uur)", "now (10:00)"),
        (at(27, 10, 1), "over 1 minuut (10.01 uur)", "in 1 minute (10:01)"),
        (at(27, 10, 20), "over 20 minuten (10.20 uur)", "in 20 minutes (10:20)"),
        (at(27, 11), "vandaag om 11.00 uur", "today at 11:00"),
        (at(27, 15), "vandaag om 15.00 uur", "today at 15:00"),
        (at(27, 9), "vandaag om 09.00 uur", "today at 09:00"),
        (at(28, 9), "morgen, vrijdag 28 mei om 09.00 uur", "tomorrow, Friday 28 May at 09:00"),
        (at(26, 9), "gisteren, woensdag 26 mei om 09.00 uur", "yesterday, Wednesday 26 May at 09:00"),
        (at(4, 9, month=6), "vrijdag 4 juni om 09.00 uur", "Friday 4 June at 09:00"),
        (at(1, 9, month=1, year=2028), "zaterdag 1 januari 2028 om 09.00 uur", "Saturday 1 January 2028 at 09:00"),
    ],
)
def test_a_moment_in_words(when: datetime, dutch: str, english: str) -> None:
    assert moment_in_words(when, NOW, texts(NL)) == dutch
    assert moment_in_words(when, NOW, texts(EN)) == english
    assert moment_in_words(when, NOW.astimezone(UTC), texts(EN)) == english


def test_today_is_the_zones_of_the_moment() -> None:
    """Half past midnight in Amsterdam, still yesterday in UTC."""
    night = datetime(2027, 5, 26, 22, 30, tzinfo=UTC)
    assert moment_in_words(at(27, 15), night, texts(NL)) == "vandaag om 15.00 uur"


def test_soon_but_past_midnight_names_its_day() -> None:
    late = at(27, 23, 50)
    assert moment_in_words(at(28, 0, 10), late, texts(NL)) == "over 20 minuten (morgen, vrijdag 28 mei om 00.10 uur)"


@pytest.mark.parametrize("language", Language)
@FEW
@given(ahead=MINUTES)
def test_words_say_the_day_and_the_time_and_read_back_as_the_moment(
    event: Event, language: Language, ahead: int
) -> None:
    when = (NOW.astimezone(UTC) + timedelta(minutes=ahead)).astimezone(AMSTERDAM)
    said = moment_in_words(when, NOW, texts(language))
    assert f"{when:%H.%M} uur" in said if language is NL else f"{when:%H:%M}" in said
    if when.date() != NOW.date():
        assert format_date(when, "EEEE d MMMM", locale=texts(language).locale) in said
    assert (str(when.year) in said) == (when.year != NOW.year)
    typed = said.partition(" (")[0]
    # Of the hour that the clock passes twice, words can name the first alone.
    if not when.fold:
        assert read_moment(typed, event, NOW) == when


@pytest.mark.parametrize(
    ("length", "dutch", "english"),
    [
        (timedelta(), "0 minuten", "0 minutes"),
        (timedelta(seconds=30), "30 seconden", "30 seconds"),
        (timedelta(minutes=1), "1 minuut", "1 minute"),
        (timedelta(minutes=90), "1 uur en 30 minuten", "1 hour and 30 minutes"),
        (timedelta(hours=2), "2 uur", "2 hours"),
        (timedelta(days=1), "1 dag", "1 day"),
        (timedelta(days=2, hours=1, minutes=5), "2 dagen, 1 uur en 5 minuten", "2 days, 1 hour and 5 minutes"),
    ],
)
def test_a_length_in_words(length: timedelta, dutch: str, english: str) -> None:
    assert duration_in_words(length, texts(NL)) == dutch
    assert duration_in_words(length, texts(EN)) == english


@pytest.mark.parametrize(
    ("zone", "when", "dutch", "english"),
    [
        ("Europe/London", at(28, 10, 30), "09.30 uur in Londen", "09:30 in London"),
        ("America/New_York", at(28, 3), "donderdag 21.00 uur in New York", "Thursday 21:00 in New York"),
        ("Asia/Tokyo", at(28, 20), "zaterdag 03.00 uur in Tokio", "Saturday 03:00 in Tokyo"),
        ("Europe/Berlin", at(28, 10, 30), None, None),
        # Between the two countries' changes of the clock the difference is another.
        ("America/New_York", at(20, 15, month=3), "10.00 uur in New York", "10:00 in New York"),
        ("Africa/Lagos", at(28, 10, month=1), None, None),
        ("Africa/Lagos", at(28, 10, month=7), "09.00 uur in Lagos", "09:00 in Lagos"),
    ],
)
def test_the_readers_own_time(zone: str, when: datetime, dutch: str | None, english: str | None) -> None:
    assert own(when, texts(NL, ZoneInfo(zone))) == dutch
    assert own(when, texts(EN, ZoneInfo(zone))) == english


def test_without_a_zone_of_the_readers_nothing_is_said() -> None:
    assert own(NOW, texts(NL)) is None
