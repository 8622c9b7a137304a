"""Deliveries about polls become cards, drawn from how the poll stands when they are sent."""

from __future__ import annotations

from cards import moderation as moderation_cards
from cards import poll as poll_cards
from cards import poll_control as control_cards
from cards import poll_news as news_cards
from cards import result as result_cards
from cards.card import Card
from cards.views_ballots import BallotView, ClosedPollBaseView, InvitationView, ResultView
from cards.views_polls import CueView, Done
from event import cues
from event.definition import Poll, Status
from event.ids import PersonId, PollKey
from event.polls import PollState, RunningPoll, results_open
from event.registration import State
from event.store import ballots, deliveries, meetings, people, poll_people, polls, registrations, rounds
from scheduler import poll_plans
from scheduler import polls as acts
from scheduler.drawing import Draw, Drawing
from scheduler.poll_cards import FOR_YOU, NUDGE

_MOST_POLLS = 8
"""On one cue."""
_VOTING = (PollState.OPEN, PollState.PAUSED)


async def _ballot(of: Drawing) -> Card | None:
    """The card in the meeting's chat: at its launch while people can vote, and after that whatever it is by now."""
    poll, running, is_of_now = await _of(of)
    if poll is None or running is None:
        return None
    edit = of.delivery.replaces is not None
    if not is_of_now:
        return news_cards.starts_again(poll, of.texts) if edit else None
    state = running.stands(of.now)
    if state is PollState.CLOSED:
        return await _closed(of, poll, running) if edit else None
    public = results_open(poll, running, of.now, voted=False)
    shown = await ballots.standing(of.db, of.event.id, running) if public else None
    view = BallotView(
        event=of.event,
        poll=poll,
        run=running.run,
        anonymous=running.anonymous,
        hold=running.hold,
        closes=running.closes,
        paused=state is PollState.PAUSED,
        standing=shown,
    )
    return poll_cards.ballot(view, of.texts)


async def _poll_result(of: Drawing) -> Card | None:
    """Below the ballot once it is closed. One that was opened again or starts again has none yet."""
    poll, running, is_of_now = await _of(of)
    if poll is None or running is None:
        return None
    edit = of.delivery.replaces is not None
    if not is_of_now:
        return news_cards.starts_again(poll, of.texts) if edit else None
    if running.stands(of.now) is not PollState.CLOSED:
        return news_cards.goes_on(poll, of.texts) if edit else None
    if not results_open(poll, running, of.now, voted=False):
        return None
    standing = await ballots.standing(of.db, of.event.id, running)
    standing = await rounds.beside(of.db, of.event, poll, standing, of.now)
    return result_cards.result(ResultView(event=of.event, poll=poll, standing=standing), of.texts)


async def _for_you(of: Drawing) -> Card | None:
    """To one who doesn't see the meeting's chat. Of no use once nobody can vote."""
    poll, running, is_of_now = await _of(of)
    if poll is None or running is None:
        return None
    edit = of.delivery.replaces is not None
    if not is_of_now:
        return news_cards.starts_again(poll, of.texts) if edit else None
    if running.stands(of.now) not in _VOTING:
        return await _closed(of, poll, running) if edit else None
    return news_cards.invitation(_invitation(of, poll, running), of.texts)


async def _nudge(of: Drawing) -> Card | None:
    """Not to one who voted meanwhile."""
    poll, running, is_of_now = await _of(of)
    who = await people.find(of.db, PersonId(of.delivery.recipient))
    if poll is None or running is None or who is None or not is_of_now or running.stands(of.now) not in _VOTING:
        return None
    voted = await ballots.voted(of.db, of.event.id, running, among=list(poll_people.names(who)))
    return None if voted else news_cards.nudge(_invitation(of, poll, running), of.texts)


def _invitation(of: Drawing, poll: Poll, running: RunningPoll) -> InvitationView:
    return InvitationView(
        event=of.event,
        poll=poll,
        anonymous=running.anonymous,
        hold=running.hold,
        closes=running.closes,
        paused=running.state is PollState.PAUSED,
    )


async def _closed(of: Drawing, poll: Poll, running: RunningPoll) -> Card:
    standing = await ballots.standing(of.db, of.event.id, running)
    public = results_open(poll, running, of.now, voted=False)
    view = ClosedPollBaseView(
        event=of.event,
        poll=poll,
        votes=standing.votes,
        result_here=public and of.delivery.person_id is None,
        result_later=not public,
        anonymous=running.anonymous,
    )
    return poll_cards.closed_base(view, of.texts)


async def _of(of: Drawing) -> tuple[Poll | None, RunningPoll | None, bool]:
    """The poll, how it stands, and whether this is about the box that it has now."""
    occasion = of.delivery.occasion
    if of.delivery.replaces is not None:
        occasion = (await deliveries.get(of.db, of.delivery.replaces)).occasion
    poll = of.event.poll(of.delivery.subject)
    running = await polls.find(of.db, of.event.id, PollKey(of.delivery.subject))
    started = running is not None and running.state is not PollState.PREPARED
    return poll, running, started and running is not None and occasion.split(":")[1] == running.box


async def _poll_saved(of: Drawing) -> Card | None:
    """A moderator's own poll, once its dialog is closed; not when it was launched or removed meanwhile."""
    poll = of.event.poll(of.delivery.subject)
    if poll is None:
        return None
    view = await acts.control_view(of.db, of.event, poll, of.now, Done.SAVED)
    return control_cards.poll_control(view, of.texts) if view.state is PollState.PREPARED else None


async def _by_itself(of: Drawing) -> Card | None:
    """To a moderator: it launched itself, or couldn't. Not when somebody did something about that meanwhile."""
    poll = of.event.poll(of.delivery.subject)
    what = of.delivery.occasion.split(":")[2]
    if poll is None:
        return None
    view = await acts.control_view(of.db, of.event, poll, of.now, _NEWS[what])
    waits = view.state is PollState.PREPARED and view.planned is not None
    if what == poll_plans.NO_CHAT and (view.meeting_known or not waits):
        return None
    if what == poll_plans.TOO_LATE and not waits:
        return None
    return control_cards.poll_control(view, of.texts)


_NEWS = {
    poll_plans.LAUNCHED: Done.LAUNCHED_ITSELF,
    poll_plans.NO_CHAT: Done.WAITS_FOR_CHAT,
    poll_plans.TOO_LATE: Done.CAME_TOO_LATE,
}


async def _cue(of: Drawing) -> Card | None:
    part = of.event.part(of.delivery.subject)
    if part is None or of.event.status is not Status.ON:
        return None
    launched = await polls.all_launched(of.db, of.event.id)
    running = {key for key, one in launched.items() if one.state is not PollState.PREPARED}
    prepared = [poll for poll in cues.polls_of(of.event, part) if poll.key not in running]
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
    "poll_closed": _ballot,
    "poll_result": _poll_result,
    FOR_YOU: _for_you,
    NUDGE: _nudge,
    poll_plans.BY_ITSELF: _by_itself,
}
"""By `delivery.kind`."""
TO_ANYBODY = frozenset({"cue", "poll_saved", poll_plans.BY_ITSELF})
"""Told to moderators, whether they are signed up or not."""
