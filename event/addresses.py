"""E-mail addresses made comparable."""

from __future__ import annotations

import unicodedata


def address_key(email: str) -> str:
    """The same for every spelling of one address. Only case is forgiven: what stands behind a plus, and Gmail's dots,
    are somebody's own choice, and elsewhere they are another person."""
    return unicodedata.normalize("NFC", email.strip()).lower()
