"""A poll of each kind, and ballots of it: what tests of all kinds have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from event import kinds
from event.definition import LocalLabel, LocalLine, Option, Poll, PollKind
from event.ids import OptionKey, PollKey
from event.kinds import number
from event.kinds.shapes import BallotMistake, ChoiceField, Marks, NumberField, Tally, TextField

QUESTION = LocalLine(nl="Wat *vindt* u?", en="What do *you* think?")
OPTIONS = tuple(
    Option(key=OptionKey(key), text=LocalLabel(nl=nl, en=en))
    for key, nl, en in (("kat", "Een [kat]", "A [cat]"), ("hond", "Een hond", "A dog"), ("mus", "Een mus", "A sparrow"))
)
LOW, HIGH = LocalLabel(nl="oneens", en="I disagree"), LocalLabel(nl="eens", en="I agree")
_MORE: dict[PollKind, dict[str, object]] = {
    PollKind.SINGLE: {"options": OPTIONS},
    PollKind.MULTIPLE: {"options": OPTIONS, "least": 1, "most": 2},
    PollKind.SCALE: {"least": -2, "most": 2, "low": LOW, "high": HIGH},
    PollKind.NUMBER: {"least": 0, "most": 500},
    PollKind.RANKING: {"options": OPTIONS},
    PollKind.QUIZ: {"options": OPTIONS, "right": (OptionKey("hond"),)},
}


def poll(kind: PollKind, **more: object) -> Poll:
    made = {"key": PollKey(kind.value.replace("_", "-")), "kind": kind, "question": QUESTION} | _MORE.get(kind, {})
    return Poll.model_validate(made | more)


POLLS = {kind: poll(kind) for kind in PollKind}
VARIANTS = (
    *POLLS.values(),
    poll(PollKind.RATING, most=10),
    poll(PollKind.SCALE, least=0, most=10),
    poll(PollKind.NUMBER, least=None, most=None),
    poll(PollKind.CLOUD, most=1),
    poll(PollKind.QUIZ, right=("kat", "mus")),
)
"""Those of a kind that behave otherwise too."""
_WORDS = st.text(alphabet="aàÀbB-! ,\u0301", max_size=12) | st.text(max_size=35)
_JUNK = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.lists(st.integers(), max_size=2)
    | st.sampled_from(["kat", "kat,hond", "1", "2", "3", "3.0", " 2 ", "-1", "𝟚", "²"])
)


def inputs(of: Poll, *, junk: bool = True) -> SearchStrategy[dict[str, object]]:
    """What a form of its fields may send, whatever it holds; often well filled in, without `junk` nearly always."""
    found: dict[str, SearchStrategy[object]] = {}
    for field in kinds.kind_of(of).fields(of):
        good: SearchStrategy[object]
        match field:
            case ChoiceField(several=True):
                keys = [item.key for item in field.items]
                good = st.lists(st.sampled_from(keys), min_size=1, max_size=2).map(",".join)
            case ChoiceField():
                good = st.sampled_from([item.key for item in field.items])
            case NumberField():
                low, high = number.bounds(of)
                good = st.integers(low, high) | st.integers(0, 400).map(str)
            case TextField():
                good = _WORDS
        found[field.id] = st.one_of(good, good, good, _JUNK) if junk else good
    return st.fixed_dictionaries({}, optional=found) if junk else st.fixed_dictionaries(found)


def ballots(of: Poll) -> SearchStrategy[Marks]:
    """What its ballots can say."""
    if of.kind is PollKind.RANKING:
        keys = st.permutations([option.key for option in of.options])
        return keys.map(lambda order: tuple(f"{key}@{place}" for place, key in enumerate(order, 1)))
    return inputs(of, junk=False).map(lambda given: _read(of, given)).filter(bool).map(lambda marks: marks or ())


def _read(of: Poll, given: dict[str, object]) -> Marks | None:
    try:
        return kinds.kind_of(of).read(of, given)
    except BallotMistake:
        return None


def tallied(said: Iterable[Marks]) -> Tally:
    given: Sequence[Marks] = list(said)
    return Tally(ballots=len(given), counts=Counter(mark for marks in given for mark in marks))
