"""The question board as kept: who asked what, who wants to know it too, and how it all stands.

What moderators do with it is in `event.store.question_acts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from event import questions as rule
from event.errors import Refusal, RefusalCode
from event.ids import EventId, PartKey, PersonId, QuestionId
from event.questions import QuestionState
from event.store.tables import question, question_vote, registration
from event.store.upsert import insert

_OPEN_TO_UPVOTES = (QuestionState.SHOWN, QuestionState.LIVE, QuestionState.LATER)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A question on the board, with all that were merged into it. `votes`: how many people asked or upvoted it, each
    once. `name` and `organisation` are the asker's, where they chose to be named: else nobody is shown who it was,
    moderators included. `speaker` as the programme has them in Dutch; see `event.questions.speaker_of`."""

    id: QuestionId
    text: str
    state: QuestionState
    votes: int
    asked_at: datetime
    merged: int = 0
    approved: bool = False
    given: bool = False
    name: str | None = None
    organisation: str | None = None
    part: PartKey | None = None
    speaker: str | None = None
    answer: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Board:
    """`shown` and `later` by votes, then the oldest first; `answered` the newest first. The last two are for
    moderators: `waiting` for one of them, the oldest first, and `hidden` by one of them."""

    live: Entry | None = None
    shown: tuple[Entry, ...] = ()
    later: tuple[Entry, ...] = ()
    answered: tuple[Entry, ...] = ()
    waiting: tuple[Entry, ...] = ()
    hidden: tuple[Entry, ...] = ()

    def find(self, question: QuestionId) -> Entry | None:
        live = (self.live,) if self.live else ()
        everything = (*live, *self.shown, *self.later, *self.answered, *self.waiting, *self.hidden)
        return next((one for one in everything if one.id == question), None)


@dataclass(frozen=True, kw_only=True)
class Mine:
    """Of one person: which of the board's entries they asked, and which they upvoted."""

    asked: frozenset[QuestionId] = frozenset()
    upvoted: frozenset[QuestionId] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Question:
    """One that somebody asked, and how it stands: of one that was merged, how the other one does. `shown_as` is that
    other one's text."""

    id: QuestionId
    text: str
    asked_at: datetime
    state: QuestionState
    named: bool = False
    given: bool = False
    shown_as: str | None = None
    answer: str | None = None

    @property
    def done(self) -> bool:
        return self.state is QuestionState.ANSWERED


async def board(db: AsyncConnection, event: EventId, *, moderating: bool = False) -> Board:
    """How the questions stand, for everybody: what nobody approved isn't in it. `moderating`: all of them."""
    entries = await _entries(db, event)
    at: dict[QuestionState, list[Entry]] = {state: [] for state in QuestionState}
    for one in entries:
        if moderating or (one.approved and one.state is not QuestionState.WAITING):
            at[one.state].append(one)
    live = at[QuestionState.LIVE]
    return Board(
        live=live[0] if live else None,
        shown=_most_wanted(at[QuestionState.SHOWN]),
        later=_most_wanted(at[QuestionState.LATER]),
        answered=tuple(sorted(at[QuestionState.ANSWERED], key=_when, reverse=True)),
        waiting=tuple(sorted(at[QuestionState.WAITING], key=lambda one: (one.asked_at, one.id))) if moderating else (),
        hidden=tuple(sorted(at[QuestionState.HIDDEN], key=_when, reverse=True)) if moderating else (),
    )


async def mine(db: AsyncConnection, event: EventId, who: PersonId) -> Mine:
    merged = await into(db, event)
    asked = select(question.c.id).where(question.c.event == event, question.c.person_id == who)
    upvoted = select(question_vote.c.question_id).where(
        question_vote.c.event == event, question_vote.c.person_id == who
    )
    found = [
        frozenset(rule.root(QuestionId(one_id), merged) for one_id in (await db.execute(one)).scalars())
        for one in (asked, upvoted)
    ]
    return Mine(asked=found[0], upvoted=found[1])


async def ask(
    db: AsyncConnection,
    event: EventId,
    person: PersonId,
    text: str,
    now: datetime,
    *,
    named: bool = False,
    hold: bool = True,
) -> QuestionId:
    """With `hold` a moderator sees it first."""
    state = QuestionState.WAITING if hold else QuestionState.SHOWN
    values = {
        "event": event,
        "person_id": person,
        "text": text,
        "state": state.value,
        "asked_at": now,
        "named": named,
        "approved": not hold,
    }
    return QuestionId((await db.execute(question.insert().values(values).returning(question.c.id))).scalar_one())


async def choose_named(db: AsyncConnection, event: EventId, which: QuestionId, who: PersonId, *, named: bool) -> bool:
    """Their own question, with or without their name from now on. False when it was so already; refuses another's."""
    theirs = and_(question.c.event == event, question.c.id == which, question.c.person_id == who)
    done = await db.execute(update(question).where(theirs, question.c.named.is_not(named)).values(named=named))
    if not done.rowcount and (await db.execute(select(question.c.id).where(theirs))).first() is None:
        raise Refusal(RefusalCode.QUESTION_NOT_FOUND)
    return bool(done.rowcount)


async def asked_by(db: AsyncConnection, event: EventId, person: PersonId) -> list[Question]:
    """All that they asked, the newest first."""
    merged = await into(db, event)
    theirs = select(question).where(question.c.event == event, question.c.person_id == person)
    rows = list(await db.execute(theirs.order_by(question.c.id.desc())))
    roots = {rule.root(QuestionId(row.id), merged) for row in rows}
    told_by = {row.id: row for row in await db.execute(select(question).where(question.c.id.in_(roots)))}
    found = []
    for row in rows:
        at = told_by[rule.root(QuestionId(row.id), merged)]
        found.append(
            Question(
                id=QuestionId(row.id),
                text=row.text,
                asked_at=row.asked_at,
                state=QuestionState(at.state),
                named=row.named,
                given=row.given,
                shown_as=at.text if at.id != row.id and at.approved else None,
                answer=at.answer,
            )
        )
    return found


async def upvoted_by(db: AsyncConnection, event: EventId, person: PersonId) -> list[str]:
    """The texts of what they upvoted, the newest question first."""
    query = (
        select(question.c.text)
        .join(question_vote, question_vote.c.question_id == question.c.id)
        .where(question_vote.c.event == event, question_vote.c.person_id == person)
    )
    return list((await db.execute(query.order_by(question.c.id.desc()))).scalars())


async def count_waiting(db: AsyncConnection, event: EventId) -> int:
    """For a moderator to look at."""
    waiting = (QuestionState.WAITING.value, QuestionState.SHOWN.value, QuestionState.LIVE.value)
    query = select(func.count()).where(
        question.c.event == event, question.c.state.in_(waiting), question.c.merged_into.is_(None)
    )
    return int((await db.execute(query)).scalar_one())


async def upvote(db: AsyncConnection, event: EventId, which: QuestionId, who: PersonId) -> bool:
    """They want to know it too. False when they count already, by a vote or as somebody who asked it."""
    at, group = await _on_board(db, event, which)
    counts = select(question_vote.c.person_id).where(
        question_vote.c.question_id.in_(group), question_vote.c.person_id == who
    )
    asked = select(question.c.id).where(question.c.id.in_(group), question.c.person_id == who)
    if (await db.execute(counts)).first() or (await db.execute(asked)).first():
        return False
    statement = insert(db, question_vote).values(question_id=at, person_id=who, event=event)
    return bool((await db.execute(statement.on_conflict_do_nothing())).rowcount)


async def take_back(db: AsyncConnection, event: EventId, which: QuestionId, who: PersonId) -> bool:
    """Whatever of the merged ones they upvoted. False when there was nothing to take back."""
    _, group = await _on_board(db, event, which)
    gone = await db.execute(
        delete(question_vote).where(question_vote.c.question_id.in_(group), question_vote.c.person_id == who)
    )
    return bool(gone.rowcount)


async def into(db: AsyncConnection, event: EventId) -> dict[QuestionId, QuestionId]:
    """Which question was merged into which."""
    query = select(question.c.id, question.c.merged_into).where(
        question.c.event == event, question.c.merged_into.is_not(None)
    )
    return {QuestionId(row[0]): QuestionId(row[1]) for row in await db.execute(query)}


async def group_of(db: AsyncConnection, event: EventId, at: QuestionId) -> tuple[QuestionId, ...]:
    """This one, by which it is told, and all that were merged into it."""
    merged = await into(db, event)
    return rule.groups([at, *merged], merged)[at]


async def _on_board(
    db: AsyncConnection, event: EventId, which: QuestionId
) -> tuple[QuestionId, tuple[QuestionId, ...]]:
    """By which one it is told, held for as long as the transaction lasts, and all that are one with it. Refuses what
    isn't on the board to be upvoted."""
    at = rule.root(which, await into(db, event))
    shown = and_(
        question.c.event == event,
        question.c.id == at,
        question.c.approved,
        question.c.state.in_([one.value for one in _OPEN_TO_UPVOTES]),
    )
    if (
        await db.execute(select(question.c.id).where(shown).with_for_update(read=True, key_share=True))
    ).first() is None:
        raise Refusal(RefusalCode.QUESTION_NOT_FOUND)
    return at, await group_of(db, event, at)


async def _entries(db: AsyncConnection, event: EventId) -> list[Entry]:
    signed_up = and_(
        registration.c.event == event,
        registration.c.person_id == question.c.person_id,
        registration.c.state == "confirmed",
    )
    query = select(question, registration.c.name, registration.c.organisation).outerjoin(registration, signed_up)
    rows = {QuestionId(row.id): row for row in await db.execute(query.where(question.c.event == event))}
    merged = {key: QuestionId(row.merged_into) for key, row in rows.items() if row.merged_into is not None}
    groups = rule.groups(rows, merged)
    votes = await _votes(db, event, rows, groups)
    return [_entry(rows[at], votes[at], len(group) - 1) for at, group in groups.items()]


async def _votes(
    db: AsyncConnection,
    event: EventId,
    rows: Mapping[QuestionId, Row[Any]],
    groups: Mapping[QuestionId, Sequence[QuestionId]],
) -> dict[QuestionId, int]:
    """Counted by the database where nothing was merged, for a person's two votes can't meet there."""
    alone = (
        select(question_vote.c.question_id, func.count())
        .join(question, question.c.id == question_vote.c.question_id)
        .where(question_vote.c.event == event, question_vote.c.person_id != question.c.person_id)
        .group_by(question_vote.c.question_id)
    )
    counted = {QuestionId(row[0]): int(row[1]) for row in await db.execute(alone)}
    votes = {at: 1 + counted.get(at, 0) for at, group in groups.items() if len(group) == 1}
    if len(votes) == len(groups):
        return votes
    parents = question.alias()
    of_several = select(question.c.id).where(
        question.c.event == event,
        or_(
            question.c.merged_into.is_not(None),
            question.c.id.in_(select(parents.c.merged_into).where(parents.c.event == event)),
        ),
    )
    upvoters: dict[QuestionId, set[PersonId]] = {}
    for key, who in await db.execute(
        select(question_vote.c.question_id, question_vote.c.person_id).where(
            question_vote.c.question_id.in_(of_several)
        )
    ):
        upvoters.setdefault(QuestionId(key), set()).add(PersonId(who))
    askers = {key: PersonId(row.person_id) for key, row in rows.items()}
    several = {at: group for at, group in groups.items() if len(group) > 1}
    return votes | {at: len(rule.supporters(group, askers, upvoters)) for at, group in several.items()}


def _entry(row: Row[Any], votes: int, merged: int) -> Entry:
    named = row.named and bool(row.name)
    return Entry(
        id=QuestionId(row.id),
        text=row.text,
        state=QuestionState(row.state),
        votes=votes,
        asked_at=row.asked_at,
        merged=merged,
        approved=row.approved,
        given=row.given,
        name=row.name if named else None,
        organisation=(row.organisation or None) if named else None,
        part=PartKey(row.part) if row.part else None,
        speaker=row.speaker,
        answer=row.answer,
        changed_at=row.changed_at,
    )


def _most_wanted(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda one: (-one.votes, one.asked_at, one.id)))


def _when(one: Entry) -> tuple[datetime, int]:
    return one.changed_at or one.asked_at, one.id
