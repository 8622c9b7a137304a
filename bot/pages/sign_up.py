"""Signing up without Teams: the event's public page, its form, and the e-mail that must be answered before it counts.

Nobody learns here whether an address is known: the answer is the same for all, and what differs is in the e-mail.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from bot.handlers.host import Host
from bot.handlers.joining import settle_claims
from bot.handlers.registration import save_for
from bot.links import LinkRejected, Links, Purpose
from bot.pages.forms import read_form, sender_of
from bot.pages.layout import Page, language_of_browser, no_way, respond
from cards import pages as cards
from cards.card import Card
from cards.page import Way, draw
from cards.programme import programme
from cards.registration import form as form_card
from cards.texts import Texts, texts
from cards.verbs import Verb
from cards.views import FormView, ProgrammeView
from event import registration as rule
from event.definition import Event, Language, Template
from event.errors import Refusal
from event.reach import Road
from event.registration import Form, FormMistakes, Source
from event.store import audiences, people, registrations, rerouting, sign_ups
from event.store.sign_ups import SignUp
from event.times import timetable
from scheduler import roads

_PER_ADDRESS = 3
"""Sign-ups of one address that may wait for their e-mail's answer."""
PER_SENDER = 50
"""Sign-ups from one network address in an hour: behind one there may be a whole office."""
_HOUR = timedelta(hours=1)
_MOST_SENDERS = 10_000
FORM = "/event/sign-up"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class SignUps:
    """`mail_on`: there is a mail server; without one nobody could confirm. `seen` counts sign-ups by network address,
    in memory alone."""

    host: Host
    links: Links
    mail_on: bool
    seen: OrderedDict[str, list[datetime]] = field(default_factory=OrderedDict)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/event", self._public)
        router.add_get(FORM, self._form)
        router.add_post(FORM, self._sent)
        router.add_get("/event.ics", self._calendar)

    async def _public(self, request: web.Request) -> web.Response:
        """Open to everybody: what the event is, and its programme. The meeting's link isn't part of it."""
        event = await self.host.living.current()
        speaks = texts(language_of_browser(request, event))
        now = self.host.clock.now()
        sent = (one.due <= now for one in timetable(event) if one.announcement.template is Template.PROGRAMME)
        view = ProgrammeView(event=event, definitive=any(sent), registered=False)
        fragments = [draw(cards.public(event, speaks), self._way), draw(programme(view, speaks), self._way, level=2)]
        return respond(request, Page(event=event, texts=speaks, fragments=fragments))

    async def _form(self, request: web.Request) -> web.Response:
        event = await self.host.living.current()
        return self._drawn(request, event, {}, {})

    async def _sent(self, request: web.Request) -> web.Response:
        """A form without mistakes gets its e-mail, and always the same answer."""
        event = await self.host.living.current()
        speaks = texts(language_of_browser(request, event))
        if not self._is_open(event):
            return self._drawn(request, event, {}, {})
        found = rule.read_form(await read_form(request))
        if isinstance(found, FormMistakes):
            return self._drawn(request, event, found.values, found.mistakes)
        if not self._may(sender_of(request)):
            page = Page(
                event=event,
                texts=speaks,
                fragments=[],
                notices=[cards.too_often(speaks)],
            )
            return respond(request, page, status=429)
        await self._ask(event, found, language_of_browser(request, event))
        page = Page(event=event, texts=speaks, fragments=[draw(cards.sign_up_sent(event, speaks), no_way)])
        return respond(request, page)

    async def asked(self, request: web.Request, event: Event, number: str) -> web.Response:
        """Behind the e-mail's button: the question, for programs follow links too. Raises LinkRejected."""
        waiting = await self._waiting(event, number)
        speaks = texts(language_of_browser(request, event) if "lang" in request.query else waiting.language)
        if waiting.form is None:
            return self._said(request, cards.sign_up_confirmed(event, speaks), event, speaks)
        here = str(request.rel_url)
        card = cards.sign_up_asked(event, waiting.form.name, waiting.id, speaks)
        fragment = draw(card, lambda _verb, _data: Way(url=here, method="post"))
        return respond(request, Page(event=event, texts=speaks, fragments=[fragment]))

    async def confirmed(self, request: web.Request, event: Event, number: str) -> web.Response:
        """It counts from here on; their own page comes next. Raises LinkRejected."""
        waiting = await self._waiting(event, number)
        speaks = texts(language_of_browser(request, event) if "lang" in request.query else waiting.language)
        if waiting.form is None:
            return self._said(request, cards.sign_up_confirmed(event, speaks), event, speaks)
        host, address = await self.host.afresh(), waiting.form.email
        try:
            async with host.database.begin() as db:
                who = await people.meet_by_address(db, address, waiting.language, host.clock.now())
                await rerouting.mail_arrives(db, event.id, who, host.real.now())
                await save_for(host, db, who, waiting.form, Source.PAGE)
                await sign_ups.confirm(db, event.id, waiting)
        except Refusal as refusal:
            from cards import refusals

            return self._said(request, refusals.refusal(refusal.code, event, speaks), event, speaks)
        await settle_claims(host, who, address)
        async with host.database.read() as db:
            person = await people.find(db, who)
        if person is None:
            raise LinkRejected("revoked")
        from bot.letters import links_until

        mine = self.links.url(
            Purpose.REGISTRATION, person.id, person.link_version, links_until(event, self.host.real.now())
        )
        raise web.HTTPSeeOther(mine)

    async def _calendar(self, _: web.Request) -> web.Response:
        from cards.calendar import ics
        from cards.views_calendar import CalendarView
        from event.store import changes

        event = await self.host.living.current()
        async with self.host.database.read() as db:
            sequence = await changes.newest_id(db, event.id)
        view = CalendarView(
            event=event, sequence=sequence, stamp=self.host.real.now(), link=f"{self.links.public_url}/event"
        )
        found = ics(view, texts(event.languages[0]))
        return web.Response(
            body=found.content,
            content_type="text/calendar",
            charset="utf-8",
            headers={"Content-Disposition": f'attachment; filename="{event.id}.ics"'},
        )

    def _said(self, request: web.Request, card: Card, event: Event, speaks: Texts) -> web.Response:
        return respond(request, Page(event=event, texts=speaks, fragments=[draw(card, no_way)]))

    async def _waiting(self, event: Event, number: str) -> SignUp:
        async with self.host.database.read() as db:
            waiting = await sign_ups.find(db, event.id, number)
        if waiting is None:
            raise LinkRejected("revoked")
        return waiting

    async def _ask(self, event: Event, form: Form, language: Language) -> None:
        """By e-mail: to confirm, or to who is signed up already the way to their own page."""
        now = self.host.real.now()
        async with self.host.database.begin() as db:
            known = await people.known_by(db, form.email)
            current = await registrations.find(db, event.id, known) if known else None
            if known is not None and current is not None and current.confirmed:
                occasion = f"asked_again:{now:%Y%m%d%H}"
                await roads.tell(
                    db,
                    event,
                    audiences.only(known),
                    occasion=occasion,
                    kind="asked_again",
                    subject="",
                    until_at=None,
                    now=now,
                    prefer=Road.EMAIL,
                )
            elif await sign_ups.waiting(db, event.id, form.email) < _PER_ADDRESS:
                number = await sign_ups.ask(db, event.id, form, language, self.host.clock.now())
                await roads.ask_by_mail(db, event, number, now)
        self.host.wake()

    def _drawn(
        self, request: web.Request, event: Event, values: Mapping[str, str], mistakes: Mapping[str, rule.FieldMistake]
    ) -> web.Response:
        speaks = texts(language_of_browser(request, event))
        if not self._is_open(event):
            card = cards.page_closed(event, speaks)
            return respond(request, Page(event=event, texts=speaks, fragments=[draw(card, no_way)]), status=404)
        card = form_card(FormView(event=event, values=values, mistakes=mistakes), speaks)
        here = str(request.rel_url)
        fragment = draw(
            card, lambda verb, _data: Way(url=here, method="post") if verb == Verb.REGISTRATION_SUBMIT else None
        )
        return respond(request, Page(event=event, texts=speaks, fragments=[fragment]))

    def _is_open(self, event: Event) -> bool:
        if not (event.registration.page and self.mail_on):
            return False
        try:
            rule.check_open(event, self.host.clock.now())
        except Refusal:
            return False
        return True

    def _way(self, verb: str, data: Mapping[str, object]) -> Way | None:  # noqa: ARG002 - as the drawing asks
        offered = verb == Verb.REGISTRATION_OPEN and self._is_open(self.host.living.event)
        return Way(url=FORM, method="get") if offered else None

    def _may(self, sender: str) -> bool:
        """Not too often from one place. Kept in memory, for an hour."""
        now = self.host.real.now()
        recent = [at for at in self.seen.pop(sender, []) if now - at < _HOUR]
        if len(recent) < PER_SENDER:
            recent.append(now)
            allowed = True
        else:
            allowed = False
        self.seen[sender] = recent
        while len(self.seen) > _MOST_SENDERS:
            self.seen.popitem(last=False)
        return allowed
