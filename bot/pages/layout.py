"""The frame around a page's cards: its language, whose link it is, and headers that let nothing else in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from cards import pages as cards
from cards.page import Way
from cards.texts import Texts
from event.definition import Event, Language
from event.people import language_of

_FOLDER = Path(__file__).parent
PRIVATE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


def no_way(verb: str, data: Mapping[str, object]) -> Way | None:  # noqa: ARG001 - as the card's drawing asks
    """Of a card without buttons."""
    return None


@dataclass(frozen=True, kw_only=True)
class Page:
    """`fragments` are cards drawn as HTML, `notices` plain sentences over them, `whose` the name of its owner."""

    event: Event
    texts: Texts
    fragments: Sequence[str]
    notices: Sequence[str] = field(default_factory=tuple)
    whose: str | None = None


def respond(request: web.Request, page: Page, *, status: int = 200) -> web.Response:
    here = request.rel_url
    languages = [
        (language, str(here.update_query(lang=language.value)), _NAMES[language])
        for language in page.event.languages
        if language is not page.texts.language
    ]
    html = _template().render(
        title=page.texts.of(page.event.title),
        language=page.texts.language.value,
        fragments=[Markup(one) for one in page.fragments],  # noqa: S704 - drawn by cards.page, which escapes
        notices=page.notices,
        whose=cards.whose(page.whose, page.texts) if page.whose else None,
        skip=cards.skip(page.texts),
        languages=languages,
    )
    return web.Response(text=html, content_type="text/html", charset="utf-8", status=status, headers=PRIVATE)


def language_of_browser(request: web.Request, event: Event) -> Language:
    """What was asked for in the address, else the browser's first language that we speak, else the event's."""
    wanted = request.query.get("lang")
    if wanted in [one.value for one in event.languages]:
        return Language(wanted)
    for part in request.headers.get("Accept-Language", "").split(",")[:10]:
        tag = part.partition(";")[0].strip()
        if tag.partition("-")[0].casefold() in [one.value for one in event.languages]:
            return language_of(event, tag)
    return event.languages[0]


async def styles(_: web.Request) -> web.Response:
    return web.Response(
        text=_style(), content_type="text/css", charset="utf-8", headers={"Cache-Control": "max-age=3600"}
    )


_NAMES = {Language.NL: "Nederlands", Language.EN: "English"}


@cache
def _template() -> Template:
    return Environment(loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True).get_template("page.html")


@cache
def _style() -> str:
    return (_FOLDER / "static" / "page.css").read_text(encoding="utf-8")
