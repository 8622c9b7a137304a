"""The event as a calendar file: an invitation by mail, and a file to download.

By mail it is METHOD:REQUEST, or CANCEL once they withdrew or the event doesn't go on: the only form that Outlook
follows by itself when day, hours or link change. No answer is asked for, and none is read: docs/decisions/0005 says
why. Downloaded it is METHOD:PUBLISH, with nobody's address in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID, uuid5

from cards.build import hours, whom_to_ask
from cards.plain import lines, one_line
from cards.texts import Texts
from cards.views_calendar import CalendarView, Guest
from event.definition import Event, Part, Status
from event.ids import EventId, PersonId

if TYPE_CHECKING:
    from icalendar import Event as Entry
    from icalendar import vCalAddress

_IDS = UUID("5d0c3a52-6a0b-5b0e-9d0f-7a4c2f6c1e88")
_MAKER = "-//Gastheer//Gastheer//EN"
_IN_ADDRESS = "@!$&'*+,;=:~-._/"
"""What stands in a mailto: as it is."""
_IN_NAME = str.maketrans({'"': "'", "\\": "/"})
"""A quotation mark has no place in a parameter, and some calendars trip over a backslash there."""
_TEAMS = "https://teams.microsoft.com/"


class Method(StrEnum):
    """What a calendar does with the file."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, kw_only=True)
class CalendarFile:
    content: bytes
    method: Method


def ics(view: CalendarView, texts: Texts) -> CalendarFile:
    from icalendar import Calendar

    from cards.calendar_zone import described

    event, method = view.event, _method(view)
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", _MAKER)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method.value)
    if method is Method.PUBLISH:
        calendar.add("X-MS-OLK-FORCEINSPECTOROPEN", "TRUE")  # Outlook shows the entry instead of a second calendar
    if event.timezone != "UTC":
        calendar.add_component(described(event.zone, event.date.year))
    calendar.add_component(_entry(view, texts))
    return CalendarFile(content=calendar.to_ical(), method=method)


def uid(event: EventId, person: PersonId | None) -> str:
    """The same for as long as event and person exist, and tells of neither."""
    return f"{uuid5(_IDS, '/'.join((event, person or '')))}@gastheer"


def declining(texts: Texts) -> str:
    """Said in every mail that comes with an invitation."""
    return texts.say("Declining or deleting this in your calendar doesn't withdraw you.")


def _method(view: CalendarView) -> Method:
    if view.guest is None:
        return Method.PUBLISH
    return Method.REQUEST if _takes_place(view) else Method.CANCEL


def _takes_place(view: CalendarView) -> bool:
    return view.going and view.event.status is Status.ON


def _entry(view: CalendarView, texts: Texts) -> Entry:
    from icalendar import Event as Entry

    event, on = view.event, _takes_place(view)
    entry = Entry()
    entry.add("UID", uid(event.id, view.person))
    entry.add("SEQUENCE", view.sequence)
    entry.add("DTSTAMP", view.stamp.astimezone(UTC))
    entry.add("LAST-MODIFIED", view.stamp.astimezone(UTC))
    entry.add("DTSTART", _real(event.start))
    entry.add("DTEND", _real(event.end))
    entry.add("SUMMARY", one_line(_summary(view, texts)), parameters={"LANGUAGE": texts.language.value})
    entry.add("DESCRIPTION", lines(_description(view, texts)), parameters={"LANGUAGE": texts.language.value})
    entry.add("STATUS", "CONFIRMED" if on else "CANCELLED")
    entry.add("TRANSP", "OPAQUE" if on else "TRANSPARENT")
    entry.add("LOCATION", one_line(view.join_url or texts.of(event.place)))
    if view.join_url:
        entry.add("URL", one_line(view.join_url))
    _add_people(entry, event, view.guest)
    busy = "BUSY" if on else "FREE"
    entry.add("X-MICROSOFT-CDO-BUSYSTATUS", busy)
    entry.add("X-MICROSOFT-CDO-INTENDEDSTATUS", busy)
    entry.add("X-MICROSOFT-CDO-ALLDAYEVENT", "FALSE")
    entry.add("X-MICROSOFT-CDO-IMPORTANCE", "1")
    entry.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")
    if view.join_url and view.join_url.startswith(_TEAMS):
        entry.add("X-MICROSOFT-SKYPETEAMSMEETINGURL", one_line(view.join_url))  # Outlook's own button to join
    return entry


def _add_people(entry: Entry, event: Event, guest: Guest | None) -> None:
    # Calendars trust an invitation whose organiser is who sent the mail; a published one names the human.
    entry.add("ORGANIZER", _who(event.organiser.name, guest.sender if guest else event.organiser.email))
    if guest is None:
        return
    attendee = _who(guest.name, guest.address)
    # They said yes when they signed up, and no answer is asked.
    attendee.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    entry.add("ATTENDEE", attendee)


def _who(name: str, address: str) -> vCalAddress:
    from icalendar import vCalAddress

    who = vCalAddress(f"mailto:{quote(address, safe=_IN_ADDRESS, errors='ignore')}")
    shown = one_line(name).translate(_IN_NAME)
    if shown:
        who.params["CN"] = shown
    return who


def _summary(view: CalendarView, texts: Texts) -> str:
    title = texts.of(view.event.title)
    match view.event.status:
        case Status.CANCELLED:
            return texts.say("Cancelled: {title}", title=title)
        case Status.POSTPONED:
            return texts.say("Postponed: {title}", title=title)
        case Status.ON:
            return title if view.going else texts.say("Withdrawn: {title}", title=title)


def _description(view: CalendarView, texts: Texts) -> str:
    said = _what_is_on(view, texts) if _takes_place(view) else [_why_not(view, texts)]
    return "\n\n".join([*said, whom_to_ask(view.event, texts)])


def _what_is_on(view: CalendarView, texts: Texts) -> list[str]:
    event = view.event
    said = []
    if view.join_url:
        said.append(texts.say("Join in Teams: {url}", url=view.join_url))
    elif view.person is not None:
        said.append(texts.say("The link to join comes before the day."))
    said.append("\n".join([texts.say("Programme"), *(_part(event, part, texts) for part in event.parts)]))
    if event.needs is not None:
        said.append(texts.of(event.needs))
    if view.person is None:
        return said + ([texts.say("More about it: {link}", link=view.link)] if view.link else [])
    how = (
        texts.say("Can't you make it? Withdraw here: {link}", link=view.link)
        if view.link
        else texts.say("Can't you make it? Please withdraw, so that we know.")
    )
    return [*said, f"{declining(texts)} {how}"]


def _part(event: Event, part: Part, texts: Texts) -> str:
    start, end = (datetime.combine(event.date, at, event.zone) for at in (part.start, part.end))
    return f"{hours(start, end, texts)}: {texts.of(part.title)}"


def _why_not(view: CalendarView, texts: Texts) -> str:
    title = texts.of(view.event.title)
    match view.event.status:
        case Status.CANCELLED:
            return texts.say("{title} doesn't go on. This can leave your calendar.", title=title)
        case Status.POSTPONED:
            said = texts.say("{title} is postponed; the new date follows.", title=title)
            if view.person is None or not view.going:
                return said
            stays = texts.say("You stay signed up, and get a new invitation then.")
            return f"{said} {stays}"
        case Status.ON:
            return texts.say("You withdrew from {title}. This can leave your calendar.", title=title)


def _real(wall: datetime) -> datetime:
    """A wall time that the clock skips in spring, moved on by the skipped hour."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo)
