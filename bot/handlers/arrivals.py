"""The bot comes and goes: installed by a person, added to a chat, removed; the meeting starts and ends."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import information, rights, roster
from bot.handlers.host import Host, meet, remember
from bot.handlers.joining import join_by_address
from bot.requests import Installed, MeetingEnded, MeetingStarted, MembersChanged, Removed, Reply, Request
from cards import conversation as cards
from cards.card import Card
from cards.views import WelcomeView
from cards.views_conversation import Reason
from cards.welcome import welcome
from event.errors import Refusal, RefusalCode
from event.meeting import meeting_thread
from event.store import conversations, meetings, registrations
from scheduler import cues


async def installed(host: Host, request: Installed) -> Reply:
    """One welcome for each installation, though Teams tells of it twice."""
    if request.where.kind == "personal":
        return await _installed_by_a_person(host, request)
    async with host.database.begin() as db:
        is_meeting = await remember_chat(host, db, request)
        first = await _first(host, db, request)
    if is_meeting:
        await roster.sync(host, request.where)
    host.wake()
    if not first:
        return Reply()
    adder = await host.roster.member(request.where, request.who.account) if request.by_sender else None
    return Reply((await information.in_shared_chat(host, request, Reason.ARRIVED, adder.name if adder else None),))


async def removed(host: Host, request: Removed) -> Reply:
    async with host.database.begin() as db:
        await conversations.leave(db, request.where.conversation, host.clock.now())
    return Reply()


async def members_changed(host: Host, request: MembersChanged) -> Reply:
    async with host.database.begin() as db:
        is_meeting = await remember_chat(host, db, request)
    if is_meeting:
        await roster.sync(host, request.where)
    return Reply()


async def meeting_started(host: Host, request: MeetingStarted) -> Reply:
    async with host.database.begin() as db:
        is_meeting = await remember_chat(host, db, request)
        if is_meeting:
            await meetings.started(db, host.event.id, host.clock.now())
            await cues.plan(db, host.event, host.clock.now(), real_now=host.real.now(), meeting_starts=True)
    host.wake()
    if is_meeting:
        await roster.sync(host, request.where)
    return Reply()


async def meeting_ended(host: Host, request: MeetingEnded) -> Reply:
    async with host.database.begin() as db:
        if await remember_chat(host, db, request):
            await meetings.ended(db, host.event.id, host.clock.now())
    return Reply()


async def this_is_the_meeting(host: Host, request: Request) -> Card:
    """An organiser says in a chat that it is the event's meeting: a short join link doesn't tell."""
    await rights.require(host, request, rights.Role.ORGANISER)
    if request.where.kind != "group":
        raise Refusal(RefusalCode.NOT_THE_MEETING)
    async with host.database.begin() as db:
        await remember_chat(host, db, request)
        await meetings.set_chat(db, host.event.id, request.where.conversation, host.clock.now())
    await roster.sync(host, request.where)
    host.wake()
    return cards.meeting_known(host.event, host.texts(request))


async def remember_chat(host: Host, db: AsyncConnection, request: Request) -> bool:
    """Keep a shared chat. True for the event's meeting chat: by its thread id in the link, or said so."""
    if request.where.private:  # a meeting's event that says it came from somebody's own chat: that stays theirs
        return False
    now = host.clock.now()
    chat = request.where.conversation
    await remember(host, db, request, None)
    meeting = await meetings.find(db, host.event.id)
    join_url = host.event.meeting.join_url
    if meeting.conversation is None and join_url and meeting_thread(join_url) == chat:
        await meetings.set_chat(db, host.event.id, chat, now)
        return True
    return meeting.conversation == chat


async def _first(host: Host, db: AsyncConnection, request: Installed) -> bool:
    """Whether a welcome is due. After an upgrade never: they know the bot."""
    welcome_due = await conversations.welcome_once(db, request.where.conversation, host.clock.now())
    return welcome_due and not request.upgraded


async def _installed_by_a_person(host: Host, request: Installed) -> Reply:
    async with host.database.begin() as db:
        await meet(host, db, request)
        first = await _first(host, db, request)
    await join_by_address(host, request)
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        current = await registrations.find(db, host.event.id, person.id)
    await rights.roles_of(host, request)  # an organiser's or moderator's first sight pins their role
    host.wake()
    if not first:
        return Reply()
    view = WelcomeView(event=host.event, registered=bool(current and current.confirmed))
    return Reply((welcome(view, host.texts(request)),))
