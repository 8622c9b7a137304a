"""An Excel workbook: its sheets' cells as they show, what formulas came to included. Nothing in it is run."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from event.importing.cells import text_of, tidy
from event.importing.sheets import MOST_COLUMNS, MOST_ROWS, FileMistake, Row, Sheet, UnreadableFile, filled, sized

_LARGEST_INSIDE = 64 * 1024 * 1024
"""Bytes that a workbook may unpack to; `zipfile` reads no more of each part than it says it holds."""
_MOST_PARTS = 2000
_LAST_ROW = 1_048_576
"""Excel's own."""
_WIDEST = 2 * MOST_COLUMNS
"""Columns that are looked at: cells far to the right are there by mistake, and empty."""
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref=["']([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})["']""")

# What openpyxl warns of (styles, drop-down lists) is nothing that we read.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK")


def read(data: bytes) -> tuple[Sheet, ...]:
    """The sheets that are not hidden and have something in them. Raises UnreadableFile."""
    from openpyxl import load_workbook

    _check(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            sheets = [Sheet(name=str(one.title), rows=sized(list(_rows(one, data)))) for one in shown]
        finally:
            book.close()
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:  # a mangled workbook raises whatever its XML leads to
        raise UnreadableFile(FileMistake.BROKEN) from error
    return tuple(sheet for sheet in sheets if sheet.rows)


def _check(data: bytes) -> None:
    """Before anything is unpacked."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile(FileMistake.BROKEN) from error
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_INSIDE:
        raise UnreadableFile(FileMistake.TOO_LARGE)
    if not any(part.filename.lstrip("/") == "xl/workbook.xml" for part in parts):
        raise UnreadableFile(FileMistake.NOT_A_LIST)


def _rows(sheet: Any, data: bytes) -> Iterator[Row]:
    """With what stands in merged cells on each line that they cover."""
    merged = _merged(sheet, data)
    sheet.reset_dimensions()  # what a workbook says of its own size is often wrong
    carried: dict[int, tuple[int, str]] = {}
    found = 0
    for number, values in enumerate(sheet.iter_rows(max_col=_WIDEST, max_row=_LAST_ROW, values_only=True), start=1):
        if values.count(None) == len(values):  # there may be a million of these
            continue
        cells = [tidy(text_of(value)) for value in values]
        for column, bottom in merged.get(number, ()):
            if column < len(cells):
                carried[column] = (bottom, cells[column])
        for column, (bottom, text) in carried.items():
            if number <= bottom and not cells[column]:
                cells[column] = text
        row = filled(cells)
        if row:
            found += 1
            if found > MOST_ROWS + 1:
                raise UnreadableFile(FileMistake.TOO_MANY_ROWS)
            yield Row(number=number, cells=row)


def _merged(sheet: Any, data: bytes) -> dict[int, list[tuple[int, int]]]:
    """By the line at the top: column and last line of cells that cover several lines. A sheet that is only read tells
    nothing of them, so they are looked up behind its cells."""
    from openpyxl.utils import column_index_from_string

    with ZipFile(BytesIO(data)) as archive:
        xml = archive.read(sheet._worksheet_path)
    found: dict[int, list[tuple[int, int]]] = {}
    for letters, top, bottom in _MERGED.findall(xml, max(0, xml.rfind(b"sheetData>"))):
        column = column_index_from_string(letters.decode()) - 1
        if int(top) < int(bottom) and column < MOST_COLUMNS:
            found.setdefault(int(top), []).append((column, int(bottom)))
    return found
