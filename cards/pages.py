"""What pages and letters say around the cards, and the cards that only they have."""

from __future__ import annotations

from microsoft_teams.cards import CardElement

from cards.build import button, card, contact, heading, line, panel, small, subheading, when
from cards.card import Card
from cards.texts import Texts, literal
from cards.verbs import Verb
from event.definition import Event


def link_rejected(event: Event, texts: Texts) -> Card:
    """It is mangled, too old, or was revoked: never said which."""
    said = texts.say("This link doesn't work any more")
    body = [
        heading(said),
        line(
            texts.say("Perhaps part of it is missing, or it is too old. The newest one is in our last e-mail to you.")
        ),
        contact(event, texts),
    ]
    return card(texts, said, body)


def no_poll(event: Event, texts: Texts) -> Card:
    said = texts.say("No poll is open at this moment")
    body = [
        heading(said),
        line(texts.say("When the moderator launches one, it appears here: load this page again then.")),
        contact(event, texts),
    ]
    return card(texts, said, body)


def unsubscribed(event: Event, texts: Texts) -> Card:
    said = texts.say("You get no more e-mail from us")
    body = [
        heading(said),
        line(texts.say("You are still signed up. Can't you make it? Then withdraw with the button.")),
        contact(event, texts),
    ]
    actions = [
        button(texts.say("My registration"), Verb.REGISTRATION_OPEN, event),
        button(texts.say("Withdraw"), Verb.REGISTRATION_LEAVE, event),
    ]
    return card(texts, said, body, actions)


def public(event: Event, texts: Texts) -> Card:
    """What everybody may know of the event; the programme, with whom to turn to, comes below it. Its link is for who
    signed up."""
    title = texts.of(event.title)
    body: list[CardElement] = [
        heading(title),
        line(f"**{when(event, texts)}** · {texts.of(event.place)}"),
        line(texts.of(event.about)),
    ]
    return card(texts, title, body)


def sign_up_sent(event: Event, texts: Texts) -> Card:
    """The same for every address, known or not."""
    said = texts.say("Look in your mailbox")
    body = [
        heading(said),
        line(
            texts.say("We sent you an e-mail. With the button in it you confirm that it is you: only then it counts.")
        ),
        small(texts.say("Nothing there after a few minutes? Look among the unwanted mail, or try again.")),
        contact(event, texts),
    ]
    return card(texts, said, body)


def sign_up_asked(event: Event, name: str, id: str, texts: Texts) -> Card:  # noqa: A002 - as cards say it
    """The e-mail that asks, and the page behind its button."""
    said = texts.say("Confirm that you sign up")
    body = [
        heading(said),
        line(f"**{texts.of(event.title)}**, {when(event, texts)}"),
        line(
            texts.say(
                "{name}, somebody signed up with your e-mail address on our page. Was it you? Then confirm it.",
                name=literal(name),
            )
        ),
        panel(subheading(texts.say("What we keep, and why")), small(texts.of(event.privacy.notice))),
        small(texts.say("Wasn't it you? Then do nothing: in two days we have forgotten it.")),
        contact(event, texts),
    ]
    confirm = button(texts.say("Yes, I sign up"), Verb.SIGN_UP_CONFIRM, event, style="positive", id=id)
    return card(texts, f"{said}: {texts.of(event.title)}", body, [confirm])


def sign_up_confirmed(event: Event, texts: Texts) -> Card:
    """The same button once more."""
    said = texts.say("You have confirmed this already")
    body = [
        heading(said),
        line(texts.say("You are signed up. The way to your own page is in the confirmation that we sent you.")),
        contact(event, texts),
    ]
    return card(texts, said, body)


def join_asked(event: Event, name: str, person: str, texts: Texts) -> Card:
    """The e-mail that asks whether a Teams account is its reader's, and the page behind its button. `name` as that
    account gave it."""
    said = texts.say("Is this you?")
    body = [
        heading(said),
        line(f"**{texts.of(event.title)}**, {when(event, texts)}"),
        line(
            texts.say(
                "{name} signed up in Teams with your e-mail address, and so did you, in another way. Is that you? "
                "Then we make one sign-up of the two.",
                name=literal(name),
            )
        ),
        small(texts.say("What you gave last counts, and you hear from us in Teams from then on.")),
        small(texts.say("Isn't it you? Then do nothing: it stays as it is.")),
        contact(event, texts),
    ]
    join = button(texts.say("Yes, that is me"), Verb.PERSON_JOIN, event, style="positive", person=person)
    return card(texts, f"{said} {texts.of(event.title)}", body, [join])


def joined(event: Event, texts: Texts) -> Card:
    said = texts.say("It is one sign-up now")
    body = [
        heading(said),
        line(texts.say("What you gave last counts, and you hear from us in Teams from now on.")),
        contact(event, texts),
    ]
    return card(texts, said, body)


def page_closed(event: Event, texts: Texts) -> Card:
    said = texts.say("You can't sign up on this page")
    return card(texts, said, [heading(said), contact(event, texts)])


def whose(name: str, texts: Texts) -> str:
    return texts.say("This link is {name}'s alone. Please don't pass it on.", name=name)


def my_data_file(texts: Texts) -> str:
    """A file's name: letters and hyphens."""
    return texts.say("my-data")


def skip(texts: Texts) -> str:
    return texts.say("To the content")


def out_of_touch(texts: Texts) -> str:
    """On a page that follows what happens, while it can't."""
    return texts.say("The connection is gone for a moment. It comes back by itself.")


def too_often(texts: Texts) -> str:
    return texts.say("That was very often in a short time. Please wait a while and try again.")


def letter_footer(event: Event, mine: str | None, ballot: str | None, texts: Texts) -> list[str]:
    """`mine` is the reader's own page, `ballot` the one on which they vote."""
    title = literal(texts.of(event.title))
    if mine is None:
        return [texts.say("You get this e-mail because your address was given for {title}.", title=title)]
    polls = [texts.say("Is there a poll during the day? Vote here: {url}", url=ballot)] if ballot else []
    return [
        *polls,
        texts.say("You get this e-mail because you signed up for {title}.", title=title),
        texts.say("Change, withdraw, or see what we keep: {url}", url=mine),
        texts.say("This link is yours alone: please don't pass it on."),
    ]
