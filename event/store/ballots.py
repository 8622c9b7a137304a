"""Ballots and what they come to: one for each voter in each box. Of anonymous polls see also `sealed`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import BoxId, EventId, VoterId
from event.kinds.shapes import Marks, Tally
from event.poll_texts import shown
from event.polls import PollState, RunningPoll, Standing
from event.store import poll_texts, sealed
from event.store.tables import ballot, poll, poll_text, roll, seal, tally

ALL = ""
"""The mark that every ballot has."""
_MANY = 500
_MARKS_OF = select(ballot.c.marks).where(
    ballot.c.event == bindparam("event"),
    ballot.c.box == bindparam("box"),
    ballot.c.key.in_(bindparam("voters", expanding=True)),
)


def _keeping(dialect: ModuleType) -> tuple[Any, Any]:
    """Keep a ballot, the last one of each voter; move a tally."""
    kept, counted = dialect.insert(ballot), dialect.insert(tally)
    return (
        kept.on_conflict_do_update(index_elements=["event", "box", "key"], set_={"marks": kept.excluded.marks}),
        counted.on_conflict_do_update(
            index_elements=["event", "box", "mark"], set_={"votes": tally.c.votes + counted.excluded.votes}
        ),
    )


# Made once: making them costs as much as running them, and every vote does.
_KEEPING = {"sqlite": _keeping(sqlite), "postgresql": _keeping(postgresql)}
_KEPT = ("event", "box", "key", "marks")
_COUNTED = ("event", "box", "mark", "votes")
_KEEP, _COUNT = (
    str(one.compile(dialect=sqlite.dialect(), column_keys=keys))
    for one, keys in zip(_KEEPING["sqlite"], (_KEPT, _COUNTED), strict=True)
)
"""As SQLite's driver takes them, a row as a tuple: what SQLAlchemy does for each row costs as much as SQLite."""
_MARKS = "SELECT marks FROM ballot WHERE event = ? AND box = ? AND key IN ({})"


def written(marks: Marks) -> str:
    return json.dumps(marks, ensure_ascii=False, separators=(",", ":"))


def marks_of(kept: str) -> Marks:
    return tuple(json.loads(kept))


def keep(db: Connection, event: EventId, box: BoxId, said: Mapping[VoterId, Marks]) -> None:
    """One ballot for each voter, the last one; the tally goes along."""
    if not said:
        return
    quick = db.dialect.name == "sqlite"
    if quick:
        found = db.exec_driver_sql(_MARKS.format(", ".join("?" * len(said))), (event, box, *said))
    else:
        found = db.execute(_MARKS_OF, {"event": event, "box": box, "voters": list(said)})
    before = [marks_of(row[0]) for row in found]
    change = Counter(mark for marks in said.values() for mark in marks)
    change.subtract(mark for marks in before for mark in marks)
    change[ALL] = len(said) - len(before)
    as_kept = {marks: written(marks) for marks in set(said.values())}
    ballots = [(event, box, voter, as_kept[marks]) for voter, marks in said.items()]
    moved = [(event, box, mark, change[mark]) for mark in sorted(change) if change[mark]]
    keep_all, count = _KEEPING[db.dialect.name]
    if quick:
        db.exec_driver_sql(_KEEP, ballots)
    else:
        db.execute(keep_all, [dict(zip(_KEPT, row, strict=True)) for row in ballots])
    if moved and quick:
        db.exec_driver_sql(_COUNT, moved)
    elif moved:
        db.execute(count, [dict(zip(_COUNTED, row, strict=True)) for row in moved])


async def standing(db: AsyncConnection, event: EventId, running: RunningPoll | None) -> Standing:
    """How many voted, and what of it may be seen by anybody at all: of what people write what moderators show."""
    found = await unread(db, event, running)
    if running is None or running.hold is None or found.tally is None:
        return found
    tally, waiting = shown(found.tally, await poll_texts.decisions(db, event, running.box), hold=running.hold)
    return replace(found, tally=tally, waiting=waiting)


async def unread(db: AsyncConnection, event: EventId, running: RunningPoll | None) -> Standing:
    """The same with all that people wrote, for the moderators who decide about it."""
    if running is None:
        return Standing(votes=0, tally=Tally())
    closed = running.state is PollState.CLOSED
    if running.anonymous:
        return replace(await sealed.standing(db, event, running.box), closed=closed)
    counted = await tally_of(db, event, running.box)
    return Standing(votes=counted.ballots, tally=counted, closed=closed)


async def tally_of(db: AsyncConnection, event: EventId, box: BoxId) -> Tally:
    query = select(tally.c.mark, tally.c.votes).where(tally.c.event == event, tally.c.box == box, tally.c.votes > 0)
    counts = {row.mark: row.votes for row in await db.execute(query)}
    return Tally(ballots=counts.pop(ALL, 0), counts=counts)


async def totals(db: AsyncConnection, event: EventId) -> dict[BoxId, int]:
    """How many voted in each box."""
    named = select(tally.c.box, tally.c.votes).where(tally.c.event == event, tally.c.mark == ALL)
    return {BoxId(row[0]): row[1] for row in await db.execute(named)} | await sealed.totals(db, event)


async def own(db: AsyncConnection, event: EventId, box: BoxId, voter: VoterId) -> Marks | None:
    """What this voter's ballot says, where it stands under their name."""
    query = select(ballot.c.marks).where(ballot.c.event == event, ballot.c.box == box, ballot.c.key == voter)
    kept = (await db.execute(query)).scalar_one_or_none()
    return marks_of(kept) if kept else None


async def voted(
    db: AsyncConnection, event: EventId, running: RunningPoll, *, among: Collection[VoterId] | None = None
) -> set[VoterId]:
    """Who voted, as far as that is known; of these alone, where some are named."""
    column, table = (roll.c.voter, roll) if running.anonymous else (ballot.c.key, ballot)
    query = select(column).where(table.c.event == event, table.c.box == running.box)
    if among is not None:
        query = query.where(column.in_(among))
    return {VoterId(key) for key in (await db.execute(query)).scalars()}


async def hold_all(db: AsyncConnection) -> None:
    """Nobody votes before the transaction ends. First: whoever keeps a vote holds the poll, and then ballots."""
    await db.execute(select(poll.c.key).order_by(poll.c.event, poll.c.key).with_for_update())


async def take_out(db: AsyncConnection, voters: Collection[VoterId]) -> None:
    """Their ballots count no more. An anonymous one can't be told from others and stays; that they voted goes, and
    they don't vote in it again."""
    await hold_all(db)
    theirs = ballot.c.key.in_(sorted(voters))
    taken = list(await db.execute(select(ballot.c.event, ballot.c.box).distinct().where(theirs)))
    await db.execute(delete(ballot).where(theirs))
    await sealed.take_off(db, voters)
    for row in taken:
        await recount(db, row.event, [row.box])


async def recount(db: AsyncConnection, event: EventId, boxes: Collection[str]) -> None:
    """Ballots were taken out or joined: count these boxes anew."""
    for box in sorted(set(boxes)):
        await db.execute(delete(tally).where(tally.c.event == event, tally.c.box == box))
        query = select(ballot.c.marks).where(ballot.c.event == event, ballot.c.box == box, ballot.c.marks.is_not(None))
        found = Counter[str]()
        for kept in (await db.execute(query)).scalars():
            found.update((ALL, *marks_of(kept)))
        rows = [{"event": event, "box": box, "mark": mark, "votes": votes} for mark, votes in sorted(found.items())]
        for start in range(0, len(rows), _MANY):
            await db.execute(tally.insert(), rows[start : start + _MANY])


async def set_aside(db: AsyncConnection, event: EventId, current: Collection[BoxId]) -> list[BoxId]:
    """Boxes of before a reset; `current` are those that launched polls have now."""
    found = set[str]()
    for table in (ballot, roll, tally, seal, poll_text):
        found.update((await db.execute(select(table.c.box).distinct().where(table.c.event == event))).scalars())
    keys = {box.split(".")[0] for box in current}
    return sorted(BoxId(box) for box in found - set(current) if box.split(".")[0] in keys)


async def empty(db: AsyncConnection, event: EventId, boxes: Sequence[BoxId]) -> None:
    """These boxes are no more."""
    for table in (ballot, roll, tally, seal, poll_text):
        await db.execute(delete(table).where(table.c.event == event, table.c.box.in_(boxes)))
