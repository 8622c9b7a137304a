"""Texts made comparable: without case, accents, punctuation and doubled space."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
