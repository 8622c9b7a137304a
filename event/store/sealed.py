"""Anonymous ballots: who voted stands on the roll, what was voted is sealed until the close. See `event.seals`."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import structlog
from sqlalchemy import (
    Connection,
    LargeBinary,
    Row,
    Select,
    Text,
    cast,
    delete,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from event import steps
from event.definition import Poll
from event.ids import BoxId, EventId, VoterId
from event.kinds.room import room
from event.kinds.shapes import Marks, Tally
from event.polls import PollState, Standing
from event.seals import GONE, Code, Seal, SealBroken, new_code, new_salt
from event.steps import Counted, Steps
from event.store import polls
from event.store.sealed_state import Sealed, laid_open, read, seal_of, votes_in
from event.store.tables import ballot, roll, seal, tally
from event.store.upsert import insert_all

ALL = ""
"""The mark that every ballot has."""
_AROUND = 64
"""Bytes of a sealed ballot, its marks aside."""
_MANY = 500
_LOOK_AT = 50
"""Of the ballots this part comes in before all are looked at anew, where marks aren't counted as they come."""
_AT_ONCE = 2000
"""Ballots that are opened in one go of another thread."""
T = TypeVar("T")
Told = tuple[int, Marks]
"""What a ballot says since the vote with this number."""
_LOOKED_UP: dict[bytes, tuple[int, Tally]] = {}
"""By a box's salt: what its ballots said after the vote with this number. It stays so until the next step."""
_MOST_LOOKED_UP = 8

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An anonymous vote was kept under this code. Without one they had voted, and it stays as it was."""

    code: Code | None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A vote to keep. `code` is the voter's own when they change it."""

    voter: VoterId
    marks: Marks
    code: Code | None


def keep(db: Connection, event: EventId, box: BoxId, votes: Sequence[Sent]) -> list[Kept]:
    """In their order. Nobody's first vote is taken twice; a known code changes the ballot that is kept under it. Two
    votes of somebody at once are a vote and its change."""
    row = db.execute(_seals(event).where(seal.c.box == box).with_for_update()).one()
    now = read(db, event, box, row.salt, row.state)
    voters = {name: one.voter for one in votes for name in (one.voter, now.seal.gone(one.voter))}
    known = select(roll.c.voter).where(roll.c.event == event, roll.c.box == box, roll.c.voter.in_(sorted(voters)))
    on_roll = {voters[name] for name in db.execute(known).scalars()}
    said = _found(db, event, box, now.seal, [one.code for one in votes if one.code])
    new: dict[VoterId, Code] = {}
    changed: dict[str, Code] = {}
    stood: list[str] = []
    counted = now.steps.counted
    counts, number, ballots = Counter(counted.counts), counted.upto, counted.ballots
    outcomes = []
    for one in votes:
        code = one.code if one.code and now.seal.row(one.code) in said else new.get(one.voter)
        if code is None and one.voter in on_roll:
            outcomes.append(Kept(code=None))
            continue
        if code is None:
            code = new[one.voter] = new_code()
            ballots += 1
        at, number = now.seal.row(code), number + 1
        before = said.get(at, [])
        if before and at not in changed:
            stood += [at, code.receipt]
        if now.counts:
            counts.update(one.marks)
            counts.subtract(before[0][1] if before else ())
        said[at] = [(number, one.marks), *_still_shown(before, now)]
        changed[at] = code
        outcomes.append(Kept(code=code))
    if new:
        insert_all(db, roll, ("event", "box", "voter"), [(event, box, voter) for voter in sorted(new)])
    if changed:
        if stood:
            db.execute(delete(ballot).where(ballot.c.event == event, ballot.c.box == box, ballot.c.key.in_(stood)))
        shut = [(at, _shut(now, at, code.receipt, said[at])) for at, code in sorted(changed.items())]
        insert_all(db, ballot, ("event", "box", "key", "sealed"), [(event, box, at, one) for at, one in shut])
        left = {mark: times for mark, times in counts.items() if times}
        counted, least = Counted(ballots=ballots, upto=number, counts=left), 1 if now.counts else ballots // _LOOK_AT
        then = now.with_(steps.after(now.steps, counted, least))
        db.execute(seal.update().where(seal.c.event == event, seal.c.box == box).values(state=then.written()))
    return outcomes


async def open_box(db: AsyncConnection, event: EventId, box: BoxId, poll: Poll) -> None:
    """Its poll is launched, or opened again: what still is sealed goes on."""
    row = await _held(db, event, box)
    if row is not None and row.salt is not None:
        return
    salt, begun = new_salt(), Steps()
    if row is not None:
        opened, counted = await _opened(db, event, box), room(poll).count is not None
        if opened.ballots:
            begun = steps.again(Counted(ballots=opened.ballots, counts=opened.counts if counted else {}))
    fresh = Sealed(seal=seal_of(db, event, box, salt), room=room(poll), steps=begun)
    values = {"salt": salt, "state": fresh.written()}
    if row is None:
        await db.execute(seal.insert().values(event=event, box=box, **values))
    else:
        await db.execute(seal.update().where(seal.c.event == event, seal.c.box == box).values(**values))


async def close_box(db: AsyncConnection, event: EventId, box: BoxId) -> None:
    """All sealed ballots are opened and laid down anew under their receipts, in the order of those; the salt is thrown
    away. While that would tell what a few voted they stay sealed. Raises SealBroken when the link key isn't the one
    that they were sealed with."""
    row = await _held(db, event, box)
    if row is None or row.salt is None:
        return
    now = read(db, event, box, row.salt, row.state)
    ballots, before = now.steps.counted.ballots, (await _opened(db, event, box)).ballots
    its = (ballot.c.event == event) & (ballot.c.box == box)
    shut = (
        await db.execute(select(func.count()).select_from(ballot).where(its, ballot.c.sealed.is_not(None)))
    ).scalar_one()
    new = ballots - before
    if shut and not steps.may_open(new, shut - new):
        return
    if shut:
        await _lay_open(db, event, box, now.seal)
    await _throw_away(db, event, box, votes=ballots)


async def _lay_open(db: AsyncConnection, event: EventId, box: BoxId, shut: Seal) -> None:
    """In the order of their receipts, the count of marks too: on PostgreSQL rows lie as they were written, and sealed
    ones as people voted. Sorted by the first digits first, for to sort all at once would hold the loop up."""
    piles: defaultdict[str, list[tuple[str, Marks]]] = defaultdict(list)
    async for receipt, told in _each(db, _rows(event, box), shut):
        piles[receipt[:2]].append((receipt, told[0][1]))
    await db.execute(delete(ballot).where(ballot.c.event == event, ballot.c.box == box))
    counted: Counter[str] = Counter()
    for some in _portions(one for digits in sorted(piles) for one in sorted(piles[digits])):
        counted.update(mark for _, marks in some for mark in (ALL, *marks))
        rows = [{"event": event, "box": box, "key": key, "marks": _written(marks)} for key, marks in some]
        await db.execute(ballot.insert(), rows)
    await db.execute(delete(tally).where(tally.c.event == event, tally.c.box == box))
    for some_marks in _portions(counted.items()):
        found = [{"event": event, "box": box, "mark": mark, "votes": votes} for mark, votes in some_marks]
        await db.execute(tally.insert(), found)


async def let_go(db: AsyncConnection, event: EventId, box: BoxId) -> None:
    """Nobody votes any more, and what can't be seen by now never is: it goes, and only counts."""
    try:
        async with db.begin_nested():
            await close_box(db, event, box)
    except SealBroken:
        log.exception("ballots can't be opened", box=box)
    row = await _held(db, event, box)
    if row is None or row.salt is None:
        return
    its = (ballot.c.event == event) & (ballot.c.box == box)
    votes = (await db.execute(select(func.count()).select_from(ballot).where(its))).scalar_one()
    await db.execute(delete(ballot).where(its, ballot.c.sealed.is_not(None)))
    await _throw_away(db, event, box, votes=votes)


async def standing(db: AsyncConnection, event: EventId, box: BoxId) -> Standing:
    """What may be seen of it, and how many voted."""
    row = (await db.execute(_seals(event).where(seal.c.box == box))).one_or_none()
    if row is None:
        return Standing(votes=0, tally=None)
    if row.salt is None:
        found = await _opened(db, event, box)
        return Standing(votes=votes_in(row), tally=found if found.ballots else None)
    now = _readable(db, row)
    if now is None:
        return Standing(votes=await _on_roll(db, event, box), tally=None)
    shown = now.steps.shown
    if not now.counts and shown is not None:
        known = _LOOKED_UP.get(row.salt)
        if known is not None and known[0] == shown.upto:
            return Standing(votes=now.steps.counted.ballots, tally=known[1])
        if shown.upto:
            return await _looked_up(db, event, box)
        return Standing(votes=now.steps.counted.ballots, tally=await _opened(db, event, box))
    return Standing(votes=now.steps.counted.ballots, tally=shown)


async def totals(db: AsyncConnection, event: EventId) -> dict[BoxId, int]:
    """How many voted in each box."""
    found: dict[BoxId, int] = {}
    for row in list(await db.execute(_seals(event))):
        box = BoxId(row.box)
        now = _readable(db, row) if row.salt is not None else None
        if row.salt is None:
            found[box] = votes_in(row)
        else:
            found[box] = now.steps.counted.ballots if now else await _on_roll(db, event, box)
    return found


async def has_voted(db: AsyncConnection, event: EventId, box: BoxId, voter: VoterId) -> bool:
    """Those included who were forgotten since, as long as they could vote twice."""
    salt = (await db.execute(select(seal.c.salt).where(seal.c.event == event, seal.c.box == box))).scalar_one_or_none()
    names = [voter, *([seal_of(db, event, box, salt).gone(voter)] if salt else [])]
    query = select(roll.c.voter).where(roll.c.event == event, roll.c.box == box, roll.c.voter.in_(names))
    return (await db.execute(query)).first() is not None


async def take_off(db: AsyncConnection, voters: Collection[VoterId]) -> None:
    """They stand on no roll any more. Where ballots are sealed a mark comes in their place, which says whose it is to
    nobody without the link key: who is forgotten can't vote once more. It goes with the salt."""
    theirs = roll.c.voter.in_(sorted(voters))
    both = (seal.c.event == roll.c.event) & (seal.c.box == roll.c.box)
    shut = select(roll.c.event, roll.c.box, roll.c.voter, seal.c.salt).join(seal, both)
    found = list(await db.execute(shut.where(theirs, seal.c.salt.is_not(None))))
    await db.execute(delete(roll).where(theirs))
    for row in found:
        mark = seal_of(db, row.event, row.box, row.salt).gone(row.voter)
        await db.execute(roll.insert().values(event=row.event, box=row.box, voter=mark))


async def of_code(db: AsyncConnection, event: EventId, box: BoxId, code: Code) -> Marks | None:
    """What the ballot with this code says; None when there is none."""
    salt = (await db.execute(select(seal.c.salt).where(seal.c.event == event, seal.c.box == box))).scalar_one_or_none()
    shut = seal_of(db, event, box, salt) if salt else None
    keys = [code.receipt, *([shut.row(code)] if shut else [])]
    for row in await db.execute(_rows(event, box).where(ballot.c.key.in_(keys))):
        if row.sealed is None or shut is not None:
            return _told(shut, row)[1][0][1]
    return None


async def broken(db: AsyncConnection, event: EventId) -> list[BoxId]:
    """Boxes that are voted in and can't be read: the link key was changed meanwhile."""
    launched = await polls.all_launched(db, event)
    under_way = {one.box for one in launched.values() if one.state in (PollState.OPEN, PollState.PAUSED)}
    rows = await db.execute(_seals(event).where(seal.c.salt.is_not(None)))
    return [BoxId(row.box) for row in rows if row.box in under_way and _readable(db, row) is None]


def _seals(event: EventId) -> Select[Any]:
    return select(seal.c.event, seal.c.box, seal.c.salt, seal.c.state).where(seal.c.event == event)


def _rows(event: EventId, box: BoxId) -> Select[Any]:
    return select(ballot.c.key, ballot.c.marks, ballot.c.sealed).where(ballot.c.event == event, ballot.c.box == box)


async def _held(db: AsyncConnection, event: EventId, box: BoxId) -> Row[Any] | None:
    """Nobody else counts in this box before the transaction ends."""
    found: Row[Any] | None = (await db.execute(_seals(event).where(seal.c.box == box).with_for_update())).one_or_none()
    return found


def _readable(db: AsyncConnection, row: Row[Any]) -> Sealed | None:
    try:
        return read(db, row.event, row.box, row.salt, row.state)
    except SealBroken:
        log.warning("sealed with another key", box=row.box)
        return None


async def _throw_away(db: AsyncConnection, event: EventId, box: BoxId, *, votes: int) -> None:
    forgotten = roll.c.voter.startswith(GONE, autoescape=True)
    await db.execute(delete(roll).where(roll.c.event == event, roll.c.box == box, forgotten))
    values = {"salt": None, "state": laid_open(votes)}
    await db.execute(seal.update().where(seal.c.event == event, seal.c.box == box).values(**values))


async def _opened(db: AsyncConnection, event: EventId, box: BoxId) -> Tally:
    """What the ballots said that were opened at the last close."""
    query = select(tally.c.mark, tally.c.votes).where(tally.c.event == event, tally.c.box == box, tally.c.votes > 0)
    counts = {row.mark: row.votes for row in await db.execute(query)}
    return Tally(ballots=counts.pop(ALL, 0), counts=counts)


async def _on_roll(db: AsyncConnection, event: EventId, box: BoxId) -> int:
    query = select(func.count()).select_from(roll).where(roll.c.event == event, roll.c.box == box)
    return (await db.execute(query)).scalar_one()


async def _looked_up(db: AsyncConnection, event: EventId, box: BoxId) -> Standing:
    """By the ballots themselves, as they were when what may be seen was counted. The seal comes with them in one
    statement: a moment later they may be of the next step."""
    its_own = select(
        literal("").label("key"), cast(null(), Text).label("marks"), seal.c.state.label("sealed"), seal.c.salt
    )
    theirs = select(ballot.c.key, ballot.c.marks, ballot.c.sealed, cast(null(), LargeBinary).label("salt"))
    both = union_all(
        its_own.where(seal.c.event == event, seal.c.box == box),
        theirs.where(ballot.c.event == event, ballot.c.box == box),
    )
    found = list(await db.execute(both))
    row = next(one for one in found if not one.key)
    if row.salt is None:  # closed a moment ago
        return await standing(db, event, box)
    now = read(db, event, box, row.salt, row.sealed)
    shown, counts = now.steps.shown or Counted(), Counter[str]()
    for start in range(0, len(found), _AT_ONCE):
        some = [one for one in found[start : start + _AT_ONCE] if one.key]
        for _, told in await asyncio.to_thread(_all_told, now.seal, some):
            counts.update(_as_of(told, shown))
    tally_then = Tally(ballots=shown.ballots, counts=counts)
    if len(_LOOKED_UP) >= _MOST_LOOKED_UP:
        _LOOKED_UP.clear()
    _LOOKED_UP[row.salt] = (shown.upto, tally_then)
    return Standing(votes=now.steps.counted.ballots, tally=tally_then)


async def _each(db: AsyncConnection, query: Select[Any], shut: Seal) -> AsyncIterator[tuple[str, list[Told]]]:
    """Opened beside the loop, so many at a time."""
    found = await db.stream(query)
    async for rows in found.partitions(_AT_ONCE):
        for one in await asyncio.to_thread(_all_told, shut, rows):
            yield one


def _portions(every: Iterable[T]) -> Iterator[list[T]]:
    left = iter(every)
    while some := list(islice(left, _MANY)):
        yield some


def _found(db: Connection, event: EventId, box: BoxId, shut: Seal, codes: Sequence[Code]) -> dict[str, list[Told]]:
    """Ballots that have these codes, by the row where each is sealed, those included that lie open since a close."""
    by_key = {key: shut.row(code) for code in codes for key in (shut.row(code), code.receipt)}
    if not by_key:
        return {}
    rows = db.execute(_rows(event, box).where(ballot.c.key.in_(sorted(by_key))))
    return {by_key[row.key]: _told(shut, row)[1] for row in rows}


def _all_told(shut: Seal, rows: Iterable[Row[Any]]) -> list[tuple[str, list[Told]]]:
    return [_told(shut, row) for row in rows]


def _told(shut: Seal | None, row: Row[Any]) -> tuple[str, list[Told]]:
    """A ballot's receipt and what it says, the newest first: of those that anybody may still have to be shown."""
    if row.sealed is None or shut is None:
        return row.key, [(0, tuple(json.loads(row.marks)))]
    receipt, *told = shut.open(row.sealed, row.key)
    return receipt, [(number, tuple(marks)) for number, *marks in told]


def _still_shown(before: Sequence[Told], now: Sealed) -> list[Told]:
    """Of what a ballot said before it was changed: what counts in a step that is or will be shown."""
    if now.counts:
        return []
    bounds = [one.upto for one in (now.steps.shown, now.steps.next) if one is not None]
    kept = {next((number for number, _ in before if number <= bound), None) for bound in bounds}
    return [one for one in before if one[0] in kept]


def _as_of(told: Sequence[Told], then: Counted) -> Marks:
    return next((marks for number, marks in told if number <= then.upto), ())


def _shut(now: Sealed, row: str, receipt: str, told: Sequence[Told]) -> bytes:
    said = [receipt, *([number, *marks] for number, marks in told)]
    return now.seal.close(said, row, _AROUND + len(told) * now.room.ballot)


def _written(marks: Marks) -> str:
    return json.dumps(marks, ensure_ascii=False, separators=(",", ":"))
