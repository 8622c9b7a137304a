"""The bot as a process of its own, killed in the middle of sending the programme by chat and by mail, and started
again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from event.eventfile import parse
from event.store.database import Database
from event.store.tables import delivery_change
from rehearsal.people import Person, by_mail, extra
from rehearsal.stage import Stage
from tests.scenario.crowd import imports

PEOPLE = 24
BY_MAIL = 16
IN_FLIGHT = 8
"""Messages that a worker sends at once: so many may come twice after a kill, and no more."""
EVENT = """
[event]
id = "dag"
title = "Een dag"
date = {day}
timezone = "UTC"
languages = ["nl", "en"]
place = "Online"
about = "Een dag."
[event.organiser]
name = "Organisatie"
email = "o@dag.example"
[event.privacy]
notice = "Wij bewaren weinig."
retention_days = 30
[roles]
organisers = ["o@dag.example"]
[[part]]
key = "dag"
start = "10:00"
end = "16:00"
title = "De dag"
[[announcement]]
key = "programma"
when = "{when}"
template = "programme"
"""


@asynccontextmanager
async def bot(stage: Stage, event_file: Path, database_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`gastheer run`, ready. Whoever still runs at the end is asked to stop and must do so well."""
    settings = {f"GASTHEER_{name}": str(value) for name, value in stage.settings.items()}
    settings |= {
        "GASTHEER_EVENT": str(event_file),
        "GASTHEER_DATABASE_URL": database_url,
        "GASTHEER_PORT": "0",
        "GASTHEER_LOG_FORMAT": "json",
    }
    program = "from bot.cli import main; main()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, "run", env=os.environ | settings, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    said = b""
    async for line in process.stderr:
        said += line
        entry = json.loads(line) if line.startswith(b"{") else {}
        if entry.get("event") == "ready":
            stage.bot_url = f"http://127.0.0.1:{entry['port']}"
            break
    else:
        raise AssertionError(said.decode())
    reading = asyncio.create_task(process.stderr.read())
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        log = (said + await reading).decode()
        assert process.returncode in (0, -signal.SIGKILL), log


def programmes(stage: Stage, people: list[Person]) -> Counter[str]:
    """How often the programme reached each personal chat."""
    chats = {stage.personal(person).id for person in people}
    return Counter(
        entry.conversation
        for entry in stage.log
        if entry.kind == "sent" and entry.conversation in chats and "definitieve programma" in entry.summary
    )


def letters(stage: Stage, people: list[Person]) -> dict[str, list[str]]:
    """The Message-IDs of the programmes in each mailbox."""
    found = {person.key: [one.id for one in stage.letters(person) if "programma" in one.subject] for person in people}
    return {key: ids for key, ids in found.items() if ids}


async def test_killed_while_sending_the_programme(tmp_path: Path, database_url: str) -> None:
    now = datetime.now(UTC)
    day = (now + timedelta(days=2)).date()
    later = EVENT.format(day=day, when=f"{now + timedelta(days=1):%Y-%m-%d %H:%M}")
    due = EVENT.format(day=day, when=f"{now - timedelta(minutes=1):%Y-%m-%d %H:%M}")
    event_file = tmp_path / "event.toml"
    async with Stage(parse(later, "later"), log_file=tmp_path / "stage.jsonl", mail=True) as stage:
        people = [stage.add(extra(number)) for number in range(PEOPLE)]
        names = [(f"mail-{number}", f"Naam {number}", f"naam{number}@klein.example") for number in range(BY_MAIL)]
        outside, organiser = [stage.add(by_mail(*one)) for one in names], stage.people["organiser"]
        event_file.write_text(later)
        async with bot(stage, event_file, database_url):
            for person in people:
                await stage.installs(person)
                await stage.says(person, "aanmelden")
                filled = {"organisation": "Wonen", "function": "beheerder", "privacy": "true"}
                answer = await stage.clicks(person, "registration.submit", filled)
                assert answer["statusCode"] == 200
            await stage.installs(organiser)
            await imports(stage, organiser, outside)
            await stage.wait_for(
                lambda: sum("aangemeld voor" in entry.summary for entry in stage.log) == PEOPLE, within=60
            )
            await stage.wait_for(lambda: len(stage.mail.letters) == BY_MAIL, within=60)

        event_file.write_text(due)
        async with bot(stage, event_file, database_url) as process:
            await stage.wait_for(lambda: len(programmes(stage, people)) >= 3, within=60)
            await stage.wait_for(lambda: len(letters(stage, outside)) >= 3, within=60)
            stage.mail.faults.gate = gate = asyncio.Event()
            before = len(stage.mail.letters)
            await stage.wait_for(lambda: len(stage.mail.letters) > before, within=60)
            process.kill()
            await process.wait()
        assert len(programmes(stage, people)) + len(letters(stage, outside)) < PEOPLE + BY_MAIL, "before it was done"
        stage.mail.faults.gate = None
        gate.set()

        # What the killed one had claimed comes when its lease ends, a minute later.
        async with bot(stage, event_file, database_url):
            await stage.wait_for(lambda: len(programmes(stage, people)) == PEOPLE, within=150)
            await stage.wait_for(lambda: len(letters(stage, outside)) == BY_MAIL, within=150)
            await stage.wait_for(lambda: any(len(ids) > 1 for ids in letters(stage, outside).values()), within=150)
        twice = [ids for ids in letters(stage, outside).values() if len(ids) > 1]
        assert all(len(set(ids)) == 1 for ids in twice), "mail programs show it once"
        extras = sum(number - 1 for number in programmes(stage, people).values()) + sum(len(ids) - 1 for ids in twice)
        assert 1 <= extras <= IN_FLIGHT
    lines = (tmp_path / "stage.jsonl").read_text().splitlines()
    assert len(lines) == len(stage.log)

    database = Database(database_url)
    await database.open()
    async with database.read() as db:
        uncertain = await db.execute(select(delivery_change).where(delivery_change.c.reason == "sender_died"))
        recorded = len(uncertain.all())
    await database.close()
    assert extras <= recorded <= IN_FLIGHT
