"""The stage's connector: takes what Teams takes, and refuses what Teams refuses, in Teams' words."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from rehearsal.chats import Chat, Message
from rehearsal.identity import Identity
from rehearsal.log import Entry, Log
from rehearsal.people import OWN_TENANT, Person

LARGEST_MESSAGE = 100 * 1024
"""Bytes of a message in UTF-16, as Teams counts."""
LARGEST_CARD = 28 * 1024
"""Bytes of a card: older clients draw no more."""
PER_CONVERSATION = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
PER_TENANT = ((50, 1.0),)
SMALLEST_PAGE, LARGEST_PAGE = 50, 500
"""Of a chat's members, whatever a bot asks for."""
TYPING = 5.0
"""Seconds for which somebody is seen typing."""
_CARD = "application/vnd.microsoft.card.adaptive"


class Refusal(Exception):
    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        self.response = web.json_response({"error": {"code": code, "message": message}}, status=status, headers=headers)
        self.code = code
        self.status = status
        super().__init__(code)


@dataclass
class Faults:
    """What goes wrong. The first three are used up by the messages sent; the others stay until they are put right."""

    statuses: deque[tuple[int, dict[str, str]]] = field(default_factory=deque)
    """Answer this instead of delivering."""
    lose_answers: int = 0
    """Deliver, and break the connection instead of answering."""
    gate: asyncio.Event | None = None
    """Hold messages back until this is set."""
    slow: float = 0.0
    """Seconds that each message takes."""
    busy: int = 0
    """Answer 429 to everything, and say to come back after so many seconds."""
    loses_all: bool = False
    """Lose the answer of each message."""


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """A message that was refused, or (status 0) one that arrived and whose answer was lost."""

    at: float
    conversation: str
    code: str
    status: int


class Connector:
    def __init__(self, identity: Identity, log: Log, changed: Callable[[], Awaitable[None]]) -> None:
        self._identity = identity
        self._log = log
        self._changed = changed
        self.chats: dict[str, Chat] = {}
        self.faults = Faults()
        self.mishaps: deque[Mishap] = deque(maxlen=1000)
        """The newest last."""
        self.mishaps_in_all = 0
        self.marks = 0
        """The newest mark that a message got."""
        self._sent: defaultdict[str, deque[float]] = defaultdict(deque)
        self._number = 0

    def add_routes(self, router: web.UrlDispatcher) -> None:
        conversation = "/v3/conversations/{conversation}"
        router.add_post("/v3/conversations", self._guarded(self._create))
        router.add_post(f"{conversation}/activities", self._guarded(self._send))
        router.add_post(f"{conversation}/activities/{{activity}}", self._guarded(self._send))
        router.add_put(f"{conversation}/activities/{{activity}}", self._guarded(self._update))
        router.add_delete(f"{conversation}/activities/{{activity}}", self._guarded(self._delete))
        router.add_get(f"{conversation}/members/{{member}}", self._guarded(self._member))
        router.add_get(f"{conversation}/pagedmembers", self._guarded(self._members))

    def new_id(self) -> str:
        """As Teams numbers its messages: milliseconds since 1970, never the same twice."""
        self._number = max(self._number + 1, int(time.time() * 1000))
        return str(self._number)

    def mark(self, message: Message) -> Message:
        """Somebody sees something else in it from now on."""
        message.mark = self.next_mark()
        return message

    def next_mark(self) -> int:
        self.marks += 1
        return self.marks

    def answered(self, chat: Chat, message: Message, person: Person, card: dict[str, Any]) -> Entry:
        """Somebody's click turned the card into this one, for them."""
        message.answered[person.key] = card
        self.mark(message)
        return self._log.add("answered", chat.id, message.id, card=card, person=person.key)

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self._identity.knows(request.headers.get("Authorization")):
                return Refusal(401, "Unauthorized", "The token is missing, unknown or expired").response
            try:
                return await handler(request)
            except Refusal as refusal:
                if request.method != "GET":
                    await self._mishap(request.match_info.get("conversation", ""), refusal.code, refusal.status)
                return refusal.response

        return guarded

    async def _mishap(self, conversation: str, code: str, status: int) -> None:
        self.mishaps_in_all += 1
        self.mishaps.append(Mishap(at=time.time(), conversation=conversation, code=code, status=status))
        await self._changed()

    async def _create(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        members = body.get("members")
        wanted = members[0].get("id") if isinstance(members, list) and members else None
        chats = [chat for chat in self.chats.values() if chat.kind == "personal"]
        chat = next((one for one in chats if one.members[0].account == wanted), None)
        if chat is None:
            raise Refusal(400, "BadArgument", "Unknown member")
        person = chat.members[0]
        if person.kind == "anonymous":
            raise Refusal(400, "BadArgument", "Anonymous people have no personal chat")
        if person.kind in ("federated", "guest") and not chat.installed:
            raise Refusal(403, "ForbiddenOperationException", "The app isn't installed for this person")
        self._check_open(chat)
        return web.json_response({"id": chat.id}, status=201)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        chat, body = self._chat(request), await _body(request)
        if body.get("type") == "typing":
            return await self._type(chat)
        card, text = _content(body)
        faults = self.faults
        if faults.gate is not None:
            await faults.gate.wait()
        await self._take(chat)
        if faults.statuses:
            status, headers = faults.statuses.popleft()
            raise Refusal(status, "Throttled" if status == 429 else "ServiceError", "A fault of the stage", headers)
        message = Message(self.new_id(), "bot", text, card, str(body.get("summary", "")))
        chat.messages.append(self.mark(message))
        chat.typing = 0.0
        self._log.add("sent", chat.id, message.id, card=card, text=text, summary=message.summary)
        await self._changed()
        await self._lose(request, chat)
        # Teams gives no id back for a message that it splits.
        return web.json_response({} if card and text else {"id": message.id}, status=201)

    async def _update(self, request: web.Request) -> web.StreamResponse:
        chat, body = self._chat(request), await _body(request)
        card, text = _content(body)
        message = self._own(chat, request)
        await self._take(chat)
        message.card, message.text, message.edited = card, text, True
        message.answered.clear()
        message.refreshed.clear()
        self.mark(message)
        self._log.add("updated", chat.id, message.id, card=card, text=text, summary=str(body.get("summary", "")))
        await self._changed()
        await self._lose(request, chat)
        return web.json_response({"id": message.id})

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        chat = self._chat(request)
        message = self._own(chat, request)
        await self._take(chat)
        message.card, message.text, message.deleted = None, "", True
        message.answered.clear()
        self.mark(message)
        self._log.add("deleted", chat.id, message.id, summary=message.summary)
        await self._changed()
        await self._lose(request, chat)
        return web.json_response({})

    async def _type(self, chat: Chat) -> web.StreamResponse:
        """Nobody keeps it, and it counts as a message sent."""
        await self._take(chat)
        chat.typing = time.monotonic() + TYPING
        await self._changed()
        return web.json_response({"id": self.new_id()}, status=201)

    async def _take(self, chat: Chat) -> None:
        """Raises Refusal for what Teams refuses, and for what goes wrong until it is put right."""
        if self.faults.slow:
            await asyncio.sleep(self.faults.slow)
        self._check_open(chat)
        if self.faults.busy:
            raise Refusal(429, "Throttled", "Too many requests", {"Retry-After": str(self.faults.busy)})
        self._check_pace(chat)

    async def _lose(self, request: web.Request, chat: Chat) -> None:
        """What was done stays done; the bot only doesn't hear of it."""
        if request.method == "POST" and self.faults.lose_answers > 0:
            self.faults.lose_answers -= 1
        elif not self.faults.loses_all:
            return
        await self._mishap(chat.id, "AnswerLost", 0)
        if request.transport is not None:
            request.transport.abort()

    def _own(self, chat: Chat, request: web.Request) -> Message:
        message = chat.message(request.match_info["activity"])
        if message is None or message.sender != "bot" or message.deleted:
            raise Refusal(404, "ActivityNotFoundInConversation", "There is no such message of yours")
        return message

    async def _member(self, request: web.Request) -> web.StreamResponse:
        chat = self._chat(request)
        person = next((one for one in chat.members if one.account == request.match_info["member"]), None)
        if person is None:
            raise Refusal(404, "MemberNotFoundInConversation", "Nobody of that id is here")
        return web.json_response(account(person))

    async def _members(self, request: web.Request) -> web.StreamResponse:
        """A page of those who are in a chat; the bot isn't among them."""
        chat = self._chat(request)
        if not chat.installed:
            raise Refusal(403, "BotNotInConversationRoster", "The bot isn't part of this conversation")
        wanted, token = request.query.get("pageSize", ""), request.query.get("continuationToken", "")
        size = min(max(int(wanted) if wanted.isdecimal() else LARGEST_PAGE, SMALLEST_PAGE), LARGEST_PAGE)
        first = int(token) if token.isdecimal() else 0
        after = first + size
        found: dict[str, Any] = {"members": [account(one) for one in chat.members[first:after]]}
        if after < len(chat.members):
            found["continuationToken"] = str(after)
        return web.json_response(found)

    def _chat(self, request: web.Request) -> Chat:
        chat = self.chats.get(request.match_info["conversation"])
        if chat is None:
            raise Refusal(404, "ConversationNotFound", "There is no such conversation")
        return chat

    def _check_open(self, chat: Chat) -> None:
        if chat.blocked:
            raise Refusal(403, "ConversationBlockedByUser", "The person blocked the bot")
        if not chat.installed:
            raise Refusal(403, "BotNotInConversationRoster", "The bot isn't part of this conversation")

    def _check_pace(self, chat: Chat) -> None:
        now = time.monotonic()
        for bucket, limits in ((chat.id, PER_CONVERSATION), ("tenant", PER_TENANT)):
            times = self._sent[bucket]
            while times and now - times[0] > limits[-1][1]:
                times.popleft()
            for count, seconds in limits:
                within = [at for at in times if now - at < seconds]
                if len(within) >= count:
                    wait = max(1, round(seconds - (now - within[0]) + 0.5))
                    raise Refusal(429, "Throttled", "Too many requests", {"Retry-After": str(wait)})
        self._sent[chat.id].append(now)
        self._sent["tenant"].append(now)


def account(person: Person) -> dict[str, str]:
    """Somebody in a chat, as the member list has them. Of who is anonymous it tells the meeting's tenant."""
    if person.kind == "anonymous":
        return {"id": person.account, "name": person.name, "tenantId": OWN_TENANT, "userRole": "anonymous"}
    oid, upn = person.oid or "", person.upn or ""
    return {
        "id": person.account,
        "name": person.name,
        "objectId": oid,
        "aadObjectId": oid,
        "email": person.email or upn,
        "userPrincipalName": upn,
        "tenantId": person.tenant or "",
        "userRole": "guest" if person.kind == "guest" else "user",
    }


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        body = None
    if not isinstance(body, dict):
        raise Refusal(400, "BadSyntax", "This isn't a JSON object")
    return body


def _content(body: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """The card and the text of a message, if Teams would take them."""
    if len(json.dumps(body, ensure_ascii=False).encode("utf-16-le")) > LARGEST_MESSAGE:
        raise Refusal(413, "MessageSizeTooBig", "The message is too large")
    attachments = body.get("attachments") or []
    text = body.get("text") or ""
    if not attachments:
        if not text:
            raise Refusal(400, "BadArgument", "The message is empty")
        return None, str(text)
    card = attachments[0].get("content")
    if attachments[0].get("contentType") != _CARD or not isinstance(card, dict):
        raise Refusal(400, "BadArgument", "Unknown attachment")
    if card.get("type") != "AdaptiveCard" or not isinstance(card.get("version"), str):
        raise Refusal(400, "BadArgument", "The card has no type or version")
    if len(json.dumps(card, ensure_ascii=False).encode()) > LARGEST_CARD:
        raise Refusal(413, "MessageSizeTooBig", "The card is too large")
    return card, str(text)
