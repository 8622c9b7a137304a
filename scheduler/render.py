"""A delivery becomes a card, drawn at the moment of sending from what is true then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from cards.link import link, link_missing
from cards.programme import programme
from cards.registration import confirmation
from cards.texts import Texts, texts
from event.store.deliveries import Delivery
from event.times import Timed, next_of, resuming_part, timetable
from sqlalchemy.ext.asyncio import AsyncConnection

from cards import announcements as announcement_cards
from cards import poll as poll_cards
from cards.card import Card
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
from event.polls import PollState
from event.store import meetings, people, polls, registrations

Render = Callable[[AsyncConnection, Event, Delivery, Texts, datetime], Awaitable[Card | None]]


def renderer(event: Event, clock: Clock) -> Callable[[AsyncConnection, Delivery], Awaitable[Card | None]]:
    """The worker's Renderer: None when there is nothing left to say. `clock` is the event's time."""

    async def render(db: AsyncConnection, delivery: Delivery) -> Card | None:
        language = event.languages[0]
        if delivery.person_id is not None:
            person = await people.find(db, PersonId(delivery.person_id))
            if person is None:
                return None
            language = person.language
        return await _KINDS[delivery.kind](db, event, delivery, texts(language), clock.now())

    return render


async def _confirmation(
    db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime
) -> Card | None:
    current = await registrations.find(db, event.id, PersonId(delivery.recipient))
    if current is None or not current.confirmed or delivery.subject != str(current.version):
        return None  # they changed or withdrew meanwhile: the newer confirmation says it
    view = ConfirmationView(
        event=event,
        name=current.form.name,
        changed=current.version > 1,
        programme_on=next_of(Template.PROGRAMME, event, now),
        link_on=next_of(Template.LINK, event, now),
    )
    return confirmation(view, say)


async def _reminder(db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime) -> Card:
    view = ReminderView(
        event=event,
        days_left=(event.date - now.astimezone(event.zone).date()).days,
        programme_on=next_of(Template.PROGRAMME, event, now),
    )
    return announcement_cards.reminder(view, say)


async def _programme(db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime) -> Card:
    view = ProgrammeView(event=event, definitive=True, registered=delivery.person_id is not None)
    return programme(view, say)


async def _link(db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime) -> Card:
    left = event.start - now
    soon = timedelta() < left <= timedelta(hours=1)
    view = LinkView(
        event=event,
        join_url=await meetings.link(db, event),
        link_on=next_of(Template.LINK, event, now),
        starts_in_minutes=round(left / timedelta(minutes=1)) if soon else None,
    )
    return link(view, say)


async def _resume(db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime) -> Card | None:
    timed = _timed(event, delivery.subject)
    part = resuming_part(timed, event) if timed else None
    if part is None:
        return None
    starts = datetime.combine(event.date, part.start, event.zone)
    view = ResumeView(
        event=event,
        part=part,
        minutes=max(0, round((starts - now) / timedelta(minutes=1))),
        join_url=await meetings.link(db, event),
    )
    return announcement_cards.resume(view, say)


async def _thanks(db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime) -> Card:
    return announcement_cards.thanks(ThanksView(event=event), say)


async def _own_text(db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime) -> Card | None:
    announcement = event.announcement(delivery.subject)
    if announcement is None or announcement.text is None:
        return None
    return announcement_cards.own_text(AnnouncementTextView(event=event, text=announcement.text.in_(say.language)), say)


async def _link_missing(
    db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime
) -> Card | None:
    timed = _timed(event, delivery.subject)
    if timed is None or await meetings.link(db, event):
        return None
    view = LinkMissingView(event=event, due=timed.due.astimezone(event.zone), until=timed.until.astimezone(event.zone))
    return link_missing(view, say)


async def _ballot(db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime) -> Card | None:
    poll = event.poll(delivery.subject)
    running = await polls.find(db, event.id, PollKey(delivery.subject))
    if poll is None or running is None or running.state is not PollState.OPEN:
        return None
    return poll_cards.ballot(BallotView(event=event, poll=poll), say)


async def _poll_closed(db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime) -> Card | None:
    poll = event.poll(delivery.subject)
    if poll is None:
        return None
    counts = await polls.counts(db, event.id, poll.key)
    view = ClosedPollBaseView(event=event, poll=poll, votes=poll_rule.total(poll, counts))
    return poll_cards.closed_base(view, say)


async def _poll_result(db: AsyncConnection, event: Event, delivery: Delivery, say: Texts, now: datetime) -> Card | None:
    poll = event.poll(delivery.subject)
    if poll is None:
        return None
    view = ResultView(event=event, poll=poll, counts=await polls.counts(db, event.id, poll.key))
    return poll_cards.result(view, say)


def _timed(event: Event, key: str) -> Timed | None:
    return next((one for one in timetable(event) if one.announcement.key == key), None)


_KINDS: dict[str, Render] = {
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
"""By `delivery.kind`. A kind that isn't here (of a newer version) is an error that leaves its delivery alone."""
