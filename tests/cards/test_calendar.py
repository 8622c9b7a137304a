"""Calendar files, read back as a calendar reads them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cards.calendar import CalendarFile, Method, declining, ics, uid
from cards.calendar_zone import described
from cards.plain import one_line
from cards.texts import texts
from cards.views_calendar import CalendarView, Guest
from event.definition import Event, Language, LocalText, Status
from event.ids import EventId, PersonId
from tests.cards.example import EVENT

NOW = datetime(2027, 5, 1, 12, 0, tzinfo=UTC)
LUKASZ = Guest(name="Łukasz O'Brien-van 't Hof", address="l.obrien@huis.example", sender="dag@voorbeeld.example")
PERSON = PersonId("0123456789abcdef0123456789abcdef")
JOIN = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"
NL, EN = texts(Language.NL), texts(Language.EN)
ANYTHING = st.characters(exclude_categories=())
"""Halves of characters too."""
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix", "right")))


WALLS = (datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2036-12-31"))


def view(event: Event = EVENT, **other: Any) -> CalendarView:
    usual: dict[str, Any] = {
        "event": event,
        "sequence": 2,
        "stamp": NOW,
        "person": PERSON,
        "guest": LUKASZ,
        "join_url": JOIN,
    }
    return CalendarView(**(usual | {"link": "https://h.example/s/x"} | other))


def read(file: CalendarFile) -> tuple[Any, Any]:
    calendar: Any = icalendar.Calendar.from_ical(file.content)
    [entry] = calendar.events
    assert not calendar.errors
    assert not entry.errors
    return calendar, entry


def test_an_invitation_has_all_that_a_calendar_needs() -> None:
    file = ics(view(), NL)
    calendar, entry = read(file)
    assert file.method is Method.REQUEST
    assert (calendar["VERSION"], calendar["METHOD"], calendar["CALSCALE"]) == ("2.0", "REQUEST", "GREGORIAN")
    assert entry["UID"] == uid(EVENT.id, PERSON)
    assert entry["SEQUENCE"] == 2
    assert entry["DTSTAMP"].dt == entry["LAST-MODIFIED"].dt == NOW
    assert entry["DTSTART"].dt == datetime(2027, 6, 4, 8, 30, tzinfo=UTC)
    assert entry["DTEND"].dt == datetime(2027, 6, 4, 12, 30, tzinfo=UTC)
    assert entry["DTSTART"].params["TZID"] == entry["DTEND"].params["TZID"] == "Europe/Amsterdam"
    assert [zone["TZID"] for zone in calendar.timezones] == ["Europe/Amsterdam"]
    assert (entry["SUMMARY"], entry["STATUS"], entry["TRANSP"]) == ("Een dag over dieren", "CONFIRMED", "OPAQUE")
    assert entry["LOCATION"] == entry["URL"] == entry["X-MICROSOFT-SKYPETEAMSMEETINGURL"] == JOIN
    assert entry["X-MICROSOFT-CDO-BUSYSTATUS"] == "BUSY"
    assert entry["X-MICROSOFT-DISALLOW-COUNTER"] == "TRUE"


def test_no_answer_is_asked_for_and_the_sender_is_its_organiser() -> None:
    _, entry = read(ics(view(), NL))
    assert (entry["ORGANIZER"], entry["ORGANIZER"].params["CN"]) == (
        "mailto:dag@voorbeeld.example",
        "Anna van der Berg",
    )
    assert entry["ATTENDEE"] == "mailto:l.obrien@huis.example"
    assert dict(entry["ATTENDEE"].params) == {
        "CN": "Łukasz O'Brien-van 't Hof",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }


def test_its_text_has_the_link_the_programme_and_what_declining_does_not_do() -> None:
    said = str(read(ics(view(), NL))[1]["DESCRIPTION"])
    assert said.splitlines() == [
        f"Deelnemen via Teams: {JOIN}",
        "",
        "Programma",
        "10.30–12.00 uur: Honden",
        "12.00–13.00 uur: Lunchpauze",
        "13.00–14.30 uur: Katten",
        "",
        "Een laptop met camera.",
        "",
        "Weigeren of verwijderen in uw agenda meldt u niet af. Kunt u toch niet? Meld u hier af: https://h.example/s/x",
        "",
        "Vragen? Anna van der Berg helpt u graag: anna@voorbeeld.example of 010 123 45 67.",
    ]
    assert declining(NL) in said
    english = str(read(ics(view(join_url=None, link=None), EN))[1]["DESCRIPTION"])
    assert english.startswith("The link to join comes before the day.")
    assert declining(EN) in english
    assert "None" not in english


def test_the_place_stands_where_the_link_is_not_known() -> None:
    _, entry = read(ics(view(join_url=None), NL))
    assert entry["LOCATION"] == "Online, in Microsoft Teams"
    assert "URL" not in entry
    assert "X-MICROSOFT-SKYPETEAMSMEETINGURL" not in entry


@pytest.mark.parametrize(
    ("event", "going", "summary", "said"),
    [
        (EVENT, False, "Afgemeld: Een dag over dieren", "U heeft zich afgemeld voor Een dag over dieren."),
        (
            EVENT.with_(status=Status.CANCELLED),
            True,
            "Gaat niet door: Een dag over dieren",
            "Een dag over dieren gaat niet door.",
        ),
        (
            EVENT.with_(status=Status.POSTPONED),
            True,
            "Uitgesteld: Een dag over dieren",
            "Een dag over dieren is uitgesteld; de nieuwe datum volgt. U blijft aangemeld",
        ),
    ],
)
def test_what_is_off_leaves_the_calendar_with_a_kind_text(event: Event, going: bool, summary: str, said: str) -> None:
    file = ics(view(event, going=going, sequence=3), NL)
    calendar, entry = read(file)
    assert (file.method, calendar["METHOD"]) == (Method.CANCEL, "CANCEL")
    assert (entry["UID"], entry["SEQUENCE"], entry["STATUS"]) == (uid(EVENT.id, PERSON), 3, "CANCELLED")
    assert entry["ATTENDEE"] == "mailto:l.obrien@huis.example"
    assert (entry["SUMMARY"], entry["X-MICROSOFT-CDO-BUSYSTATUS"]) == (summary, "FREE")
    assert str(entry["DESCRIPTION"]).startswith(said)
    assert "Anna van der Berg" in str(entry["DESCRIPTION"])
    assert JOIN not in str(entry["DESCRIPTION"])


def test_the_public_file_names_no_participant() -> None:
    file = ics(view(person=None, guest=None, join_url=None, link="https://h.example/"), NL)
    calendar, entry = read(file)
    assert (file.method, calendar["METHOD"]) == (Method.PUBLISH, "PUBLISH")
    assert "ATTENDEE" not in entry
    assert entry["ORGANIZER"] == "mailto:anna@voorbeeld.example"
    assert "Meer informatie: https://h.example/" in entry["DESCRIPTION"]
    assert "afmeld" not in entry["DESCRIPTION"]
    assert "niet af" not in entry["DESCRIPTION"]
    called_off = read(ics(view(EVENT.with_(status=Status.CANCELLED), person=None, guest=None), NL))
    assert (called_off[0]["METHOD"], called_off[1]["STATUS"]) == ("PUBLISH", "CANCELLED")
    postponed = read(ics(view(EVENT.with_(status=Status.POSTPONED), person=None, guest=None), NL))
    assert "aangemeld" not in postponed[1]["DESCRIPTION"]


def test_the_id_stays_is_ones_own_and_tells_nothing() -> None:
    mine = uid(EVENT.id, PERSON)
    others = {uid(EVENT.id, PersonId("b" * 32)), uid(EventId("other"), PERSON), uid(EVENT.id, None)}
    assert mine == uid(EVENT.id, PERSON) == "f154db04-bf04-5822-929c-c55a5ba87cd5@gastheer"
    assert mine not in others
    assert len(others) == 3
    moved = EVENT.with_(date=date(2027, 9, 3), title=EVENT.parts[0].title)
    assert read(ics(view(moved, going=False), EN))[1]["UID"] == mine
    assert PERSON not in mine
    assert EVENT.id not in mine


def test_lines_are_folded_and_end_as_the_format_says() -> None:
    long = EVENT.with_(needs=LocalText(nl="één; twee, drie\\vier: " * 40, en="x"))
    content = ics(view(long), NL).content
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")  # no character is cut in two
    assert "één; twee, drie\\vier: " * 20 in str(read(ics(view(long), NL))[1]["DESCRIPTION"])


@settings(deadline=None)
@example(name="\\", address="x")
@given(name=st.text(ANYTHING, max_size=200), address=st.text(ANYTHING, min_size=1, max_size=60))
def test_no_name_or_address_breaks_out_of_its_place(name: str, address: str) -> None:
    guest = Guest(name=name, address=address, sender="dag@voorbeeld.example")
    calendar, entry = read(ics(view(guest=guest), EN))
    assert len(calendar.subcomponents) == 2
    assert sorted(entry) == sorted(read(ics(view(), EN))[1])
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"
    assert entry["ATTENDEE"].params.get("CN", "") == one_line(name).replace('"', "'").replace("\\", "/")


@settings(deadline=None)
@given(text=st.text(ANYTHING, min_size=1, max_size=400))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    told = EVENT.with_(needs=LocalText.model_construct(nl=text, en=text))
    _, entry = read(ics(view(told), EN))
    visible = [one for one in text if unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp")]
    found = iter(str(entry["DESCRIPTION"]))
    assert all(one in found for one in visible)


@pytest.mark.parametrize("day", [date(2027, 1, 15), date(2027, 3, 27), date(2027, 3, 28), date(2027, 7, 1)])
def test_the_hours_are_right_on_both_sides_of_the_change_of_the_clock(day: date) -> None:
    _, entry = read(ics(view(EVENT.with_(date=day)), NL))
    there = datetime.combine(day, time(10, 30), ZoneInfo("Europe/Amsterdam"))
    assert entry["DTSTART"].dt == there
    assert entry["DTSTART"].dt.utcoffset() == there.utcoffset()


def test_an_hour_that_the_clock_skips_is_the_one_after_it() -> None:
    early = EVENT.parts[0].model_copy(update={"start": time(2, 30), "end": time(4, 0)})
    content = ics(view(EVENT.with_(date=date(2027, 3, 28), parts=(early,))), NL).content
    assert b"DTSTART;TZID=Europe/Amsterdam:20270328T033000" in content


def test_amsterdam_is_told_as_outlook_tells_it() -> None:
    zone: Any = described(ZoneInfo("Europe/Amsterdam"), 2027)
    [daylight], [standard] = zone.daylight, zone.standard
    assert daylight["RRULE"].to_ical() == b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"
    assert standard["RRULE"].to_ical() == b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
    assert daylight["DTSTART"].to_ical() == b"20260329T020000"
    assert standard["DTSTART"].to_ical() == b"20261025T030000"
    assert (daylight["TZOFFSETFROM"].to_ical(), daylight["TZOFFSETTO"].to_ical()) == ("+0100", "+0200")
    assert (standard["TZOFFSETFROM"].to_ical(), standard["TZOFFSETTO"].to_ical()) == ("+0200", "+0100")


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Amsterdam",
        "Europe/Dublin",
        "America/New_York",
        "America/Santiago",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Asia/Jerusalem",
        "Pacific/Auckland",
        "America/Caracas",
    ],
)
def test_a_described_zone_shows_the_time_that_the_zone_shows(name: str) -> None:
    zone = ZoneInfo(name)
    told = described(zone, 2027).to_tz(lookup_tzid=False)
    for hour in range(0, 365 * 24, 5):
        moment = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        wall = moment.astimezone(zone).replace(tzinfo=None)
        if zone.utcoffset(wall) == zone.utcoffset(wall.replace(fold=1)):
            assert told.utcoffset(wall) == zone.utcoffset(wall), wall


@settings(deadline=None)
@given(name=st.sampled_from(ZONES), wall=st.datetimes(*WALLS))
def test_every_zone_at_any_time(name: str, wall: datetime) -> None:
    zone = ZoneInfo(name)
    if zone.utcoffset(wall) != zone.utcoffset(wall.replace(fold=1)):
        return
    component = described(zone, wall.year)
    assert component.to_ical() == icalendar.Timezone.from_ical(component.to_ical()).to_ical()
    assert component.to_tz(lookup_tzid=False).utcoffset(wall) == zone.utcoffset(wall)


def test_utc_needs_no_description() -> None:
    calendar, entry = read(ics(view(EVENT.with_(timezone="UTC")), NL))
    assert not calendar.timezones
    assert entry["DTSTART"].dt == datetime(2027, 6, 4, 10, 30, tzinfo=UTC)
