"""Lists taken over, on both databases: once each, whoever else does it at this moment."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from event.definition import Event, Language, Status
from event.errors import Refusal
from event.ids import AccountId, ObjectId, PersonId, TenantId
from event.importing.cells import neutral
from event.importing.columns import Columns, Table, recognise
from event.importing.files import read
from event.importing.headers import Field
from event.importing.lines import Verdict, judge, taken_over
from event.registration import Change, Form, Source, submit, withdraw
from event.store import imports, people, registrations
from event.store.database import Database
from event.store.imports import TakenOver
from event.store.tables import import_draft, person, registration
from tests.event.importing.files import HEADER, LUKASZ, SEAN, ZOE, csv

NOW = datetime(2027, 5, 1, 10, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def table(*rows: Collection[str]) -> tuple[Table, Columns]:
    return recognise(read(csv(HEADER, *rows).encode()))


async def taken(
    database: Database, event: Event, listed: tuple[Table, Columns], also: Collection[int] = (), now: datetime = NOW
) -> list[TakenOver]:
    async with database.begin() as db:
        known = await imports.known(db, event.id, hold=True)
        return await imports.take_over(db, event, taken_over(judge(*listed, known), also), known, now)


async def verdicts(database: Database, event: Event, listed: tuple[Table, Columns]) -> list[Verdict]:
    async with database.read() as db:
        return [line.verdict for line in judge(*listed, await imports.known(db, event.id))]


async def number(database: Database) -> tuple[int, int]:
    async with database.read() as db:
        counts = [await db.execute(select(func.count()).select_from(one)) for one in (person, registration)]
    return counts[0].scalar_one(), counts[1].scalar_one()


async def in_teams(database: Database, event: Event, *cells: str) -> PersonId:
    """Somebody who signed up in their own chat."""
    name, email, organisation, function = cells[:4]
    form = Form(name=name, email=email, organisation=organisation, function=function, question="")
    async with database.begin() as db:
        who = await people.meet(
            db,
            account=AccountId(f"29:{email}"),
            tenant=TenantId("t"),
            oid=ObjectId(email),
            language=Language.NL,
            now=NOW,
            default=Language.NL,
        )
        await registrations.save(db, event.id, who.id, submit(event, None, form, NOW)[0])
    return who.id


async def test_a_list_is_taken_over_once(database: Database, event: Event) -> None:
    listed = table(SEAN, ZOE, LUKASZ)
    found = await taken(database, event, listed)
    assert [(one.change, one.version) for one in found] == [(Change.NEW, 1)] * 3
    async with database.read() as db:
        who = await people.find(db, found[2].person)
        kept = await registrations.find(db, event.id, found[2].person)
    assert who is not None
    assert kept is not None
    assert (who.account, who.email, who.language) == (None, LUKASZ[1], event.languages[0])
    assert (kept.form.name, kept.source, kept.privacy_read_at) == (LUKASZ[0], Source.IMPORT, None)
    assert await taken(database, event, listed) == []
    assert await number(database) == (3, 3)
    assert await verdicts(database, event, listed) == [Verdict.SAME] * 3


async def test_a_change_is_taken_over_and_counted(database: Database, event: Event) -> None:
    await taken(database, event, table(SEAN))
    found = await taken(database, event, table((*SEAN[:3], "Teamleider")), now=LATER)
    assert [(one.change, one.version) for one in found] == [(Change.CHANGED, 2)]
    async with database.read() as db:
        kept = await registrations.find(db, event.id, found[0].person)
    assert kept is not None
    assert (kept.form.function, kept.created_at, kept.changed_at) == ("Teamleider", NOW, LATER)


async def test_who_signed_up_in_teams_is_the_same_person(database: Database, event: Event) -> None:
    sean = await in_teams(database, event, *SEAN)
    assert await verdicts(database, event, table(SEAN)) == [Verdict.SAME]
    other = table((*SEAN[:3], "Teamleider"))
    assert await taken(database, event, other) == []
    found = await taken(database, event, other, {2})
    assert [(one.person, one.change) for one in found] == [(sean, Change.CHANGED)]
    async with database.read() as db:
        kept = await registrations.find(db, event.id, sean)
    assert kept is not None
    assert kept.privacy_read_at == NOW  # they did read it
    assert await number(database) == (1, 1)


async def test_who_withdrew_comes_back_only_when_somebody_says_so(database: Database, event: Event) -> None:
    first = await taken(database, event, table(SEAN))
    async with database.begin() as db:
        kept = await registrations.find(db, event.id, first[0].person)
        await registrations.save(db, event.id, first[0].person, withdraw(kept, NOW)[0])
    assert await taken(database, event, table(SEAN)) == []
    assert [one.change for one in await taken(database, event, table(SEAN), {2})] == [Change.CAME_BACK]


async def test_somebody_known_from_another_event_is_not_made_twice(database: Database, event: Event) -> None:
    await taken(database, event, table(SEAN))
    other = event.with_(id="ander-evenement")
    assert [one.change for one in await taken(database, other, table(SEAN))] == [Change.NEW]
    assert await number(database) == (1, 2)


async def test_two_lists_at_once_make_nobody_twice(database: Database, event: Event) -> None:
    listed = table(SEAN, ZOE, LUKASZ)
    await asyncio.gather(*(taken(database, event, listed) for _ in range(5)))
    assert await number(database) == (3, 3)


async def test_our_own_list_comes_back_as_it_was(database: Database, event: Event) -> None:
    """As an export writes it: what a spreadsheet could run is made harmless."""
    odd = ("=1+1", "odd@x.nl", "+Wonen", "'@functie", "-- ja\n=nee")
    await taken(database, event, table(SEAN, ZOE, LUKASZ))
    await in_teams(database, event, *odd)
    async with database.read() as db:
        rows = list(await db.execute(select(registration)))
    fields = ("name", "email", "organisation", "function", "question")
    exported = csv(HEADER, *([neutral(getattr(row, field)) for field in fields] for row in rows))
    assert "'=1+1" in exported
    assert not any(
        cell.startswith(("=", "+", "-", "@")) for line in exported.splitlines() for cell in line.split(";")[:4]
    )
    listed = recognise(read(exported.encode("utf-8-sig")))
    assert await verdicts(database, event, listed) == [Verdict.SAME] * 4
    assert await taken(database, event, listed) == []


async def test_an_event_that_is_cancelled_takes_nobody(database: Database, event: Event) -> None:
    with pytest.raises(Refusal):
        await taken(database, event.with_(status=Status.CANCELLED), table(SEAN))
    assert await number(database) == (0, 0)
    closed = event.end - timedelta(hours=1)
    assert len(await taken(database, event, table(SEAN), now=closed)) == 1  # signed up elsewhere in time


async def test_twenty_thousand_people_are_taken_over_at_once(database: Database, event: Event) -> None:
    listed = table(*((f"Jan {n}", f"jan{n}@x.nl", f"Corporatie {n % 300}", "Huismeester") for n in range(20_000)))
    assert len(await taken(database, event, listed)) == 20_000


async def test_a_list_waits_a_day_for_a_yes(database: Database, event: Event) -> None:
    by, other = await in_teams(database, event, *SEAN), await in_teams(database, event, *LUKASZ[:4])
    listed, columns = table(SEAN, ZOE)
    async with database.begin() as db:
        first = await imports.keep(db, event.id, by, listed, columns, NOW)
        again = await imports.keep(db, event.id, by, listed, columns, NOW + timedelta(hours=1))
        theirs = await imports.keep(db, event.id, other, listed, columns, NOW)
        assert await imports.find(db, event.id, first) is None
        await imports.choose(db, again, {3})
        draft = await imports.find(db, event.id, again)
        assert draft is not None
        assert (draft.by, draft.table, draft.columns, draft.taken) == (by, listed, columns, frozenset({3}))
        await imports.correct(db, again, {Field.EMAIL: 1})
        draft = await imports.find(db, event.id, again)
        assert draft is not None
        assert (draft.columns, draft.taken) == ({Field.EMAIL: 1}, frozenset())
    async with database.begin() as db:
        await imports.forget_old(db, NOW + imports.KEPT_FOR)
        assert await imports.find(db, event.id, theirs) is None
        assert await imports.find(db, event.id, again) is not None
        await imports.remove(db, again)
        assert (await db.execute(select(func.count()).select_from(import_draft))).scalar_one() == 0
