"""A card as a piece of a browser page: HTML with working forms and no script.

A card with inputs is one form, whose fields are named as the inputs are; a button sends its `verb` and, as
`data.<name>`, the ids that its data has. No style and no script stands in it: the page forbids both but for its own
style sheet.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from markupsafe import Markup

from cards import fields
from cards.card import Card
from cards.markup import Block, Bullets, Lines, clean, https, plain
from cards.pieces import (
    Act,
    Acts,
    Bar,
    Choose,
    Columns,
    Facts,
    Heading,
    Panel,
    Picture,
    Piece,
    Tick,
    Typed,
    Words,
    everything,
    flat,
    language,
    read,
)
from cards.tags import inside, tag


@dataclass(frozen=True, kw_only=True)
class Way:
    """Where a button leads on this page. What was filled in is always posted: none of it may stand in an address."""

    url: str
    method: Literal["get", "post"]


Ways = Callable[[str, Mapping[str, object]], Way | None]
"""By verb and data. None: the button isn't shown."""

_NOTHING: Mapping[str, str] = {}
_PICTURES = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp", "svg+xml"))


def draw(card: Card, ways: Ways, *, hidden: Mapping[str, str] = _NOTHING, level: Literal[1, 2] = 1) -> str:
    """`hidden` goes into every form. Where another card stands above it its headings begin at `level` 2."""
    pieces = read(card)
    sending = tuple(_sending(pieces, ways))
    drawing = _Drawing(
        ways=ways,
        hidden=hidden,
        prefix=f"c{zlib.crc32(json.dumps(card.content, sort_keys=True, default=str).encode()):08x}",
        level=level,
        general=_general(pieces),
        sending=sending,
    )
    shown = drawing.pieces(pieces)
    if sending:
        held = _held(hidden) + _held(_named(_shared(sending)))
        shown = [tag("form", *held, *shown, method="post", action=sending[0][1].url, novalidate=True)]
    mistakes = drawing.mistakes(pieces)
    return str(tag("article", *mistakes, *shown, *drawing.forms, class_="card", lang=language(card)))


@dataclass(frozen=True, kw_only=True)
class _Drawing:
    ways: Ways
    hidden: Mapping[str, str]
    prefix: str
    level: int
    general: Words | None
    """The warning that is about the form as a whole."""
    sending: tuple[tuple[Act, Way], ...]
    forms: list[Markup] = field(default_factory=list)
    """Of buttons that send nothing that is filled in. They stand apart: a form can't stand in another."""

    def pieces(self, pieces: Sequence[Piece]) -> list[Markup]:
        return [one for piece, mistake in _paired(pieces, self.general) for one in self._piece(piece, mistake)]

    def mistakes(self, pieces: Sequence[Piece]) -> Iterator[Markup]:
        """What is wrong, on top, with the way to each field. The page comes with the focus on it."""
        found = list(_mistaken(pieces, self.general))
        if found:
            said = _words(self.general) if self.general else []
            ways = [
                tag("li", tag("a", plain(flat(words.blocks)), href=f"#{fields.first_id(self.prefix, one)}"))
                for one, words in found
            ]
            box = tag("div", *said, tag("ul", *ways), role="alert")
            yield tag("div", box, class_="mistakes", tabindex=-1, autofocus=True)

    def _piece(self, piece: Piece, mistake: Words | None) -> Sequence[Markup]:
        match piece:
            case Words():
                return [] if piece is self.general else _words(piece)
            case Heading():
                return [tag(f"h{piece.level + self.level - 1}", inside(piece.lines))]
            case Facts():
                return [tag("dl", *(_fact(title, value) for title, value in piece.rows))]
            case Bar():
                return [_bar(piece)]
            case Picture():
                return [_picture(piece)]
            case Acts():
                shown = [one for act in piece.acts if (one := self._act(act)) is not None]
                return [tag("div", Markup("\n").join(shown), class_="acts")] if shown else []
            case Typed() | Tick() | Choose():
                return [fields.drawn(self.prefix, piece, flat(mistake.blocks) if mistake else None)]
            case Panel():
                looks = ["panel", piece.style, "separated" if piece.separated else ""]
                return [tag("div", *self.pieces(piece.pieces), class_=" ".join(filter(None, looks)))]
            case Columns():
                return [tag("div", *(tag("div", *self.pieces(one)) for one in piece.columns), class_="columns")]

    def _act(self, act: Act) -> Markup | None:
        looks = " ".join(filter(None, ("button", act.style)))
        if not act.enabled:
            return tag("button", act.title, type="button", class_=looks, disabled=True)
        if act.url is not None:
            url = https(act.url)
            return tag("a", act.title, class_=looks, href=url, rel="noopener") if url else None
        way = self.ways(act.verb, act.data)
        if way is None:
            return None
        if any(act is one for one, _ in self.sending):
            return self._sends(act, way, looks)
        if way.method == "get":
            return tag("a", act.title, class_=looks, href=way.url)
        form = f"{self.prefix}-{len(self.forms)}"
        held = _held(self.hidden) + _held(_named(act.data))
        self.forms.append(tag("form", *held, id=form, method="post", action=way.url))
        return tag("button", act.title, class_=looks, form=form, name="verb", value=act.verb)

    def _sends(self, act: Act, way: Way, looks: str) -> Markup:
        """Of several that send the same fields each says in its address what the others don't: ids, nothing else."""
        shared = _shared(self.sending)
        own = _named({key: value for key, value in act.data.items() if key not in shared})
        url = f"{way.url}{'&' if '?' in way.url else '?'}{urlencode(own)}" if own else way.url
        action = url if url != self.sending[0][1].url else None
        return tag("button", act.title, class_=looks, name="verb", value=act.verb, formaction=action)


def _sending(pieces: Sequence[Piece], ways: Ways) -> Iterator[tuple[Act, Way]]:
    """The buttons that send what is filled in, when there is something to fill in."""
    every = list(everything(pieces))
    if not any(isinstance(one, Typed | Tick | Choose) for one in every):
        return
    for act in (act for one in every if isinstance(one, Acts) for act in one.acts):
        if act.sends and act.enabled and (way := ways(act.verb, act.data)) is not None:
            yield act, way


def _shared(sending: Sequence[tuple[Act, Way]]) -> dict[str, object]:
    first, *others = [act.data for act, _ in sending]
    return {key: value for key, value in first.items() if all(one.get(key) == value for one in others)}


def _named(data: Mapping[str, object]) -> dict[str, str]:
    written = {key: value if isinstance(value, str) else json.dumps(value) for key, value in data.items()}
    return {f"data.{clean(key)}": clean(value) for key, value in written.items()}


def _held(values: Mapping[str, str]) -> list[Markup]:
    return [tag("input", type="hidden", name=name, value=value) for name, value in values.items()]


def _general(pieces: Sequence[Piece]) -> Words | None:
    """Of several warnings in a form the first is about all of it, as our forms have it."""
    every = list(everything(pieces))
    warnings = [one for one in every if isinstance(one, Words) and one.warns]
    filled_in = any(isinstance(one, Typed | Tick | Choose) for one in every)
    first = warnings[0] if filled_in and len(warnings) > 1 else None
    return first if any(_mistaken(pieces, first)) else None


def _paired(pieces: Sequence[Piece], general: Words | None) -> Iterator[tuple[Piece, Words | None]]:
    """A warning right before an input is about that input, and goes along with it."""
    mistake: Words | None = None
    for piece in pieces:
        if isinstance(piece, Typed | Tick | Choose):
            yield piece, mistake
            mistake = None
            continue
        if mistake is not None:
            yield mistake, None
            mistake = None
        if isinstance(piece, Words) and piece.warns and piece is not general:
            mistake = piece
        else:
            yield piece, None
    if mistake is not None:
        yield mistake, None


def _mistaken(pieces: Sequence[Piece], general: Words | None) -> Iterator[tuple[Typed | Tick | Choose, Words]]:
    for piece, mistake in _paired(pieces, general):
        match piece:
            case Typed() | Tick() | Choose() if mistake is not None:
                yield piece, mistake
            case Panel():
                yield from _mistaken(piece.pieces, general)
            case Columns():
                for column in piece.columns:
                    yield from _mistaken(column, general)
            case _:
                pass


def _words(words: Words) -> list[Markup]:
    looks = [
        "small" if words.small else "",
        "subtle" if words.subtle else "",
        "strong" if words.strong else "",
        words.colour,
    ]
    return [_block(block, " ".join(filter(None, looks)) or None) for block in words.blocks]


def _block(block: Block, looks: str | None) -> Markup:
    match block:
        case Bullets(start=None):
            return tag("ul", *_items(block), class_=looks)
        case Bullets():
            return tag("ol", *_items(block), class_=looks, start=block.start if block.start != 1 else None)
        case _:
            return tag("p", inside(block.lines), class_=looks)


def _items(block: Bullets) -> list[Markup]:
    return [tag("li", inside(item)) for item in block.items]


def _fact(title: Lines, value: Lines) -> Markup:
    """What a person filled in keeps its own reading order to itself."""
    return tag("div", tag("dt", inside(title)), tag("dd", tag("bdi", inside(value))))


def _bar(bar: Bar) -> Markup:
    """Its numbers stand over it in words."""
    whole = tag("rect", class_="whole", width=100, height=10)
    part = tag("rect", class_="part", width=bar.share, height=10)
    return tag("svg", whole, part, class_="bar", viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")


def _picture(picture: Picture) -> Markup:
    """Drawn when it comes with the card or from a safe address, else told."""
    if picture.url.startswith(_PICTURES) or https(picture.url):
        return tag("img", src=picture.url, alt=picture.says)
    return tag("p", picture.says)
