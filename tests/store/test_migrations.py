"""A database of an earlier version comes along whole, on both kinds."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from event.ids import BoxId, EventId, PersonId, PollKey, VoterId
from event.polls import PollState
from event.store import ballots, given, migrations, polls
from event.store.database import Database

_BEFORE = """
INSERT INTO person (id, tenant, oid, account, language, created_at)
VALUES ('p', 't', 'o', '29:x', 'nl', '2027-05-01 10:00:00+00:00');
INSERT INTO conversation (id, kind, person_id, service_url, created_at)
VALUES ('a:1', 'personal', 'p', 'https://x', '2027-05-01 10:00:00+00:00');
INSERT INTO registration (event, person_id, state, version, name, email, organisation, function, question,
    privacy_read_at, created_at, changed_at)
VALUES ('e', 'p', 'confirmed', 1, 'Anna', 'a@x.nl', 'W', 'F', '',
    '2027-05-01 10:00:00+00:00', '2027-05-01 10:00:00+00:00', '2027-05-01 10:00:00+00:00');
"""
_VOTED = """
INSERT INTO poll (event, key, state, conversation_id, launched_by, launched_at)
VALUES ('e', 'a', 'open', '19:x', 'p', '2027-05-01 10:00:00+00:00'),
    ('e', 'b', 'closed', '19:x', 'p', '2027-05-01 10:00:00+00:00');
INSERT INTO ballot (event, poll, voter, option)
VALUES ('e', 'a', 'oid:t/2', 'hond'), ('e', 'a', 'oid:t/1', 'kat'), ('e', 'a', '29:x', 'hond'),
    ('e', 'b', '29:x', 'ja');
INSERT INTO tally (event, poll, option, votes)
VALUES ('e', 'a', 'hond', 2), ('e', 'a', 'kat', 1), ('e', 'a', 'vis', 0), ('e', 'b', 'ja', 1);
"""


def _as_of(connection: Connection, revision: str, held: str = "") -> None:
    """Tables as that version made them, and somebody in them."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    if connection.dialect.name == "postgresql":  # tests get one that is up to date
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    command.upgrade(config, revision)
    for statement in (_BEFORE + held).strip().split(";")[:-1]:
        connection.exec_driver_sql(statement)


async def test_people_and_what_points_to_them_stay(database_url: str) -> None:
    before = Database(database_url)
    async with before.begin() as db:
        await db.run_sync(_as_of, "0002")
    await before.close()
    database = Database(database_url)
    await database.open()
    async with database.read() as db:
        person = (await db.execute(text("SELECT account, email, link_version FROM person"))).one()
        signed_up = (await db.execute(text("SELECT name, source, privacy_read_at FROM registration"))).one()
        chats = (await db.execute(text("SELECT person_id FROM conversation"))).scalars().all()
    assert tuple(person) == ("29:x", None, 1)
    assert (signed_up.name, signed_up.source, bool(signed_up.privacy_read_at), chats) == ("Anna", "teams", True, ["p"])
    # What points to somebody is minded again.
    with pytest.raises(IntegrityError):
        async with database.begin() as db:
            await db.execute(text("DELETE FROM person"))
    await database.close()


async def test_ballots_of_before_there_were_kinds_count_on(database_url: str) -> None:
    before = Database(database_url)
    async with before.begin() as db:
        await db.run_sync(_as_of, "0004", _VOTED)
    await before.close()
    database = Database(database_url)
    await database.open()
    event, box = EventId("e"), BoxId("a")
    async with database.read() as db:
        running = await polls.find(db, event, PollKey("a"))
        assert running is not None
        assert (running.box, running.anonymous, running.run, running.state) == (box, False, 1, PollState.OPEN)
        tally = await ballots.tally_of(db, event, box)
        assert (tally.ballots, tally.counts) == (3, {"hond": 2, "kat": 1})
        assert await ballots.totals(db, event) == {"a": 3, "b": 1}
        assert await ballots.own(db, event, box, VoterId("oid:t/1")) == ("kat",)
        assert await ballots.voted(db, event, running) == {"oid:t/1", "oid:t/2", "29:x"}
    async with database.begin() as db:
        await db.run_sync(ballots.keep, event, box, {VoterId("oid:t/1"): ("hond",), VoterId("29:y"): ("vis",)})
        tally = await ballots.tally_of(db, event, box)
        assert (tally.ballots, tally.counts) == (4, {"hond": 3, "vis": 1})
    await database.close()


_ASKED = """
INSERT INTO question (event, person_id, text, state, asked_at)
VALUES ('e', 'p', 'Asked', 'open', '2027-05-01 10:00:00+00:00');
UPDATE registration SET question = 'Given', question_done = true;
"""


async def test_questions_given_with_a_registration_stand_on_the_board(database_url: str) -> None:
    before = Database(database_url)
    async with before.begin() as db:
        await db.run_sync(_as_of, "0003")
        for statement in _ASKED.strip().split(";")[:-1]:
            await db.execute(text(statement))
    await before.close()
    database = Database(database_url)
    await database.open()
    async with database.begin() as db:
        rows = await db.execute(text("SELECT text, state, given, named, approved FROM question ORDER BY id"))
        assert [(row[0], row[1], *map(bool, row[2:])) for row in rows] == [
            ("Asked", "open", False, False, False),
            ("Given", "done", True, False, False),
        ]
        await given.put_on_board(db, EventId("e"), [PersonId("p")])
        assert (await db.execute(text("SELECT count(*) FROM question"))).scalar_one() == 2, "once"
    await database.close()
