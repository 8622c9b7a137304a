"""What every kind of poll is made of: the fields of its ballot, what a ballot says, and what all ballots say together.

A ballot says some *marks*: an option's key, a number, a word, `<option>@<place>`. Each mark is counted, and every
result follows from the counts and the number of ballots alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from event.definition import LocalText, Poll

Marks = tuple[str, ...]
LONGEST_MARK = 300
"""Characters."""


class Standard(StrEnum):
    """Answers that every event has the same words for."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


Label = LocalText | Standard | str
"""What an answer is called: the event file's text, a standard answer, or a number or text as it was given."""


@dataclass(frozen=True, kw_only=True)
class Item:
    key: str
    label: Label


@dataclass(frozen=True, kw_only=True)
class ChoiceField:
    """One of the items, or with `several` some of them. Its input is text: keys with commas between."""

    id: str
    items: tuple[Item, ...]
    several: bool = False
    label: Label | None = None
    """Of this field alone, where a ballot has more of them."""
    compact: bool = False
    stars: bool = False
    """The items are a number of stars, one up."""


@dataclass(frozen=True, kw_only=True)
class NumberField:
    id: str
    lowest: int | None = None
    highest: int | None = None


@dataclass(frozen=True, kw_only=True)
class TextField:
    id: str
    longest: int
    lines: bool = False
    """Room for more than one line."""
    extra: bool = False
    """It may be left empty: there is room for more than one answer."""


Field = ChoiceField | NumberField | TextField


class MistakeCode(StrEnum):
    """What is wrong with a ballot that was filled in. `cards.ballot` has the sentence of each."""

    NOTHING = "nothing"
    """Nothing chosen or written."""
    NO_SUCH_OPTION = "no_such_option"
    TOO_FEW = "too_few"
    """Fewer options than `least`."""
    TOO_MANY = "too_many"
    """More options, or words, than `most`."""
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    """Not from `least` to `most`."""
    TOO_LONG = "too_long"
    """More than `most` characters."""
    SAME_PLACE = "same_place"
    """Two options on one place."""


class BallotMistake(Exception):
    """The ballot can't be counted as it is: `at` is the field's id. What was typed is shown again."""

    def __init__(self, code: MistakeCode, at: str, *, least: int | None = None, most: int | None = None) -> None:
        self.code = code
        self.at = at
        self.least = least
        self.most = most
        super().__init__(code.value)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many ballots there are and how often each mark stands on them; marks without a vote may be absent."""

    ballots: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    def of(self, mark: str) -> int:
        return self.counts.get(mark, 0)


class Headline(StrEnum):
    """What a result's one sentence tells."""

    LEADERS = "leaders"
    """Which answers have the most votes, and how many."""
    MEAN = "mean"
    ORDER = "order"
    """Which option stands first, on average."""
    WORDS = "words"
    """Which words were given most."""
    TEXTS = "texts"
    """How many wrote something."""
    RIGHT = "right"
    """How many had it right."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One answer: a bar of the chart, a row of the table. `share` is a whole percentage of the ballots; of an option
    that was ranked it is how far up it stands, from 0, last on every ballot, to 100, and `votes` are those that put it
    first."""

    key: str
    label: Label
    votes: int
    share: int
    right: bool = False
    mean: Fraction | None = None
    """The average place of an option that was ranked."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """All that a card, page, export or picture of a result is drawn from; they can't but agree. `rows` stand in the
    order in which they are shown."""

    ballots: int
    headline: Headline
    rows: tuple[Row, ...]
    mean: Fraction | None = None
    median: Fraction | None = None
    lowest: int | None = None
    highest: int | None = None
    """Between which a mean lies: 4.2 of 5."""
    right: int | None = None
    """Ballots that had it right."""

    def row(self, key: str) -> Row | None:
        return next((row for row in self.rows if row.key == key), None)

    @property
    def leaders(self) -> tuple[Row, ...]:
        """The rows with the most votes, or the best average place: several at a tie, none without votes."""
        if self.headline is Headline.ORDER:
            best = min((row.mean for row in self.rows if row.mean is not None), default=None)
            return tuple(row for row in self.rows if best is not None and row.mean == best)
        most = max((row.votes for row in self.rows), default=0)
        return tuple(row for row in self.rows if most and row.votes == most)


USED = ("options", "least", "most", "low", "high", "right")
"""What some kinds have and others have not."""
Say = Callable[[str, str], None]
"""`say(field, message)`: a mistake in the event file."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of poll. `fields` are its ballot's. `read` takes the inputs, whatever they hold, and raises BallotMistake;
    `filled` gives them back for a ballot, `said` what it says in words. `result` counts. `check` says what is wrong
    with a poll of this kind in the event file; of `USED` it may have those in `uses` alone. `texts`: people write what
    others will read. `had_right` says of a ballot whether it was, where there are right answers."""

    fields: Callable[[Poll], tuple[Field, ...]]
    read: Callable[[Poll, Mapping[str, object]], Marks]
    filled: Callable[[Poll, Marks], Mapping[str, str]]
    said: Callable[[Poll, Marks], tuple[Label, ...]]
    result: Callable[[Poll, Tally], Result]
    check: Callable[[Poll, Say], None]
    uses: frozenset[str]
    texts: bool = False
    had_right: Callable[[Poll, Marks], bool] | None = None


def share(votes: int, ballots: int) -> int:
    """A whole percentage, halves rounded up; 0 without ballots. Each is rounded alone: equal votes must read equal,
    which sharing out the last point to reach 100 would break."""
    return (200 * votes + ballots) // (2 * ballots) if ballots else 0
