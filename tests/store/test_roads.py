"""The road of a whole audience, chosen in SQL, is the one that the rule chooses for each person alone."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from event.definition import Event, Language
from event.ids import AccountId, ConversationId, ObjectId, PersonId, TenantId
from event.reach import Road, best
from event.registration import Form, submit
from event.store import conversations, meetings, people, registrations, roads
from event.store.database import Database
from event.store.tables import person

NOW = datetime(2027, 5, 1, tzinfo=UTC)
CHAT = ConversationId("19:meeting@thread.v2")
URL = "https://smba.trafficmanager.net/emea/"


async def somebody(database: Database, event: Event, number: int, chat: str, mail: str) -> PersonId:
    async with database.begin() as db:
        one = await people.meet(
            db,
            account=AccountId(f"29:{number}"),
            tenant=TenantId("t"),
            oid=ObjectId(f"o{number}"),
            language=Language.NL,
            default=Language.NL,
            now=NOW,
        )
        if chat != "none":
            where = ConversationId(f"a:{number}")
            await conversations.remember(
                db, id=where, kind="personal", service_url=URL, tenant=None, person=one.id, now=NOW
            )
            if chat == "closed":
                await conversations.close(db, where, "ConversationBlockedByUser", NOW)
        if mail != "none":
            form = Form(name="N", email="n@x.nl", organisation="W", function="f", question="")
            await registrations.save(db, event.id, one.id, submit(event, None, form, NOW)[0])
        if mail == "refused":
            await roads.mail_refused(db, one.id, "mail:550:5.1.1")
        return one.id


@pytest.mark.parametrize("for_them_alone", [True, False])
@pytest.mark.parametrize(("prefer", "only"), [(None, False), (Road.EMAIL, False), (Road.EMAIL, True)])
async def test_sql_and_rule_agree(
    database: Database, event: Event, for_them_alone: bool, prefer: Road | None, only: bool
) -> None:
    async with database.begin() as db:
        await conversations.remember(db, id=CHAT, kind="group", service_url=URL, tenant=None, person=None, now=NOW)
        await meetings.set_chat(db, event.id, CHAT, NOW)
    kinds = itertools.product(("none", "open", "closed"), (False, True), ("none", "arrives", "refused"))
    made = {
        await somebody(database, event, number, chat, mail): in_chat
        for number, (chat, in_chat, mail) in enumerate(kinds)
    }
    async with database.begin() as db:
        await roads.enter(db, CHAT, {one for one, in_chat in made.items() if in_chat})
        road = roads.by_person(event.id, for_them_alone=for_them_alone, prefer=prefer, only=only)
        chosen = {row[0]: row[1] for row in await db.execute(select(person.c.id, road(person.c.id)))}
        seen = set()
        together = await roads.of_registered(db, event.id)
        for who in made:
            facts = await roads.facts(db, event.id, who)
            assert together.get(who, facts) == facts
            wanted = best(facts, for_them_alone=for_them_alone, prefer=prefer, only=only)
            fallback = Road.EMAIL if only else Road.PERSONAL  # it fails there and says why
            assert chosen[who] == (wanted or fallback).value, facts
            seen.add(wanted)
    assert len(made) == 18
    assert len(together) == 12, "who has an address signed up"
    assert None in seen
    assert (Road.MEETING_CHAT in seen) == (not for_them_alone and not only)
