"""What organisers change in chat, on top of the event file.

Each change has a path and a JSON value; the newest of a path counts, and one without a value is as in the file again.

- `status`               on, postponed, cancelled
- `date`                 ISO date: the event was moved; the end of sign-up moves along
- `join_url`             the meeting's link
- `page`                 whether the public page for signing up is open
- `parts`                the programme's parts, all of them
- `announcement:<key>`   some fields of the file's announcement (`when`), or all of a new one
- `poll:<key>`           a poll that was made on the spot, or what the file's asks instead
- `poll_order`           the polls' keys, in their order
- `draft:<path>`         not said to anybody yet: counts for nothing until it is put at `<path>` itself
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from event.definition import Announcement, Event, Part, Poll, Status
from event.ids import ChangeId, PersonId
from event.poll_plans import launch_by_day

STATUS = "status"
DATE = "date"
JOIN_URL = "join_url"
PAGE = "page"
PARTS = "parts"
POLL_ORDER = "poll_order"
_ANNOUNCEMENT = "announcement:"
_POLL = "poll:"
_DRAFT = "draft:"


@dataclass(frozen=True, kw_only=True)
class Change:
    """`base` is what the event file said at the time."""

    id: ChangeId
    path: str
    value: Any
    base: Any
    by: PersonId | None
    at: datetime


def announcement(key: str) -> str:
    return f"{_ANNOUNCEMENT}{key}"


def poll(key: str) -> str:
    return f"{_POLL}{key}"


def draft(path: str) -> str:
    return f"{_DRAFT}{path}"


def apply(file: Event, changes: Mapping[str, Any]) -> Event:
    """The event as it stands: the file's, with the newest value of each path over it."""
    event = file
    for path, value in changes.items():
        if value is not None and not path.startswith(_DRAFT):
            event = _applied(event, path, value)
    order = changes.get(POLL_ORDER)
    return _applied(event, POLL_ORDER, order) if order else event  # once all of them are there


def value_of(event: Event, path: str) -> Any:
    """What the event says at a path, as JSON."""
    path = path.removeprefix(_DRAFT)
    if path == STATUS:
        return event.status.value
    if path == DATE:
        return event.date.isoformat()
    if path == JOIN_URL:
        return event.meeting.join_url
    if path == PAGE:
        return event.registration.page
    if path == PARTS:
        return [one.model_dump(mode="json") for one in event.parts]
    if path == POLL_ORDER:
        return [one.key for one in event.polls]
    kind, _, key = path.partition(":")
    found = event.announcement(key) if kind == "announcement" else event.poll(key)
    return found.model_dump(mode="json") if found else None


def overruled(file: Event, changes: Iterable[Change]) -> list[Change]:
    """Changes made in chat at places where the event file was edited since: the chat's stay, and that must be said."""
    return [
        one
        for one in changes
        if one.value is not None
        and not one.path.startswith(_DRAFT)
        and value_of(file, one.path) != one.base
        and value_of(file, one.path) != value_of(_applied(file, one.path, one.value), one.path)
    ]


def parts_of(value: Any) -> tuple[Part, ...]:
    return tuple(Part.model_validate(one) for one in value)


def _applied(event: Event, path: str, value: Any) -> Event:
    if path == STATUS:
        return event.with_(status=Status(value))
    if path == DATE:
        return _moved(event, date.fromisoformat(value))
    if path == JOIN_URL:
        return event.with_(meeting=event.meeting.model_copy(update={"join_url": value}))
    if path == PAGE:
        return event.with_(registration=event.registration.model_copy(update={"page": bool(value)}))
    if path == PARTS:
        return event.with_(parts=parts_of(value))
    if path == POLL_ORDER:
        places = {key: nth for nth, key in enumerate(value)}
        return event.with_(polls=tuple(sorted(event.polls, key=lambda one: places.get(one.key, len(places)))))
    kind, _, key = path.partition(":")
    if kind == "announcement":
        return _with_announcement(event, key, value)
    if kind == "poll":
        made = Poll.model_validate(value)
        if event.poll(key) is None:
            return event.with_(polls=(*event.polls, made))
        return event.with_(polls=tuple(made if one.key == key else one for one in event.polls))
    return event  # a newer version's; it is kept for it


def _with_announcement(event: Event, key: str, value: Mapping[str, Any]) -> Event:
    known = event.announcement(key)
    if known is None:
        if "template" not in value:
            return event  # moved in chat, and since taken out of the file
        return event.with_(announcements=(*event.announcements, Announcement.model_validate(value)))
    merged = Announcement.model_validate(known.model_dump(mode="json") | dict(value))
    return event.with_(announcements=tuple(merged if one.key == key else one for one in event.announcements))


def _moved(event: Event, to: date) -> Event:
    closes = event.registration.closes
    if closes is not None:
        closes += to - event.date
    polls = tuple(one.model_copy(update={"launch": launch_by_day(event, one)}) for one in event.polls)
    return event.with_(date=to, polls=polls, registration=event.registration.model_copy(update={"closes": closes}))
