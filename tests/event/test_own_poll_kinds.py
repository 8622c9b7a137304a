"""A moderator makes a poll of any kind: what its form asks, keeps and finds wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event import kinds, own_poll
from event.definition import Language, Poll, PollKind, ResultsShown
from event.ids import OptionKey, PollKey
from event.own_poll import PollMistake, PollMistakes
from tests.cards.example import EVENT
from tests.event.kinds import VARIANTS, poll

KEY = PollKey("eigen-0a1b2c3d")
GOOD = {"question_nl": "Wat vindt u?", "voters": "present", "part": "-"}
ANSWERS = {"answers_nl": "Kat\nHond\nMus"}
FILLED: dict[PollKind, dict[str, str]] = {
    PollKind.SINGLE: ANSWERS,
    PollKind.MULTIPLE: ANSWERS | {"most": "2"},
    PollKind.YES_NO: {},
    PollKind.RATING: {"most": "7"},
    PollKind.TEXT: {"hold": "false"},
    PollKind.SCALE: {"least": "0", "most": "10", "low_nl": "oneens", "high_en": "agree"},
    PollKind.NUMBER: {"least": "-5"},
    PollKind.CLOUD: {"most": "1"},
    PollKind.RANKING: ANSWERS,
    PollKind.QUIZ: ANSWERS | {"right": "1,3"},
}


def read(of: PollKind, /, **changed: object) -> Poll | PollMistakes:
    return own_poll.read(EVENT, KEY, GOOD | FILLED[of] | {"kind": of.value} | changed)


def made(kind: PollKind, **changed: object) -> Poll:
    found = read(kind, **changed)
    assert isinstance(found, Poll), found
    return found


@pytest.mark.parametrize("kind", list(PollKind))
def test_a_poll_of_each_kind_is_made_and_changed(kind: PollKind) -> None:
    one = made(kind, anonymous="true", results="closed")
    assert (one.kind, one.anonymous, one.results) == (kind, True, ResultsShown.CLOSED)
    values = own_poll.values_of(EVENT, one)
    assert set(values) == set(own_poll.fields(EVENT, kind))
    assert own_poll.read(EVENT, KEY, values) == one
    problems: list[str] = []
    kinds.kind_of(one).check(one, lambda field, _: problems.append(field))
    assert not problems


def test_what_each_asks_for_is_kept() -> None:
    assert made(PollKind.MULTIPLE).most == 2
    assert made(PollKind.RATING).most == 7
    assert made(PollKind.TEXT).hold is False
    assert made(PollKind.CLOUD, hold=True).hold is True
    scale = made(PollKind.SCALE)
    assert (scale.least, scale.most) == (0, 10)
    assert scale.low is not None
    assert scale.high is not None
    assert (scale.low.en, scale.high.nl) == ("oneens", "agree"), "what is empty reads as in the other language"
    assert made(PollKind.NUMBER).least == -5
    assert made(PollKind.NUMBER, least="−5").least == -5
    assert made(PollKind.NUMBER, least=3.0).least == 3
    assert made(PollKind.QUIZ).right == ("a1", "a3")
    assert made(PollKind.SINGLE, low_nl="x", most="3").most is None, "what another kind's form asked is left"


@pytest.mark.parametrize(
    ("kind", "changed", "mistakes"),
    [
        (PollKind.SINGLE, {"kind": "weather"}, {"kind": PollMistake.NO_CHOICE}),
        (PollKind.SINGLE, {"results": "never"}, {"results": PollMistake.NO_CHOICE}),
        (PollKind.SINGLE, {"anonymous": "perhaps"}, {"anonymous": PollMistake.NO_CHOICE}),
        (PollKind.TEXT, {"hold": "perhaps"}, {"hold": PollMistake.NO_CHOICE}),
        (PollKind.MULTIPLE, {"most": "4"}, {"most": PollMistake.BOUNDS}),
        (PollKind.MULTIPLE, {"least": "4", "most": ""}, {"least": PollMistake.BOUNDS}),
        (PollKind.MULTIPLE, {"least": "een"}, {"least": PollMistake.NOT_A_NUMBER}),
        (PollKind.RATING, {"most": "11"}, {"most": PollMistake.BOUNDS}),
        (PollKind.SCALE, {"most": "11"}, {"most": PollMistake.BOUNDS}),
        (PollKind.SCALE, {"low_en": "x" * 151}, {"low_en": PollMistake.TOO_LONG}),
        (PollKind.NUMBER, {"most": "-5"}, {"most": PollMistake.BOUNDS}),
        (PollKind.NUMBER, {"most": "2000000"}, {"most": PollMistake.NOT_A_NUMBER}),
        (PollKind.NUMBER, {"most": "1.5"}, {"most": PollMistake.NOT_A_NUMBER}),
        (PollKind.CLOUD, {"most": "9"}, {"most": PollMistake.BOUNDS}),
        (PollKind.RANKING, {"answers_nl": "1\n2\n3\n4\n5\n6\n7"}, {"answers_nl": PollMistake.TOO_MANY}),
        (PollKind.QUIZ, {"right": ""}, {"right": PollMistake.MISSING}),
        (PollKind.QUIZ, {"right": "4"}, {"right": PollMistake.NO_CHOICE}),
        (PollKind.QUIZ, {"right": "x"}, {"right": PollMistake.NO_CHOICE}),
        (PollKind.YES_NO, {"question_nl": ""}, {"question_nl": PollMistake.MISSING}),
    ],
)
def test_each_mistake_is_named_at_its_field(
    kind: PollKind, changed: dict[str, object], mistakes: dict[str, PollMistake]
) -> None:
    found = read(kind, **changed)
    assert isinstance(found, PollMistakes), found
    assert found.mistakes == mistakes


def test_whoever_chose_another_kind_gets_its_form_first_with_what_was_typed() -> None:
    typed = GOOD | ANSWERS | {"kind": "quiz", "what": "single"}
    found = own_poll.read(EVENT, KEY, typed)
    assert isinstance(found, PollMistakes)
    assert not found.mistakes
    assert set(found.values) == set(own_poll.fields(EVENT, PollKind.QUIZ))
    assert found.values["answers_nl"] == ANSWERS["answers_nl"]
    assert own_poll.shown_again(EVENT, typed) == found.values
    again = own_poll.read(EVENT, KEY, typed | {"what": "quiz", "right": "2"})
    assert isinstance(again, Poll)
    assert again.right == ("a2",)


def test_a_form_of_before_there_were_kinds_makes_what_it_made() -> None:
    found = own_poll.read(EVENT, KEY, GOOD | ANSWERS)
    assert isinstance(found, Poll)
    assert (found.kind, found.anonymous, found.results) == (PollKind.SINGLE, False, ResultsShown.VOTED)


def test_what_the_form_doesnt_ask_and_the_options_keys_stay_as_they_were() -> None:
    before = poll(PollKind.SINGLE, key=KEY, launch="start", after="dier")
    event = EVENT.with_(polls=(*EVENT.polls, before))
    values = own_poll.values_of(event, before)
    assert own_poll.read(event, KEY, values) == before
    more = own_poll.read(event, KEY, values | {"answers_nl": "Poes\nHond\nMus\nVis", "answers_en": ""})
    assert isinstance(more, Poll)
    assert [option.key for option in more.options] == ["kat", "hond", "mus", "a1"]
    taken = before.model_copy(update={"options": tuple(one.model_copy(update={"key": OptionKey(f"a{2 - nth}")})
                                                       for nth, one in enumerate(before.options[:2]))})  # fmt: skip
    event = EVENT.with_(polls=(taken,))
    third = own_poll.read(event, KEY, values | {"answers_en": ""})
    assert isinstance(third, Poll)
    assert [option.key for option in third.options] == ["a2", "a1", "a3"]


@pytest.mark.parametrize("one", VARIANTS, ids=lambda one: f"{one.kind}-{one.most}")
def test_a_poll_of_the_event_file_is_shown_as_it_is(one: Poll) -> None:
    event = EVENT.with_(polls=(one,))
    assert own_poll.read(event, one.key, own_poll.values_of(event, one)) == one


NAMES = sorted({name for kind in PollKind for name in own_poll.fields(EVENT, kind)} | {"what"})
JUNK = st.text(max_size=8) | st.integers() | st.none() | st.floats() | st.booleans() | st.sampled_from(list(PollKind))


@given(st.sampled_from(list(PollKind)), st.dictionaries(st.sampled_from(NAMES), JUNK, max_size=4))
def test_whatever_is_sent_is_a_poll_or_its_mistakes(kind: PollKind, junk: dict[str, object]) -> None:
    found = read(kind, **junk)
    fields = set(own_poll.fields(EVENT, own_poll.kind_in({"kind": kind.value} | junk)))
    if isinstance(found, Poll):
        assert own_poll.read(EVENT, KEY, own_poll.values_of(EVENT, found)) == found
        problems: list[str] = []
        kinds.kind_of(found).check(found, lambda field, _: problems.append(field))
        assert not problems
    else:
        assert set(found.mistakes) <= fields == set(found.values)


def test_an_event_of_one_language_asks_in_that_alone() -> None:
    english = EVENT.with_(languages=(Language.EN,))
    asked = own_poll.fields(english, PollKind.SCALE)
    assert [name for name in asked if name.endswith(("_nl", "_en"))] == ["question_en", "low_en", "high_en"]
