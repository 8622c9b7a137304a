"""The cards about what is kept of people: all of it, how it is cleared away, and being forgotten; in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import cockpit, data, privacy
from cards.card import Card
from cards.texts import Texts, texts
from cards.views_mine import DataView, ForgetView, ForgottenView, MyQuestion
from cards.views_overview import CockpitView
from event.definition import KeptField, KeptFields, Language, LocalLine
from event.ids import AccountId, ObjectId, PersonId, TenantId
from event.people import Person
from event.questions import LONGEST
from event.reach import Road
from event.registration import Form, Source
from event.registration import State as Registered
from event.roles import Role
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules
from tests.cards.test_snapshots_people import NOW, TOLD, WHO, registration

PERSON = Person(
    id=PersonId(WHO),
    account=AccountId("29:1_a*b"),
    tenant=TenantId("11111111-1111-4111-8111-111111111111"),
    oid=ObjectId("33333333-3333-4333-8333-000000000001"),
    language=Language.NL,
    zone="Europe/Amsterdam",
)
STRANGER = Person(id=PersonId(WHO), account=AccountId("29:x"), tenant=None, oid=None, language=Language.EN)
BY_MAIL = Person(id=PersonId(WHO), account=None, tenant=None, oid=None, language=Language.NL, email="l_n@x.nl")
BALLOTS = KeptField(purpose=LocalLine(nl="Om te tellen.", en="To count."), retention_days=7)
WITH_PURPOSES = EVENT.with_(privacy=EVENT.privacy.model_copy(update={"fields": KeptFields(ballots=BALLOTS)}))


def bare(now: datetime) -> CockpitView:
    return CockpitView(
        event=WITH_PURPOSES,
        now=now,
        days_left=-9,
        signed_up=1,
        following=None,
        last=None,
        polls=[],
        questions=0,
        meeting_known=True,
    )


CARDS: dict[str, Callable[[Texts], Card]] = {
    "cockpit-clearing": lambda t: cockpit.cockpit(bare(NOW.replace(month=6, day=11)), t),
    "cockpit-tonight": lambda t: cockpit.cockpit(bare(NOW.replace(month=7, day=4)), t),
    "cockpit-cleared": lambda t: cockpit.cockpit(bare(NOW.replace(month=7, day=5)), t),
    "data": lambda t: data.data(
        DataView(
            event=EVENT,
            person=PERSON,
            known_since=NOW,
            registration=registration(),
            roads={Road.PERSONAL: None, Road.MEETING_CHAT: "not_in_it", Road.EMAIL: "unsubscribed"},
            waiting=[NOW],
            listed=True,
            page="https://gastheer.voorbeeld.example/me/x",
            chats=[(NOW - timedelta(days=20), False), (NOW, True)],
            questions=[
                MyQuestion(text="Mag *dit*?", asked_at=NOW, done=False),
                MyQuestion(text="w" * LONGEST * 9, asked_at=NOW, done=True),
            ],
            ballots=[("Welk dier past in uw wijk?", "Een kat")],
            messages=12,
            told=TOLD,
            role=Role.MODERATOR,
            acts=1,
        ),
        t,
    ),
    "data-withdrawn": lambda t: data.data(
        DataView(
            event=EVENT,
            person=PERSON,
            known_since=NOW,
            registration=registration(state=Registered.WITHDRAWN),
            roads={Road.PERSONAL: "removed"},
            questions=[MyQuestion(text="Mag *dit*?", asked_at=NOW, done=True)],
        ),
        t,
    ),
    "data-by-mail": lambda t: data.data(
        DataView(
            event=WITH_PURPOSES,
            person=BY_MAIL,
            known_since=NOW,
            registration=replace(registration(version=1), source=Source.IMPORT, privacy_read_at=None),
            roads={Road.PERSONAL: "no_chat", Road.MEETING_CHAT: "not_in_it", Road.EMAIL: None},
            on_page=True,
        ),
        t,
    ),
    "cleared": lambda t: privacy.cleared(EVENT, t),
    "data-stranger": lambda t: data.data(
        DataView(
            event=EVENT,
            person=STRANGER,
            known_since=NOW,
            registration=None,
            roads={Road.PERSONAL: None, Road.EMAIL: "no_address"},
            role=Role.ORGANISER,
            by_file=True,
        ),
        t,
    ),
    "forget": lambda t: data.forget(ForgetView(event=EVENT, registered=True, by_file=Role.ORGANISER), t),
    "forget-stranger": lambda t: data.forget(ForgetView(event=EVENT, registered=False), t),
    "forgotten": lambda t: data.forgotten(ForgottenView(event=EVENT, number="A1B2C3D4", at=NOW), t),
    "forgotten-by-file": lambda t: data.forgotten(
        ForgottenView(event=EVENT, number="A1B2C3D4", at=NOW, by_file=Role.MODERATOR), t
    ),
    "forgotten-nothing": lambda t: data.forgotten(ForgottenView(event=EVENT, number=None, at=NOW), t),
}


@pytest.mark.parametrize("spoken", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, spoken: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(spoken))
    check_rules(card)
    shown = {"summary": card.summary, "card": card.content}
    assert snapshot.use_extension(JSONSnapshotExtension) == shown


def test_all_that_can_be_kept_fits_on_a_card() -> None:
    nl = texts(Language.NL)
    wordy = KeptField(purpose=LocalLine(nl="ë" * 300, en="e" * 300), retention_days=20)
    full = KeptFields(**dict.fromkeys(KeptFields.model_fields, wordy))
    long = Form(name="é" * 120, email="e" * 254, organisation="ö" * 120, function="f" * 120, question="€" * 1000)
    asked = [MyQuestion(text="é" * LONGEST, asked_at=NOW, done=False)] * 10
    check_rules(
        data.data(
            DataView(
                event=EVENT.with_(privacy=EVENT.privacy.model_copy(update={"fields": full})),
                person=PERSON,
                known_since=NOW,
                registration=registration(form=long),
                roads={Road.PERSONAL: "ForbiddenOperationException", Road.MEETING_CHAT: None, Road.EMAIL: None},
                waiting=[NOW] * 3,
                listed=True,
                questions=asked,
                ballots=[("q" * 300, "o" * 150)] * 5,
                messages=20,
                told=[*TOLD, *TOLD],
            ),
            nl,
        )
    )
