"""What the side panel says around its cards."""

from __future__ import annotations

from cards.build import card, heading, line
from cards.card import Card
from cards.texts import Texts
from event.definition import Event


def title(event: Event, texts: Texts) -> str:
    return texts.say("The panel of {title}", title=texts.of(event.title))


def polls(texts: Texts) -> str:
    """The column's name, for who doesn't see it."""
    return texts.say("Polls")


def questions(texts: Texts) -> str:
    return texts.say("Questions")


def no_poll(texts: Texts) -> Card:
    said = texts.say("No poll is open at this moment")
    return card(texts, said, [heading(said), line(texts.say("When one starts, it appears here by itself."))])


def back(texts: Texts) -> str:
    return texts.say("Back to the overview")


def load_again(texts: Texts) -> str:
    """Where no script runs."""
    return texts.say("See how it stands now")


def failed(texts: Texts) -> str:
    return texts.say("That didn't work. Please try it again.")
