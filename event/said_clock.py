"""Hours and lengths of time, in the small language of `event.said_words`; and what can be wrong with a said time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

DAY_PART = "morning|afternoon|evening|night"
MIDNIGHT = timedelta(days=1)
"""The end of its day."""

_CLOCK = re.compile(
    rf"(?:at )?(?:(?P<early>{DAY_PART}) )?(?:at )?(?:"
    r"(?:12 )?(?P<name>noon|midnight)|"
    r"(?P<towards>(?P<half_past>half past )|"
    r"(?:1 )?(?P<by>[0-5]?[0-9]|quarter)(?: minute)? (?P<side>before|past|after) (?P<by_half>half )?|(?P<half>half ))?"
    r"(?P<hour>[0-9]{1,2})(?(towards)|(?:[.:](?P<minute>[0-9]{2}))?)(?: hour)?"
    rf")(?: (?P<late>{DAY_PART}|am|pm))?(?: hour)?"
)
_JOINED = (
    (re.compile(r"\b([0-9]{1,2}) hour ([0-9]{2})\b(?: minute)?"), r"\1:\2"),
    (re.compile(r"\b([0-9]{2})([0-9]{2}) hour\b"), r"\1:\2"),
)
_PIECE = re.compile(
    r"(?P<half>1 half|half 1|half) hour\b|"
    r"(?:(?P<quarters>[0-9]{1,2}) )?(?P<quarter>quarter)\b(?:(?: of)?(?: 1)? hour\b)?|"
    r"(?P<number>[0-9]{1,4}(?:\.(?:[0-9]|25|50|75))?)(?P<half_before> and 1 half)? "
    r"(?P<unit>second|minute|hour|day|week|month)\b(?P<half_after> and (?:1 )?half\b(?! hour))?"
)
_MINUTES = re.compile(r"(?<=hour) ([0-9]{1,2})$")
_QUARTER, _HALF, _HOUR = timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)
_NOON = timedelta(hours=12)
_WATCH = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": _HOUR}
_CALENDAR = {"day": 1, "week": 7}


class TimeMistake(StrEnum):
    NOT_UNDERSTOOD = "not_understood"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    IN_THE_PAST = "in_the_past"
    NO_TIME_GIVEN = "no_time_given"
    """A day without a time."""
    AMBIGUOUS_DAY = "ambiguous_day"
    """`next Friday` while this Friday is still to come, or a week without its day."""
    WRONG_WEEKDAY = "wrong_weekday"
    """`Friday 27 May` when that is a Thursday."""


class UnreadableTime(ValueError):
    """What somebody wrote can't be taken for a time. `code` says why."""

    def __init__(self, code: TimeMistake) -> None:
        self.code = code
        super().__init__(code.value)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A length of time: months and days of the calendar, the rest on the stopwatch."""

    months: float = 0
    days: float = 0
    watch: timedelta = timedelta()

    @property
    def is_on_calendar(self) -> bool:
        """In whole days or months, and nothing shorter."""
        return not self.watch and float(self.days).is_integer() and float(self.months).is_integer()

    @property
    def is_on_watch(self) -> bool:
        return not self.days and not self.months


def clock_in(text: str, day_part: str | None = None) -> timedelta | None:
    """How long after its day's start; a day or more for midnight and what follows on it. None when it's no clock time.

    `day_part` is said elsewhere; one in the text itself goes before it.
    """
    for pattern, instead in _JOINED:
        text = pattern.sub(instead, text)
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    if found["name"]:
        return _NOON if found["name"] == "noon" else MIDNIGHT
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 24 or minute > 59 or (hour == 24 and (minute or found["towards"])):
        raise UnreadableTime(TimeMistake.NO_SUCH_TIME)
    since = timedelta(hours=hour, minutes=minute) + _towards(found)
    is_whole_day = found["hour"].startswith("0") or hour > 12
    return _in_its_half(since, found["late"] or found["early"] or day_part, is_whole_day=is_whole_day)


def span_in(text: str) -> Span | None:
    """`1 hour and 1 quarter`, `1.5 hour`, `2 day`; None when it's no length of time, or none at all."""
    text = _MINUTES.sub(r" \1 minute", text)
    months, days, watch = 0.0, 0.0, timedelta()
    at = 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if not piece:
            return None
        if piece["half"]:
            watch += _HALF
        elif piece["quarter"]:
            watch += int(piece["quarters"] or 1) * _QUARTER
        else:
            number = float(piece["number"]) + (0.5 if piece["half_before"] or piece["half_after"] else 0)
            if piece["unit"] in _WATCH:
                watch += number * _WATCH[piece["unit"]]
            elif piece["unit"] == "month":
                months += number
            else:
                days += number * _CALENDAR[piece["unit"]]
        at = _next(text, piece.end())
    return Span(months=months, days=days, watch=watch) if months or days or watch else None


def _next(text: str, at: int) -> int:
    joint = re.compile(r"(?: and)? (?=.)").match(text, at)
    return joint.end() if joint else at


def _towards(found: re.Match[str]) -> timedelta:
    """What goes off the named hour, or on top of it: `kwart voor`, `half`, `tien over half`."""
    if found["half_past"]:
        return _HALF
    by = timedelta()
    if found["by"]:
        by = _QUARTER if found["by"] == "quarter" else timedelta(minutes=int(found["by"]))
    return (-by if found["side"] == "before" else by) - (_HALF if found["half"] or found["by_half"] else timedelta())


def _in_its_half(since: timedelta, day_part: str | None, *, is_whole_day: bool) -> timedelta:
    """In which half of the day an hour of the twelve-hour clock is. `is_whole_day`: written on the 24-hour clock."""
    on_dial = since % _NOON
    is_late = is_whole_day and since >= _NOON
    match day_part:
        case "am" | "morning" if is_late:
            raise UnreadableTime(TimeMistake.NO_SUCH_TIME)
        case "morning":
            return since
        case "am":
            return on_dial
        case "pm" | "afternoon":
            return on_dial + _NOON
        case "evening" | "night" if is_late:
            return since
        case "evening" if _HOUR <= on_dial < 5 * _HOUR:
            raise UnreadableTime(TimeMistake.NO_SUCH_TIME)
        case "evening" | "night" if on_dial < _HOUR:
            return on_dial + MIDNIGHT
        case "night" if on_dial < 7 * _HOUR:
            return on_dial
        case "evening" | "night":
            return on_dial + _NOON
    if is_whole_day:
        return since % MIDNIGHT if since != MIDNIGHT else MIDNIGHT
    return on_dial + _NOON if on_dial < 7 * _HOUR else on_dial
