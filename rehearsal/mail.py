"""The stage's mailboxes: a real SMTP server on loopback, and its letters as a mail program reads them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from typing import TYPE_CHECKING

from rehearsal.browser import links_of

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

SENDER = "Gastheer <gastheer@stage.example>"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter in one mailbox. `at` in seconds since 1970, `mark` as messages have it."""

    number: int
    at: float
    mark: int
    address: str
    message: EmailMessage

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return _part(self.message, "text/plain")

    @property
    def html(self) -> str:
        return _part(self.message, "text/html")

    @property
    def calendar(self) -> str:
        """Empty where nothing comes along for the calendar."""
        return _part(self.message, "text/calendar")

    @property
    def links(self) -> dict[str, str]:
        """Where its buttons lead, by their titles."""
        return links_of(self.html)


@dataclass
class MailFaults:
    """What goes wrong. `drops` is used up by the letters that come; the others stay until they are put right."""

    refused: dict[str, str] = field(default_factory=dict)
    """The answer to each letter for a mailbox, by its address: `550 5.1.1 There is no such mailbox`."""
    drops: int = 0
    """Deliver, and break the connection instead of answering."""
    gate: asyncio.Event | None = None
    """Deliver, and don't answer until this is set."""


class Mailboxes:
    """Whatever address is written to exists, unless it is refused."""

    def __init__(self, changed: Callable[[], Awaitable[None]], mark: Callable[[], int]) -> None:
        self._changed = changed
        self._mark = mark
        self._letters: list[Letter] = []
        self._open: set[asyncio.BaseTransport] = set()
        self._nobody_left = asyncio.Event()
        self._server: asyncio.Server | None = None
        self.faults = MailFaults()
        self.url = ""

    async def start(self) -> None:
        from aiosmtpd.smtp import SMTP

        logging.getLogger("mail.log").setLevel(logging.ERROR)  # it tells of each command and names each address
        comes, goes, loop = self._comes, self._goes, asyncio.get_running_loop()

        class Connection(SMTP):
            """Known for as long as it is open: aiosmtpd itself has a thread, and ends that."""

            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                comes(transport)
                super().connection_made(transport)

            def connection_lost(self, error: Exception | None) -> None:
                goes(self.transport)
                super().connection_lost(error)

        def connection() -> SMTP:
            return Connection(self, hostname="localhost", enable_SMTPUTF8=True, loop=loop)

        self._server = await loop.create_server(connection, "127.0.0.1", 0)
        self.url = f"smtp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for transport in tuple(self._open):
            transport.close()
        if self._open:
            await self._nobody_left.wait()
        await self._server.wait_closed()

    def _comes(self, transport: asyncio.BaseTransport) -> None:
        self._open.add(transport)
        self._nobody_left.clear()

    def _goes(self, transport: asyncio.BaseTransport | None) -> None:
        self._open -= {transport}
        if not self._open:
            self._nobody_left.set()

    def of(self, address: str) -> list[Letter]:
        """The letters in a mailbox, oldest first."""
        return [one for one in self._letters if one.address == address.casefold()]

    @property
    def letters(self) -> list[Letter]:
        """Everybody's, oldest first."""
        return list(self._letters)

    # aiosmtpd's names, and its ways to call them.
    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refused = self.faults.refused.get(address.casefold())
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=SMTPUTF8)
        if not isinstance(message, EmailMessage):
            raise TypeError(type(message))
        for address in envelope.rcpt_tos:
            one = Letter(
                number=len(self._letters) + 1,
                at=time.time(),
                mark=self._mark(),
                address=address.casefold(),
                message=message,
            )
            self._letters.append(one)
        await self._changed()
        if self.faults.gate is not None:
            await self.faults.gate.wait()
        if self.faults.drops > 0 and isinstance(server.transport, asyncio.WriteTransport):
            self.faults.drops -= 1
            server.transport.abort()
        return "250 OK"


def _part(message: EmailMessage, kind: str) -> str:
    found = next((one for one in message.walk() if one.get_content_type() == kind), None)
    return str(found.get_content()) if isinstance(found, EmailMessage) else ""
