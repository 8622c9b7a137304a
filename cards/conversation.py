"""Help, and kind answers where there is nothing else to say."""

from __future__ import annotations

from microsoft_teams.cards import CardElement, ExecuteAction

from cards.build import button, card, contact, heading, line, small, whom_to_ask
from cards.card import Card
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views import HelpView, StaleView
from cards.views_conversation import Reason, Said, SharedChatView, ThanksView, UnknownView
from event.definition import Event


def help_(view: HelpView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("What can I do for you?")
    words = [
        texts.say("**register**: sign up for {title}", title=texts.of(event.title)),
        texts.say("**edit**: change your registration"),
        texts.say("**cancel**: withdraw"),
        texts.say("**programme**: what happens when"),
        texts.say("**link**: the link to join"),
        texts.say("**ask**, with your question behind it: for the speakers"),
        texts.say("**vote**: the poll that is open; **panel**: polls and questions beside the meeting"),
        texts.say("**colleagues**: how they join"),
        texts.say("**my data**: what I hold about you; **forget me** deletes it"),
        texts.say("**language**: Dutch or English"),
    ]
    roles = []
    if view.moderator:
        roles.append(texts.say("For moderators: **polls**, **questions**, **stage**, **results**."))
    if view.organiser:
        roles.append(
            texts.say(
                "For organisers: **cockpit**, **participants**, **import**, **announcements**, **event**, **check**, "
                "**log**; and in the meeting's chat, with my name: **this is the meeting**."
            )
        )
    body: list[CardElement] = [
        heading(title),
        line(texts.say("Use a button, or type one of these words:")),
        line("\n".join(f"- {word}" for word in words)),
        *(line(one) for one in roles),
        contact(event, texts),
    ]
    actions = _likeliest(event, texts, registered=view.registered)
    if not view.registered:  # it offers this very card
        actions[-1] = button(texts.say("Ask the speakers"), Verb.QUESTION_OPEN, event)
    if view.organiser:
        actions.append(button(texts.say("Cockpit"), Verb.COCKPIT_SHOW, event))
    if view.moderator:
        actions += [
            button(texts.say("Polls"), Verb.POLL_LIST, event),
            button(texts.say("Questions"), Verb.QUESTION_LIST, event),
        ]
    return card(texts, title, body, actions)


def unknown(view: UnknownView, texts: Texts) -> Card:
    match view.said:
        case Said.FILE:
            said = texts.say("I can't open files or pictures, but I can help you with this:")
        case Said.NOTHING:
            said = texts.say("Tell me what you need, or use a button:")
        case Said.WORDS | Said.STORY:
            said = texts.say("I can't answer that, but I can help you with this:")
    actions = _likeliest(view.event, texts, registered=view.registered)
    if view.said is Said.STORY:
        actions = [button(texts.say("Ask the speakers"), Verb.QUESTION_OPEN, view.event), *actions[:2]]
    return card(texts, said, [line(said), contact(view.event, texts)], actions)


def thanked(view: ThanksView, texts: Texts) -> Card:
    """To thanks."""
    event = view.event
    said = texts.say("You're welcome. Is there anything else that I can do for you?")
    programme = button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event)
    actions = [programme] if view.shared else _likeliest(event, texts, registered=view.registered)
    return card(texts, said, [line(said), contact(event, texts)], actions)


def stale(view: StaleView, texts: Texts) -> Card:
    """A card of long ago, or of something else."""
    said = texts.say("This card is from an earlier time")
    body = [
        heading(said),
        line(texts.say("With these buttons you get on with how things are now.")),
        contact(view.event, texts),
    ]
    actions = [
        button(texts.say("My registration"), Verb.REGISTRATION_OPEN, view.event),
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, view.event),
        button(texts.say("What can I ask?"), Verb.HELP_SHOW, view.event),
    ]
    return card(texts, said, body, actions)


def fault(event: Event, reference: str, texts: Texts) -> Card:
    """We failed; `reference` is in the log."""
    said = texts.say("This didn't work, and that is our fault")
    body = [
        heading(said),
        line(texts.say("Please try again in a moment. Nothing you did before is lost.")),
        line(texts.say("Does it go on? Mention this number: {reference}", reference=reference)),
        contact(event, texts),
    ]
    return card(texts, said, body, [button(texts.say("What can I ask?"), Verb.HELP_SHOW, event)])


def fault_sentence(event: Event, reference: str, texts: Texts) -> str:
    """The same where only a sentence can be shown."""
    said = texts.say("This didn't work, and that is our fault")
    number = texts.say("Does it go on? Mention this number: {reference}", reference=reference)
    return f"{said}. {whom_to_ask(event, texts)} {number}"


def meeting_known(event: Event, texts: Texts) -> Card:
    said = texts.say("This is now the meeting of {title}", title=texts.of(event.title))
    body = [heading(said), line(texts.say("The polls will appear in this chat.")), contact(event, texts)]
    return card(texts, said, body)


def in_shared_chat(view: SharedChatView, texts: Texts) -> Card:
    """What the bot does where others read along, and where the rest is done."""
    event = view.event
    name = texts.say("I am Gastheer, the host of {title}", title=texts.of(event.title))
    match view.reason:
        case Reason.ARRIVED | Reason.HELP:
            said = name
        case Reason.THEIRS_ALONE:
            said = texts.say("This is yours alone: we do it in your own chat with me.")
        case Reason.UNKNOWN:
            said = texts.say("I can't answer that here.")
        case Reason.STALE:
            said = texts.say("This card is from an earlier time")
    body: list[CardElement] = [line(f"**{said}**")]
    if view.added_by:
        body.append(line(texts.say("{name} added me here.", name=literal(view.added_by))))
    here = (
        texts.say(
            "Here I show the polls and, if you mention me with the word programme or questions, the programme or the "
            "questions to the speakers. With the word question and your question behind it you ask one."
        )
        if view.is_meeting
        else texts.say("Mention me here with the word programme, and I show the programme.")
    )
    alone = texts.say(
        "Everything that is yours alone, such as signing up, we do in your own chat with me: click my name and send me "
        "a message."
    )
    body += [
        line(f"{here} {alone}"),
        small(
            texts.say("Of what is said in this chat I keep the questions to the speakers that you ask me, no more.")
            if view.is_meeting
            else texts.say("What is said in this chat I don't keep.")
        ),
        contact(event, texts),
    ]
    return card(texts, said, body, [button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event)])


def _likeliest(event: Event, texts: Texts, *, registered: bool) -> list[ExecuteAction]:
    if registered:
        return [
            button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
            button(texts.say("The link"), Verb.LINK_SHOW, event),
            button(texts.say("Change or withdraw"), Verb.REGISTRATION_OPEN, event),
        ]
    return [
        button(texts.say("Sign up"), Verb.REGISTRATION_OPEN, event, style="positive"),
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
        button(texts.say("What can I ask?"), Verb.HELP_SHOW, event),
    ]
