"""On which line of a TOML text each key stands: tomllib reads well but doesn't say where."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
"""Keys and, for the tables of an array, their number: `("poll", 0, "option", 2, "text", "nl")`."""

_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_ARRAY = re.compile(rf"\s*\[\[\s*({_DOTTED})\s*\]\]")
_TABLE = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_ASSIGNMENT = re.compile(rf"\s*({_DOTTED})\s*=(.*)", re.DOTALL)
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|[\[\]{}#]')


def lines_of(text: str) -> dict[Path, int]:
    """Each key's and table's line, from 1. The text must be valid TOML."""
    found: dict[Path, int] = {(): 1}
    table: Path = ()
    counts: dict[Path, int] = {}
    open_quote, depth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if open_quote or depth > 0:
            open_quote, depth = _after(line, open_quote, depth)
            continue
        if array := _ARRAY.match(line):
            path = (*_under(_keys(array[1])[:-1], counts), _keys(array[1])[-1])
            counts[path] = counts.get(path, -1) + 1
            table = (*path, counts[path])
            found[table] = number
        elif header := _TABLE.match(line):
            table = _under(_keys(header[1]), counts)
            found.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            keys = _keys(assignment[1])
            for length in range(1, len(keys) + 1):
                found.setdefault((*table, *keys[:length]), number)
            open_quote, depth = _after(assignment[2], "", 0)
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """The line of the nearest thing that has one: the key, else its table."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, dotted))


def _under(keys: tuple[str, ...], counts: dict[Path, int]) -> Path:
    """A header's path: a name of an array means its last table."""
    path: Path = ()
    for key in keys:
        path = (*path, key)
        if path in counts:
            path = (*path, counts[path])
    return path


def _after(line: str, quote: str, depth: int) -> tuple[str, int]:
    """The open multi-line quote and the open brackets after this piece of a value."""
    position = 0
    while position < len(line):
        if quote:
            end = line.find(quote, position)
            while quote == '"""' and end > 0 and line[end - 1] == "\\":
                end = line.find(quote, end + 1)
            if end < 0:
                return quote, depth
            position, quote = end + 3, ""
            continue
        token = _TOKEN.search(line, position)
        if token is None or token[0] == "#":
            break
        position = token.end()
        if token[0] in ('"""', "'''"):
            quote = token[0]
        elif token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
    return quote, max(depth, 0)
