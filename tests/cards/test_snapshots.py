"""Every card in its states and both languages, as JSON that a reviewer can read; each keeps version 1.5's rules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import announcements, conversation, moderation, poll, refusals, registration, result
from cards.card import Card
from cards.link import link, link_missing
from cards.poll_control import poll_control
from cards.programme import programme
from cards.texts import Texts, texts
from cards.views import (
    AnnouncementTextView,
    ConfirmationView,
    FieldMistake,
    FormView,
    HelpView,
    LinkMissingView,
    LinkView,
    ProgrammeView,
    RegistrationView,
    ReminderView,
    ResumeView,
    StaleView,
    ThanksView,
    WelcomeView,
)
from cards.views_ballots import BallotView, ClosedPollBaseView, Own, ResultView
from cards.views_polls import Done, PollControlView, PollListView
from cards.welcome import welcome
from event import poll_life as life
from event.definition import Language, LocalLabel, LocalLine, Option, Poll
from event.errors import RefusalCode
from event.ids import ConversationId, OptionKey, PollKey
from event.kinds.shapes import BallotMistake, MistakeCode
from event.polls import PollState, RunningPoll
from event.registration import LONGEST
from tests.cards.example import EVENT, standing

SCHEMA = Path(__file__).parents[3] / "shared/reference/schemas/adaptive-card-1.5.0.json"
IDS = {"v", "event", "poll", "announcement", "person", "part", "question", "page", "what", "language", "id", "code"}
IDS |= {"other", "run"}
"""`what` is a key of ours, `id` a draft's, `other` a second question."""
ZONE = EVENT.zone
PROGRAMME_ON = datetime(2027, 5, 28, 9, 0, tzinfo=ZONE)
LINK_ON = datetime(2027, 6, 3, 9, 0, tzinfo=ZONE)
DIER, TIJD = EVENT.polls
VALUES = {"name": "Sean O'Brien-van 't Hof", "email": "geen adres", "organisation": "*Wonen*", "privacy": "false"}
MISTAKES = {
    "email": FieldMistake.NOT_AN_EMAIL,
    "function": FieldMistake.MISSING,
    "question": FieldMistake.TOO_LONG,
    "privacy": FieldMistake.NOT_READ,
}


def registered(**flags: bool) -> RegistrationView:
    given = {"name": "Łukasz *N*", "email": "l_n@x.nl", "organisation": "[Wonen](x)", "function": "huismeester"}
    return RegistrationView(event=EVENT, **given, question="Mag een kat?", **flags)  # type: ignore[arg-type]


def control(state: PollState, *, known: bool = True, done: bool = False, **counts: int) -> PollControlView:
    already = Done.ALREADY if done else None
    running = RunningPoll(key=DIER.key, state=state, conversation=ConversationId("19:x"))
    return PollControlView(
        event=EVENT,
        poll=DIER,
        state=state,
        standing=standing(**counts),
        anonymous=False,
        meeting_known=known,
        now=EVENT.start,
        can=life.possible(DIER, running, EVENT.start),
        copy="eigen-0000000a",
        done=already,
    )


def polls(*, known: bool) -> PollListView:
    rows = ((DIER, PollState.OPEN, 1), (TIJD, PollState.PREPARED, 0))
    return PollListView(event=EVENT, polls=rows, meeting_known=known)


NOTHING = BallotMistake(MistakeCode.NOTHING, "option")
CARDS: dict[str, Callable[[Texts], Card]] = {
    "welcome": lambda t: welcome(WelcomeView(event=EVENT), t),
    "welcome-registered": lambda t: welcome(WelcomeView(event=EVENT, registered=True), t),
    "form": lambda t: registration.form(FormView(event=EVENT, values={"name": "Anna"}), t),
    "form-mistakes": lambda t: registration.form(FormView(event=EVENT, values=VALUES, mistakes=MISTAKES), t),
    "form-change": lambda t: registration.form(FormView(event=EVENT, values={"privacy": "true"}, is_change=True), t),
    "registration": lambda t: registration.registration(registered(), t),
    "registration-changed": lambda t: registration.registration(registered(changed=True), t),
    "registration-already": lambda t: registration.registration(registered(was_already=True), t),
    "registration-back": lambda t: registration.registration(registered(came_back=True), t),
    "registration-withdrawn": lambda t: registration.registration(registered(withdrawn=True), t),
    "registration-withdrawn-already": lambda t: registration.registration(
        registered(withdrawn=True, was_already=True), t
    ),
    "leave": lambda t: registration.leave(registered(), t),
    "confirmation": lambda t: registration.confirmation(
        ConfirmationView(event=EVENT, name="Anna", changed=False, programme_on=PROGRAMME_ON, link_on=LINK_ON), t
    ),
    "confirmation-late": lambda t: registration.confirmation(
        ConfirmationView(event=EVENT, name="Anna", changed=True, programme_on=None, link_on=None), t
    ),
    "programme": lambda t: programme(ProgrammeView(event=EVENT, definitive=True, registered=True), t),
    "programme-provisional": lambda t: programme(ProgrammeView(event=EVENT, definitive=False, registered=False), t),
    "link": lambda t: link(LinkView(event=EVENT, join_url=EVENT.meeting.join_url), t),
    "link-soon": lambda t: link(LinkView(event=EVENT, join_url=EVENT.meeting.join_url, starts_in_minutes=30), t),
    "link-unknown": lambda t: link(LinkView(event=EVENT, join_url=None, link_on=LINK_ON), t),
    "link-unknown-late": lambda t: link(LinkView(event=EVENT, join_url=None), t),
    "link-missing": lambda t: link_missing(LinkMissingView(event=EVENT, due=LINK_ON, until=EVENT.end), t),
    "reminder": lambda t: announcements.reminder(ReminderView(event=EVENT, days_left=21, programme_on=PROGRAMME_ON), t),
    "reminder-tomorrow": lambda t: announcements.reminder(ReminderView(event=EVENT, days_left=1, programme_on=None), t),
    "resume": lambda t: announcements.resume(
        ResumeView(event=EVENT, part=EVENT.parts[2], minutes=5, join_url=EVENT.meeting.join_url), t
    ),
    "resume-now": lambda t: announcements.resume(
        ResumeView(event=EVENT, part=EVENT.parts[2], minutes=0, join_url=None), t
    ),
    "thanks": lambda t: announcements.thanks(ThanksView(event=EVENT), t),
    "own-text": lambda t: announcements.own_text(AnnouncementTextView(event=EVENT, text="Zin een.\nZin twee."), t),
    "help": lambda t: conversation.help_(HelpView(event=EVENT, registered=True), t),
    "help-organiser": lambda t: conversation.help_(
        HelpView(event=EVENT, registered=False, organiser=True, moderator=True), t
    ),
    "stale": lambda t: conversation.stale(StaleView(event=EVENT), t),
    "fault": lambda t: conversation.fault(EVENT, "a1b2c3d4", t),
    "meeting-known": lambda t: conversation.meeting_known(EVENT, t),
    "poll-list": lambda t: moderation.poll_list(polls(known=True), t),
    "poll-list-no-meeting": lambda t: moderation.poll_list(polls(known=False), t),
    "poll-prepared": lambda t: poll_control(control(PollState.PREPARED), t),
    "poll-prepared-no-meeting": lambda t: poll_control(control(PollState.PREPARED, known=False), t),
    "poll-open": lambda t: poll_control(control(PollState.OPEN, done=True, hond=2, kat=1), t),
    "poll-closed": lambda t: poll_control(control(PollState.CLOSED, done=True, hond=2, kat=1), t),
    "ballot": lambda t: poll.ballot(BallotView(event=EVENT, poll=DIER), t),
    "ballot-chosen": lambda t: poll.ballot(BallotView(event=EVENT, poll=DIER, marks=("kat",), voted=True), t),
    "ballot-mistake": lambda t: poll.ballot(BallotView(event=EVENT, poll=TIJD, mistake=NOTHING), t),
    "poll-base-closed": lambda t: poll.closed_base(ClosedPollBaseView(event=EVENT, poll=DIER, votes=1), t),
    "result": lambda t: result.result(
        ResultView(event=EVENT, poll=DIER, standing=standing(hond=2, kat=1), own=Own(marks=("kat",))), t
    ),
    "result-tie": lambda t: result.result(ResultView(event=EVENT, poll=DIER, standing=standing(hond=3, mus=3)), t),
    "result-none": lambda t: result.result(ResultView(event=EVENT, poll=DIER, standing=standing()), t),
    "refusal": lambda t: refusals.refusal(RefusalCode.NOT_REGISTERED, EVENT, t),
}


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from nodes(value)
    elif isinstance(node, list):
        for one in node:
            yield from nodes(one)


def check_rules(card: Card) -> None:
    """What platform.md asks of every card, whatever the schema says."""
    content: dict[str, Any] = json.loads(json.dumps(card.content))
    assert (content["type"], content["version"]) == ("AdaptiveCard", "1.5")
    assert content["fallbackText"]
    assert content["speak"] == card.summary
    assert "\n" not in card.summary
    assert len(json.dumps(content, ensure_ascii=False).encode()) < 25 * 1024
    for node in nodes(content):
        kind = str(node.get("type", ""))
        assert not kind.startswith("Chart."), "an extension of Teams alone"
        assert "targetWidth" not in node
        if kind == "Action.Submit":
            assert set(node["data"]) <= IDS | {"verb", "msteams"}, "ids only"
            assert set(node["data"].pop("msteams", {})) <= {"type"}
        assert "msteams" not in node
        assert len(node.get("actions", ())) <= 6
        if kind.startswith("Input."):
            assert node["label"]
        if kind == "Image":
            assert node["altText"]
        if kind == "TextBlock":
            assert node["wrap"] is True
        if kind == "Action.Execute":
            assert set(node["data"]) <= IDS, "ids only"
    if SCHEMA.exists():
        jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(content)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    check_rules(card)
    shown = {"summary": card.summary, "card": card.content}
    assert snapshot.use_extension(JSONSnapshotExtension) == shown


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", list(RefusalCode))
def test_every_refusal_has_a_sentence_and_a_human(code: RefusalCode, language: Language) -> None:
    card = refusals.refusal(code, EVENT, texts(language))
    check_rules(card)
    assert refusals.sentence(code, texts(language)) in str(card.content["body"])
    assert "anna@voorbeeld.example" in str(card.content["body"])


def test_the_longest_poll_and_form_still_fit() -> None:
    long = LocalLine(nl="w" * 290 + " é", en="w" * 300)
    options = tuple(
        Option(key=OptionKey(f"o{i}"), text=LocalLabel(nl=f"{i:02}" + "ö" * 148, en="x")) for i in range(12)
    )
    large = Poll(key=PollKey("groot"), question=long, options=options)
    nl = texts(Language.NL)
    many = standing(**{option.key: 10_000 for option in options})
    check_rules(poll.ballot(BallotView(event=EVENT, poll=large, marks=("o3",), voted=True, standing=many), nl))
    check_rules(result.result(ResultView(event=EVENT, poll=large, standing=many), nl))
    values = {name: "€" * longest for name, longest in LONGEST.items()}
    check_rules(registration.form(FormView(event=EVENT, values=values, mistakes=MISTAKES), nl))


def test_sentence_bars_and_speech_say_the_same() -> None:
    card = result.result(ResultView(event=EVENT, poll=DIER, standing=standing(hond=2, kat=1)), texts(Language.NL))
    widths = [node["width"] for node in nodes(card.content) if node.get("type") == "Column"]
    assert widths == ["67", "33", "33", "67", "100"]
    said = "“Een hond” kreeg de meeste stemmen: 2 van de 3 (67%)."
    assert said in card.summary
    assert said in str(card.content["body"])
    assert re.search(r"Een hond: \*\*2 stemmen\*\* \(67%\)", str(card.content["body"]))
