"""What moderators do with the question board, and what becomes of it when people leave.

Each act takes the whole board for as long as its transaction lasts: two moderators never merge in a circle, and one
question is live at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, literal, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from event import questions as rule
from event.errors import Refusal, RefusalCode
from event.ids import EventId, PartKey, PersonId, QuestionId
from event.questions import QuestionState
from event.store import questions
from event.store.tables import delivery, question, question_vote
from event.store.upsert import insert

ANSWER = "question_answered"
"""The kind of the message that brings an answer."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A question that stands by itself, as the act finds it."""

    id: QuestionId
    state: QuestionState
    answer: str | None
    answer_version: int


@dataclass(frozen=True, kw_only=True)
class Merged:
    """One that was merged into another, for a moderator who may undo it."""

    id: QuestionId
    text: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """For one reader: `asked` by them, in their own words where those were `mine`."""

    text: str
    answer: str
    asked: bool
    mine: str | None


async def move(db: AsyncConnection, event: EventId, which: QuestionId, to: QuestionState, now: datetime) -> bool:
    """False when it stands there already. What was live until then was answered: one at a time."""
    held = await _hold(db, event, which)
    if not rule.move(held.state, to):
        return False
    if to is QuestionState.LIVE:
        live = (question.c.event == event, question.c.state == QuestionState.LIVE.value)
        await db.execute(update(question).where(*live).values(state=QuestionState.ANSWERED.value, changed_at=now))
    values: dict[str, object] = {"state": to.value, "changed_at": now}
    if rule.approves(to) or to is QuestionState.HIDDEN:
        values["approved"] = rule.approves(to)
    await db.execute(update(question).where(question.c.id == held.id).values(values))
    return True


async def finish_given(db: AsyncConnection, event: EventId, person: PersonId, now: datetime) -> bool:
    """The last one given with this person's registration, as cards of earlier versions name it."""
    theirs = select(question.c.id).where(question.c.event == event, question.c.person_id == person, question.c.given)
    found = (await db.execute(theirs.order_by(question.c.id.desc()).limit(1))).scalar_one_or_none()
    if found is None:
        raise Refusal(RefusalCode.QUESTION_NOT_FOUND)
    return await move(db, event, QuestionId(found), QuestionState.ANSWERED, now)


async def merge(
    db: AsyncConnection, event: EventId, into: QuestionId, other: QuestionId, now: datetime
) -> tuple[QuestionId, QuestionId]:
    """`other` is told by `into` from now on, and nobody who asked or upvoted it is lost. Returns who tells and who is
    told."""
    keeps, goes = await _hold(db, event, into), await _hold(db, event, other)
    rule.merge(keeps.id, goes.id, await questions.into(db, event))
    state = rule.state_of_both(keeps.state, goes.state)
    values: dict[str, object] = {"state": state.value, "changed_at": now}
    if rule.approves(state):
        values["approved"] = True
    await db.execute(update(question).where(question.c.id == keeps.id).values(values))
    left = QuestionState.SHOWN if goes.state is QuestionState.LIVE else goes.state
    await db.execute(
        update(question).where(question.c.id == goes.id).values(merged_into=keeps.id, state=left.value, changed_at=now)
    )
    return keeps.id, goes.id


async def unmerge(db: AsyncConnection, event: EventId, which: QuestionId, now: datetime) -> QuestionId:
    """It stands by itself again, as it did before. Returns the one that told it."""
    await _hold(db, event, which)
    merged = await questions.into(db, event)
    rule.unmerge(which, merged)
    await db.execute(update(question).where(question.c.id == which).values(merged_into=None, changed_at=now))
    return rule.root(which, merged)


async def assign(
    db: AsyncConnection, event: EventId, which: QuestionId, part: PartKey | None, speaker: str | None, now: datetime
) -> bool:
    """To a part, and to one of its speakers. False when it was so already."""
    held = await _hold(db, event, which)
    other = question.c.part.is_distinct_from(part) | question.c.speaker.is_distinct_from(speaker)
    done = await db.execute(
        update(question).where(question.c.id == held.id, other).values(part=part, speaker=speaker, changed_at=now)
    )
    return bool(done.rowcount)


async def answer(
    db: AsyncConnection, event: EventId, which: QuestionId, text: str, now: datetime
) -> tuple[QuestionId, int] | None:
    """A written answer, or another one. Returns whose it is, and its version; None when it says the same already."""
    held = await _hold(db, event, which)
    if held.answer == text:
        return None
    version = held.answer_version + 1
    await db.execute(
        update(question)
        .where(question.c.id == held.id)
        .values(answer=text, answer_version=version, state=QuestionState.ANSWERED.value, changed_at=now)
    )
    return held.id, version


async def merged_into(db: AsyncConnection, event: EventId, which: QuestionId) -> list[Merged]:
    """Those that can be taken out of it again, the oldest first."""
    query = select(question.c.id, question.c.text).where(question.c.event == event, question.c.merged_into == which)
    return [Merged(id=QuestionId(row.id), text=row.text) for row in await db.execute(query.order_by(question.c.id))]


async def who_want_to_know(db: AsyncConnection, event: EventId, which: QuestionId) -> Select[tuple[str]]:
    """Everybody who asked or upvoted it or what was merged into it, as a query of people's ids, each once."""
    group = await questions.group_of(db, event, which)
    everybody = union(
        select(question.c.person_id).where(question.c.id.in_(group)),
        select(question_vote.c.person_id).where(question_vote.c.question_id.in_(group)),
    ).subquery()
    return select(everybody.c.person_id)


async def not_told_yet(db: AsyncConnection, event: EventId, which: QuestionId, occasion: str) -> Select[tuple[str]]:
    """Of everybody who wants to know, those to whom nothing was planned, by whatever road."""
    everybody = (await who_want_to_know(db, event, which)).subquery().c.person_id
    planned = select(delivery.c.id).where(
        delivery.c.event == event, delivery.c.occasion == occasion, delivery.c.recipient == everybody
    )
    return select(everybody).where(~planned.exists())


async def is_answered(db: AsyncConnection, event: EventId, which: QuestionId) -> bool:
    """In writing."""
    query = select(question.c.id).where(
        question.c.event == event, question.c.id == which, question.c.answer.is_not(None)
    )
    return (await db.execute(query)).first() is not None


async def answer_for(db: AsyncConnection, event: EventId, which: QuestionId, who: PersonId) -> Answer | None:
    """What is sent to them; None when there is no answer any more."""
    query = select(question.c.text, question.c.answer).where(question.c.event == event, question.c.id == which)
    row = (await db.execute(query)).one_or_none()
    if row is None or row.answer is None:
        return None
    group = await questions.group_of(db, event, which)
    theirs = select(question.c.text).where(question.c.id.in_(group), question.c.person_id == who)
    asked = list((await db.execute(theirs.order_by(question.c.id))).scalars())
    mine = asked[0] if asked and row.text not in asked else None
    return Answer(text=row.text, answer=row.answer, asked=bool(asked), mine=mine)


async def let_go(db: AsyncConnection, people: Collection[str]) -> None:
    """Before these people and their questions are deleted: what others asked or upvoted lives on. The oldest that was
    merged into one of theirs takes its place."""
    theirs = select(question).where(question.c.person_id.in_(people)).order_by(question.c.id)
    rows = {QuestionId(row.id): row for row in await db.execute(theirs)}
    for event in {EventId(row.event) for row in rows.values()}:
        merged = await questions.into(db, event)
        for at, group in rule.groups({*rows, *merged, *merged.values()}, merged).items():
            for one, place in rule.without(rows.keys(), group, merged).items():
                if one == at:
                    await _take_over(db, rows[one], place)
                await _point(db, one, place)
    await db.execute(delete(question_vote).where(question_vote.c.question_id.in_(rows)))


async def _take_over(db: AsyncConnection, told: Row[Any], by: QuestionId) -> None:
    """Another question tells the group: it stands where the first one stood, and its answer was heard."""
    names = ("state", "approved", "part", "speaker", "answer", "answer_version", "changed_at")
    values = {name: getattr(told, name) for name in names} | {"merged_into": None}
    await db.execute(update(question).where(question.c.id == by).values(values))
    occasion = f"{ANSWER}:{by}"
    again = select(delivery.c.recipient).where(delivery.c.event == told.event, delivery.c.occasion == occasion)
    await db.execute(
        update(delivery)
        .where(
            delivery.c.event == told.event,
            delivery.c.occasion == f"{ANSWER}:{told.id}",
            delivery.c.recipient.not_in(again),
        )
        .values(subject=str(by), occasion=occasion)
    )


async def _point(db: AsyncConnection, one: QuestionId, to: QuestionId) -> None:
    """What pointed to one question points to another, and who upvoted it upvotes that."""
    await db.execute(update(question).where(question.c.merged_into == one, question.c.id != to).values(merged_into=to))
    votes = select(literal(to), question_vote.c.person_id, question_vote.c.event).where(
        question_vote.c.question_id == one
    )
    moved = insert(db, question_vote).from_select(["question_id", "person_id", "event"], votes)
    await db.execute(moved.on_conflict_do_nothing())


async def _hold(db: AsyncConnection, event: EventId, which: QuestionId) -> Held:
    """The one that tells this one, with the board. Refuses what isn't there."""
    everything = select(question.c.id).where(question.c.event == event).order_by(question.c.id)
    await db.execute(everything.with_for_update())
    at = rule.root(which, await questions.into(db, event))
    row = (await db.execute(select(question).where(question.c.event == event, question.c.id == at))).one_or_none()
    if row is None:
        raise Refusal(RefusalCode.QUESTION_NOT_FOUND)
    return Held(
        id=QuestionId(row.id), state=QuestionState(row.state), answer=row.answer, answer_version=row.answer_version
    )
