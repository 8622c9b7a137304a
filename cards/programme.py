"""The programme."""

from __future__ import annotations

from datetime import datetime

from microsoft_teams.cards import CardElement, Container, ExecuteAction

from cards.build import button, card, contact, heading, hours, line, small, subheading, which_day
from cards.card import Card
from cards.texts import Texts
from cards.verbs import Verb
from cards.views import ProgrammeView
from event.definition import Event, Part


def programme(view: ProgrammeView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    said = texts.say("The definitive programme") if view.definitive else texts.say("The programme so far")
    body: list[CardElement] = [
        heading(title),
        line(f"**{said}** · {which_day(event, texts)} · {texts.of(event.place)}"),
        *(_part(event, part, texts) for part in event.parts),
    ]
    if not view.definitive:
        body.append(small(texts.say("This programme may still change.")))
    if event.needs is not None:
        body.append(small(texts.of(event.needs)))
    body.append(contact(event, texts))
    return card(texts, f"{said}: {title}", body, _actions(view, texts))


def _actions(view: ProgrammeView, texts: Texts) -> list[ExecuteAction]:
    if view.shared:
        return []
    if not view.registered:
        return [button(texts.say("Sign up"), Verb.REGISTRATION_OPEN, view.event, style="positive")]
    return [
        button(texts.say("The link"), Verb.LINK_SHOW, view.event),
        button(texts.say("Change"), Verb.REGISTRATION_EDIT, view.event),
    ]


def _part(event: Event, part: Part, texts: Texts) -> Container:
    start, end = (datetime.combine(event.date, at, event.zone) for at in (part.start, part.end))
    items: list[CardElement] = [subheading(f"{hours(start, end, texts)} · {texts.of(part.title)}")]
    if part.description is not None:
        items.append(line(texts.of(part.description)))
    if part.speakers:
        items.append(small(texts.say("With {names}", names=texts.listed([texts.of(one) for one in part.speakers]))))
    return Container(items=items, separator=True, spacing="Medium")
