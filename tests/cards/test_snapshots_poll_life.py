"""A poll's life on its moderator's cards, and what is told of it beside the ballot; in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import moderation, poll, poll_more, poll_news
from cards.card import Card
from cards.poll_control import poll_control
from cards.texts import Texts, texts
from cards.views_ballots import ClosedPollBaseView, InvitationView
from cards.views_polls import Done, PollControlView, PollListView, PollMoreView, PollPlanView
from event.definition import Language, ResultsShown
from event.polls import PollState
from event.said_times import TimeMistake
from rehearsal.chats import actions
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules
from tests.cards.test_snapshots_moderation import DIER, START, TIJD, control, made

SHOWN_LATER = DIER.model_copy(update={"results": ResultsShown.REVEALED})
PART = next(part for part in EVENT.parts if part.key == "ochtend")
PLANNED = PollPlanView(event=EVENT, poll=DIER, now=START, planned=START + timedelta(hours=2), part=PART)
BY_HAND = PollPlanView(event=EVENT, poll=TIJD, now=START)


def reset(done: Done | None = None) -> PollControlView:
    return control(DIER, PollState.PREPARED, done=done, reset_from=PollState.CLOSED, run=2)


def invitation(**more: object) -> InvitationView:
    return InvitationView(event=EVENT, poll=DIER, **more)  # type: ignore[arg-type]


CARDS: dict[str, Callable[[Texts], Card]] = {
    "list": lambda t: moderation.poll_list(
        PollListView(
            event=EVENT,
            polls=((DIER, PollState.PAUSED, 3), (TIJD, PollState.PREPARED, 0)),
            meeting_known=True,
            planned={TIJD.key: START + timedelta(minutes=15)},
            now=START,
        ),
        t,
    ),
    "planned": lambda t: poll_control(
        replace(control(DIER, PollState.PREPARED, done=Done.PLANNED), planned=START + timedelta(minutes=90)), t
    ),
    "waits-for-chat": lambda t: poll_control(
        replace(control(DIER, PollState.PREPARED, done=Done.WAITS_FOR_CHAT), planned=START, meeting_known=False), t
    ),
    "reset": lambda t: poll_control(reset(Done.RESET), t),
    "shown-later": lambda t: poll_control(control(SHOWN_LATER, PollState.OPEN, 10), t),
    "shown-later-closed": lambda t: poll_control(control(SHOWN_LATER, PollState.CLOSED), t),
    "paused": lambda t: poll_control(control(DIER, PollState.PAUSED, done=Done.PAUSED, left=330), t),
    "paused-no-limit": lambda t: poll_control(control(DIER, PollState.PAUSED, done=Done.PAUSED_ALREADY), t),
    "closed": lambda t: poll_control(control(DIER, PollState.CLOSED, done=Done.SHOWN), t),
    "reminded": lambda t: poll_control(
        replace(control(DIER, PollState.OPEN, 5, Done.REMINDED, reminded=True), number=2), t
    ),
    "more-prepared": lambda t: poll_more.poll_more(
        PollMoreView(control=control(made(), PollState.PREPARED), up=True, down=True), t
    ),
    "more-open": lambda t: poll_more.poll_more(PollMoreView(control=control(DIER, PollState.OPEN, 5), unvoted=3), t),
    "more-closed": lambda t: poll_more.poll_more(PollMoreView(control=control(DIER, PollState.CLOSED)), t),
    "plan": lambda t: poll_more.plan(PLANNED, t),
    "plan-by-hand": lambda t: poll_more.plan(BY_HAND, t),
    "plan-mistake": lambda t: poll_more.plan(replace(BY_HAND, typed="ooit", mistake=TimeMistake.NOT_UNDERSTOOD), t),
    "plan-too-late": lambda t: poll_more.plan(replace(PLANNED, typed="23.00", too_late=True), t),
    "starts-again": lambda t: poll_news.starts_again(DIER, t),
    "goes-on": lambda t: poll_news.goes_on(DIER, t),
    "invitation": lambda t: poll_news.invitation(invitation(closes=START + timedelta(minutes=10)), t),
    "invitation-paused": lambda t: poll_news.invitation(invitation(paused=True, anonymous=True), t),
    "nudge": lambda t: poll_news.nudge(invitation(), t),
    "closed-for-you": lambda t: poll.closed_base(
        ClosedPollBaseView(event=EVENT, poll=DIER, votes=3, result_here=False), t
    ),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    check_rules(card)
    assert snapshot.use_extension(JSONSnapshotExtension) == {"summary": card.summary, "card": card.content}


@pytest.mark.parametrize("state", list(PollState))
def test_each_outcome_is_said_in_each_state_and_fits(state: PollState) -> None:
    for done in Done:
        view = control(made(), state, 10 if state is PollState.OPEN else None, done)
        card = poll_control(view, texts(Language.NL))
        check_rules(card)
        buttons = [str(one) for one in actions(card.content)]
        assert len(set(buttons)) == len(buttons) <= 6


def test_what_was_done_reads_otherwise_than_what_was_not() -> None:
    said = {str(poll_control(reset(done), texts(Language.NL)).content) for done in Done}
    assert len(said) == len(Done)
