"""The web application: its routes, and the answers that belong to none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

LARGEST_BODY = 256 * 1024
"""Bytes of an activity."""
Check = Callable[[], Awaitable[str | None]]
"""None when a part is well, else why it isn't."""

log = structlog.get_logger(__name__)


def application(
    receive: Callable[[web.Request], Awaitable[web.Response]], readiness: Mapping[str, Check]
) -> web.Application:
    """`receive` answers POST /api/messages; `readiness` has a check for each part."""

    async def livez(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_: web.Request) -> web.Response:
        parts = {name: await check() or "ok" for name, check in readiness.items()}
        ready = all(state == "ok" for state in parts.values())
        return web.json_response(
            {"status": "ready" if ready else "not ready", "parts": parts}, status=200 if ready else 503
        )

    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_in_json])
    app.router.add_post("/api/messages", receive)
    app.router.add_get("/livez", livez)
    app.router.add_get("/readyz", readyz)
    return app


@web.middleware
async def _in_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal is JSON, and a fault of ours shows nothing of its inside."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return web.json_response(
            {"error": error.reason.casefold().replace(" ", "_")}, status=error.status, headers=headers
        )
    except Exception:
        log.exception("fault")
        return web.json_response({"error": "fault"}, status=500)
