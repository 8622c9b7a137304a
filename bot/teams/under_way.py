"""How much is under way at this moment, and what is too much: a refusal at once is kinder than an answer too late."""

from __future__ import annotations

from types import TracebackType

MOST = 400
"""What a replica answers in two seconds, its database and the connector included: some 200 a second on one core."""
MOST_WITH_VOTES = 2500
"""Some 1,800 votes a second are kept and answered: all of a full meeting may vote in the same second. They come above
the rest, and so are shed last."""


class UnderWay:
    """A context for each activity that was let in."""

    def __init__(self) -> None:
        self._now = 0

    def has_room(self, *, vote: bool) -> bool:
        return self._now < (MOST_WITH_VOTES if vote else MOST)

    def __enter__(self) -> None:
        self._now += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._now -= 1
