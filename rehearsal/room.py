"""The rehearsal room: a page on which one is several people at once. Loopback only; live by server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

from rehearsal import seen
from rehearsal.acts import ACTS, Act, BadRequest
from rehearsal.people import Person

if TYPE_CHECKING:
    from rehearsal.stage import Stage

_FOLDER = Path(__file__).parent / "page"
_LIBRARIES = _FOLDER / "node_modules"
_FONTS = _LIBRARIES / "@fontsource-variable/open-sans/files"
_FILES = {
    "/": _FOLDER / "index.html",
    **{f"/{file.name}": file for kind in ("js", "css") for file in _FOLDER.glob(f"*.{kind}")},
    "/lib/adaptivecards.js": _LIBRARIES / "adaptivecards/dist/adaptivecards.min.js",
    "/lib/markdown-it.js": _LIBRARIES / "markdown-it/dist/markdown-it.min.js",
    "/lib/tokens.css": _LIBRARIES / ".tokens.css",
    "/lib/latin.woff2": _FONTS / "open-sans-latin-wght-normal.woff2",
    "/lib/latin-ext.woff2": _FONTS / "open-sans-latin-ext-wght-normal.woff2",
}
_KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
_HEADERS = {
    # The card renderer sets styles on its elements.
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_OF_A_LETTER = _HEADERS | {
    # As mail programs do: no script, nothing from elsewhere; its links open outside of it.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
}
_BEAT = 15
"""Seconds after which a quiet stream says that it is there."""
_MOST_COLUMNS = 12

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_room(app: web.Application, stage: Stage) -> None:
    for path, file in _FILES.items():
        app.router.add_get(path, _local(_file(file)))
    app.router.add_get("/api/state", _local(_state(stage)))
    app.router.add_get("/api/log", _local(_log(stage)))
    app.router.add_get("/api/log/{number}", _local(_entry(stage)))
    app.router.add_get("/api/events", _local(_events(stage)))
    app.router.add_get("/letters/{number}", _local(_letter(stage)))
    for name, act in ACTS.items():
        app.router.add_post(f"/api/{name}", _local(_acting(stage, act)))

    async def end_crowd(_: web.Application) -> AsyncIterator[None]:
        yield
        for task in stage.busy:
            task.cancel()
        await asyncio.gather(*stage.busy, return_exceptions=True)

    app.cleanup_ctx.append(end_crowd)


def _local(handler: Handler) -> Handler:
    """Another site's page may reach this port under a name of its own: only this machine's names are served."""

    async def checked(request: web.Request) -> web.StreamResponse:
        if request.host.rpartition(":")[0] not in ("127.0.0.1", "localhost"):
            raise web.HTTPForbidden
        return await handler(request)

    return checked


def _file(file: Path) -> Handler:
    kind = _KINDS[file.suffix]
    charset = None if kind.startswith("font/") else "utf-8"

    async def send(_: web.Request) -> web.StreamResponse:
        body = await asyncio.to_thread(file.read_bytes)
        return web.Response(body=body, content_type=kind, charset=charset, headers=_HEADERS)

    return send


def _state(stage: Stage) -> Handler:
    async def send(request: web.Request) -> web.StreamResponse:
        keys = request.query.get("people", "").split(",")[:_MOST_COLUMNS]
        people: list[Person] = [stage.people[key] for key in dict.fromkeys(keys) if key in stage.people]
        shown = await seen.state(stage, people, _number(request.query.get("since", "")))
        return web.json_response(shown, headers=_HEADERS)

    return send


def _log(stage: Stage) -> Handler:
    async def send(request: web.Request) -> web.StreamResponse:
        return web.json_response(seen.entries(stage, _number(request.query.get("after", ""))), headers=_HEADERS)

    return send


def _entry(stage: Stage) -> Handler:
    async def send(request: web.Request) -> web.StreamResponse:
        found = next(iter(stage.log.after(_number(request.match_info["number"]) - 1)), None)
        if found is None:
            raise web.HTTPNotFound
        return web.json_response(asdict(found), headers=_HEADERS)

    return send


def _letter(stage: Stage) -> Handler:
    """Its HTML, for a frame in somebody's inbox."""

    async def send(request: web.Request) -> web.StreamResponse:
        number = _number(request.match_info["number"])
        found = next((one for one in stage.mail.letters if one.number == number), None)
        if found is None:
            raise web.HTTPNotFound
        html = found.html.replace("<head>", '<head><base target="_blank">', 1)
        return web.Response(text=html, content_type="text/html", charset="utf-8", headers=_OF_A_LETTER)

    return send


def _events(stage: Stage) -> Handler:
    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=_HEADERS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        told = -1
        while request.transport is not None and not request.transport.is_closing():
            if stage.version != told:
                told = stage.version
                await response.write(f"data: {told}\n\n".encode())
            try:
                await stage.wait_for(lambda told=told: stage.version != told, within=_BEAT)  # type: ignore[misc]
            except TimeoutError:
                await response.write(b": here\n\n")
        return response

    return stream


def _acting(stage: Stage, act: Act) -> Handler:
    async def do(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":  # a page elsewhere can't send that here unasked
            raise web.HTTPUnsupportedMediaType
        try:
            body = await request.json()
            done = await act(stage, body if isinstance(body, dict) else {})
        except (BadRequest, json.JSONDecodeError) as error:
            return web.json_response({"error": str(error)}, status=400, headers=_HEADERS)
        except (aiohttp.ClientError, TimeoutError) as error:
            return web.json_response({"error": f"the bot: {type(error).__name__}"}, status=502, headers=_HEADERS)
        finally:
            await stage.touch()
        return web.json_response(done, headers=_HEADERS)

    return do


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
