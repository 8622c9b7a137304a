"""What runs out: each field alone, then whoever it was about; counts and other events' people stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Kept
from event.ids import ActivityId, BoxId, ConversationId, EventId, PollKey, VoterId
from event.people import Person
from event.polls import PollState, voter
from event.registration import State
from event.store import ballots, deliveries, polls, registrations, retention
from event.store.database import Database
from event.store.deliveries import Draft
from event.store.tables import (
    ballot,
    chat_member,
    conversation,
    delivery,
    metadata,
    pace,
    person,
    question,
    registration,
    role_pin,
)
from tests.store.test_forgetting import EVENT, NOW, rows, somebody

OTHER = EventId("other")
LATER = NOW + timedelta(days=60)
FIELDS = {Kept.NAME: "name", Kept.EMAIL: "email", Kept.ORGANISATION: "organisation", Kept.FUNCTION: "function"}


async def told(db: AsyncConnection, who: Person, until: datetime) -> None:
    draft = Draft(
        event=EVENT,
        occasion="cleared:x",
        kind=retention.NOTICE,
        subject="",
        recipient=who.id,
        road="personal",
        person_id=who.id,
        until_at=until,
        next_at=NOW,
    )
    await deliveries.plan(db, [draft], NOW)


async def signed_up_elsewhere(db: AsyncConnection, who: Person) -> None:
    one = await registrations.find(db, EVENT, who.id)
    assert one is not None
    await registrations.save(db, OTHER, who.id, one)


@pytest.mark.parametrize("kept", list(FIELDS))
async def test_one_field_goes_and_the_others_stay(database: Database, kept: Kept) -> None:
    async with database.begin() as db:
        one = await somebody(db, "anna")
        await signed_up_elsewhere(db, await somebody(db, "bert"))
        before = await registrations.find(db, EVENT, one.id)
        assert await retention.empty(db, EVENT, kept, NOW) == 2
        after = await registrations.find(db, EVENT, one.id)
        assert before is not None
        assert after is not None
        changed = {name for name in FIELDS.values() if getattr(before.form, name) != getattr(after.form, name)}
        assert changed == {FIELDS[kept]}
        assert getattr(after.form, FIELDS[kept]) == ""
        assert after.confirmed
        elsewhere = (await db.execute(select(registration).where(registration.c.event == OTHER))).one()
        assert getattr(elsewhere, FIELDS[kept]), "another event's is its own"
        assert await retention.empty(db, EVENT, kept, NOW) == 0, "twice is once"


async def test_an_address_goes_where_they_are_known_by_it_too(database: Database) -> None:
    async with database.begin() as db:
        here, there = await somebody(db, "anna"), await somebody(db, "bert")
        await signed_up_elsewhere(db, there)
        for who in (here, there):
            values = {"email": f"{who.oid}@x.nl", "mail_refused": "unsubscribed"}
            await db.execute(update(person).where(person.c.id == who.id).values(**values))
        await retention.empty(db, EVENT, Kept.EMAIL, NOW)
        found = {row.id: (row.email, row.mail_refused) for row in await db.execute(person.select())}
    assert found[here.id] == (None, None)
    assert found[there.id] == ("oid-bert@x.nl", "unsubscribed")


async def test_questions_go_in_both_places(database: Database) -> None:
    async with database.begin() as db:
        await somebody(db, "anna")
        assert await retention.empty(db, EVENT, Kept.QUESTION, NOW) == 2
        assert await rows(db, question) == []
        assert (await db.execute(select(registration.c.question))).scalar_one() == ""


async def test_votes_stay_counted_and_are_nobodys(database: Database) -> None:
    key = PollKey("p")
    async with database.begin() as db:
        anna, bert = await somebody(db, "anna"), await somebody(db, "bert")
        await polls.launch(db, EVENT, key, ConversationId("19:x"), anna.id, NOW, closes=None, anonymous=False)
        mine = voter(anna.account, anna.tenant, anna.oid)
        await db.run_sync(ballots.keep, EVENT, BoxId(key), {mine: ("yes",), VoterId("29:z"): ("no",)})
        before = {one: await ballots.tally_of(db, EVENT, BoxId(one)) for one in ("a", "b", "p")}
        assert await retention.empty(db, EVENT, Kept.BALLOTS, NOW) == 6
        assert {one: await ballots.tally_of(db, EVENT, BoxId(one)) for one in ("a", "b", "p")} == before
        assert await ballots.own(db, EVENT, BoxId(key), mine) is None
        voters = [row.key for row in await db.execute(ballot.select())]
        assert len(set(voters)) == 6
        assert all(one.startswith("anonymous:") for one in voters)
        assert not any(str(known) in str(voters) for known in (anna.oid, bert.oid, "29:", "tenant"))
        await ballots.recount(db, EVENT, ["a", "b", "p"])
        assert {one: await ballots.tally_of(db, EVENT, BoxId(one)) for one in ("a", "b", "p")} == before
        running = await polls.find(db, EVENT, key)
        assert running is not None
        assert running.state is PollState.CLOSED, "or they could vote once more"
        assert await retention.empty(db, EVENT, Kept.BALLOTS, NOW) == 0


async def test_the_ledger_keeps_what_happened_and_no_more_to_whom(database: Database) -> None:
    async with database.begin() as db:
        anna = await somebody(db, "anna")
        claimed = await deliveries.claim(db, now=NOW, lease=timedelta(seconds=60), limit=1, kinds=["confirmation"])
        await deliveries.record_sent(db, claimed[0], ConversationId("a:anna_1"), ActivityId("7"), NOW)
        assert await retention.empty(db, EVENT, Kept.MESSAGES, NOW) == 1
        sent, waiting = await db.execute(delivery.select().order_by(delivery.c.id))
    assert (sent.state, sent.person_id, sent.conversation_id, sent.activity_id) == ("sent", None, None, None)
    assert anna.id not in sent.recipient
    assert (waiting.state, waiting.person_id) == ("planned", anna.id), "still on its way"


async def test_at_last_nothing_is_left_of_anybody(database: Database) -> None:
    names = ("anna", "bert", "cees")
    async with database.begin() as db:
        people = [await somebody(db, name) for name in names]
        await db.execute(
            update(registration).where(registration.c.person_id == people[2].id).values(state=State.WITHDRAWN.value)
        )
        for kept in Kept:
            await retention.empty(db, EVENT, kept, NOW)
        gone = await retention.let_go(db, EVENT, {"anna@file.nl"}, LATER, real_now=LATER)
        assert (gone.people, gone.signed_up, gone.withdrawn, gone.chats) == (3, 2, 1, 3)
        for table in metadata.sorted_tables:
            if table.name == "sign_up":  # they go by themselves, after two days
                continue
            left = [one for one in await rows(db, table) if "anna@file.nl" not in one]
            for who, name in zip(people, names, strict=True):
                assert not [one for one in left if name in one or who.id in one], table.name
        assert [row.principal for row in await db.execute(role_pin.select())] == ["anna@file.nl"]
        states = [(row.state, row.reason) for row in await db.execute(delivery.select())]
        assert states == [("cancelled", "cleared")] * 6, "counted still, and never sent"
        assert await deliveries.claim(db, now=LATER, lease=timedelta(60), limit=9, kinds=["confirmation"]) == []
        again = await retention.let_go(db, EVENT, set(), LATER, real_now=LATER)
        assert again.numbers == {}


async def test_who_is_being_told_waits_for_it_and_no_longer(database: Database) -> None:
    async with database.begin() as db:
        anna, _ = await somebody(db, "anna"), await somebody(db, "bert")
        await told(db, anna, LATER + timedelta(hours=12))
        assert (await retention.let_go(db, EVENT, set(), LATER, real_now=LATER)).people == 1
        assert [row.id for row in await db.execute(person.select())] == [anna.id]
        late = LATER + timedelta(hours=12)
        assert (await retention.let_go(db, EVENT, set(), late, real_now=late)).people == 1, "told or not"


async def test_who_takes_part_in_another_event_stays(database: Database) -> None:
    async with database.begin() as db:
        await somebody(db, "anna")
        bert = await somebody(db, "bert")
        await signed_up_elsewhere(db, bert)
        assert (await retention.let_go(db, EVENT, set(), LATER, real_now=LATER)).people == 1
        assert [row.id for row in await db.execute(person.select())] == [bert.id]


async def test_chats_that_were_closed_long_ago_go(database: Database) -> None:
    async with database.begin() as db:
        for name, closed in (("anna", NOW), ("bert", NOW + timedelta(days=31)), ("cees", None)):
            await somebody(db, name)
            await db.execute(update(conversation).where(conversation.c.id == f"a:{name}_1").values(closed_at=closed))
        assert await retention.close_old_chats(db, NOW + timedelta(days=30)) == 1
        assert {row.id for row in await db.execute(conversation.select())} == {"a:bert_1", "a:cees_1"}
        assert len(await rows(db, chat_member)) == 2


async def test_a_bucket_that_holds_nobody_up_goes(database: Database) -> None:
    from event.store import pace as kept

    async with database.begin() as db:
        now = datetime(2027, 1, 1, tzinfo=UTC)
        for bucket, tat in (("tenant:x:45/1", now.timestamp() - 1), ("tenant:y:45/1", now.timestamp() + 1)):
            await db.execute(pace.insert().values(bucket=bucket, tat=tat))
        await kept.forget_stale(db, now)
        assert [row.bucket for row in await db.execute(pace.select())] == ["tenant:y:45/1"]
