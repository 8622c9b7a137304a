"""What became of each message, person by person: for one person several roads may have been tried."""

from __future__ import annotations

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event import reach
from event.ids import EventId
from event.store.tables import delivery

_UNDER_WAY = ("planned", "claimed", "uncertain")
_STANDS = {4: "sent", 3: "planned", 2: "failed", 1: "cancelled"}


async def counts(db: AsyncConnection, event: EventId) -> dict[tuple[str, str], int]:
    """How many people, by occasion and state: whom it reached, for whom it is under way (`planned`), whom it couldn't
    reach and who needn't hear it. A post in the meeting's chat that was for nobody in particular counts as one."""
    state = delivery.c.state
    best = func.max(case((state == "sent", 4), (state.in_(_UNDER_WAY), 3), (state == "failed", 2), else_=1))
    theirs = delivery.alias()
    for_people = and_(delivery.c.person_id.is_(None), select(theirs.c.id).where(theirs.c.via == delivery.c.id).exists())
    each = (
        select(delivery.c.occasion, best.label("best"))
        .where(delivery.c.event == event, ~for_people)
        .group_by(delivery.c.occasion, delivery.c.recipient)
        .subquery()
    )
    query = select(each.c.occasion, each.c.best, func.count()).group_by(each.c.occasion, each.c.best)
    return {(occasion, _STANDS[stands]): number for occasion, stands, number in await db.execute(query)}


async def failed(db: AsyncConnection, event: EventId) -> dict[str, int]:
    """How many messages reached somebody on no road, by the reason on the last one; the most frequent first."""
    other = delivery.alias()
    told_or_later = (
        select(other.c.id)
        .where(
            other.c.event == delivery.c.event,
            other.c.occasion == delivery.c.occasion,
            other.c.recipient == delivery.c.recipient,
            or_(
                other.c.state.in_(("sent", *_UNDER_WAY)),
                and_(other.c.state == "failed", other.c.id > delivery.c.id),
            ),
        )
        .exists()
    )
    number = func.count()
    query = (
        select(delivery.c.reason, number)
        .where(delivery.c.event == event, delivery.c.state == "failed", ~told_or_later)
        .group_by(delivery.c.reason)
        .order_by(number.desc(), delivery.c.reason)
    )
    return {row[0] or reach.NO_CHAT: row[1] for row in await db.execute(query)}
