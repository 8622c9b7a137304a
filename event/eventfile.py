"""Reads an event file. Every mistake is named at once, with its line and field, for somebody who organises events."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import available_timezones

from pydantic import ValidationError

from event import definition
from event.checks import check
from event.definition import Announcement, Event, Frozen, Language, Part, Poll
from event.errors import EventFileError, Mistake
from event.positions import Path as Place
from event.positions import line_of, lines_of

_LARGEST = 512 * 1024
"""Bytes of an event file."""
_LISTS: dict[str, type[Frozen]] = {"part": Part, "announcement": Announcement, "poll": Poll}
_TABLES = ("event", "registration", "meeting", "questions", "roles")
_IN_FILE = {"options": "option"}
"""Names that differ between file and model."""
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")

Model = TypeVar("Model", bound=Frozen)


def shipped() -> Path:
    """The event that comes with Gastheer."""
    return Path(__file__).parent / "shipped" / "cameratoezicht.toml"


def read(path: Path) -> Event:
    """The event in a file. Raises EventFileError."""
    try:
        if path.stat().st_size > _LARGEST:
            raise _error(str(path), Mistake(1, "file", "this is too large for an event file (512 KB at most)"))
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise _error(str(path), Mistake(line, "file", "this isn't UTF-8 text; save the file as UTF-8")) from error
    except OSError as error:
        raise _error(str(path), Mistake(1, "file", error.strerror or "can't be read")) from error
    return parse(text, str(path))


def parse(text: str, source: str) -> Event:
    """The event in a text. `source` names it in messages. Raises EventFileError."""
    text = text.replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
        lines = lines_of(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        message = _AT_LINE.sub("", str(error)).strip()
        raise _error(source, Mistake(line, "file", f"this isn't valid TOML: {message}")) from error
    except RecursionError as error:
        raise _error(source, Mistake(1, "file", "this is nested too deeply for an event file")) from error
    reading = _Reading(lines)
    event = reading.event(data)
    if reading.mistakes or event is None:
        raise _error(source, *reading.mistakes)
    return event


class _Reading:
    def __init__(self, lines: Mapping[Place, int]) -> None:
        self._lines = dict(lines)
        self.mistakes: list[Mistake] = []

    def event(self, data: Mapping[str, Any]) -> Event | None:
        """All that can be read of it; mistakes are kept aside. None when the event itself can't be."""
        for key in data.keys() - {*_TABLES, *_LISTS}:
            self._unknown((key,), [*_TABLES, *_LISTS])
        head = data.get("event")
        if not isinstance(head, dict):
            self._say(("event",), "the [event] table is missing")
            head = {}
        values: dict[str, Any] = dict(head)
        values["registration"] = self._table(data, "registration", definition.Registration)
        values["questions"] = self._table(data, "questions", definition.Questions)
        values["meeting"] = self._table(data, "meeting", definition.Meeting)
        values["roles"] = self._table(data, "roles", definition.Roles)
        for name, model in _LISTS.items():
            values[f"{name}s"] = self._list(data, name, model)
        self._zone(values)
        if not data.get("part"):
            self._say(("part",), "the programme needs at least one [[part]]")
        event = self._made(Event, values, ("event",))
        if event is None or not event.parts:
            return None
        known = {
            name: {one.get("key") for one in data.get(name, ()) if isinstance(one, dict)}
            if isinstance(data.get(name, []), list)
            else set()
            for name in _LISTS
        }
        check(event, known, self._keyed(data))
        return event

    def _keyed(self, data: Mapping[str, Any]) -> Callable[[str, str, int, Place, str], None]:
        """Says a mistake at the nth entry of a list with this key."""

        def say(name: str, key: str, nth: int, rest: Place, message: str) -> None:
            if name not in _LISTS:
                self._say((name, *rest), message)
                return
            entries = data.get(name, ())
            found = [i for i, one in enumerate(entries) if isinstance(one, dict) and one.get("key") == key]
            self._say((name, found[min(nth, len(found) - 1)] if found else 0, *rest), message)

        return say

    def _zone(self, values: dict[str, Any]) -> None:
        zone = values.get("timezone")
        if isinstance(zone, str) and zone not in available_timezones():
            near = difflib.get_close_matches(zone, available_timezones(), n=1)
            self._say(("event", "timezone"), f"there is no time zone '{zone}'{_perhaps(near)}")
            values["timezone"] = "UTC"

    def _table(self, data: Mapping[str, Any], name: str, model: type[Model]) -> Model:
        raw = data.get(name, {})
        if not isinstance(raw, dict):
            self._say((name,), f"write [{name}] as a table")
            raw = {}
        return self._made(model, raw, (name,)) or model()

    def _list(self, data: Mapping[str, Any], name: str, model: type[Model]) -> tuple[Model, ...]:
        raw = data.get(name, [])
        if not isinstance(raw, list):
            self._say((name,), f"write each as [[{name}]]")
            return ()
        made = (self._made(model, self._prepared(one), (name, i)) for i, one in enumerate(raw))
        return tuple(one for one in made if one is not None)

    def _prepared(self, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        for file_name, name in (("option", "options"),):
            if file_name in raw:
                raw = {key: value for key, value in raw.items() if key != file_name} | {name: raw[file_name]}
        for name in ("when", "until", "launch"):
            if isinstance(raw.get(name), datetime):
                raw = raw | {name: raw[name].replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")}
        return raw

    def _made(self, model: type[Model], raw: Any, at: Place) -> Model | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for one in error.errors():
                place = (*at, *(_IN_FILE.get(part, part) if isinstance(part, str) else part for part in one["loc"]))
                if one["type"] == "extra_forbidden":
                    names = _known_names(model, one["loc"][:-1])
                    self._unknown(place, [_IN_FILE.get(name, name) for name in names])
                else:
                    self._say(place, _plain(one))
        return None

    def _unknown(self, place: Place, known: list[str]) -> None:
        near = difflib.get_close_matches(str(place[-1]), known, n=1)
        self._say(place, f"there is no such key{_perhaps(near)}")

    def _say(self, place: Place, message: str) -> None:
        mistake = Mistake(line_of(place, self._lines), _dotted(place), message)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)


def _known_names(model: type[Frozen], loc: tuple[str | int, ...]) -> list[str]:
    """The keys that a table in the file may have."""
    if not loc:
        return list(model.model_fields)
    nested: dict[str, type[Frozen]] = {
        "organiser": definition.Organiser,
        "privacy": definition.Privacy,
        "options": definition.Option,
    }
    named = [part for part in loc if isinstance(part, str)]
    if named[-2:] == ["privacy", "fields"]:
        return list(definition.KeptFields.model_fields)
    if named[-2:-1] == ["fields"]:
        return list(definition.KeptField.model_fields)
    if named and named[-1] in nested:
        return list(nested[named[-1]].model_fields)
    return [language.value for language in Language]


def _plain(error: Any) -> str:
    """pydantic's finding, for a reader who never heard of it."""
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "this is missing"
        case "string_type":
            return "write a text between quotes"
        case "string_too_short":
            return "this is empty"
        case "string_too_long":
            return f"this is too long: {context['max_length']} characters at most"
        case "string_pattern_mismatch" if context["pattern"].startswith("^https"):
            return "write an address that starts with https://"
        case "string_pattern_mismatch":
            return "use lower-case letters, digits and hyphens only, 40 at most"
        case "enum":
            return f"write one of {context['expected']}"
        case "too_short":
            return f"give at least {context['min_length']}"
        case "too_long":
            return f"give at most {context['max_length']}"
        case "tuple_type" | "list_type":
            return "write a list between [ and ]"
        case "model_type" if context["class_name"].startswith("Kept"):
            return 'write a table: purpose.nl = "...", purpose.en = "...", retention_days = 30'
        case "model_type" | "model_attributes_type" | "dict_type":
            return 'write a text, or one for each language: nl = "...", en = "..."'
        case kind if kind.startswith("time"):
            return 'write a time such as "10:30"'
        case kind if kind.startswith("datetime"):
            return 'write a day and time such as "2027-06-04 10:30"'
        case kind if kind.startswith("date"):
            return "write a day such as 2027-06-04"
        case kind if kind.startswith("int"):
            return "write a whole number"
        case "greater_than_equal" | "less_than_equal":
            return f"{error['msg'][0].lower()}{error['msg'][1:]}".replace("input should", "this should")
        case kind if kind.startswith("bool"):
            return "write true or false"
        case "value_error":
            return str(context["error"])
        case _:
            return f"this can't be used ({error['type'].replace('_', ' ')})"


def _dotted(place: Place) -> str:
    """`poll[2].option[1].text`, counted from 1 as people do."""
    dotted = ""
    for part in place:
        dotted += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if dotted else str(part)
    return dotted


def _perhaps(near: list[str]) -> str:
    return f"; did you mean '{near[0]}'?" if near else ""


def _error(source: str, *mistakes: Mistake) -> EventFileError:
    return EventFileError(source, tuple(sorted(mistakes)))
