"""The ways to the stage and the panel: the cards that the bot gives in chat, and what stands at their doors."""

from __future__ import annotations

from datetime import datetime

from microsoft_teams.cards import Action

from cards.build import button, card, contact, heading, line, open_url, small
from cards.card import Card
from cards.dates import moment_in_words
from cards.texts import Texts
from cards.verbs import Verb
from event.definition import Event


def stage(event: Event, url: str | None, until: datetime, now: datetime, texts: Texts) -> Card:
    """Without `url` no browser could safely reach us. `until` comes in the event's zone."""
    title = texts.say("The stage of {title}", title=texts.of(event.title))
    said = texts.say(
        "A page for a screen that everybody sees: share it in the meeting, or put it on the beamer. It shows the poll "
        "that runs, the questions and what comes next, nothing of anybody in particular."
    )
    return _card(event, title, said, texts.say("Open the stage"), url, until, now, texts)


def panel(event: Event, url: str | None, until: datetime, now: datetime, texts: Texts, *, moderator: bool) -> Card:
    title = texts.say("The panel of {title}", title=texts.of(event.title))
    said = texts.say(
        "A page to keep beside the meeting: vote there, ask the speakers something, and see which questions others "
        "have."
    )
    if moderator:
        said = texts.say(
            "A page to keep beside the meeting. You launch and close polls there and moderate the questions; whoever "
            "has this link can do that in your name, so keep it to yourself."
        )
    return _card(event, title, said, texts.say("Open the panel"), url, until, now, texts)


def no_link(event: Event, word: str, texts: Texts, *, rejected: bool = False) -> Card:
    """At the door, to whoever comes without a link, or with one that doesn't hold (`rejected`): it isn't said why."""
    said = texts.say("This link doesn't work any more") if rejected else texts.say("This page opens with a link")
    body = [
        heading(said),
        line(texts.say("In your own chat with Gastheer in Teams, type **{word}**: you get a new link.", word=word)),
        contact(event, texts),
    ]
    return card(texts, said, body)


def stage_word(texts: Texts) -> str:
    """What to type for it."""
    return texts.say("stage")


def results_word(texts: Texts) -> str:
    return texts.say("results")


def panel_word(texts: Texts) -> str:
    return texts.say("panel")


def _card(
    event: Event, title: str, said: str, button_says: str, url: str | None, until: datetime, now: datetime, texts: Texts
) -> Card:
    body = [heading(title), line(said)]
    actions: list[Action] = []
    if url is None:
        body.append(line(texts.say("There is no safe address for it yet. Please ask whoever installed Gastheer.")))
    else:
        body.append(small(texts.say("The link works until {moment}.", moment=moment_in_words(until, now, texts))))
        actions.append(open_url(button_says, url, style="positive"))
    body.append(contact(event, texts))
    actions.append(button(texts.say("All questions"), Verb.QUESTION_BOARD, event))
    return card(texts, title, body, actions)
