"""A letter as it goes over the wire: its headers, its text and HTML, and the calendar file that comes along.

An invitation is there twice, as Google sends its own: as the last of the alternatives with its method, where Outlook
and Gmail look, and attached as `invite.ics`, for Apple's and other programs and for whoever wants the file. Outlook
takes the first for the meeting and the second for a file. What is only published is attached alone: as an alternative
it would be shown instead of the letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote
from uuid import UUID, uuid5

from bot.mail_server import Mailbox, on_the_wire
from cards.calendar import CalendarFile, Method
from cards.letter import Letter
from cards.plain import lines, one_line
from event.definition import Language

_IDS = UUID("0f6f9f3c-5c0d-5a52-8f0e-2f6f0a6f3b57")
_IN_URL = "!#$%&'()*+,/:;=?@[]~"
_PLAIN_WORDS = re.compile(r"[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=^_`{|}~-]+)*")
_LONGEST_LINE = 400
_ENCODED_LINE = 66
"""Leaves room for the header's name."""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """`reference` is the same each time that this letter is tried, and of this letter alone."""

    name: str
    address: str
    reference: str
    language: Language


@dataclass(frozen=True, kw_only=True)
class Message:
    """`international`: an address in it is one that only some mail servers take."""

    id: str
    sender: str
    recipient: str
    content: bytes
    international: bool


def compose(
    letter: Letter,
    to: Recipient,
    *,
    sender: Mailbox,
    reply_to: Mailbox,
    now: datetime,
    calendar: CalendarFile | None = None,
    unsubscribe: str | None = None,
) -> Message:
    """Raises ValueError when the recipient's address is none. `unsubscribe` is an https link that takes a POST too."""
    recipient = on_the_wire(to.address)
    ours = sender.address.rpartition("@")[2]
    id_ = f"<{uuid5(_IDS, to.reference)}@{ours}>"
    by_mail = f"<mailto:{quote(reply_to.address, safe='@')}?subject=unsubscribe>"
    headers = {
        "From": _named(sender.name or reply_to.name, sender.address),
        "To": _named(to.name, recipient),
        "Reply-To": _named(reply_to.name, reply_to.address),
        "Subject": _words(one_line(letter.subject)),
        "Date": format_datetime(now),
        "Message-ID": id_,
        "Content-Language": to.language.value,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",  # what Exchange listens to
        "List-Unsubscribe": by_mail,
    }
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{quote(unsubscribe, safe=_IN_URL, errors='replace')}>, {by_mail}"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    written = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return Message(
        id=id_,
        sender=sender.address,
        recipient=recipient,
        content=written.encode("utf-8") + _body(letter, calendar).as_bytes(),
        international=not written.isascii(),
    )


def _body(letter: Letter, calendar: CalendarFile | None) -> EmailMessage:
    body = EmailMessage(policy=SMTP)
    # Seven bits on the way: not every server takes eight.
    body.set_content(lines(letter.text), cte="quoted-printable")
    body.add_alternative(lines(letter.html), subtype="html", cte="quoted-printable")
    if calendar is not None:
        _add(body, calendar)
    return body


def _add(message: EmailMessage, calendar: CalendarFile) -> None:
    if calendar.method is Method.PUBLISH:
        message.add_attachment(
            calendar.content.decode(),
            subtype="calendar",
            cte="base64",
            filename="event.ics",
            params={"method": calendar.method.value},
        )
        return
    message.add_alternative(
        calendar.content.decode(), subtype="calendar", cte="base64", params={"method": calendar.method.value}
    )
    message.add_attachment(calendar.content, maintype="application", subtype="ics", filename="invite.ics")


def _named(name: str, address: str) -> str:
    shown = one_line(name)
    if not shown:
        return address
    if _readable(shown) and _PLAIN_WORDS.fullmatch(shown):
        return f"{shown} <{address}>"
    if _readable(shown):
        escaped = shown.replace("\\", r"\\").replace('"', r"\"")
        return f'"{escaped}" <{address}>'
    return f"{_encoded(shown)} <{address}>"


def _words(text: str) -> str:
    return text if _readable(text) else _encoded(text)


def _readable(text: str) -> bool:
    """It can stand in a header as it is. What looks as if it were encoded can't: it would be decoded."""
    return text.isascii() and "=?" not in text and len(text) <= _LONGEST_LINE


def _encoded(text: str) -> str:
    """By hand: the standard way to fold a header decodes what people typed, line breaks included."""
    return Header(text, "utf-8", maxlinelen=_ENCODED_LINE).encode(splitchars="", linesep="\r\n")
