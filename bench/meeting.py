"""A bot in a meeting in which polls were launched, and what people there send it, as Teams does."""

from __future__ import annotations

import sqlite3
import tempfile
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from bench.served import Served, served
from event.definition import Poll
from event.eventfile import read, shipped
from rehearsal.chats import Chat
from rehearsal.stage import Stage

_IDS = uuid.UUID("6f1f6f3c-7d0f-4c55-9a86-0f6a1f9d2c11")
_OPTIONS = ("eens", "oneens", "anders")


@dataclass(frozen=True, kw_only=True)
class Set:
    """The stage, and the settings of a bot on it."""

    stage: Stage
    settings: dict[str, str]

    @property
    def headers(self) -> dict[str, str]:
        token = self.stage.identity.token_for(f"{self.stage.url}/")
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, kw_only=True)
class Bot:
    on: Set
    program: Served
    folder: Path

    async def launch(self, polls: Sequence[Poll]) -> None:
        """As a moderator does it. All are in the meeting's chat at the end."""
        stage = self.on.stage
        stage.bot_url = self.program.url
        moderator, organiser = stage.people["moderator"], stage.people["organiser"]
        await stage.installs(moderator)
        await stage.adds_bot(stage.meeting, organiser)
        await stage.says(moderator, "polls")
        chat = stage.personal(moderator)
        before = self._posted()
        for poll in polls:
            data = {"v": 1, "event": stage.event.id, "poll": poll.key}
            action = {"type": "Action.Execute", "verb": "poll.launch", "data": data}
            answer = await stage.execute(moderator, chat, chat.newest_of("bot"), action)
            assert answer["statusCode"] == 200, answer
        await stage.wait_for(lambda: self._posted() >= before + len(polls), within=120)

    def _posted(self) -> int:
        return sum("Poll:" in one.summary for one in self.on.stage.log.sent_to(self.on.stage.meeting.id))

    async def close(self, poll: Poll) -> None:
        """As a moderator does it."""
        stage, moderator = self.on.stage, self.on.stage.people["moderator"]
        chat = stage.personal(moderator)
        action = {
            "type": "Action.Execute",
            "verb": "poll.close",
            "data": {"v": 1, "event": stage.event.id, "poll": poll.key},
        }
        answer = await stage.execute(moderator, chat, chat.newest_of("bot"), action)
        assert answer["statusCode"] == 200, answer

    def tally(self, poll: Poll) -> dict[str, int]:
        """As it is counted; under the empty mark all its ballots."""
        with closing(sqlite3.connect(self.folder / "gastheer.db")) as db:
            return dict(db.execute("SELECT mark, votes FROM tally WHERE box = ? AND votes > 0", (poll.key,)).fetchall())

    def ballots(self) -> tuple[int, int]:
        """As they are kept, and as they are counted."""
        with closing(sqlite3.connect(self.folder / "gastheer.db")) as db:
            kept = db.execute("SELECT count(*) FROM ballot").fetchone()[0]
            return kept, db.execute("SELECT coalesce(sum(votes), 0) FROM tally WHERE mark <> ''").fetchone()[0]


@asynccontextmanager
async def set_up(polls: int = 0, *, anonymous: bool = False) -> AsyncIterator[Set]:
    """The shipped event, with so many polls more."""
    with tempfile.TemporaryDirectory() as folder:
        file = _event_file(folder, polls, anonymous=anonymous)
        async with Stage(read(file)) as stage:
            settings = {f"GASTHEER_{name}": str(value) for name, value in stage.settings.items()}
            yield Set(stage=stage, settings=settings | {"GASTHEER_EVENT": str(file)})


@asynccontextmanager
async def bot(on: Set) -> AsyncIterator[Bot]:
    """`gastheer run`, with a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"GASTHEER_PORT": "0", "GASTHEER_DATA_DIR": folder, "GASTHEER_LOG_FORMAT": "json"}
        async with served("bot", environment=on.settings | own) as program:
            yield Bot(on=on, program=program, folder=Path(folder))


def votes(stage: Stage, poll: Poll, voters: Sequence[int]) -> list[bytes]:
    """One of each voter: people of the bot's own tenant, each with an account and an object id."""
    made = []
    for number in voters:
        option = poll.options[number % len(poll.options)]
        data = {"v": 1, "event": stage.event.id, "poll": poll.key, "option": option.key}
        made.append(_click(stage, stage.meeting, number, "poll.vote", data))
    return made


def openings(stage: Stage, people: Sequence[int]) -> list[bytes]:
    """One of each, in a chat of their own in which the bot meets them for the first time."""
    data = {"v": 1, "event": stage.event.id}
    return [
        _click(stage, Chat(f"a:bench-{number}", "personal", []), number, "language.show", data) for number in people
    ]


def shown(answer: bytes) -> bool:
    """A card: the act was done."""
    return answer.startswith(b'{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive"')


def answered(answer: bytes) -> bool:
    """The bare server's."""
    return answer == b'{"statusCode": 200}'


def _click(stage: Stage, chat: Chat, number: int, verb: str, data: dict[str, Any]) -> bytes:
    value = {"action": {"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"}
    one = stage.activity(stage.people["fatima"], chat, type="invoke", name="adaptiveCard/action", value=value)
    id_ = uuid.uuid5(_IDS, str(number))
    sender = {"id": f"29:{id_.hex}{id_.hex}", "name": f"Deelnemer {number}", "aadObjectId": str(id_)}
    return orjson.dumps(one | {"from": sender})


def _event_file(folder: str, polls: int, *, anonymous: bool) -> Path:
    lines = [shipped().read_text()]
    for number in range(polls):
        lines += ["[[poll]]", f'key = "bench-{number}"', f"anonymous = {str(anonymous).lower()}"]
        lines += [f'question.{language} = "{number}?"' for language in ("nl", "en")]
        for key in _OPTIONS:
            lines += ["[[poll.option]]", f'key = "{key}"', f'text.nl = "{key}"', f'text.en = "{key}"']
    made = Path(folder) / "event.toml"
    made.write_text("\n".join(lines))
    return made
