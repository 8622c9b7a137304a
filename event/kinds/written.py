"""What people write in an answer, made tidy: the same for all kinds with texts."""

from __future__ import annotations

import unicodedata

from event.folding import fold

_JOINERS = "\u200c\u200d"
"""They hold letters of some scripts, and the parts of some pictures, together."""


def tidy(value: object) -> str:
    """On one line, without control characters, outer space and doubled space; empty when there is nothing to read."""
    if not isinstance(value, str):
        return ""
    composed = unicodedata.normalize("NFC", value)
    plain = "".join(c if c.isprintable() or c in _JOINERS else " " for c in composed)
    words = " ".join(plain.split())
    return words if any(unicodedata.category(c)[0] in "LNPS" for c in words) else ""


def same(text: str) -> str:
    """What texts have in common that say the same but for case, accents and punctuation."""
    return fold(text) or " ".join(text.casefold().split())
