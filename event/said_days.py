"""Days, and the event's own moments, in the small language of `event.said_words`."""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from event.definition import Event, Part
from event.said_clock import Span, TimeMistake, UnreadableTime, span_in
from event.said_words import MONTHS, WEEKDAYS, canonical

_WEEKDAY, _MONTH = "|".join(WEEKDAYS), "|".join(MONTHS)
_NEAR = {"today": 0, "tomorrow": 1, "overmorrow": 2}
_FROM_NOW = re.compile(r"(?:in|past) (.+)|(.+) (?:of|from) now")
_THE_DAY = re.compile(r"the day(?: self| of(?: the)? event)?|day self")
_WEEKDAYS = (
    re.compile(rf"(?:(?:the )?(?P<which>next|this|coming)(?P<week> week)? (?:on )?)?(?P<weekday>{_WEEKDAY})"),
    re.compile(rf"(?P<weekday>{_WEEKDAY}) (?:of |in )?(?:the )?(?P<which>next|this|coming)(?P<week> week)?"),
)
_A_WEEK = re.compile(r"(?:the )?(?:next|this|coming) week")
_BESIDES = re.compile(
    rf"(?:(?P<near>{'|'.join(_NEAR)}) )?(?:(?P<weekday>{_WEEKDAY}) )?(?:the )?(?P<date>[0-9].*|(?:{_MONTH}) .+)"
)
_DATES = (
    re.compile(r"(?P<year>[12][0-9]{3})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(
        r"(?P<day>[0-9]{1,2})(?P<joint>[-/.])(?P<month>[0-9]{1,2})(?:(?P=joint)(?P<year>[12][0-9]{3}|[0-9]{2}))?"
    ),
    re.compile(rf"(?P<day>[0-9]{{1,2}})(?:th)?(?: of)? (?P<month>{_MONTH})(?: (?P<year>[12][0-9]{{3}}))?"),
    re.compile(rf"(?P<month>{_MONTH}) (?:the )?(?P<day>[0-9]{{1,2}})(?:th)?(?: (?P<year>[12][0-9]{{3}}))?"),
)
_DAY_OF_MONTH = re.compile(r"(?P<day>[0-9]{1,2})(?P<nth>th)?")
_FROM_ANCHOR = re.compile(r"(?:(?P<much>.+?) )?(?P<side>before|after)(?: (?P<anchor>.+))?")
_EDGE = re.compile(r"(?:at |on |from )?(?:the )?(?P<edge>start|end)(?: of)?(?: the)?(?: (?P<name>.+))?")
_THE_ONE = {"the day": Span(days=1), "the week": Span(days=7), "the month": Span(months=1)}
_LATER = re.compile(r"(.+) (later|earlier)")
_YEARS = range(1900, 3000)
_LEAP_YEARS_AHEAD = 9
_MONTHS_AHEAD = 12
_LEAST = 4
"""Letters of a part's name that name it."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """The days that may be meant, the nearest first, and the time of day when it comes with the day."""

    dates: tuple[date, ...]
    clock: timedelta | None = None
    weekday: int | None = None
    """That the day must be on."""
    is_weekday: bool = False
    """Said by its weekday alone."""

    def first(self, is_ahead: Callable[[date], bool]) -> date:
        found = next((one for one in self.dates if is_ahead(one)), None)
        if found is None:
            raise UnreadableTime(TimeMistake.IN_THE_PAST)
        if self.weekday is not None and found.weekday() != self.weekday:
            raise UnreadableTime(TimeMistake.WRONG_WEEKDAY)
        return found


def day_in(text: str, event: Event, today: date) -> Day | None:
    """None when it's no day."""
    text = text.removeprefix("on ")
    return _near(text, event, today) or _weekday(text, today) or _dated(text, today) or _by_anchor(text, event)


def later_in(text: str, event: Event) -> Day | None:
    """`1 week later`: than the event's own day."""
    found = _LATER.fullmatch(text)
    span = span_in(found[1]) if found else None
    if not found or not span or not span.is_on_calendar:
        return None
    return Day(dates=(_moved(event.date, span, back=found[2] == "earlier"),))


def anchor_in(text: str | None, side: str | None, event: Event) -> datetime | None:
    """The wall time of `start`, `end of lunch` or `lunch`, which `side` (before, after) takes at one of its edges."""
    edge = _EDGE.fullmatch(text or "")
    if edge:
        at, name = edge["edge"], edge["name"]
    elif side:
        at, name = ("start" if side == "before" else "end"), (text or "").removeprefix("the ")
    else:
        return None
    part = None
    if name and name not in ("event", "day"):
        part = _part(name, event)
        if part is None:
            return None
    start = part.start if part else event.start.time()
    end = part.end if part else event.end.time()
    return datetime.combine(event.date, start if at == "start" else end)


def _near(text: str, event: Event, today: date) -> Day | None:
    if text in _NEAR:
        return Day(dates=(today + timedelta(days=_NEAR[text]),))
    if _THE_DAY.fullmatch(text):
        return Day(dates=(event.date,))
    found = _FROM_NOW.fullmatch(text)
    span = span_in(found[1] or found[2]) if found else None
    return Day(dates=(_moved(today, span),)) if span and span.is_on_calendar else None


def _weekday(text: str, today: date) -> Day | None:
    if _A_WEEK.fullmatch(text):
        raise UnreadableTime(TimeMistake.AMBIGUOUS_DAY)
    found = _WEEKDAYS[0].fullmatch(text) or _WEEKDAYS[1].fullmatch(text)
    if not found:
        return None
    number = WEEKDAYS.index(found["weekday"])
    this_weeks = today + timedelta(days=number - today.weekday())
    next_weeks = this_weeks + timedelta(weeks=1)
    if found["week"]:
        return Day(dates=(this_weeks if found["which"] == "this" else next_weeks,), is_weekday=True)
    if found["which"] != "next":
        return Day(dates=tuple(one for one in (this_weeks, next_weeks) if one >= today), is_weekday=True)
    if this_weeks > today:
        raise UnreadableTime(TimeMistake.AMBIGUOUS_DAY)
    return Day(dates=(next_weeks,), is_weekday=True)


def _dated(text: str, today: date) -> Day | None:
    """A date, with its weekday or `tomorrow` before it or without."""
    besides = _BESIDES.fullmatch(text)
    if not besides:
        return None
    weekday = WEEKDAYS.index(besides["weekday"]) if besides["weekday"] else None
    dates = _dates(besides["date"], today, may_be_bare=weekday is not None)
    if dates is None:
        return None
    if not dates:
        raise UnreadableTime(TimeMistake.NO_SUCH_DAY)
    if besides["near"]:
        dates = tuple(one for one in dates if one == today + timedelta(days=_NEAR[besides["near"]]))
        if not dates:
            raise UnreadableTime(TimeMistake.WRONG_WEEKDAY)
    return Day(dates=dates, weekday=weekday)


def _dates(text: str, today: date, *, may_be_bare: bool) -> tuple[date, ...] | None:
    """All that it may be, from this year or month on when that isn't said. None when it is no date."""
    found = next((found for pattern in _DATES if (found := pattern.fullmatch(text))), None)
    if found:
        month = int(found["month"]) if found["month"].isdigit() else MONTHS.index(found["month"]) + 1
        if found["year"]:
            year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
            return _existing([(year, month)], int(found["day"]))
        months = [(today.year + ahead, month) for ahead in range(_LEAP_YEARS_AHEAD)]
    else:
        found = _DAY_OF_MONTH.fullmatch(text)
        if not found or not (found["nth"] or may_be_bare):
            return None
        months = [_month_on(today, ahead) for ahead in range(_MONTHS_AHEAD)]
    return _existing(months, int(found["day"]))


def _existing(months: list[tuple[int, int]], day: int) -> tuple[date, ...]:
    return tuple(
        date(year, month, day)
        for year, month in months
        if year in _YEARS and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    )


def _by_anchor(text: str, event: Event) -> Day | None:
    """`2 week before start`, `the day before`, `after end`, `start of lunch`."""
    found = _FROM_ANCHOR.fullmatch(text)
    if not found:
        return _at(anchor_in(text, None, event))
    anchor = anchor_in(found["anchor"], found["side"], event)
    if anchor is None or (not found["much"] and found["side"] == "before"):
        return None
    if not found["much"]:
        return _at(anchor)
    span = _THE_ONE.get(found["much"]) or span_in(found["much"])
    if not span or not span.is_on_calendar:
        return None
    day = _moved(anchor.date(), span, back=found["side"] == "before")
    return _at(datetime.combine(day, anchor.time()))


def _at(wall: datetime | None) -> Day | None:
    return Day(dates=(wall.date(),), clock=wall - datetime.combine(wall.date(), time())) if wall else None


def _part(name: str, event: Event) -> Part | None:
    """By its key or title in either language, a typing error forgiven; or by a piece that no other part has."""
    names = [
        (_named(text), part)
        for part in event.parts
        for text in (part.key.replace("-", " "), part.title.nl, part.title.en)
    ]
    near = difflib.get_close_matches(name, [one for one, _ in names], n=1, cutoff=0.8)
    if near:
        return next(part for one, part in names if one == near[0])
    having = {part.key: part for one, part in names if len(name) >= _LEAST and name in one}
    return next(iter(having.values())) if len(having) == 1 else None


@lru_cache(maxsize=256)
def _named(text: str) -> str:
    return canonical(text)


def _moved(day: date, span: Span, *, back: bool = False) -> date:
    """On the calendar; the 31st moves to a shorter month's last day."""
    sign = -1 if back else 1
    try:
        year, month = _month_on(day, sign * int(span.months))
        moved = date(year, month, min(day.day, monthrange(year, month)[1])) + timedelta(days=sign * int(span.days))
    except (OverflowError, ValueError) as error:
        raise UnreadableTime(TimeMistake.NO_SUCH_DAY) from error
    if moved.year not in _YEARS:
        raise UnreadableTime(TimeMistake.NO_SUCH_DAY)
    return moved


def _month_on(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1
