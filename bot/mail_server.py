"""Where e-mail is handed over, and from whom it comes: as the settings say it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from email.utils import getaddresses
from enum import StrEnum
from urllib.parse import unquote, urlsplit

import idna
from pydantic import SecretStr

from cards.plain import one_line

_ATOM = r"[^\s@.<>()\[\]\\,;:\"\x00-\x1f\x7f]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE)
_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 253
_HOW = "write smtp://user:password@host:587 or smtps://user:password@host:465"


class Security(StrEnum):
    STARTTLS = "starttls"
    """Begins in the open, and goes no further without TLS."""
    TLS = "tls"
    NONE = "none"
    """On this machine only."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    security: Security
    user: str | None = field(default=None, repr=False)
    password: SecretStr | None = None


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    name: str
    address: str


def parse_mail_url(url: str) -> MailServer:
    """Raises ValueError with a sentence in which nothing of the URL stands: there is a password in it."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise ValueError(f"isn't a URL; {_HOW}, with %40 and the like for special characters") from None
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError(f"must begin with smtp:// or smtps://; {_HOW}")
    if not parts.hostname or port == 0 or (parts.path or "/") != "/" or parts.query or parts.fragment:
        raise ValueError(f"can't be read; {_HOW}, with %40 and the like for special characters")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password and not user:
        raise ValueError("has a password but no user")
    if parts.scheme == "smtps":
        security, usual = Security.TLS, 465
    elif is_loopback(parts.hostname):
        security, usual = Security.NONE, 25
    else:
        security, usual = Security.STARTTLS, 587
    return MailServer(
        host=parts.hostname,
        port=port or usual,
        security=security,
        user=user or None,
        password=SecretStr(password) if user else None,
    )


def parse_mailbox(text: str) -> Mailbox:
    """`Name <address>` or an address alone. Raises ValueError with a sentence."""
    found = getaddresses([one_line(text)])
    if len(found) != 1:
        raise ValueError("must be one e-mail address; write name@domain or Name <name@domain>")
    [(name, address)] = found
    return Mailbox(name=name, address=on_the_wire(address))


def on_the_wire(address: str) -> str:
    """An address as mail servers take it: the domain in ASCII. Raises ValueError for what is none.

    Before the @ it may be in any script: only some servers take that, and they say so.
    """
    local, _, domain = address.strip().rpartition("@")
    try:
        domain = idna.encode(domain, uts46=True).decode("ascii") if not domain.isascii() else domain
    except idna.IDNAError:
        domain = ""
    too_long = len(local.encode("utf-8", "replace")) > _LONGEST_LOCAL or len(domain) > _LONGEST_DOMAIN
    if too_long or one_line(local) != local or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise ValueError("isn't an e-mail address; write name@domain or Name <name@domain>")
    return f"{local}@{domain}"


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
