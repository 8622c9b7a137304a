"""What a card function returns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """An Adaptive Card's JSON, and the sentence that stands in the notification and the chat list."""

    content: Mapping[str, object]
    summary: str


def size(card: Card) -> int:
    """Bytes of its JSON."""
    return len(json.dumps(card.content, ensure_ascii=False).encode())
