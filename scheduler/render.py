"""A delivery becomes a card, drawn at the moment of sending from what is true then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cards import announcements as announcement_cards
from cards import notices as notice_cards
from cards import pages as page_cards
from cards import participant as participant_cards
from cards import privacy as privacy_cards
from cards.card import Card
from cards.link import link, link_missing
from cards.programme import programme
from cards.registration import confirmation, view_of
from cards.registration import registration as registration_card
from cards.texts import Texts, texts
from cards.views import (
    AnnouncementTextView,
    ConfirmationView,
    LinkMissingView,
    LinkView,
    ProgrammeView,
    ReminderView,
    ResumeView,
    ThanksView,
)
from cards.views_event import EventNoticeView, LinkChangedView, OverruledView, ProgrammeChangedView, What
from cards.views_participants import RoleView, WithdrawnForYouView
from event import changes as rule
from event.clock import Clock
from event.definition import Announcement, Event, Template
from event.ids import ChangeId, DeliveryId, PersonId
from event.people import zone_of
from event.programme import differences
from event.registration import Source
from event.roles import higher
from event.store import changes, people, registrations, roles, sign_ups, told
from event.store.changes import Living
from event.store.deliveries import Delivery
from event.store.question_acts import ANSWER
from event.times import Timed, next_of, resuming_part, timetable
from scheduler import answers, render_polls
from scheduler.drawing import Draw, Drawing


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


async def preview(
    db: AsyncConnection, event: Event, one: Announcement, me: PersonId, speaks: Texts, now: datetime
) -> Card | None:
    """An announcement as it would look if it were sent now. `event` has it."""
    imagined = Delivery(
        id=DeliveryId(0),
        event=event.id,
        occasion=f"announcement:{one.key}",
        kind=one.template.value,
        subject=one.key,
        recipient=me,
        road="personal",
        person_id=me,
        replaces=None,
        state="planned",
        reason=None,
        until_at=None,
        lease_until=None,
        fence=0,
        attempts=0,
        conversation_id=None,
        activity_id=None,
    )
    return await _DRAW[one.template](Drawing(db=db, event=event, delivery=imagined, texts=speaks, now=now))


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
        listed=current.privacy_read_at is None and current.source is not Source.ORGANISER,
        by_organiser=current.privacy_read_at is None and current.source is Source.ORGANISER,
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
    shared = of.delivery.person_id is None
    view = ProgrammeView(event=of.event, definitive=True, registered=not shared, shared=shared)
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


async def _link_changed(of: Drawing) -> Card | None:
    url = of.event.meeting.join_url
    return notice_cards.link_changed(LinkChangedView(event=of.event, join_url=url), of.texts) if url else None


async def _programme_changed(of: Drawing) -> Card | None:
    """What changed since they last heard of a change, or since they signed up: it may be more than one publication."""
    person = PersonId(of.delivery.recipient)
    signed_up = await registrations.find(of.db, of.event.id, person)
    heard = await told.heard(of.db, of.event.id, person, "programme_changed")
    last = max((int(one) for one in heard), default=0)
    new = [
        one
        for one in await changes.published(of.db, of.event.id, rule.PARTS)
        if one.id > last and signed_up is not None and one.at > signed_up.created_at
    ]
    if not new:
        return None
    before = rule.parts_of(await changes.before(of.db, of.event.id, new[0]))
    changed = differences(before, of.event.parts)
    if not changed:
        return None
    return notice_cards.programme_changed(ProgrammeChangedView(event=of.event, changed=changed), of.texts)


async def _event_notice(of: Drawing) -> Card | None:
    draft = await changes.get(of.db, of.event.id, ChangeId(int(of.delivery.subject)))
    if draft is None:
        return None
    note = draft.value["note"]
    view = EventNoticeView(
        event=of.event,
        what=What(draft.value["what"]),
        before=date.fromisoformat(draft.value["before"]),
        note=note[of.texts.language.value] if note else None,
    )
    return notice_cards.event_notice(view, of.texts)


async def _overruled(of: Drawing) -> Card | None:
    one = await changes.get(of.db, of.event.id, ChangeId(int(of.delivery.subject)))
    return notice_cards.overruled(OverruledView(event=of.event, path=one.path), of.texts) if one else None


async def _question_answered(of: Drawing) -> Card | None:
    return await answers.drawn(of.db, of.event, of.delivery, of.texts)


async def _withdrawn_for_you(of: Drawing) -> Card | None:
    current = await registrations.find(of.db, of.event.id, PersonId(of.delivery.recipient))
    if current is None or current.confirmed or of.delivery.subject != str(current.version):
        return None  # they came back meanwhile
    return participant_cards.withdrawn_for_you(WithdrawnForYouView(event=of.event, name=current.form.name), of.texts)


async def _role(of: Drawing) -> Card | None:
    given = await roles.granted_to(of.db, of.event.id, PersonId(of.delivery.recipient))
    if of.delivery.subject != (given or "none"):
        return None  # it is another one meanwhile, and they hear that
    person = await people.find(of.db, PersonId(of.delivery.recipient))
    by_file = await roles.by_file(of.db, of.event, person) if person else None
    return participant_cards.role_given(RoleView(event=of.event, role=higher(by_file, given)), of.texts)


async def _sign_up_asked(of: Drawing) -> Card | None:
    asked = await sign_ups.find(of.db, of.event.id, of.delivery.recipient)
    if asked is None or asked.form is None:
        return None
    return page_cards.sign_up_asked(of.event, asked.form.name, asked.id, texts(asked.language))


async def _withdrawn(of: Drawing) -> Card | None:
    """By e-mail, so that it leaves their calendar too."""
    current = await registrations.find(of.db, of.event.id, PersonId(of.delivery.recipient))
    if current is None or current.confirmed:
        return None
    return registration_card(view_of(of.event, current), of.texts)


async def _asked_again(of: Drawing) -> Card | None:
    """Who signs up once more is shown what they have."""
    current = await registrations.find(of.db, of.event.id, PersonId(of.delivery.recipient))
    if current is None or not current.confirmed:
        return None
    return registration_card(view_of(of.event, current, was_already=True), of.texts)


async def _join_asked(of: Drawing) -> Card | None:
    """Not when they were joined or left meanwhile."""
    asked = await people.find(of.db, PersonId(of.delivery.recipient))
    other = await registrations.find(of.db, of.event.id, PersonId(of.delivery.subject))
    if asked is None or asked.account is not None or other is None or not other.confirmed:
        return None
    return page_cards.join_asked(of.event, other.form.name, of.delivery.subject, of.texts)


async def _cleared(of: Drawing) -> Card:
    return privacy_cards.cleared(of.event, of.texts)


def _timed(event: Event, key: str) -> Timed | None:
    return next((one for one in timetable(event) if one.announcement.key == key), None)


_DRAW: dict[str, Draw] = {
    "confirmation": _confirmation,
    Template.REMINDER: _reminder,
    Template.PROGRAMME: _programme,
    Template.LINK: _link,
    Template.RESUME: _resume,
    Template.THANKS: _thanks,
    Template.TEXT: _own_text,
    "link_missing": _link_missing,
    "cleared": _cleared,
    "sign_up_asked": _sign_up_asked,
    "asked_again": _asked_again,
    "join_asked": _join_asked,
    "link_changed": _link_changed,
    "programme_changed": _programme_changed,
    "event_notice": _event_notice,
    "overruled": _overruled,
    "withdrawn": _withdrawn,
    "withdrawn_for_you": _withdrawn_for_you,
    "role": _role,
    ANSWER: _question_answered,
    **render_polls.DRAW,
}
"""By `delivery.kind`."""
TO_ANYBODY = (
    frozenset({"link_missing", "overruled", "withdrawn", "withdrawn_for_you", "join_asked", "role", ANSWER})
    | render_polls.TO_ANYBODY
)
"""Told to people who aren't signed up too: organisers, moderators, who was withdrawn by one of them, and who asked."""
KINDS = frozenset(_DRAW)
"""What this version can draw; the worker leaves other kinds to the newer version that planned them."""
