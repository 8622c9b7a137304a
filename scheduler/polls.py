"""A poll's life: what moderators and the clock do with it, with all that is told of it and the log of acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from cards.views_polls import Done, PollControlView
from event import own_poll
from event import poll_life as life
from event.definition import Event, Poll
from event.ids import ConversationId, EventId, PersonId, PollKey
from event.kinds import kind_of
from event.poll_life import Act, Verdict
from event.poll_plans import planned
from event.polls import PollState, RunningPoll, closes_at, results_open
from event.seals import SealBroken
from event.store import audit, ballots, meetings, poll_voters, polls, rounds, sealed
from scheduler import poll_cards
from scheduler.poll_cards import Doing

log = structlog.get_logger(__name__)


async def launch(at: Doing, poll: Poll, chat: ConversationId, minutes: int | None) -> bool:
    """Put it in the meeting's chat, to close by itself after so many minutes, and before whoever can't see that. False
    when it was launched before."""
    running = await polls.launch(
        at.db,
        at.event.id,
        poll.key,
        chat,
        at.by,
        at.now,
        closes=closes_at(minutes, at.now),
        anonymous=poll.anonymous,
        hold=poll.hold if kind_of(poll).texts else None,
    )
    if running is None:
        return False
    if running.anonymous:
        await sealed.open_box(at.db, at.event.id, running.box, poll)
    await poll_cards.post_ballot(at, running)
    await poll_cards.tell_others(at, running)
    await _note(at, Act.LAUNCH, poll.key, minutes=minutes)
    return True


async def taken(at: Doing, key: PollKey) -> RunningPoll | None:
    """A poll that was launched, to do something with it. One past its moment is closed first, as the clock would."""
    running = await polls.take(at.db, at.event.id, key)
    if running is None or running.state is not PollState.OPEN or running.stands(at.now) is PollState.OPEN:
        return running
    log.info("poll closed by itself", poll=key)
    by_itself = Doing(db=at.db, event=at.event, by=None, now=at.now, real_now=at.real_now)
    return await _close(by_itself, running)


async def extend(at: Doing, key: PollKey, limit: str, minutes: int | None) -> Done:
    """More time, or no limit. `limit` says about which one it is asked: a second click finds that it is another."""
    running = await taken(at, key)
    if running is None or running.state is PollState.PREPARED:
        return Done.NOT_NOW
    if running.state is PollState.CLOSED:
        return Done.TOO_LATE
    if not life.limit(running):
        return Done.HAS_NO_LIMIT
    if limit != life.limit(running):
        return Done.OTHER_TIME
    after = await _become(at, running, life.extended(running, minutes), Act.EXTEND, minutes=minutes)
    await poll_cards.redraw(at, after, after.box, result=False)
    return Done.EXTENDED if minutes else Done.WITHOUT_LIMIT


async def pause(at: Doing, key: PollKey) -> Verdict:
    return await _do(at, key, Act.PAUSE, lambda one: life.paused(one, at.now))


async def go_on(at: Doing, key: PollKey) -> Verdict:
    return await _do(at, key, Act.GO_ON, lambda one: life.gone_on(one, at.now))


async def close(at: Doing, key: PollKey) -> Verdict:
    """No more votes; the cards say so, and the result comes below the one in the chat."""
    running, found = await _judged(at, key, Act.CLOSE)
    if running is not None and found is Verdict.DO:
        await _close(at, running)
    return found


async def reopen(at: Doing, key: PollKey, minutes: int | None) -> Verdict:
    """Votes count once more, beside those that were cast; the result comes again at the next close."""
    running, found = await _judged(at, key, Act.REOPEN)
    if running is None or found is not Verdict.DO:
        return found
    after = await _become(at, running, life.reopened(running, closes_at(minutes, at.now)), Act.REOPEN, minutes=minutes)
    poll = at.event.poll(key)
    if after.anonymous and poll is not None:
        await sealed.open_box(at.db, at.event.id, after.box, poll)
    await poll_cards.redraw(at, after, after.box, result=True)
    await poll_cards.tell_others(at, after)
    return found


async def reset(at: Doing, key: PollKey) -> Verdict:
    """It can be launched once more, and begins with no votes. What was voted is kept until then."""
    running, found = await _judged(at, key, Act.RESET)
    if running is not None and found is Verdict.DO:
        after = await _become(at, running, life.reset(running, at.now), Act.RESET)
        await poll_cards.redraw(at, after, running.box, result=True)
    return found


async def undo_reset(at: Doing, key: PollKey) -> Verdict:
    return await _do(at, key, Act.UNDO_RESET, lambda one: life.undone(one, at.now), result=True)


async def reveal(at: Doing, key: PollKey) -> Verdict:
    """Everybody may see the result: at once, or where it is closed in the chat."""
    running, found = await _judged(at, key, Act.REVEAL)
    if running is None or found is not Verdict.DO:
        return found
    after = await _become(at, running, life.revealed(running), Act.REVEAL)
    await poll_cards.redraw(at, after, after.box, result=False)
    if after.state is PollState.CLOSED:
        await poll_cards.post_result(at, after)
    return found


async def remind(at: Doing, key: PollKey) -> tuple[Verdict, int]:
    """Tell those who haven't voted that they can, once as long as it isn't reset. Returns also how many."""
    running, found = await _judged(at, key, Act.REMIND)
    if running is None or found is not Verdict.DO:
        return found, 0
    number = await poll_cards.remind(at, running)
    if number:
        await _become(at, running, life.reminded(running), Act.REMIND, number=number)
    return found, number


async def was_changed(db: AsyncConnection, event: EventId, key: PollKey, by: PersonId, now: datetime) -> None:
    """What it asks is another thing now: the votes of before a reset can't be put back to it."""
    running = await polls.take(db, event, key)
    if running is not None and running.reset_from is not None:
        await polls.put(db, event, running, life.changed(running), by, now)


async def close_due(db: AsyncConnection, event: Event, now: datetime, *, real_now: datetime) -> None:
    """Close those whose moment has come. Whichever tick comes first does it, once."""
    at = Doing(db=db, event=event, by=None, now=now, real_now=real_now)
    for key in await polls.due(db, event.id, now):
        try:
            async with db.begin_nested():
                await taken(at, key)
        except SealBroken:  # a replica that was started with another link key; one that has this poll's will do it
            log.exception("poll can't be closed", poll=key)


async def control_view(
    db: AsyncConnection, event: Event, poll: Poll, now: datetime, done: Done | None = None
) -> PollControlView:
    """A poll as it stands, for a moderator."""
    running = await polls.find(db, event.id, poll.key)
    meeting = await meetings.find(db, event.id)
    state = running.stands(now) if running else PollState.PREPARED
    standing = await ballots.standing(db, event.id, running)
    return PollControlView(
        event=event,
        poll=poll,
        state=state,
        standing=await rounds.beside(db, event, poll, standing, now, moderator=True),
        anonymous=running.anonymous if running and state is not PollState.PREPARED else poll.anonymous,
        meeting_known=meeting.conversation is not None,
        now=now,
        closes=running.closes if running else None,
        left=running.left if running else None,
        limit=life.limit(running) if running else "",
        can=life.possible(poll, running, now),
        planned=planned(event, poll, running),
        own=own_poll.is_own(poll.key),
        removable=own_poll.is_own(poll.key) and running is None,
        copy=own_poll.new_key(),
        done=done,
        unknown=await poll_voters.unknown(db, event.id, running) if running else 0,
    )


async def _judged(at: Doing, key: PollKey, what: Act) -> tuple[RunningPoll | None, Verdict]:
    running = await taken(at, key)
    poll = at.event.poll(key)
    if poll is None:
        return None, Verdict.NOT_NOW
    return running, life.verdict(what, poll, running, at.now)


async def _do(
    at: Doing, key: PollKey, what: Act, change: Callable[[RunningPoll], RunningPoll], *, result: bool = False
) -> Verdict:
    running, found = await _judged(at, key, what)
    if running is not None and found is Verdict.DO:
        after = await _become(at, running, change(running), what)
        await poll_cards.redraw(at, after, after.box, result=result)
    return found


async def _close(at: Doing, running: RunningPoll) -> RunningPoll:
    after = await _become(at, running, life.closed(running), Act.CLOSE)
    if after.anonymous:
        await sealed.close_box(at.db, at.event.id, after.box)
    await poll_cards.redraw(at, after, after.box, result=False)
    poll = at.event.poll(after.key)
    if poll is not None and results_open(poll, after, at.now, voted=False):
        await poll_cards.post_result(at, after)
    return after


async def _become(
    at: Doing, before: RunningPoll, after: RunningPoll, what: Act, **detail: str | int | None
) -> RunningPoll:
    await _note(at, what, before.key, **detail)
    return await polls.put(at.db, at.event.id, before, after, at.by, at.now)


async def _note(at: Doing, what: Act, key: PollKey, **detail: str | int | None) -> None:
    await audit.note(at.db, at.event.id, at.by, f"poll.{what}", at.now, subject=key, **detail)
