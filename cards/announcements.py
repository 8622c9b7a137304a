"""Messages around the day: the reminder, the call after a break, thanks, and a text of the organiser's own."""

from __future__ import annotations

from datetime import datetime

from microsoft_teams.cards import Action, CardElement

from cards.build import button, card, contact, heading, line, open_url, when
from cards.card import Card
from cards.dates import beside, clock, day, own
from cards.texts import Texts
from cards.verbs import Verb
from cards.views import AnnouncementTextView, ReminderView, ResumeView, ThanksView


def reminder(view: ReminderView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    said = _in_days(view.days_left, texts)
    body: list[CardElement] = [
        heading(f"{said}: {title}"),
        line(texts.say("We are expecting you on {when}.", when=f"**{when(event, texts)}**")),
        line(texts.of(event.place)),
    ]
    if event.needs is not None:
        body.append(line(texts.of(event.needs)))
    if view.programme_on:
        body.append(
            line(texts.say("You get the definitive programme on {day}.", day=day(view.programme_on.date(), texts)))
        )
    body.append(line(texts.say("Can't you make it? Please withdraw, so that we know.")))
    body.append(contact(event, texts))
    actions: list[Action] = [
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
        button(texts.say("Change"), Verb.REGISTRATION_EDIT, event),
        button(texts.say("Withdraw"), Verb.REGISTRATION_LEAVE, event),
    ]
    return card(texts, f"{said}: {title}", body, actions)


def resume(view: ResumeView, texts: Texts) -> Card:
    event = view.event
    said = (
        texts.count("We go on in {n} minute", "We go on in {n} minutes", view.minutes)
        if view.minutes > 0
        else texts.say("We go on now")
    )
    starts = datetime.combine(event.date, view.part.start, event.zone)
    part = f"{beside(clock(starts.time(), texts), own(starts, texts))} · {texts.of(view.part.title)}"
    actions: list[Action] = [button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event)]
    if view.join_url:
        actions.insert(0, open_url(texts.say("Join"), view.join_url, style="positive"))
    return card(texts, f"{said}: {part}", [heading(said), line(f"**{part}**")], actions)


def thanks(view: ThanksView, texts: Texts) -> Card:
    event = view.event
    said = texts.say("Thank you for taking part")
    body = [
        heading(said),
        line(texts.say("It was good to have you at {title}.", title=texts.of(event.title))),
        line(texts.say("Do you have a question left, or a tip for next time? Let us know.")),
        contact(event, texts),
    ]
    return card(texts, f"{said}: {texts.of(event.title)}", body)


def own_text(view: AnnouncementTextView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    return card(
        texts, f"{title}: {view.text.splitlines()[0]}", [heading(title), line(view.text), contact(event, texts)]
    )


def _in_days(days: int, texts: Texts) -> str:
    if days == 0:
        return texts.say("Today")
    if days == 1:
        return texts.say("Tomorrow")
    if days % 7 == 0:
        return texts.count("In {n} week", "In {n} weeks", days // 7)
    return texts.count("In {n} day", "In {n} days", days)
