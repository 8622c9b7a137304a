"""Files of every kind that somebody may send: read right, or refused with the reason."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from event.importing.files import read
from event.importing.sheets import LARGEST, FileMistake, Row, UnreadableFile
from tests.event.importing.files import HEADER, LUKASZ, SEAN, ZOE, csv, xlsx

ALL = csv(HEADER, SEAN, ZOE, LUKASZ)
WESTERN = csv(HEADER, SEAN, ZOE)
DAY = datetime(2027, 6, 4)  # noqa: DTZ001 - a workbook knows no zones
NOT_LISTS = (b"%PDF-1.7\n1 0 obj;x;y\n", b"\x89PNG\r\n\x1a\n;;", b"PK\x05\x06" + bytes(18), b"naam;\x00\x01\x02mail")
NOTHING = (b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\xef\xbb\xbf;;;\r\n", xlsx(()), xlsx([("", None)]))


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in read(data)[0].rows]


def why(data: bytes) -> FileMistake:
    with pytest.raises(UnreadableFile) as refused:
        read(data)
    return refused.value.mistake


@pytest.mark.parametrize(
    ("data", "encoding", "rows"),
    [
        (ALL.encode(), "UTF-8", [HEADER, SEAN, ZOE, LUKASZ]),
        (ALL.encode("utf-8-sig"), "UTF-8", [HEADER, SEAN, ZOE, LUKASZ]),
        (ALL.encode("utf-16"), "UTF-16", [HEADER, SEAN, ZOE, LUKASZ]),
        (ALL.encode("utf-16-le"), "UTF-16", [HEADER, SEAN, ZOE, LUKASZ]),
        (b"\xfe\xff" + ALL.encode("utf-16-be"), "UTF-16", [HEADER, SEAN, ZOE, LUKASZ]),
        (WESTERN.encode("cp1252"), "Windows-1252", [HEADER, SEAN, ZOE]),
        (WESTERN.encode("mac_roman"), "Macintosh", [HEADER, SEAN, ZOE]),
        (WESTERN.encode("cp850"), "MS-DOS", [HEADER, SEAN, ZOE]),
        (unicodedata.normalize("NFD", ALL).encode(), "UTF-8", [HEADER, SEAN, ZOE, LUKASZ]),
    ],
)
def test_every_encoding_gives_the_same_letters(data: bytes, encoding: str, rows: list[tuple[str, ...]]) -> None:
    assert read(data)[0].encoding == encoding
    assert cells(data) == rows


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_separator_is_seen(separator: str) -> None:
    """A cell may hold the other ones, quotation marks and lines of its own."""
    odd = ("Jan, de; man|van", "j@x.nl", 'De "Goede"\tWoning', "a\nb")
    data = csv(HEADER, odd, separator=separator).encode()
    assert read(data)[0].separator == separator
    assert cells(data) == [HEADER, odd]
    assert cells(f"sep={separator}\r\n{data.decode()}".encode()) == [HEADER, odd]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    data = csv(("",), HEADER, ZOE, ("", ""), SEAN).encode()
    assert [row.number for row in read(data)[0].rows] == [2, 3, 6]


def test_what_looks_like_a_formula_stays_text() -> None:
    row = ("=cmd|' /C calc'!A0", "+31@x.nl", "-2+3", "@SUM(A1)")
    assert cells(csv(HEADER, row).encode()) == [HEADER, row]
    assert cells(csv(HEADER, [f"'{cell}" for cell in row]).encode()) == [HEADER, row]  # as our own lists have it


def test_a_quotation_mark_that_is_never_closed_swallows_nobody() -> None:
    text = csv(HEADER, SEAN) + '"Jan Bos;j@x.nl;Wonen;\r\n' + csv(ZOE, LUKASZ)
    with pytest.raises(UnreadableFile) as refused:
        read(text.replace('"Eén', "Eén").replace('het?"', "het?").encode())
    assert (refused.value.mistake, refused.value.line) == (FileMistake.OPEN_QUOTE, 3)


def test_a_workbook_gives_what_is_seen() -> None:
    """Titles above, empty lines, a merged cell, numbers and days as text, what formulas came to, a hidden sheet."""

    def finish(book: Workbook) -> None:
        people = book["Deelnemers"]
        people.merge_cells("A1:E1")
        people.merge_cells("C4:C6")
        book["Geheim"].sheet_state = "hidden"

    rows = (
        ("Aanmeldingen studiedag",),
        (),
        HEADER,
        (SEAN[0], SEAN[1], "Wonen Zuid", 12.0, DAY),
        (),
        (LUKASZ[0], LUKASZ[1], "", 3.5, DAY.replace(hour=9, minute=30)),
        ("Jan", "j@x.nl", "Oost", True),
    )
    data = xlsx(rows, [HEADER, SEAN], (), names=("Deelnemers", "Geheim", "Leeg"), then=finish)
    sheets = read(data)
    assert [sheet.name for sheet in sheets] == ["Deelnemers"]
    assert sheets[0].rows == (
        Row(number=1, cells=("Aanmeldingen studiedag",)),
        Row(number=3, cells=HEADER),
        Row(number=4, cells=(SEAN[0], SEAN[1], "Wonen Zuid", "12", "2027-06-04")),
        Row(number=6, cells=(LUKASZ[0], LUKASZ[1], "Wonen Zuid", "3.5", "2027-06-04 09:30:00")),
        Row(number=7, cells=("Jan", "j@x.nl", "Oost")),
    )


def test_a_formula_counts_for_what_it_came_to_and_is_never_run() -> None:
    data = xlsx([HEADER, ("Jan", "=HYPERLINK(A1)", "x")])
    cached = _replaced(data, "xl/worksheets/sheet1.xml", b"<v />", b"<v>jan@x.nl</v>")
    cached = _replaced(cached, "xl/worksheets/sheet1.xml", b'<c r="B2"', b'<c r="B2" t="str"')
    assert cells(cached)[1] == ("Jan", "jan@x.nl", "x")
    assert cells(data)[1] == ("Jan", "", "x")


def test_a_wrong_name_changes_nothing() -> None:
    """What a file is, is seen in it."""
    assert read(xlsx([HEADER, SEAN]))[0].rows[1].cells == SEAN
    for data in NOT_LISTS:
        assert why(data) in (FileMistake.NOT_A_LIST, FileMistake.BROKEN)


@pytest.mark.parametrize("data", NOTHING)
def test_an_empty_file_is_empty(data: bytes) -> None:
    assert why(data) is FileMistake.EMPTY


def test_what_is_too_large_is_refused_before_it_is_unpacked() -> None:
    assert why(b"x;" * (LARGEST // 2 + 1)) is FileMistake.TOO_LARGE
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (70 * 1024 * 1024))
    assert len(bomb.getvalue()) < 100_000
    assert why(bomb.getvalue()) is FileMistake.TOO_LARGE


def test_entities_are_not_expanded() -> None:
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    data = _replaced(xlsx([HEADER, SEAN]), "xl/worksheets/sheet1.xml", None, laughs)
    assert why(data) is FileMistake.BROKEN


def test_too_many_lines_or_columns_are_refused() -> None:
    many = csv(HEADER, *([SEAN] * 20_001)).encode()
    assert why(many) is FileMistake.TOO_MANY_ROWS
    assert len(cells(csv(HEADER, *([SEAN] * 20_000)).encode())) == 20_001
    assert why(csv(["x"] * 101).encode()) is FileMistake.TOO_MANY_COLUMNS
    assert why(xlsx([["x"] * 101])) is FileMistake.TOO_MANY_COLUMNS
    assert why(xlsx([["x"]] * 20_002)) is FileMistake.TOO_MANY_ROWS


def test_what_is_broken_or_old_is_said_to_be() -> None:
    whole = xlsx([HEADER, SEAN])
    assert why(whole[:-200]) is FileMistake.BROKEN
    assert why(_replaced(whole, "xl/workbook.xml", None, b"<nothing")) is FileMistake.BROKEN
    assert why(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)) is FileMistake.OLD_EXCEL
    document = BytesIO()
    with ZipFile(document, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert why(document.getvalue()) is FileMistake.NOT_A_LIST


def test_a_cell_at_the_end_of_excels_world_is_no_row() -> None:
    def finish(book: Workbook) -> None:
        book.active["A1048576"] = None
        book.active["A1048576"].number_format = "0.00"

    assert cells(xlsx([HEADER, SEAN], then=finish)) == [HEADER, SEAN]


def _replaced(data: bytes, part: str, what: bytes | None, by: bytes) -> bytes:
    """The workbook with this in one of its parts; the whole part without `what`."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                assert what is None or what in text, text
                text = by if what is None else text.replace(what, by)
            new.writestr(name, text)
    return made.getvalue()
