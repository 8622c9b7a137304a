"""What is held about somebody, for themselves; and how they are forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from microsoft_teams.cards import Action, CardElement

from cards import ledger, privacy
from cards import registration as registration_cards
from cards.build import attention, button, card, contact, heading, line, open_url, panel, small, subheading
from cards.card import Card
from cards.dates import day, moment
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_mine import LANGUAGE_NAMES, DataView, ForgetView, ForgottenView
from event.definition import Event
from event.reach import Road
from event.registration import Source
from event.roles import Role

_MOST_LETTERS = 4000
"""Of all questions together: a card has an end."""


def data(view: DataView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("What I hold about you")
    body: list[CardElement] = [heading(title)]
    body += _registration(view, texts)
    body += _teams(view, texts)
    body += _reach(view, texts)
    body += _asked(view, texts)
    body += _voted(view, texts)
    body += _messages(view, texts)
    if view.role is not None:
        body += [subheading(texts.say("Your role")), line(_role(view.role, by_file=view.by_file, texts=texts))]
        body.append(
            small(texts.count("{n} act of yours is in the log.", "{n} acts of yours are in the log.", view.acts))
        )
    by_field = privacy.by_field(event, texts)
    body.append(
        panel(
            subheading(texts.say("Why, and until when")),
            small(texts.of(event.privacy.notice)),
            *([small("\n".join(f"- {one}" for one in by_field))] if by_field else []),
            line(f"**{privacy.at_the_latest(event, texts)}**"),
        )
    )
    body.append(contact(event, texts))
    actions: list[Action] = [
        button(texts.say("Language"), Verb.LANGUAGE_SHOW, event),
        button(texts.say("Withdraw my links"), Verb.DATA_RENEW, event),
        button(texts.say("Forget me"), Verb.DATA_LEAVE, event, style="destructive"),
        button(texts.say("What can I ask?"), Verb.HELP_SHOW, event),
    ]
    if view.on_page:
        actions.insert(0, button(texts.say("Take it along as a file"), Verb.DATA_TAKE, event))
    elif view.page is not None:
        actions.insert(0, open_url(texts.say("Show it as a page"), view.page))
    if view.registration is not None and view.registration.confirmed:
        actions.insert(0, button(texts.say("Correct it"), Verb.REGISTRATION_EDIT, event))
    return card(texts, title, body, actions)


def links_renewed(event: Event, texts: Texts) -> Card:
    """Somebody else may have had one."""
    said = texts.say("Your old links don't work any more")
    body = [
        heading(said),
        line(texts.say("Whoever had one sees nothing with it. You get a message with new ones, if you are signed up.")),
        contact(event, texts),
    ]
    return card(texts, said, body, [button(texts.say("What can I ask?"), Verb.HELP_SHOW, event)])


def forget(view: ForgetView, texts: Texts) -> Card:
    """Asked before."""
    event = view.event
    question = texts.say("Shall I forget you?")
    body: list[CardElement] = [
        heading(question),
        line(
            texts.say(
                "Then I delete your registration, your questions, your votes, what I sent you and how I reach you."
            )
        ),
    ]
    if view.registered:
        body.append(line(texts.say("You are then not signed up any more for {title}.", title=texts.of(event.title))))
    if view.by_file is not None:
        body.append(line(_stays(view.by_file, texts)))
    body += [attention(texts.say("This can't be undone.")), contact(event, texts)]
    actions = [
        button(texts.say("Yes, forget me"), Verb.DATA_FORGET, event, style="destructive"),
        button(texts.say("No, leave it"), Verb.DATA_SHOW, event),
    ]
    return card(texts, question, body, actions)


def forgotten(view: ForgottenView, texts: Texts) -> Card:
    """The receipt."""
    event = view.event
    again = button(texts.say("What can I ask?"), Verb.HELP_SHOW, event)
    if view.number is None:
        said = texts.say("I hold nothing about you")
        return card(texts, said, [heading(said), contact(event, texts)], [again])
    said = texts.say("You are forgotten")
    body: list[CardElement] = [
        heading(said),
        line(texts.say("Your receipt: **{number}**, {moment}.", number=view.number, moment=moment(view.at, texts))),
        line(
            texts.say(
                "With this number the organisers can see in their log that it was done, and not for whom. What stands "
                "in this chat is yours: you can delete it in Teams."
            )
        ),
    ]
    if view.by_file is not None:
        body.append(line(_stays(view.by_file, texts)))
    body += [small(texts.say("When you write to me again, we meet as new.")), contact(event, texts)]
    return card(texts, said, body, [again])


def _registration(view: DataView, texts: Texts) -> Iterator[CardElement]:
    yield subheading(texts.say("Your registration"))
    one, zone = view.registration, view.event.zone
    if one is None:
        yield line(texts.say("You aren't signed up."))
        return
    yield registration_cards.facts(one.form, texts)
    signed_up = moment(one.created_at.astimezone(zone), texts)
    changed = moment(one.changed_at.astimezone(zone), texts)
    if not one.confirmed:
        yield small(texts.say("Signed up: {moment}. Withdrawn: {changed}.", moment=signed_up, changed=changed))
    elif one.version > 1:
        yield small(
            texts.say(
                "Signed up: {moment}. Changed: {changed}, version {version}.",
                moment=signed_up,
                changed=changed,
                version=one.version,
            )
        )
    else:
        yield small(texts.say("Signed up: {moment}.", moment=signed_up))
    yield small(_came(one.source, texts))
    if one.privacy_read_at is not None:
        read = moment(one.privacy_read_at.astimezone(zone), texts)
        yield small(texts.say("You read what we keep, and why: {moment}.", moment=read))


def _teams(view: DataView, texts: Texts) -> Iterator[CardElement]:
    person = view.person
    yield subheading(texts.say("From Teams") if person.account else texts.say("What else I know"))
    language = LANGUAGE_NAMES[person.language]
    said = [
        texts.say("Language: {language}, as you asked", language=language)
        if person.language_chosen
        else texts.say("Language: {language}, as in your Teams", language=language)
        if person.account
        else texts.say("Language: {language}", language=language)
    ]
    if person.zone:
        said.append(texts.say("Time zone: {zone}", zone=literal(person.zone)))
    for since, is_open in view.chats:
        when = day(since.date(), texts)
        said.append(
            texts.say("Your chat with me, since {day}", day=when)
            if is_open
            else texts.say("Your chat with me, since {day}, closed by now", day=when)
        )
    said.append(texts.say("You are known to me since {day}", day=day(view.known_since.date(), texts)))
    numbers = (person.account, person.oid, person.tenant)
    if any(numbers):
        said.append(
            texts.say("Your account's numbers: {numbers}", numbers=", ".join(literal(one) for one in numbers if one))
        )
    yield line("\n".join(f"- {one}" for one in said))


def _reach(view: DataView, texts: Texts) -> Iterator[CardElement]:
    """The ways to them, and what else has their address in it for a day or two."""
    yield subheading(texts.say("How I reach you"))
    said = []
    for road, why in view.roads.items():
        called = _road(road, texts)
        said.append(
            called if why is None else texts.say("{road}: not ({why})", road=called, why=ledger.why(why, texts))
        )
    if view.person.email:
        said.append(texts.say("I know you by the address {address}", address=literal(view.person.email)))
    said += [
        texts.say(
            "A sign-up with your address waits since {moment} for its e-mail's answer; after two days it goes",
            moment=moment(since, texts),
        )
        for since in view.waiting
    ]
    if view.listed:
        said.append(texts.say("Your address is on a list that the organisers are looking at; after a day that goes"))
    yield line("\n".join(f"- {one}" for one in said))


def _asked(view: DataView, texts: Texts) -> Iterator[CardElement]:
    if view.upvoted:
        yield small(texts.count("You upvoted {n} question.", "You upvoted {n} questions.", len(view.upvoted)))
    if not view.questions:
        return
    yield subheading(texts.say("Your questions"))
    letters, shown = 0, 0
    for one in view.questions:
        letters += len(one.text)
        if letters > _MOST_LETTERS:
            break
        shown += 1
        state = texts.say("answered") if one.done else texts.say("waits")
        said = [state, day(one.asked_at.date(), texts), *([texts.say("with your name")] if one.named else [])]
        yield line(f"{literal(one.text)} ({', '.join(said)})")
    if shown < len(view.questions):
        yield small(texts.count("And {n} older one.", "And {n} older ones.", len(view.questions) - shown))


def _voted(view: DataView, texts: Texts) -> Iterator[CardElement]:
    if not view.ballots:
        return
    yield subheading(texts.count("You voted in {n} poll", "You voted in {n} polls", len(view.ballots)))
    yield line("\n".join(f"- {question} {option}" for question, option in view.ballots))
    yield small(texts.say("Nobody else is shown what you chose."))


def _messages(view: DataView, texts: Texts) -> Iterator[CardElement]:
    if not view.messages:
        return
    yield subheading(texts.count("{n} message to you", "{n} messages to you", view.messages))
    yield small(
        "\n".join(
            f"- {moment(one.at, texts)}: {ledger.message(one.kind, texts)}, "
            f"{ledger.outcome(one.state, one.reason, texts)}"
            for one in view.told
        )
    )


def _came(source: Source, texts: Texts) -> str:
    match source:
        case Source.TEAMS:
            return texts.say("You filled it in yourself, in Teams.")
        case Source.PAGE:
            return texts.say("You filled it in yourself, on the event's page.")
        case Source.IMPORT:
            return texts.say("The organisers had you on a list of theirs, and signed you up from it.")
        case Source.ORGANISER:
            return texts.say("An organiser filled it in for you.")


def _road(road: Road, texts: Texts) -> str:
    match road:
        case Road.PERSONAL:
            return texts.say("in your own chat with me")
        case Road.MEETING_CHAT:
            return texts.say("in the meeting's chat, together with all who are in it")
        case Road.EMAIL:
            return texts.say("by e-mail")


def _role(role: Role, *, by_file: bool, texts: Texts) -> str:
    called = texts.say("Organiser") if role is Role.ORGANISER else texts.say("Moderator")
    given = texts.say("by the event file") if by_file else texts.say("given in chat")
    return f"{called} ({given})"


def _stays(role: Role, texts: Texts) -> str:
    if role is Role.ORGANISER:
        return texts.say("The event file names you as an organiser. That, and the account that goes with it, stays.")
    return texts.say("The event file names you as a moderator. That, and the account that goes with it, stays.")
