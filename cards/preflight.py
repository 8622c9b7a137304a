"""Is everything ready? What is wrong with what to do about it, then what is in order."""

from __future__ import annotations

from dataclasses import dataclass

from microsoft_teams.cards import Action, CardElement, Container

from cards import ledger
from cards.build import attention, button, card, heading, line, refresh, small, subheading
from cards.card import Card
from cards.dates import moment
from cards.notices import place
from cards.privacy import countdown
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_overview import PreflightView
from event.preflight import Check, Finding

_MOST = 8
"""Names and reasons in one finding."""


@dataclass(frozen=True, kw_only=True)
class _Words:
    """`todo` only for what is wrong."""

    said: str
    todo: str = ""


def preflight(view: PreflightView, texts: Texts) -> Card:
    event = view.event
    wrong = [one for one in view.findings if not one.good]
    title = (
        texts.count("{n} thing asks for attention", "{n} things ask for attention", len(wrong))
        if wrong
        else texts.say("Everything is ready")
    )
    body: list[CardElement] = [heading(title)]
    for one in wrong:
        words = _wrong(one, view, texts)
        details = "\n".join(f"- {detail}" for detail in _details(one, texts))
        items: list[CardElement] = [attention(f"✗ {words.said}")]
        if details:
            items.append(line(details))
        items.append(small(words.todo))
        body.append(Container(separator=True, spacing="Medium", items=items))
    right = [f"- ✓ {_right(one, view, texts)}" for one in view.findings if one.good]
    if right:
        body += [subheading(texts.say("In order")), line("\n".join(right))]
    body.append(small(texts.say("Looked at: {moment}", moment=moment(view.when, texts))))
    actions: list[Action] = [
        button(texts.say("Look again"), Verb.PREFLIGHT_SHOW, event),
        button(texts.say("Participants"), Verb.PARTICIPANTS_SHOW, event),
        button(texts.say("Announcements"), Verb.ANNOUNCEMENT_LIST, event),
        button(texts.say("The event"), Verb.EVENT_MANAGE, event),
        button(texts.say("Cockpit"), Verb.COCKPIT_SHOW, event),
        button(texts.say("The log"), Verb.ACTS_SHOW, event),
    ]
    return card(texts, title, body, actions, refresh(Verb.PREFLIGHT_SHOW, event))


def _right(one: Finding, view: PreflightView, texts: Texts) -> str:
    match one.check:
        case Check.LINK:
            return texts.say("The meeting's link is known.")
        case Check.CHAT:
            return texts.say("I am in the meeting's chat.")
        case Check.ORGANISERS:
            return texts.say("The organisers have met me.")
        case Check.MODERATORS:
            return texts.say("The moderators have met me.")
        case Check.PROGRAMME:
            return texts.say("Everybody gets the programme before the day.")
        case Check.POLLS:
            return texts.count("{n} poll is prepared.", "{n} polls are prepared.", one.counts.get("polls", 0))
        case Check.WAITING:
            return texts.say("No announcement is held up.")
        case Check.FAILED:
            return texts.say("No message failed.")
        case Check.REACH:
            return texts.say("Everybody who signed up can be reached.")
        case Check.MAIL if one.counts:
            return texts.say("There is no mail server, and nobody needs one so far.")
        case Check.MAIL:
            return texts.say("Whom Teams can't reach gets e-mail.")
        case Check.PRIVACY:
            return texts.say(
                "What we keep and why is told. Clearing away: {when}.",
                when=countdown(view.event, view.when, texts),
            )
        case Check.EXAMPLES:
            return texts.say("The addresses in the event file are real ones.")
        case Check.OVERRULED:
            return texts.say("The event file and what was changed in chat agree.")


def _wrong(one: Finding, view: PreflightView, texts: Texts) -> _Words:
    match one.check:
        case Check.LINK:
            return _Words(
                said=texts.say("The meeting's link is missing."), todo=texts.say("Type event, and give the link.")
            )
        case Check.CHAT:
            return _Words(
                said=texts.say("I am not in the meeting's chat."),
                todo=texts.say(
                    "Add me to it. If I still don't know it, type there, with my name: this is the meeting."
                ),
            )
        case Check.ORGANISERS if not view.event.roles.organisers:
            return _Words(
                said=texts.say("The event file names no organiser."),
                todo=texts.say("Put one under [roles], or nobody has the right to do anything here."),
            )
        case Check.ORGANISERS:
            return _Words(said=texts.say("These organisers haven't met me yet:"), todo=_meet(texts))
        case Check.MODERATORS:
            return _Words(said=texts.say("These moderators haven't met me yet:"), todo=_meet(texts))
        case Check.PROGRAMME:
            return _Words(
                said=texts.say("No announcement brings everybody the programme before the day."),
                todo=texts.say("Plan one: type announcements, or put it in the event file."),
            )
        case Check.POLLS:
            return _Words(
                said=texts.say("No poll is prepared."), todo=texts.say("Type polls to make one, if you want any.")
            )
        case Check.WAITING:
            return _Words(
                said=texts.say("These announcements are due and held up:"),
                todo=texts.say("They go out by themselves as soon as the link or the meeting's chat is known."),
            )
        case Check.FAILED:
            return _Words(
                said=texts.count("{n} message failed:", "{n} messages failed:", sum(one.counts.values())),
                todo=texts.say("Who can be reached again gets what still matters by itself."),
            )
        case Check.REACH:
            return _Words(
                said=texts.count(
                    "{n} participant can't be reached:", "{n} participants can't be reached:", sum(one.counts.values())
                ),
                todo=texts.say("See under participants who they are, and mail them."),
            )
        case Check.MAIL:
            return _Words(
                said=_without_mail(one, texts),
                todo=texts.say(
                    "Ask an administrator for a mail server: GASTHEER_MAIL_URL. Then they get what they missed."
                ),
            )
        case Check.PRIVACY:
            return _Words(
                said=texts.say("What we keep, and why, isn't told in both languages."),
                todo=texts.say("Write it in the event file, under [event.privacy]."),
            )
        case Check.EXAMPLES:
            return _Words(
                said=texts.say("These addresses are examples:"),
                todo=texts.say("Put your own in the event file and start me again."),
            )
        case Check.OVERRULED:
            return _Words(
                said=texts.say("The event file was edited since, and what was said in chat counts:"),
                todo=texts.say("Type event to change it here, or leave it as it is."),
            )


def _without_mail(one: Finding, texts: Texts) -> str:
    number = sum(one.counts.values())
    if not number:
        return texts.say("The page for signing up is on, and needs a mail server, which there isn't.")
    return texts.count(
        "{n} participant can be reached by e-mail alone, and there is no mail server.",
        "{n} participants can be reached by e-mail alone, and there is no mail server.",
        number,
    )


def _details(one: Finding, texts: Texts) -> list[str]:
    match one.check:
        case Check.FAILED | Check.REACH:
            found = [f"{ledger.why(reason, texts)}: {number}" for reason, number in one.counts.items()]
        case Check.OVERRULED:
            found = [place(path, texts) for path in one.names]
        case _:
            found = [literal(name) for name in one.names]
    more = len(found) - _MOST
    return [*found[:_MOST], texts.count("and {n} more", "and {n} more", more)] if more > 0 else found


def _meet(texts: Texts) -> str:
    return texts.say("Ask them to add the app Gastheer in Teams and to type help; then I know them by their account.")
