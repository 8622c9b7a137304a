"""What must hold between the parts of an event file that are each well formed by themselves."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from event.definition import Announcement, Audience, Event, Kept, Language, Poll, Template
from event.kinds import kind_of
from event.kinds.shapes import USED
from event.meeting import is_meeting_link
from event.positions import Path
from event.retention import moments
from event.times import default_until, moment

Say = Callable[[str, str, int, Path, str], None]
"""`say(list, key, nth, rest, message)`: at the nth entry with this key; a table's name has no key."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_GUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_IDENTITY = re.compile(rf"{_GUID}/{_GUID}", re.IGNORECASE)


def check(event: Event, known: Mapping[str, set[object]], say: Say) -> None:
    """Say every mistake. `known` has the keys that stand in the file, by list, well formed or not."""
    for name, keys in (
        ("part", [one.key for one in event.parts]),
        ("announcement", [one.key for one in event.announcements]),
        ("poll", [one.key for one in event.polls]),
    ):
        for key in _twice(keys):
            say(name, key, 1, ("key",), f"the key '{key}' is used twice")
    _check_event(event, say)
    _check_parts(event, say)
    for announcement in event.announcements:
        _check_announcement(event, announcement, known["part"], say)
    _check_polls(event, known["part"], known["poll"], say)


def _check_event(event: Event, say: Say) -> None:
    if not event.languages or len(set(event.languages)) != len(event.languages):
        say("event", "", 0, ("languages",), "name each language once: nl, en")
    for role, principals in (("organisers", event.roles.organisers), ("moderators", event.roles.moderators)):
        for principal in principals:
            if not _EMAIL.fullmatch(principal) and not _IDENTITY.fullmatch(principal):
                say("roles", "", 0, (role,), f"'{principal}' is neither an e-mail address nor tenant-id/object-id")
    _check_retention(event, say)
    url = event.meeting.join_url
    if url is not None and not is_meeting_link(url):
        say("meeting", "", 0, ("join_url",), "this isn't the https link of a Teams meeting")
    closes = event.registration.closes
    if closes is not None and event.parts and _aware(closes, event) > event.end:
        say("registration", "", 0, ("closes",), "sign-up would close after the event has ended")


def _check_retention(event: Event, say: Say) -> None:
    """Said outright; a default that is longer just ends with the account."""
    try:
        moments(event)
    except (ValueError, OverflowError):
        say("event", "", 0, ("date",), "this day is too far off")
    longest = event.privacy.days(Kept.ACCOUNT)
    for kept in Kept:
        days = event.privacy.of(kept).retention_days
        if days is not None and days > longest:
            at = ("privacy", "fields", kept.value, "retention_days")
            say("event", "", 0, at, f"with the account, after {longest} days, all that is left of somebody goes")


def _check_parts(event: Event, say: Say) -> None:
    ordered = sorted(event.parts, key=lambda part: (part.start, part.end))
    for part in event.parts:
        if part.end <= part.start:
            say("part", part.key, 0, ("end",), "this part ends before it starts")
    for earlier, later in itertools.pairwise(ordered):
        if later.start < earlier.end and later.start < later.end:
            say("part", later.key, 0, ("start",), f"this part starts before '{earlier.key}' has ended")


def _check_announcement(event: Event, announcement: Announcement, parts: set[object], say: Say) -> None:
    due = _moment(event, announcement, "when", announcement.when, parts, say)
    until = None
    if announcement.until is not None:
        until = _moment(event, announcement, "until", announcement.until, parts, say)
    elif due is not None:
        until = default_until(announcement, due, event)
    if due is not None and until is not None and until <= due:
        field = "until" if announcement.until is not None else "when"
        say("announcement", announcement.key, 0, (field,), "this is of no use any more when it would be sent")
    if announcement.template is Template.TEXT and announcement.text is None:
        say("announcement", announcement.key, 0, ("text",), "the template 'text' needs a text")
    if announcement.template is not Template.TEXT and announcement.text is not None:
        say("announcement", announcement.key, 0, ("text",), "only the template 'text' has a text of its own")
    of_one = announcement.audience is Audience.ORGANISATION
    if of_one and announcement.organisation is None:
        say("announcement", announcement.key, 0, ("audience",), 'say of which organisation: organisation = "..."')
    if announcement.organisation is not None and not of_one:
        say("announcement", announcement.key, 0, ("organisation",), "only the audience 'organisation' has one")
    if announcement.road_only and announcement.road is None:
        say("announcement", announcement.key, 0, ("road_only",), 'say which road: road = "email"')
    if announcement.road is not None and announcement.audience is Audience.MEETING:
        say("announcement", announcement.key, 0, ("road",), "a post in the meeting's chat goes nowhere else")


def _moment(
    event: Event, announcement: Announcement, field: str, written: str, parts: set[object], say: Say
) -> datetime | None:
    try:
        return moment(written, event)
    except (ValueError, OverflowError) as error:
        # A part that stands in the file but is wrong itself was named already.
        named = re.search(r" of ([a-z0-9-]+)", written)
        if not (named and named[1] in parts and event.part(named[1]) is None):
            say("announcement", announcement.key, 0, (field,), str(error))
        return None


def _check_polls(event: Event, parts: set[object], polls: set[object], say: Say) -> None:
    for poll in event.polls:

        def at(field: str, message: str, poll: Poll = poll) -> None:
            say("poll", poll.key, 0, (field,), message)

        if poll.part is not None and poll.part not in parts:
            at("part", f"there is no part '{poll.part}'")
        if poll.after is not None and (poll.after not in polls or poll.after == poll.key):
            at("after", f"there is no other poll '{poll.after}'")
        for key in _twice(option.key for option in poll.options):
            at("option", f"the option key '{key}' is used twice")
        for language in Language:
            for text in _twice(option.text.in_(language).casefold() for option in poll.options):
                at("option", f"two options read the same: '{text}'")
        if poll.launch is not None:
            try:
                moment(poll.launch, event)
            except (ValueError, OverflowError) as error:
                at("launch", str(error))
        kind = kind_of(poll)
        for key in poll.right:
            if "right" in kind.uses and poll.option(key) is None:
                at("right", f"there is no option '{key}'")
        for name in USED:
            if name not in kind.uses and getattr(poll, name) not in (None, ()):
                at("option" if name == "options" else name, f"the kind '{poll.kind}' has none of this")
        kind.check(poll, at)


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, number in Counter(keys).items() if number > 1]


def _aware(wall: datetime, event: Event) -> datetime:
    return wall if wall.tzinfo else wall.replace(tzinfo=event.zone)
