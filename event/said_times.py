"""Times as people write them in chat, Dutch and English: `morgen om half tien`, `Friday 28 May, 9 am`.

Words are in the event's zone. What is read is always said back in words before it counts, so the rules may guess as people
do:
- 28-5 and 4/6 are day first. A date without a year, a day of the month or a weekday is the next one that is ahead; today
  counts while the time is ahead. A time without a day is its next occurrence.
- `volgende week dinsdag` is the next calendar week's, from Monday on. `next Tuesday` and `volgende dinsdag` are that too,
  but while this week's Tuesday is still to come either may be meant, and that is refused as ambiguous.
- An hour from 1 up to 7 without a hint (`middag`, `pm`) is in the afternoon: `3 uur` and `half drie` are 15:00 and 14:30.
  Hours from 7 on are as written, and a leading zero means the 24-hour clock: `03:00` is at night. So is all that the event
  file's own way says, such as `2027-05-28 3:00`.
- Midnight is the end of its day.
- Days, weeks and months count on the calendar, minutes and hours on the stopwatch; a wall time that the clock skips or
  passes twice is as in `event.times`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from event.definition import Event, Part
from event.said_days import Day, Span, TimeMistake, UnreadableTime, 
