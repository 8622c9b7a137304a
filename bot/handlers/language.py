"""The language that somebody chose: it sticks, whatever their Teams says, until they follow Teams again."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.host import Host, meet
from bot.requests import Clicked, Request, Said
from cards import language as cards
from cards.card import Card
from cards.views_mine import LanguageView
from event.definition import Language
from event.errors import Refusal, RefusalCode
from event.people import language_of
from event.store import people

_TONGUES = {"nederlands": Language.NL, "dutch": Language.NL, "engels": Language.EN, "english": Language.EN}


async def show(host: Host, request: Request) -> Card:
    """`taal` asks, `nederlands` or `taal engels` chooses at once."""
    wanted = _TONGUES.get(request.rest.casefold()) if isinstance(request, Said) else None
    if wanted in host.event.languages:
        return await _chosen(host, request, wanted)
    async with host.database.begin() as db:
        person = await meet(host, db, request)
    return _card(host, request, LanguageView(event=host.event, chosen=person.language_chosen))


async def choose(host: Host, request: Clicked) -> Card:
    wanted = request.data.get("language")
    if wanted == cards.FOLLOW:
        return await _chosen(host, request, None)
    language = next((one for one in host.event.languages if one.value == wanted), None)
    if language is None:
        raise Refusal(RefusalCode.UNREADABLE)
    return await _chosen(host, request, language)


async def _chosen(host: Host, request: Request, wanted: Language | None) -> Card:
    """None follows Teams. The answer speaks the new language."""
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        if wanted is None:
            locale = request.teams_locale or request.locale
            await people.follow_teams(db, person.id, language_of(host.event, locale))
        else:
            locale = wanted.value
            await people.choose_language(db, person.id, wanted)
    host.spoken.forget(request)
    view = LanguageView(event=host.event, chosen=wanted is not None, changed=True)
    return _card(host, replace(request, locale=locale), view)


def _card(host: Host, request: Request, view: LanguageView) -> Card:
    return cards.language(view, host.texts(request))
