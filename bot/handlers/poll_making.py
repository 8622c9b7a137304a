"""A moderator makes a poll on the spot, or changes one that isn't launched: in a dialog, or in the chat."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host, change, meet
from bot.handlers.one_poll import afresh, gone, key_of, prepared, shown
from bot.requests import Clicked, DialogAnswer, DialogCard, DialogClosed, DialogOpened, DialogSent
from cards import poll_more as cards
from cards.card import Card
from cards.poll_form import poll_form
from cards.views_polls import Done, PollFormView
from event import changes as paths
from event import own_poll
from event.definition import Poll
from event.errors import Refusal, RefusalCode
from event.ids import PersonId, PollKey
from event.own_poll import PollMistakes
from event.store import audit, changes, deliveries, meetings, polls
from scheduler import polls as act


async def open_form(host: Host, request: DialogOpened) -> DialogAnswer:
    """The form for a new poll, or for one that isn't launched yet, in a dialog."""
    card = await _form(host, request)
    return DialogCard(card.summary, card)


async def make(host: Host, request: Clicked) -> Card:
    """The same form as a card in the chat, for clients that open no dialogs."""
    return await _form(host, request)


async def switch_form(host: Host, request: DialogSent) -> DialogAnswer:
    """The dialog's form for another kind of poll."""
    card = await _form(host, request)
    return DialogCard(card.summary, card)


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
        return await shown(await host.afresh(), request, db, kept, Done.SAVED)


async def ask_remove(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.read() as db:
        poll = await _own(host, db, key_of(request))
    return cards.ask_remove(host.event, poll, host.texts(request))


async def remove(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    key = key_of(request)
    async with host.database.begin() as db:
        await meetings.find(db, host.event.id, hold=True)
        here = await afresh(host, db)
        if here.event.poll(key) is None:
            return gone(host, request)
        await _own(here, db, key)
        by = await meet(host, db, request)
        await change(host, db, paths.poll(key), None, by.id)
        await audit.note(db, host.event.id, by.id, "poll.remove", host.clock.now(), subject=key)
    host.living.forget()
    return cards.gone(host.event, host.texts(request), removed=True)


async def _form(host: Host, request: Clicked | DialogOpened | DialogSent) -> Card:
    """As it is to be filled in: empty, as the poll is now, or of another kind with what was typed so far."""
    await rights.require(host, request, rights.Role.MODERATOR)
    event, key = host.event, own_poll.new_key()
    switched = "kind" in request.data
    values = own_poll.first_values(event, host.clock.now())
    if "poll" in request.data:
        key = key_of(request)
        if event.poll(key) is not None or not (switched and own_poll.is_own(key)):
            async with host.database.read() as db:
                values = own_poll.values_of(event, await prepared(host, db, key))
    if switched:
        values = own_poll.shown_again(event, request.data)
    view = PollFormView(
        event=event,
        key=key,
        values=values,
        is_change=event.poll(key) is not None,
        switched=switched,
        in_dialog=not isinstance(request, Clicked),
    )
    return poll_form(view, host.texts(request))


async def _save(host: Host, request: Clicked | DialogSent) -> PollKey | PollMistakes:
    """Keep the poll under the key that came with its form: the same form sent twice makes one poll. One of the event
    file is changed on top of that."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key = key_of(request)
    if not own_poll.is_own(key) and host.event.poll(key) is None:
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
        here = await afresh(host, db)
        if here.event.poll(key) is not None:
            await prepared(here, db, key)
        if before is None or before.value != value:
            by = await meet(host, db, request)
            await change(host, db, path, value, by.id)
            await audit.note(db, host.event.id, by.id, "poll.save", host.clock.now(), subject=key)
            await act.was_changed(db, host.event.id, key, by.id, host.clock.now())
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
        key=key_of(request),
        values=wrong.values,
        mistakes=wrong.mistakes,
        is_change=host.event.poll(key_of(request)) is not None,
        switched=not wrong.mistakes,
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
