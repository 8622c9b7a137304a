"""Deliveries about polls become cards, drawn from how the poll stands when they are sent."""

from __future__ import annotations

from cards import moderation as moderation_cards
from cards import poll as poll_cards
from cards import result as result_cards
from cards.card import Card
from cards.views_ballots import BallotView, ClosedPollBaseView, ResultView
from cards.views_polls import CueView, Done
from event import cues
from event.definition import Status
from event.ids import PollKey
from event.polls import PollState
from event.registration import State
from event.store import ballots, meetings, polls, registrations
from scheduler import polls as acts
from scheduler.drawing import Draw, Drawing

_MOST_POLLS = 8
"""On one cue."""


async def _ballot(of: Drawing) -> Card | None:
    poll = of.event.poll(of.delivery.subject)
    running = await polls.find(of.db, of.event.id, PollKey(of.delivery.subject))
    if poll is None or running is None or running.stands(of.now) is not PollState.OPEN:
        return None
    view = BallotView(event=of.event, poll=poll, anonymous=running.anonymous, closes=running.closes)
    return poll_cards.ballot(view, of.texts)


async def _poll_closed(of: Drawing) -> Card | None:
    poll = of.event.poll(of.delivery.subject)
    if poll is None:
        return None
    standing = await ballots.standing(of.db, of.event.id, await polls.find(of.db, of.event.id, poll.key))
    view = ClosedPollBaseView(event=of.event, poll=poll, votes=standing.votes)
    return poll_cards.closed_base(view, of.texts)


async def _poll_result(of: Drawing) -> Card | None:
    poll = of.event.poll(of.delivery.subject)
    if poll is None:
        return None
    standing = await ballots.standing(of.db, of.event.id, await polls.find(of.db, of.event.id, poll.key))
    return result_cards.result(ResultView(event=of.event, poll=poll, standing=standing), of.texts)


async def _poll_saved(of: Drawing) -> Card | None:
    """A moderator's own poll, once its dialog is closed; not when it was launched or removed meanwhile."""
    poll = of.event.poll(of.delivery.subject)
    if poll is None:
        return None
    view = await acts.control_view(of.db, of.event, poll, of.now, Done.SAVED)
    return moderation_cards.poll_control(view, of.texts) if view.state is PollState.PREPARED else None


async def _cue(of: Drawing) -> Card | None:
    part = of.event.part(of.delivery.subject)
    if part is None or of.event.status is not Status.ON:
        return None
    launched = await polls.all_launched(of.db, of.event.id)
    prepared = [poll for poll in cues.polls_of(of.event, part) if poll.key not in launched]
    meeting = await meetings.find(of.db, of.event.id)
    signed_up = await registrations.counts(of.db, of.event.id)
    view = CueView(
        event=of.event,
        part=part,
        starts=cues.starts(of.event, part).astimezone(of.event.zone),
        now=of.now,
        polls=prepared[:_MOST_POLLS],
        more=max(0, len(prepared) - _MOST_POLLS),
        signed_up=signed_up.get(State.CONFIRMED, 0),
        meeting_known=meeting.conversation is not None,
    )
    return moderation_cards.cue(view, of.texts)


DRAW: dict[str, Draw] = {
    "cue": _cue,
    "poll_saved": _poll_saved,
    "ballot": _ballot,
    "poll_closed": _poll_closed,
    "poll_result": _poll_result,
}
"""By `delivery.kind`."""
TO_ANYBODY = frozenset({"cue", "poll_saved"})
"""Told to moderators, whether they are signed up or not."""
