"""Which sheet is the list, where its header stands, and which column holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from event.importing import content
from event.importing.headers import Field, field_of
from event.importing.sheets import FileMistake, Row, Sheet, UnreadableFile

Columns = Mapping[Field, int]
"""By what they hold, counted from 0."""

_HEADER_WITHIN = 20
"""Lines: titles and remarks stand above it."""
_LOOKED_AT = 500
"""Lines by which a column is judged."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """The lines of one sheet. `others` are the workbook's other sheets with something in them: they are not read."""

    header: Row | None
    rows: tuple[Row, ...]
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    others: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns there are."""
        lines = (*self.rows, self.header) if self.header else self.rows
        return max((len(row.cells) for row in lines), default=0)

    def called(self, column: int) -> str:
        """What the header calls it; nothing without one."""
        return self.header.cell(column) if self.header else ""


def recognise(sheets: Sequence[Sheet]) -> tuple[Table, Columns]:
    """The sheet that looks most like a list of people, and its columns. Raises UnreadableFile when none has a column
    of e-mail addresses."""
    found = [one for one in (_recognised(sheet, sheets) for sheet in sheets) if Field.EMAIL in one[1]]
    if not found:
        raise UnreadableFile(FileMistake.NO_ADDRESSES)
    # With equally much recognised the one with more lines, then the first.
    return max(found, key=lambda one: (one[0].header is not None, len(one[1]), len(one[0].rows)))


def _recognised(sheet: Sheet, sheets: Sequence[Sheet]) -> tuple[Table, Columns]:
    at = _header(sheet.rows)
    header = sheet.rows[at] if at is not None else None
    below = sheet.rows[at + 1 :] if at is not None else sheet.rows
    table = Table(
        header=header,
        # A list that was made for paper repeats its header on each page.
        rows=tuple(row for row in below if header is None or row.cells != header.cells),
        sheet=sheet.name,
        encoding=sheet.encoding,
        separator=sheet.separator,
        others=tuple(one.name for one in sheets if one is not sheet),
    )
    head = table.rows[:_LOOKED_AT]
    called = _by_header(header, head) if header else {}
    # A form that nobody signed in to has `E-mail` and `Name` too, with nobody in them.
    needed = (Field.EMAIL, Field.NAME)
    columns = {field: at for field, at in called.items() if field not in needed or _holds(field, at, head)}
    content.add_missing(columns, head, all_fields=header is None)
    return table, {field: at for field, at in called.items() if at not in columns.values()} | columns


def _header(rows: Sequence[Row]) -> int | None:
    """The line that names most; a single thing only when it is the address. No line with an address in it."""
    best, found = (0, 0), None
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        named = [one for cell in row.cells if (one := field_of(cell))]
        fields = {field for field, _ in named}
        is_one = len(fields) > 1 or Field.EMAIL in fields
        score = (len(fields), sum(exactly for _, exactly in named))
        if is_one and score > best and not any(content.holds_address([row], one) for one in range(len(row.cells))):
            best, found = score, at
    return found


def _holds(field: Field, column: int, head: Sequence[Row]) -> bool:
    if field is Field.EMAIL:
        return content.holds_address(head, column)
    return any(row.cell(column) for row in head)


def _by_header(header: Row, head: Sequence[Row]) -> dict[Field, int]:
    """Of several columns with one meaning: the one that holds it, then that is called just that, then the first."""
    best: dict[Field, tuple[bool, bool, int]] = {}
    for column, called in enumerate(header.cells):
        named = field_of(called)
        if named is None:
            continue
        field, exactly = named
        score = (_holds(field, column, head), exactly, -column)
        best[field] = max(best.get(field, score), score)
    columns = {field: -score[2] for field, score in best.items()}
    # `Naam` beside `Voornaam` is the family's, beside `Achternaam` one's own; beside both it is both once more.
    parts = [field for field in (Field.FIRST, Field.LAST) if field in columns]
    if parts and Field.NAME in columns:
        name = columns.pop(Field.NAME)
        columns.setdefault(Field.LAST if Field.FIRST in parts else Field.FIRST, name)
    return columns
