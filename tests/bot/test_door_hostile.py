"""Whoever isn't Teams: every token that must be refused, in few words, and nothing of it anywhere in the log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from multidict import CIMultiDict

from event.definition import Event
from rehearsal.identity import ISSUER, SigningKey
from rehearsal.stage import Stage
from tests.bot.test_metrics import scraped, value
from tests.scenario.play import Play, at, play
from tests.scenario.rows import everything

OUR_SCOPE = "https://api.botframework.com"
STRANGER = SigningKey()
UNENDORSED = SigningKey(endorsed=False)


@pytest.fixture
async def one(event: Event, tmp_path: Path) -> AsyncIterator[Play]:
    async with Stage(event) as stage:
        stage.identity.keys.insert(0, UNENDORSED)
        async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(3, 5, 12), stage) as running:
            yield running


def hello(stage: Stage, **more: Any) -> dict[str, Any]:
    person = stage.people["fatima"]
    stage.personal(person).installed = True
    return stage.activity(person, stage.personal(person), type="message", text="help") | more


def good(stage: Stage) -> str:
    return stage.identity.token_for(f"{stage.url}/")


def claims(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(good(stage), options={"verify_signature": False})
    return found


def signed(stage: Stage, algorithm: str, key: Any = None, **head: Any) -> str:
    own = stage.identity.keys[-1]
    return jwt.encode(claims(stage), key or own.private, algorithm=algorithm, headers={"kid": own.kid} | head)


def by_hand(head: Mapping[str, Any], body: Mapping[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """What PyJWT won't make."""
    parts = [jwt.utils.base64url_encode(json.dumps(one).encode()) for one in (head, body)]
    return b".".join([*parts, jwt.utils.base64url_encode(sign(b".".join(parts)))]).decode()


def confused(stage: Stage) -> str:
    """HMAC with the public key for its secret: whoever believes the head takes it for right."""
    own = stage.identity.keys[-1]
    public = own.private.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    hmac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return by_hand({"alg": "HS256", "kid": own.kid}, claims(stage), lambda said: hmac.sign(said, pem))


def swapped(stage: Stage) -> str:
    """A good head and signature around other claims."""
    head, _, signature = good(stage).split(".")
    body = jwt.utils.base64url_encode(json.dumps(claims(stage) | {"exp": 9e9}).encode()).decode()
    return f"{head}.{body}.{signature}"


def with_claims(**changed: Any) -> Callable[[Stage], str]:
    """A claim that is changed to None is left out."""
    return lambda stage: stage.identity.token_for(f"{stage.url}/", **changed)


def raw_claims(body: bytes) -> Callable[[Stage], str]:
    own: Callable[[Stage], SigningKey] = lambda stage: stage.identity.keys[-1]  # noqa: E731
    return lambda stage: jwt.PyJWS().encode(body, own(stage).private, "RS256", {"kid": own(stage).kid})


TOKENS: dict[str, tuple[str, Callable[[Stage], str]]] = {
    "garbage": ("malformed", lambda _: "garbage-9f8e7d6c5b4a"),
    "dots": ("malformed", lambda _: ".."),
    "three parts of nothing": ("malformed", lambda _: "geheim1.geheim2.geheim3"),
    "five parts": ("malformed", lambda stage: f"{good(stage)}.geheim4.geheim5"),
    "no signature": ("signature", lambda stage: good(stage).rpartition(".")[0] + "."),
    "cut": ("signature", lambda stage: good(stage)[:-10]),
    "huge": ("malformed", lambda stage: good(stage) + "A" * 20_000),
    "huge beyond what HTTP allows by itself": ("malformed", lambda _: "B" * 200_000),
    "not ASCII": ("malformed", lambda stage: good(stage) + "é"),
    "head isn't JSON": ("malformed", lambda stage: "bm9wZQ." + good(stage).partition(".")[2]),
    "head is a list": ("malformed", lambda stage: by_hand([], claims(stage), lambda _: b"x")),  # type: ignore[arg-type]
    "head goes deep": ("malformed", lambda _: jwt.utils.base64url_encode(b"[" * 11_000).decode() + ".e30.geheim"),
    "alg none": ("algorithm", lambda stage: jwt.encode(claims(stage), "", algorithm="none")),
    "alg None": ("algorithm", lambda stage: by_hand({"alg": "None", "kid": "x"}, claims(stage), lambda _: b"")),
    "no alg": ("algorithm", lambda stage: by_hand({"kid": "x"}, claims(stage), lambda _: b"x")),
    "alg of a wrong kind": ("algorithm", lambda stage: by_hand({"alg": ["RS256"]}, claims(stage), lambda _: b"x")),
    "HS256 with the public key": ("algorithm", confused),
    "RS384": ("algorithm", lambda stage: signed(stage, "RS384")),
    "RS512": ("algorithm", lambda stage: signed(stage, "RS512")),
    "PS256": ("algorithm", lambda stage: signed(stage, "PS256")),
    "ES256": ("algorithm", lambda stage: signed(stage, "ES256", ec.generate_private_key(ec.SECP256R1()))),
    "no key id": ("unknown_key", lambda stage: jwt.encode(claims(stage), STRANGER.private, algorithm="RS256")),
    "unknown key": ("unknown_key", lambda stage: signed(stage, "RS256", STRANGER.private, kid=STRANGER.kid)),
    "key id of a wrong kind": ("malformed", lambda _: by_hand({"alg": "RS256", "kid": 3}, {}, lambda _: b"x")),
    "wrong key": ("signature", lambda stage: signed(stage, "RS256", rsa.generate_private_key(65537, 2048))),
    "key in the head": ("signature", lambda stage: signed(stage, "RS256", STRANGER.private, jwk=STRANGER.jwk())),
    "other claims": ("signature", swapped),
    "unendorsed key": ("not_endorsed", lambda stage: stage.identity.token_for(f"{stage.url}/", key=UNENDORSED)),
    "expired": ("expired", with_claims(exp=1_700_000_000)),
    "no exp": ("missing_claim", with_claims(exp=None)),
    "exp of a wrong kind": ("malformed", with_claims(exp="tomorrow")),
    "exp true": ("malformed", with_claims(exp=True)),
    "not yet valid": ("not_yet_valid", with_claims(nbf=4_000_000_000)),
    "nbf of a wrong kind": ("malformed", with_claims(nbf="yesterday")),
    "wrong issuer": ("issuer", with_claims(iss="https://sts.windows.net/geheim/")),
    "issuer almost right": ("issuer", with_claims(iss=f"{ISSUER}/")),
    "no issuer": ("missing_claim", with_claims(iss=None)),
    "wrong audience": ("audience", with_claims(aud="another-bot")),
    "several audiences, none of them us": ("audience", with_claims(aud=["a", "b"])),
    "no audience": ("missing_claim", with_claims(aud=None)),
    "empty audience": ("missing_claim", with_claims(aud="")),
    "other service URL": ("service_url", with_claims(serviceurl="https://smba.trafficmanager.net/emea/")),
    "no service URL": ("service_url", with_claims(serviceurl=None)),
    "service URL of a wrong kind": ("service_url", with_claims(serviceurl=["https://smba.trafficmanager.net/emea/"])),
    "empty service URL": ("service_url", with_claims(serviceurl="")),
    "claims aren't JSON": ("malformed", raw_claims(b"geheim")),
    "claims are a list": ("malformed", raw_claims(b"[]")),
    "claims go deep": ("malformed", raw_claims(b"[" * 5_000)),
    # What the connector gets from us: from another issuer, for another audience.
    "ours, sent back": ("issuer", with_claims(iss="https://sts.windows.net/own/", aud=OUR_SCOPE, serviceurl=None)),
}


async def knock(one: Play, headers: list[tuple[str, str]], body: object) -> tuple[int, dict[str, Any]]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{one.url}/api/messages", json=body, headers=CIMultiDict(headers)) as answer,
    ):
        assert answer.content_type == "application/json"
        text = await answer.text()
        assert len(text) < 100
        return answer.status, json.loads(text)


async def test_every_token_that_must_be_refused(one: Play, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    before = await everything(one.bot.database)
    expected: dict[str, int] = {}
    for name, (reason, make) in TOKENS.items():
        token = make(one.stage)
        answer = await knock(one, [("Authorization", f"Bearer {token}")], hello(one.stage))
        assert answer == (401, {"error": f"token_{reason}"}), name
        unlogged(caplog, token, name)
        expected[reason] = expected.get(reason, 0) + 1
    assert await everything(one.bot.database) == before
    assert not one.stage.log.sent_to(one.stage.personal(one.stage.people["fatima"]).id)
    samples, _ = await scraped(one)
    for reason, number in expected.items():
        assert value(samples, "tokens_rejected_total", reason=reason) == number, reason


def unlogged(caplog: pytest.LogCaptureFixture, token: str, name: str) -> None:
    for part in (token, *token.split(".")):
        for piece in (part, part[:40], part[-40:]):
            assert len(piece) < 6 or piece not in caplog.text, name


@pytest.mark.parametrize("scheme", ["Basic", "Digest", "BearerX", "", "Bearer:", "Bearer,"])
async def test_odd_schemes(one: Play, caplog: pytest.LogCaptureFixture, scheme: str) -> None:
    token = good(one.stage)
    sent = f"{scheme} {token}".strip()
    assert await knock(one, [("Authorization", sent)], hello(one.stage)) == (401, {"error": "token_scheme"})
    unlogged(caplog, token, scheme)


async def test_headers_around_a_good_token(one: Play) -> None:
    token = good(one.stage)
    for headers, reason in (
        ([], "missing"),
        ([("Authorization", f"Bearer {token}"), ("Authorization", f"Bearer {token}")], "several"),
        ([("Authorization", f"Bearer {token}"), ("Authorization", "Bearer x")], "several"),
        ([("Authorization", "Bearer")], "malformed"),
        ([("Authorization", f"Bearer {token}, Bearer {token}")], "malformed"),
        ([("Authorization", f"Bearer\t{token}")], "scheme"),
        ([("X-Authorization", f"Bearer {token}")], "missing"),
    ):
        assert await knock(one, headers, hello(one.stage)) == (401, {"error": f"token_{reason}"}), headers
    assert (await one.stage.post(hello(one.stage), token))[0] == 200


async def test_our_own_token_sent_back(one: Play) -> None:
    assert (await one.stage.post(hello(one.stage)))[0] == 200
    (ours,) = one.stage.identity._given
    assert await one.stage.post(hello(one.stage), ours) == (401, {"error": "token_malformed"})


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        3,
        [],
        "https://evil.example/",
        "https://smba.trafficmanager.net.evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://user@127.0.0.1:1/",
        "http://127.0.0.1:1/#x",
        "http://127.0.0.1:1/ x",
        "file:///etc/passwd",
        "https://smba.trafficmanager.net/emea/",
    ],
)
async def test_a_token_for_a_service_url_that_isnt_trusted_here(one: Play, url: object) -> None:
    """However well it is signed: our own token would go there."""
    token = one.stage.identity.token_for("", serviceurl=url)
    body = hello(one.stage, serviceUrl=url)
    assert await one.stage.post(body, token) == (401, {"error": "token_service_url"})


async def test_nothing_of_a_token_that_isnt_even_http_is_logged(one: Play, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    secret = "eyJgeheim"
    port = int(one.url.rpartition(":")[2])
    for header in (
        b"Authorization: Bearer %b" + b"x" * 300_000,
        b"Authorization: Bearer %b\x00",
        b"Authorization: Bearer %b\x7f\x01",
        b"Authorization : Bearer %b",
        b"Authorization: Bearer\r\n %b",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [b"POST /api/messages HTTP/1.1", b"Host: x", header % secret.encode(), b"Content-Length: 0", b"", b""]
        writer.write(b"\r\n".join(lines))
        status = (await reader.read()).split(b" ")[1]
        writer.close()
        assert status == b"400", header[:40]
    assert secret not in caplog.text
    assert caplog.text.count("not HTTP: ") == 5


async def test_without_any_signing_key_the_door_says_so_and_asks_for_patience(event: Event, tmp_path: Path) -> None:
    async with Stage(event) as stage:
        stage.identity.keys.clear()
        token = stage.identity.token_for(f"{stage.url}/", key=STRANGER)
        async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}", at(3, 5, 12), stage) as one:
            headers = {"Authorization": f"Bearer {token}"}
            async with stage.session.post(f"{one.url}/api/messages", json=hello(stage), headers=headers) as answer:
                assert (answer.status, await answer.json()) == (503, {"error": "identity_unavailable"})
                assert answer.headers["Retry-After"] == "10"
            async with stage.session.get(f"{one.url}/readyz") as answer:
                assert answer.status == 503
                assert (await answer.json())["parts"]["identity"] == "no signing keys could be fetched"


OTHER = "22222222-2222-4222-8222-222222222222"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"channelData": {"tenant": {"id": OTHER}}}, 403),
        ({"channelData": {"tenant": {"id": OTHER.upper()}}}, 403),
        ({"channelData": {}}, 403),
        ({"channelData": {"tenant": {"id": ""}}}, 403),
        ({"channelData": {"tenant": "x"}}, 403),
        ({"channelData": {"tenant": {"id": 3}}}, 403),
        ({"channelData": None}, 403),
        ({"channelData": {"tenant": {"id": "11111111-1111-4111-8111-111111111111".upper()}}}, 200),
    ],
)
async def test_tenants_that_arent_served(one: Play, changed: dict[str, Any], status: int) -> None:
    conversation = {"id": "a:x", "conversationType": "personal"}  # which names no tenant either
    before = await everything(one.bot.database)
    for kind in ("message", "invoke", "conversationUpdate", "installationUpdate", "event", "messageUpdate"):
        body = hello(one.stage, type=kind, conversation=conversation, action="add", name="adaptiveCard/action")
        body["value"] = {"action": {"verb": "help.show", "data": {"v": 1}}}
        got, answer = await one.stage.post(body | changed)
        assert got == status, kind
        if status == 403:
            assert answer == {"error": "tenant_not_served"}
    if status == 403:
        assert await everything(one.bot.database) == before
