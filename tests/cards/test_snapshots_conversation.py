"""Every card of the conversation itself, and those of the day as a reader elsewhere or of a changed day sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import announcements, conversation, registration
from cards.card import Card
from cards.link import link
from cards.programme import programme
from cards.texts import Texts, texts
from cards.views import (
    ConfirmationView,
    LinkView,
    ProgrammeView,
    RegistrationView,
    ReminderView,
    ResumeView,
    WelcomeView,
)
from cards.views_conversation import Reason, Said, SharedChatView, ThanksView, UnknownView
from cards.welcome import welcome
from event.definition import Event, Language, Status
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules

LONDON = ZoneInfo("Europe/London")
LINK_ON = datetime(2027, 6, 3, 9, 0, tzinfo=EVENT.zone)
POSTPONED = EVENT.with_(status=Status.POSTPONED)
CANCELLED = EVENT.with_(status=Status.CANCELLED)


def unknown(said: Said, *, registered: bool = False) -> Callable[[Texts], Card]:
    return lambda t: conversation.unknown(UnknownView(event=EVENT, registered=registered, said=said), t)


def shared(reason: Reason, *, meeting: bool = False, by: str | None = None) -> Callable[[Texts], Card]:
    view = SharedChatView(event=EVENT, reason=reason, is_meeting=meeting, added_by=by)
    return lambda t: conversation.in_shared_chat(view, t)


def registered(event: Event) -> RegistrationView:
    given = {"name": "Anna", "email": "a@x.nl", "organisation": "Wonen", "function": "huismeester", "question": ""}
    return RegistrationView(event=event, **given)  # type: ignore[arg-type]


def confirmed(event: Event) -> ConfirmationView:
    return ConfirmationView(event=event, name="Anna", changed=False, programme_on=None, link_on=LINK_ON)


CARDS: dict[str, Callable[[Texts], Card]] = {
    "unknown": unknown(Said.WORDS),
    "unknown-registered": unknown(Said.WORDS, registered=True),
    "unknown-story": unknown(Said.STORY),
    "unknown-file": unknown(Said.FILE, registered=True),
    "unknown-nothing": unknown(Said.NOTHING),
    "thanked": lambda t: conversation.thanked(ThanksView(event=EVENT, registered=True), t),
    "thanked-shared": lambda t: conversation.thanked(ThanksView(event=EVENT, registered=False, shared=True), t),
    "shared-arrived": shared(Reason.ARRIVED, by="Łukasz *N*"),
    "shared-arrived-meeting": shared(Reason.ARRIVED, meeting=True),
    "shared-help": shared(Reason.HELP),
    "shared-theirs-alone": shared(Reason.THEIRS_ALONE, meeting=True),
    "shared-unknown": shared(Reason.UNKNOWN),
    "shared-stale": shared(Reason.STALE),
    "programme-shared": lambda t: programme(
        ProgrammeView(event=EVENT, definitive=True, registered=False, shared=True), t
    ),
}
ELSEWHERE: dict[str, Callable[[Texts], Card]] = {
    "welcome": lambda t: welcome(WelcomeView(event=EVENT), t),
    "registration": lambda t: registration.registration(registered(EVENT), t),
    "confirmation": lambda t: registration.confirmation(confirmed(EVENT), t),
    "programme": lambda t: programme(ProgrammeView(event=EVENT, definitive=True, registered=True), t),
    "link": lambda t: link(LinkView(event=EVENT, join_url=EVENT.meeting.join_url), t),
    "link-unknown": lambda t: link(LinkView(event=EVENT, join_url=None, link_on=LINK_ON), t),
    "reminder": lambda t: announcements.reminder(ReminderView(event=EVENT, days_left=21, programme_on=LINK_ON), t),
    "resume": lambda t: announcements.resume(
        ResumeView(event=EVENT, part=EVENT.parts[2], minutes=5, join_url=EVENT.meeting.join_url), t
    ),
}
CHANGED: dict[str, Callable[[Texts], Card]] = {
    "registration-postponed": lambda t: registration.registration(registered(POSTPONED), t),
    "registration-cancelled": lambda t: registration.registration(registered(CANCELLED), t),
    "confirmation-postponed": lambda t: registration.confirmation(confirmed(POSTPONED), t),
    "programme-postponed": lambda t: programme(ProgrammeView(event=POSTPONED, definitive=False, registered=True), t),
    "programme-cancelled": lambda t: programme(ProgrammeView(event=CANCELLED, definitive=True, registered=True), t),
    "link-postponed": lambda t: link(LinkView(event=POSTPONED, join_url=EVENT.meeting.join_url), t),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", [*CARDS, *CHANGED])
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = (CARDS | CHANGED)[name](texts(language))
    check_rules(card)
    assert snapshot.use_extension(JSONSnapshotExtension) == {"summary": card.summary, "card": card.content}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(ELSEWHERE))
def test_card_for_a_reader_elsewhere(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = ELSEWHERE[name](texts(language, LONDON))
    check_rules(card)
    assert snapshot.use_extension(JSONSnapshotExtension) == {"summary": card.summary, "card": card.content}


@pytest.mark.parametrize(
    ("zone", "own"),
    [
        ("Europe/Amsterdam", None),
        ("Europe/Brussels", None),  # another zone, the same time
        ("Europe/London", "(09.30–13.30 uur in Londen)"),
        ("America/New_York", "(04.30–08.30 uur in New York)"),
        ("Pacific/Honolulu", "(donderdag 22.30–02.30 uur in Honolulu)"),
    ],
)
def test_own_time_stands_where_it_differs(zone: str, own: str | None) -> None:
    view = LinkView(event=EVENT, join_url=EVENT.meeting.join_url)
    said = str(link(view, texts(Language.NL, ZoneInfo(zone))).content)
    assert "vrijdag 4 juni 2027, 10.30–14.30 uur" in said
    assert ("uur (" in said) is (own is not None)
    assert own is None or f"10.30–14.30 uur {own}" in said
