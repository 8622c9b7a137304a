"""HTML that can't be broken by what stands in it: whatever is no tag of ours is text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from cards.markup import Line, Lines, Run, clean

Attribute = str | int | bool | None
_VOID = frozenset({"br", "img", "input", "meta"})


def tag(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """`class_` and `aria_label` become `class` and `aria-label`; None and False are left out, True stands alone."""
    opened = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{opened}>")  # noqa: S704 - names are ours, values escaped
    return Markup(f"<{name}{opened}>{together(children)}</{name}>")  # noqa: S704 - and so are the children


def together(parts: Iterable[str]) -> Markup:
    return Markup("").join(part if isinstance(part, Markup) else escape(clean(part)) for part in parts)


def inside(lines: Lines, *, link: str | None = None) -> Markup:
    """What stands in a paragraph, a heading, an item. `link` is the style of links where no style sheet can be."""
    return Markup("<br>").join(together(_line(line, link)) for line in lines)


def _line(line: Line, link: str | None) -> Iterator[Markup]:
    for run in line:
        yield _run(run, link)


def _run(run: Run, link: str | None) -> Markup:
    drawn = together([run.text])
    if run.slanted:
        drawn = tag("em", drawn)
    if run.strong:
        drawn = tag("strong", drawn)
    return (
        tag("a", drawn, href=run.href, rel="noopener", class_="link" if link else None, style=link)
        if run.href
        else drawn
    )


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return f' {name}="{escape(clean(str(value)))}"'
