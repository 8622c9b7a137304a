"""An organiser's announcements: the list, one of them, and the questions before an act counts."""

from __future__ import annotations

from collections.abc import Sequence

from microsoft_teams.cards import Action, CardElement, Container, TextInput

from cards.build import Style, attention, button, card, heading, line, panel, row, small, subheading
from cards.card import Card, size
from cards.dates import moment_in_words
from cards.mistakes import time_mistake
from cards.texts import Texts
from cards.verbs import Verb
from cards.views_announcements import (
    AnnouncementListView,
    AnnouncementRow,
    AnnouncementView,
    AskView,
    Done,
    MoveReadView,
    MoveView,
    PreviewView,
)
from event.announcements import State
from event.definition import Announcement, Audience, Event, Language, Template

_ROOM = 22 * 1024
"""Bytes of what a preview may show: cards stay under 25 KB."""


def announcement_list(view: AnnouncementListView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("The announcements of {title}", title=texts.of(event.title))
    body: list[CardElement] = [heading(title)]
    if not view.rows:
        body.append(line(texts.say("Nothing is planned yet.")))
    for one in view.rows:
        key = one.announcement.key
        body.append(
            Container(
                separator=True,
                spacing="Medium",
                items=[
                    subheading(name(one.announcement, texts)),
                    line(_state(one, view, texts)),
                    row(button(texts.say("View"), Verb.ANNOUNCEMENT_SHOW, event, announcement=key)),
                ],
            )
        )
    actions: list[Action] = [
        button(texts.say("New announcement"), Verb.ANNOUNCEMENT_WRITE, event, style="positive"),
    ]
    if view.page > 0:
        actions.append(button(texts.say("Earlier ones"), Verb.ANNOUNCEMENT_LIST, event, page=str(view.page - 1)))
    if view.page + 1 < view.pages:
        actions.append(button(texts.say("Later ones"), Verb.ANNOUNCEMENT_LIST, event, page=str(view.page + 1)))
    actions.append(button(texts.say("Cockpit"), Verb.COCKPIT_SHOW, event))
    return card(texts, title, body, actions)


def announcement(view: AnnouncementView, texts: Texts) -> Card:
    """One of them, with all that can be done with it."""
    event, one = view.event, view.row
    title = name(one.announcement, texts)
    body: list[CardElement] = []
    if view.done is not None:
        body.append(panel(line(f"**{_done(view.done, texts)}**")))
    body += [heading(title), line(_state(one, view, texts)), line(to_whom(one, texts))]
    if one.announcement.text is not None:
        body.append(panel(line(texts.of(one.announcement.text))))
    key = one.announcement.key
    actions: list[Action] = [button(texts.say("Preview"), Verb.ANNOUNCEMENT_PREVIEW, event, announcement=key)]
    if one.planned.state in (State.PLANNED, State.WAITING):
        actions += [
            button(texts.say("Send now"), Verb.ANNOUNCEMENT_ASK_SEND, event, announcement=key),
            button(texts.say("Another time"), Verb.ANNOUNCEMENT_MOVE, event, announcement=key),
            button(texts.say("Don't send"), Verb.ANNOUNCEMENT_ASK_CANCEL, event, style="destructive", announcement=key),
        ]
    elif one.planned.state is State.CANCELLED:
        actions.append(button(texts.say("Plan it after all"), Verb.ANNOUNCEMENT_RESTORE, event, announcement=key))
    actions.append(_back(event, texts))
    return card(texts, f"{title}. {_state(one, view, texts)}", body, actions)


def preview(view: PreviewView, texts: Texts) -> Card:
    """As it will look, its buttons switched off; in a card of its own, for this one is the organiser's."""
    title = texts.say("Preview: {what}", what=name(view.announcement, texts))
    body: list[CardElement] = [heading(title)]
    languages = {Language.NL: texts.say("In Dutch"), Language.EN: texts.say("In English")}
    drawn_now = dict(view.drawn)
    if sum(size(one) for one in drawn_now.values()) > _ROOM:
        drawn_now = {language: one for language, one in drawn_now.items() if language is texts.language}
        body.append(small(texts.say("Both languages together are too long for one card: this is the one in yours.")))
    for language, drawn in drawn_now.items():
        body.append(subheading(languages[language]))
        content = dict(drawn.content)
        items = [*_elements(content.get("body"))]
        actions = [one | {"isEnabled": False} for one in _elements(content.get("actions"))]
        if actions:
            items.append({"type": "ActionSet", "actions": actions})
        body.append(Container.model_validate({"type": "Container", "style": "emphasis", "items": items}))
    key = view.announcement.key
    actions_: list[Action] = [
        button(texts.say("Back"), Verb.ANNOUNCEMENT_SHOW, view.event, announcement=key),
        _back(view.event, texts),
    ]
    return card(texts, title, body, actions_)


def ask_send(view: AskView, texts: Texts) -> Card:
    question = texts.say("Send now?")
    body = [
        heading(question),
        line(f"**{name(view.row.announcement, texts)}**"),
        line(to_whom(view.row, texts)),
        small(texts.say("It goes out at once.")),
    ]
    return _asked(view, question, body, texts.say("Yes, send now"), Verb.ANNOUNCEMENT_SEND, texts)


def ask_cancel(view: AskView, texts: Texts) -> Card:
    question = texts.say("Don't send this one?")
    body = [
        heading(question),
        line(f"**{name(view.row.announcement, texts)}**"),
        line(_state(view.row, view, texts)),
        small(texts.say("You can plan it again afterwards.")),
    ]
    return _asked(view, question, body, texts.say("Yes, don't send it"), Verb.ANNOUNCEMENT_CANCEL, texts)


def move(view: MoveView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("At another time")
    body: list[CardElement] = [
        heading(title),
        line(f"**{name(view.row.announcement, texts)}**"),
        line(_state(view.row, view, texts)),
    ]
    if view.mistake is not None:
        body.append(attention(time_mistake(view.mistake, texts)))
    body.append(when_input(view.typed, texts))
    key = view.row.announcement.key
    actions: list[Action] = [
        button(texts.say("Next"), Verb.ANNOUNCEMENT_READ_MOVE, event, style="positive", inputs=True, announcement=key),
        button(texts.say("Leave it as it is"), Verb.ANNOUNCEMENT_SHOW, event, announcement=key),
    ]
    return card(texts, f"{title}: {name(view.row.announcement, texts)}", body, actions)


def move_read(view: MoveReadView, texts: Texts) -> Card:
    event = view.event
    said = _capital(moment_in_words(view.due.astimezone(event.zone), view.now, texts))
    title = texts.say("Is this the right time?")
    body = [
        heading(title),
        line(f"**{said}**"),
        line(name(view.row.announcement, texts)),
        line(to_whom(view.row, texts)),
    ]
    key = view.row.announcement.key
    actions: list[Action] = [
        button(
            texts.say("Yes, plan it"),
            Verb.ANNOUNCEMENT_SCHEDULE,
            event,
            style="positive",
            id=str(view.draft),
            announcement=key,
        ),
        button(texts.say("Another time"), Verb.ANNOUNCEMENT_MOVE, event, announcement=key),
        button(texts.say("Leave it as it is"), Verb.ANNOUNCEMENT_SHOW, event, announcement=key),
    ]
    return card(texts, f"{title} {said}", body, actions)


def name(one: Announcement, texts: Texts) -> str:
    """What an organiser calls it."""
    match one.template:
        case Template.REMINDER:
            return texts.say("Reminder")
        case Template.PROGRAMME:
            return texts.say("The definitive programme")
        case Template.LINK:
            return texts.say("The link to join")
        case Template.RESUME:
            return texts.say("Call after the break")
        case Template.THANKS:
            return texts.say("Thanks")
        case Template.TEXT:
            text = texts.of(one.text).strip().splitlines()[0] if one.text else ""
            return texts.say("Own text: {text}", text=text if len(text) <= 60 else f"{text[:59].rstrip()}…")


def to_whom(one: AnnouncementRow, texts: Texts) -> str:
    people = texts.count("{n} person", "{n} people", one.recipients)
    match one.announcement.audience:
        case Audience.REGISTERED:
            return texts.say("To everybody who signed up: {people}", people=people)
        case Audience.UNANSWERED:
            return texts.say("To who has me in Teams and hasn't answered yet: {people}", people=people)
        case Audience.ORGANISATION:
            return texts.say(
                "To who signed up from {organisation}: {people}",
                organisation=one.announcement.organisation or "",
                people=people,
            )
        case Audience.MEETING:
            return texts.say("One post in the meeting's chat")
        case Audience.ORGANISERS:
            return texts.say("To the organisers: {people}", people=people)


def when_input(typed: str, texts: Texts) -> TextInput:
    return TextInput(
        id="when",
        label=texts.say("When?"),
        value=typed or None,
        placeholder=texts.say("for instance: tomorrow at 9, Friday 28 May at 10.30, a week before the start at 9, now"),
        maxLength=120,
        isRequired=True,
        errorMessage=texts.say("Please say when."),
    )


def _asked(view: AskView, question: str, body: Sequence[CardElement], yes: str, verb: Verb, texts: Texts) -> Card:
    key = view.row.announcement.key
    style: Style = "positive" if verb is Verb.ANNOUNCEMENT_SEND else "destructive"
    actions: list[Action] = [
        button(yes, verb, view.event, style=style, announcement=key),
        button(texts.say("No, leave it"), Verb.ANNOUNCEMENT_SHOW, view.event, announcement=key),
    ]
    return card(texts, f"{question} {name(view.row.announcement, texts)}", body, actions)


def _state(
    one: AnnouncementRow, view: AnnouncementListView | AnnouncementView | AskView | MoveView, texts: Texts
) -> str:
    planned = one.planned
    when = moment_in_words(planned.due.astimezone(view.event.zone), view.now, texts)
    match planned.state:
        case State.PLANNED:
            return texts.say("Planned: {when}", when=when)
        case State.WAITING if planned.reason == "no_link":
            return texts.say("Waits for the meeting's link (planned: {when})", when=when)
        case State.WAITING:
            return texts.say("Waits until I am in the meeting's chat (planned: {when})", when=when)
        case State.CANCELLED:
            return texts.say("Won't be sent (was planned: {when})", when=when)
        case State.SKIPPED:
            return texts.say("Not sent: {why} (was planned: {when})", why=_why(planned.reason, texts), when=when)
        case State.MATERIALISED:
            return _progress(one, when, texts)


def _progress(one: AnnouncementRow, when: str, texts: Texts) -> str:
    counts = one.counts
    sent = counts.get("sent", 0)
    waiting = sum(counts.get(state, 0) for state in ("planned", "claimed", "uncertain"))
    said = [texts.say("{when}: {sent} of {all} delivered", when=_capital(when), sent=sent, all=sum(counts.values()))]
    if waiting:
        said.append(texts.count("{n} on its way", "{n} on their way", waiting))
    if counts.get("failed"):
        said.append(texts.count("{n} failed", "{n} failed", counts["failed"]))
    return ", ".join(said)


def _why(reason: str | None, texts: Texts) -> str:
    match reason:
        case "too_late":
            return texts.say("it was too late to be of use")
        case "overtaken":
            return texts.say("a newer one says it")
        case "event_cancelled":
            return texts.say("the day was cancelled")
        case "event_postponed":
            return texts.say("the day was postponed")
        case _:
            return reason or "-"


def _done(done: Done, texts: Texts) -> str:
    match done:
        case Done.SENT:
            return texts.say("It is going out now.")
        case Done.MOVED:
            return texts.say("It has a new time.")
        case Done.CANCELLED:
            return texts.say("It won't be sent.")
        case Done.RESTORED:
            return texts.say("It is planned again.")
        case Done.SCHEDULED:
            return texts.say("It is planned.")
        case Done.ALREADY:
            return texts.say("That was done already.")


def _back(event: Event, texts: Texts) -> Action:
    return button(texts.say("All announcements"), Verb.ANNOUNCEMENT_LIST, event)


def _elements(found: object) -> list[dict[str, object]]:
    return [dict(one) for one in found] if isinstance(found, list) else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
