"""Text for headers and calendars: without the characters that they can't carry."""

from __future__ import annotations

from unicodedata import category

_ENDS = str.maketrans({"\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def lines(text: str) -> str:
    """As it is, less control characters and halves of characters; every way to end a line is the one."""
    ended = text.replace("\r\n", "\n").translate(_ENDS)
    return "".join(one for one in ended if one in "\n\t" or category(one) not in ("Cc", "Cs"))


def one_line(text: str) -> str:
    return " ".join(lines(text).split())
