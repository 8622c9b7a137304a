"""Whoever was signed up from a list hears it, as if they had done it themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Event
from event.ids import PersonId
from event.registration import Change
from event.store import audiences
from event.store.imports import TakenOver
from scheduler import planner

_AT_ONCE = 500
"""People in one statement."""


async def tell(
    db: AsyncConnection, event: Event, found: Sequence[TakenOver], now: datetime, *, real_now: datetime
) -> None:
    """In the transaction that takes the list over: each is told how they stand, with the privacy notice that they
    didn't read yet, and newcomers get what everybody else was sent and still matters."""
    for version in sorted({one.version for one in found}):
        for people in _some([one for one in found if one.version == version]):
            await planner.confirm(db, event, audiences.only(*people), version, real_now=real_now)
    for people in _some([one for one in found if one.change in (Change.NEW, Change.CAME_BACK)]):
        await planner.plan_for_newcomers(db, event, audiences.only(*people), now, real_now=real_now)


def _some(found: Sequence[TakenOver]) -> list[list[PersonId]]:
    people = [one.person for one in found]
    return [people[start : start + _AT_ONCE] for start in range(0, len(people), _AT_ONCE)]
