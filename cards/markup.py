"""The Markdown of TextBlocks as plain data, and what may stand in a drawing at all.

Bold, slanted, lists, lines, links to https, a backslash before what is meant as it is; nothing else, and never HTML.
Lists are flat and read here; what stands within a line is markdown-it's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cards.plain import lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, kw_only=True)
class Run:
    """A piece of a line. `href` is an https address."""

    text: str
    strong: bool = False
    slanted: bool = False
    href: str | None = None


Line = tuple[Run, ...]
Lines = tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    lines: Lines


@dataclass(frozen=True, kw_only=True)
class Bullets:
    """`start` is the first number, where they are numbered."""

    items: tuple[Lines, ...]
    start: int | None = None


Block = Paragraph | Bullets

# Marks that turn round the reading order of whatever follows: a name must not rewrite the sentence around it.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_HTTPS = re.compile(r"https://[^\s/?#@\\\"'<>]+(?:[/?#][^\s\\\"<>]*)?", re.IGNORECASE)
_ITEM = re.compile(r"[ \t]*(?:[-*+]|(?P<number>[0-9]{1,9})[.)])[ \t]+(?=\S)")


def clean(text: str) -> str:
    """Without what can't be seen and does harm."""
    return text if text.isprintable() else _TURNING.sub("", lines(text))


def https(url: object) -> str | None:
    """The address, when it is one that may be followed."""
    if isinstance(url, str) and clean(url) == url and _HTTPS.fullmatch(url):
        return url
    return None


def blocks(text: str) -> tuple[Block, ...]:
    return tuple(_blocks(clean(text)))


def inline(text: str) -> Lines:
    """One paragraph's text."""
    read: list[list[Run]] = [[]]
    strong = slanted = 0
    href: str | None = None
    for token in _tokens(clean(text)):
        match token.type:
            case "softbreak" | "hardbreak":
                read.append([])
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                slanted += token.nesting
            case "link_open":
                href = str(token.attrGet("href"))
            case "link_close":
                href = None
            case _ if token.content:
                read[-1].append(Run(text=token.content, strong=strong > 0, slanted=slanted > 0, href=href))
    return tuple(tuple(line) for line in read)


def plain(said: Lines) -> str:
    """Its words alone, on one line."""
    return " ".join("".join(run.text for run in line) for line in said)


def _blocks(text: str) -> Iterator[Block]:
    """A line that is no item ends a list, unless it is indented: then it goes on with the item."""
    paragraph: list[str] = []
    items: list[list[str]] = []
    start: int | None = None
    for line in [*text.split("\n"), ""]:
        item = _ITEM.match(line)
        number = int(item["number"]) if item and item["number"] else None
        if item and number is not None and number != 1 and paragraph:
            item = None  # "… in\n2027. Then …" is no list
        if item and items and (start is None) is not (number is None):
            yield _bullets(items, start)
            items = []
        if item:
            if paragraph:
                yield Paragraph(lines=inline("\n".join(paragraph)))
                paragraph = []
            if not items:
                start = number
            items.append([line[item.end() :]])
        elif items and line.strip() and line[0] in " \t":
            items[-1].append(line.strip())
        else:
            if items:
                yield _bullets(items, start)
                items = []
            if line.strip():
                paragraph.append(line.strip())
            elif paragraph:
                yield Paragraph(lines=inline("\n".join(paragraph)))
                paragraph = []


def _bullets(items: Sequence[Sequence[str]], start: int | None) -> Bullets:
    return Bullets(items=tuple(inline("\n".join(item)) for item in items), start=start)


def _tokens(text: str) -> Sequence[Token]:
    return [one for token in _reader().parseInline(text) for one in token.children or ()]


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("zero", {"maxNesting": 100}).enable(["emphasis", "escape", "newline", "link"])
    reader.validateLink = lambda url: https(url) is not None  # type: ignore[method-assign]
    return reader
