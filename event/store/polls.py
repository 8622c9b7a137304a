"""Polls that were launched, and their ballots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import ConversationId, EventId, OptionKey, PersonId, PollKey, VoterId
from event.polls import PollState, RunningPoll
from event.store.tables import ballot, poll, tally
from event.store.upsert import insert

_HELD = (
    select(poll).where(poll.c.event == bindparam("event"), poll.c.key == bindparam("key")).with_for_update(read=True)
)
_BALLOTS_OF = select(ballot.c.option).where(
    ballot.c.event == bindparam("event"),
    ballot.c.poll == bindparam("poll"),
    ballot.c.voter.in_(bindparam("voters", expanding=True)),
)


def _keeping(dialect: ModuleType) -> tuple[Any, Any]:
    """Keep a ballot, the last one of each voter; move a tally."""
    kept, counted = dialect.insert(ballot), dialect.insert(tally)
    return (
        kept.on_conflict_do_update(index_elements=["event", "poll", "voter"], set_={"option": kept.excluded.option}),
        counted.on_conflict_do_update(
            index_elements=["event", "poll", "option"], set_={"votes": tally.c.votes + counted.excluded.votes}
        ),
    )


# Made once: making them costs as much as running them, and every vote does.
_KEEPING = {"sqlite": _keeping(sqlite), "postgresql": _keeping(postgresql)}


async def find(db: AsyncConnection, event: EventId, key: PollKey, *, hold: bool = False) -> RunningPoll | None:
    """A launched poll; None when it is only prepared. With `hold` it can't be closed before this transaction ends."""
    query = select(poll).where(poll.c.event == event, poll.c.key == key)
    row = (await db.execute(query.with_for_update(read=True) if hold else query)).one_or_none()
    return _running(row) if row else None


async def all_launched(db: AsyncConnection, event: EventId) -> dict[str, RunningPoll]:
    rows = await db.execute(select(poll).where(poll.c.event == event))
    return {row.key: _running(row) for row in rows}


async def launch(
    db: AsyncConnection,
    event: EventId,
    key: PollKey,
    conversation: ConversationId,
    by: PersonId,
    now: datetime,
    *,
    closes: datetime | None,
) -> bool:
    """False when it was launched before. `closes` is when it closes by itself."""
    done = await db.execute(
        insert(db, poll)
        .values(
            event=event,
            key=key,
            state=PollState.OPEN.value,
            conversation_id=conversation,
            launched_by=by,
            launched_at=now,
            closes_at=closes,
        )
        .on_conflict_do_nothing()
    )
    return done.rowcount == 1


async def close(db: AsyncConnection, event: EventId, key: PollKey, by: PersonId | None, now: datetime) -> bool:
    """False when it isn't open. Without `by` it closes by itself, and only when its moment has come."""
    still_open = (poll.c.event == event) & (poll.c.key == key) & (poll.c.state == PollState.OPEN.value)
    done = await db.execute(
        poll.update()
        .where(still_open if by else still_open & (poll.c.closes_at <= now))
        .values(state=PollState.CLOSED.value, closed_by=by, closed_at=now)
    )
    return done.rowcount == 1


async def due(db: AsyncConnection, event: EventId, now: datetime) -> list[PollKey]:
    """Those that are open past their moment."""
    query = select(poll.c.key).where(
        poll.c.event == event, poll.c.state == PollState.OPEN.value, poll.c.closes_at <= now
    )
    return [row.key for row in await db.execute(query.order_by(poll.c.closes_at, poll.c.key))]


async def moments(db: AsyncConnection, event: EventId) -> list[datetime]:
    """When those that are open close by themselves."""
    query = select(poll.c.closes_at).where(
        poll.c.event == event, poll.c.state == PollState.OPEN.value, poll.c.closes_at.is_not(None)
    )
    return [row.closes_at for row in await db.execute(query)]


async def extend(
    db: AsyncConnection, event: EventId, key: PollKey, was: datetime, closes: datetime | None, now: datetime
) -> bool:
    """Let it close later, or not by itself. False when it is closed or no longer closes at `was`."""
    done = await db.execute(
        poll.update()
        .where(
            poll.c.event == event,
            poll.c.key == key,
            poll.c.state == PollState.OPEN.value,
            poll.c.closes_at == was,
            poll.c.closes_at > now,
        )
        .values(closes_at=closes)
    )
    return done.rowcount == 1


def held(db: Connection, event: EventId, key: PollKey) -> RunningPoll | None:
    """As `find` with `hold`, for whoever awaits nothing."""
    row = db.execute(_HELD, {"event": event, "key": key}).one_or_none()
    return _running(row) if row else None


def keep_votes(db: Connection, event: EventId, key: PollKey, choices: Mapping[VoterId, OptionKey]) -> None:
    """One ballot for each voter, the last one; the tally goes along."""
    if not choices:
        return
    rows = db.execute(_BALLOTS_OF, {"event": event, "poll": key, "voters": list(choices)})
    change = Counter(choices.values())
    change.subtract(Counter(row[0] for row in rows))
    keep, count = _KEEPING[db.dialect.name]
    db.execute(
        keep, [{"event": event, "poll": key, "voter": voter, "option": option} for voter, option in choices.items()]
    )
    moved = [
        {"event": event, "poll": key, "option": option, "votes": number} for option, number in change.items() if number
    ]
    if moved:
        db.execute(count, moved)


async def take_out(db: AsyncConnection, voters: Collection[VoterId]) -> None:
    """Their ballots count no more."""
    theirs = ballot.c.voter.in_(sorted(voters))
    taken = list(await db.execute(select(ballot.c.event, ballot.c.poll).distinct().where(theirs)))
    await db.execute(delete(ballot).where(theirs))
    for row in taken:
        await recount(db, row.event, [row.poll])


async def recount(db: AsyncConnection, event: EventId, keys: Collection[str]) -> None:
    """Ballots were taken out or joined: count these polls anew."""
    if not keys:
        return
    await db.execute(delete(tally).where(tally.c.event == event, tally.c.poll.in_(sorted(keys))))
    counted = (
        select(ballot.c.event, ballot.c.poll, ballot.c.option, func.count())
        .where(ballot.c.event == event, ballot.c.poll.in_(sorted(keys)))
        .group_by(ballot.c.event, ballot.c.poll, ballot.c.option)
    )
    await db.execute(tally.insert().from_select(["event", "poll", "option", "votes"], counted))


async def choice(db: AsyncConnection, event: EventId, key: PollKey, voter: VoterId) -> OptionKey | None:
    query = select(ballot.c.option).where(ballot.c.event == event, ballot.c.poll == key, ballot.c.voter == voter)
    return (await db.execute(query)).scalar_one_or_none()


async def counts(db: AsyncConnection, event: EventId, key: PollKey) -> dict[str, int]:
    """Votes by option key."""
    query = select(tally.c.option, tally.c.votes).where(tally.c.event == event, tally.c.poll == key, tally.c.votes > 0)
    return {row.option: row.votes for row in await db.execute(query)}


async def totals(db: AsyncConnection, event: EventId) -> dict[str, int]:
    """Votes by poll key."""
    query = select(tally.c.poll, func.sum(tally.c.votes)).where(tally.c.event == event).group_by(tally.c.poll)
    return {row[0]: int(row[1]) for row in await db.execute(query) if row[1]}


def _running(row: Row[Any]) -> RunningPoll:
    return RunningPoll(state=PollState(row.state), conversation=row.conversation_id, closes=row.closes_at)
