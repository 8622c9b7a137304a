"""A file's lines as they were read, and what is wrong with a file that can't be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from event.errors import GastheerError

LARGEST = 10 * 1024 * 1024
"""Bytes of a file."""
MOST_ROWS = 20_000
"""Lines, the header aside."""
MOST_COLUMNS = 100


class FileMistake(StrEnum):
    """Why a file is not read."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    NOT_A_LIST = "not_a_list"
    """A document, a picture, anything else."""
    OLD_EXCEL = "old_excel"
    """Excel's own kind before 2007, or one with a password: from outside they are the same."""
    BROKEN = "broken"
    OPEN_QUOTE = "open_quote"
    """A quotation mark that is never closed: what belongs to which line can't be known."""
    NO_ADDRESSES = "no_addresses"


class UnreadableFile(GastheerError):
    """A file is not read. Nothing of it is kept. `line` is where, when it is anywhere."""

    code = "unreadable_file"

    def __init__(self, mistake: FileMistake, line: int = 0) -> None:
        self.mistake = mistake
        self.line = line
        super().__init__(mistake.value)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line with something in it. `number` is what the program that shows the file calls it, from 1."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`name` is a workbook's; `encoding` and `separator` are a text's."""

    rows: tuple[Row, ...]
    name: str = ""
    encoding: str = ""
    separator: str = ""


def sized(rows: list[Row]) -> tuple[Row, ...]:
    """Raises UnreadableFile for more than we take."""
    if len(rows) > MOST_ROWS + 1:
        raise UnreadableFile(FileMistake.TOO_MANY_ROWS)
    for row in rows:
        if len(row.cells) > MOST_COLUMNS:
            raise UnreadableFile(FileMistake.TOO_MANY_COLUMNS, row.number)
    return tuple(rows)


def filled(cells: list[str]) -> tuple[str, ...]:
    """Without the empty ones behind the last."""
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
