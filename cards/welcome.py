"""The first card: what the bot does, and what it keeps."""

from __future__ import annotations

from cards.build import button, card, contact, heading, line, panel, small, subheading, when
from cards.card import Card
from cards.texts import Texts
from cards.verbs import Verb
from cards.views import WelcomeView


def welcome(view: WelcomeView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    body = [
        heading(texts.say("Welcome to {title}", title=title)),
        line(f"**{when(event, texts)}** · {texts.of(event.place)}"),
        line(
            texts.say(
                "I am Gastheer, the host of this day. Here you sign up, and I send you the programme and the link in "
                "time. During the day you take part in the polls through me."
            )
        ),
        line(texts.of(event.about)),
        panel(subheading(texts.say("What we keep, and why")), small(texts.of(event.privacy.notice))),
        contact(event, texts),
    ]
    first = (
        button(texts.say("My registration"), Verb.REGISTRATION_OPEN, event)
        if view.registered
        else button(texts.say("Sign up"), Verb.REGISTRATION_OPEN, event, style="positive")
    )
    actions = [
        first,
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
        button(texts.say("What can I ask?"), Verb.HELP_SHOW, event),
    ]
    return card(texts, texts.say("Welcome to {title}", title=title), body, actions)
