"""How each failure on the way out is understood: final, later, or unknown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.requests import Member, Where
from bot.teams.connector import Connector
from bot.teams.login import LoginFailed
from cards.card import Card
from event.ids import ActivityId, ConversationId, TenantId
from scheduler.messenger import Address, Ambiguous, Refused, SendFailure, TryLater

NOW = datetime(2027, 6, 4, 8, 0, tzinfo=UTC)
CARD = Card(content={"type": "AdaptiveCard"}, summary="s" * 500)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Login:
    """Stands in for MSAL: a new token each time it is made to forget one."""

    def __init__(self) -> None:
        self.number = 1
        self.fails = False

    async def token(self) -> str:
        if self.fails:
            raise LoginFailed("invalid_client")
        return f"token-{self.number}"

    def forget(self, token: str) -> None:
        assert token == f"token-{self.number}"
        self.number += 1


class Still:
    def now(self) -> datetime:
        return NOW

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


@asynccontextmanager
async def connector(answer: Answer) -> AsyncIterator[tuple[Connector, Address, Login]]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        login = Login()
        url = f"http://127.0.0.1:{server.port}/emea/"
        one = Connector(session, login, lambda given: given == url, Still())  # type: ignore[arg-type]
        yield one, Address(conversation=ConversationId("19:x/y@t"), service_url=url, tenant=TenantId("t")), login


def says(status: int, body: Any = None, **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(
            body or {}, status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    return answer


def error(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": "..."}}


async def failure(answer: Answer) -> SendFailure:
    async with connector(answer) as (one, to, _):
        with pytest.raises(SendFailure) as caught:
            await one.send(to, CARD)
        return caught.value


async def test_a_card_goes_alone_to_the_right_address() -> None:
    seen: list[tuple[str, str, dict[str, Any], str]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        seen.append((request.method, request.raw_path, body, request.headers["Authorization"]))
        return web.json_response({"id": "42"}, status=201)

    async with connector(answer) as (one, to, _):
        assert await one.send(to, CARD) == "42"
        await one.update(to, ActivityId("42"), CARD)
    assert [path for _, path, _, _ in seen] == [
        "/emea/v3/conversations/19:x%2Fy@t/activities",
        "/emea/v3/conversations/19:x%2Fy@t/activities/42",
    ]
    assert [method for method, _, _, _ in seen] == ["POST", "PUT"]
    body = seen[0][2]
    assert "text" not in body
    assert len(body["summary"]) == 200
    assert body["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert seen[0][3] == "Bearer token-1"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "ForbiddenOperationException"),
        (403, "ConversationBlockedByUser"),
        (404, "ConversationNotFound"),
        (413, "MessageSizeTooBig"),
        (400, "BadArgument"),
    ],
)
async def test_refusals_are_final(status: int, code: str) -> None:
    found = await failure(says(status, error(code)))
    assert (type(found), found.code, found.status) == (Refused, code, status)


async def test_the_other_envelope() -> None:
    body = {"errorCode": 209, "message": '{"subCode": "MessageWritesBlocked", "details": "..."}'}
    found = await failure(says(403, body))
    assert (type(found), found.code) == (Refused, "MessageWritesBlocked")


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": "Fri, 04 Jun 2027 08:00:30 GMT"}, 30.0),
        ({"Retry_After": "Fri, 04 Jun 2027 07:00:00 GMT"}, 0.0),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "nan"}, None),
        ({}, None),
    ],
)
async def test_throttling(after: dict[str, str], seconds: float | None) -> None:
    found = await failure(says(429, error("Throttled"), **after))
    assert isinstance(found, TryLater)
    assert (found.throttled, found.after) == (True, seconds)


@pytest.mark.parametrize("status", [412, 502, 503, 504])
async def test_not_accepted_is_for_later(status: int) -> None:
    found = await failure(says(status))
    assert isinstance(found, TryLater)
    assert not found.throttled


async def test_nobody_knows_after_a_500_or_a_reset() -> None:
    assert isinstance(await failure(says(500)), Ambiguous)

    async def reset(request: web.Request) -> web.StreamResponse:
        await request.read()
        assert request.transport is not None
        request.transport.abort()
        await asyncio.Event().wait()
        raise AssertionError

    assert isinstance(await failure(reset), Ambiguous)


async def test_nothing_listens_is_before_the_wire() -> None:
    async with aiohttp.ClientSession() as session:
        url = "http://127.0.0.1:1/"
        one = Connector(session, Login(), lambda _: True, Still())  # type: ignore[arg-type]
        with pytest.raises(TryLater):
            await one.send(Address(conversation=ConversationId("x"), service_url=url, tenant=None), CARD)


async def test_an_expired_token_is_replaced_once() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        good = request.headers["Authorization"] == "Bearer token-2"
        return web.json_response({"id": "1"} if good else {}, status=201 if good else 401)

    async with connector(answer) as (one, to, login):
        assert await one.send(to, CARD) == "1"
        login.number = 7
        with pytest.raises(TryLater):
            await one.send(to, CARD)
        login.fails = True
        with pytest.raises(TryLater, match="login:invalid_client"):
            await one.send(to, CARD)


async def test_our_token_goes_to_no_strange_host() -> None:
    async with connector(says(201)) as (one, to, _):
        strange = Address(conversation=to.conversation, service_url="https://evil.example/", tenant=None)
        with pytest.raises(Refused, match="UntrustedServiceUrl"):
            await one.send(strange, CARD)


HERE = Where(conversation=ConversationId("19:x/y@t"), kind="group", service_url="", tenant=None)


def pages(*found: Any) -> tuple[Answer, list[str]]:
    """Gives these one after another; what was asked for."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(str(request.rel_url))
        return web.json_response(found[min(len(asked), len(found)) - 1])

    return answer, asked


async def members(answer: Answer) -> list[Member] | None:
    async with connector(answer) as (one, to, _):
        return await one.members(replace(HERE, service_url=to.service_url))


async def test_members_come_in_pages_and_are_told_once() -> None:
    fatima = {"id": "29:1", "name": "Fatima", "aadObjectId": "o1", "tenantId": "T", "userPrincipalName": "f@x.nl"}
    guest = {"id": "29:2", "objectId": "o2", "email": "g@y.nl"}
    answer, asked = pages(
        {"members": [fatima, guest], "continuationToken": "a b&c"}, {"members": [guest, {"name": "no id"}, 7]}
    )
    found = await members(answer)
    assert found is not None
    assert [(one.account, one.oid, one.tenant) for one in found] == [("29:1", "o1", "T"), ("29:2", "o2", None)]
    assert (found[0].upn, found[1].email) == ("f@x.nl", "g@y.nl")
    assert [url.partition("?")[2] for url in asked] == ["pageSize=500", "pageSize=500&continuationToken=a%20b%26c"]


async def test_members_that_cannot_be_read_are_not_nobody() -> None:
    assert await members(says(403, {"error": {"code": "BotNotInConversationRoster"}})) is None
    assert await members(says(500)) is None
    endless, asked = pages({"members": [{"id": "29:1"}], "continuationToken": "again"})
    assert await members(endless) is None
    assert len(asked) == 100
    assert await members(says(200, {"members": None})) == []
