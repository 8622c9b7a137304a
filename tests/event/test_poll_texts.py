"""What people write is read by others as moderators decide, however it was spelled and whatever was merged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from event.kinds.shapes import Tally
from event.poll_texts import Decision, TextKey, TextState, key_of, mergeable, shown, texts

WORDS = ["Kat", "kat", "Kát!", "hond", "Hond.", "mus", "muis", "x"]
TALLY = Tally(ballots=9, counts={"Kat": 2, "kat": 3, "hond": 2, "Poes": 1, "%&#!": 1})
SHOW, HIDE = Decision(state=TextState.SHOWN), Decision(state=TextState.HIDDEN)


def into(text: str) -> Decision:
    return Decision(state=TextState.MERGED, into=key_of(text))


def test_held_until_a_moderator_shows_it_and_else_shown_until_one_hides_it() -> None:
    nothing, waiting = shown(TALLY, {}, hold=True)
    assert (nothing, waiting) == (Tally(ballots=9, counts={}), 4)
    assert shown(TALLY, {}, hold=False) == (TALLY, 0)
    some, waiting = shown(TALLY, {key_of("KAT"): SHOW, key_of("hond"): HIDE}, hold=True)
    assert (some.counts, waiting) == ({"Kat": 2, "kat": 3}, 2)
    less, _ = shown(TALLY, {key_of("hond"): HIDE}, hold=False)
    assert less.counts == {"Kat": 2, "kat": 3, "Poes": 1, "%&#!": 1}


def test_what_is_merged_is_counted_with_the_other_and_fares_as_that_does() -> None:
    decisions = {key_of("Poes"): into("kat"), key_of("hond"): into("poes")}
    assert shown(TALLY, decisions, hold=True) == (Tally(ballots=9, counts={}), 2)
    some, waiting = shown(TALLY, decisions | {key_of("kat"): SHOW}, hold=True)
    assert (some.counts, waiting) == ({"Kat": 2, "kat": 6}, 1)
    none, _ = shown(TALLY, decisions | {key_of("kat"): HIDE}, hold=False)
    assert none.counts == {"%&#!": 1}
    listed = {one.text: one for one in texts(TALLY, decisions, hold=True)}
    assert (listed["kat"].others, listed["hond"].into, listed["Poes"].state) == (2, "kat", TextState.MERGED)
    assert [one.text for one in mergeable(list(listed.values()), key_of("kat"))] == ["%&#!"]


def test_nothing_is_said_by_more_people_than_there_are() -> None:
    tally = Tally(ballots=3, counts={"kat": 3, "poes": 2})
    some, _ = shown(tally, {key_of("poes"): into("kat"), key_of("kat"): SHOW}, hold=True)
    assert some.counts == {"kat": 3}


def test_what_was_merged_into_a_text_that_is_gone_waits_again() -> None:
    some, waiting = shown(TALLY, {key_of("Poes"): into("leeuw"), key_of("leeuw"): SHOW}, hold=False)
    assert "Poes" not in some.counts
    assert waiting == 1


def test_a_digest_tells_no_text() -> None:
    assert key_of("Kat") == key_of(" kát! ") != key_of("hond")
    assert "kat" not in key_of("kat")
    assert len(key_of("kat")) == 32


DECISIONS = st.dictionaries(
    st.sampled_from([key_of(word) for word in WORDS]),
    st.one_of(st.just(SHOW), st.just(HIDE), st.sampled_from(WORDS).map(into)),
)
TALLIES = st.dictionaries(st.sampled_from(WORDS), st.integers(0, 4)).flatmap(
    lambda counts: st.integers(max(counts.values(), default=0), 20).map(lambda n: Tally(ballots=n, counts=counts))
)


@given(TALLIES, DECISIONS, st.booleans())
def test_only_what_a_moderator_let_through_is_read(
    tally: Tally, decisions: dict[TextKey, Decision], hold: bool
) -> None:
    some, waiting = shown(tally, decisions, hold=hold)
    listed = texts(tally, decisions, hold=hold)
    assert some.ballots == tally.ballots
    assert waiting == sum(one.state is TextState.WAITING for one in listed)
    read = {key_of(text) for text in some.counts}
    assert read == {one.key for one in listed if one.state is TextState.SHOWN}
    for key in read:
        decision = decisions.get(key)
        assert decision == SHOW or (decision is None and not hold)
    assert sum(one.votes for one in listed) == sum(tally.counts.values())
    assert all(votes <= tally.ballots for votes in some.counts.values())
