"""How a colleague joins."""

from __future__ import annotations

from microsoft_teams.cards import CardElement

from cards.build import button, card, contact, heading, line, panel, when
from cards.card import Card
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_mine import ColleaguesView


def colleagues(view: ColleaguesView, texts: Texts) -> Card:
    event = view.event
    said = texts.say("Bring your colleagues")
    body: list[CardElement] = [heading(said)]
    if view.organisation:
        body.append(
            line(
                texts.count(
                    "Of {organisation} {n} person is signed up: you.",
                    "Of {organisation} {n} people are signed up, you too.",
                    view.signed_up,
                    organisation=literal(view.organisation),
                )
            )
        )
    body += [
        line(texts.say("Everybody signs up for themselves. Forward this to them:")),
        panel(
            line(f"**{texts.of(event.title)}**, {when(event, texts)}. {texts.of(event.place)}."),
            line(
                texts.say(
                    "Would you like to come too? Open Apps in Microsoft Teams, look for Gastheer and add it. Then type "
                    "register to it."
                )
            ),
            line(
                texts.say(
                    "Can't you find the app? {name} will help you: {email}",
                    name=event.organiser.name,
                    email=event.organiser.email,
                )
            ),
        ),
        contact(event, texts),
    ]
    actions = [
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
        button(texts.say("My registration"), Verb.REGISTRATION_OPEN, event),
    ]
    return card(texts, said, body, actions)
