"""`/panel`: beside the meeting. Participants vote and ask, moderators run the polls and the questions.

It is made of pieces, each a card of the conversation. A click on one is answered by the conversation with the next
card; whose rights they are is looked up there, at each act. Without a script a click loads the page anew; with one the
piece alone, and the others follow what happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

import structlog
from aiohttp import web
from markupsafe import Markup

from bot.handlers import rights
from bot.handlers.host import Host
from bot.links import LinkRejected, Signed
from bot.pages.clicks import clicked
from bot.pages.door import Door
from bot.pages.forms import read_form
from bot.pages.layout import IN_TEAMS, drawn, language_of_browser, languages_of
from bot.pages.live import Hub, Viewer
from bot.pages.shown import PANEL, POLLS, QUESTIONS, Looker
from bot.requests import CardAnswer, Handler, MessageAnswer
from cards import pages as page_cards
from cards import panel as cards
from cards.card import Card
from cards.page import Way, Ways, draw
from cards.tags import tag
from cards.texts import Texts, texts
from cards.verbs import Verb
from event.definition import Event
from event.people import Person
from event.stage import Launched
from event.store import stage as store

MAY = frozenset(verb for verb in Verb if verb.partition(".")[0] in ("poll", "question"))
"""What can be asked for here at all: the conversation says who may."""
_SHOWS = frozenset(
    {
        Verb.POLL_SHOW,
        Verb.POLL_LIST,
        Verb.POLL_MANAGE,
        Verb.POLL_PREVIEW,
        Verb.POLL_TEXTS,
        Verb.QUESTION_BOARD,
        Verb.QUESTION_LIST,
        Verb.QUESTION_MANAGE,
    }
)
"""What may be looked at again by itself."""
_MOST_STREAMS = 12
"""Of one person: some tabs, and the ones that a network lost."""
_MOST_POLLS = 4

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a piece asks of the conversation. Without a verb nothing runs."""

    verb: Verb | None
    data: Mapping[str, str] = field(default_factory=dict)

    def at_home(self, home: Ask) -> bool:
        """Whether it is what the piece shows of itself, if perhaps another page of it."""
        return self.verb == home.verb and self.data.get("poll") == home.data.get("poll")

    def written(self) -> str:
        return urlencode({"verb": self.verb.value, **self.data}) if self.verb else ""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """`home` is what it shows of itself, `column` where it stands."""

    name: str
    column: str
    home: Ask


@dataclass(frozen=True, kw_only=True)
class _Visit:
    request: web.Request
    signed: Signed
    person: Person
    event: Event
    texts: Texts
    moderates: bool

    @property
    def here(self) -> str:
        """Its own address, without what a click adds."""
        wanted = self.request.query.get("lang")
        path = self.request.path.removesuffix("/pieces")
        return f"{path}?lang={self.texts.language.value}" if wanted else path


@dataclass(frozen=True, kw_only=True)
class PanelPage:
    door: Door
    looker: Looker
    hub: Hub
    handler: Handler

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/panel", self._without)
        router.add_get("/panel/{token}", self._shown)
        router.add_post("/panel/{token}", self._acted)
        router.add_post("/panel/{token}/pieces", self._pieces)
        router.add_get("/panel/{token}/events", self._events)

    async def _without(self, request: web.Request) -> web.Response:
        return self.door.without(request, await self.looker.host.living.current())

    async def _shown(self, request: web.Request) -> web.Response:
        try:
            visit = await self._opened(request)
        except LinkRejected as rejected:
            return self.door.refused(request, await self.looker.host.living.current(), rejected)
        return await self._page(visit, await self._all(visit), {})

    async def _acted(self, request: web.Request) -> web.Response:
        """A click on one piece: the page with the answer in it, or to our own script the piece alone."""
        try:
            visit = await self._opened(request)
        except LinkRejected as rejected:
            return self.door.refused(request, await self.looker.host.living.current(), rejected)
        form = await read_form(request)
        name, verb = form.pop("piece", ""), _known(form.pop("verb", ""))
        pieces = await self._all(visit)
        piece = next((one for one in pieces if one.name == name), None)
        if verb is None:
            log.warning("page refused", purpose="panel")
            raise web.HTTPBadRequest
        if piece is None:  # what it was about is over meanwhile
            column = QUESTIONS if verb.partition(".")[0] == "question" else POLLS
            piece = Piece(name=_name(name, verb), column=column, home=Ask(verb=None))
        answered = await self._answered(visit, piece, Ask(verb=verb, data=form))
        if request.headers.get("X-Piece") == "alone":
            return _sent(answered)
        # What they did may have changed which pieces there are.
        return await self._page(visit, await self._all(visit), {piece.name: answered})

    async def _pieces(self, request: web.Request) -> web.Response:
        """All of them as they stand now. Of each the script says what it shows, or that it is to be left alone. By
        POST, for what a piece shows may hold a voter's code: in an address it would be written down on the way."""
        try:
            visit = await self._opened(request)
        except LinkRejected as rejected:
            return self.door.refused(request, await self.looker.host.living.current(), rejected)
        form = await read_form(request)
        found: dict[str, str] = {}
        pieces = await self._all(visit)
        for piece in pieces:
            again = form.get(piece.name)
            if again == "held":
                found[piece.name] = f'<section id="{piece.name}" data-held></section>'
            elif again and (ask := _ask(again)):
                found[piece.name] = await self._answered(visit, piece, ask)
        return _sent(await self._columns(visit, pieces, found))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        try:
            signed, _ = await self.door.opened(request)
        except LinkRejected as rejected:
            return self.door.refused(request, await self.looker.host.living.current(), rejected)
        viewer = Viewer(channel=PANEL, who=signed.who, version=signed.version, until=signed.until, most=_MOST_STREAMS)
        return await self.hub.watch(request, viewer)

    async def _opened(self, request: web.Request) -> _Visit:
        """Raises LinkRejected."""
        signed, person = await self.door.opened(request)
        host = await self._host()
        language = language_of_browser(request, host.event) if "lang" in request.query else person.language
        click = clicked(person, host.event, language, "panel", Verb.POLL_LIST, {})
        moderates = rights.Role.MODERATOR in await rights.roles_of(host, click)
        return _Visit(
            request=request,
            signed=signed,
            person=person,
            event=host.event,
            texts=texts(language),
            moderates=moderates,
        )

    async def _host(self) -> Host:
        return await self.looker.host.afresh()

    async def _all(self, visit: _Visit) -> list[Piece]:
        """What this reader's panel has, in its order."""
        now = self.looker.host.clock.now()
        async with self.looker.host.database.read() as db:
            launched = [
                one for one in await store.launched(db, visit.event.id) if visit.event.poll(one.running.key) is not None
            ]
        going_on, last = _going_on(launched, now)
        pieces = []
        if visit.moderates:
            one = going_on[0] if len(going_on) == 1 else None
            home = Ask(verb=Verb.POLL_MANAGE, data={"poll": one}) if one else Ask(verb=Verb.POLL_LIST)
            pieces.append(Piece(name="run", column=POLLS, home=home))
        shown = going_on or ([] if visit.moderates else last)
        pieces += [_ballot(key) for key in shown[:_MOST_POLLS]]
        if not shown and not visit.moderates:
            pieces.append(Piece(name="no-poll", column=POLLS, home=Ask(verb=None)))
        board = Verb.QUESTION_LIST if visit.moderates else Verb.QUESTION_BOARD
        return [*pieces, Piece(name="questions", column=QUESTIONS, home=Ask(verb=board))]

    async def _page(self, visit: _Visit, pieces: Sequence[Piece], answered: Mapping[str, str]) -> web.Response:
        html = drawn(
            "panel.html",
            title=visit.texts.of(visit.event.title),
            heading=cards.title(visit.event, visit.texts),
            language=visit.texts.language.value,
            languages=languages_of(visit.request, visit.event, visit.texts),
            skip=page_cards.skip(visit.texts),
            away=page_cards.out_of_touch(visit.texts),
            failed=cards.failed(visit.texts),
            load_again=cards.load_again(visit.texts),
            here=visit.here,
            events=f"{visit.request.path}/events",
            pieces=visit.here.replace(visit.request.path, f"{visit.request.path}/pieces", 1),
            columns=Markup(await self._columns(visit, pieces, answered)),  # noqa: S704 - drawn by us, see below
        )
        return web.Response(text=html, content_type="text/html", charset="utf-8", headers=IN_TEAMS)

    async def _columns(self, visit: _Visit, pieces: Sequence[Piece], found: Mapping[str, str]) -> str:
        """All pieces; those in `found` are drawn already."""
        known = {piece.name for piece in pieces}
        lost = [html for name, html in found.items() if name not in known]
        columns = []
        for name, says in ((POLLS, cards.polls(visit.texts)), (QUESTIONS, cards.questions(visit.texts))):
            its = [one for one in pieces if one.column == name]
            htmls = [found.get(one.name) or await self._answered(visit, one, one.home) for one in its]
            if name == POLLS:
                htmls = [*lost, *htmls]
            inside = Markup("").join(Markup(one) for one in htmls)  # noqa: S704 - drawn by `_piece`
            columns.append(tag("div", inside, class_="column", id=f"column-{name}", role="region", aria_label=says))
        return "".join(columns)

    async def _answered(self, visit: _Visit, piece: Piece, ask: Ask) -> str:
        """A piece with the card that answers what it asks; what was refused is said over its own card."""
        answer, notice = await self._card(visit, ask), None
        if isinstance(answer, str):
            notice, ask = answer, piece.home
            answer = await self._card(visit, ask)
        return _piece(visit, piece, ask, None if isinstance(answer, str) else answer, notice)

    async def _card(self, visit: _Visit, ask: Ask) -> Card | str:
        if ask.verb is None:
            return cards.no_poll(visit.texts)
        click = clicked(visit.person, visit.event, visit.texts.language, "panel", ask.verb, ask.data)
        match await self.handler(click):
            case CardAnswer(card):
                return card
            case MessageAnswer(text):
                return text
            case _:
                raise web.HTTPBadRequest


def _piece(visit: _Visit, piece: Piece, ask: Ask, card: Card | None, notice: str | None) -> str:
    """`data-again` is how its script asks for it anew. A card that isn't to be looked at again by itself, such as a
    form, is left alone until its reader goes on."""
    again = _refresh(card) or (ask if ask == piece.home else None)
    values = {
        "name": piece.name,
        "again": again.written() if again else "held",
        "says": notice or (card.summary if card else ""),
        "notice": notice,
        "back": None if again and again.at_home(piece.home) else cards.back(visit.texts),
        "here": visit.here,
        "card": Markup(draw(card, _ways(visit), hidden={"piece": piece.name}, level=2)) if card else "",  # noqa: S704
    }
    return drawn("piece.html", **values)


def _ways(visit: _Visit) -> Ways:
    here = visit.here

    def way(verb: str, data: Mapping[str, object]) -> Way | None:  # noqa: ARG001 - as the card's drawing asks
        return Way(url=here, method="post") if verb in MAY else None

    return way


def _refresh(card: Card | None) -> Ask | None:
    """How Teams would refresh this card."""
    match card.content if card else {}:
        case {"refresh": {"action": {"verb": str(name), "data": dict(data)}}} if (verb := _known(name)) in _SHOWS:
            return Ask(verb=verb, data={key: str(value) for key, value in data.items() if key not in ("v", "event")})
    return None


def _ask(written: str) -> Ask | None:
    given = dict(parse_qsl(written, keep_blank_values=True, max_num_fields=20))
    verb = _known(given.pop("verb", ""))
    return Ask(verb=verb, data=given) if verb in _SHOWS else None


def _known(name: str) -> Verb | None:
    return next((verb for verb in MAY if verb.value == name), None)


def _name(given: str, verb: Verb) -> str:
    """Of a piece that isn't there any more, as the page had it."""
    plain = given.replace("-", "").isalnum() and given.isascii() and len(given) < 60
    return given if plain else verb.value.replace(".", "-").replace("_", "-")


def _going_on(launched: Sequence[Launched], now: datetime) -> tuple[list[str], list[str]]:
    """Polls that go on, the newest first; and the one that ended last."""
    known = [(one.ended(now), one) for one in launched if one.running.state.value != "prepared"]
    going_on = sorted((one for ended, one in known if ended is None), key=lambda one: one.launched, reverse=True)
    over = [(ended, one) for ended, one in known if ended is not None]
    last = [max(over, key=lambda pair: pair[0])[1].running.key] if over else []
    return [one.running.key for one in going_on], [str(key) for key in last]


def _ballot(key: str) -> Piece:
    return Piece(name=f"poll-{key}", column=POLLS, home=Ask(verb=Verb.POLL_SHOW, data={"poll": key}))


def _sent(html: str) -> web.Response:
    return web.Response(text=html, content_type="text/html", charset="utf-8", headers=IN_TEAMS)
