"""What an organiser's cards about a list of sign-ups are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from event.definition import Event
from event.importing.columns import Columns, Table
from event.importing.lines import Line, Verdict


@dataclass(frozen=True, kw_only=True)
class PreviewView:
    """A list that was read and not taken over yet. `id` is its draft's, `counts` by verdict, `taken` how many doubtful
    ones come along, `coming` how many lines would be taken over in all."""

    event: Event
    id: int
    table: Table
    columns: Columns
    counts: Mapping[Verdict, int]
    taken: int
    coming: int
    first: Mapping[Verdict, Sequence[Line]] = field(default_factory=dict)
    """A few of each."""


@dataclass(frozen=True, kw_only=True)
class ColumnsView:
    """Which column holds what, to be corrected. `mistake`: without the address, or one column for two things."""

    event: Event
    id: int
    table: Table
    columns: Columns
    mistake: bool = False


@dataclass(frozen=True, kw_only=True)
class LinesView:
    """A page, from 0, of the lines of one kind. `taken` are the numbers of those that come along; `incomplete` is how
    many doubtful ones merely lack something."""

    event: Event
    id: int
    verdict: Verdict
    lines: Sequence[Line]
    total: int
    page: int
    pages: int
    taken: frozenset[int] = frozenset()
    incomplete: int = 0


@dataclass(frozen=True, kw_only=True)
class TakenOverView:
    """What became of a list. `doubtful` were left out, `wrong` are the first of the `wrong_in_all` lines."""

    event: Event
    new: int
    changed: int
    came_back: int
    doubtful: int
    wrong: Sequence[Line]
    wrong_in_all: int
