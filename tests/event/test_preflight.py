"""Green or red before the day: each check with what turns it red, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from event.announcements import Planned, State
from event.changes import Change
from event.definition import Audience, Event, Template
from event.ids import AnnouncementKey, ChangeId
from event.preflight import Check, Facts, Finding, check


@pytest.fixture(name="ready")
def _ready(event: Event) -> Event:
    """The shipped event with real addresses."""
    return event.with_(
        organiser=event.organiser.model_copy(update={"email": "organisatie@wijken.nl"}),
        roles=event.roles.model_copy(
            update={"organisers": ("organisator@wijken.nl",), "moderators": ("moderator@wijken.nl",)}
        ),
    )


def programme(event: Event, **changes: object) -> Planned:
    one = Planned(
        key=AnnouncementKey("programma"),
        template=Template.PROGRAMME,
        audience=Audience.REGISTERED,
        due=event.start - timedelta(days=7),
        until=event.end,
        state=State.PLANNED,
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def red(event: Event, facts: Facts) -> dict[Check, Finding]:
    findings = check(event, facts)
    assert [one.check for one in findings if not one.good] == [one.check for one in findings][
        : sum(not one.good for one in findings)
    ], "what is wrong comes first"
    assert {one.check for one in findings} == set(Check), "every check each time"
    return {one.check: one for one in findings if not one.good}


def good(event: Event) -> Facts:
    return Facts(chat_known=True, announcements=[programme(event)])


def test_all_is_green_when_all_is_there(ready: Event) -> None:
    assert red(ready, good(ready)) == {}


def test_the_shipped_event_is_an_example(event: Event) -> None:
    assert set(red(event, good(event))) == {Check.EXAMPLES}
    assert red(event, good(event))[Check.EXAMPLES].names == (
        "organisatie@wijken.example",
        "organisator@wijken.example",
        "moderator@wijken.example",
    )


def test_each_thing_turns_its_own_check_red(ready: Event) -> None:
    fine = good(ready)
    no_link = ready.with_(meeting=ready.meeting.model_copy(update={"join_url": None}))
    assert set(red(no_link, fine)) == {Check.LINK}
    assert set(red(ready, replace(fine, chat_known=False))) == {Check.CHAT}
    assert red(ready, replace(fine, unmet_organisers=["a@b.nl"]))[Check.ORGANISERS].names == ("a@b.nl",)
    assert red(ready, replace(fine, unmet_moderators=["a@b.nl"]))[Check.MODERATORS].names == ("a@b.nl",)
    assert set(red(ready.with_(polls=()), fine)) == {Check.POLLS}
    assert red(ready, replace(fine, failed={"Http500": 2}))[Check.FAILED].counts == {"Http500": 2}
    assert red(ready, replace(fine, unreached={"removed": 2}))[Check.REACH].counts == {"removed": 2}
    without = replace(fine, mail_on=False)
    assert red(ready, without) == {}, "Teams reaches everybody"
    assert red(ready, replace(without, for_want_of_mail=3))[Check.MAIL].counts == {"mail_off": 3}
    on_page = ready.with_(registration=ready.registration.model_copy(update={"page": True}))
    assert set(red(on_page, without)) == {Check.MAIL}
    assert red(on_page, fine) == {}
    change = Change(id=ChangeId(1), path="join_url", value="x", base=None, by=None, at=ready.start)
    assert red(ready, replace(fine, overruled=[change]))[Check.OVERRULED].names == ("join_url",)


def test_an_event_without_organisers_is_nobodys_without_moderators_it_is_theirs(ready: Event) -> None:
    nobody = ready.with_(roles=ready.roles.model_copy(update={"organisers": ()}))
    assert set(red(nobody, good(ready))) == {Check.ORGANISERS}
    alone = ready.with_(roles=ready.roles.model_copy(update={"moderators": ()}))
    assert red(alone, good(ready)) == {}


def test_an_announcement_that_is_held_up_is_named(ready: Event) -> None:
    held = programme(ready, key=AnnouncementKey("link"), template=Template.LINK, state=State.WAITING, reason="no_link")
    facts = Facts(chat_known=True, announcements=[programme(ready), held])
    assert red(ready, facts)[Check.WAITING].names == ("link",)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.CANCELLED},
        {"state": State.SKIPPED},
        {"template": Template.TEXT},
        {"audience": Audience.MEETING},
        {"audience": Audience.ORGANISERS},
    ],
)
def test_the_programme_must_go_to_everybody_before_the_start(ready: Event, changes: dict[str, object]) -> None:
    facts = Facts(chat_known=True, announcements=[programme(ready, **changes)])
    assert set(red(ready, facts)) == {Check.PROGRAMME}
    late = Facts(chat_known=True, announcements=[programme(ready, due=ready.start)])
    assert set(red(ready, late)) == {Check.PROGRAMME}
    gone = Facts(chat_known=True, announcements=[programme(ready, state=State.MATERIALISED)])
    assert red(ready, gone) == {}
