"""In which language the bot speaks to somebody."""

from __future__ import annotations

from microsoft_teams.cards import CardElement

from cards.build import button, card, contact, heading, line, small
from cards.card import Card
from cards.texts import Texts
from cards.verbs import Verb
from cards.views_mine import LANGUAGE_NAMES, LanguageView

FOLLOW = "teams"
"""Chosen instead of a language: whatever Teams says."""


def language(view: LanguageView, texts: Texts) -> Card:
    """Speaks the language that counts from here on."""
    event = view.event
    if view.changed and view.chosen:
        said = texts.say("From now on I speak English with you")
    elif view.changed:
        said = texts.say("From now on I follow the language of your Teams")
    else:
        said = texts.say("In which language shall I speak to you?")
    body: list[CardElement] = [heading(said)]
    if not view.changed and view.chosen:
        body.append(line(texts.say("Now it is English, as you asked.")))
    elif not view.changed:
        body.append(line(texts.say("Now it is English, as in your Teams.")))
    body.append(small(texts.say("What stands in a chat already stays as it is.")))
    body.append(contact(event, texts))
    actions = [
        button(LANGUAGE_NAMES[one], Verb.LANGUAGE_CHOOSE, event, language=one.value)
        for one in event.languages
        if one is not texts.language or not view.chosen
    ]
    if view.chosen:
        actions.append(button(texts.say("As my Teams"), Verb.LANGUAGE_CHOOSE, event, language=FOLLOW))
    actions.append(button(texts.say("What can I ask?"), Verb.HELP_SHOW, event))
    return card(texts, said, body, actions)
