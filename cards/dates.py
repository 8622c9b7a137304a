"""Days and times in words, in the zone that they come in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from babel.dates import format_date, get_timezone_location

from cards.texts import Texts
from event.definition import Language

_SOON = timedelta(minutes=60)


def day(when: date, texts: Texts) -> str:
    """`vrijdag 4 juni 2027`, `Friday 4 June 2027`."""
    return format_date(when, "EEEE d MMMM y", locale=texts.locale)


def moment(when: datetime, texts: Texts) -> str:
    """`vrijdag 4 juni 2027, 10.30 uur`, `Friday 4 June 2027, 10:30`."""
    return f"{day(when.date(), texts)}, {clock(when.time(), texts)}"


def clock(when: time, texts: Texts) -> str:
    """`10.30 uur`, `10:30`."""
    return f"{when:%H.%M} uur" if texts.language is Language.NL else f"{when:%H:%M}"


def span(start: time, end: time, texts: Texts) -> str:
    """`10.30–12.00 uur`, `10:30–12:00`."""
    return f"{start:%H.%M}–{end:%H.%M} uur" if texts.language is Language.NL else f"{start:%H:%M}–{end:%H:%M}"


def moment_in_words(when: datetime, now: datetime, texts: Texts) -> str:
    """`vandaag om 15.00 uur`, `morgen, vrijdag 28 mei om 09.00 uur`, `over 20 minuten (10.20 uur)`.

    What `event.said_times` reads, said back. `when` comes in the event's zone; the year is said when it isn't `now`'s.
    """
    if timedelta() <= when - now < _SOON:
        minutes = round((when - now) / timedelta(minutes=1))
        at = clock(when.time(), texts) if _days_ahead(when, now) == 0 else _on_its_day(when, now, texts)
        if minutes == 0:
            return texts.say("now ({time})", time=at)
        duration = duration_in_words(timedelta(minutes=minutes), texts)
        return texts.say("in {duration} ({time})", duration=duration, time=at)
    return _on_its_day(when, now, texts)


def duration_in_words(length: timedelta, texts: Texts) -> str:
    """`20 minuten`, `1 uur en 30 minuten`, `2 dagen`: to the second, what is nothing left out."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    said = []
    if days:
        said.append(texts.count("{n} day", "{n} days", days))
    if hours:
        said.append(texts.count("{n} hour", "{n} hours", hours))
    if minutes or not (days or hours or seconds):
        said.append(texts.count("{n} minute", "{n} minutes", minutes))
    if seconds:
        said.append(texts.count("{n} second", "{n} seconds", seconds))
    return texts.listed(said)


def own(when: datetime, texts: Texts) -> str | None:
    """The reader's own time, `09.30 uur in Londen`, with the weekday when that is another; None where it is the same.

    `when` comes in the zone in which it is said.
    """
    theirs = _theirs(when, texts)
    return _elsewhere(theirs, when, clock(theirs.time(), texts), texts) if theirs else None


def own_span(start: datetime, end: datetime, texts: Texts) -> str | None:
    """The same of a stretch of time: `09.30–11.00 uur in Londen`."""
    theirs, till = _theirs(start, texts), end.astimezone(texts.zone)
    return _elsewhere(theirs, start, span(theirs.time(), till.time(), texts), texts) if theirs else None


def beside(said: str, own_time: str | None) -> str:
    """With the reader's own time behind it: `10.30 uur (09.30 uur in Londen)`."""
    return f"{said} ({own_time})" if own_time else said


def _theirs(when: datetime, texts: Texts) -> datetime | None:
    theirs = when.astimezone(texts.zone) if texts.zone else when
    return None if theirs.utcoffset() == when.utcoffset() else theirs


def _elsewhere(theirs: datetime, when: datetime, at: str, texts: Texts) -> str:
    city = get_timezone_location(texts.zone, locale=texts.locale, return_city=True)
    if theirs.date() == when.date():
        return texts.say("{time} in {city}", time=at, city=city)
    weekday = format_date(theirs.date(), "EEEE", locale=texts.locale)
    return texts.say("{weekday} {time} in {city}", weekday=weekday, time=at, city=city)


def _on_its_day(when: datetime, now: datetime, texts: Texts) -> str:
    here = now.astimezone(when.tzinfo)
    form = "EEEE d MMMM" if when.year == here.year else "EEEE d MMMM y"
    day_said, at = format_date(when.date(), form, locale=texts.locale), clock(when.time(), texts)
    match _days_ahead(when, now):
        case 0:
            return texts.say("today at {time}", time=at)
        case 1:
            return texts.say("tomorrow, {day} at {time}", day=day_said, time=at)
        case -1:
            return texts.say("yesterday, {day} at {time}", day=day_said, time=at)
        case _:
            return texts.say("{day} at {time}", day=day_said, time=at)


def _days_ahead(when: datetime, now: datetime) -> int:
    return (when.date() - now.astimezone(when.tzinfo).date()).days
