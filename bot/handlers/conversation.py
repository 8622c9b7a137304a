"""Where each request goes. In a shared chat nothing personal is said or asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.handlers import arrivals, information, polls, registration
from bot.handlers.host import Host
from bot.handlers.words import Word, understand
from bot.requests import (
    Answer,
    CardAnswer,
    Clicked,
    Handler,
    Installed,
    InvokeAnswer,
    MeetingEnded,
    MeetingStarted,
    MessageAnswer,
    Removed,
    Reply,
    Request,
    Said,
)
from cards import refusals
from cards.card import Card
from cards.verbs import VERSION, Verb
from event.errors import Refusal
from event.store import people

_PERSONAL_WORDS: dict[Word, Callable[[Host, Request], Awaitable[Card]]] = {
    Word.HELP: information.help_,
    Word.REGISTER: registration.open_form,
    Word.EDIT: registration.edit,
    Word.WITHDRAW: registration.ask_to_leave,
    Word.PROGRAMME: information.programme,
    Word.LINK: information.link,
    Word.POLLS: polls.list_,
    Word.THIS_IS_THE_MEETING: arrivals.this_is_the_meeting,
}
_SHARED_WORDS: dict[Word, Callable[[Host, Request], Awaitable[Card]]] = {
    Word.PROGRAMME: information.programme,
    Word.THIS_IS_THE_MEETING: arrivals.this_is_the_meeting,
}
_PERSONAL_VERBS: dict[Verb, Callable[[Host, Clicked], Awaitable[Card]]] = {
    Verb.HELP_SHOW: information.help_,
    Verb.REGISTRATION_OPEN: registration.open_form,
    Verb.REGISTRATION_EDIT: registration.edit,
    Verb.REGISTRATION_SUBMIT: registration.submit,
    Verb.REGISTRATION_LEAVE: registration.ask_to_leave,
    Verb.REGISTRATION_WITHDRAW: registration.withdraw,
    Verb.LINK_SHOW: information.link,
    Verb.PROGRAMME_SHOW: information.programme,
    Verb.POLL_LIST: polls.list_,
    Verb.POLL_PREVIEW: polls.control,
    Verb.POLL_MANAGE: polls.control,
    Verb.POLL_LAUNCH: polls.launch,
    Verb.POLL_CLOSE: polls.close,
}
_ANYWHERE_VERBS: dict[Verb, Callable[[Host, Clicked], Awaitable[InvokeAnswer]]] = {
    Verb.POLL_VOTE: polls.vote,
    Verb.POLL_SHOW: polls.show,
}


def conversation(host: Host) -> Handler:
    """The bot's whole side of the conversation."""

    async def handle(request: Request) -> Answer:
        here = replace(host, event=await host.living.current())
        return await _answered(here, await _in_their_language(here, request))

    return handle


async def _answered(host: Host, request: Request) -> Answer:
    match request:
        case Clicked():
            return await _clicked(host, request)
        case Said():
            return await _said(host, request)
        case Installed():
            return await arrivals.installed(host, request)
        case Removed():
            return await arrivals.removed(host, request)
        case MeetingStarted():
            return await arrivals.meeting_started(host, request)
        case MeetingEnded():
            return await arrivals.meeting_ended(host, request)
        case _:
            return Reply()


async def _in_their_language(host: Host, request: Request) -> Request:
    """What somebody chose goes before what Teams says."""
    who = request.who
    async with host.database.read() as db:
        person = await people.seek(db, account=who.account, tenant=who.tenant, oid=who.oid)
    if person is None or not person.language_chosen:
        return request
    return replace(request, locale=person.language.value)


async def _said(host: Host, said: Said) -> Reply:
    understood = understand(said.text)
    word = understood.word if understood else None
    said = replace(said, rest=understood.rest if understood else "")
    try:
        if said.where.kind == "personal":
            act = _PERSONAL_WORDS.get(word, information.unknown) if word else information.unknown
            return Reply((await act(host, said),))
        async with host.database.begin() as db:
            await arrivals.remember_chat(host, db, said)
        if word in _SHARED_WORDS:
            return Reply((await _SHARED_WORDS[word](host, said),))
        return Reply((information.group_hint(host, said),))
    except Refusal as refusal:
        return Reply((refusals.refusal(refusal.code, host.event, host.texts(said)),))


async def _clicked(host: Host, clicked: Clicked) -> InvokeAnswer:
    try:
        verb = Verb(clicked.verb)
    except ValueError:
        return CardAnswer(information.stale(host, clicked))
    if clicked.data.get("v") != VERSION or clicked.data.get("event", host.event.id) != host.event.id:
        return CardAnswer(information.stale(host, clicked))
    try:
        if verb in _ANYWHERE_VERBS:
            return await _ANYWHERE_VERBS[verb](host, clicked)
        if clicked.where.kind != "personal":
            return CardAnswer(information.group_hint(host, clicked))
        return CardAnswer(await _PERSONAL_VERBS[verb](host, clicked))
    except Refusal as refusal:
        return MessageAnswer(refusals.sentence(refusal.code, host.texts(clicked)))
