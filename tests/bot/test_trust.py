"""Our own token goes to Microsoft's hosts, or on a stage to this machine, and nowhere else, whoever asks."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from yarl import URL

from bot.settings import Cloud, Settings
from bot.teams.connector import Connector
from bot.teams.trust import Trust, is_trusted
from bot.wiring import gastheer
from cards.card import Card
from event.clock import MovableClock
from event.definition import Event
from event.ids import ConversationId
from event.store.tables import conversation, delivery
from rehearsal.stage import Stage
from scheduler.messenger import Address, Refused
from tests.scenario.play import at, play
from tests.scenario.test_story import sign_up

PUBLIC = Settings(APP_ID="app", _env_file=None)
STAGE = Settings(APP_ID="app", OPENID_METADATA_URL="http://127.0.0.1:1/keys", _env_file=None)
HOSTS: dict[Cloud, str] = {
    "public": "smba.trafficmanager.net",
    "gcc": "smba.infra.gcc.teams.microsoft.com",
    "gcc-high": "smba.infra.gov.teams.microsoft.us",
    "dod": "smba.infra.dod.teams.microsoft.us",
    "china": "msteams.botframework.azure.cn",
}


@pytest.mark.parametrize("cloud", HOSTS)
def test_each_cloud_has_its_own_hosts(cloud: Cloud) -> None:
    here = Settings(APP_ID="app", CLOUD=cloud, _env_file=None)
    for other, host in HOSTS.items():
        if (cloud, other) == ("public", "gcc"):
            continue  # stands under teams.microsoft.com, which is the public one's
        assert is_trusted(f"https://{host}/emea/", here) is (other == cloud), other
    assert not is_trusted("http://127.0.0.1:3979/", here), "a stage has no business with a real identity service"


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net/teams",
        "https://smba.trafficmanager.net:443/emea/",
        "HTTPS://SMBA.TrafficManager.net/emea/",
        "https://directline.botframework.com/",
    ],
)
def test_urls_that_teams_gives(url: str) -> None:
    assert is_trusted(url, PUBLIC)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "//smba.trafficmanager.net/",
        "https:smba.trafficmanager.net/",
        "https:///smba.trafficmanager.net/",
        "http://smba.trafficmanager.net/emea/",
        "ftp://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:8443/emea/",
        "https://smba.trafficmanager.net:x/emea/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evilsmba.trafficmanager.net/",
        "https://botframework.com/",
        "https://evilbotframework.com/",
        "https://botframework.com.evil.example/",
        "https://evil.example/smba.trafficmanager.net/",
        "https://evil.example/?smba.trafficmanager.net",
        "https://evil.example#.botframework.com",
        "https://evil.example\\.botframework.com",
        "https://evil.example\\@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:443@evil.example/",
        "https://user:pass@smba.trafficmanager.net/",
        "https://@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net%2eevil.example/",
        "https://smba.trafficmanager.net%00.evil.example/",
        "https://smba.traffic\nmanager.net/",
        "https://smba.trafficmanager.net/\r\nX-Header: y",
        " https://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/ ",
        "https://smba.trafficmanager.net/\u00e9",
        "https://smba\u3002trafficmanager\u3002net/",
        "https://\u017fmba.trafficmanager.net/",
        "https://smba.trafficmanager.net/?",
        "https://smba.trafficmanager.net/?x=y",
        "https://smba.trafficmanager.net/#",
        "https://[::1]/",
        "https://127.0.0.1/",
        "http://127.0.0.1:3979/",
        "https://smba.trafficmanager.net/" + "x" * 2048,
    ],
)
def test_urls_that_lead_elsewhere_or_might(url: str) -> None:
    assert not is_trusted(url, PUBLIC)
    known = Trust(PUBLIC)
    assert not any(known(url) for _ in range(2)), "nor at second sight"


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("http://127.0.0.1:3979/", True),
        ("http://localhost:3979/", True),
        ("http://[::1]:3979/", True),
        ("http://127.0.0.1.evil.example/", False),
        ("http://127.0.0.1@evil.example/", False),
        ("http://localhost.evil.example/", False),
        ("http://0.0.0.0:3979/", False),
        ("http://10.0.0.1/", False),
        ("https://127.0.0.1:3979/", False),
        ("https://smba.trafficmanager.net/emea/", False),
    ],
)
def test_on_a_stage_this_machine_alone(url: str, *, trusted: bool) -> None:
    assert is_trusted(url, STAGE) is trusted


PIECES = st.sampled_from([
    "https", "http", ":", "//", "/", "\\", "@", "#", "?", "%", ".", "..", ";", "&", "[", "]", ":443", ":80", " ", "\t",
    "\n", "\u3002", "\u2028", "x", "evil.example", "smba.trafficmanager.net", ".botframework.com", "127.0.0.1",
    "teams.microsoft.com", "localhost", "::1", "%2e", "%40", "user:pass", "https://", "http://",
    "https://smba.trafficmanager.net",
])  # fmt: skip


@settings(max_examples=1500, derandomize=True, database=None, deadline=None)
@given(st.lists(PIECES, max_size=9).map("".join))
def test_what_is_trusted_is_read_alike_by_who_sends(url: str) -> None:
    """The sender's own reader of URLs sees one of the hosts as well."""
    for here in (PUBLIC, STAGE):
        if not is_trusted(url, here):
            continue
        sent = URL(f"{url.rstrip('/')}/v3/conversations/x")
        host = sent.host or ""
        assert sent.user is None
        assert sent.path.endswith("/v3/conversations/x")
        if here is STAGE:
            assert (sent.scheme, host in ("127.0.0.1", "localhost", "::1")) == ("http", True)
        else:
            named = host == "smba.trafficmanager.net" or host.endswith((".botframework.com", ".teams.microsoft.com"))
            assert (sent.scheme, sent.port, named) == ("https", 443, True)


async def test_a_chat_kept_under_other_settings_is_written_to_no_more(event: Event, tmp_path: Path) -> None:
    """It was trusted when it was kept: a stage then, Teams now."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'gastheer.db'}"
    async with Stage(event) as stage:
        async with play(event, url, at(3, 5, 12), stage) as one:
            await sign_up(stage, stage.people["fatima"])
            await one.bot.worker.drain()
        sent, asked = len(stage.log), len(stage.identity._given)
        now = Settings(**stage.settings | {"OPENID_METADATA_URL": ""}, DATABASE_URL=url, _env_file=None)
        assert not now.stage_is_local
        async with gastheer(now, event, clock=MovableClock(at(28, 5, 9, 30))) as bot:
            await bot.tick(bot.clock.now())
            await bot.worker.drain()
            async with bot.database.read() as db:
                query = select(delivery.c.state, delivery.c.reason).where(delivery.c.kind != "confirmation")
                found = {tuple(row) for row in await db.execute(query)}
                kept = (await db.execute(select(conversation.c.service_url))).scalars().all()
        assert set(kept) == {f"{stage.url}/"}
        assert ("failed", "UntrustedServiceUrl") in found
        assert not [state for state, _ in found if state in ("sent", "uncertain", "planned", "claimed")]
        assert len(stage.log) == sent
        assert len(stage.identity._given) == asked, "not even a token was asked for"


async def test_a_redirection_is_not_followed() -> None:
    asked: list[str] = []

    async def move(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", move)
    async with TestServer(app) as server, ClientSession() as session:
        url = f"http://127.0.0.1:{server.port}/"
        one = Connector(session, Login(), lambda _: True, Still())  # type: ignore[arg-type]
        with pytest.raises(Refused):
            await one.send(Address(conversation=ConversationId("x"), service_url=url, tenant=None), Card({}, "x"))
    assert asked == ["/v3/conversations/x/activities"]


class Login:
    async def token(self) -> str:
        return "geheim"

    def forget(self, token: str) -> None: ...


class Still:
    def now(self) -> datetime:
        return at(3, 5, 12)

    async def sleep(self, seconds: float) -> Any: ...
