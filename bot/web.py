"""The HTTP application: its routes and nothing of what they mean."""

from __future__ import annotations

from aiohttp import web


async def livez(_request: web.Request) -> web.Response:
    """The process answers: all that an orchestrator asks before it restarts us."""
    return web.json_response({"status": "ok"})


def make_app() -> web.Application:
    app = web.Application(client_max_size=256 * 1024)
    app.router.add_get("/livez", livez)
    return app
