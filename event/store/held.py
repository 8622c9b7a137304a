"""Everything that is kept about one person, for them to read and to take along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.addresses import address_key
from event.ids import BoxId, EventId
from event.kinds.shapes import Marks
from event.people import Person
from event.polls import voter
from event.reach import Facts
from event.registration import Registration
from event.roles import Role
from event.store import imports, participants, questions, registrations, roads, roles
from event.store.ballots import marks_of
from event.store.participants import Told
from event.store.questions import Question
from event.store.tables import audit, ballot, conversation, delivery, event_change, person, roll, sign_up

_LATEST = 5


@dataclass(frozen=True, kw_only=True)
class Held:
    """`chats` are their own with the bot: since when, and whether it can write there. `roads` is how they can be
    reached, `waiting` since when sign-ups with their address wait to be confirmed; `listed`: a list that organisers
    look at names them. `ballots` is what they voted, `rolls`
    where they voted anonymously. `told` are the latest of the `messages`. `acts`: in the log
    of what organisers and moderators did."""

    known_since: datetime
    registration: Registration | None
    chats: tuple[tuple[datetime, bool], ...]
    roads: Facts
    waiting: tuple[datetime, ...]
    listed: bool
    questions: tuple[Question, ...]
    upvoted: tuple[str, ...]
    ballots: Mapping[BoxId, Marks]
    rolls: frozenset[BoxId]
    messages: int
    told: tuple[Told, ...]
    granted: Role | None
    acts: int


async def about(db: AsyncConnection, event: EventId, who: Person) -> Held:
    mine = {voter(who.account, who.tenant, who.oid, who.id), voter(None, None, None, who.id), who.account or ""}
    known_since = await db.execute(select(person.c.created_at).where(person.c.id == who.id))
    current = await registrations.find(db, event, who.id)
    addresses = {who.email or "", address_key(current.form.email) if current else ""} - {""}
    chats = select(conversation.c.created_at, conversation.c.closed_at).where(conversation.c.person_id == who.id)
    waiting = select(sign_up.c.created_at, sign_up.c.form).where(
        sign_up.c.event == event, sign_up.c.email.in_(addresses)
    )
    votes = select(ballot.c.box, ballot.c.marks).where(ballot.c.event == event, ballot.c.key.in_(mine))
    in_secret = select(roll.c.box).where(roll.c.event == event, roll.c.voter.in_(mine))
    messages = (
        select(func.count()).select_from(delivery).where(delivery.c.event == event, delivery.c.person_id == who.id)
    )
    acts = [
        select(func.count()).select_from(table).where(table.c.event == event, table.c.by == who.id)
        for table in (audit, event_change)
    ]
    return Held(
        known_since=known_since.scalar_one(),
        registration=current,
        chats=tuple((row[0], row[1] is None) for row in await db.execute(chats.order_by(conversation.c.created_at))),
        roads=await roads.facts(db, event, who.id),
        waiting=tuple(row[0] for row in await db.execute(waiting.order_by(sign_up.c.created_at)) if row[1]),
        listed=await imports.names_any(db, event, addresses),
        questions=tuple(await questions.asked_by(db, event, who.id)),
        upvoted=tuple(await questions.upvoted_by(db, event, who.id)),
        ballots={BoxId(row[0]): marks_of(row[1]) for row in await db.execute(votes)},
        rolls=frozenset(BoxId(box) for box in (await db.execute(in_secret)).scalars()),
        messages=(await db.execute(messages)).scalar_one(),
        told=tuple(await participants.latest_told(db, event, who.id, _LATEST)),
        granted=await roles.granted_to(db, event, who.id),
        acts=sum([(await db.execute(one)).scalar_one() for one in acts]),
    )
