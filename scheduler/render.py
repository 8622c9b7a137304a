"""A delivery becomes a card, drawn at the moment of sending from what is true then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cards import announcements as announcement_cards
from cards import poll as poll_cards
from cards.card import Card
from cards.link import link, link_missing
from cards.programme import programme
from cards.registration import confirmation
from cards.texts import Texts, texts
from cards.views import (
    AnnouncementTextView,
    BallotView,
    ClosedPollBaseView,
    ConfirmationView,
    LinkMissingView,
    LinkView,
    ProgrammeView,
    ReminderView,
    ResultView,
    ResumeView,
    ThanksView,
)
from event import polls as poll_rule
from event.clock import Clock
from event.definition import Event, Template
from event.ids import PersonId, PollKey
from event.people import zone_of
from event.polls import PollState
from event.store import people, polls, registrations
from event.store.changes import Living
from event.store.deliveries import Delivery
from event.times import Timed, next_of, resuming_part, timetable


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What a delivery is drawn from. `now` is the event's time, `texts` speaks the reader's language."""

    db: AsyncConnection
    event: Event
    delivery: Delivery
    texts: Texts
    now: datetime


def renderer(living: Living, clock: Clock) -> Callable[[AsyncConnection, Delivery], Awaitable[Card | None]]:
    """The worker's Renderer: None when there is nothing left to say. `clock` is the event's time."""

    async def render(db: AsyncConnection, delivery: Delivery) -> Card | None:
        event = await living.look(db)
        speaks = texts(event.languages[0])
        if delivery.person_id is not None:
            person = await people.find(db, PersonId(delivery.person_id))
            if person is None:
                return None
            speaks = texts(person.language, zone_of(person.zone))
        drawing = Drawing(db=db, event=event, delivery=delivery, texts=speaks, now=clock.now())
        return await _DRAW[delivery.kind](drawing)

    return render


async def _confirmation(of: Drawing) -> Card | None:
    current = await registrations.find(of.db, of.event.id, PersonId(of.delivery.recipient))
    if current is None or not current.confirmed or of.delivery.subject != str(current.version):
        return None  # they changed or withdrew meanwhile: the newer confirmation says it
    view = ConfirmationView(
        event=of.event,
        name=current.form.name,
        changed=current.version > 1,
        programme_on=next_of(Template.PROGRAMME, of.event, of.now),
        link_on=next_of(Template.LINK, of.event, of.now),
    )
    return confirmation(view, of.texts)


async def _reminder(of: Drawing) -> Card:
    view = ReminderView(
        event=of.event,
        days_left=(of.event.date - of.now.astimezone(of.event.zone).date()).days,
        programme_on=next_of(Template.PROGRAMME, of.event, of.now),
    )
    return announcement_cards.reminder(view, of.texts)


async def _programme(of: Drawing) -> Card:
    view = ProgrammeView(event=of.event, definitive=True, registered=of.delivery.person_id is not None)
    return programme(view, of.texts)


async def _link(of: Drawing) -> Card:
    left = of.event.start - of.now
    soon = timedelta() < left <= timedelta(hours=1)
    view = LinkView(
        event=of.event,
        join_url=of.event.meeting.join_url,
        link_on=next_of(Template.LINK, of.event, of.now),
        starts_in_minutes=round(left / timedelta(minutes=1)) if soon else None,
    )
    return link(view, of.texts)


async def _resume(of: Drawing) -> Card | None:
    timed = _timed(of.event, of.delivery.subject)
    part = resuming_part(timed, of.event) if timed else None
    if part is None:
        return None
    starts = datetime.combine(of.event.date, part.start, of.event.zone)
    view = ResumeView(
        event=of.event,
        part=part,
        minutes=max(0, round((starts - of.now) / timedelta(minutes=1))),
        join_url=of.event.meeting.join_url,
    )
    return announcement_cards.resume(view, of.texts)


async def _thanks(of: Drawing) -> Card:
    return announcement_cards.thanks(ThanksView(event=of.event), of.texts)


async def _own_text(of: Drawing) -> Card | None:
    announcement = of.event.announcement(of.delivery.subject)
    if announcement is None or announcement.text is None:
        return None
    return announcement_cards.own_text(
        AnnouncementTextView(event=of.event, text=announcement.text.in_(of.texts.language)), of.texts
    )


async def _link_missing(of: Drawing) -> Card | None:
    timed = _timed(of.event, of.delivery.subject)
    if timed is None or of.event.meeting.join_url:
        return None
    view = LinkMissingView(
        event=of.event, due=timed.due.astimezone(of.event.zone), until=timed.until.astimezone(of.event.zone)
    )
    return link_missing(view, of.texts)


async def _ballot(of: Drawing) -> Card | None:
    poll = of.event.poll(of.delivery.subject)
    running = await polls.find(of.db, of.event.id, PollKey(of.delivery.subject))
    if poll is None or running is None or running.state is not PollState.OPEN:
        return None
    return poll_cards.ballot(BallotView(event=of.event, poll=poll), of.texts)


async def _poll_closed(of: Drawing) -> Card | None:
    poll = of.event.poll(of.delivery.subject)
    if poll is None:
        return None
    counts = await polls.counts(of.db, of.event.id, poll.key)
    view = ClosedPollBaseView(event=of.event, poll=poll, votes=poll_rule.total(poll, counts))
    return poll_cards.closed_base(view, of.texts)


async def _poll_result(of: Drawing) -> Card | None:
    poll = of.event.poll(of.delivery.subject)
    if poll is None:
        return None
    view = ResultView(event=of.event, poll=poll, counts=await polls.counts(of.db, of.event.id, poll.key))
    return poll_cards.result(view, of.texts)


def _timed(event: Event, key: str) -> Timed | None:
    return next((one for one in timetable(event) if one.announcement.key == key), None)


_DRAW: dict[str, Callable[[Drawing], Awaitable[Card | None]]] = {
    "confirmation": _confirmation,
    Template.REMINDER: _reminder,
    Template.PROGRAMME: _programme,
    Template.LINK: _link,
    Template.RESUME: _resume,
    Template.THANKS: _thanks,
    Template.TEXT: _own_text,
    "link_missing": _link_missing,
    "ballot": _ballot,
    "poll_closed": _poll_closed,
    "poll_result": _poll_result,
}
"""By `delivery.kind`."""
FOR_STAFF = frozenset({"link_missing"})
"""Told to organisers or moderators, whether they signed up themselves or not."""
KINDS = frozenset(_DRAW)
"""What this version can draw; the worker leaves other kinds to the newer version that planned them."""
