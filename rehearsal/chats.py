"""Chats on the stage: their messages as each person sees them now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rehearsal.people import Person


@dataclass
class Message:
    """One message. `answered` holds what somebody's own click turned the card into, for them alone."""

    id: str
    sender: str
    """A person's key, or `bot`."""
    text: str = ""
    card: dict[str, Any] | None = None
    summary: str = ""
    edited: bool = False
    deleted: bool = False
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)
    reactions: dict[str, str] = field(default_factory=dict)
    """By the key of who reacted."""
    attached: str = ""
    """The name of the file or picture that came with it."""
    mention: bool = False
    """The bot was named in it."""
    refreshed: dict[str, float] = field(default_factory=dict)
    """When the card, as the bot last wrote it, was refreshed by itself: by person, on the machine's own clock."""
    mark: int = 0
    """Grows whenever anybody sees something else in it."""

    def card_for(self, person: Person) -> dict[str, Any] | None:
        return self.answered.get(person.key, self.card)


@dataclass
class Chat:
    """`installed`: the bot is in it. `kind` as Teams names it: personal or groupChat."""

    id: str
    kind: str
    members: list[Person]
    meeting: bool = False
    installed: bool = False
    blocked: bool = False
    messages: list[Message] = field(default_factory=list)
    typing: float = 0.0
    """Until when the bot is seen typing, on the machine's own clock."""

    def message(self, id: str) -> Message | None:  # noqa: A002
        return next((one for one in self.messages if one.id == id), None)

    def newest_of(self, sender: str) -> Message:
        """Raises LookupError when they wrote nothing."""
        found = next((one for one in reversed(self.messages) if one.sender == sender and not one.deleted), None)
        if found is None:
            raise LookupError(f"no message of {sender}")
        return found


def actions(card: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every action in a card, wherever it stands."""
    for node in _nodes(card):
        if str(node.get("type", "")).startswith("Action."):
            yield node


def inputs(card: Mapping[str, Any]) -> dict[str, str]:
    """The value that each input holds at first, by its id."""
    return {node["id"]: str(node.get("value", "")) for node in questions(card)}


def questions(card: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every input in a card, whole."""
    for node in _nodes(card):
        if str(node.get("type", "")).startswith("Input.") and "id" in node:
            yield node


def words(card: Mapping[str, Any] | None) -> str:
    """All that can be read on a card, in its order: what a scenario looks for."""
    names = ("text", "title", "label", "errorMessage", "value")
    found = []
    for node in _nodes(card or {}):
        kind = str(node.get("type", ""))
        found += [str(node[name]) for name in names if name in node and not (name == "value" and kind == "")]
        found += [f"{fact['title']}: {fact['value']}" for fact in node.get("facts", ())]
    return "\n".join(found)


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for key, value in node.items():
            if key not in ("data", "refresh"):
                yield from _nodes(value)
    elif isinstance(node, list):
        for one in node:
            yield from _nodes(one)
