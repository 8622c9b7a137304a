"""What is told of a poll beside the ballot itself: to those who don't see it in the meeting's chat, and when it starts
again."""

from __future__ import annotations

from microsoft_teams.cards import CardElement

from cards.build import attention, button, card, heading, line, refresh, small
from cards.card import Card
from cards.poll import until, who_sees_what
from cards.poll_control import answers
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_ballots import InvitationView
from event.definition import Poll


def starts_again(poll: Poll, texts: Texts) -> Card:
    """What its cards become when it is reset."""
    said = texts.say("This poll starts again")
    return _news(
        said, [line(texts.say("Votes until now don't count. There will be a new card to vote on."))], poll, texts
    )


def goes_on(poll: Poll, texts: Texts) -> Card:
    """What a result becomes when its poll is opened again."""
    said = texts.say("This poll was opened again")
    return _news(said, [line(texts.say("The result follows when it is closed."))], poll, texts)


def invitation(view: InvitationView, texts: Texts) -> Card:
    """In somebody's own chat it becomes their ballot; in a letter its button leads to their own page."""
    said = texts.say("Poll: {question}", question=texts.of(view.poll.question))
    return _asks(view, said, [small(texts.say("Poll"))], texts)


def nudge(view: InvitationView, texts: Texts) -> Card:
    said = texts.say("You haven't voted yet: {question}", question=texts.of(view.poll.question))
    return _asks(view, said, [line(texts.say("You haven't voted in this poll yet. You still can."))], texts)


def _asks(view: InvitationView, summary: str, above: list[CardElement], texts: Texts) -> Card:
    event, poll = view.event, view.poll
    body = [*above, heading(literal(texts.of(poll.question)))]
    if view.paused:
        body.append(attention(texts.say("The poll is paused for a moment. You can vote when it goes on.")))
    elif view.closes is not None:
        body.append(small(texts.say("You can vote until {time}.", time=until(view.closes, event, texts))))
    if choices := answers(poll, texts):
        body.append(line(choices))
    body.append(small(who_sees_what(poll, texts, anonymous=view.anonymous, hold=view.hold)))
    vote = button(texts.say("Vote here"), Verb.POLL_SHOW, event, style="positive", poll=poll.key)
    return card(texts, summary, body, [vote], refresh(Verb.POLL_SHOW, event, poll=poll.key))


def _news(said: str, told: list[CardElement], poll: Poll, texts: Texts) -> Card:
    question = texts.of(poll.question)
    return card(texts, f"{said}: {question}", [small(said), heading(literal(question)), *told])
