"""The log of what organisers and moderators did, in words."""

from __future__ import annotations

from datetime import date

from microsoft_teams.cards import CardElement

from cards.build import button, card, contact, heading, line, small
from cards.card import Card
from cards.dates import day, moment
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_overview import ActRow, ActsView


def acts(view: ActsView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("What was done, the newest first")
    body: list[CardElement] = [heading(title)]
    if not view.rows:
        body += [line(texts.say("Nothing yet.")), contact(event, texts)]
    for one in view.rows:
        body += [line(f"**{_who(one, texts)}**: {_done(one, texts)}"), small(moment(one.at, texts))]
    actions = [button(texts.say("Cockpit"), Verb.COCKPIT_SHOW, event)]
    return card(texts, title, body, actions)


def _who(one: ActRow, texts: Texts) -> str:
    if one.who is None:
        return texts.say("Somebody who isn't known any more")
    return literal(one.who) or "Gastheer"


def _done(one: ActRow, texts: Texts) -> str:
    subject = literal(one.subject or "")
    whom = literal(one.whom) if one.whom else texts.say("somebody who isn't known any more")
    match one.act.split("."):
        case ["participants", "import"]:
            counted = (one.detail.get(what) for what in ("new", "changed", "came_back"))
            number = sum(found for found in counted if isinstance(found, int))
            return texts.count("took over {n} line of a list", "took over {n} lines of a list", number)
        case ["participants", "page"]:
            if one.detail.get("on"):
                return texts.say("switched the page for signing up on")
            return texts.say("switched the page for signing up off")
        case ["participant", what]:
            return _participant(what, whom, one, texts)
        case ["announcement", what]:
            return _announcement(what, subject, texts)
        case ["poll", what]:
            return _poll(what, subject, texts)
        case ["event", what]:
            return _event(what, one, texts)
        case ["programme", "save"]:
            return texts.say("changed the part {part}", part=subject)
        case ["programme", "publish"]:
            return texts.say("told everybody of the changed programme")
        case ["programme", "discard"]:
            return texts.say("dropped the changes of the programme")
        case ["link", "change"]:
            return texts.say("changed the meeting's link")
        case ["question", what]:
            return _question(what, texts)
        case ["retention", "run"]:
            return texts.say("cleared away what had run out ({what})", what=_cleared(one, texts))
        case ["results", "share"]:
            return texts.say("took a link to the results of the polls")
        case ["export", what]:
            return texts.say("exported {what} by the command line", what=_exported(what, texts))
        case ["data", "forget"]:
            return texts.say("forgot somebody who asked for it, receipt {number}", number=subject)
        case _:
            return literal(f"{one.act} ({one.subject or '-'})")


def _participant(what: str, whom: str, one: ActRow, texts: Texts) -> str:
    match what, one.detail.get("role"), one.detail.get("change"):
        case "save", _, "changed":
            return texts.say("changed the registration of {whom}", whom=whom)
        case "save", _, _:
            return texts.say("signed up {whom}", whom=whom)
        case "withdraw", _, _:
            return texts.say("withdrew {whom}", whom=whom)
        case _, "organiser", _:
            return texts.say("made {whom} organiser", whom=whom)
        case _, "moderator", _:
            return texts.say("made {whom} moderator", whom=whom)
        case _:
            return texts.say("took back the role of {whom}", whom=whom)


def _exported(what: str, texts: Texts) -> str:
    match what:
        case "registrations":
            return texts.say("the registrations")
        case "deliveries":
            return texts.say("the messages")
        case "questions":
            return texts.say("the questions")
        case "polls":
            return texts.say("the polls")
        case _:
            return texts.say("the log")


def _cleared(one: ActRow, texts: Texts) -> str:
    people = one.detail.get("people")
    others = sum(number for name, number in one.detail.items() if name != "people" and isinstance(number, int))
    said = [texts.count("{n} piece", "{n} pieces", others)] if others else []
    if isinstance(people, int):
        said.insert(0, texts.count("{n} person", "{n} people", people))
    return ", ".join(said)


def _announcement(what: str, key: str, texts: Texts) -> str:
    match what:
        case "send":
            return texts.say("sent the announcement {key} at once", key=key)
        case "schedule":
            return texts.say("planned the announcement {key}", key=key)
        case "move":
            return texts.say("moved the announcement {key}", key=key)
        case "cancelled":
            return texts.say("cancelled the announcement {key}", key=key)
        case _:
            return texts.say("planned the announcement {key} again", key=key)


def _poll(what: str, key: str, texts: Texts) -> str:
    match what:
        case "save":
            return texts.say("made the poll {key}", key=key)
        case "remove":
            return texts.say("removed the poll {key}", key=key)
        case "launch":
            return texts.say("launched the poll {key}", key=key)
        case "extend":
            return texts.say("extended the poll {key}", key=key)
        case "pause":
            return texts.say("paused the poll {key}", key=key)
        case "go_on":
            return texts.say("let the poll {key} go on", key=key)
        case "reopen":
            return texts.say("opened the poll {key} again", key=key)
        case "reset":
            return texts.say("put the poll {key} back to its start", key=key)
        case "undo_reset":
            return texts.say("put the votes of the poll {key} back", key=key)
        case "reveal":
            return texts.say("showed the result of the poll {key}", key=key)
        case "remind":
            return texts.say("reminded who hadn't voted in the poll {key}", key=key)
        case "duplicate":
            return texts.say("copied a poll to {key}", key=key)
        case "plan":
            return texts.say("planned the launch of the poll {key}", key=key)
        case "move":
            return texts.say("gave the poll {key} another place", key=key)
        case "text_show" | "text_hide" | "text_merge" | "text_undo":
            return texts.say("decided which answers to the poll {key} are shown", key=key)
        case _:
            return texts.say("closed the poll {key}", key=key)


def _question(what: str, texts: Texts) -> str:
    match what:
        case "done":
            return texts.say("marked a question as answered")
        case "approve":
            return texts.say("put a question on the board")
        case "hide":
            return texts.say("hid a question")
        case "live":
            return texts.say("made a question live")
        case "later":
            return texts.say("put a question off until later")
        case "assign":
            return texts.say("noted for whom a question is")
        case "merge":
            return texts.say("merged two questions")
        case "unmerge":
            return texts.say("took a merged question out again")
        case _:
            return texts.say("answered a question in writing")


def _event(what: str, one: ActRow, texts: Texts) -> str:
    match what:
        case "move":
            to = str(one.detail.get("date") or "")
            return texts.say("moved the day to {day}", day=day(date.fromisoformat(to), texts) if to else "-")
        case "postpone":
            return texts.say("postponed the day")
        case "cancel":
            return texts.say("cancelled the day")
        case _:
            return texts.say("let the day go on after all")
