"""A stage Teams on this machine: identity service, connector, people, their chats and a meeting.

It speaks Bot Framework over HTTP and knows nothing of the bot but its address.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import aiohttp
from aiohttp import web

from event.definition import Event
from event.errors import NotConfigured
from event.meeting import meeting_thread
from rehearsal.chats import Chat, Message, actions, inputs
from rehearsal.connector import Connector
from rehearsal.identity import Identity
from rehearsal.log import Log
from rehearsal.people import OWN_TENANT, Person, cast

MEETING = "19:meeting_stage@thread.v2"
"""The meeting chat's id when the event's link doesn't tell."""
GROUP = "19:group_stage@thread.v2"
_ACTION_ANSWER = "application/vnd.microsoft.card.adaptive"
_MESSAGE_ANSWER = "application/vnd.microsoft.activity.message"


class NoSuchButton(Exception):
    pass


class Stage:
    """An async context manager. `bot_url` must be set before anybody acts."""

    def __init__(self, event: Event, *, port: int = 0, log_file: Path | None = None) -> None:
        self.event = event
        self.bot_url = ""
        self.app_id = str(uuid.uuid4())
        self.identity = Identity(self.app_id, OWN_TENANT)
        self.log = Log(log_file)
        self._changes = asyncio.Condition()
        self.version = 0
        """Goes up whenever anything changed that somebody sees."""
        self.connector = Connector(self.identity, self.log, self.touch)
        self.people = {person.key: person for person in cast(event)}
        thread = meeting_thread(event.meeting.join_url) if event.meeting.join_url else None
        everyone = list(self.people.values())
        self.meeting = Chat(thread or MEETING, "groupChat", everyone, meeting=True)
        self.group = Chat(GROUP, "groupChat", [one for one in everyone if one.kind == "own"])
        for person in everyone:
            self.add(person)
        self.connector.chats |= {self.meeting.id: self.meeting, self.group.id: self.group}
        self._port = port
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        from rehearsal.room import add_room

        app = web.Application(client_max_size=1024 * 1024)
        self.identity.add_routes(app.router)
        self.connector.add_routes(app.router)
        add_room(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise NotConfigured(f"Port {self._port} is in use; take another, or a free one with --port 0.") from error
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.identity.url = self.url
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()
        if self._runner:
            await self._runner.cleanup()
        self.log.close()

    @property
    def settings(self) -> dict[str, Any]:
        """What the bot must be told to play here, by the names of its settings."""
        return {
            "APP_ID": self.app_id,
            "APP_TENANT": OWN_TENANT,
            "APP_SECRET": self.identity.secret,
            "TENANTS": "own",
            "OPENID_METADATA_URL": f"{self.url}/v1/.well-known/openidconfiguration",
            "LOGIN_URL": self.url,
        }

    def add(self, person: Person) -> Person:
        """Somebody comes on stage, with a personal chat in which the bot isn't yet."""
        self.people[person.key] = person
        chat = Chat(f"a:personal-{person.key}", "personal", [person])
        self.connector.chats[chat.id] = chat
        if person not in self.meeting.members:
            self.meeting.members.append(person)
        return person

    def personal(self, person: Person) -> Chat:
        return self.connector.chats[f"a:personal-{person.key}"]

    async def touch(self) -> None:
        async with self._changes:
            self.version += 1
            self._changes.notify_all()

    async def wait_for(self, predicate: Callable[[], bool], within: float = 20.0) -> None:
        """Until it holds; looked at whenever something reached somebody."""
        async with asyncio.timeout(within), self._changes:
            await self._changes.wait_for(predicate)

    # ---- what people do -------------------------------------------------------------------------------------------

    async def installs(self, person: Person) -> None:
        """Teams tells of it twice."""
        chat = self.personal(person)
        chat.installed = True
        await self._post(person, chat, type="installationUpdate", action="add")
        await self._post(person, chat, type="conversationUpdate", membersAdded=[{"id": self._bot}])

    async def removes(self, person: Person) -> None:
        chat = self.personal(person)
        chat.installed = False
        await self._post(person, chat, type="installationUpdate", action="remove")
        await self._post(person, chat, type="conversationUpdate", membersRemoved=[{"id": self._bot}])

    async def adds_bot(self, chat: Chat, by: Person) -> None:
        chat.installed = True
        data = {"meeting": {"id": "MCMxOTptZWV0aW5n"}} if chat.meeting else {}
        await self._post(by, chat, data, type="conversationUpdate", membersAdded=[{"id": self._bot}])

    async def starts_meeting(self, by: Person) -> None:
        await self._meeting_event(by, "Start", {"StartTime": _now()})

    async def ends_meeting(self, by: Person) -> None:
        await self._meeting_event(by, "End", {"EndTime": _now()})

    async def says(self, person: Person, text: str, chat: Chat | None = None, *, mention: bool = True) -> int:
        """In a shared chat with the bot's mention unless told otherwise; Teams brings nothing else to a bot there."""
        chat = chat or self.personal(person)
        chat.messages.append(Message(self.connector.new_id(), person.key, text))
        await self.touch()
        more: dict[str, Any] = {"type": "message", "text": text, "textFormat": "plain"}
        if chat.kind != "personal" and mention:
            name = "<at>Gastheer</at>"
            more["text"] = f"{name} {text}"
            more["entities"] = [{"type": "mention", "mentioned": {"id": self._bot, "name": "Gastheer"}, "text": name}]
        return (await self._post(person, chat, **more))[0]

    async def clicks(
        self,
        person: Person,
        title: str,
        filled: Mapping[str, str] | None = None,
        *,
        chat: Chat | None = None,
        message: Message | None = None,
    ) -> dict[str, Any]:
        """Click a button by its title or verb, on the newest card that has it. Returns the invoke's response."""
        chat = chat or self.personal(person)
        for one in [message] if message else reversed(chat.messages):
            card = one.card_for(person) or {}
            for action in actions(card):
                if action["type"] == "Action.Execute" and title in (action.get("title"), action.get("verb")):
                    return await self.execute(person, chat, one, action, filled)
        raise NoSuchButton(title)

    async def execute(
        self,
        person: Person,
        chat: Chat,
        message: Message,
        action: Mapping[str, Any],
        filled: Mapping[str, str] | None = None,
        *,
        automatic: bool = False,
    ) -> dict[str, Any]:
        """Post an Action.Execute with what was filled in, and show its answer to the one who clicked."""
        data = dict(action.get("data") or {})
        if action.get("associatedInputs") != "none":
            data |= inputs(message.card_for(person) or {}) | dict(filled or {})
        value = {
            "action": {"type": "Action.Execute", "verb": action.get("verb"), "data": data},
            "trigger": "automatic" if automatic else "manual",
        }
        status, answer = await self._post(
            person, chat, type="invoke", name="adaptiveCard/action", value=value, replyToId=message.id
        )
        if status == 200 and answer.get("statusCode") == 200 and answer.get("type") == _ACTION_ANSWER:
            self.connector.answered(chat, message, person, answer["value"])
        await self.touch()
        return answer | {"httpStatus": status}

    # ---- what people see ------------------------------------------------------------------------------------------

    def cards(self, person: Person, chat: Chat | None = None) -> list[dict[str, Any]]:
        """The cards in a chat as this person sees them now, oldest first."""
        found = (message.card_for(person) for message in (chat or self.personal(person)).messages)
        return [card for card in found if card is not None]

    # ---- Bot Framework --------------------------------------------------------------------------------------------

    @property
    def _bot(self) -> str:
        return f"28:{self.app_id}"

    async def _meeting_event(self, by: Person, what: str, value: dict[str, str]) -> None:
        data = {"meeting": {"id": "MCMxOTptZWV0aW5n"}}
        name = f"application/vnd.microsoft.meeting{what}"
        await self._post(by, self.meeting, data, type="event", name=name, value=value)

    def activity(
        self, person: Person, chat: Chat, data: Mapping[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """An activity as Teams sends it."""
        sender = {"id": person.account, "name": person.name}
        if person.oid:
            sender["aadObjectId"] = person.oid
        conversation: dict[str, Any] = {"id": chat.id, "conversationType": chat.kind, "tenantId": OWN_TENANT}
        if chat.kind != "personal":
            conversation["isGroup"] = True
        return {
            "id": f"f:{uuid.uuid4()}",
            "timestamp": _now(),
            "channelId": "msteams",
            "serviceUrl": f"{self.url}/",
            "from": sender,
            "recipient": {"id": self._bot, "name": "Gastheer"},
            "conversation": conversation,
            "channelData": {"tenant": {"id": person.tenant or OWN_TENANT}, **(data or {})},
            "locale": person.locale,
            "entities": [{"type": "clientInfo", "locale": person.locale, "platform": "Web"}],
            **more,
        }

    async def post(self, body: Any, token: str | None = None) -> tuple[int, dict[str, Any]]:
        """Post this to the bot, signed as Teams signs it unless with another token."""
        if self._session is None:
            raise RuntimeError("the stage isn't open")
        token = token if token is not None else self.identity.token_for(f"{self.url}/")
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session.post(f"{self.bot_url}/api/messages", json=body, headers=headers) as answer:
            text = await answer.text()
            return answer.status, (await answer.json() if text else {})

    async def _post(
        self, person: Person, chat: Chat, data: Mapping[str, Any] | None = None, /, **more: Any
    ) -> tuple[int, dict[str, Any]]:
        return await self.post(self.activity(person, chat, data, **more))


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
