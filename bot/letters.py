"""What a card says, as a letter: its buttons lead to pages on signed links, and the day goes along for the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.links import Links, Purpose
from bot.mail import Mailer
from bot.mail_message import Recipient
from bot.mail_server import Mailbox
from cards.card import Card
from cards.letter import letter
from cards.pages import letter_footer
from cards.texts import Texts, texts
from cards.verbs import Verb
from cards.views_calendar import CalendarView, Guest
from event.clock import Clock
from event.definition import Event, Kept
from event.ids import ActivityId, PersonId
from event.store.changes import Living
from scheduler.messenger import MailAddress
from scheduler.notices import LINK_KINDS

_PAGES: dict[Verb, tuple[Purpose, str]] = {
    Verb.REGISTRATION_OPEN: (Purpose.REGISTRATION, ""),
    Verb.REGISTRATION_EDIT: (Purpose.REGISTRATION, "?show=edit"),
    Verb.REGISTRATION_LEAVE: (Purpose.REGISTRATION, "?show=withdraw"),
    Verb.PROGRAMME_SHOW: (Purpose.REGISTRATION, "?show=programme"),
    Verb.LINK_SHOW: (Purpose.REGISTRATION, "?show=link"),
    Verb.QUESTION_OPEN: (Purpose.REGISTRATION, "?show=ask"),
    Verb.QUESTION_BOARD: (Purpose.REGISTRATION, "?show=questions"),
    Verb.POLL_SHOW: (Purpose.BALLOT, ""),
    Verb.POLL_VOTE: (Purpose.BALLOT, ""),
    Verb.DATA_SHOW: (Purpose.DATA, ""),
    Verb.DATA_ACKNOWLEDGE: (Purpose.REGISTRATION, ""),
}
IN_CALENDAR = frozenset(
    {"confirmation", "link", "link_changed", "programme_changed", "event_notice", "withdrawn", "withdrawn_for_you"}
)
"""Kinds that change what a calendar should hold."""
_STAYS = timedelta(days=60)
"""How long after the event a link still works: to see and take along what is kept."""


class Letters:
    """Implements `scheduler.messenger.Post`. `clock` is the machine's time."""

    def __init__(self, mailer: Mailer, sender: Mailbox, links: Links, living: Living, clock: Clock) -> None:
        self._mailer = mailer
        self._sender = sender
        self._links = links
        self._living = living
        self._clock = clock

    async def mail(self, to: MailAddress, card: Card) -> ActivityId:
        event = await self._living.current()
        speaks = texts(to.language)
        until = links_until(event, self._clock.now())

        def page(purpose: Purpose, who: PersonId) -> str:
            return self._links.url(purpose, who, to.link_version, until)

        def ways(verb: str, data: Mapping[str, object]) -> str | None:
            if verb == Verb.SIGN_UP_CONFIRM and isinstance(data.get("id"), str):
                return page(Purpose.CONFIRM, PersonId(str(data["id"])))
            if verb == Verb.PERSON_JOIN and isinstance(data.get("person"), str) and to.person:
                other = PersonId(str(data["person"]))
                return self._links.url(Purpose.JOIN, to.person, to.link_version, until, other)
            where = _PAGES.get(Verb(verb)) if verb in _VERBS else None
            return f"{page(where[0], to.person)}{where[1]}" if where and to.person else None

        mine = page(Purpose.REGISTRATION, to.person) if to.person else None
        votes = event.polls and to.kind in LINK_KINDS
        ballot = page(Purpose.BALLOT, to.person) if to.person and votes else None
        calendar = None
        if to.person is not None and to.kind in IN_CALENDAR:
            from cards.calendar import ics

            view = CalendarView(
                event=event,
                sequence=to.sequence,
                stamp=self._clock.now(),
                person=to.person,
                guest=Guest(name=to.name or to.email, address=to.email, sender=self._sender.address),
                going=not to.kind.startswith("withdrawn"),
                join_url=event.meeting.join_url if to.holds_link else None,
                link=mine,
            )
            calendar = ics(view, speaks)
        sent = await self._mailer.send(
            letter(card, ways, footer=_footer(event, mine, ballot, speaks, invited=calendar is not None)),
            Recipient(name=to.name, address=to.email, reference=to.reference, language=to.language),
            reply_to=Mailbox(name=event.organiser.name, address=event.organiser.email),
            calendar=calendar,
            unsubscribe=mine if mine and mine.startswith("https://") else None,
        )
        return ActivityId(sent)


def links_until(event: Event, now: datetime) -> datetime:
    """When links that are given now end: not while there is something kept to see behind them."""
    return max(now, event.end) + max(_STAYS, timedelta(days=event.privacy.days(Kept.ACCOUNT) + 1))


def _footer(event: Event, mine: str | None, ballot: str | None, speaks: Texts, *, invited: bool) -> list[str]:
    from cards.calendar import declining

    lines = letter_footer(event, mine, ballot, speaks)
    return [*lines, declining(speaks)] if invited else lines


_VERBS = frozenset(one.value for one in Verb)
