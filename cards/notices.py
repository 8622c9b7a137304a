"""What people hear when an organiser changed something: the link, the programme, the day itself."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement

from cards.build import button, card, contact, heading, line, open_url, panel, when
from cards.card import Card
from cards.dates import day, span
from cards.texts import Texts
from cards.verbs import Verb
from cards.views_event import EventNoticeView, LinkChangedView, OverruledView, ProgrammeChangedView, What
from event.programme import Aspect, Difference


def link_changed(view: LinkChangedView, texts: Texts) -> Card:
    event = view.event
    said = texts.say("The link to join has changed")
    body = [
        heading(said),
        line(f"**{texts.of(event.title)}**, {when(event, texts)}"),
        line(texts.say("Please use this one; the link that you had doesn't work any more.")),
        contact(event, texts),
    ]
    actions: list[Action] = [
        open_url(texts.say("Join"), view.join_url, style="positive"),
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
    ]
    return card(texts, f"{said}: {texts.of(event.title)}", body, actions)


def programme_changed(view: ProgrammeChangedView, texts: Texts) -> Card:
    event = view.event
    said = texts.say("The programme has changed")
    body: list[CardElement] = [
        heading(said),
        line(f"**{texts.of(event.title)}**, {when(event, texts)}"),
        *(line(difference(one, texts)) for one in view.changed),
        contact(event, texts),
    ]
    actions: list[Action] = [button(texts.say("The whole programme"), Verb.PROGRAMME_SHOW, event, style="positive")]
    return card(texts, f"{said}: {texts.of(event.title)}", body, actions)


def event_notice(view: EventNoticeView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    before = day(view.before, texts)
    match view.what:
        case What.CANCEL:
            said = texts.say("{title} has been cancelled", title=title)
            more = texts.say("The day of {day} is cancelled. You don't have to do anything.", day=before)
        case What.POSTPONE:
            said = texts.say("{title} has been postponed", title=title)
            more = texts.say(
                "It won't be on {day}. You hear from me as soon as there is a new day; your place is kept.", day=before
            )
        case What.MOVE:
            said = texts.say("{title} has a new day", title=title)
            more = texts.say(
                "It was on {before} and is now on **{now}**. You stay signed up; can't you make it, please withdraw.",
                before=before,
                now=when(event, texts),
            )
        case What.GO_ON:
            said = texts.say("{title} goes on after all", title=title)
            more = texts.say("We are expecting you on {when}.", when=f"**{when(event, texts)}**")
    body: list[CardElement] = [heading(said), line(more)]
    if view.note:
        body.append(panel(line(view.note)))
    body.append(contact(event, texts))
    actions: list[Action] = []
    if view.what is not What.CANCEL:
        actions.append(button(texts.say("My registration"), Verb.REGISTRATION_OPEN, event))
    if view.what in (What.MOVE, What.GO_ON):
        actions.append(button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event))
    return card(texts, said, body, actions)


def overruled(view: OverruledView, texts: Texts) -> Card:
    """To organisers."""
    said = texts.say("The event file says something else than you said in chat")
    body = [
        heading(said),
        line(
            texts.say(
                "It was edited at: {place}. What was said in chat stays; type event to change it there.",
                place=f"**{place(view.path, texts)}**",
            )
        ),
    ]
    return card(texts, said, body, [button(texts.say("The event"), Verb.EVENT_MANAGE, view.event)])


def difference(one: Difference, texts: Texts) -> str:
    """What changed about a part, in one sentence."""
    part = one.after or one.before
    if part is None:
        raise ValueError("a difference is of a part")
    title = texts.of(part.title)
    if one.aspect is Aspect.ADDED or one.before is None:
        return texts.say("New: **{title}**, {time}", title=title, time=span(part.start, part.end, texts))
    if one.aspect is Aspect.REMOVED or one.after is None:
        return texts.say("No longer on: **{title}**, {time}", title=title, time=span(part.start, part.end, texts))
    match one.aspect:
        case Aspect.TIME:
            return texts.say(
                "**{title}** is now at {after}; it was at {before}",
                title=title,
                after=f"**{span(one.after.start, one.after.end, texts)}**",
                before=span(one.before.start, one.before.end, texts),
            )
        case Aspect.TITLE:
            return texts.say(
                "**{before}** is now called **{after}**",
                before=texts.of(one.before.title),
                after=texts.of(one.after.title),
            )
        case Aspect.SPEAKERS:
            names = [texts.of(name) for name in one.after.speakers]
            if not names:
                return texts.say("**{title}**: the speakers aren't known yet", title=title)
            return texts.say("**{title}**: now with {names}", title=title, names=texts.listed(names))
        case _:
            described = " ".join(texts.of(one.after.description).split()) if one.after.description else ""
            described = described if len(described) <= 300 else f"{described[:299].rstrip()}…"
            return texts.say("**{title}**, in other words: {text}", title=title, text=described or "–")


def place(path: str, texts: Texts) -> str:
    """A place in the event, by the path of its change."""
    kind, _, key = path.partition(":")
    match kind:
        case "status" | "date":
            return texts.say("the day")
        case "join_url":
            return texts.say("the link")
        case "parts":
            return texts.say("the programme")
        case "page":
            return texts.say("the page for signing up")
        case "announcement":
            return texts.say("announcement {key}", key=key)
        case "poll_order":
            return texts.say("the order of the polls")
        case _:
            return texts.say("poll {key}", key=key)
