"""The cards of every kind of poll, in both languages: ballot, mistake, voted, result, and the form that makes one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import poll as poll_cards
from cards import result as result_cards
from cards.answers import label
from cards.card import Card
from cards.poll_form import poll_form
from cards.texts import Texts, literal, texts
from cards.views_ballots import BallotView, Own, ResultView
from cards.views_polls import PollFormView
from event import kinds, own_poll
from event.definition import Language, LocalLabel, LocalLine, Option, Poll, PollKind
from event.ids import OptionKey, PollKey
from event.kinds.shapes import BallotMistake, Headline, Marks, MistakeCode
from event.own_poll import PollMistake, PollMistakes
from event.polls import Standing, result
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules, nodes
from tests.event.kinds import POLLS, VARIANTS, ballots, poll, tallied

KEY = PollKey("eigen-0a1b2c3d")
LONGEST_TEXT = ("Meer *groen* in de straat en " * 20)[:300]
SAID: dict[PollKind, tuple[Marks, ...]] = {
    PollKind.SINGLE: (("kat",), ("kat",), ("hond",)),
    PollKind.MULTIPLE: (("kat", "hond"), ("kat",), ("mus",)),
    PollKind.YES_NO: (("yes",), ("no",), ("yes",), ("abstain",)),
    PollKind.RATING: (("5",), ("4",), ("4",), ("2",)),
    PollKind.TEXT: (("Meer *groen*",), ("Rust!",), ("Rust!",)),
    PollKind.SCALE: (("-2",), ("1",), ("2",), ("2",)),
    PollKind.NUMBER: (("10",), ("10",), ("25",)),
    PollKind.CLOUD: (("buurtcafé", "groen"), ("Buurtcafe",), ("buurtcafé", "samen_doen")),
    PollKind.RANKING: (("hond@1", "kat@2", "mus@3"), ("hond@1", "mus@2", "kat@3"), ("kat@1", "hond@2", "mus@3")),
    PollKind.QUIZ: (("hond",), ("hond",), ("kat",)),
}
WRONG: dict[PollKind, Mapping[str, object]] = {
    PollKind.MULTIPLE: {"option": "kat,hond,mus"},
    PollKind.TEXT: {"text": "x" * 301},
    PollKind.NUMBER: {"number": "501"},
    PollKind.CLOUD: {"word_1": "groen", "word_2": "x" * 31},
    PollKind.RANKING: {"place_kat": "1", "place_hond": "2", "place_mus": "1"},
}


def read(of: Poll, inputs: Mapping[str, object]) -> BallotMistake:
    with pytest.raises(BallotMistake) as caught:
        kinds.kind_of(of).read(of, inputs)
    return caught.value


def standing(of: Poll, said: tuple[Marks, ...], *, closed: bool = True) -> Standing:
    return Standing(votes=len(said), tally=tallied(said), closed=closed)


def ballot(of: Poll, t: Texts, **more: Any) -> Card:
    return poll_cards.ballot(BallotView(event=EVENT, poll=of, **more), t)


def result_of(of: Poll, said: tuple[Marks, ...], t: Texts, own: Marks | None = None) -> Card:
    mine = Own(marks=own) if own else None
    return result_cards.result(ResultView(event=EVENT, poll=of, standing=standing(of, said), own=mine), t)


def mistaken(of: Poll, t: Texts) -> Card:
    inputs = WRONG.get(of.kind, {})
    return ballot(of, t, mistake=read(of, inputs), typed={name: str(value) for name, value in inputs.items()})


def form(kind: PollKind, **typed: str) -> PollFormView:
    values = own_poll.shown_again(EVENT, {"kind": kind.value, "part": "-", "voters": "present"} | typed)
    return PollFormView(event=EVENT, key=KEY, values=values, switched=True, in_dialog=True)


def wrong_form(kind: PollKind, **typed: str) -> PollFormView:
    found = own_poll.read(EVENT, KEY, {"kind": kind.value, "part": "-", "voters": "present"} | typed)
    assert isinstance(found, PollMistakes)
    return PollFormView(event=EVENT, key=KEY, values=found.values, mistakes=found.mistakes)


def states(of: Poll) -> dict[str, Callable[[Texts], Card]]:
    """A poll's cards in the order in which they come."""
    said = SAID[of.kind]
    return {
        f"{of.kind}-ballot": lambda t: ballot(of, t),
        f"{of.kind}-mistake": lambda t: mistaken(of, t),
        f"{of.kind}-voted": lambda t: ballot(
            of, t, marks=said[0], voted=True, standing=standing(of, said, closed=False)
        ),
        f"{of.kind}-result": lambda t: result_of(of, said, t, said[-1]),
        f"{of.kind}-form": lambda t: poll_form(form(of.kind), t),
    }


CARDS: dict[str, Callable[[Texts], Card]] = {}
for _poll in POLLS.values():
    CARDS |= states(_poll)
CARDS |= {
    "quiz-several": lambda t: ballot(poll(PollKind.QUIZ, right=("kat", "mus")), t),
    "quiz-had-it-right": lambda t: result_of(POLLS[PollKind.QUIZ], SAID[PollKind.QUIZ], t, ("hond",)),
    "scale-long": lambda t: ballot(poll(PollKind.SCALE, least=0, most=10), t),
    "number-unbounded": lambda t: ballot(poll(PollKind.NUMBER, least=None, most=None), t),
    "number-classes": lambda t: result_of(POLLS[PollKind.NUMBER], tuple((str(n * 7),) for n in range(20)), t),
    "cloud-one-word": lambda t: ballot(poll(PollKind.CLOUD, most=1), t),
    "cloud-tie": lambda t: result_of(POLLS[PollKind.CLOUD], (("a", "b"), ("a", "b"), ("c",)), t),
    "cloud-many": lambda t: result_of(POLLS[PollKind.CLOUD], (("a", "b", "c"), ("d", "e", "f")) * 3, t),
    "text-many": lambda t: result_of(POLLS[PollKind.TEXT], tuple((f"Zin {n}",) for n in range(14)), t),
    "ranking-tie": lambda t: result_of(POLLS[PollKind.RANKING], SAID[PollKind.RANKING][1:], t),
    "form-scale-mistakes": lambda t: poll_form(
        wrong_form(PollKind.SCALE, question_nl="Hoe?", least="0", most="11", low_en="x" * 151), t
    ),
    "form-quiz-mistakes": lambda t: poll_form(wrong_form(PollKind.QUIZ, question_nl="Wie?", answers_nl="A\nB"), t),
    "form-number-mistakes": lambda t: poll_form(
        wrong_form(PollKind.NUMBER, question_nl="Hoeveel?", least="tien", minutes="0"), t
    ),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    check_rules(card)
    assert snapshot.use_extension(JSONSnapshotExtension) == {"summary": card.summary, "card": card.content}


def longest(kind: PollKind) -> Poll:
    end = LocalLabel(nl="ö" * 150, en="x")
    number = 6 if kind is PollKind.RANKING else 12
    options = tuple(
        Option(key=OptionKey(f"{i:02}" + "k" * 20), text=LocalLabel(nl=f"{i:02}" + "ö" * 148, en="x"))
        for i in range(number)
    )
    more: dict[str, object] = {"question": LocalLine(nl="w" * 290 + " é", en="w" * 300)}
    if "options" in kinds.KINDS[kind].uses:
        more["options"] = options
    if kind is PollKind.QUIZ:
        more["right"] = tuple(option.key for option in options)
    if kind is PollKind.SCALE:
        more |= {"least": 0, "most": 10, "low": end, "high": end}
    if kind in (PollKind.RATING, PollKind.CLOUD, PollKind.MULTIPLE):
        more["most"] = {PollKind.RATING: 10, PollKind.CLOUD: 6, PollKind.MULTIPLE: 12}[kind]
    return poll(kind, **more)


@pytest.mark.parametrize("kind", list(PollKind))
def test_the_longest_of_each_kind_still_fits(kind: PollKind) -> None:
    nl, of = texts(Language.NL), longest(kind)
    problems: list[str] = []
    kinds.kind_of(of).check(of, lambda field, _: problems.append(field))
    assert not problems
    said: tuple[Marks, ...]
    match kind:
        case PollKind.TEXT:
            said = tuple((f"{n:02}{LONGEST_TEXT}"[:300],) for n in range(30))
        case PollKind.CLOUD:
            said = tuple(tuple(f"{n:03}é{w}" + "*" * 25 for w in range(6)) for n in range(100))
        case PollKind.NUMBER:
            said = tuple((str(n * 41),) for n in range(12))
        case PollKind.RANKING:
            said = (tuple(f"{one.key}@{nth}" for nth, one in enumerate(of.options, 1)),) * 10_000
        case PollKind.QUIZ:
            said = ("+".join(one.key for one in of.options),), ("+".join(one.key for one in of.options[1:]),)
        case PollKind.MULTIPLE:
            said = (tuple(one.key for one in of.options),) * 10_000
        case _:
            fields = kinds.kind_of(of).fields(of)
            said = tuple((item.key,) for field in fields for item in getattr(field, "items", ())) * 1000
    many = standing(of, said)
    check_rules(ballot(of, nl, marks=said[0], voted=True, standing=many))
    check_rules(result_of(of, said, nl, said[0]))


@pytest.mark.parametrize("kind", list(PollKind))
def test_the_fullest_form_of_each_kind_still_fits(kind: PollKind) -> None:
    full = {name: "é" * 151 for name in own_poll.fields(EVENT, kind) if name.endswith(("_nl", "_en"))}
    for language in ("nl", "en"):
        full |= {
            f"question_{language}": "é" * 301,
            f"answers_{language}": "\n".join(f"{n}" + "ö" * 151 for n in range(12)),
        }
    values = own_poll.shown_again(EVENT, full | {"kind": kind.value, "part": "-"})
    mistakes = dict.fromkeys(own_poll.fields(EVENT, kind), PollMistake.TOO_LONG)
    for name in mistakes:
        if not name.endswith(("_nl", "_en")):
            mistakes[name] = PollMistake.NO_CHOICE
    view = PollFormView(event=EVENT, key=KEY, values=values, mistakes=mistakes)
    for language in Language:
        check_rules(poll_form(view, texts(language)))


@pytest.mark.parametrize("kind", list(PollKind))
def test_every_mistake_of_a_form_has_its_sentence(kind: PollKind) -> None:
    for name in own_poll.fields(EVENT, kind):
        for mistake in PollMistake:
            view = PollFormView(event=EVENT, key=KEY, values={"kind": kind.value}, mistakes={name: mistake})
            poll_form(view, texts(Language.NL))


@pytest.mark.parametrize("code", list(MistakeCode))
def test_a_mistake_stands_right_over_its_field(code: MistakeCode) -> None:
    of = POLLS[PollKind.RANKING]
    card = ballot(of, texts(Language.EN), mistake=BallotMistake(code, "place_hond", least=1, most=3))
    body: list[dict[str, Any]] = json.loads(json.dumps(card.content["body"]))
    at = next(i for i, node in enumerate(body) if node.get("id") == "place_hond")
    assert body[at - 1]["color"] == "Attention"
    assert sum(1 for node in body if node.get("color") == "Attention") == 1


@given(st.data(), st.sampled_from(VARIANTS), st.sampled_from(list(Language)))
def test_sentence_bars_and_table_say_the_same(data: st.DataObject, of: Poll, language: Language) -> None:
    """Whatever the votes: each row's numbers stand over a bar of that very length, in the order of the result; and the
    sentence names those that stand out, with their numbers."""
    said = tuple(data.draw(st.lists(ballots(of), min_size=1, max_size=20)))
    t = texts(language)
    found = result(of, standing(of, said))
    assert found is not None
    card = result_of(of, said, t)
    told = card.summary.removeprefix(f"{t.of(of.question)} ")
    lines = [node["text"] for node in nodes(card.content) if node.get("type") == "TextBlock"]
    assert literal(told) in lines
    bars = [node["columns"] for node in nodes(card.content) if node.get("type") == "ColumnSet"]
    rows = found.rows[: result_cards.MOST_ROWS]
    assert len(bars) == (0 if found.headline is Headline.TEXTS else len(rows))
    for bar, row in zip(bars, rows, strict=False):
        filled = [int(column["width"]) for column in bar if column["style"] == "accent"]
        assert filled == ([row.share] if row.share else [])
    written = [
        f"{literal(result_cards.name(row, t))}: {result_cards.numbers(row, found, t, strong='**')}" for row in rows
    ]
    assert [line for line in lines if line in written] == written
    numbers = [int(number) for number in re.findall(r"\d+", re.sub("“.*?”", "", told))]
    match found.headline:
        case Headline.LEADERS | Headline.ORDER | Headline.WORDS:
            names = [f"“{label(row.label, t)}”" for row in found.leaders]
            if found.headline is not Headline.WORDS or len(names) <= 3:
                assert all(name in told for name in names)
                others = [row for row in found.rows if row not in found.leaders]
                assert not any(f"“{label(row.label, t)}”" in told for row in others)
            if found.headline is not Headline.ORDER:
                assert found.leaders[0].votes in numbers
        case Headline.MEAN:
            assert found.mean is not None
            assert result_cards.amount(found.mean, t) in told
        case Headline.RIGHT:
            assert found.right in numbers
            assert all(f"“{label(row.label, t)}”" in told for row in found.rows if row.right)
    assert found.ballots in numbers


def test_an_average_is_told_as_people_write_it() -> None:
    of = POLLS[PollKind.RATING]
    assert (
        "Gemiddeld 4,3 van de 5 sterren (3 stemmen)."
        in result_of(of, (("5",), ("4",), ("4",)), texts(Language.NL)).summary
    )
    assert "On average 4 of 5 stars (1 vote)." in result_of(of, (("4",),), texts(Language.EN)).summary


def test_while_it_is_open_a_quiz_tells_nobody_what_is_right() -> None:
    of = POLLS[PollKind.QUIZ]
    for t in map(texts, Language):
        open_ = ballot(of, t, marks=("hond",), voted=True, standing=standing(of, SAID[of.kind], closed=False))
        before = str(open_.content)
        for telling in ("✓", "goed", "right", "juist"):
            assert telling not in before
        after = str(result_of(of, SAID[of.kind], t, ("hond",)).content)
        assert "✓" in after
        assert t.say("You had it right!") in after
        assert t.say("You had it right!") not in str(result_of(of, SAID[of.kind], t, ("kat",)).content)
