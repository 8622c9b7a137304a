"""An organiser changes the meeting's link: who had the old one hears it at once."""

from __future__ import annotations

from bot.handlers import manage, rights
from bot.handlers.host import Host, change, draft_of, meet
from bot.requests import Clicked
from cards import manage as cards
from cards.card import Card
from cards.views_event import LinkFormView, LinkReadView
from event import changes as paths
from event.definition import Event
from event.ids import ConversationId
from event.meeting import is_meeting_link, meeting_thread
from event.store import audit, changes, conversations, meetings, told
from scheduler import notices, planner

_DRAFT = paths.draft(paths.JOIN_URL)


async def edit(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    return cards.link_form(LinkFormView(event=host.event), host.texts(request))


async def read(host: Host, request: Clicked) -> Card:
    """The link read back, and how many will hear it."""
    await rights.require(host, request, rights.Role.ORGANISER)
    url = str(request.data.get("url") or "").strip().strip("<>")
    if len(url) > 2000 or not is_meeting_link(url):
        return cards.link_form(LinkFormView(event=host.event, typed=url[:2000], mistake=True), host.texts(request))
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        draft = await changes.add(db, host.living.file, _DRAFT, url, by.id, host.clock.now())
        holders = await told.count(db, told.holders(host.event.id, notices.LINK_KINDS))
    view = LinkReadView(
        event=host.event, url=url, holders=holders, chat_stays=not _other_chat(host.event, url), draft=draft
    )
    return cards.link_read(view, host.texts(request))


async def confirm(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    now, number = host.clock.now(), None
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        url = (draft := await draft_of(db, host, _DRAFT, request.data.get("id"))).value
        before = await changes.standing(db, host.living.file)
        if before.meeting.join_url != url:
            event = await change(host, db, paths.JOIN_URL, url, by.id)
            number = await notices.link_changed(db, event, draft.id, now=now, real_now=host.real.now())
            if _other_chat(before, url):
                thread = meeting_thread(url)
                known = await conversations.shared(db, thread) if thread else None
                chat = ConversationId(known.id) if known else None
                await meetings.set_chat(db, event.id, chat, now)
            await planner.plan_due(db, event, now, host.real.now())
            await audit.note(db, event.id, by.id, "link.change", now, people=number)
    host.living.forget()
    host.wake()
    return await manage.shown(await host.afresh(), request, told=number, was_already=number is None)


def _other_chat(event: Event, url: str) -> bool:
    """It surely is another meeting's link: both tell their chat, or the new one tells one we didn't know."""
    before = meeting_thread(event.meeting.join_url) if event.meeting.join_url else None
    after = meeting_thread(url)
    return after is not None and after != before
