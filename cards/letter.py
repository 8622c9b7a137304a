"""A card as an e-mail: HTML that any mail program can show, and plain text. Both say what the card says, no more.

No pictures, no tables, nothing from elsewhere. Styles stand with each element, for many programs read no other; the
few colours for the dark stand on top, for those that do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from cards.card import Card
from cards.letter_text import Link, Links, boxed, colon, written
from cards.markup import Block, Bullets, blocks, clean, https
from cards.pieces import (
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
    language,
    read,
)
from cards.plain import one_line
from cards.tags import inside, tag, together


@dataclass(frozen=True, kw_only=True)
class Letter:
    subject: str
    html: str
    text: str


def letter(
    card: Card,
    ways: Callable[[str, Mapping[str, object]], str | None],
    *,
    subject: str | None = None,
    footer: Sequence[str] = (),
) -> Letter:
    """`ways` says by verb and data where a button leads; without a way it isn't shown. `footer` stands under the card,
    in the Markdown of a card's texts. The subject is the card's summary, unless it is given."""

    def links(acts: Acts) -> list[Link]:
        found = [(act, https(act.url) if act.url else ways(act.verb, act.data)) for act in acts.acts if act.enabled]
        return [Link(act=act, url=url) for act, url in found if url]

    pieces = read(card)
    ended = [block for line in footer for block in blocks(line)]
    about = one_line(clean(subject if subject is not None else card.summary))
    drawn = _document(about, _Drawing(links).pieces(pieces), ended, language(card))
    return Letter(subject=about, html=str(drawn), text=written(pieces, links, ended))


_FONT = "font-family:Segoe UI,-apple-system,BlinkMacSystemFont,Roboto,Helvetica,Arial,sans-serif;"
_BACK = "margin:0;padding:0;background-color:#f5f5f5;"
_AROUND = f"padding:16px 8px;background-color:#f5f5f5;{_FONT}"
_CARD = (
    "max-width:550px;margin:0 auto;padding:24px 24px 12px;background-color:#ffffff;border:1px solid #e0e0e0;"
    "border-radius:8px;color:#242424;font-size:16px;line-height:24px;text-align:left;overflow-wrap:break-word;word-break:break-word;"
)
_UNDER = "max-width:550px;margin:0 auto;padding:16px 24px 0;"
_TEXT = "margin:0 0 12px;"
_SMALL = "margin:0 0 12px;font-size:14px;line-height:20px;"
_SUBTLE = "color:#616161;"
_LIST = "padding:0 0 0 24px;"
_LINK = "color:#4f52b2;"
_BAR = f"margin:-8px 0 12px;font-size:12px;line-height:12px;white-space:nowrap;overflow:hidden;{_LINK}"
_FULL_BAR = 30
"""Characters: as wide as a telephone has room for."""
_HEADINGS = {
    1: "margin:0 0 12px;font-size:24px;line-height:32px;font-weight:600;",
    2: "margin:20px 0 4px;font-size:16px;line-height:24px;font-weight:600;",
}
_FIRST = "margin:0 0 4px;font-size:16px;line-height:24px;font-weight:600;"
_PANEL = "margin:16px 0;padding:12px 16px 1px;background-color:#f5f5f5;border-radius:6px;"
_APART = "margin:16px 0 0;padding:16px 0 0;border-top:1px solid #e0e0e0;"
_BUTTONS = "margin:20px 0 4px;"
_BUTTON = (
    "display:inline-block;margin:0 8px 8px 0;padding:8px 16px;border:1px solid #d1d1d1;border-radius:4px;"
    "background-color:#ffffff;color:#242424;font-weight:600;text-decoration:none;"
)
_MAIN = _BUTTON.replace("#ffffff", "#5b5fc7").replace("#242424", "#ffffff").replace("#d1d1d1", "#5b5fc7")
_COLOURS = {
    "": "",
    "accent": _LINK,
    "attention": "color:#b10e1c;",
    "good": "color:#0e700e;",
    "warning": "color:#8a3707;",
}
_DARK = Markup("""
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .back { background-color: #141414 !important; }
  .card { background-color: #292929 !important; border-color: #3d3d3d !important; color: #ffffff !important; }
  .panel { background-color: #1f1f1f !important; }
  .apart { border-color: #525252 !important; }
  .subtle { color: #adadad !important; }
  .link, .accent { color: #9299f7 !important; }
  .attention { color: #eeacb2 !important; }
  .good { color: #9fd89f !important; }
  .warning { color: #fbd4b5 !important; }
  .button { background-color: #292929 !important; border-color: #757575 !important; color: #ffffff !important; }
  .main { background-color: #4f52b2 !important; border-color: #4f52b2 !important; }
}
""")


def _document(title: str, drawn: Iterable[Markup], footer: Sequence[Block], lang: str | None) -> Markup:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="supported-color-schemes", content="light dark"),
        tag("title", title),
        tag("style", _DARK),
    )
    parts = [tag("div", Markup("\n").join(drawn), class_="card", style=_CARD)]
    if footer:
        said = (_block(block, _SMALL + _SUBTLE, "subtle") for block in footer)
        parts.append(tag("div", *said, style=_UNDER))
    body = tag("body", tag("div", *parts, class_="back", style=_AROUND), class_="back", style=_BACK)
    return Markup("<!doctype html>\n") + tag("html", head, body, lang=lang)


@dataclass(frozen=True)
class _Drawing:
    links: Links

    def pieces(self, pieces: Sequence[Piece]) -> Iterator[Markup]:
        for piece in pieces:
            yield from self._piece(piece)

    def _piece(self, piece: Piece, *, first: bool = False) -> Iterator[Markup]:
        match piece:
            case Heading():
                style = _FIRST if first else _HEADINGS[piece.level]
                yield tag(f"h{piece.level}", inside(piece.lines, link=_LINK), style=style)
            case Words():
                yield from _words(piece)
            case Facts():
                yield from _facts([(inside(title), inside(value, link=_LINK)) for title, value in piece.rows])
            case Bar():
                yield from _bar(piece)
            case Picture():
                yield tag("p", piece.says, style=_TEXT)
            case Acts():
                shown = [_button(link) for link in self.links(piece)]
                yield from [tag("div", Markup("\n").join(shown), style=_BUTTONS)] if shown else []
            case Typed():
                value = Markup("<br>").join(together([line]) for line in piece.value.split("\n"))
                yield from _facts([(together([piece.label]), value)])
            case Tick():
                yield from _boxes(piece.label, [boxed(piece.title, ticked=piece.ticked)])
            case Choose():
                boxes = [boxed(title, ticked=value in piece.chosen) for title, value in piece.choices]
                yield from _boxes(piece.label, boxes)
            case Panel():
                drawn = [one for nth, inner in enumerate(piece.pieces) for one in self._piece(inner, first=nth == 0)]
                yield _panel(piece, drawn)
            case Columns():
                for column in piece.columns:
                    yield from self.pieces(column)


def _words(words: Words) -> Iterator[Markup]:
    style = _SMALL if words.small else _TEXT
    style += _SUBTLE if words.subtle else _COLOURS[words.colour]
    style += "font-weight:600;" if words.strong else ""
    for block in words.blocks:
        yield _block(block, style, "subtle" if words.subtle else words.colour or None)


def _block(block: Block, style: str, look: str | None) -> Markup:
    match block:
        case Bullets():
            items = (tag("li", inside(item, link=_LINK)) for item in block.items)
            name = "ul" if block.start is None else "ol"
            return tag(name, *items, class_=look, style=style + _LIST, start=block.start)
        case _:
            return tag("p", inside(block.lines, link=_LINK), class_=look, style=style)


def _facts(rows: Iterable[tuple[Markup, Markup]]) -> Iterator[Markup]:
    """One under the other: columns would need a table."""
    lines = [
        together([tag("span", title, colon(title), class_="subtle", style=_SUBTLE), " ", value])
        for title, value in rows
    ]
    yield tag("p", Markup("<br>").join(lines), style=_TEXT)


def _bar(bar: Bar) -> Iterator[Markup]:
    """The numbers stand over it."""
    if bar.share:
        drawn = "█" * max(1, round(bar.share * _FULL_BAR / 100))
        yield tag("p", drawn, class_="accent", style=_BAR, aria_hidden="true")


def _boxes(label: str, boxes: Sequence[str]) -> Iterator[Markup]:
    yield tag("p", Markup("<br>").join([tag("strong", label), *boxes]), style=_TEXT)


def _button(link: Link) -> Markup:
    main = link.act.style == "positive"
    return tag(
        "a",
        link.act.title,
        href=link.url,
        rel="noopener",
        class_="button main" if main else "button",
        style=_MAIN if main else _BUTTON,
    )


def _panel(panel: Panel, drawn: Sequence[Markup]) -> Markup:
    inner = tag("div", *drawn, class_="panel", style=_PANEL) if panel.style else together(drawn)
    return tag("div", inner, class_="apart", style=_APART) if panel.separated else inner
