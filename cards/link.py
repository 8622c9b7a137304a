"""The meeting's link."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement

from cards.build import button, card, contact, heading, line, open_url, when
from cards.card import Card
from cards.dates import beside, moment, own
from cards.texts import Texts
from cards.verbs import Verb
from cards.views import LinkMissingView, LinkView


def link(view: LinkView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    actions: list[Action] = [button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event)]
    if view.join_url is None:
        said = texts.say("The link isn't there yet")
        promise = (
            texts.say("You get it on {moment}.", moment=beside(moment(view.link_on, texts), own(view.link_on, texts)))
            if view.link_on
            else texts.say("You get it as soon as we have it.")
        )
        body: list[CardElement] = [heading(said), line(promise)]
    else:
        said = _lead(view, texts)
        body = [
            heading(said),
            line(f"**{title}**, {when(event, texts)}"),
            line(texts.say("Use the button to join in Teams. There is nothing to install.")),
        ]
        if event.needs is not None and view.starts_in_minutes is None:
            body.append(line(texts.of(event.needs)))
        actions.insert(0, open_url(texts.say("Join"), view.join_url, style="positive"))
    body.append(contact(event, texts))
    return card(texts, f"{said}: {title}", body, actions)


def link_missing(view: LinkMissingView, texts: Texts) -> Card:
    """To organisers."""
    said = texts.say("The link of the meeting is missing")
    body = [
        heading(said),
        line(
            texts.say(
                "The participants of {title} should have had it on {due}. I send it as soon as it is there, "
                "until {until}.",
                title=texts.of(view.event.title),
                due=moment(view.due, texts),
                until=moment(view.until, texts),
            )
        ),
        line(texts.say("Put it in the event file as join_url under [meeting] and start me again.")),
    ]
    return card(texts, said, body)


def _lead(view: LinkView, texts: Texts) -> str:
    if view.starts_in_minutes is not None:
        return texts.count("We start in {n} minute", "We start in {n} minutes", view.starts_in_minutes)
    return texts.say("Your link to join")
