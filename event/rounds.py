"""The same question asked twice: what changed between the two rounds, of what may be seen of both."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from event.kinds.shapes import Headline, Result, Row

_SHARES = (Headline.LEADERS, Headline.RIGHT, Headline.WORDS)


@dataclass(frozen=True, kw_only=True)
class Change:
    """An answer's whole percentages: what it had in the round `before`, and what it has in the one that `row` is of."""

    row: Row
    before: int

    @property
    def points(self) -> int:
        return self.row.share - self.before


def changes(now: Result, before: Result) -> tuple[Change, ...]:
    """Of each answer that stands in both, however its key reads by now; none where shares aren't what is told, or
    nobody voted in one of them."""
    if now.headline is not before.headline or now.headline not in _SHARES or not (now.ballots and before.ballots):
        return ()
    shares = {str(row.label): row.share for row in before.rows}
    return tuple(Change(row=row, before=shares[str(row.label)]) for row in now.rows if str(row.label) in shares)


def risen(found: tuple[Change, ...]) -> tuple[Change, ...]:
    """Those that rose most."""
    most = max((one.points for one in found), default=0)
    return tuple(one for one in found if most > 0 and one.points == most)


def fallen(found: tuple[Change, ...]) -> tuple[Change, ...]:
    most = min((one.points for one in found), default=0)
    return tuple(one for one in found if most < 0 and one.points == most)


def mean_before(now: Result, before: Result) -> Fraction | None:
    """The average of the round before, where averages are what is told."""
    told = now.headline is Headline.MEAN and before.headline is Headline.MEAN
    return before.mean if told and now.mean is not None else None


def first_before(now: Result, before: Result) -> tuple[Row, ...]:
    """What came first in the round before, where an order is what is told."""
    told = now.headline is Headline.ORDER and before.headline is Headline.ORDER
    return before.leaders if told and now.leaders else ()
