"""One participant in an organiser's hands, and what that person hears of it."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, ToggleInput

from cards import ledger
from cards import registration as registration_cards
from cards.build import attention, button, card, contact, heading, line, panel, small, subheading
from cards.card import Card
from cards.dates import day, moment
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_participants import (
    Act,
    AskWithdrawView,
    ParticipantFormView,
    ParticipantView,
    RoleView,
    WithdrawnForYouView,
)
from event.mail_codes import is_mail
from event.reach import Road
from event.roles import Role


def participant(view: ParticipantView, texts: Texts) -> Card:
    name = _name(view.name, texts)
    body: list[CardElement] = []
    if view.done is not None:
        body.append(panel(line(f"**{_done(view, texts)}**")))
    body += [heading(literal(name)), line(_state(view, texts))]
    if view.registration is not None:
        body.append(registration_cards.facts(view.registration.form, texts, own=False))
    body += _reach(view, texts)
    if view.role is not None:
        body.append(line(_role(view, texts)))
    if view.told:
        said = "\n".join(
            f"- {moment(one.at, texts)}: {ledger.message(one.kind, texts)}, "
            f"{ledger.outcome(one.state, one.reason, texts)}"
            for one in view.told
        )
        body += [subheading(texts.say("Last messages to them")), small(said)]
    return card(texts, f"{name}: {_state(view, texts)}", body, _acts(view, texts))


def form(view: ParticipantFormView, texts: Texts) -> Card:
    event = view.event
    title = (
        texts.say("Change the registration of {name}", name=_name(view.name, texts))
        if view.is_change
        else texts.say("Sign up {name}", name=_name(view.name, texts))
    )
    body: list[CardElement] = [heading(literal(title))]
    if view.mistakes:
        body.append(attention(texts.say("Something is missing or not right yet. What you typed is still here.")))
    body += registration_cards.inputs(view.values, view.mistakes, texts, own=False)
    if "privacy" in view.mistakes:
        body.append(attention(texts.say("Please tick that this person knows what we keep and why.")))
    body.append(
        ToggleInput(
            id="privacy",
            label=texts.say("Privacy"),
            title=texts.say("This person knows what we keep and why."),
            value="true" if view.values.get("privacy") == "true" else "false",
            valueOn="true",
            valueOff="false",
            wrap=True,
        )
    )
    body.append(small(texts.say("They get a confirmation, as if they had done it themselves.")))
    actions: list[Action] = [
        button(texts.say("Save"), Verb.PARTICIPANT_SAVE, event, style="positive", inputs=True, person=view.person),
        button(texts.say("Leave it as it is"), Verb.PARTICIPANT_SHOW, event, person=view.person),
    ]
    return card(texts, title, body, actions)


def ask_withdraw(view: AskWithdrawView, texts: Texts) -> Card:
    question = texts.say("Withdraw {name}?", name=_name(view.name, texts))
    body = [
        heading(literal(question)),
        line(texts.say("They get one message about it, and nothing after it. They can always sign up again.")),
    ]
    actions = [
        button(
            texts.say("Yes, withdraw them"),
            Verb.PARTICIPANT_WITHDRAW,
            view.event,
            style="destructive",
            person=view.person,
        ),
        button(texts.say("No, leave it"), Verb.PARTICIPANT_SHOW, view.event, person=view.person),
    ]
    return card(texts, question, body, actions)


def withdrawn_for_you(view: WithdrawnForYouView, texts: Texts) -> Card:
    """To the participant."""
    event = view.event
    said = texts.say("{name}, the organisers withdrew you", name=view.name)
    body = [
        heading(literal(said)),
        line(
            texts.say(
                "You get no more messages about {title}. Isn't this right? Then sign up again, or ask the organisers.",
                title=texts.of(event.title),
            )
        ),
        contact(event, texts),
    ]
    return card(texts, said, body, [button(texts.say("Sign up again"), Verb.REGISTRATION_OPEN, event)])


def role_given(view: RoleView, texts: Texts) -> Card:
    """To the one who got a role, or lost it."""
    event, title = view.event, texts.of(view.event.title)
    match view.role:
        case Role.ORGANISER:
            said = texts.say("You are now an organiser of {title}", title=title)
            what = texts.say("In this chat you plan announcements, look after the participants and change the day.")
            actions: list[Action] = [button(texts.say("Cockpit"), Verb.COCKPIT_SHOW, event, style="positive")]
        case Role.MODERATOR:
            said = texts.say("You are now a moderator of {title}", title=title)
            what = texts.say("In this chat you launch the polls and see the questions that people ask.")
            actions = [
                button(texts.say("Polls"), Verb.POLL_LIST, event, style="positive"),
                button(texts.say("Questions"), Verb.QUESTION_LIST, event),
            ]
        case _:
            said = texts.say("You have no role any more at {title}", title=title)
            what = texts.say("An organiser took it back. Your own registration stays as it is.")
            actions = []
    actions.append(button(texts.say("What can I ask?"), Verb.HELP_SHOW, event))
    return card(texts, said, [heading(said), line(what), contact(event, texts)], actions)


def _name(name: str, texts: Texts) -> str:
    return name or texts.say("Somebody without a name")


def _state(view: ParticipantView, texts: Texts) -> str:
    one = view.registration
    if one is None:
        return texts.say("Not signed up")
    changed = day(one.changed_at.astimezone(view.event.zone).date(), texts)
    if not one.confirmed:
        return texts.say("Withdrew on {day}", day=changed)
    since = day(one.created_at.astimezone(view.event.zone).date(), texts)
    if one.version == 1:
        return texts.say("Signed up on {day}", day=since)
    return texts.say("Signed up on {day}, changed on {changed}", day=since, changed=changed)


def _reach(view: ParticipantView, texts: Texts) -> list[CardElement]:
    """The ways to them in their order, and what can be done where there is none."""
    shown: list[CardElement] = []
    if view.unreached is not None:
        shown.append(attention(texts.say("Can't be reached: {why}", why=ledger.why(view.unreached, texts))))
    said = []
    for road, why in view.roads.items():
        called = _road(road, texts)
        said.append(
            called if why is None else texts.say("{road}: not ({why})", road=called, why=ledger.why(why, texts))
        )
    if said:
        shown += [small(texts.say("How I reach them:")), small("\n".join(f"- {one}" for one in said))]
    if view.unreached is not None:
        if is_mail(view.unreached):
            shown.append(small(texts.say("Is their e-mail address right? With Change you give another.")))
        shown.append(
            small(
                texts.say(
                    "Ask them to add the app Gastheer in Teams and to type help there: then I send what they missed."
                )
            )
        )
    return shown


def _road(road: Road, texts: Texts) -> str:
    match road:
        case Road.PERSONAL:
            return texts.say("in their own chat with me")
        case Road.MEETING_CHAT:
            return texts.say("in the meeting's chat, what everybody may read")
        case Road.EMAIL:
            return texts.say("by e-mail")


def _role(view: ParticipantView, texts: Texts) -> str:
    role = texts.say("Organiser") if view.role is Role.ORGANISER else texts.say("Moderator")
    given = texts.say("by the event file") if view.by_file else texts.say("given in chat")
    return f"**{role}** ({given})"


def _done(view: ParticipantView, texts: Texts) -> str:
    match view.done:
        case Act.SIGNED_UP:
            return texts.say("Signed up. They get a confirmation.")
        case Act.CHANGED:
            return texts.say("Saved. They get a confirmation.")
        case Act.WITHDRAWN:
            return texts.say("Withdrawn. They get a message.")
        case Act.GRANTED:
            return texts.say("Done. They get a message.")
        case Act.REVOKED:
            return texts.say("Taken back. They get a message.")
        case _:
            return texts.say("That was so already.")


def _acts(view: ParticipantView, texts: Texts) -> list[Action]:
    event, person = view.event, view.person
    if view.registration is not None and view.registration.confirmed:
        acts: list[Action] = [
            button(texts.say("Change"), Verb.PARTICIPANT_EDIT, event, person=person),
            button(texts.say("Withdraw"), Verb.PARTICIPANT_ASK_WITHDRAW, event, person=person),
        ]
    elif view.registration is not None:
        acts = [button(texts.say("Sign up again"), Verb.PARTICIPANT_EDIT, event, person=person)]
    else:
        acts = [button(texts.say("Sign up"), Verb.PARTICIPANT_EDIT, event, person=person)]
    titles = {
        Role.ORGANISER: texts.say("Make organiser"),
        Role.MODERATOR: texts.say("Make moderator"),
        None: texts.say("Take role back"),
    }
    acts += [
        button(titles[role], Verb.PARTICIPANT_GRANT, event, person=person, what=role or "none") for role in view.offered
    ]
    acts.append(button(texts.say("All participants"), Verb.PARTICIPANTS_SHOW, event))
    return acts
