"""A list of sign-ups is taken over, and whoever was on it hears it, as if they had signed up themselves."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Event
from event.ids import PersonId
from event.importing.columns import Columns, Table
from event.importing.lines import Line, Verdict, judge, taken_over
from event.registration import Change
from event.store import audiences, audit, imports
from event.store.imports import TakenOver
from scheduler import planner

_AT_ONCE = 500
"""People in one statement."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a list: `counts` of what was taken over, and the lines that were left out."""

    counts: Counter[Change]
    doubtful: Sequence[Line]
    wrong: Sequence[Line]


async def take_over(
    db: AsyncConnection,
    event: Event,
    table: Table,
    columns: Columns,
    taken: Collection[int],
    *,
    by: PersonId | None,
    now: datetime,
    real_now: datetime,
) -> Result:
    """As it stands in this transaction: somebody may have signed up since the list was looked at. `taken` are the
    numbers of doubtful lines that come along; `by` is None on the command line."""
    known = await imports.known(db, event.id, hold=True)
    lines = await asyncio.to_thread(judge, table, columns, known)
    brought = taken_over(lines, taken)
    found = await imports.take_over(db, event, brought, known, now)
    await _tell(db, event, found, now, real_now=real_now)
    numbers = {line.number for line in brought}
    result = Result(
        counts=Counter(one.change for one in found),
        doubtful=[line for line in lines if line.verdict is Verdict.DOUBTFUL and line.number not in numbers],
        wrong=[line for line in lines if line.verdict is Verdict.WRONG],
    )
    await audit.note(
        db,
        event.id,
        by,
        "participants.import",
        now,
        new=result.counts[Change.NEW],
        changed=result.counts[Change.CHANGED],
        came_back=result.counts[Change.CAME_BACK],
        doubtful=len(result.doubtful),
        wrong=len(result.wrong),
    )
    return result


async def _tell(
    db: AsyncConnection, event: Event, found: Sequence[TakenOver], now: datetime, *, real_now: datetime
) -> None:
    """Each is told how they stand, with the privacy notice that they didn't read yet, and newcomers get what everybody
    else was sent and still matters."""
    for version in sorted({one.version for one in found}):
        for people in _some([one for one in found if one.version == version]):
            await planner.confirm(db, event, audiences.only(*people), version, real_now=real_now)
    for people in _some([one for one in found if one.change in (Change.NEW, Change.CAME_BACK)]):
        await planner.plan_for_newcomers(db, event, audiences.only(*people), now, real_now=real_now)


def _some(found: Sequence[TakenOver]) -> list[list[PersonId]]:
    people = [one.person for one in found]
    return [people[start : start + _AT_ONCE] for start in range(0, len(people), _AT_ONCE)]
