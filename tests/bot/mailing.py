"""A letter, whom it is for, and a mailer to send it with."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.mail import Mailer
from bot.mail_message import Recipient
from bot.mail_server import Mailbox, MailServer, Security
from cards.letter import Letter
from event.definition import Language
from scheduler.messenger import SendFailure
from tests.mail_server import PASSWORD

LETTER = Letter(subject="Uw link", html="<p>Hallo Łukasz</p>", text="Hallo Łukasz\n.\n..\nTot ziens")
ANNA = Mailbox(name="Anna van der Berg", address="anna@voorbeeld.example")
LUKASZ = Recipient(
    name="Łukasz O'Brien-van 't Hof", address="l.obrien@huis.example", reference="dieren.1", language=Language.NL
)


@dataclass
class HandClock:
    time: datetime = datetime(2027, 5, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)

    def pass_(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@asynccontextmanager
async def mailer(
    port: int,
    security: Security = Security.NONE,
    *,
    user: str | None = None,
    password: str = PASSWORD,
    host: str = "localhost",
    context: ssl.SSLContext | None = None,
    clock: HandClock | None = None,
) -> AsyncIterator[Mailer]:
    server = MailServer(host=host, port=port, security=security, user=user, password=SecretStr(password))
    sender = Mailbox(name="", address="dag@voorbeeld.example")
    one = Mailer(server, sender, clock or HandClock(), context=context)
    yield one
    await one.close()


async def send(one: Mailer, to: Recipient = LUKASZ, letter: Letter = LETTER, **other: Any) -> str:
    return await one.send(letter, to, reply_to=ANNA, **other)


async def failure(one: Mailer, to: Recipient = LUKASZ) -> SendFailure:
    with pytest.raises(SendFailure) as caught:
        await send(one, to)
    return caught.value


def to(address: str) -> Recipient:
    return Recipient(name="Łukasz", address=address, reference=address, language=Language.NL)
