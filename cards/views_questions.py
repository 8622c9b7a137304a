"""What cards about questions to the speakers are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from event.definition import Event, LocalText
from event.questions import QuestionMistake, QuestionState


@dataclass(frozen=True, kw_only=True)
class QuestionFormView:
    """`name` is the reader's, which may be shown with it; None where none is known. `named`: they ticked it."""

    event: Event
    text: str = ""
    name: str | None = None
    named: bool = False
    mistake: QuestionMistake | None = None


@dataclass(frozen=True, kw_only=True)
class AskedView:
    """A question that is kept. `again` when it was asked before, `waits` for a moderator, `named` that their `name` is
    shown with it, `changed` when they just chose so. `shared`: others read along."""

    event: Event
    id: int
    text: str
    waits: bool = True
    name: str | None = None
    named: bool = False
    again: bool = False
    changed: bool = False
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """One of the board. `votes` counts who asked and who upvoted, each once. `asker` is a name with its organisation,
    where they chose to be named. `speaker` and `part` are for whom it is, in the event's words. `asked` and `upvoted`
    by the reader. `asked_at` in the event's zone."""

    id: int
    text: str
    state: QuestionState
    votes: int
    asked_at: datetime
    merged: int = 0
    given: bool = False
    asker: str | None = None
    part: LocalText | None = None
    speaker: LocalText | None = None
    answer: str | None = None
    asked: bool = False
    upvoted: bool = False


class Shown(StrEnum):
    """Which questions a list holds."""

    WAITING = "waiting"
    OPEN = "open"
    ANSWERED = "answered"
    HIDDEN = "hidden"


@dataclass(frozen=True, kw_only=True)
class BoardView:
    """What everybody sees: one page, from 0, of `pages`. `waiting` are the reader's own that wait for a moderator.
    `upvoted` when they just did, False when it counted already, `taken_back` likewise. `shared`: the card stands where
    others read along."""

    event: Event
    shown: Shown
    rows: Sequence[QuestionRow]
    live: QuestionRow | None
    total: int
    page: int
    pages: int
    waiting: Sequence[str] = ()
    upvoted: bool | None = None
    taken_back: bool | None = None
    shared: bool = False


class Done(StrEnum):
    """What a moderator just did."""

    SHOWN = "shown"
    LIVE = "live"
    LATER = "later"
    ANSWERED = "answered"
    HIDDEN = "hidden"
    MERGED = "merged"
    UNMERGED = "unmerged"
    ASSIGNED = "assigned"
    SENT = "sent"
    CHANGED = "changed"
    ALREADY = "already"


@dataclass(frozen=True, kw_only=True)
class ModerationView:
    """For moderators: one page, from 0, of `pages`; `counts` of each list."""

    event: Event
    shown: Shown
    rows: Sequence[QuestionRow]
    live: QuestionRow | None
    counts: dict[Shown, int]
    page: int
    pages: int
    now: datetime
    done: Done | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionControlView:
    """One question with all that can be done with it. `likely` are other questions that ask much the same, `others`
    the rest that could be merged into it, `merged` those that were; each by id and text. `people` are told an answer,
    `told` how many an answer that was sent now reaches. `part` and `speaker` as chosen in the form."""

    event: Event
    row: QuestionRow
    now: datetime
    people: int
    likely: Sequence[tuple[int, str]] = ()
    others: Sequence[tuple[int, str]] = ()
    merged: Sequence[tuple[int, str]] = ()
    chosen: str = ""
    typed: str | None = None
    mistake: QuestionMistake | None = None
    nothing_chosen: bool = False
    done: Done | None = None
    told: int = 0


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """The written answer, for somebody who asked or upvoted. `mine` are their own words, where they asked it otherwise.
    `part` as it is called now."""

    event: Event
    text: str
    answer: str
    asked: bool
    mine: str | None = None
