"""What the stage shows, and what panels are told: that something changed, and how soon to look."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.handlers.host import Host
from cards.stage import stage
from cards.texts import texts
from cards.views_stage import PollOnStage, QuestionOnStage, StageView
from event import stage as rule
from event.definition import Event, Language, Status
from event.ids import BoxId
from event.polls import RunningPoll, result, results_open
from event.store import ballots, questions
from event.store import stage as store
from event.store.questions import Board

PANEL = "panel"
POLLS, QUESTIONS = "polls", "questions"
"""A panel's columns."""
_TOP = 4
_SOON_EACH, _LATER_EACH = 8, 20
"""Milliseconds for each panel that looks: they don't all come at once."""
_SOON, _LATER = 300, 1_000
_LONGEST = 15_000
_BOARD_EVERY = 1.0
_KEY = secrets.token_bytes(16)
"""So that nobody finds out by trying what a `shape` was made of."""


def stage_channel(language: Language) -> str:
    return f"stage.{language.value}"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One look. Of each of a panel's columns `shape` says what is going on and `numbers` how it stands, of all that
    anybody's may hold: in a form that tells nothing."""

    view: StageView
    shape: Mapping[str, str]
    numbers: Mapping[str, str]


@dataclass(kw_only=True)
class Looker:
    """Looks for all who watch. What was drawn last is kept: mostly nothing changed."""

    host: Host
    _board: Board = field(default_factory=Board)
    _board_at: datetime | None = None
    _drawn: dict[Language, tuple[StageView, str]] = field(default_factory=dict)
    _event: tuple[Event, str] | None = None

    async def __call__(self, watching: Mapping[str, int]) -> Mapping[str, str]:
        seen = await self.see()
        shown = {}
        for language in seen.view.event.languages:
            if stage_channel(language) in watching:
                shown[stage_channel(language)] = self.drawn(seen.view, language)
        if PANEL in watching:
            # In powers of two: that somebody came or left is no news.
            many = 1 << max(0, watching[PANEL] - 1).bit_length()
            shown[PANEL] = json.dumps(
                {
                    "shape": seen.shape,
                    "numbers": seen.numbers,
                    "soon": min(_LONGEST, _SOON + many * _SOON_EACH),
                    "later": min(_LONGEST, _LATER + many * _LATER_EACH),
                }
            )
        return shown

    def drawn(self, view: StageView, language: Language) -> str:
        before = self._drawn.get(language)
        if before is not None and before[0] == view:
            return before[1]
        drawn = stage(view, texts(language))
        self._drawn[language] = (view, drawn)
        return drawn

    async def see(self) -> Seen:
        host = self.host
        event, now = await host.living.current(), host.clock.now()
        async with host.database.read() as db:
            launched = await store.launched(db, event.id)
            totals = await ballots.totals(db, event.id)
            if self._is_board_old():
                self._board = await questions.board(db, event.id, moderating=True)
                self._board_at = host.real.now()
            board = self._board
            live = board.live if board.live and board.live.approved else None
            running = rule.poll_shown(launched, now, live.changed_at if live else None)
            poll = event.poll(running.key) if running else None
            on_stage = None
            if running is not None and poll is not None:
                standing = None
                if results_open(poll, running, now, voted=False):
                    standing = await ballots.standing(db, event.id, running)
                on_stage = PollOnStage(
                    poll=poll,
                    state=running.stands(now),
                    votes=standing.votes if standing else totals.get(running.box, 0),
                    standing=standing,
                    result=result(poll, standing) if standing else None,
                    closes=running.closes,
                    left=running.left,
                )
        wanted = [one for one in board.shown if one.approved]
        following = rule.part_next(event, now)
        ahead = following is not None and event.status is Status.ON
        view = StageView(
            event=event,
            over=event.over(now),
            poll=on_stage,
            live=QuestionOnStage(text=live.text, votes=live.votes) if live else None,
            top=tuple(QuestionOnStage(text=one.text, votes=one.votes) for one in wanted[:_TOP]),
            more=max(0, len(wanted) - _TOP),
            now=rule.part_now(event, now),
            following=following[0] if following and ahead else None,
            starts=following[1] if following and ahead else None,
            site=host.site(),
        )
        going_on = [_shape(one.running, now) for one in launched]
        return Seen(
            view=view,
            shape={
                POLLS: _told(self._told_of(event), going_on),
                QUESTIONS: _told(self._told_of(event), _standing(board)),
            },
            numbers={
                POLLS: _told(_votes(totals), view.poll.result if view.poll else None),
                QUESTIONS: _told(_wanted(board)),
            },
        )

    def _told_of(self, event: Event) -> str:
        if self._event is None or self._event[0] is not event:
            self._event = (event, _told(event))
        return self._event[1]

    def _is_board_old(self) -> bool:
        """It is looked at once a second, however many votes come in."""
        age = (self.host.real.now() - self._board_at).total_seconds() if self._board_at else None
        return age is None or not 0 <= age < _BOARD_EVERY


def _shape(running: RunningPoll, now: datetime) -> tuple[object, ...]:
    return (running.box, running.stands(now), running.closes, running.left, running.revealed)


def _standing(board: Board) -> list[tuple[object, ...]]:
    return [
        (one.id, one.state, one.text, one.answer, one.merged, one.part, one.speaker, one.name) for one in _all(board)
    ]


def _wanted(board: Board) -> list[tuple[object, ...]]:
    return [(one.id, one.votes) for one in _all(board)]


def _all(board: Board) -> list[questions.Entry]:
    live = (board.live,) if board.live else ()
    return [*live, *board.shown, *board.later, *board.answered, *board.waiting, *board.hidden]


def _votes(totals: Mapping[BoxId, int]) -> list[tuple[BoxId, int]]:
    return sorted(totals.items())


def _told(*what: object) -> str:
    return hashlib.blake2b(repr(what).encode(), digest_size=8, key=_KEY).hexdigest()
