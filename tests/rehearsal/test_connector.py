"""The stage refuses what Teams refuses, in Teams' words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest

from event.definition import Event
from rehearsal.chats import Chat
from rehearsal.people import OTHER_TENANT, extra
from rehearsal.stage import Stage

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Dag"}]}


class Bot:
    """A bot of one line, with a token that it got as MSAL would."""

    def __init__(self, stage: Stage, session: aiohttp.ClientSession, token: str) -> None:
        self.stage = stage
        self.session = session
        self.token = token

    async def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any, Any]:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        url = f"{self.stage.url}/{path}"
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            return answer.status, await answer.json(), answer.headers

    async def send(self, chat: Chat, card: dict[str, Any] | None = None, **more: Any) -> tuple[int, str]:
        return code_of(await self.call("POST", f"v3/conversations/{chat.id}/activities", message(card or CARD) | more))


def message(card: dict[str, Any]) -> dict[str, Any]:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment], "summary": "Dag"}


def code_of(answer: tuple[int, Any, Any]) -> tuple[int, str]:
    return answer[0], answer[1].get("error", {}).get("code", "")


async def ask_token(stage: Stage, session: aiohttp.ClientSession, **changed: str) -> tuple[int, dict[str, Any]]:
    form = {
        "grant_type": "client_credentials",
        "client_id": stage.app_id,
        "client_secret": stage.identity.secret,
        "scope": "https://api.botframework.com/.default",
    }
    url = f"{stage.url}/{stage.identity.tenant}/oauth2/v2.0/token"
    async with session.post(url, data=form | changed) as answer:
        return answer.status, await answer.json()


@pytest.fixture
async def bot(event: Event, tmp_path: Path) -> AsyncIterator[Bot]:
    async with Stage(event, log_file=tmp_path / "log.jsonl") as stage, aiohttp.ClientSession() as session:
        status, answer = await ask_token(stage, session)
        assert status == 200
        for chat in stage.connector.chats.values():
            chat.installed = chat.kind != "personal" or chat.members[0].kind == "own"
        yield Bot(stage, session, answer["access_token"])


async def test_a_card_is_delivered_and_logged(bot: Bot, tmp_path: Path) -> None:
    chat = bot.stage.personal(bot.stage.people["fatima"])
    assert await bot.send(chat) == (201, "")
    entry = bot.stage.log.sent_to(chat.id)[0]
    assert (entry.summary, entry.card) == ("Dag", CARD)
    assert (tmp_path / "log.jsonl").read_text().count("\n") == 1


@pytest.mark.parametrize("token", ["", "x", "Bearer"])
async def test_bad_tokens_of_ours(bot: Bot, token: str) -> None:
    path = f"v3/conversations/{bot.stage.meeting.id}/activities"
    assert code_of(await bot.call("POST", path, message(CARD), token)) == (401, "Unauthorized")
    assert len(bot.stage.log) == 0


async def test_an_expired_token_of_ours(bot: Bot) -> None:
    bot.stage.identity.forget_tokens()
    assert await bot.send(bot.stage.meeting) == (401, "Unauthorized")


async def test_the_login_knows_its_secret_and_scope(bot: Bot) -> None:
    assert (await ask_token(bot.stage, bot.session, client_secret="guess"))[0] == 401
    assert (await ask_token(bot.stage, bot.session, scope="https://graph.microsoft.com/.default"))[0] == 400


async def test_a_card_over_the_size(bot: Bot) -> None:
    body = [{"type": "TextBlock", "text": "é" * 15_000}]
    assert await bot.send(bot.stage.meeting, CARD | {"body": body}) == (413, "MessageSizeTooBig")
    assert await bot.send(bot.stage.meeting, text="x" * 60_000) == (413, "MessageSizeTooBig")


async def test_what_is_no_card(bot: Bot) -> None:
    assert await bot.send(bot.stage.meeting, {"type": "AdaptiveCard"}) == (400, "BadArgument")
    path = f"v3/conversations/{bot.stage.meeting.id}/activities"
    assert code_of(await bot.call("POST", path, {"type": "message"})) == (400, "BadArgument")
    assert code_of(await bot.call("POST", path, [1])) == (400, "BadSyntax")


async def test_unknown_conversations_messages_and_members(bot: Bot) -> None:
    nowhere = "v3/conversations/19:nowhere@thread.v2"
    assert code_of(await bot.call("POST", f"{nowhere}/activities", message(CARD))) == (404, "ConversationNotFound")
    meeting = f"v3/conversations/{bot.stage.meeting.id}"
    changed = await bot.call("PUT", f"{meeting}/activities/7", message(CARD))
    assert code_of(changed) == (404, "ActivityNotFoundInConversation")
    assert code_of(await bot.call("GET", f"{meeting}/members/29:x")) == (404, "MemberNotFoundInConversation")


async def test_a_personal_chat_with_each_kind_of_person(bot: Bot) -> None:
    async def create(key: str) -> tuple[int, str]:
        person = bot.stage.people[key]
        body = {"bot": {"id": "28:x"}, "members": [{"id": person.account}], "isGroup": False}
        return code_of(await bot.call("POST", "v3/conversations", body))

    assert await create("fatima") == (201, "")
    assert await create("joke") == (403, "ForbiddenOperationException")
    assert await create("anonymous") == (400, "BadArgument")


async def test_removed_or_blocked(bot: Bot) -> None:
    chat = bot.stage.personal(bot.stage.people["fatima"])
    chat.installed = False
    assert await bot.send(chat) == (403, "BotNotInConversationRoster")
    chat.installed, chat.blocked = True, True
    assert await bot.send(chat) == (403, "ConversationBlockedByUser")


async def test_too_high_a_pace_in_one_conversation(bot: Bot) -> None:
    answers = [
        await bot.call("POST", f"v3/conversations/{bot.stage.meeting.id}/activities", message(CARD)) for _ in range(9)
    ]
    refused = [answer for answer in answers if answer[0] == 429]
    assert refused
    assert all(answer[1]["error"]["code"] == "Throttled" for answer in refused)
    assert all(int(answer[2]["Retry-After"]) >= 1 for answer in refused)
    assert len(bot.stage.log) <= 8


async def test_what_it_signs_can_be_checked_with_its_keys(bot: Bot) -> None:
    _, metadata, _ = await bot.call("GET", "v1/.well-known/openidconfiguration")
    _, keys, _ = await bot.call("GET", metadata["jwks_uri"].removeprefix(f"{bot.stage.url}/"))
    token = bot.stage.identity.token_for("http://127.0.0.1/")
    key = jwt.PyJWK(keys["keys"][0])
    claims = jwt.decode(token, key.key, algorithms=["RS256"], audience=bot.stage.app_id, issuer=metadata["issuer"])
    assert claims["serviceurl"] == "http://127.0.0.1/"
    assert "msteams" in keys["keys"][0]["endorsements"]


async def test_who_is_in_a_chat_comes_in_pages(bot: Bot) -> None:
    stage = bot.stage
    path = f"v3/conversations/{stage.meeting.id}/pagedmembers"
    stage.group.installed = False
    elsewhere = code_of(await bot.call("GET", f"v3/conversations/{stage.group.id}/pagedmembers"))
    assert elsewhere == (403, "BotNotInConversationRoster")
    for number in range(60):
        stage.add(extra(number))
    status, first, _ = await bot.call("GET", f"{path}?pageSize=10")
    assert (status, len(first["members"])) == (200, 50), "fewer than fifty come on no page"
    status, rest, _ = await bot.call("GET", f"{path}?pageSize=50&continuationToken={first['continuationToken']}")
    assert "continuationToken" not in rest
    found = {one["id"]: one for one in first["members"] + rest["members"]}
    assert found.keys() == {one.account for one in stage.meeting.members}
    joke, guest = found["29:federated-6"], found["29:guest-8"]
    assert (joke["tenantId"], joke["userPrincipalName"]) == (OTHER_TENANT, "joke@anderecorporatie.example")
    assert guest["email"] == "ruben@bouwbedrijf.example"
    assert "#EXT#" in guest["userPrincipalName"]
    assert "aadObjectId" not in found["29:anonymous-7"]
