"""What a mail server's refusal means for the mailbox: `mail:<reply code>:<enhanced code>`, by RFC 5321 and 3463."""

from __future__ import annotations

_OF_THE_LETTER = ("5.3.4", "5.2.3", "5.6.")
"""Too big, or of a shape that they don't take: another letter may arrive."""


def closes_the_road(code: str) -> bool:
    """Whether no other letter will arrive there either: no such mailbox, closed, or it refuses us."""
    kind, _, rest = code.partition(":")
    reply, _, enhanced = rest.partition(":")
    return kind == "mail" and reply.startswith("5") and not enhanced.startswith(_OF_THE_LETTER)
