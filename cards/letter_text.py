"""A card as plain text, as one would type it in a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cards.markup import Block, Bullets, Line, Lines, Paragraph, Run, plain
from cards.pieces import Act, Acts, Bar, Choose, Columns, Facts, Heading, Panel, Picture, Piece, Tick, Typed, Words


@dataclass(frozen=True, kw_only=True)
class Link:
    """A button that leads somewhere from a letter."""

    act: Act
    url: str


Links = Callable[[Acts], Sequence[Link]]

_WIDTH = 76
_FULL_BAR = 40
"""Characters."""


def written(pieces: Sequence[Piece], links: Links, footer: Sequence[Block]) -> str:
    paragraphs = list(_Writer(links).paragraphs(pieces, _WIDTH))
    if footer:
        first, *others = [_block(block, _WIDTH) for block in footer]
        paragraphs += [["--", *first], *others]
    return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"


def colon(title: str) -> str:
    """Between a title and what it is of."""
    return "" if title.endswith((":", "?", "!", ".")) else ":"


def boxed(title: str, *, ticked: bool) -> str:
    """One of several to choose from."""
    return f"{'☑' if ticked else '☐'} {title}"


@dataclass(frozen=True)
class _Writer:
    links: Links

    def paragraphs(self, pieces: Sequence[Piece], width: int) -> Iterator[list[str]]:
        """Each as its lines. A bar stands right under what it is of."""
        last: list[str] = []
        for piece in pieces:
            if isinstance(piece, Bar):
                last += ["█" * round(piece.share * _FULL_BAR / 100)] if piece.share else []
                continue
            for one in self._piece(piece, width):
                if last:
                    yield last
                last = one
        if last:
            yield last

    def _piece(self, piece: Piece, width: int) -> Iterator[list[str]]:
        match piece:
            case Heading():
                lines = _wrapped(plain(piece.lines), width)
                yield [*lines, ("=" if piece.level == 1 else "-") * max(map(len, lines), default=0)]
            case Words():
                yield from (_block(block, width) for block in piece.blocks)
            case Facts():
                yield [line for title, value in piece.rows for line in _fact(plain(title), value, width)]
            case Picture():
                yield _wrapped(piece.says, width)
            case Acts():
                yield [f"{link.act.title}{colon(link.act.title)} {link.url}" for link in self.links(piece)]
            case Typed():
                yield _fact(piece.label, tuple(_unmarked(line) for line in piece.value.split("\n")), width)
            case Tick():
                yield [*_wrapped(piece.label, width), *_wrapped(boxed(piece.title, ticked=piece.ticked), width, "  ")]
            case Choose():
                boxes = [boxed(title, ticked=value in piece.chosen) for title, value in piece.choices]
                yield [*_wrapped(piece.label, width), *(line for box in boxes for line in _wrapped(box, width, "  "))]
            case Panel(style=""):
                yield from self.paragraphs(piece.pieces, width)
            case Panel():
                for lines in self.paragraphs(piece.pieces, width - 2):
                    yield [f"  {line}" for line in lines]
            case Columns():
                for column in piece.columns:
                    yield from self.paragraphs(column, width)
            case Bar():
                pass


def _block(block: Block, width: int) -> list[str]:
    match block:
        case Paragraph():
            return [line for one in block.lines for line in _wrapped(_line(one), width)]
        case Bullets():
            return [line for nth, item in enumerate(block.items) for line in _item(_mark(block, nth), item, width)]


def _mark(block: Bullets, nth: int) -> str:
    return "- " if block.start is None else f"{block.start + nth}. "


def _item(mark: str, item: Lines, width: int) -> Iterator[str]:
    for nth, line in enumerate(item):
        yield from _wrapped(("" if nth else mark) + _line(line), width, " " * len(mark), " " * len(mark) if nth else "")


def _fact(title: str, value: Lines, width: int) -> list[str]:
    first, *others = value or ((),)
    said = _wrapped(f"{title}{colon(title)} {_line(first)}", width, "  ")
    return said + [line for one in others for line in _wrapped(_line(one), width, "  ", "  ")]


def _line(line: Line) -> str:
    """A link's address behind its words."""
    linked = [(href, "".join(run.text for run in runs)) for href, runs in groupby(line, lambda run: run.href)]
    match linked:
        case [(str(href), words)] if words != href:
            return f"{words}{colon(words)} {href}"
        case _:
            return "".join(words if href in (None, words) else f"{words} <{href}>" for href, words in linked)


def _unmarked(text: str) -> Line:
    return (Run(text=text),)


def _wrapped(text: str, width: int, then: str = "", first: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
