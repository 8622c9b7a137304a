"""What the stage is drawn from: what everybody in the room may see, nothing of anybody in particular."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from event.definition import Event, Part, Poll
from event.kinds.shapes import Result
from event.polls import PollState, Standing


@dataclass(frozen=True, kw_only=True)
class PollOnStage:
    """`standing` is there when all may see by now how it stands, and `result` what that comes to: None where too few
    voted. `left` are a paused one's seconds."""

    poll: Poll
    state: PollState
    votes: int
    standing: Standing | None = field(default=None, compare=False)
    result: Result | None = None
    closes: datetime | None = None
    left: int | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionOnStage:
    text: str
    votes: int


@dataclass(frozen=True, kw_only=True)
class StageView:
    """`top` are the questions that most people want to know, `more` how many others there are. `now` and `following`
    are parts of the programme, `starts` when that one does, in the event's zone. `site` is the event's page, for who
    wants to take part."""

    event: Event
    over: bool
    poll: PollOnStage | None = None
    live: QuestionOnStage | None = None
    top: tuple[QuestionOnStage, ...] = ()
    more: int = 0
    now: Part | None = None
    following: Part | None = None
    starts: datetime | None = None
    site: str | None = None
