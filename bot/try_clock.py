"""The rehearsal room's hold on the event's time. `gastheer try` alone adds these routes; they answer loopback only."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from json import JSONDecodeError

from aiohttp import web

from bot.wiring import Gastheer
from event.times import timetable


def add_routes(gastheer: Gastheer) -> None:
    """`GET /try/clock` -> {"now": ISO 8601, "moments": [{"key", "at", "past"}], "start", "end"}, as the event stands;
    `POST /try/clock` {"to": ISO 8601 with offset} -> the same, once everything that fell due on the way was sent."""

    async def read(request: web.Request) -> web.Response:
        _check_loopback(request)
        return await _now()

    async def move(request: web.Request) -> web.Response:
        _check_loopback(request)
        try:
            to = datetime.fromisoformat((await request.json())["to"])
        except (JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError):
            to = None
        if to is None or to.tzinfo is None:
            return web.json_response({"error": "to: an ISO 8601 time with an offset"}, status=400)
        await gastheer.jump(to)
        return await _now()

    async def _now() -> web.Response:
        event = await gastheer.living.current()
        now = gastheer.clock.now()
        moments = [
            {"key": one.announcement.key, "at": one.due.astimezone(event.zone).isoformat(), "past": one.due <= now}
            for one in timetable(event)
        ]
        return web.json_response(
            {
                "now": now.astimezone(event.zone).isoformat(),
                "moments": moments,
                "start": event.start.isoformat(),
                "end": event.end.isoformat(),
            }
        )

    gastheer.app.router.add_get("/try/clock", read)
    gastheer.app.router.add_post("/try/clock", move)


def _check_loopback(request: web.Request) -> None:
    peer = request.transport.get_extra_info("peername") if request.transport else None
    if not peer or not ipaddress.ip_address(peer[0]).is_loopback or request.content_type not in _TYPES:
        raise web.HTTPNotFound


_TYPES = ("application/json", "application/octet-stream")
"""JSON alone with a body, for a page elsewhere can't send that unasked; aiohttp's name for none without."""
