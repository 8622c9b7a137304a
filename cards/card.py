"""What a card function returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import orjson


@dataclass(frozen=True)
class Card:
    """An Adaptive Card's JSON, and the sentence that stands in the notification and the chat list."""

    content: Mapping[str, object]
    summary: str

    @cached_property
    def json(self) -> bytes:
        """Its JSON, made once however often it is answered."""
        return orjson.dumps(self.content)

    @classmethod
    def of(cls, json: bytes, summary: str) -> Self:
        """Of its JSON, which is answered as it is."""
        made = cls(orjson.loads(json), summary)
        made.__dict__["json"] = json
        return made


def size(card: Card) -> int:
    """Bytes of its JSON."""
    return len(card.json)
