"""Which code an anonymous voter got a moment ago: when the answer was late, Teams sends the same click again.

It is kept in memory alone, for a minute: after that nothing here leads from a voter to a ballot.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from event.ids import BoxId, VoterId
from event.kinds.shapes import Marks
from event.seals import Code

_SECONDS = 60.0
"""Longer than Teams tries again."""


@dataclass(frozen=True)
class _Answer:
    marks: Marks
    code: Code
    until: float


class Lately:
    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._answers: dict[tuple[BoxId, VoterId], _Answer] = {}
        self._alarm: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._answers)

    def remember(self, box: BoxId, voter: VoterId, marks: Marks, code: Code) -> None:
        loop = asyncio.get_running_loop()
        self._answers.pop((box, voter), None)  # so that they stand in the order in which they go
        self._answers[box, voter] = _Answer(marks, code, loop.time() + self._seconds)
        if self._alarm is None:
            self._alarm = loop.call_later(self._seconds, self._forget)

    def again(self, box: BoxId, voter: VoterId, marks: Marks) -> Code | None:
        """The code, when this says the same as a moment ago. Another answer needs the code itself."""
        found = self._answers.get((box, voter))
        if found is None or found.marks != marks or found.until <= asyncio.get_running_loop().time():
            return None
        return found.code

    def _forget(self) -> None:
        loop = asyncio.get_running_loop()
        for key, one in list(self._answers.items()):
            if one.until > loop.time():
                self._alarm = loop.call_at(one.until, self._forget)
                return
            del self._answers[key]
        self._alarm = None
