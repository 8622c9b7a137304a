"""The frame around a page's cards: its language, whose link it is, and headers that let nothing else in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader
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
IN_TEAMS = PRIVATE | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors https://*.cloud.microsoft "
    "https://teams.microsoft.com https://*.teams.microsoft.com https://*.microsoft365.com https://*.office.com",
}
"""Of the pages that stand in a meeting's stage or side panel, and follow what happens."""
_SERVED = {"css": "text/css", "js": "text/javascript"}


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


def respond(
    request: web.Request, page: Page, *, status: int = 200, headers: Mapping[str, str] = PRIVATE
) -> web.Response:
    html = drawn(
        "page.html",
        title=page.texts.of(page.event.title),
        language=page.texts.language.value,
        fragments=[Markup(one) for one in page.fragments],  # noqa: S704 - drawn by cards.page, which escapes
        notices=page.notices,
        whose=cards.whose(page.whose, page.texts) if page.whose else None,
        skip=cards.skip(page.texts),
        languages=languages_of(request, page.event, page.texts),
    )
    return web.Response(text=html, content_type="text/html", charset="utf-8", status=status, headers=headers)


def languages_of(request: web.Request, event: Event, speaks: Texts) -> list[tuple[Language, str, str]]:
    """The same page in the event's other languages: which, where, and what it is called."""
    here = request.rel_url
    return [
        (language, str(here.update_query(lang=language.value)), _NAMES[language])
        for language in event.languages
        if language is not speaks.language
    ]


def drawn(template: str, **values: object) -> str:
    return _templates().get_template(template).render(values)


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


async def served(request: web.Request) -> web.Response:
    """What stands in `static`, whatever page asks for it. Short, for a page and its script must fit together."""
    name = request.path.removeprefix("/")
    return web.Response(
        text=_read(name),
        content_type=_SERVED[name.rpartition(".")[2]],
        charset="utf-8",
        headers={"Cache-Control": "max-age=300", "X-Content-Type-Options": "nosniff"},
    )


def add_static(router: web.UrlDispatcher) -> None:
    for file in sorted((_FOLDER / "static").iterdir()):
        if file.suffix.removeprefix(".") in _SERVED:
            router.add_get(f"/{file.name}", served)


_NAMES = {Language.NL: "Nederlands", Language.EN: "English"}


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True)


@cache
def _read(name: str) -> str:
    return (_FOLDER / "static" / name).read_text(encoding="utf-8")
