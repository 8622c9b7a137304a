"""The cards about people: the organiser's participants, overviews and log, and everybody's own language and
colleagues; in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import (
    acts,
    cockpit,
    colleagues,
    language,
    participant,
    participants,
    preflight,
)
from cards.card import Card
from cards.texts import Texts, texts
from cards.views_mine import (
    ColleaguesView,
    LanguageView,
)
from cards.views_overview import ActRow, ActsView, CockpitView, LastView, PreflightView
from cards.views_participants import (
    Act,
    AskWithdrawView,
    Line,
    ParticipantFormView,
    ParticipantListView,
    ParticipantsView,
    ParticipantView,
    RoleView,
    Row,
    WithdrawnForYouView,
)
from event.announcements import Planned, State
from event.changes import Change
from event.definition import Audience, Language, Status, Template
from event.ids import ChangeId
from event.participants import PAGE, Group
from event.preflight import Facts, check
from event.reach import Road
from event.registration import FieldMistake, Form, Registration
from event.registration import State as Registered
from event.roles import Role
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules

ZONE = EVENT.zone
NOW = datetime(2027, 5, 28, 9, 0, tzinfo=ZONE)
WHO = "0123456789abcdef0123456789abcdef"
FORM = Form(
    name="Łukasz *N*", email="l_n@x.nl", organisation="[Wonen](x)", function="huismeester", question="Mag een kat?"
)
TOLD = [
    Line(kind="link", state="failed", reason="ConversationBlockedByUser", at=NOW),
    Line(kind="programme", state="sent", reason=None, at=NOW - timedelta(days=1)),
    Line(kind="confirmation", state="cancelled", reason="withdrawn", at=NOW - timedelta(days=9)),
]
PROGRAMME = EVENT.announcements[0]


def registration(*, state: Registered = Registered.CONFIRMED, version: int = 2, form: Form = FORM) -> Registration:
    first = datetime(2027, 5, 3, 12, 0, tzinfo=UTC)
    return Registration(
        state=state,
        version=version,
        form=form,
        privacy_read_at=first,
        created_at=first,
        changed_at=first + timedelta(days=version),
    )


def one(
    current: Registration | None = None,
    *,
    unreached: str | None = None,
    told: list[Line] | None = None,
    role: Role | None = None,
    by_file: bool = False,
    offered: tuple[Role | None, ...] = (),
    done: Act | None = None,
) -> ParticipantView:
    return ParticipantView(
        event=EVENT,
        person=WHO,
        name=current.form.name if current else "",
        registration=current,
        unreached=unreached,
        roads={
            Road.PERSONAL: "removed" if unreached else None,
            Road.MEETING_CHAT: "not_in_it",
            Road.EMAIL: unreached if unreached and unreached.startswith("mail:") else None,
        },
        told=told or [],
        role=role,
        by_file=by_file,
        offered=offered,
        done=done,
    )


def page(
    group: Group | None, *rows: Row, searched: str = "", total: int | None = None, at: int = 0, nobody: bool = False
) -> ParticipantListView:
    total = len(rows) if total is None else total
    return ParticipantListView(
        event=EVENT,
        group=group,
        searched=searched,
        rows=rows,
        total=total,
        page=at,
        pages=max(1, -(-total // PAGE)),
        nobody_chosen=nobody,
    )


def row(name: str, organisation: str = "", *, withdrawn: bool = False, unreached: str | None = None) -> Row:
    return Row(person=f"{WHO[:-1]}0", name=name, organisation=organisation, withdrawn=withdrawn, unreached=unreached)


def planned(state: State, reason: str | None = None) -> Planned:
    return Planned(
        key=PROGRAMME.key,
        template=Template.PROGRAMME,
        audience=Audience.REGISTERED,
        due=NOW,
        until=EVENT.end,
        state=state,
        reason=reason,
    )


def ready(facts: Facts) -> PreflightView:
    return PreflightView(event=EVENT, findings=check(EVENT, facts), when=NOW)


def unready() -> PreflightView:
    bare = EVENT.with_(
        meeting=EVENT.meeting.model_copy(update={"join_url": None}),
        polls=(),
        roles=EVENT.roles.model_copy(update={"organisers": ()}),
    )
    facts = Facts(
        chat_known=False,
        unmet_moderators=["mo_de*rator@x.nl"],
        announcements=[planned(State.WAITING, "no_link")],
        failed={"ConversationBlockedByUser": 2, "MessageSizeTooBig": 1},
        unreached={"no_chat": 3, "removed": 1},
        overruled=[Change(id=ChangeId(1), path="join_url", value="x", base=None, by=None, at=NOW)],
    )
    return PreflightView(event=bare, findings=check(bare, facts), when=NOW)


def act(name: str, subject: str | None = None, *, who: str | None = "Hanneke", **detail: object) -> ActRow:
    whom = "Łukasz *N*" if name.startswith("participant.") else None
    return ActRow(at=NOW, who=who, act=name, subject=subject, whom=whom, detail=detail)


ACTS = [
    act("participant.save", WHO, change="changed"),
    act("participant.save", WHO, change="came_back"),
    act("participant.withdraw", WHO),
    act("participant.grant", WHO, role="organiser"),
    act("participant.grant", WHO, role="moderator"),
    act("participant.grant", WHO, role="none"),
    act("announcement.send", "programma", who=None),
    act("announcement.schedule", "eigen-1"),
    act("announcement.move", "programma"),
    act("announcement.cancelled", "programma"),
    act("announcement.restored", "programma"),
    act("event.move", date="2027-06-11"),
    act("poll.close", "dier", who=""),
    act("data.forget", "A1B2C3D4", who=""),
    act("retention.run", who="", email=12, ballots=30, people=9),
    act("retention.run", who="", sign_ups=1),
    act("export.registrations", who="", rows=12),
    act("something.new", "x"),
]
MORE_ACTS = [
    act("poll.save", "dier"),
    act("poll.remove", "dier"),
    act("poll.launch", "dier"),
    act("poll.extend", "dier"),
    act("event.postpone"),
    act("event.cancel"),
    act("event.go_on", date=None),
    act("programme.save", "ochtend"),
    act("programme.publish", people=3),
    act("programme.discard"),
    act("link.change", people=3),
    act("participants.page", on=True),
    act("participants.page", on=False),
    act("question.done", "question:1"),
    *(
        act(f"question.{what}", "question:1")
        for what in ("approve", "hide", "live", "later", "assign", "merge", "unmerge", "answer")
    ),
]
OPEN_TO_ALL = EVENT.with_(registration=EVENT.registration.model_copy(update={"page": True}))
CARDS: dict[str, Callable[[Texts], Card]] = {
    "participants": lambda t: participants.participants(
        ParticipantsView(
            event=EVENT,
            signed_up=53,
            withdrawn=2,
            unanswered=4,
            organisations={f"Wonen *{i}*": 40 - i for i in range(17)},
            unreached={"no_chat": 2, "removed": 1},
        ),
        t,
    ),
    "participants-none": lambda t: participants.participants(
        ParticipantsView(event=EVENT, signed_up=0, withdrawn=0, unanswered=0, mail_on=False), t
    ),
    "participants-page": lambda t: participants.participants(
        ParticipantsView(event=OPEN_TO_ALL, signed_up=0, withdrawn=0, unanswered=0, site="https://dag_1.example/event"),
        t,
    ),
    "participants-page-unsafe": lambda t: participants.participants(
        ParticipantsView(event=OPEN_TO_ALL, signed_up=0, withdrawn=0, unanswered=0), t
    ),
    "participants-page-no-mail": lambda t: participants.participants(
        ParticipantsView(event=OPEN_TO_ALL, signed_up=0, withdrawn=0, unanswered=0, mail_on=False), t
    ),
    "list": lambda t: participants.participant_list(
        page(
            Group.SIGNED_UP,
            row("Anna", "Havensteder"),
            row("Łukasz *N*", "Havensteder"),
            row("Piet", "[Wonen](x)"),
            total=23,
            at=1,
        ),
        t,
    ),
    "list-unanswered": lambda t: participants.participant_list(page(Group.UNANSWERED, row("Anna"), row("")), t),
    "list-unreachable": lambda t: participants.participant_list(
        page(Group.UNREACHABLE, row("Anna", "Havensteder", unreached="removed"), nobody=True), t
    ),
    "list-empty": lambda t: participants.participant_list(page(Group.WITHDRAWN), t),
    "found": lambda t: participants.participant_list(
        page(None, row("Anna", "Wonen", withdrawn=True, unreached="no_chat"), searched="an*", total=12), t
    ),
    "found-nobody": lambda t: participants.participant_list(page(None, searched="xyz"), t),
    "find": lambda t: participants.participant_list(page(None), t),
    "participant": lambda t: participant.participant(
        one(registration(), told=TOLD, offered=(Role.ORGANISER, Role.MODERATOR), done=Act.CHANGED), t
    ),
    "participant-new": lambda t: participant.participant(
        one(registration(version=1), role=Role.MODERATOR, offered=(Role.ORGANISER, None), done=Act.GRANTED), t
    ),
    "participant-withdrawn": lambda t: participant.participant(
        one(registration(state=Registered.WITHDRAWN), unreached="removed", done=Act.WITHDRAWN), t
    ),
    "participant-unreached": lambda t: participant.participant(one(registration(), unreached="mail:550:5.1.1"), t),
    "participant-by-file": lambda t: participant.participant(one(role=Role.ORGANISER, by_file=True), t),
    "participant-form": lambda t: participant.form(
        ParticipantFormView(
            event=EVENT,
            person=WHO,
            name="Łukasz *N*",
            values={"name": "Łukasz *N*", "privacy": "false"},
            mistakes={"email": FieldMistake.MISSING, "privacy": FieldMistake.NOT_READ},
            is_change=True,
        ),
        t,
    ),
    "participant-form-new": lambda t: participant.form(
        ParticipantFormView(event=EVENT, person=WHO, name="", values={}), t
    ),
    "participant-ask-withdraw": lambda t: participant.ask_withdraw(
        AskWithdrawView(event=EVENT, person=WHO, name="Łukasz *N*"), t
    ),
    "withdrawn-for-you": lambda t: participant.withdrawn_for_you(
        WithdrawnForYouView(event=EVENT, name="Łukasz *N*"), t
    ),
    "role-organiser": lambda t: participant.role_given(RoleView(event=EVENT, role=Role.ORGANISER), t),
    "role-moderator": lambda t: participant.role_given(RoleView(event=EVENT, role=Role.MODERATOR), t),
    "role-none": lambda t: participant.role_given(RoleView(event=EVENT, role=None), t),
    "cockpit": lambda t: cockpit.cockpit(
        CockpitView(
            event=EVENT,
            now=NOW,
            days_left=7,
            signed_up=53,
            following=(PROGRAMME, NOW + timedelta(days=2)),
            last=LastView(announcement=PROGRAMME, sent=50, failed=2, waiting=1),
            polls=[(EVENT.polls[0], 12)],
            questions=3,
            meeting_known=True,
        ),
        t,
    ),
    "cockpit-bare": lambda t: cockpit.cockpit(
        CockpitView(
            event=EVENT.with_(status=Status.POSTPONED, meeting=EVENT.meeting.model_copy(update={"join_url": None})),
            now=NOW,
            days_left=0,
            signed_up=1,
            following=None,
            last=None,
            polls=[],
            questions=0,
            meeting_known=False,
        ),
        t,
    ),
    "preflight": lambda t: preflight.preflight(unready(), t),
    "preflight-ready": lambda t: preflight.preflight(
        ready(Facts(chat_known=True, announcements=[planned(State.PLANNED)])), t
    ),
    "acts": lambda t: acts.acts(ActsView(event=EVENT, rows=ACTS, now=NOW), t),
    "acts-more": lambda t: acts.acts(ActsView(event=EVENT, rows=MORE_ACTS, now=NOW), t),
    "acts-none": lambda t: acts.acts(ActsView(event=EVENT, rows=[], now=NOW), t),
    "language": lambda t: language.language(LanguageView(event=EVENT, chosen=False), t),
    "language-known": lambda t: language.language(LanguageView(event=EVENT, chosen=True), t),
    "language-chosen": lambda t: language.language(LanguageView(event=EVENT, chosen=True, changed=True), t),
    "language-followed": lambda t: language.language(LanguageView(event=EVENT, chosen=False, changed=True), t),
    "colleagues": lambda t: colleagues.colleagues(
        ColleaguesView(event=EVENT, organisation="[Wonen](x)", signed_up=3), t
    ),
    "colleagues-stranger": lambda t: colleagues.colleagues(ColleaguesView(event=EVENT), t),
}


@pytest.mark.parametrize("spoken", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, spoken: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(spoken))
    check_rules(card)
    shown = {"summary": card.summary, "card": card.content}
    assert snapshot.use_extension(JSONSnapshotExtension) == shown


def test_full_pages_fit() -> None:
    nl = texts(Language.NL)
    long = Form(name="é" * 120, email="e" * 254, organisation="ö" * 120, function="f" * 120, question="€" * 1000)
    rows = [row("é" * 120, "ö" * 110 + str(i), unreached="ForbiddenOperationException") for i in range(PAGE)]
    check_rules(participants.participant_list(page(Group.UNREACHABLE, *rows, total=95, at=3), nl))
    check_rules(participant.participant(one(registration(form=long), told=[*TOLD, *TOLD]), nl))
