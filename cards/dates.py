"""Days and times in words, in the zone that they come in."""

from __future__ import annotations

from datetime import date, datetime, time

from babel.dates import format_date

from cards.texts import Texts
from event.definition import Language


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
