"""A whole number, from `least` to `most` where they are given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

from event.definition import Poll
from event.kinds.shapes import (
    BallotMistake,
    Field,
    Headline,
    Kind,
    Marks,
    MistakeCode,
    NumberField,
    Result,
    Row,
    Say,
    Tally,
    share,
)

INPUT = "number"
FURTHEST = 1_000_000_000
"""From zero, where the poll sets no bounds."""
MOST_VALUES = 12
"""Values that each have a row of their own; more are put together in classes."""
MOST_CLASSES = 10
_WHOLE = re.compile(r"([+-]?)([0-9]{1,12})(?:[.,]0)?")
"""Some clients make 7.0 of the 7 in a number input."""


def bounds(poll: Poll) -> tuple[int, int]:
    return -FURTHEST if poll.least is None else poll.least, FURTHEST if poll.most is None else poll.most


def _fields(poll: Poll) -> tuple[Field, ...]:
    return (NumberField(id=INPUT, lowest=poll.least, highest=poll.most),)


def _read(poll: Poll, inputs: Mapping[str, object]) -> Marks:
    value = inputs.get(INPUT)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise BallotMistake(MistakeCode.NOTHING, INPUT)
    number = _whole(value)
    if number is None:
        raise BallotMistake(MistakeCode.NOT_A_NUMBER, INPUT)
    least, most = bounds(poll)
    if not least <= number <= most:
        raise BallotMistake(MistakeCode.OUT_OF_RANGE, INPUT, least=least, most=most)
    return (str(number),)


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    found = _WHOLE.fullmatch(value.strip().replace("−", "-")) if isinstance(value, str) else None
    return int(f"{found[1]}{found[2]}") if found else None


def _result(_poll: Poll, tally: Tally) -> Result:
    counted = ((_whole(mark), votes) for mark, votes in tally.counts.items() if votes > 0)
    found = sorted((number, votes) for number, votes in counted if number is not None)
    groups = [(n, n, votes) for n, votes in found] if len(found) <= MOST_VALUES else _classes(found)
    rows = tuple(
        Row(key=_name(low, high), label=_name(low, high), votes=votes, share=share(votes, tally.ballots))
        for low, high, votes in groups
    )
    votes = sum(votes for _, votes in found)
    mean = Fraction(sum(n * votes for n, votes in found), votes) if votes else None
    return Result(
        ballots=tally.ballots, headline=Headline.MEAN, rows=rows, mean=mean, median=_median(found) if votes else None
    )


def _name(low: int, high: int) -> str:
    if low == high:
        return str(low)
    return f"{low}–{high}" if low >= 0 else f"{low} … {high}"


def _classes(found: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Each as wide, from a round number on; those between without votes too."""
    width = _width(found[-1][0] - found[0][0] + 1)
    while found[-1][0] // width - found[0][0] // width >= MOST_CLASSES:
        width = _width(width * MOST_CLASSES + 1)
    first, last = found[0][0] // width, found[-1][0] // width
    votes = [0] * (last - first + 1)
    for number, times in found:
        votes[number // width - first] += times
    return [((first + i) * width, (first + i + 1) * width - 1, times) for i, times in enumerate(votes)]


def _width(stretch: int) -> int:
    """1, 2, 5, 10, 20 and so on: the first of which so many make the stretch."""
    width, steps = 1, (2, Fraction(5, 2), 2)
    for nth in range(60):
        if width * MOST_CLASSES >= stretch:
            break
        width = int(width * steps[nth % 3])
    return width


def _median(found: Sequence[tuple[int, int]]) -> Fraction:
    """The one in the middle; of an even number halfway between the two."""
    upto = list(accumulate(votes for _, votes in found))
    middle = [
        next(number for (number, _), end in zip(found, upto, strict=True) if end > place)
        for place in ((upto[-1] - 1) // 2, upto[-1] // 2)
    ]
    return Fraction(sum(middle), 2)


def _check(poll: Poll, say: Say) -> None:
    least, most = bounds(poll)
    if most <= least:
        say("most" if poll.most is not None else "least", "the most must be more than the least")


NUMBER = Kind(
    fields=_fields,
    read=_read,
    filled=lambda _poll, marks: {INPUT: marks[0]} if marks else {},
    said=lambda _poll, marks: marks,
    result=_result,
    check=_check,
    uses=frozenset({"least", "most"}),
)
