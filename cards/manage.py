"""An organiser changes the event: its link, its day, whether it goes on. Asked and read back before it counts."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, Fact, FactSet, TextInput

from cards.build import Style, attention, button, card, heading, line, panel, small, when
from cards.card import Card
from cards.dates import day, span
from cards.mistakes import time_mistake
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_event import EventAskView, EventReadView, LinkFormView, LinkReadView, ManageView, What
from event.definition import Event, Language, Status


def manage(view: ManageView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    body: list[CardElement] = []
    if view.was_already:
        already = texts.say("That was done already.")
        body.append(panel(line(f"**{already}**")))
    elif view.told is not None:
        told = texts.count("Done: {n} person is hearing it now.", "Done: {n} people are hearing it now.", view.told)
        body.append(panel(line(f"**{told}**")))
    states = {
        Status.ON: texts.say("Goes on"),
        Status.POSTPONED: texts.say("Postponed"),
        Status.CANCELLED: texts.say("Cancelled"),
    }
    link = event.meeting.join_url
    facts = [
        Fact(title=texts.say("State"), value=states[event.status]),
        Fact(title=texts.say("Day"), value=when(event, texts)),
        Fact(title=texts.say("Link"), value=literal(_short(link)) if link else texts.say("not known yet")),
    ]
    body += [heading(texts.say("The event: {title}", title=title)), FactSet(facts=facts)]
    if view.draft_waits:
        body.append(attention(texts.say("The programme has changes that nobody was told of yet.")))
    actions: list[Action] = [
        button(texts.say("Change the link") if link else texts.say("Give the link"), Verb.LINK_EDIT, event),
        button(texts.say("Change the programme"), Verb.PROGRAMME_EDIT, event),
        button(texts.say("Another day"), Verb.EVENT_ASK, event, what=What.MOVE),
    ]
    if event.status is Status.ON:
        actions += [
            button(texts.say("Postpone"), Verb.EVENT_ASK, event, what=What.POSTPONE),
            button(texts.say("Cancel the event"), Verb.EVENT_ASK, event, style="destructive", what=What.CANCEL),
        ]
    else:
        actions.append(button(texts.say("It goes on after all"), Verb.EVENT_ASK, event, what=What.GO_ON))
    actions.append(button(texts.say("Cockpit"), Verb.COCKPIT_SHOW, event))
    return card(texts, texts.say("The event: {title}", title=title), body, actions)


def link_form(view: LinkFormView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("The link of the meeting")
    body: list[CardElement] = [heading(title)]
    if view.mistake:
        body.append(
            attention(texts.say("This isn't the link of a Teams meeting. It starts with https://teams.microsoft.com/…"))
        )
    body.append(
        TextInput(
            id="url",
            label=texts.say("The new link"),
            value=view.typed or None,
            placeholder="https://teams.microsoft.com/l/meetup-join/…",
            style="Url",
            maxLength=2000,
            isRequired=True,
            errorMessage=texts.say("Please paste the link."),
        )
    )
    actions: list[Action] = [
        button(texts.say("Next"), Verb.LINK_CHANGE, event, style="positive", inputs=True),
        button(texts.say("Leave it as it is"), Verb.EVENT_MANAGE, event),
    ]
    return card(texts, title, body, actions)


def link_read(view: LinkReadView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("Is this the right link?")
    body: list[CardElement] = [heading(title), line(literal(view.url))]
    if view.holders:
        body.append(
            line(
                texts.count(
                    "{n} person has the old link and hears the new one at once. The cards with the old one change too.",
                    "{n} people have the old link and hear the new one at once. The cards with the old one change too.",
                    view.holders,
                )
            )
        )
    else:
        body.append(line(texts.say("Nobody has a link yet; it goes out at the planned time.")))
    if not view.chat_stays:
        body.append(
            small(
                texts.say(
                    "This is another meeting: add me to its chat, so that the polls appear there. If I don't know it "
                    "then, type there, with my name: this is the meeting."
                )
            )
        )
    actions: list[Action] = [
        button(texts.say("Yes, change it"), Verb.LINK_CONFIRM, event, style="positive", id=str(view.draft)),
        button(texts.say("Another link"), Verb.LINK_EDIT, event),
        button(texts.say("Leave it as it is"), Verb.EVENT_MANAGE, event),
    ]
    return card(texts, title, body, actions)


def event_ask(view: EventAskView, texts: Texts) -> Card:
    event = view.event
    question = _question(view.what, texts)
    body: list[CardElement] = [heading(question), line(f"**{texts.of(event.title)}**, {when(event, texts)}")]
    if view.what is What.MOVE:
        if view.mistake is not None:
            body.append(attention(time_mistake(view.mistake, texts)))
        body.append(
            TextInput(
                id="date",
                label=texts.say("The new day"),
                value=view.values.get("date") or None,
                placeholder=texts.say("for instance: Friday 11 June"),
                maxLength=120,
                isRequired=True,
                errorMessage=texts.say("Please say which day."),
            )
        )
        body.append(small(texts.say("The hours stay as they are; you change those in the programme.")))
    labels = {
        Language.NL: texts.say("Something to add, in Dutch (if you like)"),
        Language.EN: texts.say("Something to add, in English (if you like)"),
    }
    for language in event.languages:
        name = f"note_{language.value}"
        body.append(
            TextInput(
                id=name,
                label=labels[language],
                value=view.values.get(name) or None,
                isMultiline=True,
                maxLength=1000,
            )
        )
    body.append(small(texts.say("You see it once more before it counts.")))
    actions: list[Action] = [
        button(texts.say("Next"), Verb.EVENT_READ, event, style="positive", inputs=True, what=view.what),
        button(texts.say("Leave it as it is"), Verb.EVENT_MANAGE, event),
    ]
    return card(texts, question, body, actions)


def event_read(view: EventReadView, texts: Texts) -> Card:
    event = view.event
    title = _question(view.what, texts)
    body: list[CardElement] = [heading(title)]
    if view.to is not None:
        hours = span(event.start.time(), event.end.time(), texts)
        body.append(
            line(
                texts.say(
                    "From {before} to **{after}**, {hours}", before=_day(event, texts), after=day(view.to, texts),
                    hours=hours,
                )
            )
        )  # fmt: skip
    body.append(
        line(
            texts.count(
                "{n} person who signed up hears it at once, and so does the meeting's chat.",
                "{n} people who signed up hear it at once, and so does the meeting's chat.",
                view.people,
            )
        )
    )
    if view.what in (What.CANCEL, What.POSTPONE):
        body.append(line(texts.say("Nothing that is planned goes out any more, but texts of your own.")))
    if view.what is What.MOVE:
        body.append(line(texts.say("Announcements that count from the day move along, and go out again if need be.")))
    if view.fixed:
        fixed = texts.listed(list(view.fixed))
        body.append(
            attention(texts.say("These stand at a day of their own and don't move along: {names}", names=fixed))
        )
    if view.note is not None:
        body += [panel(line(view.note.in_(language))) for language in event.languages]
    styles: dict[What, Style] = {What.CANCEL: "destructive", What.POSTPONE: "destructive"}
    yes = {
        What.MOVE: texts.say("Yes, to this day"),
        What.POSTPONE: texts.say("Yes, postpone it"),
        What.CANCEL: texts.say("Yes, cancel it"),
        What.GO_ON: texts.say("Yes, it goes on"),
    }
    actions: list[Action] = [
        button(yes[view.what], Verb.EVENT_CONFIRM, event, style=styles.get(view.what, "positive"), id=str(view.draft)),
        button(texts.say("Leave it as it is"), Verb.EVENT_MANAGE, event),
    ]
    return card(texts, title, body, actions)


def _question(what: What, texts: Texts) -> str:
    match what:
        case What.MOVE:
            return texts.say("To another day?")
        case What.POSTPONE:
            return texts.say("Postpone the event?")
        case What.CANCEL:
            return texts.say("Cancel the event?")
        case What.GO_ON:
            return texts.say("Let it go on after all?")


def _day(event: Event, texts: Texts) -> str:
    return day(event.date, texts)


def _short(url: str) -> str:
    return url if len(url) <= 60 else f"{url[:45]}…{url[-12:]}"
