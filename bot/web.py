"""The web application: its routes, and the answers that belong to none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CONTENT_TYPE_LATEST

from bot.metrics import OTHER, Figures, Metrics

LARGEST_BODY = 256 * 1024
"""Bytes of an activity."""
WELL = "ok"
Check = Callable[[], Awaitable[str | None]]
"""None when a part is well, else why it isn't. A reason that begins with `ok` is one to look into and not to stay away
for."""

log = structlog.get_logger(__name__)


def application(
    receive: Callable[[web.Request], Awaitable[web.Response]],
    readiness: Mapping[str, Check],
    *,
    metrics: Metrics,
    figures: Callable[[], Awaitable[Figures]],
) -> web.Application:
    """`receive` answers POST /api/messages; `readiness` has a check for each part; `figures` reads the store's."""

    async def states() -> dict[str, str]:
        found = await asyncio.gather(*(check() for check in readiness.values()))
        return {name: why or WELL for name, why in zip(readiness, found, strict=True)}

    async def livez(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_: web.Request) -> web.Response:
        parts = await states()
        ready = all(state.startswith(WELL) for state in parts.values())
        return web.json_response(
            {"status": "ready" if ready else "not ready", "parts": parts}, status=200 if ready else 503
        )

    async def scraped(_: web.Request) -> web.Response:
        """Open to whoever can reach us, so it holds nothing but sums."""
        parts = await states()
        now = await figures() if parts.get("database", WELL) == WELL else None
        page = metrics.page({name: state == WELL for name, state in parts.items()}, now)
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_measured(metrics)])
    app.router.add_post("/api/messages", receive)
    app.router.add_get("/livez", livez)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", scraped)
    return app


def _measured(metrics: Metrics) -> Middleware:
    """Each request counts under its route, never under the path that was asked for. Every refusal is JSON, and a fault
    of ours shows nothing of its inside. All in one: each one more costs every request some."""

    @web.middleware
    async def measure(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        route = resource.canonical if resource else OTHER
        began = perf_counter()
        status = 500
        try:
            try:
                answer = await handler(request)
            except web.HTTPException as error:
                if error.status < 400:
                    status = error.status
                    raise
                headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
                reason = error.reason.casefold().replace(" ", "_")
                answer = web.json_response({"error": reason}, status=error.status, headers=headers)
            except web.RequestPayloadError:  # packed or cut in pieces in a way that nobody can undo
                answer = web.json_response({"error": "unreadable_body"}, status=400)
            except Exception:
                log.exception("fault")
                answer = web.json_response({"error": "fault"}, status=500)
            status = answer.status
        finally:
            metrics.request(route, status, perf_counter() - began)
        return answer

    return measure
