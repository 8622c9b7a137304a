"""When Teams refreshes a card by itself, as its documentation tells."""

from __future__ import annotations

from typing import Any

from rehearsal.chats import Chat, Message
from rehearsal.people import Person

MOST_PEOPLE = 60
"""So many named people count, and a larger chat gets nothing without names."""
AGAIN = 60.0
"""Seconds until the same card is refreshed for the same person again. An edit by the bot makes it another card."""


def refresh_action(message: Message, person: Person) -> dict[str, Any] | None:
    """What the card that this person sees does to refresh itself."""
    found = (message.card_for(person) or {}).get("refresh")
    action = found.get("action") if isinstance(found, dict) else None
    return action if isinstance(action, dict) and action.get("type") == "Action.Execute" else None


def is_due(message: Message, person: Person, chat: Chat, now: float) -> bool:
    """Whether Teams refreshes it for them when it draws it at this moment of the machine's own clock."""
    if refresh_action(message, person) is None:
        return False
    named = (message.card_for(person) or {})["refresh"].get("userIds")
    if named:
        if person.account not in named[:MOST_PEOPLE]:
            return False
    elif len(chat.members) > MOST_PEOPLE:
        return False
    last = message.refreshed.get(person.key)
    return last is None or now - last >= AGAIN
