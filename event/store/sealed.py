"""Anonymous ballots: who voted stands on the roll, what was voted is sealed until the close. See `event.seals`."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event import steps
from event.ids import BoxId, EventId, VoterId
from event.kinds.shapes import Marks, Tally
from event.polls import Standing
from event.seals import Code, Seal, SealBroken, new_code, new_salt
from event.steps import Steps
from event.store.tables import ballot, roll, seal, tally

SECRET = "gastheer_secret"  # noqa: S105 - its name
"""The connection's option that has the link key: see `Database`."""
_MANY = 500


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
    """In their order. Nobody's first vote is taken twice; a known code changes the ballot that is kept under it."""
    opened = _opened(db, event, box)
    voters = {one.voter for one in votes}
    known = select(roll.c.voter).where(roll.c.event == event, roll.c.box == box, roll.c.voter.in_(voters))
    on_roll = set(db.execute(known).scalars())
    ballots = _found(db, event, box, opened.seal, [one.code for one in votes if one.code])
    new_voters: list[VoterId] = []
    changed: dict[str, tuple[Code, Marks]] = {}
    counts, number = Counter(opened.steps.counted.counts), opened.steps.counted.ballots
    outcomes = []
    for one in votes:
        code = one.code if one.code and opened.seal.row(one.code) in ballots else None
        if code is None:
            if one.voter in on_roll:
                outcomes.append(Kept(code=None))
                continue
            code, number = new_code(), number + 1
            on_roll.add(one.voter)
            new_voters.append(one.voter)
        row = opened.seal.row(code)
        counts.update(one.marks)
        counts.subtract(ballots.get(row, ()))
        ballots[row] = one.marks
        changed[row] = (code, one.marks)
        outcomes.append(Kept(code=code))
    if new_voters:
        db.execute(roll.insert(), [{"event": event, "box": box, "voter": voter} for voter in sorted(new_voters)])
    if changed:
        gone = [*changed, *(code.receipt for code, _ in changed.values())]
        db.execute(delete(ballot).where(ballot.c.event == event, ballot.c.box == box, ballot.c.key.in_(gone)))
        db.execute(
            ballot.insert(),
            [
                {"event": event, "box": box, "key": row, "sealed": opened.seal.close([code.receipt, *marks])}
                for row, (code, marks) in sorted(changed.items())
            ],
        )
        now = Tally(ballots=number, counts={mark: votes for mark, votes in counts.items() if votes})
        state = opened.seal.close(_written(steps.after(opened.steps, now)))
        db.execute(seal.update().where(seal.c.event == event, seal.c.box == box).values(state=state))
    return outcomes


async def open_box(db: AsyncConnection, event: EventId, box: BoxId) -> None:
    """Its poll is launched, or opened again."""
    row = (await db.execute(select(seal).where(seal.c.event == event, seal.c.box == box))).one_or_none()
    salt = new_salt()
    shut = _seal(db, event, box, salt)
    if row is None:
        values = {"event": event, "box": box, "salt": salt, "state": shut.close(_written(Steps()))}
        await db.execute(seal.insert().values(**values))
    elif row.salt is None:
        counts = select(tally.c.mark, tally.c.votes).where(tally.c.event == event, tally.c.box == box)
        found = {row.mark: row.votes for row in await db.execute(counts)}
        counted = Tally(ballots=found.pop("", 0), counts=found)
        begun = steps.again(counted, _read(json.loads(row.state)).shown)
        values = {"salt": salt, "state": shut.close(_written(begun))}
        await db.execute(seal.update().where(seal.c.event == event, seal.c.box == box).values(**values))


async def close_box(db: AsyncConnection, event: EventId, box: BoxId) -> None:
    """All sealed ballots are opened and laid down anew under their receipts, in the order of those; the salt is thrown
    away. Raises SealBroken when the link key isn't the one that they were sealed with."""
    held = select(seal).where(seal.c.event == event, seal.c.box == box).with_for_update()
    row = (await db.execute(held)).one_or_none()
    if row is None or row.salt is None:
        return
    shut = _seal(db, event, box, row.salt)
    before = _read(shut.open(row.state))
    theirs = (ballot.c.event == event) & (ballot.c.box == box)
    found = (await db.execute(select(ballot.c.sealed).where(theirs, ballot.c.sealed.is_not(None)))).scalars().all()
    opened = await asyncio.to_thread(lambda: [shut.open(one) for one in found])
    plain = [(str(receipt), marks) for receipt, *marks in opened]
    # Those that lie open since an earlier close are laid down again too: nothing tells which came later.
    plain += [
        (row.key, json.loads(row.marks))
        for row in await db.execute(select(ballot).where(theirs, ballot.c.sealed.is_(None)))
    ]
    await db.execute(delete(ballot).where(theirs))
    plain.sort()
    for start in range(0, len(plain), _MANY):
        rows = [
            {
                "event": event,
                "box": box,
                "key": key,
                "marks": json.dumps(marks, ensure_ascii=False, separators=(",", ":")),
            }
            for key, marks in plain[start : start + _MANY]
        ]
        await db.execute(ballot.insert(), rows)
    counted = Counter(str(mark) for _, marks in plain for mark in ("", *marks))
    await db.execute(delete(tally).where(tally.c.event == event, tally.c.box == box))
    marks = [{"event": event, "box": box, "mark": mark, "votes": votes} for mark, votes in sorted(counted.items())]
    for start in range(0, len(marks), _MANY):
        await db.execute(tally.insert(), marks[start : start + _MANY])
    now = Tally(ballots=len(plain), counts={mark: votes for mark, votes in counted.items() if mark})
    left = json.dumps(_written(Steps(shown=steps.at_close(now, before.shown)))).encode()
    await db.execute(seal.update().where(seal.c.event == event, seal.c.box == box).values(salt=None, state=left))


async def standing(db: AsyncConnection, event: EventId, box: BoxId) -> Standing:
    """What may be seen of it, and how many voted."""
    row = (await db.execute(select(seal).where(seal.c.event == event, seal.c.box == box))).one_or_none()
    if row is None:
        return Standing(votes=0, tally=None)
    if row.salt is None:
        counted = select(tally.c.votes).where(tally.c.event == event, tally.c.box == box, tally.c.mark == "")
        votes = (await db.execute(counted)).scalar_one_or_none() or 0
        return Standing(votes=votes, tally=_read(json.loads(row.state)).shown)
    now = _read(_seal(db, event, box, row.salt).open(row.state))
    return Standing(votes=now.counted.ballots, tally=now.shown)


async def totals(db: AsyncConnection, event: EventId) -> dict[BoxId, int]:
    """How many voted in each box that is open."""
    rows = await db.execute(select(seal).where(seal.c.event == event, seal.c.salt.is_not(None)))
    return {
        BoxId(row.box): _read(_seal(db, event, BoxId(row.box), row.salt).open(row.state)).counted.ballots
        for row in rows
    }


async def has_voted(db: AsyncConnection, event: EventId, box: BoxId, voter: VoterId) -> bool:
    query = select(roll.c.voter).where(roll.c.event == event, roll.c.box == box, roll.c.voter == voter)
    return (await db.execute(query)).first() is not None


async def of_code(db: AsyncConnection, event: EventId, box: BoxId, code: Code) -> Marks | None:
    """What the ballot with this code says; None when there is none."""
    salt = (await db.execute(select(seal.c.salt).where(seal.c.event == event, seal.c.box == box))).scalar_one_or_none()
    shut = _seal(db, event, box, salt) if salt else None
    keys = [code.receipt, *([shut.row(code)] if shut else [])]
    query = select(ballot).where(ballot.c.event == event, ballot.c.box == box, ballot.c.key.in_(keys))
    for row in await db.execute(query):
        if row.sealed is None:
            return tuple(json.loads(row.marks))
        if shut is not None:
            return tuple(str(mark) for mark in shut.open(row.sealed)[1:])
    return None


async def broken(db: AsyncConnection, event: EventId) -> list[BoxId]:
    """Boxes that are open and can't be read: the link key was changed meanwhile."""
    found = []
    for row in await db.execute(select(seal).where(seal.c.event == event, seal.c.salt.is_not(None))):
        try:
            _seal(db, event, BoxId(row.box), row.salt).open(row.state)
        except SealBroken:
            found.append(BoxId(row.box))
    return found


@dataclass(frozen=True)
class _Opened:
    seal: Seal
    steps: Steps


def _opened(db: Connection, event: EventId, box: BoxId) -> _Opened:
    """Held: nobody else counts in this box meanwhile."""
    row = db.execute(select(seal).where(seal.c.event == event, seal.c.box == box).with_for_update()).one()
    shut = _seal(db, event, box, row.salt)
    return _Opened(shut, _read(shut.open(row.state)))


def _found(db: Connection, event: EventId, box: BoxId, shut: Seal, codes: Sequence[Code]) -> dict[str, Marks]:
    """Ballots that have these codes, by the row where each is sealed, those included that lie open since a close."""
    by_key = {key: shut.row(code) for code in codes for key in (shut.row(code), code.receipt)}
    if not by_key:
        return {}
    query = select(ballot).where(ballot.c.event == event, ballot.c.box == box, ballot.c.key.in_(sorted(by_key)))
    return {
        by_key[row.key]: tuple(json.loads(row.marks) if row.sealed is None else map(str, shut.open(row.sealed)[1:]))
        for row in db.execute(query)
    }


def _seal(db: AsyncConnection | Connection, event: EventId, box: BoxId, salt: bytes) -> Seal:
    raw = db.sync_connection if isinstance(db, AsyncConnection) else db
    if raw is None:
        raise RuntimeError("this connection isn't begun")
    return Seal(raw.get_execution_options()[SECRET], salt, f"{event}/{box}")


def _written(now: Steps) -> list[object]:
    return [_flat(one) for one in (now.counted, now.shown, now.next)]


def _flat(one: Tally | None) -> list[object] | None:
    return None if one is None else [one.ballots, dict(one.counts)]


def _read(said: Sequence[Any]) -> Steps:
    counted, shown, next_ = (_tally(one) for one in said)
    return Steps(counted=counted or Tally(), shown=shown, next=next_)


def _tally(said: Sequence[Any] | None) -> Tally | None:
    counts: Mapping[str, int] = said[1] if said else {}
    return Tally(ballots=said[0], counts=counts) if said else None
