"""A moderator's cards on polls, in their states and both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import moderation, poll, poll_more
from cards.card import Card
from cards.poll_control import poll_control
from cards.poll_form import poll_form
from cards.texts import Texts, texts
from cards.views_ballots import BallotView
from cards.views_polls import CueView, Done, PollControlView, PollFormView, PollListView
from event import cues, own_poll
from event import poll_life as life
from event.definition import Language, Poll
from event.ids import ConversationId, PollKey
from event.own_poll import PollMistake, PollMistakes
from event.polls import PollState, RunningPoll
from tests.cards.example import EVENT, standing
from tests.cards.test_snapshots import check_rules

DIER, TIJD = EVENT.polls
START = EVENT.start
KEY = PollKey("eigen-0a1b2c3d")
FILLED = {
    "question_nl": "Wie heeft er *zelf* een hond?",
    "answers_nl": "Ik\n\n- Mijn buren\nNiemand",
    "voters": "registered",
    "part": "ochtend",
    "minutes": "7",
}
IN_ENGLISH = {"question_en": "Who has a dog?", "answers_en": "Me\nMy neighbours\nNobody"}
WRONG = {
    "question_nl": "",
    "answers_nl": "Ja\nja",
    "question_en": "x" * 301,
    "answers_en": "Yes",
    "minutes": "601",
    "voters": "everybody",
    "part": "avond",
}


def made(**more: str) -> Poll:
    found = own_poll.read(EVENT, KEY, FILLED | more)
    assert isinstance(found, Poll)
    return found


def form(inputs: dict[str, str], *, in_dialog: bool = True) -> PollFormView:
    found = own_poll.read(EVENT, KEY, inputs)
    assert isinstance(found, PollMistakes)
    return PollFormView(event=EVENT, key=KEY, values=found.values, mistakes=found.mistakes, in_dialog=in_dialog)


def each_mistake() -> PollFormView:
    """Those that `WRONG` doesn't make: of the answers, one at a time."""
    mistakes = {"question_nl": PollMistake.TOO_LONG, "answers_nl": PollMistake.TOO_MANY}
    values = {"question_nl": "x" * 301, "answers_nl": "1\n2\n3\n4\n5\n6\n7"}
    return PollFormView(event=EVENT, key=KEY, values=values, mistakes=mistakes, in_dialog=True)


def control(
    one: Poll, state: PollState, minutes: int | None = None, done: Done | None = None, **more: object
) -> PollControlView:
    closes = START + timedelta(minutes=minutes) if minutes else None
    running = RunningPoll(key=one.key, state=state, conversation=ConversationId("19:x"), closes=closes, **more)  # type: ignore[arg-type]
    prepared = state is PollState.PREPARED and running.reset_from is None
    return PollControlView(
        event=EVENT,
        poll=one,
        state=state,
        standing=standing(hond=2, kat=1),
        anonymous=one.anonymous,
        meeting_known=True,
        now=START,
        can=life.possible(one, None if prepared else running, START),
        closes=closes,
        left=running.left,
        limit=life.limit(running),
        own=own_poll.is_own(one.key),
        removable=own_poll.is_own(one.key) and prepared,
        copy="eigen-0000000a",
        done=done,
    )


def cue(after: timedelta = timedelta(), **changed: object) -> CueView:
    part = EVENT.parts[0]
    view = CueView(
        event=EVENT,
        part=part,
        starts=cues.starts(EVENT, part).astimezone(EVENT.zone),
        now=START + after,
        polls=EVENT.polls,
        more=0,
        signed_up=37,
        meeting_known=True,
    )
    return replace(view, **changed)  # type: ignore[arg-type]


CARDS: dict[str, Callable[[Texts], Card]] = {
    "list-empty": lambda t: moderation.poll_list(PollListView(event=EVENT, polls=(), meeting_known=True), t),
    "list-page": lambda t: moderation.poll_list(
        PollListView(event=EVENT, polls=((TIJD, PollState.CLOSED, 3),), meeting_known=True, page=1, pages=3), t
    ),
    "own": lambda t: poll_control(control(made(), PollState.PREPARED, done=Done.SAVED), t),
    "own-both": lambda t: poll_control(control(made(**IN_ENGLISH), PollState.PREPARED), t),
    "open-limit": lambda t: poll_control(control(DIER, PollState.OPEN, 10), t),
    "open-extended": lambda t: poll_control(control(DIER, PollState.OPEN, 95, Done.EXTENDED), t),
    "open-no-limit": lambda t: poll_control(control(DIER, PollState.OPEN, done=Done.WITHOUT_LIMIT), t),
    "open-no-limit-yet": lambda t: poll_control(control(DIER, PollState.OPEN, done=Done.HAS_NO_LIMIT), t),
    "open-old-card": lambda t: poll_control(control(DIER, PollState.OPEN, 10, Done.OTHER_TIME), t),
    "closed-no-more": lambda t: poll_control(control(DIER, PollState.CLOSED, done=Done.TOO_LATE), t),
    "ask-remove": lambda t: poll_more.ask_remove(EVENT, made(), t),
    "removed": lambda t: poll_more.gone(EVENT, t, removed=True),
    "gone": lambda t: poll_more.gone(EVENT, t),
    "form": lambda t: poll_form(
        PollFormView(event=EVENT, key=KEY, values=own_poll.first_values(EVENT, START), in_dialog=True), t
    ),
    "form-chat": lambda t: poll_form(
        PollFormView(event=EVENT, key=KEY, values=own_poll.values_of(EVENT, made()), is_change=True), t
    ),
    "form-mistakes": lambda t: poll_form(form(WRONG), t),
    "form-mistakes-in-answers": lambda t: poll_form(each_mistake(), t),
    "form-too-few": lambda t: poll_form(form(FILLED | {"answers_nl": "Ja", "answers_en": "x" * 151}), t),
    "cue": lambda t: moderation.cue(cue(), t),
    "cue-early": lambda t: moderation.cue(cue(timedelta(minutes=-10), more=2, meeting_known=False), t),
    "cue-late-nothing": lambda t: moderation.cue(
        cue(timedelta(hours=1), polls=(), signed_up=1, event=EVENT.with_(meeting=type(EVENT.meeting)())), t
    ),
    "ballot-limit": lambda t: poll.ballot(
        BallotView(event=EVENT, poll=made(), closes=START + timedelta(minutes=10)), t
    ),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    check_rules(card)
    assert snapshot.use_extension(JSONSnapshotExtension) == {"summary": card.summary, "card": card.content}


def test_the_fullest_cards_still_fit() -> None:
    nl = texts(Language.NL)
    long = {"question_nl": "é" * 300, "answers_nl": "\n".join(f"{n}" + "ö" * 149 for n in range(6))}
    largest = made(**long, question_en="x" * 300, answers_en="\n".join(f"{n}" + "ü" * 149 for n in range(6)))
    check_rules(poll_control(control(largest, PollState.PREPARED, done=Done.SAVED), nl))
    check_rules(poll_control(control(largest, PollState.OPEN, 10, Done.EXTENDED), nl))
    rows = tuple((largest, PollState.PREPARED, 0) for _ in range(8))
    check_rules(moderation.poll_list(PollListView(event=EVENT, polls=rows, meeting_known=False, page=1, pages=9), nl))
    check_rules(moderation.cue(cue(polls=(largest,) * 8, more=3, meeting_known=False), nl))
    wrong = own_poll.values_of(EVENT, largest) | {"minutes": "0"}
    check_rules(poll_form(form(wrong, in_dialog=False), nl))


def test_whose_clock_is_another_reads_both_times() -> None:
    """On a card that they read alone."""
    here = texts(Language.EN, ZoneInfo("Europe/London"))
    view = control(DIER, PollState.OPEN, 10)
    assert "in 10 minutes (10:40), 09:40 in London." in str(poll_control(view, here).content)
    ballot = BallotView(event=EVENT, poll=DIER, closes=START + timedelta(minutes=10))
    assert "You can vote until 10:40 (09:40 in London)." in str(poll.ballot(ballot, here).content)
