"""Help, the programme, the link, and an answer to words that nobody foresaw."""

from __future__ import annotations

from bot.handlers import rights
from bot.handlers.host import Host, meet
from bot.requests import Request, Said
from cards import conversation
from cards.card import Card
from cards.link import link as link_card
from cards.programme import programme as programme_card
from cards.views import HelpView, LinkView, ProgrammeView, StaleView
from cards.views_conversation import Reason, SharedChatView, ThanksView, UnknownView
from cards.views_conversation import Said as Heard
from event import registration as rule
from event.definition import Template
from event.errors import Refusal, RefusalCode
from event.store import meetings, registrations, told
from event.times import next_of, timetable

_STORY = 60
"""Characters from which on a text says more than a word or two."""


async def help_(host: Host, request: Request) -> Card:
    held = await rights.roles_of(host, request)
    view = HelpView(
        event=host.event,
        registered=await _registered(host, request),
        organiser=rights.Role.ORGANISER in held,
        moderator=rights.Role.MODERATOR in held,
    )
    return conversation.help_(view, host.texts(request))


async def programme(host: Host, request: Request) -> Card:
    """The programme; definitive from the moment on which the event file sends it."""
    now = host.clock.now()
    sent = (one for one in timetable(host.event) if one.announcement.template is Template.PROGRAMME)
    view = ProgrammeView(
        event=host.event,
        definitive=any(one.due <= now for one in sent),
        registered=await _registered(host, request),
        shared=not request.where.private,
    )
    return programme_card(view, host.texts(request))


async def link(host: Host, request: Request) -> Card:
    """The meeting's link, for who signed up."""
    if not await _registered(host, request):
        raise Refusal(RefusalCode.NOT_REGISTERED)
    now = host.clock.now()
    rule.check_ahead(host.event, now)
    if host.event.meeting.join_url:
        async with host.database.begin() as db:
            me = await meet(host, db, request)
            await told.note_given(
                db,
                host.event.id,
                kind="link",
                person=me.id,
                conversation=request.where.conversation,
                now=host.real.now(),
            )
    view = LinkView(
        event=host.event, join_url=host.event.meeting.join_url, link_on=next_of(Template.LINK, host.event, now)
    )
    return link_card(view, host.texts(request))


async def unknown(host: Host, request: Request) -> Card:
    view = UnknownView(event=host.event, registered=await _registered(host, request), said=_heard(request))
    return conversation.unknown(view, host.texts(request))


async def thanked(host: Host, request: Request) -> Card:
    shared = not request.where.private
    view = ThanksView(event=host.event, registered=await _registered(host, request), shared=shared)
    return conversation.thanked(view, host.texts(request))


def stale(host: Host, request: Request) -> Card:
    return conversation.stale(StaleView(event=host.event), host.texts(request))


async def help_here(host: Host, request: Request) -> Card:
    """In a shared chat."""
    return await in_shared_chat(host, request, Reason.HELP)


async def in_shared_chat(host: Host, request: Request, reason: Reason, added_by: str | None = None) -> Card:
    async with host.database.read() as db:
        meeting = await meetings.find(db, host.event.id)
    is_meeting = meeting.conversation == request.where.conversation
    view = SharedChatView(event=host.event, reason=reason, is_meeting=is_meeting, added_by=added_by)
    return conversation.in_shared_chat(view, host.texts(request))


def _heard(request: Request) -> Heard:
    text = request.text if isinstance(request, Said) else ""
    if isinstance(request, Said) and request.with_file:
        return Heard.FILE
    if not any(c.isalnum() for c in text):
        return Heard.NOTHING
    return Heard.STORY if "?" in text or len(text) > _STORY else Heard.WORDS


async def _registered(host: Host, request: Request) -> bool:
    """Never asked in a shared chat: whether somebody signed up is theirs alone."""
    if not request.where.private:
        return False
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        current = await registrations.find(db, host.event.id, person.id)
    return current is not None and current.confirmed
