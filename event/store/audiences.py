"""Who an announcement is for, as a query of people's ids."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Announcement, Audience, Event
from event.folding import fold
from event.ids import PersonId
from event.store import roles
from event.store.tables import conversation, person, registration


async def query(db: AsyncConnection, event: Event, one: Announcement) -> Select[tuple[str]]:
    """The people in its audience at this moment; nobody for a post in the meeting's chat."""
    signed_up = select(registration.c.person_id).where(
        registration.c.event == event.id, registration.c.state == "confirmed"
    )
    match one.audience:
        case Audience.REGISTERED:
            return signed_up
        case Audience.ORGANISATION:
            spellings = await _spellings(db, event, one.organisation or "")
            return signed_up.where(registration.c.organisation.in_(spellings))
        case Audience.UNANSWERED:
            answered = select(registration.c.person_id).where(registration.c.event == event.id)
            return (
                select(conversation.c.person_id)
                .distinct()
                .where(
                    conversation.c.kind == "personal",
                    conversation.c.person_id.is_not(None),
                    conversation.c.closed_at.is_(None),
                    conversation.c.person_id.not_in(answered),
                )
            )
        case Audience.ORGANISERS:
            return select(person.c.id).where(person.c.id.in_(await roles.organisers(db, event)))
        case Audience.MEETING:
            return select(person.c.id).where(person.c.id.is_(None))


def only(*who: PersonId) -> Select[tuple[str]]:
    """This one person, or these few hundred."""
    return select(person.c.id).where(person.c.id.in_(who))


async def count(db: AsyncConnection, event: Event, one: Announcement) -> int:
    people = (await query(db, event, one)).subquery()
    return int((await db.execute(select(func.count()).select_from(people))).scalar_one())


async def organisations(db: AsyncConnection, event: Event) -> dict[str, int]:
    """How many signed up, by organisation in its most used spelling; the largest first."""
    by_fold: dict[str, dict[str, int]] = {}
    for name, number in await _written(db, event):
        by_fold.setdefault(fold(name), {})[name] = number
    sums = {max(names, key=lambda name: names[name]): sum(names.values()) for names in by_fold.values()}
    return dict(sorted(sums.items(), key=lambda one: (-one[1], one[0].casefold())))


async def _spellings(db: AsyncConnection, event: Event, organisation: str) -> list[str]:
    wanted = fold(organisation)
    return [name for name, _ in await _written(db, event) if fold(name) == wanted]


async def _written(db: AsyncConnection, event: Event) -> list[tuple[str, int]]:
    rows = await db.execute(
        select(registration.c.organisation, func.count())
        .where(registration.c.event == event.id, registration.c.state == "confirmed")
        .group_by(registration.c.organisation)
    )
    return [(row[0], row[1]) for row in rows]
