"""Voting: everybody in the meeting, in the poll's own card. What moderators do is in `moderation`."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers.host import Host
from bot.handlers.known import known
from bot.requests import CardAnswer as Becomes
from bot.requests import Clicked, InvokeAnswer, MessageAnswer, Request
from cards import poll as cards
from cards import refusals
from cards.card import Card
from cards.views import BallotView, ResultView
from event import polls as rule
from event.definition import Poll, Voters
from event.errors import Refusal, RefusalCode
from event.ids import ConversationId, OptionKey, VoterId
from event.polls import PollState, RunningPoll
from event.store import polls, registrations
from event.store.ballot_box import Vote


async def vote(host: Host, request: Clicked) -> InvokeAnswer:
    """Keep the vote, and show the voter their choice."""
    poll = _named(host, request)
    registered = False
    if poll.voters is Voters.REGISTERED:
        async with host.database.read() as db:
            registered = await _registered(host, db, request)

    def judge(running: RunningPoll | None) -> OptionKey:
        return rule.check_vote(
            poll,
            running,
            conversation=_where(request, running),
            option=request.data.get("option"),
            registered=registered,
            now=host.clock.now(),
        ).key

    cast = await host.box.cast(Vote(poll=poll.key, voter=_voter(request), judge=judge))
    if cast.refusal is not None:
        async with host.database.read() as db:
            return await _unheard(host, request, db, poll, cast.running, cast.refusal.code)
    return _ballot(host, request, poll, cast.running, cast.option)


async def show(host: Host, request: Clicked) -> InvokeAnswer:
    """The poll as it stands for this reader: a refresh by Teams, or a click."""
    poll = _named(host, request)
    mine = _voter(request)
    async with host.database.read() as db:
        running = await polls.find(db, host.event.id, poll.key)
        if running is None or running.conversation != _where(request, running):
            return _sentence(host, request, RefusalCode.POLL_NOT_OPEN)
        if running.stands(host.clock.now()) is PollState.CLOSED:
            return Becomes(await _result(host, request, db, poll, mine))
        chosen = await polls.choice(db, host.event.id, poll.key, mine)
    return _ballot(host, request, poll, running, chosen)


async def _unheard(
    host: Host, request: Clicked, db: AsyncConnection, poll: Poll, running: RunningPoll | None, code: RefusalCode
) -> InvokeAnswer:
    """A vote that doesn't count: the closed poll shows its result, a click without a choice asks for one."""
    mine = _voter(request)
    if code is RefusalCode.POLL_CLOSED:
        return Becomes(await _result(host, request, db, poll, mine))
    if code in (RefusalCode.NO_OPTION_CHOSEN, RefusalCode.OPTION_NOT_FOUND):
        chosen = await polls.choice(db, host.event.id, poll.key, mine)
        return _ballot(host, request, poll, running, chosen, mistake=True)
    return _sentence(host, request, code)


def _ballot(
    host: Host, request: Clicked, poll: Poll, running: RunningPoll | None, chosen: str | None, *, mistake: bool = False
) -> Becomes:
    closes = running.closes if running else None
    view = BallotView(event=host.event, poll=poll, closes=closes, chosen=chosen, mistake=mistake)
    return Becomes(host.ballots.card(view, host.texts(request)))


async def _result(host: Host, request: Clicked, db: AsyncConnection, poll: Poll, mine: VoterId) -> Card:
    view = ResultView(
        event=host.event,
        poll=poll,
        counts=await polls.counts(db, host.event.id, poll.key),
        chosen=await polls.choice(db, host.event.id, poll.key, mine),
    )
    return cards.result(view, host.texts(request))


async def _registered(host: Host, db: AsyncConnection, request: Request) -> bool:
    person = await known(db, request)
    current = await registrations.find(db, host.event.id, person.id) if person else None
    return current is not None and current.confirmed


def _named(host: Host, request: Clicked) -> Poll:
    key = request.data.get("poll")
    poll = host.event.poll(key) if isinstance(key, str) else None
    if poll is None:
        raise Refusal(RefusalCode.POLL_NOT_FOUND)
    return poll


def _where(request: Request, running: RunningPoll | None) -> ConversationId:
    """A signed link's page is a road to the poll, wherever it was launched."""
    return running.conversation if running and request.where.kind == "page" else request.where.conversation


def _voter(request: Request) -> VoterId:
    return rule.voter(request.who.account, request.who.tenant, request.who.oid, request.who.person)


def _sentence(host: Host, request: Request, code: RefusalCode) -> MessageAnswer:
    return MessageAnswer(refusals.spoken(code, host.event, host.texts(request)))
