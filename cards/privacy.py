"""What is kept of people, what for and until when, in words: for themselves, and as a countdown for organisers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from cards.build import button, card, contact, heading, line, small
from cards.card import Card
from cards.dates import day
from cards.texts import Texts
from cards.verbs import Verb
from event import retention as rule
from event.definition import Event, Kept
from event.retention import Clearing


def called(kept: Kept, texts: Texts) -> str:
    match kept:
        case Kept.NAME:
            return texts.say("Name")
        case Kept.EMAIL:
            return texts.say("E-mail address")
        case Kept.ORGANISATION:
            return texts.say("Organisation")
        case Kept.FUNCTION:
            return texts.say("Function")
        case Kept.QUESTION:
            return texts.say("Questions")
        case Kept.ACCOUNT:
            return texts.say("Account in Teams")
        case Kept.BALLOTS:
            return texts.say("Whose vote it was")
        case Kept.MESSAGES:
            return texts.say("Which messages went to whom")


def until(kept: Kept, event: Event, texts: Texts) -> str:
    """Until when it is kept, as a sentence."""
    last = rule.last_day(event, kept)
    if last is None:
        days = event.privacy.days(kept)
        return texts.count("Until {n} day after the event.", "Until {n} days after the event.", days)
    return texts.say("Until {day}.", day=day(last, texts))


def by_field(event: Event, texts: Texts, *, every: bool = False) -> list[str]:
    """Each with what it is for and until when, as far as the event file says more of it than of all together; or
    `every` one."""
    found = []
    for kept in Kept:
        purpose = event.privacy.of(kept).purpose
        if not every and purpose is None and event.privacy.days(kept) == event.privacy.days(Kept.ACCOUNT):
            continue
        said = [f"**{called(kept, texts)}**:", *([texts.of(purpose)] if purpose else []), until(kept, event, texts)]
        found.append(" ".join(said))
    return found


def at_the_latest(event: Event, texts: Texts) -> str:
    """When all that is left goes."""
    last = rule.last_day(event, Kept.ACCOUNT)
    if last is not None:
        return texts.say("We keep it until {day} at the latest.", day=day(last, texts))
    return texts.count(
        "We keep it until {n} day after the event at the latest.",
        "We keep it until {n} days after the event at the latest.",
        event.privacy.days(Kept.ACCOUNT),
    )


def countdown(event: Event, now: datetime, texts: Texts) -> str:
    """What goes next, and when."""
    found = rule.countdown(event, now)
    if found.done:
        return texts.say("done: nothing is kept of participants any more")
    if found.next is None:
        return texts.say("once there is a new day")
    return _next(found.next, texts)


def cleared(event: Event, texts: Texts) -> Card:
    """To somebody, on the last day: the receipt, while there is still a road to them."""
    said = texts.say("Tonight I clear away what I hold about you")
    title = texts.of(event.title)
    body = [
        heading(said),
        line(texts.say("{title} is over, and we don't need it any more.", title=title)),
        line(
            texts.say(
                "Your registration, your questions, your account and how I reach you go. Your votes stay counted, and "
                "nobody can tell any more that they are yours."
            )
        ),
        small(texts.say("You needn't do anything. Would you like to see or keep it first? Today you still can.")),
        contact(event, texts),
    ]
    return card(texts, f"{said}: {title}", body, [button(texts.say("My data"), Verb.DATA_SHOW, event)])


def _next(next_: Clearing, texts: Texts) -> str:
    what = _listed(next_.fields, texts)
    if next_.days == 0:
        return texts.say("tonight: {what}", what=what)
    last = day(next_.day, texts)
    return texts.count(
        "in {n} day, after {day}: {what}", "in {n} days, after {day}: {what}", next_.days, day=last, what=what
    )


def _listed(fields: Iterable[Kept], texts: Texts) -> str:
    if Kept.ACCOUNT in fields:
        return texts.say("all that is kept of participants")
    names = [called(kept, texts) for kept in fields]
    return texts.listed([f"{name[0].lower()}{name[1:]}" for name in names])
