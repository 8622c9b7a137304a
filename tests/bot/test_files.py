"""Where files are fetched from, how much of them, and that nobody learns anything by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.requests import FileOutOfReach, SentFile
from bot.settings import Settings
from bot.teams import files
from bot.teams.files import Downloads
from bot.teams.trust import keeps_files

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def served(answer: Answer) -> AsyncIterator[tuple[Downloads, str, list[Mapping[str, str]]]]:
    """What fetches, from where, and the headers that came there."""
    heard: list[Mapping[str, str]] = []

    async def hear(request: web.Request) -> web.StreamResponse:
        heard.append(dict(request.headers))
        return await answer(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", hear)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{server.port}/"
        yield Downloads(session, lambda given: given.startswith(url)), url, heard


async def test_a_file_is_fetched_without_our_token() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=request.query["tempauth"].encode())

    async with served(answer) as (downloads, url, heard):
        assert await downloads.fetch(SentFile(name="x", url=f"{url}a?tempauth=b"), 100) == b"b"
        assert "Authorization" not in heard[0]


@pytest.mark.parametrize("most", [10, 100_000, 199_999, 200_000])
async def test_no_more_is_read_than_is_asked_for(most: int) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=bytes(200_000))

    async with served(answer) as (downloads, url, _):
        assert len(await downloads.fetch(SentFile(name="x", url=url), most)) == min(most + 1, 200_000)


async def test_a_file_that_moved_is_followed_to_where_teams_keeps_files() -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/moved":
            raise web.HTTPFound("/here")
        if request.path == "/away":
            raise web.HTTPFound(f"http://localhost:{request.url.port}/secret")
        if request.path == "/round":
            raise web.HTTPFound("/round")
        return web.Response(body=b"found")

    async with served(answer) as (downloads, url, heard):
        assert await downloads.fetch(SentFile(name="x", url=f"{url}moved"), 100) == b"found"
        for path in ("away", "round"):
            with pytest.raises(FileOutOfReach):
                await downloads.fetch(SentFile(name="x", url=url + path), 100)
        with pytest.raises(FileOutOfReach):
            await downloads.fetch(SentFile(name="x", url=url.replace("127.0.0.1", "localhost")), 100)
        assert all(headers["Host"].startswith("127.0.0.1") for headers in heard)
        assert len(heard) < 9


async def test_what_goes_wrong_is_one_thing_and_names_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_LIMIT", aiohttp.ClientTimeout(total=0.2))
    gone = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        if request.path == "/slow":
            await gone.wait()
        raise web.HTTPForbidden

    async with served(answer) as (downloads, url, _):
        for one in (
            f"{url}slow?a=geheim",
            f"{url}geheim",
            "https://evil.example/geheim",
            "file:///etc/geheim",
            "geheim",
        ):
            with pytest.raises(FileOutOfReach):
                await downloads.fetch(SentFile(name="geheim.csv", url=one), 100)
        gone.set()
    said = capsys.readouterr()
    assert "geheim" not in said.out + said.err


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://wonen.sharepoint.com/personal/x/_layouts/15/download.aspx?UniqueId=1&tempauth=2", True),
        ("https://wonen-my.sharepoint.com/x", True),
        ("https://wonen.sharepoint-df.com/x", True),
        ("https://wonen.sharepoint.com:443/x", True),
        ("http://wonen.sharepoint.com/x", False),
        ("https://wonen.sharepoint.com:8443/x", False),
        ("https://sharepoint.com.evil.example/x", False),
        ("https://evilsharepoint.com/x", False),
        ("https://wonen.sharepoint.com@evil.example/x", False),
        ("https://evil.example\\.sharepoint.com/x", False),
        ("https://evil.example/x?.sharepoint.com", False),
        ("https://wonen.sharepoint.us/x", False),
        ("http://127.0.0.1/x", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_files_are_fetched_from_sharepoint_alone(url: str, trusted: bool) -> None:
    assert keeps_files(url, Settings(APP_ID="a", _env_file=None)) is trusted


def test_each_cloud_keeps_its_own_and_a_stage_is_on_this_machine() -> None:
    gcc_high = Settings(CLOUD="gcc-high", _env_file=None)
    assert keeps_files("https://wonen.sharepoint.us/x", gcc_high)
    assert not keeps_files("https://wonen.sharepoint.com/x", gcc_high)
    assert keeps_files("https://wonen.sharepoint.cn/x", Settings(CLOUD="china", _env_file=None))
    stage = Settings(OPENID_METADATA_URL="http://127.0.0.1:3979/keys", _env_file=None)
    assert keeps_files("http://127.0.0.1:3979/files/1/lijst.xlsx", stage)
    assert not keeps_files("https://wonen.sharepoint.com/x", stage)
