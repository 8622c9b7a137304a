"""Letters handed to a mail server, one after another over one connection that is kept for a while.

Sending fails as `scheduler.messenger` says. The codes, of which `event.mail_codes` knows the meaning:

- `mail:550:5.1.1`, `mail:452:4.2.2`, `mail:552`: the server's own reply, with its enhanced code where it gave one.
- `mail:auth`, `mail:tls`, `mail:no_starttls`, `mail:no_auth`, `mail:no_connection`, `mail:turned_away`, `mail:sender`:
  something is wrong between the server and us, and no letter goes out until it is put right. Nobody's attempts are
  spent on it, the server is left alone for a minute, and readiness is red.
- `mail:busy`, `mail:slow`, `mail:lost`: it took too long, or the connection broke.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, NoReturn

import structlog

from bot.mail_message import Message, Recipient, compose
from bot.mail_server import Mailbox, MailServer, Security
from cards.calendar import CalendarFile
from cards.letter import Letter
from event.clock import Clock
from scheduler.messenger import Ambiguous, Refused, SendFailure, TryLater

if TYPE_CHECKING:
    from aiosmtplib import SMTP, SMTPResponseException

_LONGEST = 25.0
"""Seconds for one letter, the wait for its turn included: well under half a lease."""
_CONNECT = 10.0
_KEEP = 60.0
"""Seconds that a connection waits for the next letter."""
_REST = timedelta(seconds=60)
"""How long a server is left alone that doesn't let us in: more attempts might lock us out."""
_GREYLIST = 120.0
"""Seconds after which a mailbox that said 'later' is asked again."""
_BUSY = 5.0
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_TOO_BIG = 552
_CLOSING = 421
_NO_SIGN_IN = frozenset({530, 534, 535, 538})
_BAD_ADDRESS = "mail:553:5.1.3"
_NOT_INTERNATIONAL = "mail:553:5.6.7"

log = structlog.get_logger(__name__)


class _Step(IntEnum):
    WAITING = 0
    CONNECTING = 1
    ADDRESSING = 2
    HANDED_OVER = 3
    """From here on nobody knows whether it arrived, until the server says so."""


class Mailer:
    """`clock` is the machine's time. `context` is for servers whose certificate the system doesn't know."""

    def __init__(
        self, server: MailServer, sender: Mailbox, clock: Clock, *, context: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._sender = sender
        self._clock = clock
        self._context = context
        self._turn = asyncio.Lock()
        self._smtp: SMTP | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._fault: str | None = None
        self._looked_at: datetime | None = None

    async def send(
        self,
        letter: Letter,
        to: Recipient,
        *,
        reply_to: Mailbox,
        calendar: CalendarFile | None = None,
        unsubscribe: str | None = None,
    ) -> str:
        """The letter's Message-ID, which stays the same when it is tried again. Raises SendFailure and nothing else."""
        try:
            message = compose(
                letter,
                to,
                sender=self._sender,
                reply_to=reply_to,
                now=self._clock.now(),
                calendar=calendar,
                unsubscribe=unsubscribe,
            )
        except ValueError:
            raise Refused(_BAD_ADDRESS, status=553) from None
        from aiosmtplib import SMTPException

        step = _Step.WAITING
        try:
            async with asyncio.timeout(_LONGEST), self._turn:
                self._rest()
                async with self._held():
                    step = _Step.CONNECTING
                    smtp = await self._begin(message)
                    step = _Step.ADDRESSING
                    encoding = "utf-8" if message.international else "ascii"
                    await smtp.rcpt(message.recipient, encoding=encoding)
                    step = _Step.HANDED_OVER
                    await smtp.data(message.content, timeout=_LONGEST)
        except (SMTPException, OSError, TimeoutError) as error:
            raise _understood(error, step) from None  # its own text names the address
        self._look(None)
        return message.id

    async def ping(self) -> str | None:
        """Why no mail goes out, None when it does. The server is asked at most once a minute, and never sent mail."""
        now = self._clock.now()
        recent = self._looked_at is not None and now - self._looked_at < _REST
        if recent or self._turn.locked():
            return self._fault
        from aiosmtplib import SMTPException

        try:
            async with asyncio.timeout(_LONGEST), self._turn, self._held():
                if self._smtp is not None:
                    try:
                        await self._smtp.noop()
                    except (SMTPException, OSError):  # it had enough of this connection
                        self._drop()
                await self._connected()
        except SendFailure:
            return self._fault
        except TimeoutError:
            self._look("no_connection")
            return self._fault
        self._look(None)
        return None

    async def close(self) -> None:
        from aiosmtplib import SMTPException

        async with self._turn:
            if self._idle is not None:
                self._idle.cancel()
            if self._smtp is not None and self._smtp.is_connected:
                with suppress(SMTPException, OSError, TimeoutError):  # a goodbye that isn't heard is no fault
                    await self._smtp.quit(timeout=_BUSY)
            self._drop()

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        """The connection, for one letter: kept for the next where it is still good, dropped where nobody can tell."""
        try:
            yield
        except BaseException as error:
            good = False
            try:
                good = await self._recovered(error)
            finally:
                if not good:
                    self._drop()
            raise
        finally:
            self._keep()

    async def _recovered(self, error: BaseException) -> bool:
        """The server said no to this letter, and can take another."""
        from aiosmtplib import SMTPException, SMTPResponseException

        answered = error.__context__ if isinstance(error, SendFailure) else error
        if self._smtp is None or not isinstance(answered, SMTPResponseException) or not 422 <= answered.code < 600:
            return False
        try:
            await self._smtp.rset(timeout=_BUSY)
        except (SMTPException, OSError, TimeoutError):
            return False
        return True

    def _keep(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        if self._smtp is not None:
            self._idle = asyncio.get_running_loop().call_later(_KEEP, self._let_go)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _let_go(self) -> None:
        if not self._turn.locked():
            self._drop()

    def _look(self, fault: str | None, status: int | None = None) -> None:
        """What was found of the server just now."""
        if fault != self._fault:
            log.warning("mail server", fault=fault, status=status)
        self._fault, self._looked_at = fault, self._clock.now()

    def _rest(self) -> None:
        """Raises while the server that doesn't let us in is left alone."""
        if self._fault is None or self._looked_at is None:
            return
        left = self._looked_at + _REST - self._clock.now()
        if left > timedelta():
            raise TryLater(f"mail:{self._fault}", after=left.total_seconds(), throttled=True)

    def _ours(self, fault: str, status: int | None = None) -> NoReturn:
        """Nothing goes out until somebody puts it right."""
        self._look(fault, status)
        raise TryLater(f"mail:{fault}", status=status, after=_REST.total_seconds(), throttled=True) from None

    async def _begin(self, message: Message) -> SMTP:
        """A connection on which the server awaits the recipient."""
        from aiosmtplib import SMTPSenderRefused, SMTPServerDisconnected

        options = ["BODY=8BITMIME", "SMTPUTF8"] if message.international else []
        encoding = "utf-8" if message.international else "ascii"
        while True:
            was_kept = self._smtp is not None
            smtp = await self._connected()
            if message.international and not smtp.supports_extension("smtputf8"):
                raise Refused(_NOT_INTERNATIONAL, status=553)
            try:
                await smtp.mail(message.sender, options=options, encoding=encoding)
            except (SMTPServerDisconnected, SMTPSenderRefused) as error:
                code = error.code if isinstance(error, SMTPSenderRefused) else _CLOSING
                if was_kept and code == _CLOSING:  # it had enough of this connection
                    self._drop()
                    continue
                if isinstance(error, SMTPServerDisconnected):
                    raise
                if code == _TOO_BIG:
                    raise Refused(_code(error), status=code) from None
                if code >= 500:
                    self._ours("auth" if code in _NO_SIGN_IN else "sender", code)
                raise TryLater(_code(error), status=code, after=_REST.total_seconds(), throttled=True) from None
            return smtp

    async def _connected(self) -> SMTP:
        if self._smtp is not None and self._smtp.is_connected:
            return self._smtp
        self._drop()
        smtp = self._new()
        try:
            await self._open(smtp)
        except BaseException:
            smtp.close()
            raise
        self._smtp = smtp
        return smtp

    async def _open(self, smtp: SMTP) -> None:
        from aiosmtplib import SMTPAuthenticationError, SMTPException, SMTPResponseException

        try:
            await smtp.connect()
            await smtp.ehlo()
            if self._server.security is Security.STARTTLS:
                if not smtp.supports_extension("starttls"):
                    self._ours("no_starttls")
                await smtp.starttls()
                await smtp.ehlo()
            if self._server.user is not None:
                if not smtp.supports_extension("auth"):
                    self._ours("no_auth")
                password = self._server.password.get_secret_value() if self._server.password else ""
                await smtp.login(self._server.user, password)
        except SMTPAuthenticationError as error:
            self._ours("auth", error.code)
        except SMTPResponseException as error:
            self._ours("turned_away", error.code)
        except (SMTPException, OSError) as error:
            self._ours("tls" if _is_about_tls(error) else "no_connection")

    def _new(self) -> SMTP:
        from aiosmtplib import SMTP

        return SMTP(
            hostname=self._server.host,
            port=self._server.port,
            use_tls=self._server.security is Security.TLS,
            start_tls=False,
            tls_context=self._context,
            timeout=_CONNECT,
            local_hostname=self._sender.address.rpartition("@")[2],
        )


def _understood(error: Exception, step: _Step) -> SendFailure:
    """What this means for the letter, by how far it had come."""
    from aiosmtplib import SMTPResponseException

    if isinstance(error, SMTPResponseException) and 400 <= error.code < 600:
        code = _code(error)
        if error.code in _NO_SIGN_IN:
            return TryLater("mail:auth", status=error.code, after=_REST.total_seconds(), throttled=True)
        if error.code >= 500:
            return Refused(code, status=error.code)
        return TryLater(code, status=error.code, after=_GREYLIST, throttled=error.code == _CLOSING)
    word = "mail:slow" if isinstance(error, TimeoutError) else "mail:lost"
    if step is _Step.HANDED_OVER:
        return Ambiguous(word)
    if step is _Step.WAITING:
        return TryLater("mail:busy", after=_BUSY, throttled=True)
    return TryLater(word)


def _code(error: SMTPResponseException) -> str:
    """Of what the server said only the numbers: it likes to repeat the address."""
    enhanced = _ENHANCED.match(error.message)
    return f"mail:{error.code}:{enhanced[1]}" if enhanced else f"mail:{error.code}"


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
