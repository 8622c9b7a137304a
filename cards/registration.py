"""Signing up: the form, how a registration stands, the question before withdrawing, the confirmation."""

from __future__ import annotations

from collections.abc import Mapping

from microsoft_teams.cards import Action, CardElement, Fact, FactSet, TextInput, ToggleInput

from cards.build import attention, button, card, contact, heading, line, panel, small, subheading, when
from cards.card import Card
from cards.dates import beside, day, moment, own
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views import ConfirmationView, FormView, RegistrationView
from event.definition import Event, Status
from event.registration import LONGEST, FieldMistake, Form, Registration


def view_of(event: Event, current: Registration, **flags: bool) -> RegistrationView:
    """Somebody's registration as it stands."""
    given = current.form
    return RegistrationView(
        event=event,
        name=given.name,
        email=given.email,
        organisation=given.organisation,
        function=given.function,
        question=given.question,
        withdrawn=not current.confirmed,
        unread=current.privacy_read_at is None,
        **flags,
    )


def form(view: FormView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("Change your registration") if view.is_change else texts.say("Sign up")
    body: list[CardElement] = [heading(title), line(f"**{texts.of(event.title)}**, {when(event, texts)}")]
    if view.mistakes:
        body.append(attention(texts.say("Something is missing or not right yet. What you typed is still here.")))
    body += inputs(view.values, view.mistakes, texts)
    body.append(_notice(event, texts))
    if "privacy" in view.mistakes:
        body.append(attention(_mistake("privacy", FieldMistake.NOT_READ, texts)))
    body.append(
        ToggleInput(
            id="privacy",
            label=texts.say("Privacy"),
            title=texts.say("I have read what you keep and why."),
            value="true" if view.values.get("privacy") == "true" else "false",
            valueOn="true",
            valueOff="false",
            wrap=True,
        )
    )
    send = texts.say("Save") if view.is_change else texts.say("Sign up")
    actions = [button(send, Verb.REGISTRATION_SUBMIT, event, style="positive", inputs=True)]
    if view.is_change:
        actions.append(button(texts.say("Leave it as it is"), Verb.REGISTRATION_OPEN, event))
    return card(texts, texts.say("{what}: {title}", what=title, title=texts.of(event.title)), body, actions)


def registration(view: RegistrationView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    if view.withdrawn:
        return _withdrawn(view, texts)
    if view.came_back:
        said = texts.say("Good to have you back")
    elif view.changed:
        said = texts.say("Your changes are saved")
    elif view.was_already:
        said = texts.say("You are signed up already")
    else:
        said = texts.say("You are signed up")
    body: list[CardElement] = [
        heading(said),
        line(f"**{title}**, {when(event, texts)}"),
        facts(view, texts),
        small(texts.say("You take part in both the morning and the afternoon."))
        if len([part for part in event.parts if not part.is_break]) == 2
        else small(texts.say("You take part in the whole programme.")),
    ]
    actions: list[Action] = [
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
        button(texts.say("Change"), Verb.REGISTRATION_EDIT, event),
        button(texts.say("Withdraw"), Verb.REGISTRATION_LEAVE, event),
        button(texts.say("Colleagues"), Verb.COLLEAGUES_SHOW, event),
    ]
    if view.unread:
        body.append(_notice(event, texts))
        actions.insert(0, _have_read(event, texts))
    return card(texts, f"{said}: {title}", body, actions)


def leave(view: RegistrationView, texts: Texts) -> Card:
    """Asked before withdrawing."""
    event = view.event
    question = texts.say("Do you want to withdraw?")
    body = [
        heading(question),
        line(f"**{texts.of(event.title)}**, {when(event, texts)}"),
        line(texts.say("You will get no more messages about this day. You can always sign up again.")),
    ]
    actions = [
        button(texts.say("Yes, withdraw"), Verb.REGISTRATION_WITHDRAW, event, style="destructive"),
        button(texts.say("No, I will be there"), Verb.REGISTRATION_OPEN, event),
    ]
    return card(texts, question, body, actions)


def confirmation(view: ConfirmationView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    if view.changed:
        said = texts.say("{name}, your registration is up to date", name=literal(view.name))
    else:
        said = texts.say("{name}, you are signed up", name=literal(view.name))
    body: list[CardElement] = [
        heading(said),
        line(_expecting(event, texts)),
        line(texts.of(event.place)),
    ]
    if event.needs is not None:
        body.append(line(texts.of(event.needs)))
    if view.programme_on:
        body.append(
            line(texts.say("You get the definitive programme on {day}.", day=day(view.programme_on.date(), texts)))
        )
    if view.link_on:
        link_on = beside(moment(view.link_on, texts), own(view.link_on, texts))
        body.append(line(texts.say("You get the link on {moment}.", moment=link_on)))
    if view.listed:
        body.append(line(texts.say("You signed up elsewhere, and the organisers passed that on to me.")))
    elif view.by_organiser:
        body.append(line(texts.say("An organiser filled in your registration for you.")))
    unread = view.listed or view.by_organiser
    if unread:
        body.append(_notice(event, texts))
    body.append(contact(event, texts))
    actions: list[Action] = [
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
        button(texts.say("Change"), Verb.REGISTRATION_EDIT, event),
        button(texts.say("Withdraw"), Verb.REGISTRATION_LEAVE, event),
    ]
    if unread:
        my_data = button(texts.say("My data"), Verb.DATA_SHOW, event)
        actions = [_have_read(event, texts), *actions, my_data]
    return card(texts, texts.say("You are signed up for {title}", title=title), body, actions)


def _notice(event: Event, texts: Texts) -> CardElement:
    return panel(subheading(texts.say("What we keep, and why")), small(texts.of(event.privacy.notice)))


def _have_read(event: Event, texts: Texts) -> Action:
    """Of somebody who was signed up by others."""
    return button(texts.say("I have read this"), Verb.DATA_ACKNOWLEDGE, event)


def _expecting(event: Event, texts: Texts) -> str:
    title = texts.of(event.title)
    if event.status is Status.POSTPONED:
        return texts.say("{title} has been postponed. You hear the new date from me.", title=title)
    return texts.say("We are expecting you on {day} for {title}.", day=f"**{when(event, texts)}**", title=title)


def inputs(
    values: Mapping[str, str], mistakes: Mapping[str, FieldMistake], texts: Texts, *, own: bool = True
) -> list[CardElement]:
    """The form's fields, privacy aside. `own` when they are filled in by the person themselves."""
    body: list[CardElement] = []
    for name, label, hint in _fields(texts, own=own):
        if name in mistakes:
            body.append(attention(_mistake(name, mistakes[name], texts)))
        body.append(
            TextInput(
                id=name,
                label=label,
                value=values.get(name) or None,
                placeholder=hint,
                maxLength=LONGEST[name],
                isMultiline=name == "question" or None,
                isRequired=name != "question" or None,
                errorMessage=None if name == "question" else _mistake(name, FieldMistake.MISSING, texts),
                style="Email" if name == "email" else None,
            )
        )
    return body


def facts(given: RegistrationView | Form, texts: Texts, *, own: bool = True) -> FactSet:
    """A registration as it was filled in."""
    labels = {name: label for name, label, _ in _fields(texts, own=own)}
    filled = {name: getattr(given, name) for name in labels}
    return FactSet(facts=[Fact(title=labels[name], value=literal(value)) for name, value in filled.items() if value])


def _withdrawn(view: RegistrationView, texts: Texts) -> Card:
    event = view.event
    said = texts.say("You had withdrawn already") if view.was_already else texts.say("You have withdrawn")
    body = [
        heading(said),
        line(
            texts.say(
                "You get no more messages about {title}. Did you change your mind? Then sign up again.",
                title=texts.of(event.title),
            )
        ),
        contact(event, texts),
    ]
    again = button(texts.say("Sign up again"), Verb.REGISTRATION_OPEN, event)
    return card(texts, f"{said}: {texts.of(event.title)}", body, [again])


def _fields(texts: Texts, *, own: bool = True) -> tuple[tuple[str, str, str | None], ...]:
    """Input id, label, hint."""
    if not own:
        return (
            ("name", texts.say("Name"), None),
            ("email", texts.say("E-mail address"), None),
            ("organisation", texts.say("Organisation"), None),
            ("function", texts.say("Function"), None),
            ("question", texts.say("Question in advance"), None),
        )
    return (
        ("name", texts.say("Name"), None),
        ("email", texts.say("E-mail address"), texts.say("name@organisation.nl")),
        ("organisation", texts.say("Organisation"), texts.say("Where do you work?")),
        ("function", texts.say("Function"), texts.say("What do you do there?")),
        ("question", texts.say("Your question in advance (if you like)"), texts.say("We pass it on to the speakers.")),
    )


def _mistake(name: str, mistake: FieldMistake, texts: Texts) -> str:
    labels = {one: label for one, label, _ in _fields(texts)}
    match mistake:
        case FieldMistake.NOT_READ:
            return texts.say("Please tick that you have read what we keep and why.")
        case FieldMistake.NOT_AN_EMAIL:
            return texts.say("This isn't an e-mail address. It looks like name@organisation.nl.")
        case FieldMistake.TOO_LONG:
            return texts.say(
                "{field}: at most {longest} characters, please.", field=labels[name], longest=LONGEST[name]
            )
        case FieldMistake.MISSING:
            return texts.say("Please fill in: {field}.", field=labels[name])
