"""A browser without script, for one page at a time: what stands on it, where it leads, and its forms filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import aiohttp

_NEVER_CLOSED = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_UNSEEN = frozenset({"head", "style", "script", "template"})
_IN_A_LINE = frozenset({"a", "b", "bdi", "em", "i", "span", "strong"})


@dataclass(eq=False)
class Element:
    name: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Element]:
        for one in self.inside:
            if isinstance(one, Element):
                if one.name in names:
                    yield one
                yield from one.all(*names)

    @property
    def words(self) -> str:
        """What can be read, in its order, with one space between."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for one in self.inside:
            if isinstance(one, str):
                yield one
            elif one.name not in _UNSEEN:
                apart = "" if one.name in _IN_A_LINE else " "
                yield apart
                yield from one._texts()
                yield apart


@dataclass(frozen=True, kw_only=True)
class Page:
    url: str
    status: int
    headers: Mapping[str, str]
    html: str

    @property
    def words(self) -> str:
        return read(self.html).words

    @property
    def links(self) -> dict[str, str]:
        """By their titles, whole."""
        return {title: urljoin(self.url, where) for title, where in links_of(self.html).items()}

    @property
    def buttons(self) -> list[str]:
        """The titles of those that send a form."""
        return [button.words for button, _ in _sending(read(self.html))]

    def sent_by(self, title: str, filled: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
        """Where a button posts to, and what. Raises LookupError when it isn't there."""
        for button, form in _sending(read(self.html)):
            if title in (button.words, button.attributes.get("value")):
                where = button.attributes.get("formaction") or form.attributes.get("action", "")
                pairs = [pair for one in form.all("input", "textarea", "select") for pair in _held(one, filled)]
                if "name" in button.attributes:
                    pairs.append((button.attributes["name"], button.attributes.get("value", "")))
                return urljoin(self.url, where), pairs
        raise LookupError(title)


def links_of(html: str) -> dict[str, str]:
    """The addresses of a page's or letter's links, by their titles."""
    return {one.words: one.attributes["href"] for one in read(html).all("a") if one.attributes.get("href")}


def read(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


async def get(session: aiohttp.ClientSession, url: str, **headers: str) -> Page:
    async with session.get(url, headers=headers) as answer:
        return await _page(answer)


async def post(
    session: aiohttp.ClientSession, url: str, form: Mapping[str, str] | list[tuple[str, str]], **headers: str
) -> Page:
    pairs = list(form.items()) if isinstance(form, Mapping) else form
    async with session.post(url, data=pairs, headers=headers) as answer:
        return await _page(answer)


async def _page(answer: aiohttp.ClientResponse) -> Page:
    text = await answer.text()
    return Page(url=str(answer.url), status=answer.status, headers=dict(answer.headers), html=text)


def _sending(page: Element) -> Iterator[tuple[Element, Element]]:
    """Each button that sends a form, with that form: the one it stands in or the one that it names."""
    forms = list(page.all("form"))
    by_id = {one.attributes["id"]: one for one in forms if "id" in one.attributes}
    for button in page.all("button"):
        if "disabled" in button.attributes:
            continue
        named = button.attributes.get("form")
        form = by_id.get(named) if named else next((it for it in forms if button in list(it.all("button"))), None)
        if form is not None:
            yield button, form


def _held(one: Element, filled: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What a field of a form sends: what was filled in, else what it held."""
    name = one.attributes.get("name")
    if name is None or "disabled" in one.attributes:
        return
    kind, value = one.attributes.get("type", ""), one.attributes.get("value", "")
    match one.name:
        case "textarea":
            yield name, filled.get(name, one.words)
        case "select":
            chosen = [it for it in one.all("option") if "selected" in it.attributes] or list(one.all("option"))[:1]
            yield from ((name, filled.get(name, it.attributes.get("value", it.words))) for it in chosen)
        case _ if kind in ("checkbox", "radio"):
            value = one.attributes.get("value", "on")
            if value in filled[name].split(",") if name in filled else "checked" in one.attributes:
                yield name, value
        case _:
            yield name, filled.get(name, value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(one)
        if tag not in _NEVER_CLOSED:
            self._open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in [one.name for one in self._open[1:]]:
            while self._open.pop().name != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)
