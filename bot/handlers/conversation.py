"""Where each request goes. In a shared chat nothing personal is said or asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.handlers import (
    acts,
    announcements,
    arrivals,
    cockpit,
    colleagues,
    data,
    importing,
    information,
    language,
    link_change,
    manage,
    moderation,
    open_polls,
    participant,
    participants,
    poll_life,
    poll_making,
    poll_planning,
    poll_texts,
    polls,
    preflight,
    programme,
    question_board,
    questions,
    registration,
    results,
    ways_in,
)
from bot.handlers.host import Host
from bot.handlers.words import Word, understand
from bot.requests import (
    Answer,
    CardAnswer,
    Clicked,
    DialogAnswer,
    DialogMessage,
    DialogOpened,
    DialogSent,
    Handler,
    Installed,
    InvokeAnswer,
    MeetingEnded,
    MeetingStarted,
    MembersChanged,
    MessageAnswer,
    Removed,
    Reply,
    Request,
    Said,
)
from cards import refusals
from cards.card import Card
from cards.verbs import VERSION, Verb
from cards.views_conversation import Reason
from event.errors import Refusal, RefusalCode

_PERSONAL_WORDS: dict[Word, Callable[[Host, Request], Awaitable[Card]]] = {
    Word.HELP: information.help_,
    Word.THANKS: information.thanked,
    Word.REGISTER: registration.open_form,
    Word.EDIT: registration.edit,
    Word.WITHDRAW: registration.ask_to_leave,
    Word.PROGRAMME: information.programme,
    Word.LINK: information.link,
    Word.ANNOUNCEMENTS: announcements.list_,
    Word.MANAGE_EVENT: manage.show,
    Word.IMPORT: importing.how,
    Word.POLLS: open_polls.said,
    Word.VOTE: open_polls.show,
    Word.QUESTION: questions.said,
    Word.QUESTIONS: question_board.said,
    Word.PANEL: ways_in.panel,
    Word.STAGE: ways_in.stage,
    Word.RESULTS: results.show,
    Word.COLLEAGUES: colleagues.show,
    Word.MY_DATA: data.show,
    Word.FORGET_ME: data.leave,
    Word.LANGUAGE: language.show,
    Word.PARTICIPANTS: participants.said,
    Word.COCKPIT: cockpit.show,
    Word.PREFLIGHT: preflight.show,
    Word.ACTS: acts.show,
    Word.THIS_IS_THE_MEETING: arrivals.this_is_the_meeting,
}
_SHARED_WORDS: dict[Word, Callable[[Host, Request], Awaitable[Card]]] = {
    Word.HELP: information.help_here,
    Word.THANKS: information.thanked,
    Word.PROGRAMME: information.programme,
    Word.QUESTION: questions.said_aloud,
    Word.QUESTIONS: questions.board,
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
    Verb.PROGRAMME_EDIT: programme.edit,
    Verb.PROGRAMME_SAVE: programme.save,
    Verb.PROGRAMME_PUBLISH: programme.publish,
    Verb.PROGRAMME_DISCARD: programme.discard,
    Verb.LINK_EDIT: link_change.edit,
    Verb.LINK_CHANGE: link_change.read,
    Verb.LINK_CONFIRM: link_change.confirm,
    Verb.ANNOUNCEMENT_LIST: announcements.list_,
    Verb.ANNOUNCEMENT_SHOW: announcements.show,
    Verb.ANNOUNCEMENT_PREVIEW: announcements.preview,
    Verb.ANNOUNCEMENT_ASK_SEND: announcements.ask_send,
    Verb.ANNOUNCEMENT_SEND: announcements.send,
    Verb.ANNOUNCEMENT_MOVE: announcements.move,
    Verb.ANNOUNCEMENT_READ_MOVE: announcements.read_move,
    Verb.ANNOUNCEMENT_ASK_CANCEL: announcements.ask_cancel,
    Verb.ANNOUNCEMENT_CANCEL: announcements.cancel,
    Verb.ANNOUNCEMENT_RESTORE: announcements.restore,
    Verb.ANNOUNCEMENT_WRITE: announcements.write,
    Verb.ANNOUNCEMENT_READ: announcements.read_written,
    Verb.ANNOUNCEMENT_SCHEDULE: announcements.schedule,
    Verb.EVENT_MANAGE: manage.show,
    Verb.EVENT_ASK: manage.ask,
    Verb.EVENT_READ: manage.read,
    Verb.EVENT_CONFIRM: manage.confirm,
    Verb.LANGUAGE_SHOW: language.show,
    Verb.LANGUAGE_CHOOSE: language.choose,
    Verb.QUESTION_OPEN: questions.open_form,
    Verb.QUESTION_ASK: questions.ask,
    Verb.QUESTION_NAME: questions.choose_named,
    Verb.QUESTION_LIST: question_board.list_,
    Verb.QUESTION_MANAGE: question_board.manage,
    Verb.QUESTION_APPROVE: question_board.move,
    Verb.QUESTION_HIDE: question_board.move,
    Verb.QUESTION_LIVE: question_board.move,
    Verb.QUESTION_LATER: question_board.move,
    Verb.QUESTION_DONE: question_board.move,
    Verb.QUESTION_ASSIGN: question_board.assign,
    Verb.QUESTION_MERGE: question_board.merge,
    Verb.QUESTION_UNMERGE: question_board.unmerge,
    Verb.QUESTION_ANSWER: question_board.answer,
    Verb.COLLEAGUES_SHOW: colleagues.show,
    Verb.DATA_SHOW: data.show,
    Verb.DATA_TAKE: data.show,
    Verb.DATA_ACKNOWLEDGE: data.acknowledge,
    Verb.DATA_RENEW: data.renew_links,
    Verb.DATA_LEAVE: data.leave,
    Verb.DATA_FORGET: data.forget,
    Verb.PARTICIPANTS_SHOW: participants.show,
    Verb.PARTICIPANTS_LIST: participants.list_,
    Verb.PARTICIPANTS_FIND: participants.find,
    Verb.PARTICIPANTS_PAGE: participants.switch_page,
    Verb.PARTICIPANT_SHOW: participants.open_,
    Verb.PARTICIPANT_EDIT: participant.edit,
    Verb.PARTICIPANT_SAVE: participant.save,
    Verb.PARTICIPANT_ASK_WITHDRAW: participant.ask_withdraw,
    Verb.PARTICIPANT_WITHDRAW: participant.withdraw,
    Verb.PARTICIPANT_GRANT: participant.grant,
    Verb.COCKPIT_SHOW: cockpit.show,
    Verb.PREFLIGHT_SHOW: preflight.show,
    Verb.ACTS_SHOW: acts.show,
    Verb.IMPORT_HOW: importing.how,
    Verb.IMPORT_SHOW: importing.show,
    Verb.IMPORT_COLUMNS: importing.columns,
    Verb.IMPORT_MAP: importing.map_,
    Verb.IMPORT_LIST: importing.list_,
    Verb.IMPORT_TAKE: importing.take,
    Verb.IMPORT_COMPLETE: importing.take_incomplete,
    Verb.IMPORT_CONFIRM: importing.confirm,
    Verb.IMPORT_DISCARD: importing.discard,
    Verb.POLL_TEXTS: poll_texts.list_,
    Verb.POLL_TEXT: poll_texts.one,
    Verb.POLL_TEXT_SHOW: poll_texts.decide,
    Verb.POLL_TEXT_HIDE: poll_texts.decide,
    Verb.POLL_TEXT_MERGE: poll_texts.merge,
    Verb.POLL_TEXT_UNDO: poll_texts.undo,
    Verb.POLL_LIST: moderation.list_,
    Verb.POLL_PREVIEW: moderation.control,
    Verb.POLL_MANAGE: moderation.control,
    Verb.POLL_LAUNCH: poll_life.launch,
    Verb.POLL_EXTEND: poll_life.extend,
    Verb.POLL_CLOSE: poll_life.close,
    Verb.POLL_PAUSE: poll_life.pause,
    Verb.POLL_GO_ON: poll_life.go_on,
    Verb.POLL_REOPEN: poll_life.reopen,
    Verb.POLL_RESET: poll_life.reset,
    Verb.POLL_UNDO_RESET: poll_life.undo_reset,
    Verb.POLL_REVEAL: poll_life.reveal,
    Verb.POLL_REMIND: poll_life.remind,
    Verb.POLL_MORE: poll_planning.more,
    Verb.POLL_DUPLICATE: poll_planning.duplicate,
    Verb.POLL_PLAN: poll_planning.plan,
    Verb.POLL_SET_PLAN: poll_planning.set_plan,
    Verb.POLL_MOVE: poll_planning.move,
    Verb.POLL_MAKE: poll_making.make,
    Verb.POLL_SAVE: poll_making.save,
    Verb.POLL_ASK_REMOVE: poll_making.ask_remove,
    Verb.POLL_REMOVE: poll_making.remove,
}
_SHARED_VERBS: dict[Verb, Callable[[Host, Clicked], Awaitable[Card]]] = {
    Verb.HELP_SHOW: information.help_here,
    Verb.PROGRAMME_SHOW: information.programme,
}
_ANYWHERE_VERBS: dict[Verb, Callable[[Host, Clicked], Awaitable[InvokeAnswer]]] = {
    Verb.POLL_VOTE: polls.vote,
    Verb.POLL_SHOW: polls.show,
    Verb.QUESTION_BOARD: questions.show_board,
    Verb.QUESTION_UPVOTE: questions.upvote,
    Verb.QUESTION_TAKE_BACK: questions.take_back,
}
_DIALOGS_OPENED: dict[Verb, Callable[[Host, DialogOpened], Awaitable[DialogAnswer]]] = {
    Verb.POLL_MAKE: poll_making.open_form,
}
_DIALOGS_SENT: dict[Verb, Callable[[Host, DialogSent], Awaitable[DialogAnswer]]] = {
    Verb.POLL_SAVE: poll_making.send_form,
    Verb.POLL_MAKE: poll_making.switch_form,
}


def conversation(host: Host) -> Handler:
    """The bot's whole side of the conversation."""

    latest = host

    async def handle(request: Request) -> Answer:
        nonlocal latest
        here = latest = await latest.afresh()
        return await _answered(here, await _in_their_language(here, request))

    return handle


async def _answered(host: Host, request: Request) -> Answer:
    match request:
        case Clicked():
            return await _clicked(host, request)
        case DialogOpened() | DialogSent():
            return await _dialog(host, request)
        case Said():
            return await _said(host, request)
        case Installed():
            return await arrivals.installed(host, request)
        case Removed():
            return await arrivals.removed(host, request)
        case MembersChanged():
            return await arrivals.members_changed(host, request)
        case MeetingStarted():
            return await arrivals.meeting_started(host, request)
        case MeetingEnded():
            return await arrivals.meeting_ended(host, request)
        case _:
            return Reply()


async def _in_their_language(host: Host, request: Request) -> Request:
    """What somebody chose goes before what Teams says."""
    if request.who.person is not None:  # a page has its language in its address
        return request
    language = await host.spoken.chosen(request)
    if language is None:
        return request
    return replace(request, locale=language.value, teams_locale=request.locale)


async def _said(host: Host, said: Said) -> Reply:
    understood = understand(said.text)
    word = understood.word if understood else None
    said = replace(said, rest=understood.rest if understood else "")
    try:
        if said.where.kind == "personal":
            if said.files and not said.edited and (card := await importing.received(host, said)):
                return Reply((card,))
            act = _PERSONAL_WORDS.get(word, information.unknown) if word else information.unknown
            return Reply((await act(host, said),))
        async with host.database.begin() as db:
            await arrivals.remember_chat(host, db, said)
        if word in _SHARED_WORDS:
            return Reply((await _SHARED_WORDS[word](host, said),))
        reason = Reason.THEIRS_ALONE if word else Reason.UNKNOWN
        return Reply((await information.in_shared_chat(host, said, reason),))
    except Refusal as refusal:
        return Reply((refusals.refusal(refusal.code, host.event, host.texts(said)),))


async def _clicked(host: Host, clicked: Clicked) -> InvokeAnswer:
    verb = _verb(host, clicked)
    try:
        if verb in _ANYWHERE_VERBS:
            return await _ANYWHERE_VERBS[verb](host, clicked)
        if not clicked.where.private:
            if verb in _SHARED_VERBS:
                return CardAnswer(await _SHARED_VERBS[verb](host, clicked))
            reason = Reason.THEIRS_ALONE if verb else Reason.STALE
            return CardAnswer(await information.in_shared_chat(host, clicked, reason))
        if verb not in _PERSONAL_VERBS:
            return CardAnswer(information.stale(host, clicked))
        return CardAnswer(await _PERSONAL_VERBS[verb](host, clicked))
    except Refusal as refusal:
        if refusal.code is RefusalCode.NOT_REGISTERED and clicked.where.private:
            return CardAnswer(refusals.refusal(refusal.code, host.event, host.texts(clicked)))
        return MessageAnswer(refusals.spoken(refusal.code, host.event, host.texts(clicked)))


async def _dialog(host: Host, request: DialogOpened | DialogSent) -> DialogAnswer:
    """In somebody's own chat, as everything that is theirs alone."""
    verb = _verb(host, request)
    code = RefusalCode.UNREADABLE if request.where.kind == "personal" else RefusalCode.IN_YOUR_OWN_CHAT
    try:
        if request.where.kind == "personal" and verb is not None:
            if isinstance(request, DialogOpened) and verb in _DIALOGS_OPENED:
                return await _DIALOGS_OPENED[verb](host, request)
            if isinstance(request, DialogSent) and verb in _DIALOGS_SENT:
                return await _DIALOGS_SENT[verb](host, request)
    except Refusal as refusal:
        code = refusal.code
    return DialogMessage(refusals.spoken(code, host.event, host.texts(request)))


def _verb(host: Host, click: Clicked | DialogOpened | DialogSent) -> Verb | None:
    """What is asked; None for a card of another version or event, or of nobody's."""
    if click.data.get("v") != VERSION or click.data.get("event", host.event.id) != host.event.id:
        return None
    try:
        return Verb(click.verb)
    except ValueError:
        return None
