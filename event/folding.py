"""Texts made comparable: without case, accents, punctuation and doubled space."""

from __future__ import annotations

import unicodedata

_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters that Unicode doesn't take apart into one with an accent."""


def fold(text: str) -> str:
    plain = text.casefold().translate(_STROKES)
    letters = (c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
