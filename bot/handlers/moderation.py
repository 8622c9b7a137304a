"""What moderators do with polls: look, make one on the spot, launch, give more time, close. In their own chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host, change, meet
from bot.requests import (
    Clicked,
    DialogAnswer,
    DialogCard,
    DialogClosed,
    DialogOpened,
    DialogSent,
    Request,
)
from cards import moderation as cards
from cards.card import Card
from cards.poll_form import poll_form
from cards.views_polls import Done, PollFormView, PollListView
from event import changes as paths
from event import own_poll
from event.definition import Poll
from event.errors import Refusal, RefusalCode
from event.ids import PersonId, PollKey
from event.own_poll import PollMistakes
from event.polls import LONGEST_OPEN, PollState
from event.store import audit, ballots, changes, deliveries, meetings, polls
from scheduler import polls as act

_PAGE = 8
_FIRST = (PollState.OPEN, PollState.PAUSED, PollState.PREPARED, PollState.CLOSED)


async def list_(host: Host, request: Request) -> Card:
    """Every poll of the event, what is open on top."""
    await rights.require(host, request, rights.Role.MODERATOR)
    now = host.clock.now()
    async with host.database.read() as db:
        launched = await polls.all_launched(db, host.event.id)
        totals = await ballots.totals(db, host.event.id)
        meeting = await meetings.find(db, host.event.id)
    rows = [
        (poll, running.stands(now), totals.get(running.box, 0)) if running else (poll, PollState.PREPARED, 0)
        for poll, running in ((one, launched.get(one.key)) for one in host.event.polls)
    ]
    rows.sort(key=lambda one: _FIRST.index(one[1]))
    pages = max(1, -(-len(rows) // _PAGE))
    asked = request.data.get("page") if isinstance(request, Clicked) else None
    page = min(int(asked), pages - 1) if isinstance(asked, str) and asked.isdecimal() and len(asked) < 4 else 0
    view = PollListView(
        event=host.event,
        polls=rows[page * _PAGE : (page + 1) * _PAGE],
        meeting_known=meeting.conversation is not None,
        page=page,
        pages=pages,
    )
    return cards.poll_list(view, host.texts(request))


async def control(host: Host, request: Clicked) -> Card:
    """One poll: preview, count or result, as it stands."""
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.read() as db:
        return await _shown(host, request, db, _key(request))


async def launch(host: Host, request: Clicked) -> Card:
    """Put the poll in the event's meeting chat, for as long as was chosen."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key = _key(request)
    async with host.database.begin() as db:
        meeting = await meetings.find(db, host.event.id, hold=True)
        here = await _afresh(host, db)
        poll = here.event.poll(key)
        if poll is None:
            return _gone(host, request)
        if meeting.conversation is None:
            raise Refusal(RefusalCode.NO_MEETING)
        by = await meet(host, db, request)
        new = await act.launch(
            db,
            host.event.id,
            poll,
            meeting.conversation,
            _minutes(request, poll),
            by.id,
            host.clock.now(),
            real_now=host.real.now(),
        )
        card = await _shown(here, request, db, key, None if new else Done.ALREADY)
    host.wake()
    return card


async def extend(host: Host, request: Clicked) -> Card:
    """More time, or no limit. The card says which moment it is about: a second click finds that it moved."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key, what, now = _key(request), request.data.get("what"), host.clock.now()
    if what not in (cards.UNTIL_CLOSED, str(cards.MORE_MINUTES)):
        raise Refusal(RefusalCode.UNREADABLE)
    async with host.database.begin() as db:
        running = await polls.find(db, host.event.id, key)
        if running is None:
            return await _shown(host, request, db, key)
        was = running.closes
        if running.stands(now) is PollState.CLOSED:
            done = Done.TOO_LATE
        elif was is None:
            done = Done.HAS_NO_LIMIT
        elif request.data.get("id") != str(int(was.timestamp())):
            done = Done.OTHER_TIME
        else:
            by = await meet(host, db, request)
            closes = None if what == cards.UNTIL_CLOSED else was + timedelta(minutes=cards.MORE_MINUTES)
            extended = await act.extend(db, host.event.id, key, was, closes, by.id, now, real_now=host.real.now())
            done = (Done.EXTENDED if closes else Done.WITHOUT_LIMIT) if extended else Done.OTHER_TIME
        card = await _shown(host, request, db, key, done)
    host.wake()
    return card


async def close(host: Host, request: Clicked) -> Card:
    """No more votes; the launched card says so and the result stands below it."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key = _key(request)
    async with host.database.begin() as db:
        if await polls.find(db, host.event.id, key) is None:
            return await _shown(host, request, db, key)
        by = await meet(host, db, request)
        done = await act.close(db, host.event.id, key, by.id, host.clock.now(), real_now=host.real.now())
        card = await _shown(host, request, db, key, None if done else Done.ALREADY)
    host.wake()
    return card


async def open_form(host: Host, request: DialogOpened) -> DialogAnswer:
    """The form for a new poll, or for one that isn't launched yet, in a dialog."""
    card = await _form(host, request)
    return DialogCard(card.summary, card)


async def make(host: Host, request: Clicked) -> Card:
    """The same form as a card in the chat, for clients that open no dialogs."""
    return await _form(host, request)


async def send_form(host: Host, request: DialogSent) -> DialogAnswer:
    """Keep it; its card comes in the chat. A dialog with mistakes comes back."""
    kept = await _save(host, request)
    if isinstance(kept, PollMistakes):
        card = _again(host, request, kept)
        return DialogCard(card.summary, card)
    return DialogClosed()


async def save(host: Host, request: Clicked) -> Card:
    kept = await _save(host, request)
    if isinstance(kept, PollMistakes):
        return _again(host, request, kept)
    async with host.database.read() as db:
        return await _shown(await host.afresh(), request, db, kept, Done.SAVED)


async def ask_remove(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.read() as db:
        poll = await _own(host, db, _key(request))
    return cards.ask_remove(host.event, poll, host.texts(request))


async def remove(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    key = _key(request)
    async with host.database.begin() as db:
        await meetings.find(db, host.event.id, hold=True)
        here = await _afresh(host, db)
        if here.event.poll(key) is None:
            return _gone(host, request)
        await _own(here, db, key)
        by = await meet(host, db, request)
        await change(host, db, paths.poll(key), None, by.id)
        await audit.note(db, host.event.id, by.id, "poll.remove", host.clock.now(), subject=key)
    host.living.forget()
    return cards.gone(host.event, host.texts(request), removed=True)


async def _form(host: Host, request: Clicked | DialogOpened) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    in_dialog = isinstance(request, DialogOpened)
    if "poll" not in request.data:
        values = own_poll.first_values(host.event, host.clock.now())
        view = PollFormView(event=host.event, key=own_poll.new_key(), values=values, in_dialog=in_dialog)
        return poll_form(view, host.texts(request))
    async with host.database.read() as db:
        poll = await _own(host, db, _key(request))
    values = own_poll.values_of(host.event, poll)
    view = PollFormView(event=host.event, key=poll.key, values=values, is_change=True, in_dialog=in_dialog)
    return poll_form(view, host.texts(request))


async def _save(host: Host, request: Clicked | DialogSent) -> PollKey | PollMistakes:
    """Keep the poll under the key that came with its form: the same form sent twice makes one poll."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key = _key(request)
    if not own_poll.is_own(key) or host.living.file.poll(key) is not None:
        raise Refusal(RefusalCode.POLL_NOT_FOUND)
    poll = own_poll.read(host.event, key, request.data)
    if isinstance(poll, PollMistakes):
        return poll
    path, value = paths.poll(key), poll.model_dump(mode="json")
    async with host.database.begin() as db:
        await meetings.find(db, host.event.id, hold=True)
        before = (await changes.newest(db, host.event.id)).get(path)
        if before is not None and before.value is None:
            raise Refusal(RefusalCode.POLL_NOT_FOUND)
        if await polls.find(db, host.event.id, key) is not None:
            raise Refusal(RefusalCode.POLL_ALREADY_LAUNCHED)
        if before is None or before.value != value:
            by = await meet(host, db, request)
            await change(host, db, path, value, by.id)
            await audit.note(db, host.event.id, by.id, "poll.save", host.clock.now(), subject=key)
            if isinstance(request, DialogSent):
                await _show_in_chat(host, db, key, by.id)
    host.living.forget()
    host.wake()
    return key


async def _show_in_chat(host: Host, db: AsyncConnection, key: PollKey, to: PersonId) -> None:
    """What was saved in a dialog stands in the chat as its own card."""
    saved = (await changes.newest(db, host.event.id))[paths.poll(key)]
    draft = deliveries.Draft(
        event=host.event.id,
        occasion=f"poll:{key}:saved:{saved.id}",
        kind="poll_saved",
        subject=key,
        recipient=to,
        road="personal",
        person_id=to,
        next_at=host.real.now(),
    )
    await deliveries.plan(db, [draft], host.real.now())


def _again(host: Host, request: Clicked | DialogSent, wrong: PollMistakes) -> Card:
    view = PollFormView(
        event=host.event,
        key=_key(request),
        values=wrong.values,
        mistakes=wrong.mistakes,
        is_change=host.event.poll(_key(request)) is not None,
        in_dialog=isinstance(request, DialogSent),
    )
    return poll_form(view, host.texts(request))


async def _own(host: Host, db: AsyncConnection, key: PollKey) -> Poll:
    """A poll made in chat that nobody saw yet."""
    poll = host.event.poll(key)
    if poll is None or not own_poll.is_own(key) or host.living.file.poll(key) is not None:
        raise Refusal(RefusalCode.POLL_NOT_FOUND)
    if await polls.find(db, host.event.id, key) is not None:
        raise Refusal(RefusalCode.POLL_ALREADY_LAUNCHED)
    return poll


async def _shown(host: Host, request: Clicked, db: AsyncConnection, key: PollKey, done: Done | None = None) -> Card:
    poll = host.event.poll(key)
    if poll is None:
        return _gone(host, request)
    view = await act.control_view(db, host.event, poll, host.clock.now(), done)
    return cards.poll_control(view, host.texts(request))


async def _afresh(host: Host, db: AsyncConnection) -> Host:
    """With the event as it stands in this very transaction."""
    return replace(host, event=await changes.standing(db, host.living.file))


def _gone(host: Host, request: Request) -> Card:
    return cards.gone(host.event, host.texts(request))


def _key(request: Clicked | DialogOpened | DialogSent) -> PollKey:
    key: Any = request.data.get("poll")
    return PollKey(key if isinstance(key, str) else "")


def _minutes(request: Clicked, poll: Poll) -> int | None:
    """How long it stays open: as chosen on the card, as prepared where an older card has no choice."""
    chosen = request.data.get("minutes")
    if chosen in (None, ""):
        return poll.minutes
    if chosen == cards.UNTIL_CLOSED:
        return None
    minutes = int(chosen) if isinstance(chosen, str) and chosen.isdecimal() and len(chosen) < 5 else 0
    if not 1 <= minutes <= LONGEST_OPEN:
        raise Refusal(RefusalCode.UNREADABLE)
    return minutes
