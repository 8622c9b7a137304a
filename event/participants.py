"""The people that an organiser looks at: in which groups, in which order, and how they are found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from event.folding import fold
from event.ids import PersonId
from event.registration import State

PAGE = 10
"""How many people stand on a card."""


class Group(StrEnum):
    SIGNED_UP = "signed_up"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"
    """They have the bot and neither signed up nor withdrew."""
    UNREACHABLE = "unreachable"
    """They signed up, and no message arrives."""


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Somebody who signed up, withdrawn or not."""

    person: PersonId
    state: State
    name: str
    email: str
    organisation: str
    unreached: str | None = None
    """Why they can't be reached; None when they can."""


def in_order(people: Iterable[Participant]) -> list[Participant]:
    """By organisation, then by name."""
    return sorted(people, key=lambda one: (fold(one.organisation), fold(one.name), one.person))


def found(people: Iterable[Participant], text: str) -> list[Participant]:
    """Those with every word of it somewhere in their name, organisation or e-mail address."""
    words = fold(text).split()
    return [one for one in people if words and all(word in _searched(one) for word in words)]


def _searched(one: Participant) -> str:
    return fold(f"{one.name} {one.organisation} {one.email}")
