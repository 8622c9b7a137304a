"""What runs out goes: field by field, and at last whoever it was about. Counts stay, and lead back to nobody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Column, ColumnElement, Select, String, and_, cast, delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Kept
from event.ids import EventId
from event.polls import PollState
from event.registration import State
from event.retention import Cleared
from event.store import ballots, deliveries, polls, question_acts, sealed
from event.store.deliveries import WAITING
from event.store.tables import (
    ballot,
    chat_member,
    conversation,
    delivery,
    metadata,
    pace,
    person,
    poll,
    question,
    question_vote,
    registration,
    role_grant,
    role_pin,
    roll,
    seal,
)

NOTICE = "cleared"
"""The kind of the message that tells somebody of it."""
_NOBODY = "anonymous:"
_OPEN = (*WAITING, "claimed")
_AT_ONCE = 500
"""People in one statement."""


async def empty(db: AsyncConnection, event: EventId, kept: Kept, now: datetime) -> int:
    """Take this field off everybody. Returns off how many there was something to take."""
    return await _EMPTY[kept](db, event, now)


async def let_go(
    db: AsyncConnection, event: EventId, keep: Collection[str], now: datetime, *, real_now: datetime
) -> Cleared:
    """All that is left of everybody, but of those who are being told at this moment; `keep` are the event file's
    principals, in lower case: what an organiser's address is bound to stays. Who takes part in another event that is
    kept here stays as well. `now` is the event's time."""
    people, states, chats = 0, dict.fromkeys(State, 0), 0
    gone = [row.id for row in await db.execute(_to_go(event, now))]
    for start in range(0, len(gone), _AT_ONCE):
        some = gone[start : start + _AT_ONCE]
        signed_up = select(registration.c.state, func.count()).where(registration.c.person_id.in_(some))
        for state, number in await db.execute(signed_up.group_by(registration.c.state)):
            states[State(state)] += number
        await _cut(db, or_(delivery.c.person_id.in_(some), delivery.c.recipient.in_(some)), real_now)
        chats += await _delete_of(db, some)
        people += (await db.execute(delete(person).where(person.c.id.in_(some)))).rowcount
    if gone:
        await db.execute(delete(pace))  # it names their chats; weeks after the day nothing is being sent
        await db.execute(delete(role_pin).where(role_pin.c.principal.not_in(keep)))
    return Cleared(people=people, signed_up=states[State.CONFIRMED], withdrawn=states[State.WITHDRAWN], chats=chats)


async def close_old_chats(db: AsyncConnection, before: datetime) -> int:
    """People's own chats that have been closed since then lead nowhere any more, nor do lists of who was in a shared
    one."""
    closed = and_(conversation.c.closed_at.is_not(None), conversation.c.closed_at < before)
    await db.execute(
        delete(chat_member).where(chat_member.c.conversation_id.in_(select(conversation.c.id).where(closed)))
    )
    return (await db.execute(delete(conversation).where(closed, conversation.c.kind == "personal"))).rowcount


async def hold_everybody(db: AsyncConnection) -> None:
    """Nobody else changes anybody's affairs until the transaction ends."""
    await db.execute(select(person.c.id).order_by(person.c.id).with_for_update())


def _to_go(event: EventId, now: datetime) -> Select[tuple[str]]:
    told = select(delivery.c.person_id).where(
        delivery.c.event == event,
        delivery.c.kind == NOTICE,
        delivery.c.person_id.is_not(None),
        delivery.c.state.in_(_OPEN),
        delivery.c.until_at > now,
    )
    return select(person.c.id).where(person.c.id.not_in(told), *_only_here(event, person.c.id)).order_by(person.c.id)


def _only_here(event: EventId, who: ColumnElement[str]) -> list[ColumnElement[bool]]:
    tables = (registration, question, question_vote, role_grant)
    return [~select(one.c.person_id).where(one.c.person_id == who, one.c.event != event).exists() for one in tables]


async def _delete_of(db: AsyncConnection, people: Collection[str]) -> int:
    """Whatever points to them, the ledger aside: a table that comes later can't be left out here. Returns how many of
    it were chats."""
    chats = 0
    await question_acts.let_go(db, people)
    for table in reversed(metadata.sorted_tables):
        for column in table.columns:
            if table is not delivery and column.references(person.c.id):
                done = await db.execute(delete(table).where(column.in_(people)))
                chats += done.rowcount if table is conversation else 0
    return chats


async def _cut(db: AsyncConnection, theirs: ColumnElement[bool], real_now: datetime) -> int:
    """The ledger keeps what was sent and what became of it, and no more to whom."""
    await deliveries.change(db, theirs, _OPEN, "cancelled", "cleared", real_now)
    done = await db.execute(
        update(delivery)
        .where(theirs)
        .values(
            person_id=None,
            recipient=literal(_NOBODY) + cast(delivery.c.id, String),
            conversation_id=None,
            activity_id=None,
        )
    )
    return done.rowcount


def _column(column: Column[str]) -> Callable[[AsyncConnection, EventId, datetime], Awaitable[int]]:
    async def take(db: AsyncConnection, event: EventId, _: datetime) -> int:
        mine = and_(registration.c.event == event, column != "")
        return (await db.execute(update(registration).where(mine).values({column.name: ""}))).rowcount

    return take


async def _email(db: AsyncConnection, event: EventId, now: datetime) -> int:
    """By which they are known, too."""
    here = select(registration.c.person_id).where(registration.c.event == event)
    await db.execute(
        update(person)
        .where(person.c.id.in_(here), *_only_here(event, person.c.id))
        .values(email=None, mail_refused=None)
    )
    return await _column(registration.c.email)(db, event, now)


async def _questions(db: AsyncConnection, event: EventId, now: datetime) -> int:
    """One that was given with a registration stands on the board as well, and counts once."""
    here = question.c.event == event
    asked = (await db.execute(select(func.count()).where(here, question.c.given.is_(False)))).scalar_one()
    await db.execute(delete(question_vote).where(question_vote.c.event == event))
    await db.execute(delete(question).where(here))
    return asked + await _column(registration.c.question)(db, event, now)


async def _ballots(db: AsyncConnection, event: EventId, now: datetime) -> int:
    """Each counts as it did, for somebody whom nobody knows; laid down in another order than they came in. A poll that
    nobody closed is closed: nobody votes twice. What was set aside by a reset, and who voted anonymously, goes."""
    await db.execute(  # first: whoever keeps a vote holds the poll and then its ballots
        update(poll)
        .where(poll.c.event == event, poll.c.state.in_((PollState.OPEN.value, PollState.PAUSED.value)))
        .values(state=PollState.CLOSED.value, closed_at=now, left_seconds=None)
    )
    launched = await polls.all_launched(db, event)
    for running in launched.values():
        if running.anonymous:
            await sealed.let_go(db, event, running.box)
    await ballots.empty(db, event, await ballots.set_aside(db, event, {one.box for one in launched.values()}))
    await db.execute(delete(roll).where(roll.c.event == event))
    without_names = select(seal.c.box).where(seal.c.event == event)
    named = and_(ballot.c.event == event, ballot.c.key.not_like(f"{_NOBODY}%"), ballot.c.box.not_in(without_names))
    rows = await db.execute(select(ballot.c.box, ballot.c.marks).where(named))
    unnamed = [{"event": event, "box": row.box, "marks": row.marks, "key": f"{_NOBODY}{uuid4().hex}"} for row in rows]
    await db.execute(delete(ballot).where(named))
    if unnamed:
        await db.execute(ballot.insert(), sorted(unnamed, key=lambda one: one["key"]))
    return len(unnamed)


async def _messages(db: AsyncConnection, event: EventId, now: datetime) -> int:
    """What is on its way still arrives, and is cut the next day. That an organiser knows of an overruled change stays:
    else they would hear it at each start."""
    done = and_(delivery.c.state.not_in(_OPEN), delivery.c.kind != "overruled")
    return await _cut(db, and_(delivery.c.event == event, delivery.c.person_id.is_not(None), done), now)


async def _nothing(_db: AsyncConnection, _event: EventId, _now: datetime) -> int:
    return 0


_EMPTY: dict[Kept, Callable[[AsyncConnection, EventId, datetime], Awaitable[int]]] = {
    Kept.NAME: _column(registration.c.name),
    Kept.EMAIL: _email,
    Kept.ORGANISATION: _column(registration.c.organisation),
    Kept.FUNCTION: _column(registration.c.function),
    Kept.QUESTION: _questions,
    Kept.BALLOTS: _ballots,
    Kept.MESSAGES: _messages,
    Kept.ACCOUNT: _nothing,  # is let go of by people, not by field
}
