"""Who is told of a poll beside the card in the meeting's chat: those who can't see that, and who hasn't voted yet."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.ids import EventId, PersonId, VoterId
from event.people import Person
from event.polls import RunningPoll, voter
from event.store import ballots, people, roads
from event.store.deliveries import Delivery, read
from event.store.tables import delivery, person, registration


def elsewhere(event: EventId) -> Select[tuple[str]]:
    """The registered people who don't see the meeting's chat and can be reached by another road."""
    return select(person.c.id).where(_signed_up_with_a_road(event), ~roads.in_chat(event, person.c.id))


async def not_voted(db: AsyncConnection, event: EventId, running: RunningPoll) -> list[PersonId]:
    """The registered people who aren't on the roll, under whichever name they would be, and have a road of their
    own."""
    voted = await ballots.voted(db, event, running)
    query = select(person).where(_signed_up_with_a_road(event)).order_by(person.c.id)
    found = [people.read(row) for row in await db.execute(query)]
    return [one.id for one in found if voted.isdisjoint(names(one))]


def _signed_up_with_a_road(event: EventId) -> ColumnElement[bool]:
    signed_up = select(registration.c.person_id).where(
        registration.c.event == event, registration.c.state == "confirmed"
    )
    who = person.c.id
    return and_(who.in_(signed_up), or_(roads.has_chat(who), roads.has_mail(event, who)))


def names(one: Person) -> Iterator[VoterId]:
    """What a ballot of theirs may be filed under: by the card, or by a signed link."""
    yield voter(one.account, one.tenant, one.oid, one.id)
    if one.account is not None:
        yield voter(one.account, None, None)
    yield voter(None, None, None, one.id)


async def last_result(db: AsyncConnection, event: EventId, prefix: str) -> Delivery | None:
    """The newest result that stands, or is about to, in the meeting's chat. `prefix` begins its occasion."""
    query = (
        select(delivery)
        .where(
            delivery.c.event == event,
            delivery.c.occasion.startswith(prefix, autoescape=True),
            delivery.c.replaces.is_(None),
            delivery.c.state.not_in(("failed", "cancelled")),
        )
        .order_by(delivery.c.id.desc())
        .limit(1)
    )
    row = (await db.execute(query)).one_or_none()
    return read(row) if row else None
