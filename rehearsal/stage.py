"""The play: what people do in their Teams, and what they see."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from event.definition import Event
from rehearsal.chats import Chat, Message, actions
from rehearsal.crowd import Crowd
from rehearsal.outside import Outside
from rehearsal.payloads import attachments, dialog_card, seat, sent_by
from rehearsal.people import Person
from rehearsal.refreshing import is_due, refresh_action

_ACTION_ANSWER = "application/vnd.microsoft.card.adaptive"
_NAME = "Gastheer"
_MENTION = f"<at>{_NAME}</at>"

Card = dict[str, Any]


class NoSuchButton(Exception):
    pass


class NoDialog(Exception):
    """The bot answered something else: `answer` has it."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.answer = answer
        super().__init__(str(answer)[:500])


class Stage(Outside):
    """Every act says who does it; it happens in their personal chat unless another is named."""

    def __init__(self, event: Event, *, port: int = 0, log_file: Path | None = None, mail: bool = False) -> None:
        super().__init__(event, port=port, log_file=log_file, mail=mail)
        self.crowd = Crowd()
        self.busy: set[asyncio.Task[None]] = set()
        """What the crowd is doing."""

    def add_pages(self, app: web.Application) -> None:
        from rehearsal.room import add_room

        add_room(app, self)

    # ---- the app --------------------------------------------------------------------------------------------------

    async def installs(self, person: Person) -> None:
        """Teams tells of it twice."""
        chat = self.personal(person)
        chat.installed = True
        await self.tell(person, chat, type="installationUpdate", action="add")
        await self.tell(person, chat, type="conversationUpdate", membersAdded=[{"id": self.bot}])

    async def removes(self, person: Person) -> None:
        chat = self.personal(person)
        chat.installed = False
        await self.tell(person, chat, type="installationUpdate", action="remove")
        await self.tell(person, chat, type="conversationUpdate", membersRemoved=[{"id": self.bot}])

    async def adds_bot(self, chat: Chat, by: Person) -> None:
        chat.installed = True
        await self.tell(by, chat, type="conversationUpdate", membersAdded=[{"id": self.bot}])

    async def enters(self, person: Person, chat: Chat) -> None:
        """Somebody is added to a shared chat."""
        chat.members.append(person)
        await self._tell_members(person, chat, "membersAdded")

    async def leaves(self, person: Person, chat: Chat) -> None:
        chat.members.remove(person)
        await self._tell_members(person, chat, "membersRemoved")

    def changes_locale(self, person: Person, locale: str) -> None:
        """The language of their Teams. A bot hears of it with the next thing that they do."""
        self.locales[person.key] = locale

    # ---- the meeting ----------------------------------------------------------------------------------------------

    async def starts_meeting(self, by: Person) -> None:
        self.running = True
        await self._meeting_event(by, "Start", {"StartTime": _now()})

    async def ends_meeting(self, by: Person) -> None:
        """Everybody is out of it."""
        self.running = False
        self.present.clear()
        await self._meeting_event(by, "End", {"EndTime": _now()})

    async def joins_meeting(self, person: Person) -> None:
        self.present.add(person.key)
        await self._comes_or_goes(person, "Join", is_in=True)

    async def leaves_meeting(self, person: Person) -> None:
        self.present.discard(person.key)
        await self._comes_or_goes(person, "Leave", is_in=False)

    # ---- words ----------------------------------------------------------------------------------------------------

    async def says(self, person: Person, text: str, chat: Chat | None = None, *, mention: bool = True) -> int:
        """In a shared chat with the bot's mention unless told otherwise; Teams brings nothing else to a bot there."""
        chat = chat or self.personal(person)
        message = self._writes(person, chat, text, mention=chat.kind != "personal" and mention)
        return await self._tell_message(person, chat, message, type="message")

    async def edits(
        self, person: Person, text: str, *, chat: Chat | None = None, message: Message | None = None
    ) -> int:
        """Their newest message unless another is given."""
        chat = chat or self.personal(person)
        message = message or chat.newest_of(person.key)
        message.text, message.edited = text, True
        self.connector.mark(message)
        return await self._tell_message(person, chat, message, {"eventType": "editMessage"}, type="messageUpdate")

    async def deletes(self, person: Person, *, chat: Chat | None = None, message: Message | None = None) -> int:
        """Their newest message unless another is given. Its text stays with them: they can bring it back."""
        chat = chat or self.personal(person)
        message = message or chat.newest_of(person.key)
        message.deleted = True
        self.connector.mark(message)
        data = {"eventType": "softDeleteMessage"}
        return (await self.tell(person, chat, data, type="messageDelete", id=message.id))[0]

    async def undeletes(self, person: Person, message: Message, *, chat: Chat | None = None) -> int:
        chat = chat or self.personal(person)
        message.deleted = False
        self.connector.mark(message)
        return await self._tell_message(person, chat, message, {"eventType": "undeleteMessage"}, type="messageUpdate")

    async def reacts(
        self,
        person: Person,
        reaction: str = "like",
        *,
        chat: Chat | None = None,
        message: Message | None = None,
        remove: bool = False,
    ) -> int | None:
        """To the bot's newest message unless another is given. A bot hears of reactions to its own messages alone."""
        chat = chat or self.personal(person)
        message = message or chat.newest_of("bot")
        if remove:
            message.reactions.pop(person.key, None)
        else:
            message.reactions[person.key] = reaction
        self.connector.mark(message)
        if message.sender != "bot":
            return None
        change = {"reactionsRemoved" if remove else "reactionsAdded": [{"type": reaction}]}
        return (await self.tell(person, chat, type="messageReaction", replyToId=message.id, **change))[0]

    async def attaches(
        self,
        person: Person,
        name: str = "lijst.xlsx",
        text: str = "",
        chat: Chat | None = None,
        *,
        content: bytes = b"",
    ) -> int:
        """A file with this name and content; a picture's name makes it a sticker, which comes without a word."""
        chat = chat or self.personal(person)
        message = self._writes(person, chat, text, attached=name, mention=chat.kind != "personal")
        self.files[message.id] = content
        return await self._tell_message(person, chat, message, type="message")

    # ---- cards ----------------------------------------------------------------------------------------------------

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
        for one, action in self._buttons(person, chat, "Action.Execute", message):
            if title in (action.get("title"), action.get("verb")):
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
        data = sent_by(action, message.card_for(person), filled)
        value = {
            "action": {"type": "Action.Execute", "verb": action.get("verb"), "data": data},
            "trigger": "automatic" if automatic else "manual",
        }
        status, answer = await self.tell(
            person, chat, type="invoke", name="adaptiveCard/action", value=value, replyToId=message.id
        )
        if status == 200 and answer.get("statusCode") == 200 and answer.get("type") == _ACTION_ANSWER:
            message.refreshed[person.key] = time.monotonic()
            self.connector.answered(chat, message, person, answer["value"])
        await self.touch()
        return answer | {"httpStatus": status}

    async def refreshes(
        self, person: Person, *, chat: Chat | None = None, message: Message | None = None, automatic: bool = False
    ) -> dict[str, Any] | None:
        """Refresh a card, the newest that can be unless another is given. None for none, or when Teams itself,
        having drawn it, would leave it (`automatic`)."""
        chat = chat or self.personal(person)
        found = [message] if message else reversed(chat.messages)
        one = next((it for it in found if refresh_action(it, person)), None)
        action = refresh_action(one, person) if one else None
        if one is None or action is None or (automatic and not is_due(one, person, chat, time.monotonic())):
            return None
        one.refreshed[person.key] = time.monotonic()
        return await self.execute(person, chat, one, {**action, "associatedInputs": "none"}, automatic=automatic)

    async def submits(
        self,
        person: Person,
        title: str,
        filled: Mapping[str, str] | None = None,
        *,
        chat: Chat | None = None,
        message: Message | None = None,
    ) -> int:
        """Click an Action.Submit by its title: Teams posts a message without text that has the data as its value."""
        chat = chat or self.personal(person)
        one, action = self._submit(person, chat, title, message)
        return await self.submit(person, chat, one, sent_by(action, one.card_for(person), filled))

    async def submit(self, person: Person, chat: Chat, message: Message, data: Mapping[str, Any]) -> int:
        """The value of an Action.Submit goes to the bot, as a message or in the words that the card put in it."""
        teams = data.get("msteams")
        teams = teams if isinstance(teams, dict) else {}
        more: dict[str, Any] = {"value": dict(data), "replyToId": message.id}
        match teams.get("type"):
            case "imBack":
                return await self.says(person, str(teams.get("value", "")), chat, mention=False)
            case "messageBack":
                more |= {"value": teams.get("value"), "text": str(teams.get("text", ""))}
                if teams.get("displayText"):
                    self._writes(person, chat, str(teams["displayText"]))
        await self.touch()
        return (await self.tell(person, chat, type="message", id=self.connector.new_id(), **more))[0]

    # ---- dialogs --------------------------------------------------------------------------------------------------

    async def opens_dialog(
        self,
        person: Person,
        title: str,
        filled: Mapping[str, str] | None = None,
        *,
        chat: Chat | None = None,
        message: Message | None = None,
    ) -> Card:
        """Click an Action.Submit that asks for a dialog. Returns its card; raises NoDialog when none comes."""
        chat = chat or self.personal(person)
        one, action = self._submit(person, chat, title, message)
        data = sent_by(action, one.card_for(person), filled)
        answer = await self.task(person, chat, "fetch", data, message=one)
        card = dialog_card(answer)
        if card is None:
            raise NoDialog(answer)
        return card

    async def sends_dialog(
        self,
        person: Person,
        dialog: Card,
        filled: Mapping[str, str] | None = None,
        *,
        button: str | None = None,
        chat: Chat | None = None,
    ) -> dict[str, Any]:
        """Fill in a dialog's card and click its Action.Submit, the first at its foot unless one is named. Returns the
        answer: `dialog_card` has its next card if it goes on."""
        every = (*dialog.get("actions", ()), *actions(dialog))
        found = (one for one in every if one["type"] == "Action.Submit")
        action = next((one for one in found if button in (None, one.get("title"))), None)
        if action is None:
            raise NoSuchButton(button)
        return await self.task(person, chat or self.personal(person), "submit", sent_by(action, dialog, filled))

    async def task(
        self, person: Person, chat: Chat, what: str, data: Mapping[str, Any], *, message: Message | None = None
    ) -> dict[str, Any]:
        """Post task/fetch or task/submit. Returns the invoke's response."""
        value = {"data": dict(data), "context": {"theme": "default"}}
        more = {"replyToId": message.id} if message else {}
        status, answer = await self.tell(person, chat, type="invoke", name=f"task/{what}", value=value, **more)
        await self.touch()
        return answer | {"httpStatus": status}

    # ---- what people see ------------------------------------------------------------------------------------------

    def cards(self, person: Person, chat: Chat | None = None) -> list[Card]:
        """The cards in a chat as this person sees them now, oldest first."""
        found = (message.card_for(person) for message in (chat or self.personal(person)).messages)
        return [card for card in found if card is not None]

    # ---- how it is done -------------------------------------------------------------------------------------------

    def _writes(self, person: Person, chat: Chat, text: str, *, attached: str = "", mention: bool = False) -> Message:
        message = Message(self.connector.new_id(), person.key, text, attached=attached, mention=mention)
        chat.messages.append(self.connector.mark(message))
        return message

    async def _tell_message(
        self, person: Person, chat: Chat, message: Message, data: Mapping[str, Any] | None = None, /, **more: Any
    ) -> int:
        """A message's text with all that Teams puts around it."""
        await self.touch()
        text = f"{_MENTION} {message.text}" if message.mention else message.text
        more |= {"id": message.id, "text": text, "textFormat": "plain"}
        if message.mention:
            named = {"id": self.bot, "name": _NAME}
            more["entities"] = [{"type": "mention", "mentioned": named, "text": _MENTION}]
        more["attachments"] = list(attachments(message, self.url))
        return (await self.tell(person, chat, data, **more))[0]

    def _buttons(
        self, person: Person, chat: Chat, kind: str, message: Message | None
    ) -> Iterator[tuple[Message, dict[str, Any]]]:
        """Of the newest card first."""
        for one in [message] if message else reversed(chat.messages):
            for action in actions(one.card_for(person) or {}):
                if action["type"] == kind:
                    yield one, action

    def _submit(
        self, person: Person, chat: Chat, title: str, message: Message | None
    ) -> tuple[Message, dict[str, Any]]:
        found = self._buttons(person, chat, "Action.Submit", message)
        one = next(((it, action) for it, action in found if action.get("title") == title), None)
        if one is None:
            raise NoSuchButton(title)
        return one

    async def _tell_members(self, person: Person, chat: Chat, what: str) -> None:
        """Of a meeting's chat the organiser is named as who did it."""
        await self.touch()
        if chat.installed:
            one = {"id": person.account} | ({"aadObjectId": person.oid} if person.oid else {})
            await self.tell(self.people["organiser"], chat, type="conversationUpdate", **{what: [one]})

    async def _meeting_event(self, by: Person, what: str, value: Mapping[str, Any]) -> None:
        name = f"application/vnd.microsoft.meeting{what}"
        await self.tell(by, self.meeting, type="event", name=name, value=value)

    async def _comes_or_goes(self, person: Person, what: str, *, is_in: bool) -> None:
        """A bot that isn't in the meeting's chat hears nothing of it."""
        await self.touch()
        if not self.meeting.installed:
            return
        await self._meeting_event(person, f"Participant{what}", {"Members": [seat(person, is_in=is_in)]})


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
