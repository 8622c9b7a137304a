"""What the kinds with numbers to choose from have in common: a rating and a scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from event.definition import Poll
from event.kinds.options import INPUT
from event.kinds.options import one as one_option
from event.kinds.shapes import Headline, Item, Marks, Result, Row, Tally, share


def chosen(inputs: Mapping[str, object], numbers: Iterable[int]) -> Marks:
    """Some clients send a number for the text of one."""
    value = inputs.get(INPUT)
    plain = f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else value
    return one_option(plain, (str(number) for number in numbers))


def counted(items: Iterable[Item], tally: Tally, *, lowest: int, highest: int) -> Result:
    """In the order of the items; each one's key is its number."""
    rows = tuple(
        Row(key=item.key, label=item.label, votes=tally.of(item.key), share=share(tally.of(item.key), tally.ballots))
        for item in items
    )
    votes = sum(row.votes for row in rows)
    mean = Fraction(sum(int(row.key) * row.votes for row in rows), votes) if votes else None
    return Result(ballots=tally.ballots, headline=Headline.MEAN, rows=rows, mean=mean, lowest=lowest, highest=highest)


def filled(_poll: Poll, marks: Marks) -> Mapping[str, str]:
    return {INPUT: marks[0]} if marks else {}
