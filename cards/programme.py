"""The programme."""

from __future__ import annotations

from microsoft_teams.cards import CardElement, Container

from cards.build import button, card, contact, heading, line, small, subheading
from cards.card import Card
from cards.dates import day, span
from cards.texts import Texts
from cards.verbs import Verb
from cards.views import ProgrammeView
from event.definition import Part


def programme(view: ProgrammeView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    said = texts.say("The definitive programme") if view.definitive else texts.say("The programme so far")
    body: list[CardElement] = [
        heading(title),
        line(f"**{said}** · {day(event.date, texts)} · {texts.of(event.place)}"),
        *(_part(part, texts) for part in event.parts),
    ]
    if not view.definitive:
        body.append(small(texts.say("This programme may still change.")))
    if event.needs is not None:
        body.append(small(texts.of(event.needs)))
    body.append(contact(event, texts))
    actions = (
        [
            button(texts.say("The link"), Verb.LINK_SHOW, event),
            button(texts.say("Change"), Verb.REGISTRATION_EDIT, event),
        ]
        if view.registered
        else [button(texts.say("Sign up"), Verb.REGISTRATION_OPEN, event, style="positive")]
    )
    return card(texts, f"{said}: {title}", body, actions)


def _part(part: Part, texts: Texts) -> Container:
    items: list[CardElement] = [subheading(f"{span(part.start, part.end, texts)} · {texts.of(part.title)}")]
    if part.description is not None:
        items.append(line(texts.of(part.description)))
    if part.speakers:
        items.append(small(texts.say("With {names}", names=texts.listed([texts.of(one) for one in part.speakers]))))
    return Container(items=items, separator=True, spacing="Medium")
