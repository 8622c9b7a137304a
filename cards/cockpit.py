"""How the event stands, on one card, for organisers."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, Fact, FactSet

from cards.build import attention, button, card, heading, line, refresh, when
from cards.card import Card
from cards.dates import moment_in_words
from cards.planning import name
from cards.privacy import countdown
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_overview import CockpitView, LastView
from event.definition import Status


def cockpit(view: CockpitView, texts: Texts) -> Card:
    event = view.event
    title = texts.of(event.title)
    facts = {
        texts.say("Signed up"): str(view.signed_up),
        texts.say("Next announcement"): _following(view, texts),
        texts.say("Last announcement"): _last(view.last, texts) if view.last else texts.say("none yet"),
        texts.say("Open polls"): _polls(view, texts),
        texts.say("Questions that wait"): str(view.questions),
        texts.say("The link"): texts.say("known") if event.meeting.join_url else texts.say("missing"),
        texts.say("The meeting's chat"): texts.say("known") if view.meeting_known else texts.say("not known"),
        texts.say("Clearing away"): countdown(event, view.now, texts),
    }
    body: list[CardElement] = [heading(title), line(f"**{when(event, texts)}**"), _status(view, texts)]
    body.append(FactSet(facts=[Fact(title=label, value=value) for label, value in facts.items()]))
    actions: list[Action] = [
        button(texts.say("Participants"), Verb.PARTICIPANTS_SHOW, event),
        button(texts.say("Announcements"), Verb.ANNOUNCEMENT_LIST, event),
        button(texts.say("Polls"), Verb.POLL_LIST, event),
        button(texts.say("Questions"), Verb.QUESTION_LIST, event),
        button(texts.say("Check"), Verb.PREFLIGHT_SHOW, event),
        button(texts.say("The event"), Verb.EVENT_MANAGE, event),
    ]
    said = texts.count("{n} person is signed up", "{n} people are signed up", view.signed_up)
    return card(texts, f"{title}: {said}", body, actions, refresh(Verb.COCKPIT_SHOW, event))


def _status(view: CockpitView, texts: Texts) -> CardElement:
    match view.event.status:
        case Status.CANCELLED:
            return attention(texts.say("The day has been cancelled."))
        case Status.POSTPONED:
            return attention(texts.say("The day was postponed; no new day is known yet."))
    if view.event.over(view.now):
        return line(texts.say("The day is over."))
    if view.days_left == 0:
        return line(texts.say("It is today."))
    return line(texts.count("{n} day to go.", "{n} days to go.", view.days_left))


def _following(view: CockpitView, texts: Texts) -> str:
    if view.following is None:
        return texts.say("none planned")
    one, due = view.following
    return f"{literal(name(one, texts))}, {moment_in_words(due, view.now, texts)}"


def _last(last: LastView, texts: Texts) -> str:
    said = [texts.say("{n} sent", n=last.sent)]
    if last.waiting:
        said.append(texts.count("{n} on its way", "{n} on their way", last.waiting))
    if last.failed:
        said.append(texts.count("{n} failed", "{n} failed", last.failed))
    return f"{literal(name(last.announcement, texts))}: {', '.join(said)}"


def _polls(view: CockpitView, texts: Texts) -> str:
    if not view.polls:
        return texts.say("none open")
    said = []
    for poll, number in view.polls:
        votes = texts.count("{n} vote", "{n} votes", number)
        said.append(f"{texts.of(poll.question)} ({votes})")
    return "; ".join(said)
