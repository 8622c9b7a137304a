"""The cards about questions to the speakers, for everybody and for moderators, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import question_control, questions
from cards.card import Card
from cards.texts import Texts, texts
from cards.views_questions import (
    AnswerView,
    AskedView,
    BoardView,
    Done,
    ModerationView,
    QuestionControlView,
    QuestionFormView,
    QuestionRow,
    Shown,
)
from event.definition import Language
from event.questions import LONGEST, LONGEST_ANSWER, QuestionMistake, QuestionState
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules, nodes

NOW = datetime(2027, 6, 4, 11, 0, tzinfo=EVENT.zone)
MORNING = EVENT.parts[0]
AT_ONCE = EVENT.with_(questions=EVENT.questions.model_copy(update={"hold": False}))
COUNTS = {Shown.WAITING: 2, Shown.OPEN: 13, Shown.ANSWERED: 1, Shown.HIDDEN: 0}


def row(
    number: int = 7, text: str = "Mag *dit*?", state: QuestionState = QuestionState.SHOWN, **more: Any
) -> QuestionRow:
    given: dict[str, Any] = {"votes": 3, "asked_at": NOW} | more
    return QuestionRow(id=number, text=text, state=state, **given)


LIVE = row(1, "Wie [betaalt](x) dat?", QuestionState.LIVE, asker="Łukasz *N*, Wonen", part=MORNING.title)
ROWS = [
    row(speaker=MORNING.speakers[2], part=MORNING.title, merged=2),
    row(8, "En dat?\nOok?", QuestionState.LATER, votes=1, asked=True),
    row(9, "Mag een kat?", given=True, upvoted=True),
]
WAITING = [row(10, "Mag een kat?", QuestionState.WAITING, votes=1, given=True), row(11, state=QuestionState.WAITING)]
ANSWERED = row(12, "Krijgen we *alles*?", QuestionState.ANSWERED, answer="Ja, morgen.\n[Zie](x).")


def board(**more: Any) -> BoardView:
    given: dict[str, Any] = {"shown": Shown.OPEN, "rows": ROWS, "live": LIVE, "total": 13, "page": 1, "pages": 3} | more
    return BoardView(event=EVENT, **given)


def empty(**more: Any) -> BoardView:
    nothing: dict[str, Any] = {"rows": [], "live": None, "total": 0, "page": 0, "pages": 1}
    return board(**nothing | more)


def listed(shown: Shown, rows: list[QuestionRow], **more: Any) -> ModerationView:
    given: dict[str, Any] = {"live": None, "counts": COUNTS, "page": 0, "pages": 1, "now": NOW} | more
    return ModerationView(event=EVENT, shown=shown, rows=rows, **given)


def control(one: QuestionRow, **more: Any) -> QuestionControlView:
    return QuestionControlView(event=EVENT, row=one, now=NOW, people=one.votes, **more)


CARDS: dict[str, Callable[[Texts], Card]] = {
    "form": lambda t: questions.form(QuestionFormView(event=EVENT), t),
    "form-named": lambda t: questions.form(
        QuestionFormView(event=EVENT, name="Łukasz *N*", named=True, text="Mag dit?", mistake=QuestionMistake.TOO_LONG),
        t,
    ),
    "form-at-once": lambda t: questions.form(QuestionFormView(event=AT_ONCE, name="Anna"), t),
    "asked": lambda t: questions.asked(AskedView(event=EVENT, id=7, text="Mag *dit*?", name="Łukasz *N*"), t),
    "asked-named": lambda t: questions.asked(
        AskedView(event=EVENT, id=7, text="Mag *dit*?", name="Łukasz *N*", named=True, changed=True, waits=False), t
    ),
    "asked-again": lambda t: questions.asked(AskedView(event=EVENT, id=7, text="Mag *dit*?", again=True), t),
    "asked-aloud": lambda t: questions.asked(
        AskedView(event=EVENT, id=7, text="Mag *dit*?", name="Łukasz *N*", named=True, shared=True), t
    ),
    "ask-here": lambda t: questions.ask_here(EVENT, QuestionMistake.MISSING, t),
    "ask-here-long": lambda t: questions.ask_here(EVENT, QuestionMistake.TOO_LONG, t),
    "board": lambda t: questions.board(board(waiting=["Komt er *koffie*?"], upvoted=True), t),
    "board-shared": lambda t: questions.board(board(shared=True, page=2), t),
    "board-counted": lambda t: questions.board(board(upvoted=False), t),
    "board-taken-back": lambda t: questions.board(board(taken_back=True), t),
    "board-nothing-taken-back": lambda t: questions.board(board(taken_back=False), t),
    "board-none": lambda t: questions.board(empty(), t),
    "board-answered": lambda t: questions.board(
        board(shown=Shown.ANSWERED, rows=[ANSWERED], total=1, page=0, pages=1), t
    ),
    "board-answered-none": lambda t: questions.board(empty(shown=Shown.ANSWERED), t),
    "answer": lambda t: questions.answered(
        AnswerView(
            event=EVENT, text="Mag *dit*?", answer="Ja.\nMaar *niet* [altijd](x).", asked=True, mine="Kan *dat*?"
        ),
        t,
    ),
    "answer-upvoted": lambda t: questions.answered(
        AnswerView(event=EVENT, text="Mag *dit*?", answer="Ja.", asked=False), t
    ),
    "list-waiting": lambda t: question_control.question_list(listed(Shown.WAITING, WAITING, done=Done.HIDDEN), t),
    "list-open": lambda t: question_control.question_list(
        listed(Shown.OPEN, ROWS, live=LIVE, page=1, pages=3, done=Done.LIVE), t
    ),
    "list-answered": lambda t: question_control.question_list(listed(Shown.ANSWERED, [ANSWERED]), t),
    "list-none": lambda t: question_control.question_list(
        listed(Shown.WAITING, [], counts=dict.fromkeys(Shown, 0), done=Done.ALREADY), t
    ),
    "list-hidden-none": lambda t: question_control.question_list(listed(Shown.HIDDEN, []), t),
    "control-waiting": lambda t: question_control.control(control(WAITING[0]), t),
    "control": lambda t: question_control.control(
        control(
            ROWS[0],
            likely=[(9, "Mag een *kat*?")],
            others=[(10, "Iets anders?"), (11, "w" * 200)],
            merged=[(12, "Kan *dit*?")],
            chosen="ochtend/2",
            done=Done.MERGED,
        ),
        t,
    ),
    "control-live": lambda t: question_control.control(control(LIVE, done=Done.LIVE), t),
    "control-later": lambda t: question_control.control(control(ROWS[1], done=Done.LATER), t),
    "control-mistakes": lambda t: question_control.control(
        control(ROWS[0], others=[(10, "Iets anders?")], nothing_chosen=True, typed="", mistake=QuestionMistake.MISSING),
        t,
    ),
    "control-answered": lambda t: question_control.control(control(ANSWERED, done=Done.SENT, told=3), t),
    "control-changed": lambda t: question_control.control(control(ANSWERED, done=Done.CHANGED), t),
    "control-hidden": lambda t: question_control.control(
        control(row(state=QuestionState.HIDDEN), done=Done.UNMERGED), t
    ),
}


@pytest.mark.parametrize("spoken", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, spoken: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(spoken))
    check_rules(card)
    shown = {"summary": card.summary, "card": card.content}
    assert snapshot.use_extension(JSONSnapshotExtension) == shown


@pytest.mark.parametrize("done", list(Done))
def test_what_was_done_is_said(done: Done) -> None:
    said = {question_control.done_in_words(done, texts(language)) for language in Language}
    assert len(said) == 2


def test_full_pages_fit() -> None:
    nl = texts(Language.NL)
    asker = f"{'é' * 120}, {'ö' * 120}"
    full: dict[str, Any] = {"asker": asker, "part": MORNING.title, "votes": 10_000, "merged": 12}
    given = row(text="€" * 1000, **full)  # with a registration it may be longer
    answered = row(text="€" * LONGEST, state=QuestionState.ANSWERED, answer="€" * LONGEST_ANSWER, **full)
    check_rules(questions.board(board(rows=[given] * 5, live=given, waiting=["€" * LONGEST] * 10, upvoted=True), nl))
    check_rules(questions.board(board(shown=Shown.ANSWERED, rows=[answered] * 3), nl))
    waits = row(text="€" * 1000, state=QuestionState.WAITING, **full)
    check_rules(question_control.question_list(listed(Shown.WAITING, [waits] * 5, page=1, pages=3), nl))
    check_rules(question_control.question_list(listed(Shown.OPEN, [given] * 5, live=given, page=1, pages=3), nl))
    others = [(number, "€" * 1000) for number in range(20)]
    largest = control(answered, likely=others[:3], others=others, merged=others[:5], done=Done.MERGED)
    check_rules(question_control.control(largest, nl))


def test_what_moderators_do_goes_back_to_the_list_that_it_was_done_in() -> None:
    card = question_control.question_list(listed(Shown.WAITING, WAITING), texts(Language.NL))
    approve = next(node for node in nodes(card.content) if node.get("verb") == "question.approve")
    assert approve["data"] == {"v": 1, "event": "voorbeeld", "question": "10", "what": "waiting", "page": "0"}
