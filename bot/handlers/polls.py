"""Polls: a moderator launches and closes, everybody in the meeting votes."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host, meet
from bot.requests import CardAnswer as Becomes
from bot.requests import Clicked, InvokeAnswer, MessageAnswer, Request
from cards import poll as cards
from cards import refusals
from cards.card import Card
from cards.views import BallotView, PollControlView, PollListView, ResultView
from event import polls as rule
from event.definition import Poll, Voters
from event.errors import Refusal, RefusalCode
from event.ids import ConversationId, DeliveryId, VoterId
from event.polls import PollState
from event.store import deliveries, meetings, people, polls, registrations


async def list_(host: Host, request: Request) -> Card:
    """Every poll of the event, for a moderator."""
    await rights.require(host, request, rights.Role.MODERATOR)
    async with host.database.read() as db:
        launched = await polls.all_launched(db, host.event.id)
        totals = await polls.totals(db, host.event.id)
        meeting = await meetings.find(db, host.event.id)
    rows = tuple(
        (poll, launched[poll.key].state if poll.key in launched else PollState.PREPARED, totals.get(poll.key, 0))
        for poll in host.event.polls
    )
    view = PollListView(event=host.event, polls=rows, meeting_known=meeting.conversation is not None)
    return cards.poll_list(view, host.texts(request))


async def control(host: Host, request: Clicked) -> Card:
    """One poll for a moderator: preview, count or result, as it stands."""
    await rights.require(host, request, rights.Role.MODERATOR)
    poll = _named(host, request)
    async with host.database.read() as db:
        return await _control(host, request, db, poll)


async def launch(host: Host, request: Clicked) -> Card:
    """Put the poll in the event's meeting chat."""
    await rights.require(host, request, rights.Role.MODERATOR)
    poll = _named(host, request)
    async with host.database.begin() as db:
        meeting = await meetings.find(db, host.event.id)
        if meeting.conversation is None:
            raise Refusal(RefusalCode.NO_MEETING)
        by = await meet(host, db, request)
        new = await polls.launch(db, host.event.id, poll.key, meeting.conversation, by.id, host.clock.now())
        if new:
            await deliveries.plan(db, [_post(host, poll, "launch", "ballot", meeting.conversation)], host.real.now())
        card = await _control(host, request, db, poll, was_already=not new)
    host.wake()
    return card


async def close(host: Host, request: Clicked) -> Card:
    """No more votes; the launched card says so and the result stands below it."""
    await rights.require(host, request, rights.Role.MODERATOR)
    poll = _named(host, request)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        running = await polls.find(db, host.event.id, poll.key)
        if running is None:
            raise Refusal(RefusalCode.POLL_NOT_OPEN)
        done = await polls.close(db, host.event.id, poll.key, by.id, host.clock.now())
        if done:
            launched = await deliveries.find(
                db, host.event.id, _occasion(poll, "launch"), running.conversation, "meeting_chat"
            )
            drafts = [_post(host, poll, "result", "poll_result", running.conversation)]
            if launched is not None:
                drafts.insert(0, _post(host, poll, "close", "poll_closed", running.conversation, replaces=launched.id))
            await deliveries.plan(db, drafts, host.real.now())
        card = await _control(host, request, db, poll, was_already=not done)
    host.wake()
    return card


async def vote(host: Host, request: Clicked) -> InvokeAnswer:
    """Keep the vote, and show the voter their choice."""
    poll = _named(host, request)
    mine = _voter(request)
    async with host.database.begin() as db:
        running = await polls.find(db, host.event.id, poll.key, hold=True)
        registered = poll.voters is Voters.REGISTERED and await _registered(host, db, request)
        try:
            option = rule.check_vote(
                poll,
                running,
                conversation=request.where.conversation,
                option=request.data.get("option"),
                registered=registered,
            )
        except Refusal as refusal:
            return await _unheard(host, request, db, poll, mine, refusal.code)
        await polls.vote(db, host.event.id, poll.key, mine, option.key)
    return Becomes(cards.ballot(BallotView(event=host.event, poll=poll, chosen=option.key), host.texts(request)))


async def show(host: Host, request: Clicked) -> InvokeAnswer:
    """The poll as it stands for this reader: a refresh by Teams, or a click."""
    poll = _named(host, request)
    mine = _voter(request)
    async with host.database.read() as db:
        running = await polls.find(db, host.event.id, poll.key)
        if running is None or running.conversation != request.where.conversation:
            return _sentence(host, request, RefusalCode.POLL_NOT_OPEN)
        if running.state is PollState.CLOSED:
            return Becomes(await _result(host, request, db, poll, mine))
        chosen = await polls.choice(db, host.event.id, poll.key, mine)
    return Becomes(cards.ballot(BallotView(event=host.event, poll=poll, chosen=chosen), host.texts(request)))


async def _unheard(
    host: Host, request: Clicked, db: AsyncConnection, poll: Poll, mine: VoterId, code: RefusalCode
) -> InvokeAnswer:
    """A vote that doesn't count: the closed poll shows its result, a click without a choice asks for one."""
    if code is RefusalCode.POLL_CLOSED:
        return Becomes(await _result(host, request, db, poll, mine))
    if code in (RefusalCode.NO_OPTION_CHOSEN, RefusalCode.OPTION_NOT_FOUND):
        chosen = await polls.choice(db, host.event.id, poll.key, mine)
        view = BallotView(event=host.event, poll=poll, chosen=chosen, mistake=True)
        return Becomes(cards.ballot(view, host.texts(request)))
    return _sentence(host, request, code)


async def _result(host: Host, request: Clicked, db: AsyncConnection, poll: Poll, mine: VoterId) -> Card:
    view = ResultView(
        event=host.event,
        poll=poll,
        counts=await polls.counts(db, host.event.id, poll.key),
        chosen=await polls.choice(db, host.event.id, poll.key, mine),
    )
    return cards.result(view, host.texts(request))


async def _control(host: Host, request: Request, db: AsyncConnection, poll: Poll, *, was_already: bool = False) -> Card:
    running = await polls.find(db, host.event.id, poll.key)
    meeting = await meetings.find(db, host.event.id)
    view = PollControlView(
        event=host.event,
        poll=poll,
        state=running.state if running else PollState.PREPARED,
        counts=await polls.counts(db, host.event.id, poll.key),
        meeting_known=meeting.conversation is not None,
        was_already=was_already,
    )
    return cards.poll_control(view, host.texts(request))


async def _registered(host: Host, db: AsyncConnection, request: Request) -> bool:
    person = await people.seek(db, account=request.who.account, tenant=request.who.tenant, oid=request.who.oid)
    current = await registrations.find(db, host.event.id, person.id) if person else None
    return current is not None and current.confirmed


def _named(host: Host, request: Clicked) -> Poll:
    key = request.data.get("poll")
    poll = host.event.poll(key) if isinstance(key, str) else None
    if poll is None:
        raise Refusal(RefusalCode.POLL_NOT_FOUND)
    return poll


def _voter(request: Request) -> VoterId:
    return rule.voter(request.who.account, request.who.tenant, request.who.oid)


def _sentence(host: Host, request: Request, code: RefusalCode) -> MessageAnswer:
    return MessageAnswer(refusals.sentence(code, host.texts(request)))


def _occasion(poll: Poll, what: str) -> str:
    return f"poll:{poll.key}:{what}"


def _post(
    host: Host, poll: Poll, what: str, kind: str, chat: ConversationId, replaces: DeliveryId | None = None
) -> deliveries.Draft:
    return deliveries.Draft(
        event=host.event.id,
        occasion=_occasion(poll, what),
        kind=kind,
        subject=poll.key,
        recipient=chat,
        road="meeting_chat",
        person_id=None,
        replaces=replaces,
        until_at=None,
        next_at=host.real.now(),
    )
