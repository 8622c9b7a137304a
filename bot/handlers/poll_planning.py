"""What moderators do with a poll more rarely: plan its launch, copy it, ask it a second time, give it another place."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host, change, meet
from bot.handlers.one_poll import afresh, gone, key_of, prepared, shown
from bot.requests import Clicked
from cards import poll_more as cards
from cards.card import Card
from cards.poll_acts import COPY, DOWN, ROUND, UP
from cards.views_polls import Done, PollMoreView, PollPlanView
from event import changes as paths
from event import own_poll
from event import poll_plans as rule
from event.definition import Event, Poll
from event.errors import Refusal, RefusalCode
from event.ids import PollKey
from event.poll_life import Act
from event.polls import PollState
from event.said_times import TimeMistake, UnreadableTime, read_moment
from event.store import audit, changes, meetings, poll_people, polls
from scheduler import polls as act


async def more(host: Host, request: Clicked) -> Card:
    """All that the poll's own card has no room for."""
    await rights.require(host, request, rights.Role.MODERATOR)
    poll = host.event.poll(key_of(request))
    if poll is None:
        return gone(host, request)
    async with host.database.read() as db:
        view = await act.control_view(db, host.event, poll, host.clock.now())
        running = await polls.find(db, host.event.id, poll.key)
        remind = running is not None and Act.REMIND in view.can
        unvoted = len(await poll_people.not_voted(db, host.event.id, running)) if remind and running else 0
        keys = await _waiting(db, host.event)
    place = keys.index(poll.key) if poll.key in keys else None
    shown_ = PollMoreView(
        control=view,
        unvoted=unvoted,
        up=place is not None and place > 0,
        down=place is not None and place + 1 < len(keys),
    )
    return cards.poll_more(shown_, host.texts(request))


async def plan(host: Host, request: Clicked) -> Card:
    """When it is launched."""
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.read() as db:
        poll = await prepared(host, db, key_of(request))
        return await _plan_card(host, request, db, poll)


async def set_plan(host: Host, request: Clicked) -> Card:
    """At the time that was typed, when its part starts, or by hand."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key, what, now = key_of(request), request.data.get("what"), host.clock.now()
    async with host.database.begin() as db:
        await meetings.find(db, host.event.id, hold=True)
        here = await afresh(host, db)
        poll = await prepared(here, db, key)
        launch = None
        part = here.event.part(poll.part or "")
        if what == cards.TYPED:
            typed = request.data.get("when")
            typed = typed.strip() if isinstance(typed, str) else ""
            try:
                due = read_moment(typed, here.event, now)
            except UnreadableTime as mistake:
                return await _plan_card(here, request, db, poll, typed, mistake.code)
            if rule.too_late(here.event, poll, due):
                return await _plan_card(here, request, db, poll, typed, too_late=True)
            launch = rule.at_time(here.event, due)
        elif what == cards.AT_START and part is not None:
            launch = rule.at_start_of(part)
            if rule.starts(here.event, part) <= now:
                return await _plan_card(here, request, db, poll, mistake=TimeMistake.IN_THE_PAST)
        elif what != cards.BY_HAND:
            raise Refusal(RefusalCode.UNREADABLE)
        if launch != poll.launch:
            by = await meet(host, db, request)
            value = poll.model_copy(update={"launch": launch}).model_dump(mode="json")
            await change(host, db, paths.poll(key), value, by.id)
            await audit.note(db, host.event.id, by.id, "poll.plan", now, subject=key, launch=launch)
        here = await afresh(host, db)
        card = await shown(here, request, db, key, Done.PLANNED if launch else Done.NOT_PLANNED)
    host.living.forget()
    return card


async def duplicate(host: Host, request: Clicked) -> Card:
    """A poll of their own with the same question, to change; or the same once more, to see what changed. Its key came
    with the card: a second click makes no second one."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key, what, given = key_of(request), request.data.get("what"), request.data.get("id")
    if what not in (COPY, ROUND) or not isinstance(given, str) or not own_poll.is_own(given):
        raise Refusal(RefusalCode.UNREADABLE)
    new = PollKey(given)
    done = Done.COPIED if what == COPY else Done.NEXT_ROUND
    async with host.database.begin() as db:
        await meetings.find(db, host.event.id, hold=True)
        here = await afresh(host, db)
        poll = here.event.poll(key)
        if poll is None:
            return gone(host, request)
        if here.event.poll(new) is not None:
            return await shown(here, request, db, new)
        if paths.poll(new) in await changes.newest(db, host.event.id):  # it was removed since
            raise Refusal(RefusalCode.POLL_NOT_FOUND)
        made = own_poll.copy_of(poll, new, after=poll.key if what == ROUND else None)
        by = await meet(host, db, request)
        await change(host, db, paths.poll(new), made.model_dump(mode="json"), by.id)
        await audit.note(db, host.event.id, by.id, "poll.duplicate", host.clock.now(), subject=new, of=key)
        card = await shown(await afresh(host, db), request, db, new, done)
    host.living.forget()
    return card


async def move(host: Host, request: Clicked) -> Card:
    """Before or after the next of those that weren't launched."""
    await rights.require(host, request, rights.Role.MODERATOR)
    key, what = key_of(request), request.data.get("what")
    if what not in (UP, DOWN):
        raise Refusal(RefusalCode.UNREADABLE)
    async with host.database.begin() as db:
        await meetings.find(db, host.event.id, hold=True)
        here = await afresh(host, db)
        poll = await prepared(here, db, key)
        waiting = await _waiting(db, here.event)
        place = waiting.index(poll.key) + (-1 if what == UP else 1)
        done = None
        if 0 <= place < len(waiting):
            order = [one.key for one in here.event.polls]
            mine, other = order.index(poll.key), order.index(waiting[place])
            order[mine], order[other] = order[other], order[mine]
            by = await meet(host, db, request)
            await change(host, db, paths.POLL_ORDER, order, by.id)
            await audit.note(db, host.event.id, by.id, "poll.move", host.clock.now(), subject=key)
            done = Done.MOVED
        card = await shown(await afresh(host, db), request, db, key, done)
    host.living.forget()
    return card


async def _plan_card(
    host: Host,
    request: Clicked,
    db: AsyncConnection,
    poll: Poll,
    typed: str = "",
    mistake: TimeMistake | None = None,
    *,
    too_late: bool = False,
) -> Card:
    running = await polls.find(db, host.event.id, poll.key)
    view = PollPlanView(
        event=host.event,
        poll=poll,
        now=host.clock.now(),
        planned=rule.planned(host.event, poll, running),
        part=host.event.part(poll.part or ""),
        typed=typed,
        mistake=mistake,
        too_late=too_late,
    )
    return cards.plan(view, host.texts(request))


async def _waiting(db: AsyncConnection, event: Event) -> list[PollKey]:
    """Those that aren't launched, in their order."""
    launched = await polls.all_launched(db, event.id)
    gone_ = {key for key, one in launched.items() if one.state is not PollState.PREPARED}
    return [one.key for one in event.polls if one.key not in gone_]
