"""A file of bytes becomes sheets of lines. What it is, is seen in it: a name may be wrong."""

from __future__ import annotations

from event.importing import delimited, workbook
from event.importing.sheets import LARGEST, FileMistake, Sheet, UnreadableFile

_NOT_LISTS = (b"%PDF-", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<!DOCTYPE", b"<html", b"<?xml", b"\x1f\x8b")
_OLE = b"\xd0\xcf\x11\xe0"


def read(data: bytes) -> tuple[Sheet, ...]:
    """At least one, each with at least one line. Raises UnreadableFile."""
    if len(data) > LARGEST:
        raise UnreadableFile(FileMistake.TOO_LARGE)
    if not data.strip():
        raise UnreadableFile(FileMistake.EMPTY)
    if data.startswith(_OLE):
        raise UnreadableFile(FileMistake.OLD_EXCEL)
    if data.lstrip()[:9].startswith(_NOT_LISTS):
        raise UnreadableFile(FileMistake.NOT_A_LIST)
    sheets = workbook.read(data) if workbook.is_workbook(data) else (delimited.read(data),)
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableFile(FileMistake.EMPTY)
    return sheets
