"""A text with a line for each person: its encoding and separator are found out, not asked."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from event.importing.cells import tidy
from event.importing.headers import number_of_fields
from event.importing.sheets import MOST_ROWS, FileMistake, Row, Sheet, UnreadableFile, filled, sized

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_OLD = {"cp1252": "Windows-1252", "mac_roman": "Macintosh", "cp850": "MS-DOS"}
"""Encodings of one byte, the likeliest first."""
_SAMPLE = 64 * 1024
_ACCENTED = re.compile(r"[^\x00-\x7f]")
_BEFORE_WORDS, _BEHIND_WORDS, _ANYWHERE = "‘“«€•", "”»…", "’–—"
_SEPARATORS = (";", ",", "\t", "|")
_TRIED = 60
"""Lines that separators are tried on."""
_LONGEST_CELL = 200
"""Lines of the file that one cell may hold; a quotation mark that is never closed swallows more."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SAYS_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""How Excel says it itself."""

csv.field_size_limit(1 << 24)


def read(data: bytes) -> Sheet:
    """Raises UnreadableFile."""
    text, encoding = _decoded(data)
    if _CONTROL.search(text):
        raise UnreadableFile(FileMistake.NOT_A_LIST)
    said = _SAYS_SEPARATOR.match(text)
    separator = said[1] if said else _separator(text)
    rows = list(_rows(text, separator, skipped=1 if said else 0))
    return Sheet(rows=sized(rows), encoding=encoding, separator=separator)


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding), name
    for encoding, nul in (("utf-16-le", data[1:200:2]), ("utf-16-be", data[0:200:2])):
        if nul and nul.count(0) > len(nul) // 2:
            return _strictly(data, encoding), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass  # then one byte is one letter
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_SAMPLE]
    # A letter that an encoding doesn't have at all is an odd one too.
    likeliest = min(_OLD, key=lambda encoding: _odd(telling.decode(encoding, errors="replace")))
    return data.decode(likeliest, errors="replace"), _OLD[likeliest]


def _odd(text: str) -> int:
    """How many signs stand where nobody puts them: a capital within a word, a quotation mark on its wrong side.
    Measured on Dutch lists of 1 to 30 lines this tells the three apart better than charset-normalizer does, which takes
    half of Windows-1252's for Central European unless it is told not to."""
    return sum(_is_odd(text, one.start()) for one in _ACCENTED.finditer(text))


def _is_odd(text: str, at: int) -> bool:
    sign, before, behind = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if sign.isalpha():
        return sign.isupper() and before.isalpha() and (before + behind).upper() != before + behind
    if sign in _BEFORE_WORDS:
        return before.isalpha()
    return behind.isalpha() if sign in _BEHIND_WORDS else sign not in _ANYWHERE


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(FileMistake.BROKEN) from error


def _separator(text: str) -> str:
    """The one by which a header is recognised; else the one that cuts the lines into equally many columns."""
    head = "".join(line for line, _ in zip(io.StringIO(text, newline=""), range(_TRIED), strict=False))

    def fits(separator: str) -> tuple[int, float]:
        found = [row for row in csv.reader(io.StringIO(head, newline=""), delimiter=separator) if any(row)]
        recognised = max((number_of_fields(row) for row in found[:20]), default=0)
        widths = Counter(len(row) for row in found if len(row) > 1)
        alike = max(widths.values(), default=0) / len(found) if found else 0.0
        return recognised, alike

    return max(_SEPARATORS, key=fits)


def _rows(text: str, separator: str, skipped: int) -> Iterator[Row]:
    heard: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            heard.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=separator)
    before, found = 0, 0
    for cells in reader:
        first, before = before + 1, reader.line_num
        odd = len(heard) > 1 and sum(line.count('"') for line in heard) % 2
        if odd or len(heard) > _LONGEST_CELL:
            raise UnreadableFile(FileMistake.OPEN_QUOTE, first)
        heard.clear()
        tidied = filled([tidy(cell) for cell in cells])
        if tidied and first > skipped:
            found += 1
            if found > MOST_ROWS + 1:
                raise UnreadableFile(FileMistake.TOO_MANY_ROWS)
            yield Row(number=first, cells=tidied)
