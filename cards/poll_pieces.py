"""What a moderator's cards on polls have in common."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput

from cards.build import attention, button, dialog_button
from cards.texts import Texts
from cards.verbs import Verb
from event.definition import Event, Language, Poll
from event.polls import PollState

UNTIL_CLOSED = "open"
"""Chosen instead of a number of minutes, at the launch and when more time is given."""
MORE_MINUTES = 5
_MINUTES = (2, 5, 10, 15, 30)


def minutes_choice(poll: Poll, label: str, texts: Texts) -> ChoiceSetInput:
    offered = sorted({*_MINUTES, *([poll.minutes] if poll.minutes else [])})
    choices = [Choice(title=texts.say("Until I close it"), value=UNTIL_CLOSED)]
    choices += [Choice(title=texts.count("{n} minute", "{n} minutes", n), value=str(n)) for n in offered]
    return ChoiceSetInput(
        id="minutes",
        label=label,
        style="compact",
        value=str(poll.minutes or UNTIL_CLOSED),
        choices=choices,
    )


def make(event: Event, texts: Texts) -> list[Action]:
    """A dialog, and the same as a card for clients that open none."""
    return [
        dialog_button(texts.say("New poll"), Verb.POLL_MAKE, event),
        button(texts.say("New poll here in the chat"), Verb.POLL_MAKE, event).with_mode("secondary"),
    ]


def back(event: Event, texts: Texts) -> Action:
    return button(texts.say("All polls"), Verb.POLL_LIST, event)


def state_words(state: PollState, votes: int, texts: Texts) -> str:
    if state is PollState.PREPARED:
        return texts.say("Not launched yet")
    number = texts.count("{n} vote", "{n} votes", votes)
    if state is PollState.OPEN:
        return texts.say("Open: {votes}", votes=number)
    if state is PollState.PAUSED:
        return texts.say("Paused: {votes}", votes=number)
    return texts.say("Closed: {votes}", votes=number)


def no_meeting(texts: Texts) -> CardElement:
    return attention(
        texts.say(
            "I am not in the meeting's chat yet. Add me there; if I still don't know it, an organiser types there, "
            "with my name: this is the meeting."
        )
    )


def language_name(language: Language, texts: Texts) -> str:
    return texts.say("Dutch") if language is Language.NL else texts.say("English")
