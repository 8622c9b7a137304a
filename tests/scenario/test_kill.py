"""The bot as a process of its own, killed in the middle of sending the programme, and started again."""

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
from rehearsal.people import Person, extra
from rehearsal.stage import Stage

PEOPLE = 40
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


async def test_killed_while_sending_the_programme(tmp_path: Path, database_url: str) -> None:
    now = datetime.now(UTC)
    day = (now + timedelta(days=2)).date()
    later = EVENT.format(day=day, when=f"{now + timedelta(days=1):%Y-%m-%d %H:%M}")
    due = EVENT.format(day=day, when=f"{now - timedelta(minutes=1):%Y-%m-%d %H:%M}")
    event_file = tmp_path / "event.toml"
    async with Stage(parse(later, "later"), log_file=tmp_path / "stage.jsonl") as stage:
        people = [stage.add(extra(number)) for number in range(PEOPLE)]
        event_file.write_text(later)
        async with bot(stage, event_file, database_url):
            for person in people:
                await stage.installs(person)
                await stage.says(person, "aanmelden")
                filled = {"organisation": "Wonen", "function": "beheerder", "privacy": "true"}
                answer = await stage.clicks(person, "registration.submit", filled)
                assert answer["statusCode"] == 200
            await stage.wait_for(
                lambda: sum("aangemeld voor" in entry.summary for entry in stage.log) == PEOPLE, within=60
            )

        event_file.write_text(due)
        async with bot(stage, event_file, database_url) as process:
            await stage.wait_for(lambda: len(programmes(stage, people)) >= 10, within=60)
            process.kill()
            await process.wait()
        assert len(programmes(stage, people)) < PEOPLE, "it was killed before it was done"

        # What the killed one had claimed comes when its lease ends, a minute later.
        async with bot(stage, event_file, database_url):
            await stage.wait_for(lambda: len(programmes(stage, people)) == PEOPLE, within=150)
        extras = sum(number - 1 for number in programmes(stage, people).values())
        assert extras <= IN_FLIGHT
    lines = (tmp_path / "stage.jsonl").read_text().splitlines()
    assert len(lines) == len(stage.log)

    database = Database(database_url)
    await database.open()
    async with database.read() as db:
        uncertain = await db.execute(select(delivery_change).where(delivery_change.c.reason == "sender_died"))
        recorded = len(uncertain.all())
    await database.close()
    assert extras <= recorded <= IN_FLIGHT
