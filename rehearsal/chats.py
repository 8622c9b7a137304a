"""Chats on the stage: their messages as each person sees them now."""

from __future__ import annotations

from collections.abc import Iterator
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
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)

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

    def message(self, id: str) -> Message | None:  # noqa: A002
        return next((one for one in self.messages if one.id == id), None)


def actions(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every action in a card, wherever it stands."""
    for node in _nodes(card):
        if str(node.get("type", "")).startswith("Action."):
            yield node


def inputs(card: dict[str, Any]) -> dict[str, str]:
    """The value that each input holds at first, by its id."""
    return {
        node["id"]: str(node.get("value", ""))
        for node in _nodes(card)
        if str(node.get("type", "")).startswith("Input.") and "id" in node
    }


def words(card: dict[str, Any] | None) -> str:
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
