"""Changing the programme: what a part's form must hold, and what a new programme changes for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from pydantic import ValidationError

from event.definition import Part
from event.said_times import UnreadableTime, read_clock

FIELDS = ("start", "end", "title_nl", "title_en", "description_nl", "description_en", "speakers_nl", "speakers_en")
"""The form's input ids, in its order. Speakers stand one on a line, as many in each language."""


class PartMistake(StrEnum):
    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_A_TIME = "not_a_time"
    ENDS_BEFORE_START = "ends_before_start"
    OVERLAPS = "overlaps"
    OTHER_NUMBER_OF_SPEAKERS = "other_number_of_speakers"


@dataclass(frozen=True, kw_only=True)
class PartMistakes:
    """What was typed, and what is wrong, both by field."""

    values: Mapping[str, str]
    mistakes: Mapping[str, PartMistake]


class Aspect(StrEnum):
    TIME = "time"
    TITLE = "title"
    DESCRIPTION = "description"
    SPEAKERS = "speakers"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that changed about a part. `before` is None where it was added, `after` where it was taken out."""

    aspect: Aspect
    before: Part | None
    after: Part | None


def values_of(part: Part) -> dict[str, str]:
    """The form as it stands."""
    description = part.description
    return {
        "start": f"{part.start:%H:%M}",
        "end": f"{part.end:%H:%M}",
        "title_nl": part.title.nl,
        "title_en": part.title.en,
        "description_nl": description.nl if description else "",
        "description_en": description.en if description else "",
        "speakers_nl": "\n".join(one.nl for one in part.speakers),
        "speakers_en": "\n".join(one.en for one in part.speakers),
    }


def read_part(inputs: Mapping[str, object], part: Part, parts: Sequence[Part]) -> Part | PartMistakes:
    """The part as the form changes it, among the other parts of the day."""
    values = {name: str(inputs.get(name) or "").strip() for name in FIELDS}
    mistakes: dict[str, PartMistake] = {}
    start, end = (_clock(values[name], name, mistakes) for name in ("start", "end"))
    for name in ("title_nl", "title_en"):
        if not values[name]:
            mistakes[name] = PartMistake.MISSING
    if bool(values["description_nl"]) != bool(values["description_en"]):
        mistakes["description_en" if values["description_nl"] else "description_nl"] = PartMistake.MISSING
    speakers = [[line.strip() for line in values[f"speakers_{it}"].splitlines() if line.strip()] for it in ("nl", "en")]
    if len(speakers[0]) != len(speakers[1]):
        mistakes["speakers_en"] = PartMistake.OTHER_NUMBER_OF_SPEAKERS
    if start and end and not mistakes:
        if end <= start:
            mistakes["end"] = PartMistake.ENDS_BEFORE_START
        elif any(start < one.end and one.start < end for one in parts if one.key != part.key):
            mistakes["start"] = PartMistake.OVERLAPS
    if mistakes or start is None or end is None:
        return PartMistakes(values=values, mistakes=mistakes)
    try:
        return Part.model_validate(
            part.model_dump()
            | {
                "start": start,
                "end": end,
                "title": {"nl": values["title_nl"], "en": values["title_en"]},
                "description": {"nl": values["description_nl"], "en": values["description_en"]}
                if values["description_nl"]
                else None,
                "speakers": [{"nl": nl, "en": en} for nl, en in zip(*speakers, strict=True)],
            }
        )
    except ValidationError as error:
        for one in error.errors():
            name, language = str(one["loc"][0]), str(one["loc"][-1])
            mistakes[f"{name}_{language}"] = PartMistake.TOO_LONG
        return PartMistakes(values=values, mistakes=mistakes)


def differences(before: Sequence[Part], after: Sequence[Part]) -> tuple[Difference, ...]:
    """What changed, in the order of the new day; what was taken out comes last."""
    old = {part.key: part for part in before}
    found: list[Difference] = []
    for part in sorted(after, key=lambda one: one.start):
        was = old.pop(part.key, None)
        if was is None:
            found.append(Difference(aspect=Aspect.ADDED, before=None, after=part))
            continue
        for aspect, same in (
            (Aspect.TIME, (was.start, was.end) == (part.start, part.end)),
            (Aspect.TITLE, was.title == part.title),
            (Aspect.DESCRIPTION, was.description == part.description),
            (Aspect.SPEAKERS, was.speakers == part.speakers),
        ):
            if not same:
                found.append(Difference(aspect=aspect, before=was, after=part))
    found += [Difference(aspect=Aspect.REMOVED, before=part, after=None) for part in before if part.key in old]
    return tuple(found)


def hours(parts: Sequence[Part]) -> tuple[time, time]:
    """When the day starts and ends."""
    return min(part.start for part in parts), max(part.end for part in parts)


def _clock(text: str, name: str, mistakes: dict[str, PartMistake]) -> time | None:
    if not text:
        mistakes[name] = PartMistake.MISSING
        return None
    try:
        return read_clock(text)
    except UnreadableTime:
        mistakes[name] = PartMistake.NOT_A_TIME
        return None
