"""The place: identity service, connector, people and chats of a Teams on this machine, and how it calls the bot.

It speaks Bot Framework over HTTP and knows nothing of the bot but its address.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web

from event.definition import Event
from event.errors import NotConfigured
from event.meeting import meeting_thread
from rehearsal.chats import Chat
from rehearsal.connector import Connector
from rehearsal.identity import Identity
from rehearsal.log import Log
from rehearsal.mail import SENDER, Mailboxes
from rehearsal.people import OWN_TENANT, Person, by_mail, cast

MEETING = "19:meeting_stage@thread.v2"
"""The meeting chat's id when the event's link doesn't tell."""
GROUP = "19:group_stage@thread.v2"
_MEETING_ID = "MCMxOTptZWV0aW5n"


class Teams:
    """An async context manager. `bot_url` must be set before anybody acts. With `mail` people have mailboxes too."""

    def __init__(self, event: Event, *, port: int = 0, log_file: Path | None = None, mail: bool = False) -> None:
        self.event = event
        self.bot_url = ""
        self.app_id = str(uuid.uuid4())
        self.identity = Identity(self.app_id, OWN_TENANT)
        self.log = Log(log_file)
        self._changes = asyncio.Condition()
        self.version = 0
        """Goes up whenever anything changed that somebody sees."""
        self.connector = Connector(self.identity, self.log, self.touch)
        self._mail = Mailboxes(self.touch, self.connector.next_mark) if mail else None
        self.people = {person.key: person for person in cast(event)}
        self.locales: dict[str, str] = {}
        """The language of a person's Teams, by their key, once they changed it."""
        self.present: set[str] = set()
        """The keys of those who are in the meeting now."""
        self.files: dict[str, bytes] = {}
        """What people sent, by the message."""
        self.running = False
        """The meeting was started and not yet ended."""
        thread = meeting_thread(event.meeting.join_url) if event.meeting.join_url else None
        everyone = list(self.people.values())
        self.meeting = Chat(thread or MEETING, "groupChat", everyone, meeting=True)
        self.group = Chat(GROUP, "groupChat", [one for one in everyone if one.kind == "own"])
        for person in everyone:
            self.add(person)
        self.connector.chats |= {self.meeting.id: self.meeting, self.group.id: self.group}
        if mail:
            self.people["mail"] = by_mail()
        self._port = port
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        self.identity.add_routes(app.router)
        self.connector.add_routes(app.router)
        app.router.add_get("/files/{message}/{name}", self._file)
        self.add_pages(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise NotConfigured(f"Port {self._port} is in use; take another, or a free one with --port 0.") from error
        if self._mail:
            await self._mail.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.identity.url = self.url
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()
        if self._mail:
            await self._mail.stop()
        if self._runner:
            await self._runner.cleanup()
        self.log.close()

    def add_pages(self, app: web.Application) -> None:
        """For a stage that has any."""

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
            **({"MAIL_URL": self._mail.url, "MAIL_FROM": SENDER} if self._mail else {}),
        }

    @property
    def mail(self) -> Mailboxes:
        if self._mail is None:
            raise RuntimeError("nobody has a mailbox on this stage")
        return self._mail

    def add(self, person: Person) -> Person:
        """Somebody comes on stage, with a personal chat in which the bot isn't yet; who is there by e-mail alone has
        no Teams at all."""
        self.people[person.key] = person
        if person.kind == "mail":
            return person
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

    async def _file(self, request: web.Request) -> web.Response:
        """As SharePoint gives it to whoever has its address."""
        found = self.files.get(request.match_info["message"])
        return web.Response(status=404) if found is None else web.Response(body=found)

    # ---- Bot Framework --------------------------------------------------------------------------------------------

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the stage isn't open")
        return self._session

    def activity(
        self, person: Person, chat: Chat, data: Mapping[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """An activity as Teams sends it."""
        now = datetime.now(UTC)
        sender = {"id": person.account, "name": person.name}
        if person.oid:
            sender["aadObjectId"] = person.oid
        conversation: dict[str, Any] = {"id": chat.id, "conversationType": chat.kind, "tenantId": OWN_TENANT}
        if chat.kind != "personal":
            conversation["isGroup"] = True
        locale = self.locales.get(person.key, person.locale)
        client = {"type": "clientInfo", "locale": locale, "country": person.country, "platform": "Web"}
        return {
            "id": f"f:{uuid.uuid4()}",
            "timestamp": now.isoformat().replace("+00:00", "Z"),
            "localTimestamp": now.astimezone(ZoneInfo(person.timezone)).isoformat(),
            "localTimezone": person.timezone,
            "channelId": "msteams",
            "serviceUrl": f"{self.url}/",
            "from": sender,
            "recipient": {"id": self.bot, "name": "Gastheer"},
            "conversation": conversation,
            "channelData": {"tenant": {"id": person.tenant or OWN_TENANT}, **(data or {})},
            "locale": locale,
            **more,
            "entities": [*more.get("entities", ()), client | {"timezone": person.timezone}],
        }

    @property
    def bot(self) -> str:
        """The bot's own id."""
        return f"28:{self.app_id}"

    async def post(self, body: Any, token: str | None = None) -> tuple[int, dict[str, Any]]:
        """Post this to the bot, signed as Teams signs it unless with another token."""
        token = token if token is not None else self.identity.token_for(f"{self.url}/")
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.post(f"{self.bot_url}/api/messages", json=body, headers=headers) as answer:
            text = await answer.text(errors="replace")
            return answer.status, _object(text)

    async def tell(
        self, person: Person, chat: Chat, data: Mapping[str, Any] | None = None, /, **more: Any
    ) -> tuple[int, dict[str, Any]]:
        """Post what a person did in a chat. In the meeting Teams names the meeting too."""
        known = {"meeting": {"id": _MEETING_ID}} if chat.meeting else {}
        return await self.post(self.activity(person, chat, {**known, **(data or {})}, **more))


def _object(text: str) -> dict[str, Any]:
    """What a bot answered; a text that isn't a JSON object is shown as it is."""
    if not text.strip():
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {"unreadable": text[:500]}
    return found if isinstance(found, dict) else {"unreadable": text[:500]}
