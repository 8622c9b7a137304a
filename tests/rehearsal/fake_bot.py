"""A bot of a few lines over real HTTP: it keeps what Teams tells it, and answers what a test wants."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from rehearsal.chats import Chat
from rehearsal.stage import Stage

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
Answer = tuple[int, Any]


class FakeBot:
    """`answers` by the invoke's name or the activity's type, used up in their order; 200 and nothing without."""

    def __init__(self, stage: Stage, session: aiohttp.ClientSession, token: str) -> None:
        self.stage = stage
        self._session = session
        self._token = token
        self.heard: list[dict[str, Any]] = []
        self.answers: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self.at_once = 0
        self.most_at_once = 0

    async def receive(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.heard.append(activity)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0.01)  # as a bot that thinks: who would come at once, does
        self.at_once -= 1
        waiting = self.answers[activity.get("name") or activity["type"]]
        status, body = waiting.popleft() if waiting else (200, None)
        return web.Response(status=status) if body is None else web.json_response(body, status=status)

    async def send(self, chat: Chat, card: Mapping[str, Any] | None = None, **more: Any) -> str:
        """A card or a text; returns the message's id."""
        body: dict[str, Any] = {"type": "message", **more}
        if card is not None:
            body["attachments"] = [{"contentType": CARD_TYPE, "content": card}]
        status, answer = await self.call("POST", f"v3/conversations/{chat.id}/activities", body)
        assert status == 201, answer
        return str(answer["id"])

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._session.request(method, f"{self.stage.url}/{path}", json=body, headers=headers) as answer:
            return answer.status, await answer.json()


@asynccontextmanager
async def fake_bot(stage: Stage) -> AsyncIterator[FakeBot]:
    """In front of an open stage, in every chat."""
    async with aiohttp.ClientSession() as session:
        form = {
            "grant_type": "client_credentials",
            "client_id": stage.app_id,
            "client_secret": stage.identity.secret,
            "scope": "https://api.botframework.com/.default",
        }
        async with session.post(f"{stage.url}/{stage.identity.tenant}/oauth2/v2.0/token", data=form) as answer:
            token = (await answer.json())["access_token"]
        bot = FakeBot(stage, session, token)
        app = web.Application()
        app.router.add_post("/api/messages", bot.receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        stage.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        for chat in stage.connector.chats.values():
            chat.installed = True
        try:
            yield bot
        finally:
            await runner.cleanup()


def card(*body: Mapping[str, Any], actions: tuple[Mapping[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": list(actions), **more}


def text(words: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": words, "wrap": True}


def execute(title: str, verb: str, **data: Any) -> dict[str, Any]:
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": data}


def submit(title: str, **data: Any) -> dict[str, Any]:
    return {"type": "Action.Submit", "title": title, "data": data}


def card_answer(content: Mapping[str, Any]) -> Answer:
    return 200, {"statusCode": 200, "type": CARD_TYPE, "value": content}


def dialog_answer(title: str, content: Mapping[str, Any]) -> Answer:
    held = {"contentType": CARD_TYPE, "content": content}
    value = {"title": title, "height": "small", "width": "medium", "card": held}
    return 200, {"task": {"type": "continue", "value": value}}
