"""The port through which every message leaves: what the worker needs of the edge, and how sending can fail.

- SendFailure
  - Refused      final: this message won't arrive on this road; `code` says why (blocked, gone, too big)
  - TryLater     definitely not delivered, try again: throttled (429) or not accepted (412, 502, 503, 504)
  - Ambiguous    nobody knows whether it arrived: a time-out, a reset after the body, a 500
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cards.card import Card
from event.definition import Language
from event.ids import ActivityId, ConversationId, PersonId, TenantId


@dataclass(frozen=True, kw_only=True)
class Address:
    """A conversation that the bot was in: the service URL was checked when it was stored."""

    conversation: ConversationId
    service_url: str
    tenant: TenantId | None


@dataclass(frozen=True, kw_only=True)
class MailAddress:
    """Somebody's mailbox, and what a letter to them needs: `link_version` for the links in it, `sequence` for their
    calendar (one up at each change), whether they were told the meeting's link, `reference` the same each time that
    this letter is tried."""

    email: str
    name: str
    person: PersonId | None
    link_version: int
    language: Language
    sequence: int
    holds_link: bool
    kind: str
    reference: str


class SendFailure(Exception):
    """`status` is the HTTP status or None, `code` the connector's error code or a word of ours."""

    def __init__(self, code: str, *, status: int | None = None) -> None:
        self.code = code
        self.status = status
        super().__init__(f"{status or '-'} {code}")


class Refused(SendFailure):
    pass


class TryLater(SendFailure):
    """`after` is in seconds, as asked by the other side; None when it named no time."""

    def __init__(
        self, code: str, *, status: int | None = None, after: float | None = None, throttled: bool = False
    ) -> None:
        self.after = after
        self.throttled = throttled
        super().__init__(code, status=status)


class Ambiguous(SendFailure):
    pass


class Post(Protocol):
    """Sends what a card says as a letter. Raises SendFailure and nothing else; never retries by itself."""

    async def mail(self, to: MailAddress, card: Card) -> ActivityId:
        """Returns the letter's Message-ID."""
        ...


class Messenger(Protocol):
    """Sends cards. Raises SendFailure and nothing else; never retries by itself."""

    async def send(self, to: Address, card: Card) -> ActivityId: ...

    async def update(self, to: Address, activity: ActivityId, card: Card) -> None: ...
