"""Values as a spreadsheet takes them: what somebody typed never becomes something to work out."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from event.store.exports import Sheet

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""What a spreadsheet may take for something to work out."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""A workbook can't hold these."""


def harmless(text: str) -> str:
    """As text, whatever a spreadsheet would make of it: somebody's name may be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def as_csv(sheet: Sheet, zone: ZoneInfo) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(sheet.heads)
    writer.writerows([_as_text(value, zone) for value in row] for row in sheet.rows)
    return written.getvalue().encode("utf-8-sig")


def plain(value: Any, zone: ZoneInfo) -> Any:
    return value.astimezone(zone).isoformat(timespec="seconds") if isinstance(value, datetime) else value


def as_cell(value: Any, zone: ZoneInfo) -> Any:
    """Times as the spreadsheet's own, in the event's zone: it knows no others."""
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    text = _as_text(value, zone)
    return printable(text) if isinstance(text, str) else text


def _as_text(value: Any, zone: ZoneInfo) -> Any:
    known = plain(value, zone)
    if isinstance(known, dict | list):
        known = json.dumps(known, ensure_ascii=False)
    return harmless(known) if isinstance(known, str) else "" if known is None else known
