"""The signing keys over time: new ones, a flood of unknown ones, and an identity service that is down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings import Settings
from bot.teams.tokens import IdentityUnavailable, TokenRejected, Tokens, _Key
from rehearsal.identity import ISSUER, SigningKey

APP = "app"
URL = "https://smba.trafficmanager.net/emea/"
START = datetime(2027, 6, 4, 8, 0, tzinfo=UTC)


@dataclass
class HandClock:
    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def pass_(self, **time: float) -> None:
        self.time += timedelta(**time)

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


@dataclass
class Service:
    """An identity service that counts, waits and fails as told."""

    keys: list[Any] = field(default_factory=list)
    fetched: int = 0
    status: int = 200
    gate: asyncio.Event | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def metadata(self, _: web.Request) -> web.Response:
        self.fetched += 1
        if self.gate is not None:
            self.asked.set()
            await self.gate.wait()
        return web.json_response({"jwks_uri": f"{self.url}/keys"}, status=self.status)

    async def jwks(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [key.jwk() if isinstance(key, SigningKey) else key for key in self.keys]})


@dataclass
class Ground:
    service: Service
    clock: HandClock
    tokens: Tokens

    async def check(self, key: SigningKey, **changed: Any) -> str | None:
        """None, or why it was refused."""
        try:
            await self.tokens.check([f"Bearer {self.token(key, **changed)}"], URL)
        except TokenRejected as rejected:
            return rejected.reason
        return None

    def token(self, key: SigningKey, **changed: Any) -> str:
        now = self.clock.now().timestamp()
        claims = {"iss": ISSUER, "aud": APP, "exp": now + 3600, "serviceurl": URL} | changed
        return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.kid})


ONE, TWO, STRANGER = SigningKey(), SigningKey(), SigningKey()
KEY = _Key(ONE.private.public_key(), endorsed=True)


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    service, clock = Service([ONE]), HandClock()
    app = web.Application()
    app.router.add_get("/metadata", service.metadata)
    app.router.add_get("/keys", service.jwks)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        service.url = f"http://127.0.0.1:{server.port}"
        given_ = Settings(APP_ID=APP, OPENID_METADATA_URL=f"{service.url}/metadata", _env_file=None)
        yield Ground(service, clock, Tokens(given_, session, clock))


async def test_keys_are_fetched_once_a_day(ground: Ground) -> None:
    for _ in range(3):
        assert await ground.check(ONE) is None
    assert ground.service.fetched == 1
    ground.clock.pass_(hours=23)
    assert await ground.check(ONE) is None
    assert ground.service.fetched == 1
    ground.clock.pass_(hours=2)
    assert await ground.check(ONE) is None
    assert ground.service.fetched == 2


async def test_a_new_key_is_taken_at_its_first_use(ground: Ground) -> None:
    assert await ground.check(ONE) is None
    ground.service.keys.append(TWO)
    ground.clock.pass_(seconds=11)
    assert await ground.check(TWO) is None
    assert await ground.check(ONE) is None
    assert ground.service.fetched == 2


async def test_a_flood_of_unknown_keys_is_one_fetch_in_ten_seconds(ground: Ground) -> None:
    assert await ground.check(ONE) is None
    ground.clock.pass_(seconds=11)
    reasons = await asyncio.gather(*(ground.check(STRANGER) for _ in range(50)))
    assert set(reasons) == {"unknown_key"}
    assert ground.service.fetched == 2
    ground.clock.pass_(seconds=9)
    assert await ground.check(STRANGER) == "unknown_key"
    assert ground.service.fetched == 2
    ground.clock.pass_(seconds=2)
    assert await ground.check(STRANGER) == "unknown_key"
    assert ground.service.fetched == 3


async def test_those_who_come_together_wait_for_one_fetch(ground: Ground) -> None:
    assert await asyncio.gather(*(ground.check(ONE) for _ in range(20))) == [None] * 20
    assert ground.service.fetched == 1


async def test_known_keys_work_on_while_the_service_is_down(ground: Ground) -> None:
    assert await ground.check(ONE) is None
    ground.service.status = 503
    ground.clock.pass_(days=3)
    assert await ground.check(ONE) is None
    assert await ground.check(STRANGER) == "unknown_key"
    ground.service.status = 200
    ground.service.keys = [TWO]
    ground.clock.pass_(seconds=11)
    assert await ground.check(TWO) is None
    assert await ground.check(ONE) == "unknown_key", "a key that was withdrawn"


async def test_one_alone_waits_for_a_service_that_hangs(ground: Ground) -> None:
    assert await ground.check(ONE) is None
    ground.service.gate = asyncio.Event()
    ground.clock.pass_(days=2)
    first = asyncio.create_task(ground.check(ONE))
    await ground.service.asked.wait()
    assert await ground.check(ONE) is None, "the same key, meanwhile"
    assert not first.done()
    ground.service.gate.set()
    assert await first is None


async def test_without_any_key_nobody_can_tell(ground: Ground) -> None:
    ground.service.status = 500
    with pytest.raises(IdentityUnavailable):
        await ground.check(ONE)
    assert await ground.tokens.ping() == "no signing keys could be fetched"
    ground.service.status = 200
    ground.clock.pass_(seconds=11)
    assert await ground.check(ONE) is None
    assert await ground.tokens.ping() is None


async def test_readiness_tells_that_the_service_is_down_while_known_keys_work(ground: Ground) -> None:
    assert await ground.check(ONE) is None
    ground.service.status = 503
    assert await ground.tokens.ping() is None, "asked a moment ago"
    ground.clock.pass_(seconds=61)
    for _ in range(3):
        told = await ground.tokens.ping()
        assert told is not None
        assert told.startswith("ok, but the identity service doesn't answer"), "to be looked into, not to stay away for"
    assert ground.service.fetched == 2, "once a minute, however often somebody looks"
    assert await ground.check(ONE) is None
    ground.service.status = 200
    ground.clock.pass_(seconds=61)
    assert await ground.tokens.ping() is None


async def test_a_broken_key_leaves_the_others(ground: Ground) -> None:
    ground.service.keys[:0] = [None, 3, {}, {"kty": "EC", "kid": "b"}, {"kty": "RSA", "kid": "c"}]
    ground.service.keys[:0] = [{"kty": "RSA", "kid": 3}, {"kty": "RSA", "kid": "a", "n": "!", "e": "AQAB"}]
    assert await ground.check(ONE) is None


async def test_clocks_may_differ_by_five_minutes(ground: Ground) -> None:
    now = START.timestamp()
    assert await ground.check(ONE, exp=now - 299) is None
    assert await ground.check(ONE, exp=now - 301) == "expired"
    assert await ground.check(ONE, nbf=now + 299) is None
    assert await ground.check(ONE, nbf=now + 301) == "not_yet_valid"
    assert await ground.check(ONE, exp=float("nan")) == "expired"


async def test_a_key_that_a_token_brings_along_counts_for_nothing(ground: Ground) -> None:
    claims = jwt.decode(ground.token(ONE), options={"verify_signature": False})
    public = {name: value for name, value in STRANGER.jwk().items() if name in ("kty", "n", "e", "alg", "kid")}
    for head in (
        {"kid": ONE.kid, "jwk": public},
        {"kid": ONE.kid, "jku": f"{ground.service.url}/keys"},
        {"kid": ONE.kid, "x5u": "https://evil.example/", "x5c": ["x"]},
    ):
        token = jwt.encode(claims, STRANGER.private, algorithm="RS256", headers=head)
        with pytest.raises(TokenRejected, match="signature"):
            await ground.tokens.check([f"Bearer {token}"], URL)


ALPHABET = "abAB019-_=.~ \t\x00é"
SETTINGS = Settings(APP_ID=APP, _env_file=None)
GOOD = Ground(Service(), HandClock(), None).token(ONE)  # type: ignore[arg-type]


@settings(max_examples=600, derandomize=True, database=None, deadline=None)
@given(st.data())
def test_whatever_was_done_to_a_token_it_is_refused(data: st.DataObject) -> None:
    """Bent at any place: left out, put in, swapped, its parts in another order or number."""
    parts = GOOD.split(".")
    act = data.draw(st.sampled_from(["change", "cut", "insert", "shuffle", "head", "claims"]))
    at = data.draw(st.integers(0, len(GOOD) - 1))
    if act == "change":
        # The last letter of a signature has bits that count for nothing.
        at = min(at, len(GOOD) - 3)
        bent = GOOD[:at] + data.draw(st.sampled_from([one for one in ALPHABET if one != GOOD[at]])) + GOOD[at + 1 :]
    elif act == "cut":
        bent = GOOD[: max(0, at - 3)]
    elif act == "insert":
        bent = GOOD[:at] + data.draw(st.text(ALPHABET.replace("=", ""), min_size=1)) + GOOD[at:]
    elif act == "shuffle":
        bent = ".".join(data.draw(st.lists(st.sampled_from([*parts, ""]), max_size=5).filter(lambda one: one != parts)))
    else:
        junk = data.draw(st.recursive(st.none() | st.text() | st.integers() | st.floats(), st.lists, max_leaves=5))
        name = data.draw(
            st.sampled_from(["alg", "kid", "typ", "crit", "b64", "exp", "nbf", "iss", "aud", "serviceurl"])
        )
        place = 0 if act == "head" else 1
        said = json.loads(jwt.utils.base64url_decode(parts[place])) | {name: junk}
        parts[place] = jwt.utils.base64url_encode(json.dumps(said).encode()).decode()
        bent = ".".join(parts)
    with pytest.raises(TokenRejected):
        at_once(fresh_tokens().check([f"Bearer {bent}"], URL))


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(st.sampled_from(["exp", "nbf", "iss", "aud", "serviceurl", "sub", "jti", "iat"]), st.data())
def test_whatever_a_signed_claim_is_its_wrong_kind_is_refused(name: str, data: st.DataObject) -> None:
    claims = json.loads(jwt.utils.base64url_decode(GOOD.split(".")[1]))
    numbers = st.integers() | st.floats() | st.sampled_from([START.timestamp(), 10**400])
    junk = st.none() | st.booleans() | st.text() | numbers | st.lists(numbers | st.text()) | st.just({"a": 1})
    value: Any = data.draw(junk)
    body = json.dumps(claims | {name: value}).encode()  # as PyJWT's own `encode` wouldn't
    token = jwt.PyJWS().encode(body, ONE.private, "RS256", {"kid": ONE.kid})
    with suppress(TokenRejected):
        at_once(fresh_tokens().check([f"Bearer {token}"], URL))
        now = START.timestamp()
        fine: dict[str, Callable[[], bool]] = {
            "exp": lambda: value >= now - 300,
            "nbf": lambda: value <= now + 300,
            "iss": lambda: value == ISSUER,
            "aud": lambda: APP in value,
            "serviceurl": lambda: value == URL,
        }
        assert name not in fine or fine[name]()


def fresh_tokens() -> Tokens:
    """With the key at hand: nothing is fetched, so nothing is waited for."""
    one = Tokens(SETTINGS, None, HandClock())  # type: ignore[arg-type]
    one._keys._known = {ONE.kid: KEY}
    one._keys._fetched = START.timestamp()
    one._keys._tried = START.timestamp()
    return one


def at_once(check: Coroutine[Any, Any, None]) -> None:
    with suppress(StopIteration):
        check.send(None)
        raise AssertionError("it waits for something")


@pytest.mark.parametrize("token", ["", "é.b.c", "\udcff.b.c", "[" * 15_000, "x" * 20_000, "a.b.c.d.e"])
async def test_what_is_no_token(ground: Ground, token: str) -> None:
    with pytest.raises(TokenRejected) as rejected:
        await ground.tokens.check([f"Bearer {token}"], URL)
    assert rejected.value.reason == "malformed"


async def test_a_head_that_goes_deep(ground: Ground) -> None:
    head = jwt.utils.base64url_encode(b"[" * 11_000).decode()
    with pytest.raises(TokenRejected):
        await ground.tokens.check([f"Bearer {head}.e30.x"], URL)


async def test_a_token_that_was_seen_before_is_looked_at_again_each_time(ground: Ground) -> None:
    key = SigningKey()
    ground.service.keys = [key]
    token = [f"Bearer {ground.token(key)}"]
    for _ in range(3):
        await ground.tokens.check(token, URL)
    with pytest.raises(TokenRejected, match="service_url"):
        await ground.tokens.check(token, "https://smba.trafficmanager.net/amer/")
    with pytest.raises(TokenRejected, match="service_url"):
        await ground.tokens.check(token, None)
    bent = token[0][:-4] + ("AAAA" if not token[0].endswith("AAAA") else "BBBB")
    with pytest.raises(TokenRejected):
        await ground.tokens.check([bent], URL)
    ground.clock.pass_(minutes=64)
    await ground.tokens.check(token, URL)
    ground.clock.pass_(minutes=2)
    with pytest.raises(TokenRejected, match="expired"):
        await ground.tokens.check(token, URL)


async def test_a_token_of_a_key_that_was_withdrawn_counts_no_more(ground: Ground) -> None:
    key, other = SigningKey(), SigningKey()
    ground.service.keys = [key]
    token = [f"Bearer {ground.token(key, exp=ground.clock.now().timestamp() + 3 * 24 * 3600)}"]
    await ground.tokens.check(token, URL)
    ground.service.keys = [other]
    ground.clock.pass_(hours=25)
    with pytest.raises(TokenRejected, match="unknown_key"):
        await ground.tokens.check(token, URL)


async def test_a_flood_of_good_tokens_fills_no_memory(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.teams.tokens._MOST_VERIFIED", 5)
    key = SigningKey()
    ground.service.keys = [key]
    for number in range(12):
        assert await ground.check(key, jti=str(number)) is None
    assert len(ground.tokens._verified) == 5
