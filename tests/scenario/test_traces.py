"""Somebody goes through a whole day on every road and is forgotten: not one byte of them is left anywhere."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.exporting import PROCESSING, SHEETS, export, formats
from bot.settings import Settings
from event.definition import Event
from event.ids import PersonId
from event.people import Person as Known
from event.store import forgetting, people
from event.store.database import Database
from event.store.tables import metadata, person
from rehearsal.people import OWN_TENANT, Person
from rehearsal.stage import Stage
from tests.event.importing.files import HEADER, csv
from tests.scenario import traces
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import press
from tests.scenario.test_story import sign_up

ADDRESS = "lukasz.zzyzx@pqzrmail.example"
SOMEBODY = Person(
    key="trace",
    name="Łukasz Zzyzx-Özgür",
    role="deelnemer",
    account="29:1trace-QxJv7",
    oid="7a7b7c7d-1e1f-4a4b-8c8d-9e9f00112233",
    tenant=OWN_TENANT,
    upn=ADDRESS,
    timezone="Pacific/Chatham",
)
FORM = {"name": SOMEBODY.name, "email": ADDRESS, "organisation": "Qwxvlt Wonen & Zö", "function": "vlaggenzwaaier",
        "question": "Mag een kwxjcamera op de stoep?", "privacy": "true"}  # fmt: skip
NEVER = ("Een heel persoonlijk xylofoonverhaal",)
"""Typed, and not kept at all."""
PERSONAL = {"person", "conversation", "chat_member", "registration", "question", "role_grant", "delivery",
            "delivery_change", "ballot", "sign_up", "import_draft", "pace"}  # fmt: skip
"""Tables that hold something of somebody, or point to them."""


def traces_of(stage: Stage) -> list[str]:
    chat = stage.personal(SOMEBODY).id
    return ["Zzyzx", "Özgür", "Łukasz", ADDRESS, "pqzrmail", "Qwxvlt Wonen", "vlaggenzwaaier", "kwxjcamera",
            "gkxhvraag", SOMEBODY.account, str(SOMEBODY.oid), chat, "Pacific/Chatham"]  # fmt: skip


@pytest.fixture(name="event")
def _open_to_all(event: Event) -> Event:
    return event.with_(registration=event.registration.model_copy(update={"page": True}))


async def on_the_page(one: Play) -> None:
    page = await one.stage.opens(f"{one.url}/event/sign-up")
    await one.stage.presses(page, "registration.submit", FORM)
    await one.bot.worker.drain()


async def confirms(one: Play) -> None:
    asked = one.stage.letters(ADDRESS)[-1]
    page = await one.stage.opens(next(url for title, url in asked.links.items() if "aan" in title))
    await one.stage.presses(page, "sign_up.confirm")
    await one.bot.worker.drain()


async def before_the_day(one: Play) -> None:
    """By the page and e-mail first, which is refused one day, away and back; then in Teams, where they are known."""
    stage = one.stage
    stage.add(SOMEBODY)
    await sign_up(stage, stage.people["sean"])
    await on_the_page(one)
    await confirms(one)
    await on_the_page(one)  # once more: they hear that they are in
    stage.mail.faults.refused[ADDRESS] = f"550 5.1.1 <{ADDRESS}>: {SOMEBODY.name} is unknown here"
    await one.jump(at(14, 5, 9))
    stage.mail.faults.refused.clear()
    leaves = await stage.opens(stage.letters(ADDRESS)[1].links["Afmelden"])
    await stage.presses(leaves, "registration.withdraw")
    await one.jump(at(3, 6, 10))
    await on_the_page(one)  # this one waits for its answer
    await stage.installs(SOMEBODY)
    await stage.says(SOMEBODY, "aanmelden")
    await stage.clicks(SOMEBODY, "registration.submit", FORM | {"email": "geen adres"})
    await stage.clicks(SOMEBODY, "registration.submit", FORM)
    await stage.says(SOMEBODY, NEVER[0])
    await stage.says(SOMEBODY, "vraag Wie heeft de gkxhvraag gesteld?")
    await one.bot.worker.drain()


async def on_the_day(one: Play, event: Event) -> None:
    """They vote, are made a moderator, and stand on a list that an organiser has open."""
    stage, organiser = one.stage, one.stage.people["organiser"]
    await stage.installs(organiser)
    await stage.adds_bot(stage.meeting, organiser)
    await stage.enters(SOMEBODY, stage.meeting)
    await one.jump(at(4, 6, 10, 30))
    await stage.says(organiser, "deelnemers zzyzx")
    await press(stage, organiser, "participant.grant", what="moderator")
    await stage.says(organiser, "polls")
    await press(stage, organiser, "poll.preview", poll=event.polls[0].key)
    await press(stage, organiser, "poll.launch", poll=event.polls[0].key)
    await stage.wait_for(lambda: "Input.ChoiceSet" in str(stage.cards(SOMEBODY, stage.meeting)))
    for who in (SOMEBODY, stage.people["sean"]):
        await stage.clicks(who, "poll.vote", {"option": event.polls[0].options[1].key}, chat=stage.meeting)
    lines = [(FORM["name"], ADDRESS, FORM["organisation"], "directeur")]
    await stage.attaches(organiser, "lijst.csv", content=csv(HEADER, *lines).encode())
    await stage.starts_meeting(organiser)
    await stage.joins_meeting(SOMEBODY)
    await stage.leaves_meeting(SOMEBODY)
    await stage.ends_meeting(organiser)
    await one.bot.worker.drain()


async def figures(one: Play) -> bytes:
    async with one.stage.session.get(f"{one.url}/metrics") as answer:
        assert answer.status == 200
        return await answer.read()


async def exported(event: Event, database_url: str, to: Path) -> dict[str, bytes]:
    settings = Settings(DATABASE_URL=database_url, _env_file=None)
    for what in (*SHEETS, PROCESSING):
        for form in formats(what):
            await export(settings, event, what, form, to, None)
    return read(to)


def made(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def read(folder: Path) -> dict[str, bytes]:
    return {one.name: one.name.encode() + traces.unpacked(one) for one in folder.iterdir()}


async def test_not_one_byte_is_left(
    event: Event, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        await before_the_day(one)
        await on_the_day(one, event)
        sought = traces_of(stage)
        held = await traces.everything(database_url)
        before = traces.where(sought, held)
        assert {trace for some in before.values() for trace in some} == set(sought), "what is sought can be found"
        tables = {"person", "conversation", "registration", "question", "sign_up", "import_draft", "ballot", "pace"}
        assert tables <= set(before), before.keys()
        assert "Zzyzx" in str(traces.where(sought, await exported(event, database_url, made(tmp_path, "before"))))

        await stage.says(SOMEBODY, "vergeet mij")
        asked = stage.personal(SOMEBODY).messages[-1]
        await stage.clicks(SOMEBODY, "data.forget", message=asked)
        await one.jump(at(4, 6, 16))  # the day is over: a quiet moment
        left = await traces.everything(database_url)
        assert traces.where([*sought, *NEVER], left) == {}
        assert traces.found(["Sean O'Brien"], b"".join(left.values())), "everybody else is there"
        assert traces.where([*sought, *NEVER], await exported(event, database_url, made(tmp_path, "after"))) == {}
        assert traces.where([*sought, *NEVER], {"metrics": await figures(one)}) == {}

        # And whoever runs out by themselves leaves no more behind than that.
        sean = stage.people["sean"]
        others = ["Sean", "O'Brien", "s.obrien", "Havensteder", sean.account, str(sean.oid), stage.personal(sean).id]
        await one.jump(at(5, 7, 0))
        gone = await traces.everything(database_url)
        assert traces.where([*sought, *others], gone) == {}
        log = traces.logged(caplog.records)
        assert b"scrubbed" in log
        assert traces.found([*sought, *NEVER, *others], log + caplog.text.encode()) == []
        assert re.search(rb"/(s|b|me)/[\w.-]{20,}", log) is None, "no link either: it is a key"
    assert traces.where([*sought, *others], traces.files_of(database_url)) == {}, "nor when it is shut down"


class LeavesOut:
    """A connection that forgets to delete from one table."""

    def __init__(self, db: AsyncConnection, table: str) -> None:
        self._db = db
        self._table = metadata.tables[table]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    async def execute(self, statement: Any, *rest: Any) -> Any:
        if isinstance(statement, Delete) and statement.table is self._table:
            statement = select(person.c.id).where(person.c.id == "nobody")
        return await self._db.execute(statement, *rest)


async def is_noticed(database: Database, table: str, who: Known, sought: list[str]) -> bool:
    """Whether it shows that this table was left out: the search finds something, or the database itself minds."""
    try:
        async with database.begin() as db:
            leaving: Any = LeavesOut(db, table)
            await forgetting.forget(leaving, who, [])
            left = traces.where(sought, await traces.rows_of_everything(db))
            await db.rollback()
    except IntegrityError:
        return True
    return left != {}


async def test_the_search_notices_each_table_that_is_left_out(event: Event, database_url: str) -> None:
    """Or the one above could not fail."""
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        await before_the_day(one)
        await on_the_day(one, event)
        sought = traces_of(one.stage)
    database = Database(database_url)
    async with database.read() as db:
        (row,) = await db.execute(select(person.c.id).where(person.c.account == SOMEBODY.account))
        who = await people.find(db, PersonId(row.id))
    assert who is not None
    noticed = {table.name for table in metadata.sorted_tables if await is_noticed(database, table.name, who, sought)}
    await database.close()
    assert noticed - {"tally"} == PERSONAL


def test_each_way_of_writing_is_found() -> None:
    """Or the search could not fail in another way."""
    name = SOMEBODY.name
    for written in (
        name.encode(),
        name.encode("utf-16-le"),
        name.encode("utf-16-be"),
        json.dumps({"name": name}).encode(),
        quote(name).encode(),
        name.upper().encode(),
        unicodedata.normalize("NFD", name).encode(),
        b"&#321;ukasz Zzyzx-&#214;zg&#252;r",
    ):
        assert traces.found([name], b"\x00" + written + b"\xff") == [name], written
    assert traces.found([name], b"Lukasz Zzyzx-Ozgur") == []
