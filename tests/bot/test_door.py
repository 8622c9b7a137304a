"""What the door refuses, and in which words."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from event.definition import Event
from rehearsal.identity import SigningKey
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play


@pytest.fixture
async def one(event: Event, tmp_path: Path) -> AsyncIterator[Play]:
    async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(3, 5, 12)) as running:
        yield running


def hello(stage: Stage, **more: Any) -> dict[str, Any]:
    person = stage.people["fatima"]
    stage.personal(person).installed = True
    return stage.activity(person, stage.personal(person), type="message", text="help") | more


async def test_a_good_token_is_let_in(one: Play) -> None:
    assert (await one.stage.post(hello(one.stage)))[0] == 200


NOW = int(time.time())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"exp": NOW - 3600}, "token_expired"),
        ({"exp": None}, "token_missing_claim"),
        ({"exp": "tomorrow"}, "token_malformed"),
        ({"nbf": NOW + 3600}, "token_not_yet_valid"),
        ({"iss": "https://sts.windows.net/x/"}, "token_issuer"),
        ({"aud": "another-bot"}, "token_audience"),
        ({"serviceurl": "https://smba.trafficmanager.net/emea/"}, "token_service_url"),
        ({"serviceurl": None}, "token_service_url"),
    ],
)
async def test_a_token_with_a_wrong_claim(one: Play, changed: dict[str, Any], reason: str) -> None:
    stage = one.stage
    url = changed.pop("serviceurl", f"{stage.url}/") if "serviceurl" in changed else f"{stage.url}/"
    token = stage.identity.token_for(url, **changed)
    assert await stage.post(hello(stage), token) == (401, {"error": reason})


async def test_tokens_that_are_forged(one: Play) -> None:
    stage = one.stage
    claims = jwt.decode(stage.identity.token_for(f"{stage.url}/"), options={"verify_signature": False})
    kid = stage.identity.keys[0].kid
    public = stage.identity.keys[0].private.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
    # PyJWT won't sign with a public key, so the signature is made by hand in its name.
    head = jwt.utils.base64url_encode(json.dumps({"alg": "HS256", "kid": kid}).encode())
    body = jwt.utils.base64url_encode(json.dumps(claims).encode())
    signed = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(head + b"." + body, pem)
    confused = b".".join([head, body, jwt.utils.base64url_encode(signed)]).decode()
    stranger = SigningKey()
    for token, reason in (
        (unsigned, "token_algorithm"),
        (confused, "token_algorithm"),
        (stage.identity.token_for(f"{stage.url}/", key=stranger), "token_unknown_key"),
        (stage.identity.token_for(f"{stage.url}/", key=SigningKey(kid=kid)), "token_signature"),
        ("garbage", "token_malformed"),
        ("a.b.c", "token_malformed"),
        ("x" * 20_000, "token_malformed"),
        ("", "token_malformed"),
    ):
        assert await stage.post(hello(stage), token) == (401, {"error": reason})


async def test_headers_that_are_no_token(one: Play) -> None:
    stage = one.stage
    token = stage.identity.token_for(f"{stage.url}/")
    good = ("Authorization", f"Bearer {token}")
    async with aiohttp.ClientSession() as session:
        for headers, reason in (
            ([], "token_missing"),
            ([good, good], "token_several"),
            ([("Authorization", f"Basic {token}")], "token_scheme"),
            ([("Authorization", token)], "token_scheme"),
        ):
            async with session.post(f"{one.url}/api/messages", json=hello(stage), headers=headers) as answer:
                assert (answer.status, await answer.json()) == (401, {"error": reason})


async def test_a_key_must_be_endorsed_for_teams(event: Event, tmp_path: Path) -> None:
    async with Stage(event) as stage:
        stage.identity.keys.append(SigningKey(endorsed=False))
        async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(3, 5, 12), stage):
            assert await stage.post(hello(stage)) == (401, {"error": "token_not_endorsed"})
            token = stage.identity.token_for(f"{stage.url}/", key=stage.identity.keys[0])
            assert (await stage.post(hello(stage), token))[0] == 200


async def test_a_token_goes_with_its_activitys_service_url(one: Play) -> None:
    stage = one.stage
    elsewhere = "https://evil.example/"
    token = stage.identity.token_for(elsewhere)
    answer = await stage.post(hello(stage, serviceUrl=elsewhere), token)
    assert answer == (401, {"error": "token_service_url"}), "signed or not, our token goes to no such host"


async def test_other_tenants_are_served_in_the_events_meeting_alone(one: Play) -> None:
    stage, joke = one.stage, one.stage.people["joke"]
    stage.meeting.installed = True
    personal = stage.activity(joke, stage.personal(joke), type="message", text="help")
    assert await stage.post(personal) == (403, {"error": "tenant_not_served"})
    meeting = stage.activity(joke, stage.meeting, type="message", text="help")
    assert (await stage.post(meeting))[0] == 200
    group = stage.activity(joke, stage.group, type="message", text="help")
    assert await stage.post(group) == (403, {"error": "tenant_not_served"})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b'{"type": 3}',
        b'{"type": ""}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"type":"a"} x',
    ],
)
async def test_bodies_that_are_no_activity(one: Play, body: bytes) -> None:
    stage = one.stage
    headers = {"Authorization": f"Bearer {stage.identity.token_for(f'{stage.url}/')}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{one.url}/api/messages", data=body, headers=headers) as answer,
    ):
        assert (answer.status, await answer.json()) == (400, {"error": "not_an_activity"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("from", None),
        ("from", "me"),
        ("from", {"id": 3}),
        ("from", {}),
        ("conversation", None),
        ("conversation", []),
        ("conversation", {"id": {}}),
        ("recipient", "bot"),
        ("entities", "x"),
        ("entities", [3]),
        ("entities", [{"type": "mention", "mentioned": "x"}]),
        ("channelData", 3),
        ("channelData", {"tenant": "x"}),
        ("membersAdded", {"id": 1}),
        ("locale", {"a": 1}),
        ("text", {"a": 1}),
        ("timestamp", "yesterday"),
        ("value", 3),
        ("attachments", "x"),
    ],
)
async def test_fields_of_a_wrong_type_never_break_us(one: Play, field: str, value: object) -> None:
    stage = one.stage
    for kind in ("message", "invoke", "conversationUpdate", "installationUpdate", "event"):
        status, _ = await stage.post(hello(stage, type=kind, **{field: value}))
        assert status in (200, 400, 403), (kind, field, value)


async def test_what_isnt_for_us_is_taken_and_ignored(one: Play) -> None:
    stage = one.stage
    before = len(stage.log)
    for kind in ("messageReaction", "typing", "messageUpdate", "messageDelete", "handoff", "somethingNew"):
        assert (await stage.post(hello(stage, type=kind)))[0] == 200
    for name in ("application/vnd.microsoft.meetingParticipantJoin", "x"):
        assert (await stage.post(hello(stage, type="event", name=name)))[0] == 200
    assert len(stage.log) == before


async def test_readiness_says_why(one: Play) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{one.url}/readyz") as answer:
        assert (await answer.json())["parts"] == {"database": "ok", "identity": "ok", "clock": "ok", "worker": "ok"}
