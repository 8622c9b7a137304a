"""The polls as somebody finds them in their own chat: what is open now, and what was."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, Container

from cards.build import button, card, contact, heading, line, row, small, subheading
from cards.card import Card
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_ballots import OpenPollsView


def open_polls(view: OpenPollsView, texts: Texts) -> Card:
    """Each with its button: to the ballot, or to how it came out."""
    event = view.event
    title = texts.say("Polls")
    body: list[CardElement] = [heading(title)]
    if not view.open:
        body.append(line(texts.say("No poll is open at this moment.")))
    for poll, voted in view.open:
        said = texts.say("You have voted.") if voted else texts.say("You can vote now.")
        look = texts.say("My vote") if voted else texts.say("Vote here")
        act = button(look, Verb.POLL_SHOW, event, style=None if voted else "positive", poll=poll.key)
        body.append(_entry(texts.of(poll.question), said, act))
    for poll in view.closed:
        act = button(texts.say("How it came out"), Verb.POLL_SHOW, event, poll=poll.key)
        body.append(_entry(texts.of(poll.question), texts.say("This poll is closed"), act))
    if not view.open and not view.closed:
        body += [small(texts.say("As soon as one opens you see it in the meeting's chat.")), contact(event, texts)]
    number = texts.count("{n} poll is open", "{n} polls are open", len(view.open))
    return card(texts, f"{title}: {number}", body)


def _entry(question: str, said: str, act: Action) -> Container:
    return Container(separator=True, spacing="Medium", items=[subheading(literal(question)), small(said), row(act)])
