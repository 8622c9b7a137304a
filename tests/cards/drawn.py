"""What tests of drawn cards ask: every card that has a snapshot, a card's words, HTML as a browser reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cards.card import Card
from cards.page import Way
from cards.texts import Texts

WORD = re.compile(r"[^\W_]+")
"""Neither Markdown's marks nor backslashes are in a word."""
VOID = frozenset({"br", "img", "input", "link", "meta"})


def every() -> Iterator[tuple[str, Callable[[Texts], Card]]]:
    """Each with the name of its file and its own."""
    for path in sorted(Path(__file__).parent.glob("test_snapshots*.py")):
        cards: Mapping[str, Callable[[Texts], Card]] = import_module(f"tests.cards.{path.stem}").CARDS
        for name, make in cards.items():
            yield f"{path.stem.removeprefix('test_snapshots')}:{name}", make


def posts(verb: str, data: Mapping[str, object]) -> Way:
    """Every button has a way."""
    return Way(url=f"/s/token?verb={quote(verb, errors='replace')}", method="post")


def leads(verb: str, data: Mapping[str, object]) -> str:
    return f"https://gastheer.example/{quote(verb, errors='replace')}"


def said(card: Card, *, values: bool) -> list[str]:
    """The words that a card says, in order; with what is filled in already, or without."""
    return [word for text in _texts(card.content, values=values) for word in WORD.findall(text)]


def _texts(node: Mapping[str, Any], *, values: bool) -> Iterator[str]:
    match node["type"]:
        case "TextBlock":
            yield node["text"]
        case "FactSet":
            for fact in node["facts"]:
                yield from (fact["title"], fact["value"])
        case "Input.ChoiceSet":
            yield node["label"]
            yield from (choice["title"] for choice in node["choices"])
        case "Input.Toggle":
            yield from (node["label"], node["title"])
        case str(kind) if kind.startswith("Input."):
            yield node["label"]
            value = node.get("value", "") if values or node.get("isMultiline") else ""
            yield str(int(value)) if isinstance(value, float) else value
        case "Action.Submit" if node["data"].get("msteams"):
            pass  # a dialog, which only Teams has
        case str(kind) if kind.startswith("Action.") and node.get("isEnabled", True):
            yield node["title"]
    for key in ("body", "items", "columns", "actions"):
        for one in node.get(key, ()):
            yield from _texts(one, values=values)


@dataclass
class Node:
    name: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def all(self, name: str | None = None, *, looks: str | None = None) -> Iterator[Node]:
        """Those within, in order; by name, by class."""
        for child in self.children:
            if isinstance(child, Node):
                if (name is None or child.name == name) and (looks is None or looks in child.looks):
                    yield child
                yield from child.all(name, looks=looks)

    def one(self, name: str, *, looks: str | None = None) -> Node:
        (found,) = self.all(name, looks=looks)
        return found

    @property
    def looks(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else self._spaced(child) for child in self.children)

    @staticmethod
    def _spaced(child: Node) -> str:
        return child.text if child.name in ("strong", "em", "a", "bdi", "span") else f"\n{child.text}\n"

    def without(self, *looks: str) -> Node:
        kept: list[Node | str] = [
            child.without(*looks) if isinstance(child, Node) else child
            for child in self.children
            if isinstance(child, str) or not set(looks) & set(child.looks)
        ]
        return Node(self.name, self.attributes, kept)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"twice the same attribute: {attrs}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def tree(html: str) -> Node:
    """Raises AssertionError where its tags don't fit."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"left open: {[one.name for one in reader.open]}"
    return reader.root
