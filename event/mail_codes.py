"""What it means when a letter isn't taken: by RFC 5321 and 3463, from codes such as `mail:550:5.1.1`.

`bot.mail` says which codes there are.
"""

from __future__ import annotations

from enum import StrEnum


class Meaning(StrEnum):
    NO_SUCH_MAILBOX = "no_such_mailbox"
    """Or none that is in use."""
    NOT_INTERNATIONAL = "not_international"
    """Only some mail servers take such an address, and ours isn't one."""
    FULL = "full"
    TOO_BIG = "too_big"
    BLOCKED = "blocked"
    """The letter or its sender isn't welcome."""
    TEMPORARY = "temporary"
    OURS = "ours"
    """Our own mail server, or what we were told of it: somebody has to put it right."""
    LOST = "lost"
    """The connection broke, or it took too long."""
    UNKNOWN = "unknown"


_OURS = frozenset({"auth", "tls", "no_starttls", "no_auth", "no_connection", "turned_away", "sender"})
_LOST = frozenset({"busy", "slow", "lost"})
_BY_DETAIL = {
    "1.1": Meaning.NO_SUCH_MAILBOX,
    "1.2": Meaning.NO_SUCH_MAILBOX,
    "1.3": Meaning.NO_SUCH_MAILBOX,
    "1.6": Meaning.NO_SUCH_MAILBOX,
    "1.10": Meaning.NO_SUCH_MAILBOX,
    "2.1": Meaning.NO_SUCH_MAILBOX,
    "2.2": Meaning.FULL,
    "2.3": Meaning.TOO_BIG,
    "3.4": Meaning.TOO_BIG,
    "6.7": Meaning.NOT_INTERNATIONAL,
}
_BLOCKING = ("7.", "6.", "1.7", "1.8")
_BY_REPLY = {
    "550": Meaning.NO_SUCH_MAILBOX,
    "551": Meaning.NO_SUCH_MAILBOX,
    "553": Meaning.NO_SUCH_MAILBOX,
    "552": Meaning.FULL,
    "554": Meaning.BLOCKED,
    "521": Meaning.NO_SUCH_MAILBOX,
    "556": Meaning.NO_SUCH_MAILBOX,
}
_FOR_GOOD = frozenset({Meaning.NO_SUCH_MAILBOX, Meaning.NOT_INTERNATIONAL})


def is_mail(code: str) -> bool:
    return code.startswith("mail:")


def meaning(code: str) -> Meaning:
    """Of the server's reply what stands behind it counts for more: many say 550 to everything."""
    reply, _, enhanced = code.removeprefix("mail:").partition(":")
    if not is_mail(code):
        return Meaning.UNKNOWN
    if reply in _OURS:
        return Meaning.OURS
    if reply in _LOST:
        return Meaning.LOST
    detail = enhanced.partition(".")[2]
    if reply.startswith("4"):
        return Meaning.FULL if detail == "2.2" else Meaning.TEMPORARY
    if detail in _BY_DETAIL:
        return _BY_DETAIL[detail]
    if detail.startswith(_BLOCKING):
        return Meaning.BLOCKED
    return _BY_REPLY.get(reply, Meaning.UNKNOWN)


def closes_the_road(code: str) -> bool:
    """Whether no other letter will arrive there either. A refusal of what the letter is, or of who we are, doesn't:
    it may be our own mistake, and everybody's road with it."""
    return meaning(code) in _FOR_GOOD
