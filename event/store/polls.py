"""Polls that were launched, and their ballots."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import ConversationId, EventId, OptionKey, PersonId, PollKey, VoterId
from event.polls import PollState, RunningPoll
from event.store.tables import ballot, poll
from event.store.upsert import insert


async def find(db: AsyncConnection, event: EventId, key: PollKey, *, hold: bool = False) -> RunningPoll | None:
    """A launched poll; None when it is only prepared. With `hold` it can't be closed before this transaction ends."""
    query = select(poll.c.state, poll.c.conversation_id).where(poll.c.event == event, poll.c.key == key)
    row = (await db.execute(query.with_for_update(read=True) if hold else query)).one_or_none()
    return RunningPoll(state=PollState(row.state), conversation=row.conversation_id) if row else None


async def all_launched(db: AsyncConnection, event: EventId) -> dict[str, RunningPoll]:
    rows = await db.execute(select(poll).where(poll.c.event == event))
    return {row.key: RunningPoll(state=PollState(row.state), conversation=row.conversation_id) for row in rows}


async def launch(
    db: AsyncConnection, event: EventId, key: PollKey, conversation: ConversationId, by: PersonId, now: datetime
) -> bool:
    """False when it was launched before."""
    done = await db.execute(
        insert(db, poll)
        .values(
            event=event,
            key=key,
            state=PollState.OPEN.value,
            conversation_id=conversation,
            launched_by=by,
            launched_at=now,
        )
        .on_conflict_do_nothing()
    )
    return done.rowcount == 1


async def close(db: AsyncConnection, event: EventId, key: PollKey, by: PersonId, now: datetime) -> bool:
    """False when it isn't open."""
    done = await db.execute(
        poll.update()
        .where(poll.c.event == event, poll.c.key == key, poll.c.state == PollState.OPEN.value)
        .values(state=PollState.CLOSED.value, closed_by=by, closed_at=now)
    )
    return done.rowcount == 1


async def vote(db: AsyncConnection, event: EventId, key: PollKey, voter: VoterId, option: OptionKey) -> None:
    """The last vote counts."""
    await db.execute(
        insert(db, ballot)
        .values(event=event, poll=key, voter=voter, option=option)
        .on_conflict_do_update(index_elements=["event", "poll", "voter"], set_={"option": option})
    )


async def choice(db: AsyncConnection, event: EventId, key: PollKey, voter: VoterId) -> OptionKey | None:
    query = select(ballot.c.option).where(ballot.c.event == event, ballot.c.poll == key, ballot.c.voter == voter)
    return (await db.execute(query)).scalar_one_or_none()


async def counts(db: AsyncConnection, event: EventId, key: PollKey) -> dict[str, int]:
    """Votes by option key."""
    query = (
        select(ballot.c.option, func.count())
        .where(ballot.c.event == event, ballot.c.poll == key)
        .group_by(ballot.c.option)
    )
    return {row[0]: row[1] for row in await db.execute(query)}


async def totals(db: AsyncConnection, event: EventId) -> dict[str, int]:
    """Votes by poll key."""
    query = select(ballot.c.poll, func.count()).where(ballot.c.event == event).group_by(ballot.c.poll)
    return {row[0]: row[1] for row in await db.execute(query)}
