"""A card's JSON read once, as what a page and a letter draw: our own cards' elements, each as plain data.

What isn't understood falls back as the format says: to its `fallback`, else to the words that it has to offer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cards.card import Card
from cards.markup import Block, Lines, Paragraph, blocks, clean, inline

Json = Mapping[str, object]
Entry = Literal["text", "lines", "email", "tel", "url", "password", "number", "date", "time"]


@dataclass(frozen=True, kw_only=True)
class Words:
    blocks: tuple[Block, ...]
    small: bool = False
    subtle: bool = False
    strong: bool = False
    colour: str = ""
    """`attention`, `good`, `warning`, `accent` or none."""

    @property
    def warns(self) -> bool:
        return self.colour == "attention"


@dataclass(frozen=True, kw_only=True)
class Heading:
    level: Literal[1, 2]
    lines: Lines


@dataclass(frozen=True, kw_only=True)
class Facts:
    rows: tuple[tuple[Lines, Lines], ...]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Its share of a hundred; the numbers stand in the text over it."""

    share: int


@dataclass(frozen=True, kw_only=True)
class Picture:
    url: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """A button. `url` is an OpenUrl's; else `verb` and `data` say what it does, and `sends` whether with the inputs."""

    title: str
    style: str = ""
    """`positive`, `destructive` or none."""
    enabled: bool = True
    url: str | None = None
    verb: str = ""
    data: Json
    sends: bool = False


@dataclass(frozen=True, kw_only=True)
class Acts:
    acts: tuple[Act, ...]


@dataclass(frozen=True, kw_only=True)
class Input:
    name: str
    label: str
    required: bool
    needed: str
    """What the card says when it is left empty."""


@dataclass(frozen=True, kw_only=True)
class Typed(Input):
    entry: Entry
    value: str
    hint: str
    longest: int | None = None
    least: str | None = None
    most: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tick(Input):
    title: str
    on: str
    ticked: bool


@dataclass(frozen=True, kw_only=True)
class Choose(Input):
    """`folded` is a list that opens; `several` may be chosen."""

    choices: tuple[tuple[str, str], ...]
    """Title and value of each."""
    chosen: tuple[str, ...]
    hint: str
    folded: bool
    several: bool


@dataclass(frozen=True, kw_only=True)
class Panel:
    pieces: tuple[Piece, ...]
    style: str = ""
    """`emphasis`, `accent`, `good`, `attention`, `warning` or none."""
    separated: bool = False


@dataclass(frozen=True, kw_only=True)
class Columns:
    columns: tuple[tuple[Piece, ...], ...]


Piece = Words | Heading | Facts | Bar | Picture | Acts | Typed | Tick | Choose | Panel | Columns

_COLOURS = frozenset({"accent", "attention", "good", "warning"})
_STYLES = _COLOURS | {"emphasis"}
_ENTRIES: Mapping[str, Entry] = {"email": "email", "tel": "tel", "url": "url", "password": "password"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_DEEPEST = 20


def read(card: Card) -> tuple[Piece, ...]:
    """Its elements in order and its buttons last. There is one heading of level 1: the first, or the first text."""
    content = card.content
    if content.get("type") != "AdaptiveCard" or not _list(content, "body") + _list(content, "actions"):
        return (Heading(level=1, lines=inline(_text(content, "fallbackText") or card.summary)),)
    reader = _Reader(promotes=not _has_heading(content))
    return (*reader.elements(_list(content, "body"), 0), *_acts(content))


def language(card: Card) -> str | None:
    """Its tag, such as `nl`."""
    said = _text(card.content, "lang")
    return said if _LANGUAGE.fullmatch(said) else None


def everything(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Those within others too."""
    for piece in pieces:
        yield piece
        match piece:
            case Panel():
                yield from everything(piece.pieces)
            case Columns():
                for column in piece.columns:
                    yield from everything(column)


def flat(read: tuple[Block, ...]) -> Lines:
    """As one paragraph, whatever it looked like: a heading, a remark at a field."""
    lines: list[Lines] = []
    for block in read:
        lines += [block.lines] if isinstance(block, Paragraph) else block.items
    return tuple(line for some in lines for line in some)


class _Reader:
    def __init__(self, *, promotes: bool) -> None:
        self._promotes = promotes
        self._headed = False

    def elements(self, nodes: list[Json], depth: int) -> Iterator[Piece]:
        for node in nodes:
            if node.get("isVisible") is not False:
                yield from self._element(node, depth)

    def _element(self, node: Json, depth: int) -> Iterator[Piece]:
        if depth > _DEEPEST:
            return
        match node.get("type"):
            case "TextBlock":
                yield from self._words(node)
            case "FactSet":
                facts = _list(node, "facts")
                yield Facts(rows=tuple((inline(_text(one, "title")), inline(_text(one, "value"))) for one in facts))
            case "Container":
                inner = tuple(self.elements(_list(node, "items"), depth + 1))
                yield Panel(pieces=inner, style=_one_of(node, "style", _STYLES), separated=_is(node, "separator"))
            case "ColumnSet":
                yield self._columns(_list(node, "columns"), depth)
            case "ActionSet":
                yield from _acts(node)
            case "Image":
                yield Picture(url=_text(node, "url"), says=_text(node, "altText"))
            case "Input.Text" | "Input.Number" | "Input.Date" | "Input.Time":
                yield _typed(node)
            case "Input.Toggle":
                yield _tick(node)
            case "Input.ChoiceSet":
                yield _choose(node)
            case _:
                yield from self._fallen_back(node, depth)

    def _words(self, node: Json) -> Iterator[Words | Heading]:
        text, colour = _text(node, "text"), _one_of(node, "color", _COLOURS)
        strong, subtle = _one_of(node, "weight", frozenset({"bolder"})) == "bolder", _is(node, "isSubtle")
        read = blocks(text)
        if not read:
            return
        heading = _one_of(node, "style", frozenset({"heading"})) == "heading"
        promoted = self._promotes and not self._headed and not colour
        if heading or promoted or (strong and not colour and not subtle):
            level: Literal[1, 2] = 1 if (heading or promoted) and not self._headed else 2
            self._headed = self._headed or level == 1
            yield Heading(level=level, lines=flat(read))
            return
        small = _one_of(node, "size", frozenset({"small"})) == "small"
        yield Words(blocks=read, small=small, subtle=subtle, strong=strong, colour=colour)

    def _columns(self, nodes: list[Json], depth: int) -> Piece:
        """Columns with nothing in them are a bar: how far it is filled, of a hundred."""
        if nodes and not any(_list(one, "items") for one in nodes):
            widths = [(_one_of(one, "style", _STYLES), _width(one)) for one in nodes]
            filled = sum(width for style, width in widths if style not in ("", "emphasis"))
            return Bar(share=round(100 * filled / (sum(width for _, width in widths) or 1)))
        return Columns(columns=tuple(tuple(self.elements(_list(one, "items"), depth + 1)) for one in nodes))

    def _fallen_back(self, node: Json, depth: int) -> Iterator[Piece]:
        fallback = node.get("fallback")
        if isinstance(fallback, Mapping):
            yield from self._element(fallback, depth + 1)
        elif fallback != "drop":
            says = next((said for key in ("fallbackText", "altText", "text") if (said := _text(node, key))), "")
            yield from self._words({"text": says})


def _acts(node: Json) -> Iterator[Acts]:
    acts = tuple(act for one in _list(node, "actions") if (act := _act(one)) is not None)
    if acts:
        yield Acts(acts=acts)


def _act(node: Json, depth: int = 0) -> Act | None:
    """None for what only Teams can do: a dialog (it has a twin that needs none), a card within a card."""
    style = _one_of(node, "style", frozenset({"positive", "destructive"}))
    title, enabled = " ".join(_text(node, "title").split()), node.get("isEnabled") is not False
    given = node.get("data")
    data: Json = given if isinstance(given, Mapping) else {}
    sends = _one_of(node, "associatedInputs", frozenset({"none"})) != "none"
    match node.get("type"):
        case "Action.OpenUrl":
            return Act(title=title, style=style, enabled=enabled, url=_text(node, "url"), data={})
        case "Action.Execute":
            return Act(title=title, style=style, enabled=enabled, verb=_text(node, "verb"), data=data, sends=sends)
        case "Action.Submit" if not _opens_dialog(data):
            own = {key: value for key, value in data.items() if key not in ("verb", "msteams")}
            return Act(title=title, style=style, enabled=enabled, verb=_text(data, "verb"), data=own, sends=sends)
        case "Action.Submit":
            return None
        case _:
            fallback = node.get("fallback")
            return _act(fallback, depth + 1) if isinstance(fallback, Mapping) and depth < _DEEPEST else None


def _opens_dialog(data: Json) -> bool:
    teams = data.get("msteams")
    return isinstance(teams, Mapping) and teams.get("type") == "task/fetch"


def _typed(node: Json) -> Typed:
    style = _one_of(node, "style", frozenset(_ENTRIES))
    entry: Entry
    match node.get("type"):
        case "Input.Number":
            entry = "number"
        case "Input.Date":
            entry = "date"
        case "Input.Time":
            entry = "time"
        case _:
            entry = "lines" if _is(node, "isMultiline") else _ENTRIES.get(style, "text")
    longest = _text(node, "maxLength")
    return Typed(
        name=_text(node, "id"),
        label=_text(node, "label"),
        required=_is(node, "isRequired"),
        needed=_text(node, "errorMessage"),
        entry=entry,
        value=_text(node, "value"),
        hint=_text(node, "placeholder"),
        longest=int(longest) if longest.isdecimal() else None,
        least=_text(node, "min") or None,
        most=_text(node, "max") or None,
    )


def _tick(node: Json) -> Tick:
    on = _text(node, "valueOn") or "true"
    return Tick(
        name=_text(node, "id"),
        label=_text(node, "label"),
        required=_is(node, "isRequired"),
        needed=_text(node, "errorMessage"),
        title=_text(node, "title"),
        on=on,
        ticked=_text(node, "value") == on,
    )


def _choose(node: Json) -> Choose:
    several = _is(node, "isMultiSelect")
    value = _text(node, "value")
    return Choose(
        name=_text(node, "id"),
        label=_text(node, "label"),
        required=_is(node, "isRequired"),
        needed=_text(node, "errorMessage"),
        choices=tuple((_text(one, "title"), _text(one, "value")) for one in _list(node, "choices")),
        chosen=tuple(value.split(",")) if several else (value,),
        hint=_text(node, "placeholder"),
        folded=not several and _one_of(node, "style", frozenset({"expanded"})) != "expanded",
        several=several,
    )


def _has_heading(node: Json) -> bool:
    if _one_of(node, "style", frozenset({"heading"})) == "heading":
        return True
    return any(_has_heading(one) for key in ("body", "items", "columns") for one in _list(node, key))


def _list(node: Json, key: str) -> list[Json]:
    found = node.get(key)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _text(node: Json, key: str) -> str:
    """Numbers as people write them: `5`, not `5.0`."""
    found = node.get(key)
    if isinstance(found, float) and found.is_integer():
        return str(int(found))
    return clean(str(found)) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def _is(node: Json, key: str) -> bool:
    return node.get(key) is True


def _one_of(node: Json, key: str, known: frozenset[str]) -> str:
    found = node.get(key)
    return found.lower() if isinstance(found, str) and found.lower() in known else ""


def _width(node: Json) -> int:
    try:
        return max(0, int(str(node.get("width"))))
    except ValueError:
        return 0
