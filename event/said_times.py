"""Times as people write them in chat, Dutch and English: `morgen om half tien`, `Friday 28 May, 9 am`.

Words are in the event's zone. What is read is said back in words before it counts, so the rules may guess as people do:
- 28-5 and 4/6 are day first. A date without a year, a day of the month and a weekday are the next ones that are ahead,
  today included while the time is; a time without a day is its next occurrence.
- `volgende week dinsdag` is in the next calendar week, from Monday on. So are `volgende dinsdag` and `next Tuesday`;
  but while this week's Tuesday is still to come, people may mean either, and it is refused as ambiguous.
- An hour from 1 up to 7 without a hint such as `nacht` or `am` is in the afternoon: `3 uur` and `half drie` are 15:00
  and 14:30. From 7 on it is as written. A leading zero is the 24-hour clock, so `03:00` is at night; and so is all that
  is written in the event file's own way. Midnight is the end of its day.
- `half tien` is 9:30 and British `half nine` is 9:30 too: `event.said_words` tells them apart.
- Days, weeks and months count on the calendar, minutes and hours on the stopwatch. A wall time that the clock skips, or
  passes twice, is as in `event.times`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from event.definition import Event
from event.said_clock import DAY_PART, TimeMistake, UnreadableTime, clock_in, span_in
from event.said_days import Day, anchor_in, day_in, later_in
from event.said_words import canonical
from event.times import instant, moment

__all__ = ["TimeMistake", "UnreadableTime", "read_clock", "read_day", "read_duration", "read_moment"]

_LONGEST = 120
"""Characters; a longer text is a story."""
_LAST_YEAR = 2999
_FROM_NOW = re.compile(r"(?:in|past) (.+)|(.+) (?:of|from) now")
_FROM_ANCHOR = re.compile(r"(.+?) (before|after)(?: (.+))?")
_DAY_AND_PART = re.compile(rf"(.+?) ({DAY_PART})")
_FILLER = re.compile(r"^(?:(?:in|past|for|before|with|met|by|nog|extra|another) )+")
_TELLING = (
    TimeMistake.IN_THE_PAST,
    TimeMistake.NO_TIME_GIVEN,
    TimeMistake.AMBIGUOUS_DAY,
    TimeMistake.WRONG_WEEKDAY,
    TimeMistake.NO_SUCH_TIME,
    TimeMistake.NO_SUCH_DAY,
    TimeMistake.NOT_UNDERSTOOD,
)
"""Of several mistakes in one text, the first of these is the one to tell."""


def read_moment(said: str, event: Event, now: datetime) -> datetime:
    """The moment, aware and in UTC, and later than `now` unless it is `now` itself. Raises UnreadableTime."""
    text = _understandable(said)
    if text == "now":
        return now.astimezone(UTC)
    found = _by_event_file(said, event) or _by_stopwatch(text, event, now) or _by_calendar(text, event, now)
    if found.year > _LAST_YEAR:
        raise UnreadableTime(TimeMistake.NO_SUCH_DAY)
    if found <= now:
        raise UnreadableTime(TimeMistake.IN_THE_PAST)
    return found


def read_day(said: str, event: Event, now: datetime) -> date:
    """The day to move an event to: today or later, a weekday later than today. `a week later` counts from the event's.

    Raises UnreadableTime, also when a time comes with it: it would be lost.
    """
    text = _understandable(said)
    today = now.astimezone(event.zone).date()
    day = later_in(text, event) or day_in(text, event, today)
    if day is None:
        raise UnreadableTime(TimeMistake.NOT_UNDERSTOOD)
    return day.first(lambda one: one > today if day.is_weekday else one >= today)


def read_clock(said: str) -> time:
    """A wall time: `10.30`, `half elf`, `3 uur 's middags`, `half past ten`. Raises UnreadableTime."""
    since = clock_in(_understandable(said))
    if since is None:
        raise UnreadableTime(TimeMistake.NOT_UNDERSTOOD)
    minutes = since // timedelta(minutes=1)
    return time(minutes // 60 % 24, minutes % 60)


def read_duration(said: str) -> timedelta:
    """A length of time, more than nothing: `10 minuten`, `anderhalf uur`, `half an hour`. A day is 24 hours.

    Raises UnreadableTime, also for months, which have no length.
    """
    span = span_in(_FILLER.sub("", _understandable(said)))
    if span is None or span.months:
        raise UnreadableTime(TimeMistake.NOT_UNDERSTOOD)
    return span.watch + timedelta(days=span.days)


def _understandable(said: str) -> str:
    text = canonical(said) if len(said) <= _LONGEST else ""
    if not text:
        raise UnreadableTime(TimeMistake.NOT_UNDERSTOOD)
    return text


def _by_event_file(said: str, event: Event) -> datetime | None:
    try:
        return moment(said, event)
    except ValueError:
        return None


def _by_stopwatch(text: str, event: Event, now: datetime) -> datetime | None:
    """`past 20 minute`, `30 minute before start`."""
    found = _FROM_NOW.fullmatch(text)
    if found:
        span = span_in(found[1] or found[2])
        return now.astimezone(UTC) + span.watch if span and span.is_on_watch else None
    found = _FROM_ANCHOR.fullmatch(text)
    span = span_in(found[1]) if found else None
    if not found or not span or not span.is_on_watch:
        return None
    anchor = anchor_in(found[3], found[2], event)
    if anchor is None:
        return None
    return instant(anchor, event) + (-span.watch if found[2] == "before" else span.watch)


def _by_calendar(text: str, event: Event, now: datetime) -> datetime:
    """A day with a time, in either order, or a time on its next day."""
    mistakes = [TimeMistake.NOT_UNDERSTOOD]
    for day_text, clock_text in _readings(text):
        try:
            found = _on(day_text, clock_text, event, now)
        except UnreadableTime as unreadable:
            mistakes.append(unreadable.code)
        else:
            if found:
                return found
    raise UnreadableTime(min(mistakes, key=_TELLING.index))


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """The ways to divide it into a day and a clock time, the likeliest first."""
    yield text, ""
    yield "", text
    words = text.split()
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    yield from reversed(cuts)
    yield from ((later, earlier) for earlier, later in cuts)


def _on(day_text: str, clock_text: str, event: Event, now: datetime) -> datetime | None:
    today = now.astimezone(event.zone).date()
    tomorrow = today + timedelta(days=1)
    day: Day | None = Day(dates=(today, tomorrow))
    day_part = None
    if day_text:
        day = day_in(day_text, event, today)
        parted = _DAY_AND_PART.fullmatch(day_text)
        if day is None and parted:
            day, day_part = day_in(parted[1], event, today), parted[2]
    if day is None:
        return None
    since = clock_in(clock_text, day_part) if clock_text else day.clock
    if since is None:
        if clock_text:
            return None
        raise UnreadableTime(TimeMistake.NO_TIME_GIVEN)
    if day_part == "night" and day.dates == (today,):
        day = Day(dates=(today, tomorrow))

    def at(one: date) -> datetime:
        return instant(datetime.combine(one, time()) + since, event)

    return at(day.first(lambda one: at(one) > now))
