"""What moderators do with a poll that everybody sees: launch, give more time, pause, close, show, start again. In their
own chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host, meet
from bot.handlers.one_poll import afresh, gone, key_of, shown
from bot.requests import Clicked
from cards.card import Card
from cards.poll_control import poll_control
from cards.poll_pieces import MORE_MINUTES, UNTIL_CLOSED
from cards.views_polls import Done
from event.definition import Poll
from event.errors import Refusal, RefusalCode
from event.ids import PollKey
from event.poll_life import Verdict
from event.polls import LONGEST_OPEN
from event.store import meetings
from scheduler import polls as act
from scheduler.poll_cards import Doing


async def launch(host: Host, request: Clicked) -> Card:
    """Put the poll in the event's meeting chat, for as long as was chosen."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key = key_of(request)
    async with host.database.begin() as db:
        meeting = await meetings.find(db, host.event.id, hold=True)
        here = await afresh(host, db)
        poll = here.event.poll(key)
        if poll is None:
            return gone(host, request)
        if meeting.conversation is None:
            raise Refusal(RefusalCode.NO_MEETING)
        at = await _doing(here, db, request)
        new = await act.launch(at, poll, meeting.conversation, _minutes(request, poll))
        card = await shown(here, request, db, key, None if new else Done.ALREADY)
    host.wake()
    return card


async def extend(host: Host, request: Clicked) -> Card:
    """More time, or no limit. The card says which limit it is about: a second click finds that it moved."""
    what, limit = request.data.get("what"), request.data.get("id")
    if what not in (UNTIL_CLOSED, str(MORE_MINUTES)):
        await rights.require(host, request, rights.Role.MODERATOR)
        raise Refusal(RefusalCode.UNREADABLE)

    async def extended(at: Doing, poll: Poll) -> Done:
        minutes = None if what == UNTIL_CLOSED else MORE_MINUTES
        return await act.extend(at, poll.key, limit if isinstance(limit, str) else "", minutes)

    return await _done(host, request, extended)


async def pause(host: Host, request: Clicked) -> Card:
    return await _act(host, request, act.pause, Done.PAUSED, Done.PAUSED_ALREADY)


async def go_on(host: Host, request: Clicked) -> Card:
    return await _act(host, request, act.go_on, Done.GOES_ON, Done.GOES_ON_ALREADY)


async def close(host: Host, request: Clicked) -> Card:
    """No more votes; the launched card says so and the result stands below it."""
    return await _act(host, request, act.close, None, Done.ALREADY)


async def reopen(host: Host, request: Clicked) -> Card:
    """For as long as was chosen."""

    async def reopened(at: Doing, poll: Poll) -> Done | None:
        found = await act.reopen(at, poll.key, _minutes(request, poll))
        return _said(found, Done.REOPENED, Done.OPEN_ALREADY)

    return await _done(host, request, reopened)


async def reset(host: Host, request: Clicked) -> Card:
    return await _act(host, request, act.reset, Done.RESET, Done.RESET_ALREADY)


async def undo_reset(host: Host, request: Clicked) -> Card:
    return await _act(host, request, act.undo_reset, Done.PUT_BACK, Done.PUT_BACK_ALREADY)


async def reveal(host: Host, request: Clicked) -> Card:
    return await _act(host, request, act.reveal, Done.SHOWN, Done.SHOWN_ALREADY)


async def remind(host: Host, request: Clicked) -> Card:
    """Those who haven't voted. How many is said, and never who."""
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.begin() as db:
        here = await afresh(host, db)
        poll = here.event.poll(key_of(request))
        if poll is None:
            return gone(host, request)
        found, number = await act.remind(await _doing(here, db, request), poll.key)
        done = _said(found, Done.REMINDED if number else Done.NOBODY_TO_REMIND, Done.REMINDED_ALREADY)
        view = await act.control_view(db, here.event, poll, host.clock.now(), done)
    host.wake()
    return poll_control(replace(view, number=number), host.texts(request))


async def _act(
    host: Host,
    request: Clicked,
    do: Callable[[Doing, PollKey], Awaitable[Verdict]],
    done: Done | None,
    already: Done,
) -> Card:
    async def did(at: Doing, poll: Poll) -> Done | None:
        return _said(await do(at, poll.key), done, already)

    return await _done(host, request, did)


async def _done(host: Host, request: Clicked, do: Callable[[Doing, Poll], Awaitable[Done | None]]) -> Card:
    """In one transaction, with the event as it stands in it; the poll's card says what was done."""
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.begin() as db:
        here = await afresh(host, db)
        poll = here.event.poll(key_of(request))
        if poll is None:
            return gone(host, request)
        done = await do(await _doing(here, db, request), poll)
        card = await shown(here, request, db, poll.key, done)
    host.wake()
    return card


async def _doing(host: Host, db: AsyncConnection, request: Clicked) -> Doing:
    by = await meet(host, db, request)
    return Doing(db=db, event=host.event, by=by.id, now=host.clock.now(), real_now=host.real.now())


def _said(found: Verdict, done: Done | None, already: Done) -> Done | None:
    match found:
        case Verdict.DO:
            return done
        case Verdict.ALREADY:
            return already
        case Verdict.NOT_NOW:
            return Done.NOT_NOW


def _minutes(request: Clicked, poll: Poll) -> int | None:
    """How long it stays open: as chosen on the card, as prepared where an older card has no choice."""
    chosen = request.data.get("minutes")
    if chosen in (None, ""):
        return poll.minutes
    if chosen == UNTIL_CLOSED:
        return None
    minutes = int(chosen) if isinstance(chosen, str) and chosen.isdecimal() and len(chosen) < 5 else 0
    if not 1 <= minutes <= LONGEST_OPEN:
        raise Refusal(RefusalCode.UNREADABLE)
    return minutes
