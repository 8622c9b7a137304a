"""The open polls in somebody's own chat: whoever may vote can do it there as well."""

from __future__ import annotations

from bot.handlers import moderation, polls, rights
from bot.handlers.host import Host
from bot.requests import CardAnswer, Clicked, Request
from cards import open_polls as cards
from cards.card import Card
from cards.verbs import Verb
from cards.views_ballots import OpenPollsView
from event.errors import Refusal, RefusalCode
from event.polls import PollState
from event.store import ballots
from event.store import polls as store

_MOST_OPEN, _MOST_CLOSED = 8, 6


async def said(host: Host, request: Request) -> Card:
    """`polls`: a moderator's own list, for everybody else what can be voted in."""
    if rights.Role.MODERATOR in await rights.roles_of(host, request):
        return await moderation.list_(host, request)
    return await show(host, request)


async def show(host: Host, request: Request) -> Card:
    """The one that is open, or which there are."""
    if not await polls.may_vote_here(host, request):
        raise Refusal(RefusalCode.NOT_REGISTERED)
    now, mine = host.clock.now(), polls.voter_of(request)
    async with host.database.read() as db:
        launched = await store.all_launched(db, host.event.id)
        known = [(poll, launched[poll.key]) for poll in host.event.polls if poll.key in launched]
        open_ = [
            (poll, bool(await ballots.voted(db, host.event.id, running, among=[mine])))
            for poll, running in known
            if running.stands(now) in (PollState.OPEN, PollState.PAUSED)
        ]
    if len(open_) == 1:
        click = Clicked(
            who=request.who,
            where=request.where,
            locale=request.locale,
            teams_locale=request.teams_locale,
            zone=request.zone,
            verb=Verb.POLL_SHOW.value,
            data={"poll": open_[0][0].key},
            card=None,
        )
        ballot = await polls.show(host, click)
        if isinstance(ballot, CardAnswer):
            return ballot.card
    closed = [poll for poll, running in known if running.stands(now) is PollState.CLOSED]
    view = OpenPollsView(event=host.event, open=open_[:_MOST_OPEN], closed=closed[-_MOST_CLOSED:])
    return cards.open_polls(view, host.texts(request))
