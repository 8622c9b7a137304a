"""What organisers and moderators get in chat when they ask for the results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from microsoft_teams.cards import Action, CardElement

from cards.build import button, card, contact, heading, line, open_url, small
from cards.card import Card
from cards.dates import moment_in_words
from cards.texts import Texts
from cards.verbs import Verb
from event.definition import Event


@dataclass(frozen=True, kw_only=True)
class ReportLinks:
    """`shared` holds until `until`, in the event's zone; `mine` has everything so far, for a day."""

    shared: str
    mine: str
    until: datetime


def results(event: Event, links: ReportLinks | None, now: datetime, ready: int, texts: Texts) -> Card:
    """`ready` polls are closed and may be seen by all. Without `links` no browser could safely reach us."""
    title = texts.say("The poll results of {title}", title=texts.of(event.title))
    body: list[CardElement] = [
        heading(title),
        line(
            texts.count(
                "The report has {n} poll that is closed and may be seen by all. What closes later comes into it by "
                "itself.",
                "The report has {n} polls that are closed and may be seen by all. What closes later comes into it by "
                "itself.",
                ready,
            )
        ),
    ]
    actions: list[Action] = []
    if links is None:
        body.append(line(texts.say("There is no safe address for it yet. Please ask whoever installed Gastheer.")))
    else:
        body += [
            line(
                texts.say(
                    "It is a page to read, to print and to download from, as Excel workbook, CSV, JSON or pictures. "
                    "You may pass its link on: nothing in it is about anybody in particular."
                )
            ),
            small(texts.say("The link works until {moment}.", moment=moment_in_words(links.until, now, texts))),
            line(
                texts.say(
                    "Everything so far, for you alone and for a day, has what is open still and what you haven't shown "
                    "yet as well."
                )
            ),
            small(
                texts.say(
                    "To take it back earlier, type **{word}** and withdraw your links there.", word=texts.say("my data")
                )
            ),
        ]
        actions += [
            open_url(texts.say("Open the report"), links.shared, style="positive"),
            open_url(texts.say("Everything so far, for me"), links.mine),
        ]
    body.append(contact(event, texts))
    actions.append(button(texts.say("All polls"), Verb.POLL_LIST, event))
    return card(texts, title, body, actions)
