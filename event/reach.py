"""How somebody can be reached: by which roads, in which order, and why not by another.

Their own chat with the bot goes first: it is theirs alone. Then one post in the meeting's chat for those who are in it,
for what everybody may read. Then e-mail.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Road(StrEnum):
    PERSONAL = "personal"
    MEETING_CHAT = "meeting_chat"
    EMAIL = "email"


NO_CHAT = "no_chat"
NOT_IN_IT = "not_in_it"
NO_ADDRESS = "no_address"
MAIL_OFF = "mail_off"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of somebody. `chat_closed`: why their own chat is closed, of those who have one."""

    has_chat: bool
    chat_closed: str | None
    in_meeting_chat: bool
    address: bool
    mail_refused: str | None


def obstacles(facts: Facts, *, mail_on: bool = True) -> dict[Road, str | None]:
    """Each road in its order, with why it is closed; None where it is open. `mail_on`: there is a mail server."""
    by_mail = facts.mail_refused or (None if mail_on else MAIL_OFF)
    return {
        Road.PERSONAL: facts.chat_closed if facts.has_chat else NO_CHAT,
        Road.MEETING_CHAT: None if facts.in_meeting_chat else NOT_IN_IT,
        Road.EMAIL: by_mail if facts.address else NO_ADDRESS,
    }


def unreached(facts: Facts, *, mail_on: bool = True) -> str | None:
    """Why nothing reaches them at all, by the road for which most can be done; None when something does."""
    found = obstacles(facts, mail_on=mail_on)
    if None in found.values():
        return None
    mail_says_more = facts.address and (mail_on or not facts.has_chat)
    return found[Road.EMAIL if mail_says_more else Road.PERSONAL]


def best(
    facts: Facts, *, for_them_alone: bool, tried: Collection[Road] = (), prefer: Road | None = None, only: bool = False
) -> Road | None:
    """The road to take next; None when there is none left. What is for them alone is never said in a shared chat."""
    open_ones = [
        road
        for road, why in obstacles(facts).items()
        if why is None and road not in tried and not (for_them_alone and road is Road.MEETING_CHAT)
    ]
    if prefer is not None and prefer in open_ones:
        return prefer
    if prefer is not None and only:
        return None
    return open_ones[0] if open_ones else None
