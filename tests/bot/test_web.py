"""The web app as an orchestrator sees it."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.metrics import Figures, Metrics
from bot.web import LARGEST_BODY, Check, application


async def receive(request: web.Request) -> web.Response:
    await request.read()
    raise RuntimeError("a name that must not be shown")


async def nothing_yet() -> Figures:
    return Figures(deliveries={}, registrations={}, polls_open=0, votes=0)


def client_of(readiness: Mapping[str, Check]) -> TestClient[web.Request, web.Application]:
    app = application(receive, readiness, metrics=Metrics(), figures=nothing_yet)
    return TestClient(TestServer(app))


async def well() -> str | None:
    return None


async def ill() -> str | None:
    return "no connection"


async def test_livez_answers() -> None:
    async with client_of({}) as client:
        answer = await client.get("/livez")
        assert (answer.status, await answer.json()) == (200, {"status": "alive"})


async def test_readyz_names_each_part_and_why_it_is_red() -> None:
    async with client_of({"database": well, "identity": well}) as client:
        answer = await client.get("/readyz")
        assert answer.status == 200
        assert (await answer.json())["parts"] == {"database": "ok", "identity": "ok"}
    async with client_of({"database": ill, "identity": well}) as client:
        answer = await client.get("/readyz")
        assert answer.status == 503
        assert (await answer.json())["parts"]["database"] == "no connection"


async def test_refusals_are_json_and_show_nothing_of_our_inside() -> None:
    async with client_of({}) as client:
        missing = await client.get("/nowhere")
        assert (missing.status, await missing.json()) == (404, {"error": "not_found"})
        wrong = await client.get("/api/messages")
        assert (wrong.status, await wrong.json()) == (405, {"error": "method_not_allowed"})
        large = await client.post("/api/messages", data=b"x" * (LARGEST_BODY + 1))
        assert large.status == 413
        assert "error" in await large.json()
        fault = await client.post("/api/messages", data=b"{}")
        assert (fault.status, await fault.json()) == (500, {"error": "fault"})
