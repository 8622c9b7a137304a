"""Where a question stands, what merging makes of several, and which ask much the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from event import questions
from event.errors import Refusal, RefusalCode
from event.folding import fold
from event.ids import PersonId, QuestionId
from event.questions import UNANSWERED, QuestionState

ids = st.integers(min_value=1, max_value=8).map(QuestionId)
people = st.sampled_from([PersonId(name) for name in ("anna", "bert", "cees", "dirk", "eva")])


class Board(RuleBasedStateMachine):
    """Any sequence of asking, upvoting, taking back, merging, taking out and leaving. Beside what the rules keep stands
    the plainest thing that can be true: who asked which, who upvoted which."""

    @initialize(by=people)
    def begin(self, by: PersonId) -> None:
        self.askers = {QuestionId(1): by}
        self.upvoters: dict[QuestionId, set[PersonId]] = {}
        self.into: dict[QuestionId, QuestionId] = {}

    @rule(by=people)
    def ask(self, by: PersonId) -> None:
        if len(self.askers) < 8:
            self.askers[QuestionId(max(self.askers, default=0) + 1)] = by

    @rule(which=ids, by=people)
    def upvote(self, which: QuestionId, by: PersonId) -> None:
        if which in self.askers:
            at = questions.root(which, self.into)
            if by not in self.who_want(at):
                self.upvoters.setdefault(at, set()).add(by)
            assert by in self.who_want(at)

    @rule(which=ids, by=people)
    def take_back(self, which: QuestionId, by: PersonId) -> None:
        if which in self.askers:
            group = self.group(questions.root(which, self.into))
            for one in group:
                self.upvoters.get(one, set()).discard(by)
            asked = any(self.askers[one] == by for one in group)
            assert (by in self.who_want(group[0])) == asked, "whoever asked it stays, and nobody else"

    @rule(one=ids, other=ids)
    def merge(self, one: QuestionId, other: QuestionId) -> None:
        if not {one, other} <= self.askers.keys():
            return
        tops = questions.root(one, self.into), questions.root(other, self.into)
        both = self.who_want(tops[0]) | self.who_want(tops[1])
        if tops[0] == tops[1]:
            with pytest.raises(Refusal, match=RefusalCode.QUESTIONS_MERGED_ALREADY.value):
                questions.merge(one, other, self.into)
        else:
            self.into = questions.merge(one, other, self.into)
        assert self.who_want(tops[0]) == both

    @rule(which=ids)
    def unmerge(self, which: QuestionId) -> None:
        if which not in self.askers:
            return
        top = questions.root(which, self.into)
        before = self.who_want(top)
        if top == which:
            with pytest.raises(Refusal, match=RefusalCode.QUESTION_NOT_MERGED.value):
                questions.unmerge(which, self.into)
            return
        self.into = questions.unmerge(which, self.into)
        assert self.who_want(top) | self.who_want(which) == before

    @rule(by=people)
    def leave(self, by: PersonId) -> None:
        leaving = {one for one, asker in self.askers.items() if asker == by}
        wanted = {at: self.who_want(at) for at in questions.groups(self.askers, self.into)}
        stay = [self.group(at) for at in wanted if not set(self.group(at)) <= leaving]
        into = {one: at for one, at in self.into.items() if one not in leaving}
        for group in questions.groups(self.askers, self.into).values():
            places = questions.without(leaving, group, self.into)
            assert places.keys() == (leaving & set(group) if set(group) - leaving else set())
            for one, place in places.items():
                assert place in group
                assert place not in leaving
                self.upvoters.setdefault(place, set()).update(self.upvoters.pop(one, ()))
            into = {one: places.get(at, at) for one, at in into.items() if one != places.get(group[0])}
        self.into = into
        self.askers = {one: asker for one, asker in self.askers.items() if asker != by}
        self.upvoters = {one: who - {by} for one, who in self.upvoters.items() if one in self.askers}
        for group in stay:
            left = [one for one in group if one in self.askers]
            tops = {questions.root(one, self.into) for one in left}
            assert len(tops) == 1, "what was one question stays one"
            assert self.who_want(tops.pop()) == wanted[group[0]] - {by}

    @invariant()
    def everybody_counts_once_and_nobody_is_lost(self) -> None:
        groups = questions.groups(self.askers, self.into)
        members = [one for group in groups.values() for one in group]
        assert sorted(members) == sorted(self.askers), "each question stands in one place"
        for at, group in groups.items():
            assert group[0] == at
            wanting = questions.supporters(group, self.askers, self.upvoters)
            assert len(wanting) <= 5
            for one in group:
                assert self.askers[one] in wanting
                assert self.upvoters.get(one, set()) <= wanting

    def group(self, at: QuestionId) -> tuple[QuestionId, ...]:
        return questions.groups(self.askers, self.into)[at]

    def who_want(self, at: QuestionId) -> frozenset[PersonId]:
        top = questions.root(at, self.into)
        return questions.supporters(self.group(top), self.askers, self.upvoters)


TestBoard = Board.TestCase
TestBoard.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@given(st.lists(st.sampled_from(list(QuestionState)), min_size=2, max_size=12))
def test_what_was_answered_or_hidden_goes_back_on_the_board_first(wanted: list[QuestionState]) -> None:
    at = QuestionState.WAITING
    closed = {
        QuestionState.ANSWERED: {QuestionState.SHOWN, QuestionState.HIDDEN},
        QuestionState.HIDDEN: {QuestionState.SHOWN},
    }
    for to in wanted:
        if to is at:
            assert not questions.move(at, to)
        elif to in closed.get(at, UNANSWERED | closed.keys()) - {QuestionState.WAITING}:
            assert questions.move(at, to)
            at = to
        else:
            with pytest.raises(Refusal, match=RefusalCode.QUESTION_STANDS_ELSEWHERE.value):
                questions.move(at, to)
    assert at is not QuestionState.WAITING or set(wanted) <= {QuestionState.WAITING}


@pytest.mark.parametrize("one", list(QuestionState))
@pytest.mark.parametrize("other", list(QuestionState))
def test_what_was_on_the_board_stays_on_it_when_merged(one: QuestionState, other: QuestionState) -> None:
    both = questions.state_of_both(one, other)
    assert both in (one, other)
    if one in UNANSWERED:
        assert both in UNANSWERED
        assert (both is QuestionState.LIVE) == (QuestionState.LIVE in (one, other))
    else:
        assert both is one


ASKED = {
    1: "Mag een camera de stoep filmen?",
    2: "Hoe lang mogen we camerabeelden bewaren?",
    3: "Krijgen we de presentatie toegestuurd?",
    4: "How long may we keep the recordings?",
    5: "Wie betaalt de camera's?",
}


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("Mag je de stoep filmen met een camera", [1]),
        ("Hoelang bewaren we beelden van de camera?", [2]),
        ("Wat kosten de camera's, en wie betaalt dat?", [5]),
        ("krijgen wij de PRESENTATIES ook toegestuurd", [3]),
        ("For how long can recordings be kept?", [4]),
        ("Is er koffie?", []),
        ("???", []),
    ],
)
def test_questions_that_ask_much_the_same_are_found(text: str, likely: list[int]) -> None:
    found = questions.alike(text, ASKED)
    assert found[: len(likely)] == likely
    assert bool(found) == bool(likely)


@given(st.text(max_size=80), st.dictionaries(st.integers(), st.text(max_size=80), max_size=6))
def test_likeness_takes_anything(text: str, others: dict[int, str]) -> None:
    found = questions.alike(text, others)
    assert set(found) <= others.keys()
    assert len(found) == len(set(found)) <= 3
    assert questions.alike(text, {0: text}) == ([0] if fold(text) else [])
