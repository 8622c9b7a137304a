"""What is kept beside anonymous ballots: the seal, and under it how many there are and what of them may be seen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import BoxId, EventId
from event.kinds.room import Room
from event.seals import Seal
from event.steps import Counted, Steps

SECRET = "gastheer_secret"  # noqa: S105 - its name
"""The connection's option that has the link key: see `Database`."""
_HERE = "state"
_AROUND = 256
"""Bytes of a state, the counts of marks aside."""


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A box whose ballots are sealed. `room` is what each of them takes."""

    seal: Seal
    room: Room
    steps: Steps

    @property
    def counts(self) -> bool:
        """Whether marks are counted as they come; else the ballots themselves tell."""
        return self.room.count is not None

    def with_(self, steps: Steps) -> Sealed:
        return replace(self, steps=steps)

    def written(self) -> bytes:
        """As long as it ever is, however few have voted."""
        said = [self.room.ballot, self.room.count, *map(_flat, (self.steps.counted, self.steps.shown, self.steps.next))]
        return self.seal.close(said, _HERE, _AROUND + 3 * (self.room.count or 0))


def seal_of(db: AsyncConnection | Connection, event: EventId, box: BoxId, salt: bytes) -> Seal:
    raw = db.sync_connection if isinstance(db, AsyncConnection) else db
    if raw is None:
        raise RuntimeError("this connection isn't begun")
    return Seal(raw.get_execution_options()[SECRET], salt, f"{event}/{box}")


def read(db: AsyncConnection | Connection, event: EventId, box: BoxId, salt: bytes, state: bytes) -> Sealed:
    """Raises SealBroken."""
    shut = seal_of(db, event, box, salt)
    ballot, count, *tallies = shut.open(state, _HERE)
    counted, shown, next_ = map(_counted, tallies)
    steps = Steps(counted=counted or Counted(), shown=shown, next=next_)
    return Sealed(seal=shut, room=Room(ballot=ballot, count=count), steps=steps)


def laid_open(votes: int) -> bytes:
    """The state of a box that isn't sealed any more: how many voted, those included whose ballots weren't opened."""
    return json.dumps([votes]).encode()


def votes_in(row: Row[Any]) -> int:
    """Of a row of `seal` without a salt."""
    return int(json.loads(row.state)[0])


def _flat(one: Counted | None) -> list[object] | None:
    return None if one is None else [one.ballots, one.upto, dict(one.counts)]


def _counted(said: Sequence[Any] | None) -> Counted | None:
    if said is None:
        return None
    counts: Mapping[str, int] = said[2]
    return Counted(ballots=said[0], upto=said[1], counts=counts)
