"""A real mail server on this machine, that can be told to misbehave."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "dag@voorbeeld.example", "geheim:w/ord"


@dataclass
class Received:
    """A letter as it came in. `tls` whether the connection was private."""

    sender: str
    recipients: list[str]
    options: list[str]
    tls: bool
    user: str | None
    content: bytes

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.content, policy=SMTPUTF8)
        assert isinstance(found, EmailMessage)
        return found


class Connection(SMTP):
    """`lost` once it is over."""

    lost: asyncio.Event

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.lost.set()


@dataclass
class Post:
    """`says` has the answer to a command, by its name or by name and address; `hangs` and `drops` name the commands
    that are never answered, and those at which the connection breaks."""

    says: dict[str, str] = field(default_factory=dict)
    hangs: set[str] = field(default_factory=set)
    drops: set[str] = field(default_factory=set)
    lost_after: bool = False
    """The next letter is taken, and the connection breaks before that is said."""
    letters: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    async def _answer(self, server: SMTP, command: str, address: str = "") -> str | None:
        self.commands.append(command)
        if command in self.drops:
            cut(server)
        if command in self.hangs | self.drops:
            self.hanging.set()
            await asyncio.Event().wait()
        return self.says.get(f"{command} {address}") or self.says.get(command)

    # aiosmtpd's names, and its ways to call them.
    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refused = await self._answer(server, "MAIL", address)
        if refused:
            return refused
        envelope.mail_from, envelope.mail_options = address, list(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _: Session, envelope: Envelope, address: str, *_options: object
    ) -> str:
        refused = await self._answer(server, "RCPT", address)
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        refused = await self._answer(server, "DATA")
        if refused:
            return refused
        assert isinstance(envelope.content, bytes)
        assert server.transport is not None
        self.letters.append(
            Received(
                sender=envelope.mail_from or "",
                recipients=list(envelope.rcpt_tos),
                options=list(envelope.mail_options),
                tls=server.transport.get_extra_info("sslcontext") is not None,
                user=session.auth_data.decode() if isinstance(session.auth_data, bytes) else None,
                content=envelope.content,
            )
        )
        if self.lost_after:
            self.lost_after = False
            cut(server)
        return "250 OK, it is queued as 42"

    async def handle_RSET(self, server: SMTP, *_: object) -> str:  # noqa: N802
        return await self._answer(server, "RSET") or "250 OK"

    async def handle_NOOP(self, server: SMTP, *_: object) -> str:  # noqa: N802
        return await self._answer(server, "NOOP") or "250 OK"

    async def handle_QUIT(self, server: SMTP, *_: object) -> str:  # noqa: N802
        return await self._answer(server, "QUIT") or "221 Bye"

    def authenticate(self, *given: Any) -> AuthResult:
        self.commands.append("AUTH")
        data = given[-1]
        right = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=data == right, handled=False, auth_data=data.login)


def cut(server: SMTP) -> None:
    for transport in (server.transport, server._original_transport):  # the second beneath TLS
        if transport is not None:
            transport.abort()  # type: ignore[attr-defined]


@asynccontextmanager
async def mail_server(
    post: Post | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    sign_in: bool = False,
    smtputf8: bool = True,
) -> AsyncIterator[Post]:
    post = post or Post()
    options: dict[str, Any] = {"enable_SMTPUTF8": smtputf8, "hostname": "localhost", "ident": "test"}
    if starttls:
        options |= {"tls_context": starttls, "require_starttls": True}
    if sign_in:
        private = starttls is not None
        options |= {"authenticator": post.authenticate, "auth_required": private, "auth_require_tls": private}

    def connection() -> Connection:
        one = Connection(post, **options)
        one.lost = asyncio.Event()
        post.connections.append(one)
        return one

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0, ssl=tls)
    post.port = server.sockets[0].getsockname()[1]
    try:
        yield post
    finally:
        server.close()
        for one in post.connections:
            if not one.lost.is_set():
                cut(one)
        await server.wait_closed()
        for _ in range(5):  # sockets are closed a turn of the loop after their transports
            await asyncio.sleep(0)


def certificates(folder: Path, host: str = "localhost") -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's side of TLS under this name, and that of a client who trusts the authority that signed it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gastheer's tests")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host)]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    client = ssl.create_default_context(cafile=str(file))
    return server, client
