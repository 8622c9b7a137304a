"""A signed link is one more edge: a click on its page becomes the same request that a card in Teams makes.

GET only shows: programs that look at links before people do must change nothing. What a link is for sets what can be
done behind it, whatever the form says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.handlers.data import take_along
from bot.links import LinkRejected, Links, Purpose, Signed
from bot.pages import joining
from bot.pages.clicks import clicked
from bot.pages.forms import read_form
from bot.pages.layout import PRIVATE, Page, language_of_browser, no_way, respond
from bot.pages.sign_up import SignUps
from bot.requests import CardAnswer, Clicked, Handler, MessageAnswer
from cards import pages as cards
from cards.page import Way, Ways, draw
from cards.texts import Texts, texts
from cards.verbs import Verb
from event.clock import Clock
from event.definition import Event
from event.errors import Refusal
from event.people import Person
from event.polls import PollState
from event.store import people, polls, registrations, roads
from event.store.changes import Living
from event.store.database import Database

UNSUBSCRIBED = "unsubscribed"
_ENTRY = {Purpose.REGISTRATION: Verb.REGISTRATION_OPEN, Purpose.DATA: Verb.DATA_SHOW}
_SHOW = {
    "edit": Verb.REGISTRATION_EDIT,
    "withdraw": Verb.REGISTRATION_LEAVE,
    "programme": Verb.PROGRAMME_SHOW,
    "link": Verb.LINK_SHOW,
    "ask": Verb.QUESTION_OPEN,
    "questions": Verb.QUESTION_BOARD,
}
"""What a registration's page may open with, by `?show=`: nothing that changes anything."""
_REGISTRATION = frozenset({Verb.REGISTRATION_OPEN, Verb.REGISTRATION_EDIT, Verb.REGISTRATION_SUBMIT})
_QUESTIONS = frozenset(
    {
        Verb.QUESTION_OPEN,
        Verb.QUESTION_ASK,
        Verb.QUESTION_NAME,
        Verb.QUESTION_BOARD,
        Verb.QUESTION_UPVOTE,
        Verb.QUESTION_TAKE_BACK,
    }
)
_MAY: dict[Purpose, frozenset[Verb]] = {
    Purpose.REGISTRATION: _REGISTRATION
    | _QUESTIONS
    | {Verb.REGISTRATION_LEAVE, Verb.REGISTRATION_WITHDRAW, Verb.PROGRAMME_SHOW, Verb.LINK_SHOW, Verb.DATA_ACKNOWLEDGE},
    Purpose.BALLOT: frozenset({Verb.POLL_VOTE, Verb.POLL_SHOW}),
    Purpose.DATA: _REGISTRATION
    | {Verb.DATA_SHOW, Verb.DATA_ACKNOWLEDGE, Verb.DATA_RENEW, Verb.DATA_LEAVE, Verb.DATA_FORGET},
    Purpose.CONFIRM: frozenset({Verb.SIGN_UP_CONFIRM}),
    Purpose.JOIN: frozenset(),
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Visit:
    """A link that holds, whose it is, and in which language its page is."""

    signed: Signed
    person: Person
    event: Event
    texts: Texts


@dataclass(frozen=True, kw_only=True)
class SignedPages:
    """`handler` is the whole conversation, `clock` the machine's time."""

    links: Links
    living: Living
    database: Database
    handler: Handler
    clock: Clock
    sign_ups: SignUps

    def add_routes(self, router: web.UrlDispatcher) -> None:
        for path in ("s", "b", "me"):
            router.add_get(f"/{path}/{{token}}", self._shown)
            router.add_post(f"/{path}/{{token}}", self._acted)

    async def _shown(self, request: web.Request) -> web.Response:
        event = await self.living.current()
        try:
            signed = self._read(request)
            if signed.purpose is Purpose.CONFIRM:
                return await self.sign_ups.asked(request, event, signed.who)
            visit = await self._opened(request, event, signed)
            if signed.purpose is Purpose.JOIN:
                return await joining.asked(self.sign_ups.host, request, event, visit.texts, signed)
            if signed.purpose is Purpose.DATA and request.query.get("as") == "json":
                return await self._taken_along(visit)
        except LinkRejected as rejected:
            return self._refused(request, event, rejected)
        if signed.purpose is Purpose.BALLOT:
            async with self.database.read() as db:
                launched = await polls.all_launched(db, event.id)
            # What one can vote in stands on top; what starts again isn't there yet.
            begun = [key for key, one in launched.items() if one.state is not PollState.PREPARED]
            keys = sorted(begun, key=lambda key: launched[key].state is PollState.CLOSED)
            return await self._answered(request, visit, [(Verb.POLL_SHOW, {"poll": key}) for key in keys])
        entry = _SHOW.get(request.query.get("show", "")) if signed.purpose is Purpose.REGISTRATION else None
        return await self._answered(request, visit, [(entry or _ENTRY[signed.purpose], {})])

    async def _acted(self, request: web.Request) -> web.Response:
        event = await self.living.current()
        try:
            signed = self._read(request)
            form = await read_form(request)
            if signed.purpose is Purpose.CONFIRM:
                return await self.sign_ups.confirmed(request, event, signed.who)
            visit = await self._opened(request, event, signed)
            if signed.purpose is Purpose.JOIN and form.get("verb") == Verb.PERSON_JOIN:
                return await joining.confirmed(self.sign_ups.host, request, event, visit.texts, signed)
        except LinkRejected as rejected:
            return self._refused(request, event, rejected)
        if form.get("List-Unsubscribe") == "One-Click":  # a mail program's own button: RFC 8058
            return await self._unsubscribed(request, visit)
        name = form.pop("verb", "")
        verb = next((one for one in _MAY[signed.purpose] if one.value == name), None)
        if verb is None:
            log.warning("page refused", purpose=signed.purpose.value)
            raise web.HTTPBadRequest
        return await self._answered(request, visit, [(verb, form)])

    def _read(self, request: web.Request) -> Signed:
        return self.links.read(request.path.split("/")[1], request.match_info["token"], self.clock.now())

    async def _opened(self, request: web.Request, event: Event, signed: Signed) -> _Visit:
        async with self.database.read() as db:
            person = await people.find(db, signed.who)
        if person is None or person.link_version != signed.version:
            raise LinkRejected("revoked")
        language = language_of_browser(request, event) if "lang" in request.query else person.language
        return _Visit(signed=signed, person=person, event=event, texts=texts(language))

    def _refused(self, request: web.Request, event: Event, rejected: LinkRejected) -> web.Response:
        log.info("link rejected", reason=rejected.reason)
        speaks = texts(language_of_browser(request, event))
        page = Page(event=event, texts=speaks, fragments=[draw(cards.link_rejected(event, speaks), no_way)])
        return respond(request, page, status=404 if rejected.reason == "bad" else 410)

    async def _unsubscribed(self, request: web.Request, visit: _Visit) -> web.Response:
        async with self.database.begin() as db:
            await roads.mail_refused(db, visit.person.id, UNSUBSCRIBED)
        card = cards.unsubscribed(visit.event, visit.texts)
        fragments = [draw(card, _ways(visit.signed.purpose, request))]
        return respond(request, Page(event=visit.event, texts=visit.texts, fragments=fragments))

    async def _taken_along(self, visit: _Visit) -> web.Response:
        """As a file. Its name says of which event, and not of whom."""
        click = _clicked(visit, Verb.DATA_TAKE, {})
        host = await self.sign_ups.host.afresh()
        name = f"{visit.event.id}-{cards.my_data_file(visit.texts)}.json"
        try:
            body = await take_along(host, click)
        except Refusal:  # forgotten a moment ago
            raise LinkRejected("revoked") from None
        return web.Response(
            body=body,
            content_type="application/json",
            charset="utf-8",
            headers=PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def _answered(
        self, request: web.Request, visit: _Visit, clicks: Sequence[tuple[Verb, Mapping[str, object]]]
    ) -> web.Response:
        """Each click's card; what was refused is said over the card that one begins with."""
        ways = _ways(visit.signed.purpose, request)
        fragments, notices = [], []
        for verb, data in clicks:
            match await self.handler(_clicked(visit, verb, data)):
                case CardAnswer(card):
                    fragments.append(draw(card, ways))
                case MessageAnswer(text):
                    notices.append(text)
                case _:
                    raise web.HTTPBadRequest
        if not fragments and visit.signed.purpose is Purpose.BALLOT:
            fragments.append(draw(cards.no_poll(visit.event, visit.texts), no_way))
        elif not fragments:
            again = await self.handler(_clicked(visit, _ENTRY[visit.signed.purpose], {}))
            if isinstance(again, CardAnswer):
                fragments.append(draw(again.card, ways))
        async with self.database.read() as db:
            current = await registrations.find(db, visit.event.id, visit.person.id)
        page = Page(
            event=visit.event,
            texts=visit.texts,
            fragments=fragments,
            notices=notices,
            whose=current.form.name if current else None,
        )
        return respond(request, page)


def _clicked(visit: _Visit, verb: Verb, data: Mapping[str, object]) -> Clicked:
    return clicked(visit.person, visit.event, visit.texts.language, "page", verb, data)


def _ways(purpose: Purpose, request: web.Request) -> Ways:
    here = str(request.rel_url.without_query_params("show"))

    def way(verb: str, data: Mapping[str, object]) -> Way | None:  # noqa: ARG001 - as the card's drawing asks
        if verb == Verb.DATA_TAKE and purpose is Purpose.DATA:
            return Way(url=str(request.rel_url.update_query({"as": "json"})), method="get")
        return Way(url=here, method="post") if verb in _MAY[purpose] else None

    return way
