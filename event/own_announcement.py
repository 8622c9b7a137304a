"""An announcement that an organiser writes in chat: what its form must hold."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from event.definition import Announcement, Audience, Event, Language, Template
from event.folding import fold
from event.ids import AnnouncementKey
from event.said_times import TimeMistake, UnreadableTime, read_moment

AUDIENCES = (Audience.REGISTERED, Audience.UNANSWERED, Audience.ORGANISATION, Audience.MEETING, Audience.ORGANISERS)
LONGEST = 2000
"""Characters of a text in one language."""


class WritingMistake(StrEnum):
    MISSING = "missing"
    TOO_LONG = "too_long"
    NO_ORGANISATION = "no_organisation"
    NOBODY_FROM_THERE = "nobody_from_there"
    NO_AUDIENCE = "no_audience"


@dataclass(frozen=True, kw_only=True)
class Written:
    """A form without mistakes. `values` is what was typed, `due` aware and in UTC."""

    announcement: Announcement
    due: datetime
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class WritingMistakes:
    """What was typed, and what is wrong, both by input id."""

    values: Mapping[str, str]
    mistakes: Mapping[str, WritingMistake | TimeMistake]


def fields(event: Event) -> tuple[str, ...]:
    """The form's input ids, in its order: a text in each of the event's languages."""
    return (*(f"text_{one.value}" for one in event.languages), "audience", "organisation", "when")


def read(
    event: Event, key: AnnouncementKey, inputs: Mapping[str, object], now: datetime, organisations: Sequence[str]
) -> Written | WritingMistakes:
    """`now` is the event's time; an announcement for now is due at once. `organisations`: those that people signed up
    from, of which the one that is meant may be written more or less alike."""
    values = {name: _tidy(inputs.get(name)) for name in fields(event)}
    mistakes: dict[str, WritingMistake | TimeMistake] = {}
    for language in event.languages:
        text = values[f"text_{language.value}"]
        if not text:
            mistakes[f"text_{language.value}"] = WritingMistake.MISSING
        elif len(text) > LONGEST:
            mistakes[f"text_{language.value}"] = WritingMistake.TOO_LONG
    audience = next((one for one in AUDIENCES if one.value == values["audience"]), None)
    if audience is None:
        mistakes["audience"] = WritingMistake.NO_AUDIENCE
    if audience is Audience.ORGANISATION and not values["organisation"]:
        mistakes["organisation"] = WritingMistake.NO_ORGANISATION
    elif audience is Audience.ORGANISATION:
        meant = likely(values["organisation"], organisations)
        if len(meant) == 1:
            values["organisation"] = meant[0]
        else:
            mistakes["organisation"] = WritingMistake.NOBODY_FROM_THERE
    try:
        due = read_moment(values["when"], event, now)
    except UnreadableTime as error:
        mistakes["when"] = error.code
    if mistakes or audience is None:
        return WritingMistakes(values=values, mistakes=mistakes)
    first = values[f"text_{event.languages[0].value}"]
    announcement = Announcement.model_validate(
        {
            "key": key,
            "when": wall(event, due),
            "template": Template.TEXT,
            "text": {one.value: values.get(f"text_{one.value}") or first for one in Language},
            "audience": audience,
            "organisation": values["organisation"] if audience is Audience.ORGANISATION else None,
        }
    )
    return Written(announcement=announcement, due=due, values=values)


def likely(written: str, organisations: Sequence[str]) -> list[str]:
    """The organisations that may be meant: the very one if it is there, else those that start so or read nearly so."""
    by_fold = {fold(one): one for one in organisations}
    wanted = fold(written)
    if wanted in by_fold:
        return [by_fold[wanted]]
    starting = [one for folded, one in by_fold.items() if wanted and folded.startswith(wanted)]
    return starting or [by_fold[one] for one in difflib.get_close_matches(wanted, list(by_fold), n=5, cutoff=0.7)]


def wall(event: Event, moment: datetime) -> str:
    """A moment as the event file writes it, to the second."""
    return f"{moment.astimezone(event.zone):%Y-%m-%d %H:%M:%S}"


def _tidy(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in value.replace("\r\n", "\n")).strip()
