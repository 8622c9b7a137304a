"""What stands in a spreadsheet's cell, as text; and text in a cell so that no spreadsheet runs it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

_RUNS = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet may take for a formula; an apostrophe before it makes it text."""


def text_of(value: object) -> str:
    """A number that is whole has no decimals, a day is written as a day; what a formula came to stands for it."""
    match value:
        case str():
            return value
        case bool() | None:
            return ""
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case int() | float():
            return str(value)
        case datetime() if value.time() != time():
            return value.isoformat(sep=" ")
        case datetime():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return ""


def neutral(text: str) -> str:
    """For a list that we write: a spreadsheet shows it and runs nothing."""
    return f"'{text}" if _RUNS.match(text) else text


def plain(text: str) -> str:
    """For a list that we read: what `neutral` put before it is taken off."""
    return text[1:] if text.startswith("'") and _RUNS.match(text) else text


def composed(text: str) -> str:
    """Letters and their accents are one character each, whatever program wrote them."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """A cell of a list that we read."""
    return composed(plain(text)).strip()
