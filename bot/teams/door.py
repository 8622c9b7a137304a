"""POST /api/messages: who knocks, whether they may come in, and what they hear back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
import structlog
from aiohttp import web
from botbuilder.core import TurnContext

from bot.metrics import OTHER, Metrics
from bot.requests import Answer, Clicked, DialogAnswer, Handler, InvokeAnswer, Request
from bot.settings import Settings
from bot.teams.activities import Malformed, activity_of, tenant_of
from bot.teams.adapter import Adapter, Seen, Turn, answer_of, invoke_json, new_reference, outcome_of
from bot.teams.clicks import clicked_of
from bot.teams.connector import Connector
from bot.teams.tokens import IdentityUnavailable, TokenRejected, Tokens, bearer
from bot.teams.trust import Trust
from bot.teams.under_way import UnderWay
from bot.web import LARGEST_BODY
from cards.verbs import Verb
from event.clock import Clock
from event.errors import RefusalCode
from event.ids import ConversationId, TenantId

_PATIENCE = 10
"""Seconds for a body to come in."""
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""U+0000 as JSON writes it. Nobody types it, and PostgreSQL keeps no text that has it."""

log = structlog.get_logger(__name__)


class Door:
    """`is_event_meeting` says whether a conversation is the event's own meeting chat: all tenants are served there."""

    def __init__(
        self,
        settings: Settings,
        *,
        tokens: Tokens,
        connector: Connector,
        clock: Clock,
        handler: Handler,
        fault: Callable[[Request, str], Answer],
        sentence: Callable[[RefusalCode, str | None], str],
        is_event_meeting: Callable[[ConversationId], Awaitable[bool]],
        seen: Seen,
        metrics: Metrics,
    ) -> None:
        self._is_trusted = Trust(settings)
        self._served = settings.served_tenants
        self._tokens = tokens
        self._adapter = Adapter(connector, clock)
        self._turn = Turn(handler, fault, sentence, seen)
        self._is_event_meeting = is_event_meeting
        self._metrics = metrics
        self._under_way = UnderWay()

    async def receive(self, request: web.Request) -> web.Response:
        try:
            return await self._receive(request)
        except TokenRejected as rejected:
            log.warning("token rejected", reason=rejected.reason)
            self._metrics.token_rejected(rejected.reason)
            return refused(401, f"token_{rejected.reason}")
        except IdentityUnavailable:
            return refused(503, "identity_unavailable", {"Retry-After": "10"})
        except Malformed as error:
            log.warning("malformed", field=str(error))
            self._metrics.activity(OTHER, "malformed")
            return refused(400, "malformed_activity")

    async def _receive(self, request: web.Request) -> web.Response:
        headers = request.headers.getall("Authorization", [])
        bearer(headers)  # nothing is parsed for somebody without any token
        try:
            # Most bodies are here when we look: only for the others somebody must watch the clock.
            came = request.content.is_eof()
            sent = request.content.read_nowait() if came else await asyncio.wait_for(request.read(), _PATIENCE)
        except TimeoutError:
            return refused(408, "body_too_slow")
        if len(sent) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(LARGEST_BODY)
        body = _parsed(sent) if "Content-Type" in request.headers else None
        if body is None:
            return refused(400, "not_an_activity")
        service_url = body.get("serviceUrl")
        await self._tokens.check(headers, service_url)
        if not isinstance(service_url, str) or not self._is_trusted(service_url):
            raise TokenRejected("service_url")
        click = clicked_of(body)
        is_vote = click is not None and click.verb == Verb.POLL_VOTE
        if not is_vote:  # a vote logs nothing of itself
            # Bound anew at each activity, and so never taken off: that costs as much again.
            structlog.contextvars.bind_contextvars(activity=new_reference())
        if not self._under_way.has_room(vote=is_vote):
            self._metrics.activity(str(body["type"]), "shed")
            return refused(503, "overloaded", {"Retry-After": "2"})
        with self._under_way:
            return await (self._activity(body) if click is None else self._clicked(click))

    async def _activity(self, body: Mapping[str, Any]) -> web.Response:
        activity = activity_of(body)
        conversation = activity.conversation.id if activity.conversation else None
        if not await self._serves(tenant_of(activity), conversation):
            self._metrics.activity(str(activity.type), "not_served")
            return refused(403, "tenant_not_served")
        context = TurnContext(self._adapter, activity)
        await self._adapter.run_pipeline(context, self._turn.on_turn)
        self._metrics.activity(str(activity.type), outcome_of(context))
        return self._answered(context)

    async def _clicked(self, click: Clicked) -> web.Response:
        """The short way: a vote in a full meeting comes here and meets nothing of botbuilder."""
        if not await self._serves(click.where.tenant, click.where.conversation):
            self._metrics.activity("invoke", "not_served")
            return refused(403, "tenant_not_served")
        answer, fault = await self._turn.decide(click, limited=click.verb != Verb.POLL_VOTE)
        self._metrics.activity("invoke", "fault" if fault else "handled")
        return _invoked(answer) if isinstance(answer, InvokeAnswer) else web.Response(status=200)

    def _answered(self, context: TurnContext) -> web.Response:
        answer = answer_of(context)
        if answer is not None:
            return _invoked(answer)
        reference = context.turn_state.get("gastheer.fault")
        if reference:
            return _json(500, {"error": "fault", "reference": reference})
        return web.Response(status=200)

    async def _serves(self, tenant: TenantId | None, conversation: object) -> bool:
        if self._served is None or (tenant is not None and tenant in self._served):
            return True
        return isinstance(conversation, str) and await self._is_event_meeting(ConversationId(conversation))


def refused(status: int, error: str, headers: dict[str, str] | None = None) -> web.Response:
    """A short JSON reason."""
    return _json(status, {"error": error}, headers)


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        found = orjson.loads(_NUL.sub(rb"\1", body) if b"u0000" in body else body)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("type"), str) and found["type"] else None


def _invoked(answer: InvokeAnswer | DialogAnswer) -> web.Response:
    body = invoke_json(answer)
    if body is None:
        return web.Response(status=200)
    return web.Response(status=200, body=body, content_type="application/json")


def _json(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json", headers=headers)
