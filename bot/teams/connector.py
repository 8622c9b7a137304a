"""Everything that leaves for Teams: cards sent and edited, members looked up, over one keep-alive session."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
import structlog

from bot.requests import Member, Where
from bot.teams.login import Login, LoginFailed
from cards.card import Card
from event.clock import Clock
from event.ids import AccountId, ActivityId, ObjectId, TenantId
from scheduler.messenger import Address, Ambiguous, Refused, SendFailure, TryLater

_LIMIT = aiohttp.ClientTimeout(total=15, sock_connect=5)
_LONGEST_SUMMARY = 200
_LATER = frozenset({412, 502, 503, 504})
_PAGE = 500
"""Members asked for at a time: as many as Teams gives."""
_MOST_PAGES = 100
_LONGEST_PAUSE = 24 * 3600.0
"""Seconds: a longer Retry-After is a mistake of the other side."""

log = structlog.get_logger(__name__)


class Connector:
    """Implements `scheduler.messenger.Messenger` and `bot.requests.Roster`.

    `is_trusted` says whether our token may go to a service URL.
    """

    def __init__(
        self, session: aiohttp.ClientSession, login: Login, is_trusted: Callable[[str], bool], clock: Clock
    ) -> None:
        self._session = session
        self._login = login
        self._is_trusted = is_trusted
        self._clock = clock

    async def send(self, to: Address, card: Card) -> ActivityId:
        path = f"v3/conversations/{_quoted(to.conversation)}/activities"
        answer = await self._call("POST", to.service_url, path, _activity(card))
        found = answer.get("id")
        return ActivityId(found if isinstance(found, str) else "")

    async def update(self, to: Address, activity: ActivityId, card: Card) -> None:
        path = f"v3/conversations/{_quoted(to.conversation)}/activities/{_quoted(activity)}"
        await self._call("PUT", to.service_url, path, _activity(card) | {"id": activity})

    async def member(self, where: Where, account: AccountId) -> Member | None:
        if where.on_page:
            return None
        path = f"v3/conversations/{_quoted(where.conversation)}/members/{_quoted(account)}"
        try:
            found = await self._call("GET", where.service_url, path, None)
        except SendFailure as failure:
            log.warning("member not read", code=failure.code, status=failure.status)
            return None
        return _member(found | {"id": account})

    async def members(self, where: Where) -> list[Member] | None:
        path = f"v3/conversations/{_quoted(where.conversation)}/pagedmembers?pageSize={_PAGE}"
        found: dict[AccountId, Member] = {}  # a page may hold some of the one before it
        token: str | None = ""
        try:
            for _ in range(_MOST_PAGES):
                after = f"&continuationToken={_quoted(token)}" if token else ""
                page = await self._call("GET", where.service_url, path + after, None)
                listed = page.get("members")
                for one in listed if isinstance(listed, list) else ():
                    if isinstance(one, dict) and _text(one, "id"):
                        found[AccountId(one["id"])] = _member(one)
                token = _text(page, "continuationToken")
                if token is None:
                    return list(found.values())
        except SendFailure as failure:
            log.warning("members not read", code=failure.code, status=failure.status)
            return None
        log.warning("members not read", code="TooManyPages")
        return None

    async def _call(self, method: str, service_url: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        if not self._is_trusted(service_url):
            raise Refused("UntrustedServiceUrl")
        url = f"{service_url.rstrip('/')}/{path}"
        token = await self._token()
        try:
            return await self._once(method, url, body, token)
        except _Unauthorised:
            self._login.forget(token)
        try:
            return await self._once(method, url, body, await self._token())
        except _Unauthorised as error:
            raise TryLater("Unauthorised", status=401) from error

    async def _token(self) -> str:
        try:
            return await self._login.token()
        except LoginFailed as error:
            raise TryLater(f"login:{error.code}") from error

    async def _once(self, method: str, url: str, body: dict[str, Any] | None, token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        data = None
        if body is not None:
            data = orjson.dumps(body)
            headers["Content-Type"] = "application/json; charset=utf-8"
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, timeout=_LIMIT, allow_redirects=False
            ) as answer:
                said = await answer.read()
                status, after = answer.status, answer.headers.get("Retry-After")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:  # before the wire
            raise TryLater("NoConnection") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Ambiguous(type(error).__name__) from error
        if 200 <= status < 300:
            return _object(said)
        if status == 401:
            raise _Unauthorised
        raise _failure(status, said, after, self._clock.now())


class _Unauthorised(Exception):
    pass


def _member(found: dict[str, Any]) -> Member:
    tenant, oid = _text(found, "tenantId"), _text(found, "aadObjectId") or _text(found, "objectId")
    return Member(
        account=AccountId(found["id"]),
        name=_text(found, "name"),
        email=_text(found, "email"),
        upn=_text(found, "userPrincipalName"),
        tenant=TenantId(tenant) if tenant else None,
        oid=ObjectId(oid) if oid else None,
    )


def _activity(card: Card) -> dict[str, Any]:
    # A card travels alone: with a text beside it Teams makes two messages and gives no id back.
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card.content}
    return {"type": "message", "attachments": [attachment], "summary": card.summary[:_LONGEST_SUMMARY]}


def _failure(status: int, said: bytes, after: str | None, now: datetime) -> SendFailure:
    code = _code(said) or f"Http{status}"
    if status == 429:
        return TryLater(code, status=status, after=_seconds(after, now), throttled=True)
    if status in _LATER:
        return TryLater(code, status=status, after=_seconds(after, now))
    if status >= 500:
        return Ambiguous(code, status=status)
    return Refused(code, status=status)


def _code(said: bytes) -> str | None:
    """The connector's word for it, out of either of its two envelopes."""
    body = _object(said)
    error = body.get("error")
    if isinstance(error, dict) and isinstance(error.get("code"), str):
        return str(error["code"])
    message = body.get("message")
    if "errorCode" in body and isinstance(message, str):
        inner = _object(message)
        return str(inner.get("subCode") or inner.get("code") or body["errorCode"])
    return None


def _seconds(after: str | None, now: datetime) -> float | None:
    """Retry-After, which comes as seconds or as a date."""
    if not after:
        return None
    try:
        seconds = float(after)
    except ValueError:
        try:
            moment = parsedate_to_datetime(after)
        except ValueError:
            return None
        if moment.tzinfo is None:
            return None
        seconds = (moment - now).total_seconds()
    return min(max(0.0, seconds), _LONGEST_PAUSE) if math.isfinite(seconds) else None


def _object(said: bytes | str) -> dict[str, Any]:
    try:
        found = orjson.loads(said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(found: dict[str, Any], name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) and value else None


def _quoted(part: str) -> str:
    return quote(part, safe="")
