"""What was measured, beside what is aimed at and what is not to be gone past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.table import Table


class Mark(StrEnum):
    AIM = "aim met"
    WITHIN = "within the limit"
    OVER = "over the limit"
    BELOW = "below the aim"
    NONE = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`ratio` is to its reference in the same run, `measured` says both. `value` is what aim and limit are about, the
    ratio unless given: more of it is better with `more`, else less."""

    what: str
    ratio: float
    measured: str
    value: float | None = None
    aim: float | None = None
    limit: float | None = None
    more: bool = False
    unit: str = ""

    @property
    def mark(self) -> Mark:
        if self.aim is None:
            return Mark.NONE
        if self._reaches(self.aim):
            return Mark.AIM
        if self.limit is None:
            return Mark.BELOW
        return Mark.WITHIN if self._reaches(self.limit) else Mark.OVER

    def cells(self) -> tuple[str, ...]:
        return (self.what, f"{self.ratio:.2f}", self.measured, self._said(self.aim), self._said(self.limit), self.mark)

    def _reaches(self, bound: float) -> bool:
        value = self.ratio if self.value is None else self.value
        return value >= bound if self.more else value <= bound

    def _said(self, bound: float | None) -> str:
        return "" if bound is None else f"{'≥' if self.more else '≤'} {bound:g}{self.unit}"


_HEADS = ("what", "ratio", "measured", "aim", "limit", "")


def table(figures: Sequence[Figure]) -> Table:
    made = Table(*_HEADS)
    for one in figures:
        made.add_row(*one.cells())
    return made


def markdown(figures: Sequence[Figure]) -> str:
    """The same, for docs/performance.md."""
    rows = [_HEADS, ("---",) * len(_HEADS), *(one.cells() for one in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
