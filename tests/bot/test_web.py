"""The web app as an orchestrator sees it."""

from __future__ import annotations

from aiohttp.test_utils import TestClient, TestServer

from bot.web import make_app


async def test_livez_answers() -> None:
    async with TestClient(TestServer(make_app())) as client:
        answer = await client.get("/livez")
        assert answer.status == 200
        assert await answer.json() == {"status": "ok"}
