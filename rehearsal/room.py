"""The rehearsal room: a page on which one is anybody on the stage. Loopback only; live by server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

from event.times import timetable
from rehearsal.chats import Chat, Message
from rehearsal.people import Person

if TYPE_CHECKING:
    from rehearsal.stage import Stage

_FOLDER = Path(__file__).parent / "page"
_FILES = {
    "/": (_FOLDER / "index.html", "text/html"),
    "/room.js": (_FOLDER / "room.js", "text/javascript"),
    "/room.css": (_FOLDER / "room.css", "text/css"),
    "/lib/adaptivecards.js": (_FOLDER / "node_modules/adaptivecards/dist/adaptivecards.min.js", "text/javascript"),
    "/lib/markdown-it.js": (_FOLDER / "node_modules/markdown-it/dist/markdown-it.min.js", "text/javascript"),
}
_HEADERS = {
    # The card renderer sets styles on its elements.
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_BEAT = 15
"""Seconds after which a quiet stream says that it is there."""

Act = Callable[["Stage", dict[str, Any]], Awaitable[dict[str, Any]]]


class BadRequest(Exception):
    pass


def add_room(app: web.Application, stage: Stage) -> None:
    for path, (file, kind) in _FILES.items():
        app.router.add_get(path, _file(file, kind))
    app.router.add_get("/api/state", _reading(stage))
    app.router.add_get("/api/events", _events(stage))
    for name, act in _ACTS.items():
        app.router.add_post(f"/api/{name}", _acting(stage, act))


def _file(file: Path, kind: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def send(request: web.Request) -> web.StreamResponse:
        _check_local(request)
        body = await asyncio.to_thread(file.read_bytes)
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=_HEADERS)

    return send


def _reading(stage: Stage) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def state(request: web.Request) -> web.StreamResponse:
        _check_local(request)
        me = stage.people.get(request.query.get("person", ""), next(iter(stage.people.values())))
        return web.json_response(await _state(stage, me), headers=_HEADERS)

    return state


def _events(stage: Stage) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def stream(request: web.Request) -> web.StreamResponse:
        _check_local(request)
        response = web.StreamResponse(headers=_HEADERS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        seen = -1
        while request.transport is not None and not request.transport.is_closing():
            if stage.version != seen:
                seen = stage.version
                await response.write(f"data: {seen}\n\n".encode())
            try:
                await stage.wait_for(lambda seen=seen: stage.version != seen, within=_BEAT)  # type: ignore[misc]
            except TimeoutError:
                await response.write(b": here\n\n")
        return response

    return stream


def _acting(stage: Stage, act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def do(request: web.Request) -> web.StreamResponse:
        _check_local(request)
        if request.content_type != "application/json":  # a page elsewhere can't send that here unasked
            raise web.HTTPUnsupportedMediaType
        try:
            body = await request.json()
            done = await act(stage, body if isinstance(body, dict) else {})
        except (BadRequest, json.JSONDecodeError) as error:
            return web.json_response({"error": str(error)}, status=400, headers=_HEADERS)
        except aiohttp.ClientError as error:
            return web.json_response({"error": f"the bot: {type(error).__name__}"}, status=502, headers=_HEADERS)
        await stage.touch()
        return web.json_response(done, headers=_HEADERS)

    return do


async def _says(stage: Stage, body: dict[str, Any]) -> dict[str, Any]:
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadRequest("text")
    person = _person(stage, body)
    if person.kind == "anonymous":
        raise BadRequest("anonymous people can't write to a bot")
    return {"status": await stage.says(person, text.strip(), _chat(stage, body))}


async def _clicks(stage: Stage, body: dict[str, Any]) -> dict[str, Any]:
    chat = _chat(stage, body)
    action = {"verb": body.get("verb"), "data": body.get("data"), "associatedInputs": "none"}
    return await stage.execute(_person(stage, body), chat, _message(chat, body), action)


async def _installs(stage: Stage, body: dict[str, Any]) -> dict[str, Any]:
    await stage.installs(_person(stage, body))
    return {}


async def _adds(stage: Stage, body: dict[str, Any]) -> dict[str, Any]:
    await stage.adds_bot(_chat(stage, body), _person(stage, body))
    return {}


async def _clock(stage: Stage, body: dict[str, Any]) -> dict[str, Any]:
    to = body.get("to")
    if not isinstance(to, str):
        raise BadRequest("to")
    try:
        moment = datetime.fromisoformat(to)
    except ValueError as error:
        raise BadRequest("to") from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=stage.event.zone)
    return await _bot_clock(stage, moment)


async def _meeting(stage: Stage, body: dict[str, Any]) -> dict[str, Any]:
    """The clock goes to the event's start or end, and Teams tells that the meeting starts or ends."""
    organiser = next(iter(stage.people.values()))
    starts = body.get("what") == "start"
    now = datetime.fromisoformat((await _bot_clock(stage))["now"])
    moment = stage.event.start if starts else stage.event.end
    if now < moment:
        await _bot_clock(stage, moment)
    if not stage.meeting.installed:
        await stage.adds_bot(stage.meeting, organiser)
    await (stage.starts_meeting if starts else stage.ends_meeting)(organiser)
    return {}


_ACTS: dict[str, Act] = {
    "says": _says,
    "clicks": _clicks,
    "installs": _installs,
    "adds": _adds,
    "clock": _clock,
    "meeting": _meeting,
}


async def _state(stage: Stage, me: Person) -> dict[str, Any]:
    return {
        "event": {"title": stage.event.title.nl, "zone": stage.event.timezone},
        "me": me.key,
        "people": [{"key": one.key, "name": one.name, "role": one.role} for one in stage.people.values()],
        "chats": [_seen(stage, chat, me) for chat in (stage.personal(me), stage.meeting)],
        "clock": await _clock_state(stage),
        "log": len(stage.log),
    }


def _seen(stage: Stage, chat: Chat, me: Person) -> dict[str, Any]:
    return {
        "id": chat.id,
        "kind": "meeting" if chat.meeting else "personal",
        "installed": chat.installed,
        "canWrite": me.kind != "anonymous",
        "messages": [
            {
                "id": one.id,
                "bot": one.sender == "bot",
                "mine": one.sender == me.key,
                "sender": stage.people[one.sender].name if one.sender in stage.people else "Gastheer",
                "text": one.text,
                "card": one.card_for(me),
                "edited": one.edited,
            }
            for one in chat.messages
        ],
    }


async def _clock_state(stage: Stage) -> dict[str, Any]:
    now = datetime.fromisoformat((await _bot_clock(stage))["now"])
    zone = stage.event.zone
    # Nothing is due twice a minute: a second past a moment is past it.
    moments = [
        {"key": one.announcement.key, "at": one.due.astimezone(zone).isoformat(), "past": one.due <= now}
        for one in timetable(stage.event)
    ]
    return {
        "now": now.astimezone(zone).isoformat(timespec="seconds"),
        "moments": moments,
        "start": stage.event.start.isoformat(),
        "suggested": (stage.event.start - timedelta(days=7)).replace(hour=9, minute=0).isoformat(),
    }


async def _bot_clock(stage: Stage, to: datetime | None = None) -> dict[str, Any]:
    url = f"{stage.bot_url}/try/clock"
    async with aiohttp.ClientSession() as session:
        if to is None:
            async with session.get(url) as answer:
                found = await answer.json()
        else:
            async with session.post(url, json={"to": to.isoformat()}) as answer:
                found = await answer.json()
    return dict(found)


def _person(stage: Stage, body: dict[str, Any]) -> Person:
    person = stage.people.get(str(body.get("person")))
    if person is None:
        raise BadRequest("person")
    return person


def _chat(stage: Stage, body: dict[str, Any]) -> Chat:
    chat = stage.connector.chats.get(str(body.get("chat")))
    if chat is None:
        raise BadRequest("chat")
    return chat


def _message(chat: Chat, body: dict[str, Any]) -> Message:
    message = chat.message(str(body.get("message")))
    if message is None:
        raise BadRequest("message")
    return message


def _check_local(request: web.Request) -> None:
    """Another site's page may reach this port under a name of its own: only this machine's names are served."""
    if request.host.rpartition(":")[0] not in ("127.0.0.1", "localhost"):
        raise web.HTTPForbidden
