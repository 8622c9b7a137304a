"""Voting: everybody in the meeting, in the poll's own card. What moderators do is in `moderation`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host
from bot.handlers.known import known
from bot.requests import CardAnswer as Becomes
from bot.requests import Clicked, InvokeAnswer, MessageAnswer, Request
from cards import poll as poll_cards
from cards import refusals
from cards import result as result_cards
from cards.card import Card
from cards.views_ballots import BallotView, ClosedPollBaseView, Own, ResultView
from event import polls as rule
from event.definition import Poll, Voters
from event.errors import Refusal, RefusalCode
from event.ids import ConversationId, VoterId
from event.kinds import kind_of
from event.kinds.shapes import BallotMistake, Marks
from event.polls import PollState, RunningPoll
from event.seals import Code, read_code
from event.store import ballots, poll_voters, polls, registrations, rounds, sealed
from event.store.ballot_box import Vote


async def vote(host: Host, request: Clicked) -> InvokeAnswer:
    """Keep the vote, and show the voter their choice."""
    poll = _named(host, request)
    registered, here = False, True
    if poll.voters is Voters.REGISTERED or request.where.kind in ("personal", "panel"):
        async with host.database.read() as db:
            registered = await _registered(host, db, request)
        here = registered or await may_vote_here(host, request)

    def judge(running: RunningPoll | None) -> Marks:
        return rule.check_vote(
            poll,
            running,
            conversation=_where(request, running) if here else request.where.conversation,
            inputs=request.data,
            registered=registered,
            now=host.clock.now(),
            run=run,
        )

    run = request.data.get("run", "1")
    code = read_code(request.data.get("code"))
    cast = await host.box.cast(Vote(poll=poll.key, voter=voter_of(request), judge=judge, code=code))
    if not here and isinstance(cast.refusal, Refusal) and cast.refusal.code is RefusalCode.NOT_THE_MEETING:
        raise Refusal(RefusalCode.NOT_REGISTERED)
    if cast.refusal is not None or cast.running is None or cast.marks is None:
        async with host.database.read() as db:
            return await _unheard(host, request, db, poll, cast.running, cast.refusal)
    if rule.results_open(poll, cast.running, host.clock.now(), voted=False):
        host.moved(poll.key)
    return await _voted(host, request, poll, cast.running, cast.marks, cast.code)


async def show(host: Host, request: Clicked) -> InvokeAnswer:
    """The poll as it stands for this reader: a refresh by Teams, or a click."""
    poll = _named(host, request)
    if not await may_vote_here(host, request):
        raise Refusal(RefusalCode.NOT_REGISTERED)
    async with host.database.read() as db:
        running = await polls.find(db, host.event.id, poll.key)
        return await _shown(host, request, db, poll, running)


async def _shown(
    host: Host, request: Clicked, db: AsyncConnection, poll: Poll, running: RunningPoll | None
) -> InvokeAnswer:
    if running is None or running.state is PollState.PREPARED or running.conversation != _where(request, running):
        return _sentence(host, request, RefusalCode.POLL_NOT_OPEN)
    view = await _ballot_view(host, request, db, poll, running)
    if running.stands(host.clock.now()) is PollState.CLOSED:
        own = Own(marks=view.marks, code=view.code, wrong_code=view.wrong_code)
        return Becomes(await _closed(host, request, db, poll, running, own))
    return _card(host, request, view)


async def _voted(
    host: Host, request: Clicked, poll: Poll, running: RunningPoll, marks: Marks, code: Code | None
) -> InvokeAnswer:
    view = BallotView(
        event=host.event,
        poll=poll,
        run=running.run,
        anonymous=running.anonymous,
        hold=running.hold,
        closes=running.closes,
        marks=marks,
        voted=True,
        code=code,
        standing=await host.standings.of(poll, running, host.clock.now(), voted=True),
    )
    return _card(host, request, view)


async def _unheard(
    host: Host,
    request: Clicked,
    db: AsyncConnection,
    poll: Poll,
    running: RunningPoll | None,
    why: Refusal | BallotMistake | None,
) -> InvokeAnswer:
    """A vote that doesn't count: a poll that is closed or paused shows how it stands, a ballot that was filled in
    wrongly comes back as it was."""
    if running is None or (isinstance(why, Refusal) and why.code not in _SHOWN):
        code = why.code if isinstance(why, Refusal) else RefusalCode.POLL_NOT_OPEN
        return _sentence(host, request, code)
    if isinstance(why, Refusal) and why.code is RefusalCode.POLL_STARTED_AGAIN:
        return _card(host, request, replace(await _ballot_view(host, request, db, poll, running), outdated=True))
    if isinstance(why, BallotMistake):
        view = await _ballot_view(host, request, db, poll, running)
        return _card(host, request, replace(view, mistake=why, typed=_typed(poll, request.data)))
    return await _shown(host, request, db, poll, running)


_SHOWN = (
    RefusalCode.POLL_CLOSED,
    RefusalCode.POLL_PAUSED,
    RefusalCode.POLL_STARTED_AGAIN,
    RefusalCode.VOTED_ALREADY,
)


async def _ballot_view(
    host: Host, request: Clicked, db: AsyncConnection, poll: Poll, running: RunningPoll
) -> BallotView:
    """With the reader's own vote, as far as it can be known to be theirs."""
    mine, code, wrong = voter_of(request), None, False
    if running.anonymous:
        typed = request.data.get("code")
        given = read_code(typed)
        marks = await sealed.of_code(db, host.event.id, running.box, given) if given else None
        code = given if marks is not None else None
        wrong = bool(typed) and code is None
        voted = marks is not None or await sealed.has_voted(db, host.event.id, running.box, mine)
    else:
        marks = await ballots.own(db, host.event.id, running.box, mine)
        voted = marks is not None
    return BallotView(
        event=host.event,
        poll=poll,
        run=running.run,
        anonymous=running.anonymous,
        hold=running.hold,
        closes=running.closes,
        paused=running.state is PollState.PAUSED,
        marks=marks,
        voted=voted,
        code=code,
        wrong_code=wrong,
        standing=await host.standings.of(poll, running, host.clock.now(), voted=voted),
    )


def _card(host: Host, request: Clicked, view: BallotView) -> Becomes:
    return Becomes(host.ballots.card(view, host.texts(request)))


async def _closed(
    host: Host, request: Clicked, db: AsyncConnection, poll: Poll, running: RunningPoll, own: Own
) -> Card:
    """The result, or that there is none yet, with the reader's own ballot."""
    standing = await ballots.standing(db, host.event.id, running)
    anonymous, texts = running.anonymous, host.texts(request)
    if not rule.results_open(poll, running, host.clock.now(), voted=own.marks is not None):
        base = ClosedPollBaseView(
            event=host.event, poll=poll, votes=standing.votes, result_later=True, anonymous=anonymous, own=own
        )
        return poll_cards.closed_base(base, texts)
    standing = await rounds.beside(db, host.event, poll, standing, host.clock.now())
    view = ResultView(event=host.event, poll=poll, standing=standing, anonymous=anonymous, own=own)
    return result_cards.result(view, texts)


async def may_vote_here(host: Host, request: Request) -> bool:
    """In their own chat, and the panel that they got there, those who signed up, who are in the meeting's chat, and who
    run the day. Whoever else has the bot may be anybody."""
    if request.where.kind not in ("personal", "panel"):
        return True
    async with host.database.read() as db:
        person = await known(db, request)
        if person is not None and await poll_voters.belongs(db, host.event.id, person.id):
            return True
    return bool(await rights.roles_of(host, request))


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


def _typed(poll: Poll, data: Mapping[str, object]) -> dict[str, str]:
    """The ballot's inputs as they were sent, to be shown again."""
    found = {field.id: data.get(field.id) for field in kind_of(poll).fields(poll)}
    return {name: str(value) for name, value in found.items() if isinstance(value, str | int | float)}


def _where(request: Request, running: RunningPoll | None) -> ConversationId:
    """Somebody's own chat and a signed link's page are roads to the poll, wherever it was launched."""
    own = request.where.on_page or request.where.kind == "personal"
    return running.conversation if running and own else request.where.conversation


def voter_of(request: Request) -> VoterId:
    return rule.voter(request.who.account, request.who.tenant, request.who.oid, request.who.person)


def _sentence(host: Host, request: Request, code: RefusalCode) -> MessageAnswer:
    return MessageAnswer(refusals.spoken(code, host.event, host.texts(request)))
