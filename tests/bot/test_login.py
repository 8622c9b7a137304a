"""Our own token: got from the login service in a thread, kept, and asked for once however many want it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.settings import Settings
from bot.teams.login import Login, LoginFailed

START = datetime(2027, 6, 4, 8, 0, tzinfo=UTC)
SECRET = "not-to-be-shown"


@dataclass
class HandClock:
    time: datetime = START

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


@dataclass
class Service:
    """A login service that numbers its tokens. `gate` holds its answers back."""

    url: str = ""
    life: int = 3600
    forms: list[dict[str, Any]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def discovery(self, request: web.Request) -> web.Response:
        base = f"{self.url.replace('http:', 'https:')}/{request.match_info['tenant']}"
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "issuer": "v2.0"}
        return web.json_response({name: f"{base}/{path}" for name, path in names.items()})

    async def token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        self.forms.append(form)
        self.asked.set()
        if self.gate is not None:
            await self.gate.wait()
        if form.get("client_secret", SECRET) != SECRET:
            return web.json_response({"error": "invalid_client", "error_description": str(form)}, status=401)
        return web.json_response(
            {"token_type": "Bearer", "expires_in": self.life, "access_token": f"t{len(self.forms)}"}
        )


@dataclass
class Ground:
    service: Service
    clock: HandClock

    def login(self, **settings: Any) -> Login:
        common = {"APP_ID": "app", "APP_TENANT": "tenant", "LOGIN_URL": self.service.url, "_env_file": None}
        return Login(Settings(**{**common, "APP_SECRET": SECRET, **settings}), self.clock)


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    service = Service()
    app = web.Application()
    app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", service.discovery)
    app.router.add_post("/{tenant}/token", service.token)
    async with TestServer(app) as server:
        service.url = f"http://127.0.0.1:{server.port}"
        yield Ground(service, HandClock())


async def test_a_token_is_kept_until_shortly_before_its_end(ground: Ground) -> None:
    login = ground.login()
    assert [await login.token() for _ in range(3)] == ["t1"] * 3
    assert ground.service.forms[0]["scope"] == "https://api.botframework.com/.default"
    ground.clock.time += timedelta(minutes=54)
    assert await login.token() == "t1"


async def test_a_short_token_is_kept_for_half_its_life(ground: Ground) -> None:
    ground.service.life = 200  # so short that MSAL, which goes by the machine's clock, doesn't keep it
    login = ground.login()
    assert await login.token() == "t1"
    ground.clock.time += timedelta(seconds=99)
    assert await login.token() == "t1"
    ground.clock.time += timedelta(seconds=2)
    assert await login.token() == "t2"


async def test_many_at_once_ask_once_and_the_loop_goes_on(ground: Ground) -> None:
    ground.service.gate = asyncio.Event()
    login = ground.login()
    waiting = [asyncio.create_task(login.token()) for _ in range(20)]
    # The service answers on this very loop: were it blocked, nothing would arrive.
    await ground.service.asked.wait()
    assert not any(task.done() for task in waiting)
    ground.service.gate.set()
    assert set(await asyncio.gather(*waiting)) == {"t1"}
    assert len(ground.service.forms) == 1


async def test_a_refused_token_is_replaced_once(ground: Ground) -> None:
    login = ground.login()
    assert await login.token() == "t1"
    login.forget("t1")
    assert await login.token() == "t2"
    login.forget("t1")  # by somebody who was slower
    assert await login.token() == "t2"


async def test_a_wrong_secret_is_named_and_not_shown(ground: Ground) -> None:
    login = ground.login(APP_SECRET="guess-9")
    with pytest.raises(LoginFailed) as failed:
        await login.token()
    assert failed.value.code == "invalid_client"
    assert "guess-9" not in f"{failed.value!r} {failed.value.__cause__!r}"


async def test_no_service(ground: Ground) -> None:
    with pytest.raises(LoginFailed):
        await ground.login(LOGIN_URL="http://127.0.0.1:1").token()


async def test_a_stages_discovery_cant_send_us_elsewhere(ground: Ground) -> None:
    login = ground.login()
    ground.service.url = "http://login.example"  # what its discovery document names
    with pytest.raises(LoginFailed) as failed:
        await login.token()
    assert failed.value.code == "RequestException"


async def test_a_certificate_signs_instead_of_a_secret(ground: Ground, tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gastheer")])
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1)
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "bot.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    login = ground.login(APP_SECRET=None, APP_CERTIFICATE=pem)
    assert await login.token() == "t1"
    assertion = ground.service.forms[0]["client_assertion"]
    claims = jwt.decode(assertion, key.public_key(), algorithms=["PS256", "RS256"], options={"verify_aud": False})
    assert claims["iss"] == "app"
