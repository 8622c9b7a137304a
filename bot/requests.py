"""What the edge hands to the handlers and gets back: plain data, nothing of botbuilder.

A request is one activity. An answer to an invoke (`Clicked`, `DialogOpened`, `DialogSent`) goes back in its HTTP
response; an answer to anything else is sent into the conversation that it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from cards.card import Card
from event.ids import AccountId, ActivityId, ConversationId, ObjectId, PersonId, TenantId

ConversationKind = Literal["personal", "group", "channel", "page", "panel"]
"""Meetings' chats are `group`. A `page` is a signed link in a browser, as private as a personal chat but without
anybody's rights; a `panel` is one that the bot gave in somebody's own chat, for their rights too."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """The person who did it. Anonymous people have an account and neither tenant nor object id."""

    account: AccountId
    tenant: TenantId | None
    oid: ObjectId | None
    person: PersonId | None = None
    """Ours, where a signed link says who it is."""


@dataclass(frozen=True, kw_only=True)
class Where:
    """The conversation. `tenant` is the activity's (channelData, else the conversation's)."""

    conversation: ConversationId
    kind: ConversationKind
    service_url: str
    tenant: TenantId | None

    @property
    def private(self) -> bool:
        """Nobody else reads along."""
        return self.kind == "personal" or self.on_page

    @property
    def on_page(self) -> bool:
        """In a browser, on a signed link."""
        return self.kind in ("page", "panel")


@dataclass(frozen=True, kw_only=True)
class Request:
    who: Who
    where: Where
    locale: str | None
    """As Teams says it: `nl-NL`, `en-GB`, or nothing; in the conversation the language they chose, if they did."""
    teams_locale: str | None = None
    """What Teams says where `locale` is what they chose."""
    zone: str | None = None
    """Their time zone as Teams says it: `Europe/Amsterdam`, or nothing."""


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file that somebody sent in their own chat, and where it can be fetched from for a while; both untrusted."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Said(Request):
    """A text, new or edited. The bot's own mention is taken out; in a group or channel it comes only when mentioned.
    `with_file` when a file or picture came with it."""

    text: str
    rest: str = ""
    """What stands behind the word that was understood, filled in by the conversation."""
    with_file: bool = False
    files: tuple[SentFile, ...] = ()
    """Those that can be fetched; pictures and links to files in a channel are not among them."""
    edited: bool = False
    """It was said before in other words."""


@dataclass(frozen=True, kw_only=True)
class Clicked(Request):
    """An Action.Execute. `data` has the card's ids and the inputs, untrusted."""

    verb: str
    data: Mapping[str, object]
    card: ActivityId | None
    """The message that holds the card."""
    automatic: bool = False
    """A refresh by Teams itself, not a click."""


@dataclass(frozen=True, kw_only=True)
class DialogOpened(Request):
    """A button that asks for a dialog: `task/fetch`. `data` has the card's ids, untrusted."""

    verb: str
    data: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class DialogSent(Request):
    """A dialog was filled in and sent: `task/submit`. `data` has its card's ids and the inputs, untrusted."""

    verb: str
    data: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Installed(Request):
    """The bot was added: `installationUpdate` add, or `membersAdded` naming the bot. Both come for one install."""

    upgraded: bool = False
    """It was there already, in an older version."""
    by_sender: bool = True
    """`who` added it. Of a meeting's chat `membersAdded` names the meeting's organiser instead."""


@dataclass(frozen=True, kw_only=True)
class Removed(Request):
    """The bot was removed from the conversation."""


@dataclass(frozen=True, kw_only=True)
class MembersChanged(Request):
    """People came into a shared chat, or left it."""


@dataclass(frozen=True, kw_only=True)
class MeetingStarted(Request):
    pass


@dataclass(frozen=True, kw_only=True)
class MeetingEnded(Request):
    pass


@dataclass(frozen=True)
class Reply:
    """Cards to send into the conversation, in order. None for silence."""

    cards: tuple[Card, ...] = field(default=())


@dataclass(frozen=True)
class CardAnswer:
    """The clicked card becomes this one, for the person who clicked."""

    card: Card


@dataclass(frozen=True)
class MessageAnswer:
    """A short sentence over the clicked card, which stays."""

    text: str


@dataclass(frozen=True)
class ErrorAnswer:
    """An invoke that can't be understood: `statusCode` 400 in the body."""

    code: str
    text: str


@dataclass(frozen=True)
class DialogCard:
    """The dialog shows this card, or this one next."""

    title: str
    card: Card


@dataclass(frozen=True)
class DialogMessage:
    """The dialog shows a sentence and a way out."""

    text: str


@dataclass(frozen=True)
class DialogClosed:
    """The dialog is done with."""


InvokeAnswer = CardAnswer | MessageAnswer | ErrorAnswer
DialogAnswer = DialogCard | DialogMessage | DialogClosed
Answer = Reply | InvokeAnswer | DialogAnswer


@dataclass(frozen=True, kw_only=True)
class Member:
    """What Teams knows of a person in a conversation. Any of it can be missing for federated and anonymous people."""

    account: AccountId
    name: str | None
    email: str | None
    upn: str | None
    tenant: TenantId | None
    oid: ObjectId | None


class Roster(Protocol):
    async def member(self, where: Where, account: AccountId) -> Member | None:
        """The person as the conversation's member list has them; None when they aren't in it or it can't be read."""
        ...

    async def members(self, where: Where) -> list[Member] | None:
        """Everybody in a shared chat; None when that can't be read."""
        ...


class FileOutOfReach(Exception):
    """A file can't be fetched: it isn't where Teams keeps files, it is gone, or nobody answers."""


class Files(Protocol):
    async def fetch(self, file: SentFile, most: int) -> bytes:
        """What is in it, at most one byte more than `most`. Raises FileOutOfReach."""
        ...


class Handler(Protocol):
    """The whole conversation behind one function: `bot.handlers` is it, tests of the edge bring their own."""

    async def __call__(self, request: Request) -> Answer: ...
