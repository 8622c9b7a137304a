"""Polls as a moderator sees them: the list, and the cue to a part. One of them is in `poll_control`."""

from __future__ import annotations

from datetime import datetime, timedelta

from microsoft_teams.cards import Action, CardElement, Container

from cards.build import (
    attention,
    button,
    card,
    heading,
    line,
    open_url,
    row,
    small,
    subheading,
)
from cards.card import Card
from cards.dates import clock, moment_in_words, own, span
from cards.poll_pieces import back, make, no_meeting, state_words
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_polls import CueView, PollListView
from event.definition import Event, Poll
from event.polls import PollState

_BEGINS_NOW = timedelta(minutes=5)


def poll_list(view: PollListView, texts: Texts) -> Card:
    """Every poll with its button."""
    event = view.event
    title = texts.say("The polls of {title}", title=texts.of(event.title))
    body: list[CardElement] = [heading(title)]
    if not view.polls:
        body.append(line(texts.say("There are no polls yet.")))
    if not view.meeting_known:
        body.append(no_meeting(texts))
    for poll, state, votes in view.polls:
        verb = Verb.POLL_PREVIEW if state is PollState.PREPARED else Verb.POLL_MANAGE
        titles = {
            PollState.PREPARED: texts.say("View and launch"),
            PollState.OPEN: texts.say("Count and close"),
            PollState.PAUSED: texts.say("Count and close"),
            PollState.CLOSED: texts.say("Result"),
        }
        said = _planned(view, poll, texts) or state_words(state, votes, texts)
        body.append(_entry(poll, said, titles[state], verb, event, texts))
    actions = make(event, texts)
    if view.page > 0:
        actions.append(button(texts.say("Previous"), Verb.POLL_LIST, event, page=str(view.page - 1)))
    if view.page + 1 < view.pages:
        actions.append(button(texts.say("More polls"), Verb.POLL_LIST, event, page=str(view.page + 1)))
    return card(texts, title, body, actions)


def cue(view: CueView, texts: Texts) -> Card:
    """A part begins: its polls, how many may come, the link."""
    event, part = view.event, view.part
    said = _begins(view, texts)
    body: list[CardElement] = [
        heading(said),
        line(
            texts.count(
                "{hours} · {n} person is signed up",
                "{hours} · {n} people are signed up",
                view.signed_up,
                hours=span(part.start, part.end, texts),
            )
        ),
    ]
    if not event.meeting.join_url:
        body.append(attention(texts.say("The link of the meeting is missing")))
    if not view.meeting_known:
        body.append(no_meeting(texts))
    if not view.polls:
        body.append(line(texts.say("No polls are prepared for this part.")))
    prepared = texts.say("Not launched yet")
    body += [
        _entry(poll, prepared, texts.say("View and launch"), Verb.POLL_PREVIEW, event, texts) for poll in view.polls
    ]
    if view.more:
        body.append(small(texts.count("And {n} more poll.", "And {n} more polls.", view.more)))
    actions: list[Action] = [*make(event, texts), back(event, texts)]
    if event.meeting.join_url:
        actions.insert(0, open_url(texts.say("Join"), event.meeting.join_url))
    return card(texts, said, body, actions)


def _planned(view: PollListView, poll: Poll, texts: Texts) -> str | None:
    when = view.planned.get(poll.key)
    if when is None or view.now is None:
        return None
    return texts.say("Launches itself {when}", when=moment_in_words(when.astimezone(view.event.zone), view.now, texts))


def _entry(poll: Poll, state: str, title: str, verb: Verb, event: Event, texts: Texts) -> Container:
    return Container(
        separator=True,
        spacing="Medium",
        items=[
            subheading(literal(texts.of(poll.question))),
            small(state),
            row(button(title, verb, event, poll=poll.key)),
        ],
    )


def _begins(view: CueView, texts: Texts) -> str:
    part = texts.of(view.part.title)
    if view.now < view.starts:
        return texts.say("Your cue: “{part}” begins at {time}", part=part, time=_clock(view.starts, texts))
    if view.now < view.starts + _BEGINS_NOW:
        return texts.say("Your cue: “{part}” begins now", part=part)
    return texts.say("Your cue: “{part}” is under way", part=part)


def _clock(when: datetime, texts: Texts) -> str:
    theirs = own(when, texts)
    return clock(when.time(), texts) + (f" ({theirs})" if theirs else "")
