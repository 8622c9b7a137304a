"""What reached whom, in its order: nothing is ever taken out. Kept in a file too, so that it outlives a killed bot."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["sent", "updated", "deleted", "answered"]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`person` only where somebody alone was answered; `size` in bytes of JSON; `at` in seconds since 1970."""

    number: int
    at: float
    kind: Kind
    conversation: str
    activity: str
    card: dict[str, Any] | None
    text: str
    summary: str
    size: int
    person: str | None = None


class Log:
    def __init__(self, file: Path | None = None) -> None:
        self._entries: list[Entry] = []
        self._file = file.open("a", encoding="utf-8") if file else None

    def add(
        self,
        kind: Kind,
        conversation: str,
        activity: str,
        *,
        card: dict[str, Any] | None = None,
        text: str = "",
        summary: str = "",
        person: str | None = None,
    ) -> Entry:
        size = len(json.dumps(card, ensure_ascii=False).encode()) if card else len(text.encode())
        entry = Entry(
            number=len(self._entries) + 1,
            at=time.time(),
            kind=kind,
            conversation=conversation,
            activity=activity,
            card=card,
            text=text,
            summary=summary,
            size=size,
            person=person,
        )
        self._entries.append(entry)
        if self._file:
            self._file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            self._file.flush()
        return entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def after(self, number: int) -> list[Entry]:
        """The entries with a higher number than this."""
        return self._entries[max(0, number) :]

    def sent_to(self, conversation: str) -> list[Entry]:
        return [entry for entry in self if entry.kind == "sent" and entry.conversation == conversation]

    def close(self) -> None:
        if self._file:
            self._file.close()
