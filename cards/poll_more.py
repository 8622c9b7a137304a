"""What is done with a poll more rarely: all that its own card has no room for, when it launches itself, removing it."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, TextInput

from cards.build import attention, button, card, contact, heading, line, row, small
from cards.card import Card
from cards.dates import moment_in_words
from cards.mistakes import time_mistake
from cards.poll_acts import more_acts, moves
from cards.poll_pieces import back, make, state_words
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_polls import PollMoreView, PollPlanView
from event.definition import Event, Poll
from event.poll_life import Act

TYPED, AT_START, BY_HAND = "typed", "start", "hand"
"""What was chosen: the time that was typed, the start of its part, or that a moderator launches it."""


def poll_more(view: PollMoreView, texts: Texts) -> Card:
    one = view.control
    question = texts.of(one.poll.question)
    state = state_words(one.state, one.standing.votes, texts)
    body: list[CardElement] = [heading(literal(question)), small(state)]
    if Act.REMIND in one.can and view.unvoted:
        body.append(
            small(
                texts.say(
                    "I remind people who signed up and haven't voted, once and each by their own road. Nobody learns "
                    "who they are."
                )
            )
        )
    if Act.RESET in one.can:
        body.append(
            small(texts.say("Start again: earlier votes don't count. Until you launch it, they can be put back."))
        )
    if places := moves(view, texts):
        body.append(row(*places))
    actions = [*more_acts(view, texts), _to_poll(one.event, one.poll, texts)]
    return card(texts, f"{question} {state}", body, actions)


def plan(view: PollPlanView, texts: Texts) -> Card:
    """When it is launched: typed as people say it."""
    event, poll = view.event, view.poll
    title = texts.say("When is this poll launched?")
    body: list[CardElement] = [heading(title), line(f"**{literal(texts.of(poll.question))}**")]
    if view.planned is None:
        body.append(line(texts.say("You launch it.")))
    else:
        when = moment_in_words(view.planned.astimezone(event.zone), view.now, texts)
        body.append(line(texts.say("It launches itself {when}.", when=when)))
    if view.mistake is not None:
        body.append(attention(time_mistake(view.mistake, texts)))
    elif view.too_late:
        body.append(attention(texts.say("By then its part is over. Please give an earlier time.")))
    body.append(
        TextInput(
            id="when",
            label=texts.say("At what time? For instance: 10.45, or 15 minutes before the end"),
            value=view.typed or None,
            maxLength=120,
        )
    )
    actions: list[Action] = [
        button(
            texts.say("Plan it"), Verb.POLL_SET_PLAN, event, style="positive", inputs=True, what=TYPED, poll=poll.key
        )
    ]
    if view.part is not None:
        part = texts.of(view.part.title)
        body.append(small(texts.say("Its part is “{part}”.", part=literal(part))))
        title_of = texts.say("When its part starts")
        actions.append(button(title_of, Verb.POLL_SET_PLAN, event, what=AT_START, poll=poll.key))
    if view.planned is not None:
        actions.append(button(texts.say("I launch it myself"), Verb.POLL_SET_PLAN, event, what=BY_HAND, poll=poll.key))
    return card(texts, title, body, [*actions, _to_poll(event, poll, texts)])


def ask_remove(event: Event, poll: Poll, texts: Texts) -> Card:
    question = texts.say("Remove this poll?")
    body = [
        heading(question),
        line(f"**{literal(texts.of(poll.question))}**"),
        line(texts.say("Nobody has seen it yet. It can't be brought back.")),
    ]
    actions: list[Action] = [
        button(texts.say("Yes, remove it"), Verb.POLL_REMOVE, event, style="destructive", poll=poll.key),
        button(texts.say("No, leave it"), Verb.POLL_PREVIEW, event, poll=poll.key),
    ]
    return card(texts, question, body, actions)


def gone(event: Event, texts: Texts, *, removed: bool = False) -> Card:
    """Where a poll was: just taken away, or long ago."""
    said = texts.say("The poll is removed") if removed else texts.say("This poll doesn't exist any more")
    return card(texts, said, [heading(said), contact(event, texts)], [back(event, texts), *make(event, texts)])


def _to_poll(event: Event, poll: Poll, texts: Texts) -> Action:
    return button(texts.say("Back to the poll"), Verb.POLL_MANAGE, event, poll=poll.key)
