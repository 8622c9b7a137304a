"""Signing up: what a form must hold, and what a new form means for somebody who may be registered already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from event.definition import Event, Status
from event.errors import Refusal, RefusalCode

FIELDS = ("name", "email", "organisation", "function", "question", "privacy")
"""The form's input ids, in its order."""
LONGEST = {"name": 120, "email": 254, "organisation": 120, "function": 120, "question": 1000}
"""Characters each field takes."""
REQUIRED = frozenset({"name", "email", "organisation", "function"})

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")


class FieldMistake(StrEnum):
    """What is wrong with a field of the sign-up form."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_AN_EMAIL = "not_an_email"
    NOT_READ = "not_read"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A filled-in form without mistakes; the privacy notice was marked as read."""

    name: str
    email: str
    organisation: str
    function: str
    question: str


@dataclass(frozen=True, kw_only=True)
class FormMistakes:
    """A form that must be filled in again: what was typed, and what is wrong, both by field."""

    values: Mapping[str, str]
    mistakes: Mapping[str, FieldMistake]


class State(StrEnum):
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """Where the form as it stands was filled in."""

    TEAMS = "teams"
    IMPORT = "import"
    """On a list that an organiser brought."""
    PAGE = "page"
    ORGANISER = "organiser"
    """By an organiser, for them."""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """One person's registration as kept. `version` starts at 1 and goes up by one at each change. Who was signed up
    elsewhere didn't read the privacy notice: the first message to them says it, and `privacy_read_at` is None."""

    state: State
    version: int
    form: Form
    privacy_read_at: datetime | None
    created_at: datetime
    changed_at: datetime
    source: Source = Source.TEAMS

    @property
    def confirmed(self) -> bool:
        return self.state is State.CONFIRMED


class Change(StrEnum):
    """What an act did. NOTHING: it was so already."""

    NEW = "new"
    CHANGED = "changed"
    CAME_BACK = "came_back"
    WITHDREW = "withdrew"
    NOTHING = "nothing"


def read_form(inputs: Mapping[str, object]) -> Form | FormMistakes:
    """A form from a card's inputs, whatever they hold."""
    values = {name: typed(inputs.get(name), keep_lines=name == "question") for name in FIELDS}
    mistakes: dict[str, FieldMistake] = {}
    for name, longest in LONGEST.items():
        if name in REQUIRED and not values[name]:
            mistakes[name] = FieldMistake.MISSING
        elif len(values[name]) > longest:
            mistakes[name] = FieldMistake.TOO_LONG
    if "email" not in mistakes and not is_email(values["email"]):
        mistakes["email"] = FieldMistake.NOT_AN_EMAIL
    if values["privacy"].casefold() != "true":
        values["privacy"] = "false"
        mistakes["privacy"] = FieldMistake.NOT_READ
    if mistakes:
        return FormMistakes(values=values, mistakes=mistakes)
    return Form(**{name: values[name] for name in FIELDS if name != "privacy"})


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def check_ahead(event: Event, now: datetime) -> None:
    """Refuse what makes sense only while there is an event to come to."""
    if event.status is Status.CANCELLED:
        raise Refusal(RefusalCode.EVENT_CANCELLED)
    check_not_over(event, now)


def check_not_over(event: Event, now: datetime) -> None:
    if event.over(now):
        raise Refusal(RefusalCode.EVENT_OVER)


def check_open(event: Event, now: datetime) -> None:
    """Refuse when nobody can sign up any more. `now` is the event's time."""
    check_ahead(event, now)
    closes = event.registration.closes
    if event.status is Status.POSTPONED:
        return  # the end of sign-up moves along with the day
    if closes is not None and now >= closes.replace(tzinfo=closes.tzinfo or event.zone):
        raise Refusal(RefusalCode.REGISTRATION_CLOSED)


def submit(
    event: Event, current: Registration | None, form: Form, now: datetime, source: Source = Source.TEAMS
) -> tuple[Registration, Change]:
    """Sign up, change, or come back, with the privacy notice read, unless an organiser did it for them. Who is in may
    change their data after sign-up has closed, until the event ends."""
    check_ahead(event, now)
    if current is None or not current.confirmed:
        check_open(event, now)
    kept, change = _written(current, form, now, source)
    read = current.privacy_read_at if current and current.confirmed else None
    return replace(kept, privacy_read_at=read or (None if source is Source.ORGANISER else now)), change


def acknowledge(current: Registration, now: datetime) -> Registration:
    """Whoever was signed up by others has read the privacy notice."""
    return current if current.privacy_read_at else replace(current, privacy_read_at=now)


def take_over(event: Event, current: Registration | None, form: Form, now: datetime) -> tuple[Registration, Change]:
    """From a list that an organiser brings: also after sign-up has closed, for it was filled in before."""
    check_ahead(event, now)
    return _written(current, form, now, Source.IMPORT)


def _written(current: Registration | None, form: Form, now: datetime, source: Source) -> tuple[Registration, Change]:
    if current is None:
        new = Registration(
            state=State.CONFIRMED,
            version=1,
            form=form,
            privacy_read_at=None,
            created_at=now,
            changed_at=now,
            source=source,
        )
        return new, Change.NEW
    if current.confirmed and current.form == form:
        return current, Change.NOTHING
    changed = replace(
        current,
        state=State.CONFIRMED,
        version=current.version + 1,
        form=form,
        changed_at=now,
        source=source,
    )
    return changed, Change.CHANGED if current.confirmed else Change.CAME_BACK


def withdraw(current: Registration | None, now: datetime) -> tuple[Registration, Change]:
    if current is None:
        raise Refusal(RefusalCode.NOT_REGISTERED)
    if not current.confirmed:
        return current, Change.NOTHING
    return replace(current, state=State.WITHDRAWN, version=current.version + 1, changed_at=now), Change.WITHDREW


def typed(value: object, *, keep_lines: bool) -> str:
    """What somebody typed, without control characters, outer space and doubled space."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return ""
    lines = ("".join(c if c.isprintable() else " " for c in line) for line in value.splitlines())
    tidy = [" ".join(line.split()) for line in lines]
    return "\n".join(tidy).strip() if keep_lines else " ".join(tidy).strip()
