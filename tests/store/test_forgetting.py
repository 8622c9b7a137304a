"""Who is forgotten leaves no row and no letter behind, whatever table holds it; everybody else's stays."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Language
from event.ids import (
    AccountId,
    ActivityId,
    BoxId,
    ConversationId,
    EventId,
    ObjectId,
    TenantId,
    VoterId,
)
from event.people import Person
from event.polls import voter
from event.registration import Form, Registration, State
from event.store import ballots, conversations, deliveries, forgetting, people, questions, registrations, roles
from event.store.database import Database
from event.store.tables import (
    chat_member,
    delivery_change,
    metadata,
    pace,
    person,
    question_vote,
    role_pin,
    sign_up,
    tally,
)

EVENT = EventId("day")
NOW = datetime(2027, 5, 28, 7, 0, tzinfo=UTC)


async def somebody(db: AsyncConnection, name: str) -> Person:
    """With everything that can be kept about a person."""
    one = await people.meet(
        db,
        account=AccountId(f"29:{name}"),
        tenant=TenantId("tenant"),
        oid=ObjectId(f"oid-{name}"),
        language=Language.NL,
        default=Language.NL,
        now=NOW,
    )
    await conversations.remember(
        db,
        id=ConversationId(f"a:{name}_1"),
        kind="personal",
        service_url="https://smba.example",
        tenant=None,
        person=one.id,
        now=NOW,
    )
    form = Form(name=name, email=f"{name}@x.nl", organisation="Wonen", function="huismeester", question=f"{name}?")
    saved = Registration(
        state=State.CONFIRMED, version=1, form=form, privacy_read_at=NOW, created_at=NOW, changed_at=NOW
    )
    await registrations.save(db, EVENT, one.id, saved)
    asked = await questions.ask(db, EVENT, one.id, f"Vraag van {name}", NOW)
    await db.execute(question_vote.insert().values(question_id=asked, person_id=one.id, event=EVENT))
    await roles.grant(db, EVENT, one.id, "moderator", one.id, NOW)
    await roles.pin(db, f"{name}@file.nl", TenantId("tenant"), ObjectId(f"oid-{name}"), NOW)
    for poll, who in (("a", voter(one.account or AccountId(""), one.tenant, one.oid)), ("b", VoterId(f"29:{name}"))):
        await db.run_sync(ballots.keep, EVENT, BoxId(poll), {who: ("yes",)})
    await db.execute(chat_member.insert().values(conversation_id=f"a:{name}_1", person_id=one.id))
    waiting = {"event": EVENT, "form": {"name": name}, "language": "nl", "created_at": NOW}
    await db.execute(sign_up.insert().values(id=f"sign-up-{name}", email=f"{name}@x.nl", **waiting))
    await db.execute(pace.insert().values(bucket=f"conversation:a:{name}_1:6/1", tat=1.0))
    for number in (1, 2):
        draft = deliveries.Draft(
            event=EVENT,
            occasion=f"confirmation:{number}",
            kind="confirmation",
            subject="1",
            recipient=one.id,
            road="personal",
            person_id=one.id,
            next_at=NOW,
        )
        await deliveries.plan(db, [draft], NOW)
    return one


async def rows(db: AsyncConnection, table: Table) -> list[str]:
    return [str(tuple(row)) for row in await db.execute(table.select())]


async def test_no_row_and_no_letter_is_left(database: Database) -> None:
    async with database.begin() as db:
        gone, stays = await somebody(db, "weggaand"), await somebody(db, "blijvend")
        kept = {table.name: len(await rows(db, table)) for table in metadata.sorted_tables}
        assert kept["delivery_change"] == 4
    async with database.begin() as db:
        await forgetting.forget(db, gone, [])
    async with database.read() as db:
        for table in metadata.sorted_tables:
            left = await rows(db, table)
            assert not [row for row in left if "weggaand" in row or gone.id in row], table.name
            if table is tally:  # the sums name nobody, and go along
                assert sorted(left) == [f"('day', '{box}', '{mark}', 1)" for box in "ab" for mark in ("", "yes")]
                continue
            assert len(left) * 2 == kept[table.name], table.name
            assert all("blijvend" in row or stays.id in row for row in left) or table is delivery_change


async def test_a_pin_of_the_event_file_stays(database: Database) -> None:
    async with database.begin() as db:
        gone = await somebody(db, "weggaand")
        await forgetting.forget(db, gone, ["weggaand@file.nl"])
        assert len(await rows(db, role_pin)) == 1
        assert await rows(db, person) == []


async def test_what_the_worker_has_in_hand_is_gone_when_it_comes_back(database: Database) -> None:
    async with database.begin() as db:
        gone = await somebody(db, "weggaand")
        claimed = await deliveries.claim(db, now=NOW, lease=timedelta(seconds=60), limit=5, kinds=["confirmation"])
    assert claimed
    async with database.begin() as db:
        await forgetting.forget(db, gone, [])
    async with database.begin() as db:
        assert not await deliveries.record_sent(db, claimed[0], ConversationId("a:weggaand_1"), ActivityId("1"), NOW)
        assert await rows(db, delivery_change) == []


async def test_what_the_worker_records_meanwhile_goes_too(database: Database) -> None:
    async with database.begin() as db:
        gone = await somebody(db, "weggaand")
        claimed = await deliveries.claim(db, now=NOW, lease=timedelta(seconds=60), limit=5, kinds=["confirmation"])

    async def forget() -> None:
        async with database.begin() as db:
            await forgetting.forget(db, gone, [])

    async with database.begin() as db:
        assert await deliveries.record_sent(db, claimed[0], ConversationId("a:weggaand_1"), ActivityId("1"), NOW)
        task = asyncio.create_task(forget())
        await it_waits(database, db.dialect.name)
    await task
    async with database.read() as db:
        assert await rows(db, delivery_change) == []


async def it_waits(database: Database, dialect: str) -> None:
    """Until a session waits for another's lock. SQLite's writers wait at our own door."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    while dialect == "postgresql":
        async with database.read() as db:
            if (await db.execute(waiting)).scalar_one():
                return
        await asyncio.sleep(0)
