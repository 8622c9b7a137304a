"""Two rounds of one question: what changed is what the two results say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cards.result import bars, sentence
from cards.rounds import signed
from cards.texts import texts
from event import rounds
from event.definition import Language, PollKind
from event.kinds.shapes import Tally
from event.polls import Standing, result
from tests.cards.example import EVENT

DIER = EVENT.polls[0]
KEYS = [option.key for option in DIER.options]
COUNTS = st.lists(st.integers(0, 30), min_size=len(KEYS), max_size=len(KEYS))


def standing(counts: list[int], before: Standing | None = None) -> Standing:
    tally = Tally(ballots=sum(counts), counts=dict(zip(KEYS, counts, strict=True)))
    return Standing(
        votes=sum(counts), tally=tally, closed=True, before=result(DIER, before) if before is not None else None
    )


@given(COUNTS, COUNTS)
def test_points_are_the_difference_of_what_both_show(first: list[int], second: list[int]) -> None:
    now, before = result(DIER, standing(second)), result(DIER, standing(first))
    assert now is not None
    assert before is not None
    found = rounds.changes(now, before)
    assert bool(found) == bool(sum(first) and sum(second))
    for one in found:
        assert one.points == one.row.share - next(row.share for row in before.rows if row.key == one.row.key)
    assert all(one.points > 0 for one in rounds.risen(found))
    assert all(one.points < 0 for one in rounds.fallen(found))


@given(COUNTS, COUNTS)
def test_sentence_and_rows_tell_the_same(first: list[int], second: list[int]) -> None:
    nl = texts(Language.NL)
    shown = standing(second, standing(first))
    said, rows = sentence(DIER, shown, nl), str(bars(DIER, shown, nl))
    now = result(DIER, shown)
    assert now is not None
    assert shown.before is not None
    found = rounds.changes(now, shown.before)
    for one in found:
        assert f"{one.row.share}%, {signed(one.points)})" in rows
    for one in (*rounds.risen(found), *rounds.fallen(found)):
        assert f"{abs(one.points)} procentpunt" in said
    if found and not any(one.points for one in found):
        assert "niets veranderd" in said
    if not found:
        assert "vorige ronde" not in said


def test_an_answer_is_known_by_its_text_and_other_kinds_arent_compared() -> None:
    other = DIER.model_copy(
        update={"options": tuple(one.model_copy(update={"key": f"a{n}"}) for n, one in enumerate(DIER.options))}
    )
    before = result(DIER, standing([3, 1, 0]))
    now = result(other, Standing(votes=4, tally=Tally(ballots=4, counts={"a0": 1, "a1": 3}), closed=True))
    assert now is not None
    assert before is not None
    assert [(one.before, one.row.share) for one in rounds.changes(now, before)] == [(75, 25), (25, 75), (0, 0)]
    rating = DIER.model_copy(update={"kind": PollKind.RATING, "options": ()})
    stars = result(rating, Standing(votes=2, tally=Tally(ballots=2, counts={"5": 1, "4": 1}), closed=True))
    assert stars is not None
    assert rounds.changes(now, stars) == ()
    assert rounds.mean_before(stars, stars) == stars.mean
    assert rounds.mean_before(now, stars) is None


def test_numbers_have_their_sign() -> None:
    assert [signed(number) for number in (3, -3, 0)] == ["+3", "−3", "±0"]
