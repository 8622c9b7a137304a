"""What the results of polls are handed on from: files, the report's page, the card that gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from event.definition import Event, Poll
from event.polls import PollState, Standing


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A poll that was launched. One that isn't closed is told as it stands so far."""

    poll: Poll
    state: PollState
    anonymous: bool
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class Report:
    """`at`: when it was drawn up, in the event's zone."""

    event: Event
    at: datetime
    polls: Sequence[Reported]
