"""What comes in through the door with a good token and still is no activity: 400 or 413, in JSON, and nothing done."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.serving import bot_on_stage
from bot.settings import Settings
from bot.teams import door
from bot.web import LARGEST_BODY
from event.clock import MovableClock
from event.definition import Event
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play
from tests.scenario.rows import everything

JSON = "application/json; charset=utf-8"


@pytest.fixture
async def one(event: Event, tmp_path: Path) -> AsyncIterator[Play]:
    async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(3, 5, 12)) as running:
        yield running


def hello(one: Play, **more: Any) -> dict[str, Any]:
    person = one.stage.people["fatima"]
    one.stage.personal(person).installed = True
    return one.stage.activity(person, one.stage.personal(person), type="message", text="help") | more


async def send(one: Play, body: bytes | AsyncIterator[bytes], **headers: str) -> tuple[int, Any]:
    token = one.stage.identity.token_for(f"{one.stage.url}/")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": JSON} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{one.url}/api/messages", data=body, headers=headers) as answer,
    ):
        text = await answer.text()
        assert len(text) < 100
        return answer.status, json.loads(text) if text else None


BROKEN = {
    "empty": b"",
    "blank": b" \n",
    "cut": b'{"type": "message"',
    "a list": b"[]",
    "a list of activities": b'[{"type": "message"}]',
    "null": b"null",
    "a number": b"3",
    "a text": b'"message"',
    "no type": b"{}",
    "a type of a wrong kind": b'{"type": ["message"]}',
    "an empty type": b'{"type": ""}',
    "more behind it": b'{"type": "message"} x',
    "two of them": b'{"type": "message"}{"type": "message"}',
    "a comma too many": b'{"type": "message",}',
    "a comment": b'{"type": "message" /* hi */}',
    "NaN": b'{"type": "message", "value": NaN}',
    "an unpaired surrogate": b'{"type": "message", "text": "\\ud800"}',
    "invalid UTF-8": b'{"type": "message", "text": "\xff\xfe"}',
    "UTF-8 cut": b'{"type": "message", "text": "\xc3"}',
    "UTF-16": '{"type": "message"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"type": "message"}',
    "only opened lists": b"[" * 100_000,
    "only opened objects": b'{"a":' * 30_000,
    "deep, and closed": b'{"type":"message","value":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "a form": b"type=message&text=help",
    "XML": b"<activity type='message'/>",
    "zeros": b"\x00" * 1000,
}


async def test_bodies_that_are_no_activity(one: Play) -> None:
    before = await everything(one.bot.database)
    for name, body in BROKEN.items():
        assert await send(one, body) == (400, {"error": "not_an_activity"}), name
    assert await everything(one.bot.database) == before


async def test_a_body_that_doesnt_say_what_it_is(one: Play) -> None:
    token = one.stage.identity.token_for(f"{one.stage.url}/")
    async with (
        aiohttp.ClientSession(skip_auto_headers=["Content-Type"]) as session,
        session.post(
            f"{one.url}/api/messages",
            data=json.dumps(hello(one)).encode(),
            headers={"Authorization": f"Bearer {token}"},
        ) as answer,
    ):
        assert (answer.status, await answer.json()) == (400, {"error": "not_an_activity"})


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 50_000):
        yield body[start : start + 50_000]


async def test_how_large_it_may_be(one: Play) -> None:
    body = json.dumps(hello(one, summary="")).encode()
    just_right = json.dumps(hello(one, summary="x" * (LARGEST_BODY - len(body)))).encode()
    too_large = just_right[:-1] + b" }"
    assert len(just_right) == LARGEST_BODY
    assert await send(one, just_right) == (200, None)
    assert await send(one, in_pieces(just_right)) == (200, None)
    refused = (413, {"error": "request_entity_too_large"})
    assert await send(one, too_large) == refused
    assert await send(one, in_pieces(too_large)) == refused, "chunked, without a length"
    assert await send(one, b"x" * 1_000_000) == refused
    assert await send(one, gzip.compress(b" " * 50_000_000), Content_Encoding="gzip") == refused, "when unpacked"


async def test_what_was_packed(one: Play) -> None:
    body = json.dumps(hello(one)).encode()
    assert await send(one, gzip.compress(body), Content_Encoding="gzip") == (200, None)
    assert await send(one, zlib.compress(body), Content_Encoding="deflate") == (200, None)
    for packed, how in ((body, "gzip"), (body, "deflate"), (gzip.compress(body)[:-20], "gzip"), (b"", "gzip")):
        status, answer = await send(one, packed, Content_Encoding=how)
        assert (status, set(answer)) == (400, {"error"})


async def raw(one: Play, *pieces: bytes) -> bytes:
    """What a client may put on the wire that aiohttp's doesn't."""
    token = one.stage.identity.token_for(f"{one.stage.url}/").encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(one.url.rpartition(":")[2]))
    head = b"POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\nContent-Type: application/json\r\n"
    writer.write(head % token + b"".join(pieces))
    status = await reader.readline()
    writer.close()
    return status.split(b" ")[1]


async def test_transfers_that_make_no_sense(one: Play) -> None:
    body = json.dumps(hello(one)).encode()
    chunk = b"%x\r\n%b\r\n" % (len(body), body)
    assert await raw(one, b"Transfer-Encoding: chunked\r\n\r\n", chunk, b"0\r\n\r\n") == b"200"
    for rest in (b"zz\r\n", b"-1\r\n", b"5\r\nabcdefgh\r\n", chunk + b"x\r\n"):
        assert await raw(one, b"Transfer-Encoding: chunked\r\n\r\n", rest) == b"400"
    assert await raw(one, b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", chunk) == b"400"
    assert await raw(one, b"Content-Length: x\r\n\r\n", body) == b"400"
    assert await raw(one, b"\r\n", body) == b"400", "no length at all: an empty body"


async def test_a_body_that_never_comes(one: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_PATIENCE", 0.05)
    assert await raw(one, b'Content-Length: 300\r\n\r\n{"type": ') == b"408"


DEEP: Any = "x"
for _ in range(400):
    DEEP = [{"id": DEEP}]


@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate", "installationUpdate", "event"])
async def test_what_goes_deep_in_any_field(one: Play, kind: str) -> None:
    """As deep as JSON may go here."""
    body = hello(one, type=kind, name="adaptiveCard/action", action="add")
    body["value"] = {"action": {"verb": "help.show", "data": {"v": 1}}}
    for field in (*body, "membersAdded", "attachments", "channelData"):
        if field in ("type", "serviceUrl"):
            continue
        for deep in (DEEP, DEEP[0], {"type": DEEP}, {"tenant": DEEP}, {"action": {"verb": "help.show", "data": DEEP}}):
            status, _ = await one.stage.post(body | {field: deep})
            assert status in (200, 400, 403), field


LONG: dict[str, tuple[int, dict[str, Any]]] = {
    "account": (255, {"from": {"id": "x", "aadObjectId": "o"}}),
    "anonymous account": (255, {"from": {"id": "x"}}),
    "object id": (64, {"from": {"id": "29:long", "aadObjectId": "x"}}),
    "conversation": (255, {"conversation": {"id": "x", "conversationType": "personal"}}),
    "shared conversation": (255, {"conversation": {"id": "x", "conversationType": "groupChat"}}),
    "tenant": (64, {"channelData": {"tenant": {"id": "x"}}}),
    "the chat's tenant": (64, {"channelData": {}, "conversation": {"id": "a:long", "tenantId": "x"}}),
}


def filled(node: Any, text: str) -> Any:
    if isinstance(node, dict):
        return {name: filled(one, text) for name, one in node.items()}
    return text if node == "x" else node


@pytest.mark.parametrize("name", LONG)
async def test_ids_as_long_as_are_kept_and_no_longer(event: Event, database_url: str, name: str) -> None:
    most, changed = LONG[name]
    async with Stage(event) as stage:
        settings = Settings(**stage.settings | {"TENANTS": "any"}, PORT=0, DATABASE_URL=database_url, _env_file=None)
        async with bot_on_stage(settings, event, MovableClock(at(4, 6, 9))) as (bot, port):
            stage.bot_url = f"http://127.0.0.1:{port}"
            fatima, poll = stage.people["fatima"], event.polls[0]
            vote = {"v": 1, "event": event.id, "poll": poll.key, "option": poll.options[0].key}
            asked = {"v": 1, "event": event.id, "text": "Waar?"}
            for length in (most, most + 1):
                before = await everything(bot.database)
                kinds: list[dict[str, Any]] = [
                    {"type": "message", "text": "taal"},
                    {"type": "installationUpdate", "action": "add"},
                    {"type": "conversationUpdate", "membersAdded": [{"id": stage.bot}]},
                    {"type": "event", "name": "application/vnd.microsoft.meetingStart"},
                ]
                for verb, data in (("question.ask", asked), ("poll.vote", vote)):
                    value = {"action": {"verb": verb, "data": data}}
                    kinds.append({"type": "invoke", "name": "adaptiveCard/action", "value": value})
                for more in kinds:
                    body = stage.activity(fatima, stage.personal(fatima), **more) | filled(changed, "x" * length)
                    if more["type"] == "message" and "shared" in name:
                        continue  # it isn't mentioned there, and so it isn't for the bot
                    status, answer = await stage.post(body)
                    assert status == (200 if length == most else 400), (more, answer)
                    assert "Dit lukte niet" not in str(answer), more
                if length > most:
                    assert await everything(bot.database) == before
