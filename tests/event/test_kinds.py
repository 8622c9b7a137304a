"""The kinds of poll: what is read of any input, what ballots come to, and what stands in the event file."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event import kinds
from event.definition import LocalText, Poll, PollKind
from event.errors import EventFileError
from event.eventfile import parse
from event.kinds import number
from event.kinds.shapes import LONGEST_MARK, BallotMistake, Headline, Marks, MistakeCode, Result, Row, Tally
from event.polls import Standing, result
from tests.event.kinds import POLLS, VARIANTS, ballots, inputs, poll, tallied

OF_EACH = st.sampled_from(VARIANTS)


def read(of: Poll, given: dict[str, object]) -> Marks:
    return kinds.kind_of(of).read(of, given)


def wrong(of: Poll, given: dict[str, object]) -> tuple[MistakeCode, str]:
    with pytest.raises(BallotMistake) as caught:
        read(of, given)
    return caught.value.code, caught.value.at


def read_or_wrong(of: Poll, given: dict[str, object]) -> tuple[Marks | None, str]:
    try:
        return read(of, given), ""
    except BallotMistake as mistake:
        return None, mistake.at


def closed(of: Poll, *said: Marks) -> Result:
    found = result(of, Standing(votes=len(said), tally=tallied(said), closed=True))
    assert found is not None
    return found


def votes(found: Result) -> list[tuple[str, int]]:
    return [(row.key, row.votes) for row in found.rows]


def test_every_kind_is_there() -> None:
    assert set(kinds.KINDS) == set(PollKind)


@given(st.data())
def test_any_input_is_a_ballot_or_a_mistake_at_one_of_its_fields(data: st.DataObject) -> None:
    of = data.draw(OF_EACH)
    given_ = data.draw(inputs(of))
    kind = kinds.kind_of(of)
    marks, at = read_or_wrong(of, given_)
    if marks is None:
        assert at in {field.id for field in kind.fields(of)}
        return
    assert marks
    assert len(set(marks)) == len(marks), "each mark once: it is counted once"
    assert all(0 < len(mark) <= LONGEST_MARK for mark in marks)
    assert kind.read(of, kind.filled(of, marks)) == marks, "a ballot that is shown and sent again is the same"
    assert set(kind.filled(of, marks)) <= {field.id for field in kind.fields(of)}
    said = kind.said(of, marks)
    assert len(said) == len(marks) or of.kind is PollKind.QUIZ
    assert said


@given(st.data())
def test_the_result_is_that_of_everybodys_last_ballot(data: st.DataObject) -> None:
    """Whoever changes their vote takes the old one away with it: as the store keeps the tally."""
    of = data.draw(OF_EACH)
    said = data.draw(st.lists(st.tuples(st.integers(0, 4), ballots(of)), max_size=15))
    counts: dict[str, int] = {}
    last: dict[int, Marks] = {}
    for voter, marks in said:
        for mark in last.get(voter, ()):
            counts[mark] -= 1
        for mark in marks:
            counts[mark] = counts.get(mark, 0) + 1
        last[voter] = marks
    moved = Tally(ballots=len(last), counts=counts)
    assert kinds.result(of, moved, closed=True) == closed(of, *last.values())


@given(st.data())
def test_a_result_says_the_same_of_the_same_ballots(data: st.DataObject) -> None:
    of = data.draw(OF_EACH)
    said = data.draw(st.lists(ballots(of), max_size=20))
    found = closed(of, *said)
    assert found == closed(of, *data.draw(st.permutations(said)))
    assert found.ballots == len(said)
    assert len({row.key for row in found.rows}) == len(found.rows)
    for row in found.rows:
        assert 0 <= row.votes <= found.ballots
        assert 0 <= row.share <= 100
    if of.kind in (PollKind.SINGLE, PollKind.YES_NO, PollKind.RATING, PollKind.SCALE, PollKind.NUMBER, PollKind.TEXT):
        assert sum(row.votes for row in found.rows) == len(said), "each ballot is in one row"
    if said:
        assert found.leaders
        assert all(row in found.rows for row in found.leaders)


@given(st.data())
def test_a_ranking_stands_by_average_place(data: st.DataObject) -> None:
    of = POLLS[PollKind.RANKING]
    said = data.draw(st.lists(ballots(of), min_size=1, max_size=20))
    found = closed(of, *said)
    means = [row.mean for row in found.rows]
    assert means == sorted(mean for mean in means if mean is not None)
    shares = [row.share for row in found.rows]
    assert shares == sorted(shares, reverse=True), "the bars stand in the same order"
    for row in found.rows:
        places = [int(mark.rpartition("@")[2]) for marks in said for mark in marks if mark.startswith(f"{row.key}@")]
        assert row.mean == Fraction(sum(places), len(places))
        assert row.votes == places.count(1)
    assert found.leaders == tuple(row for row in found.rows if row.mean == means[0])


def test_a_ranking_gives_each_a_place_of_its_own() -> None:
    of = POLLS[PollKind.RANKING]
    good: dict[str, object] = {"place_kat": "2", "place_hond": 1, "place_mus": "3"}
    assert read(of, good) == ("hond@1", "kat@2", "mus@3")
    assert wrong(of, good | {"place_mus": "1"}) == (MistakeCode.SAME_PLACE, "place_mus")
    assert wrong(of, good | {"place_hond": "4"}) == (MistakeCode.NO_SUCH_OPTION, "place_hond")
    assert wrong(of, good | {"place_hond": ""}) == (MistakeCode.NOTHING, "place_hond")
    said = kinds.kind_of(of).said(of, read(of, good))
    assert [one.en for one in said if isinstance(one, LocalText)] == ["1. A dog", "2. A [cat]", "3. A sparrow"]
    found = closed(of, ("hond@1", "kat@2", "mus@3"), ("kat@1", "hond@2", "mus@3"))
    assert [(row.key, row.mean, row.share) for row in found.rows] == [
        ("kat", Fraction(3, 2), 75), ("hond", Fraction(3, 2), 75), ("mus", Fraction(3), 0)]  # fmt: skip
    assert [row.key for row in found.leaders] == ["kat", "hond"]


@given(st.text(alphabet="aeiouxyAEIOU", min_size=1, max_size=8), st.sampled_from("\u0300\u0301\u0308\u0327"))
def test_a_word_is_one_whatever_its_case_accents_and_space(word: str, accent: str) -> None:
    of = POLLS[PollKind.CLOUD]
    spelt = [word, word.upper(), f"  {word} ", f"{word}!", "".join(c + accent for c in word)[:30]]
    assert len(read(of, {"word_1": word, "word_2": word.swapcase()})) == 1
    found = closed(of, *(read(of, {"word_1": one}) for one in spelt))
    assert [row.votes for row in found.rows] == [5]


def test_a_cloud_shows_the_spelling_that_most_people_used() -> None:
    of = POLLS[PollKind.CLOUD]
    said = [("Buurtcafé",), ("buurtcafe", "groen"), ("buurtcafé",), ("buurtcafé", "Samen  doen"), ("rust",)]
    found = closed(of, *(read(of, {f"word_{i + 1}": word for i, word in enumerate(one)}) for one in said))
    assert [(row.label, row.votes) for row in found.rows] == [
        ("buurtcafé", 4), ("groen", 1), ("rust", 1), ("Samen doen", 1)]  # fmt: skip
    assert found.headline is Headline.WORDS


def test_words_in_one_field_are_taken_apart_and_counted() -> None:
    of = POLLS[PollKind.CLOUD]
    assert read(of, {"word_1": "rust, groen; ,samen doen"}) == ("rust", "groen", "samen doen")
    assert wrong(of, {"word_1": "a,b", "word_2": "c,d"}) == (MistakeCode.TOO_MANY, "word_2")
    assert read(of, {"word_1": "a,b", "word_2": "c,A"}) == ("a", "b", "c")
    assert wrong(of, {"word_2": "x" * 31}) == (MistakeCode.TOO_LONG, "word_2")
    assert wrong(of, {"word_1": " \u200d,"}) == (MistakeCode.NOTHING, "word_1")
    assert read(of, {"word_3": "👩‍👩‍👧 🎉"}) == ("👩‍👩‍👧 🎉",)


def test_a_text_is_kept_tidy_and_within_its_length() -> None:
    of = POLLS[PollKind.TEXT]
    assert read(of, {"text": " Meer\n\tgroen\x00! "}) == ("Meer groen !",)
    assert read(of, {"text": "e\u0301"}) == ("é",)
    assert wrong(of, {"text": "x" * 301}) == (MistakeCode.TOO_LONG, "text")
    assert wrong(of, {"text": "\u202e \n"}) == (MistakeCode.NOTHING, "text")
    found = closed(of, ("groen",), ("Rust",), ("rust",), ("rust",))
    assert votes(found) == [("rust", 2), ("groen", 1), ("Rust", 1)]


def test_a_number_comes_as_clients_send_it() -> None:
    of = POLLS[PollKind.NUMBER]
    for sent in (7, 7.0, "7", "7.0", "7,0", " +7 ", "007"):
        assert read(of, {"number": sent}) == ("7",), sent
    for bad in ("zeven", "7.5", 7.5, float("nan"), float("inf"), True, "1.000", "1e3", [7]):
        assert wrong(of, {"number": bad}) == (MistakeCode.NOT_A_NUMBER, "number"), bad
    assert wrong(of, {"number": 501}) == (MistakeCode.OUT_OF_RANGE, "number")
    assert wrong(of, {"number": "−1"}) == (MistakeCode.OUT_OF_RANGE, "number")
    assert wrong(of, {"number": ""}) == (MistakeCode.NOTHING, "number")
    assert read(poll(PollKind.NUMBER, least=None, most=None), {"number": "−1"}) == ("-1",)
    assert wrong(poll(PollKind.NUMBER, least=None, most=None), {"number": 1e300})[0] is MistakeCode.OUT_OF_RANGE


def test_few_numbers_have_a_row_each_and_many_stand_in_classes() -> None:
    of = POLLS[PollKind.NUMBER]
    found = closed(of, ("3",), ("10",), ("3",))
    assert votes(found) == [("3", 2), ("10", 1)]
    assert (found.mean, found.median) == (Fraction(16, 3), Fraction(3))
    assert closed(of, ("1",), ("4",)).median == Fraction(5, 2)
    many = closed(of, *((str(n),) for n in (*range(20, 33), 75)))
    assert votes(many) == [("20–29", 10), ("30–39", 3), ("40–49", 0), ("50–59", 0), ("60–69", 0), ("70–79", 1)]
    below = closed(of, *((str(n),) for n in range(-13, 7)))
    assert votes(below) == [("-15 … -11", 3), ("-10 … -6", 5), ("-5 … -1", 5), ("0–4", 5), ("5–9", 2)]


@given(st.lists(st.integers(-number.FURTHEST, number.FURTHEST) | st.integers(-40, 40), min_size=1, max_size=60))
def test_classes_hold_every_number_once(numbers: list[int]) -> None:
    found = closed(POLLS[PollKind.NUMBER], *((str(n),) for n in numbers))
    assert sum(row.votes for row in found.rows) == len(numbers)
    assert len(found.rows) <= (number.MOST_VALUES if len(set(numbers)) <= number.MOST_VALUES else number.MOST_CLASSES)
    assert found.mean == Fraction(sum(numbers), len(numbers))
    ordered = sorted(numbers)
    assert found.median == Fraction(ordered[(len(numbers) - 1) // 2] + ordered[len(numbers) // 2], 2)


def test_stars_and_steps_have_an_average() -> None:
    stars = closed(POLLS[PollKind.RATING], ("5",), ("4",), ("4",))
    assert [row.key for row in stars.rows] == ["5", "4", "3", "2", "1"]
    assert stars.rows[1].label == "4 ★★★★"
    assert (stars.mean, stars.highest) == (Fraction(13, 3), 5)
    scale = POLLS[PollKind.SCALE]
    found = closed(scale, ("-2",), ("1",))
    assert votes(found) == [("-2", 1), ("-1", 0), ("0", 0), ("1", 1), ("2", 0)]
    assert (found.mean, found.lowest, found.highest) == (Fraction(-1, 2), -2, 2)
    assert isinstance(found.rows[0].label, LocalText)
    assert found.rows[0].label.nl == "-2: oneens"
    assert read(scale, {"option": 1.0}) == ("1",)
    assert wrong(scale, {"option": "3"}) == (MistakeCode.NO_SUCH_OPTION, "option")


def test_what_was_right_is_told_at_the_close_and_not_before() -> None:
    of = POLLS[PollKind.QUIZ]
    tally = tallied([("hond",), ("hond",), ("kat",)])
    before = result(of, Standing(votes=3, tally=tally))
    assert before is not None
    assert (before.headline, before.right) == (Headline.LEADERS, None)
    assert not any(row.right for row in before.rows)
    after = result(of, Standing(votes=3, tally=tally, closed=True))
    assert after is not None
    assert (after.headline, after.right) == (Headline.RIGHT, 2)
    assert [row.key for row in after.rows if row.right] == ["hond"]


def test_of_several_right_answers_all_must_be_given_and_no_other() -> None:
    of = poll(PollKind.QUIZ, right=("kat", "mus"))
    judge = kinds.kind_of(of).had_right
    assert judge is not None
    said = [read(of, {"option": given}) for given in ("kat,mus", "mus,kat", "kat", "kat,mus,hond", "hond")]
    assert said[:2] == [("kat+mus",), ("kat+mus",)]
    assert [judge(of, marks) for marks in said] == [True, True, False, False, False]
    found = closed(of, *said)
    assert (found.right, votes(found)) == (2, [("kat", 4), ("hond", 2), ("mus", 3)])
    corrected = closed(of.model_copy(update={"right": ("hond",)}), *said)
    assert corrected.right == 1, "ballots keep what they said when the event file corrects what is right"


def test_an_option_that_is_no_more_is_left_out() -> None:
    fewer = POLLS[PollKind.RANKING].model_copy(update={"options": POLLS[PollKind.RANKING].options[:2]})
    found = closed(fewer, ("mus@1", "hond@2", "kat@3"))
    assert [(row.key, row.mean) for row in found.rows] == [("hond", Fraction(2)), ("kat", None)]
    quiz = POLLS[PollKind.QUIZ].model_copy(update={"options": POLLS[PollKind.QUIZ].options[:2]})
    assert votes(closed(quiz, ("mus",), ("hond",))) == [("kat", 0), ("hond", 1)]


def file_with(kind: str, lines: str) -> str:
    example = """
[event]
id = "proef"
date = 2027-06-04
timezone = "Europe/Amsterdam"
languages = ["nl"]
title = "Proef"
place = "Online"
about = "Over polls."
[event.organiser]
name = "Anna"
email = "anna@voorbeeld.example"
[event.privacy]
notice = "Wij bewaren uw naam."
retention_days = 30
[roles]
organisers = ["anna@voorbeeld.example"]
[[part]]
key = "ochtend"
start = "10:30"
end = "12:00"
title = "Ochtend"
[[poll]]
key = "eerste"
"""
    return f'{example}kind = "{kind}"\nquestion = "Wat vindt u?"\n{lines}\n'


def options(n: int) -> str:
    entries = ", ".join(f'{{ key = "a{i}", text = "Antwoord {i}" }}' for i in range(n))
    return f"option = [{entries}]"


@pytest.mark.parametrize(
    ("kind", "lines", "field", "says"),
    [
        ("single", options(1), "option", "at least 2"),
        ("single", f"{options(2)}\nmost = 2", "most", "none of this"),
        ("multiple", f"{options(3)}\nmost = 4", "most", "as many as there are options"),
        ("multiple", f"{options(3)}\nleast = 3\nmost = 2", "most", "as many as there are options"),
        ("yes_no", options(2), "option", "none of this"),
        ("rating", "most = 11", "most", "from 3 to 10"),
        ("rating", "most = 2", "most", "from 3 to 10"),
        ("rating", "most = 5\nleast = 1", "least", "none of this"),
        ("text", "most = 5", "most", "none of this"),
        ("scale", "least = 5", "least", "above where it begins"),
        ("scale", "least = 0\nmost = 11", "most", "at most 11 steps"),
        ("scale", 'right = ["a"]', "right", "none of this"),
        ("number", "least = 5\nmost = 5", "most", "more than the least"),
        ("number", 'low = "weinig"', "low", "none of this"),
        ("cloud", "most = 7", "most", "from 1 to 6"),
        ("ranking", options(7), "option", "at most 6"),
        ("ranking", options(1), "option", "at least 2"),
        ("quiz", options(3), "right", "which answers are right"),
        ("quiz", f'{options(3)}\nright = ["a0", "a0"]', "right", "once"),
        ("quiz", f'{options(3)}\nright = ["a9"]', "right", "no option 'a9'"),
        ("weather", options(3), "kind", "write one of"),
    ],
)
def test_the_event_file_says_what_is_wrong_and_on_which_line(kind: str, lines: str, field: str, says: str) -> None:
    text = file_with(kind, lines)
    with pytest.raises(EventFileError) as caught:
        parse(text, "proef.toml")
    (mistake,) = caught.value.mistakes
    of_poll = text.splitlines().index("[[poll]]") + 1
    own = [nth for nth, line in enumerate(text.splitlines(), 1) if nth > of_poll and line.startswith(f"{field} =")]
    assert (mistake.line, mistake.field.rpartition(".")[2]) == (own[0] if own else of_poll, field)
    assert says in mistake.message


def test_the_event_file_takes_every_kind() -> None:
    for kind, lines in (
        ("single", options(2)),
        ("multiple", f"{options(3)}\nleast = 2\nmost = 2"),
        ("yes_no", ""),
        ("rating", "most = 3"),
        ("text", "hold = false"),
        ("scale", 'least = 0\nmost = 10\nlow = "nee"\nhigh = { nl = "ja", en = "yes" }'),
        ("number", "least = -5"),
        ("cloud", "most = 1"),
        ("ranking", options(6)),
        ("quiz", f'{options(3)}\nright = ["a1", "a2"]'),
    ):
        assert parse(file_with(kind, lines), "proef.toml").polls[0].kind == kind


def test_many_answers_make_no_gap_between_classes() -> None:
    found = closed(POLLS[PollKind.NUMBER], *((str(n * 37),) for n in range(13)))
    ends = [tuple(int(part) for part in row.key.split("–")) for row in found.rows]
    assert all(left[1] + 1 == right[0] for left, right in itertools.pairwise(ends))
    assert all(isinstance(row, Row) for row in found.rows)


@given(data=st.data(), was=OF_EACH, now=OF_EACH)
def test_ballots_of_before_the_file_made_it_another_kind_break_nothing(
    data: st.DataObject, was: Poll, now: Poll
) -> None:
    """Whoever looks on sees what there is left to see, and the stage goes on."""
    said = data.draw(st.lists(ballots(was), min_size=1, max_size=3))
    for marks in said:
        kinds.kind_of(now).said(now, marks)
        kinds.kind_of(now).filled(now, marks)
    assert closed(now, *said).ballots == len(said)
