"""Who may do what, for each button and each word: said here once, and tried in `test_matrix`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.handlers.words import Word
from bot.links import Purpose
from cards.verbs import Verb


class May(Enum):
    """Who may do it in their own chat."""

    EVERYBODY = auto()
    MODERATOR = auto()
    ORGANISER = auto()
    NOBODY = auto()
    """It is for a page."""


@dataclass(frozen=True)
class Rule:
    """`shared`: it may be clicked where others read along. `pages`: behind which links it can be asked for."""

    may: May
    shared: bool = False
    pages: frozenset[Purpose] = frozenset()


EVERYBODY, MODERATOR, ORGANISER, NOBODY = May.EVERYBODY, May.MODERATOR, May.ORGANISER, May.NOBODY
REGISTRATION, BALLOT, DATA = (frozenset({one}) for one in (Purpose.REGISTRATION, Purpose.BALLOT, Purpose.DATA))
PANEL = frozenset({Purpose.PANEL})
RULES: dict[Verb, Rule] = {
    Verb.HELP_SHOW: Rule(EVERYBODY, shared=True),
    Verb.LANGUAGE_SHOW: Rule(EVERYBODY),
    Verb.LANGUAGE_CHOOSE: Rule(EVERYBODY),
    Verb.REGISTRATION_OPEN: Rule(EVERYBODY, pages=REGISTRATION | DATA),
    Verb.REGISTRATION_EDIT: Rule(EVERYBODY, pages=REGISTRATION | DATA),
    Verb.REGISTRATION_SUBMIT: Rule(EVERYBODY, pages=REGISTRATION | DATA),
    Verb.REGISTRATION_LEAVE: Rule(EVERYBODY, pages=REGISTRATION),
    Verb.REGISTRATION_WITHDRAW: Rule(EVERYBODY, pages=REGISTRATION),
    Verb.SIGN_UP_CONFIRM: Rule(NOBODY),
    Verb.PERSON_JOIN: Rule(NOBODY),
    Verb.PROGRAMME_SHOW: Rule(EVERYBODY, shared=True, pages=REGISTRATION),
    Verb.PROGRAMME_EDIT: Rule(ORGANISER),
    Verb.PROGRAMME_SAVE: Rule(ORGANISER),
    Verb.PROGRAMME_PUBLISH: Rule(ORGANISER),
    Verb.PROGRAMME_DISCARD: Rule(ORGANISER),
    Verb.LINK_SHOW: Rule(EVERYBODY, pages=REGISTRATION),
    Verb.LINK_EDIT: Rule(ORGANISER),
    Verb.LINK_CHANGE: Rule(ORGANISER),
    Verb.LINK_CONFIRM: Rule(ORGANISER),
    Verb.QUESTION_OPEN: Rule(EVERYBODY, pages=REGISTRATION),
    Verb.QUESTION_ASK: Rule(EVERYBODY, pages=REGISTRATION),
    Verb.QUESTION_NAME: Rule(EVERYBODY, pages=REGISTRATION),
    Verb.QUESTION_BOARD: Rule(EVERYBODY, shared=True, pages=REGISTRATION),
    Verb.QUESTION_UPVOTE: Rule(EVERYBODY, shared=True, pages=REGISTRATION),
    Verb.QUESTION_TAKE_BACK: Rule(EVERYBODY, shared=True, pages=REGISTRATION),
    Verb.QUESTION_LIST: Rule(MODERATOR),
    Verb.QUESTION_MANAGE: Rule(MODERATOR),
    Verb.QUESTION_APPROVE: Rule(MODERATOR),
    Verb.QUESTION_HIDE: Rule(MODERATOR),
    Verb.QUESTION_LIVE: Rule(MODERATOR),
    Verb.QUESTION_LATER: Rule(MODERATOR),
    Verb.QUESTION_DONE: Rule(MODERATOR),
    Verb.QUESTION_ASSIGN: Rule(MODERATOR),
    Verb.QUESTION_MERGE: Rule(MODERATOR),
    Verb.QUESTION_UNMERGE: Rule(MODERATOR),
    Verb.QUESTION_ANSWER: Rule(MODERATOR),
    Verb.COLLEAGUES_SHOW: Rule(EVERYBODY),
    Verb.DATA_SHOW: Rule(EVERYBODY, pages=DATA),
    Verb.DATA_ACKNOWLEDGE: Rule(EVERYBODY, pages=REGISTRATION | DATA),
    Verb.DATA_TAKE: Rule(EVERYBODY),
    Verb.DATA_RENEW: Rule(EVERYBODY, pages=DATA),
    Verb.DATA_LEAVE: Rule(EVERYBODY, pages=DATA),
    Verb.DATA_FORGET: Rule(EVERYBODY, pages=DATA),
    Verb.POLL_TEXTS: Rule(MODERATOR),
    Verb.POLL_TEXT: Rule(MODERATOR),
    Verb.POLL_TEXT_SHOW: Rule(MODERATOR),
    Verb.POLL_TEXT_HIDE: Rule(MODERATOR),
    Verb.POLL_TEXT_MERGE: Rule(MODERATOR),
    Verb.POLL_TEXT_UNDO: Rule(MODERATOR),
    Verb.POLL_LIST: Rule(MODERATOR),
    Verb.POLL_PREVIEW: Rule(MODERATOR),
    Verb.POLL_LAUNCH: Rule(MODERATOR),
    Verb.POLL_MANAGE: Rule(MODERATOR),
    Verb.POLL_EXTEND: Rule(MODERATOR),
    Verb.POLL_CLOSE: Rule(MODERATOR),
    Verb.POLL_PAUSE: Rule(MODERATOR),
    Verb.POLL_GO_ON: Rule(MODERATOR),
    Verb.POLL_REOPEN: Rule(MODERATOR),
    Verb.POLL_RESET: Rule(MODERATOR),
    Verb.POLL_UNDO_RESET: Rule(MODERATOR),
    Verb.POLL_REVEAL: Rule(MODERATOR),
    Verb.POLL_REMIND: Rule(MODERATOR),
    Verb.POLL_MORE: Rule(MODERATOR),
    Verb.POLL_DUPLICATE: Rule(MODERATOR),
    Verb.POLL_PLAN: Rule(MODERATOR),
    Verb.POLL_SET_PLAN: Rule(MODERATOR),
    Verb.POLL_MOVE: Rule(MODERATOR),
    Verb.POLL_VOTE: Rule(EVERYBODY, shared=True, pages=BALLOT),
    Verb.POLL_SHOW: Rule(EVERYBODY, shared=True, pages=BALLOT),
    Verb.POLL_MAKE: Rule(MODERATOR),
    Verb.POLL_SAVE: Rule(MODERATOR),
    Verb.POLL_ASK_REMOVE: Rule(MODERATOR),
    Verb.POLL_REMOVE: Rule(MODERATOR),
    Verb.ANNOUNCEMENT_LIST: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_SHOW: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_PREVIEW: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_ASK_SEND: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_SEND: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_MOVE: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_READ_MOVE: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_ASK_CANCEL: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_CANCEL: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_RESTORE: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_WRITE: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_READ: Rule(ORGANISER),
    Verb.ANNOUNCEMENT_SCHEDULE: Rule(ORGANISER),
    Verb.EVENT_MANAGE: Rule(ORGANISER),
    Verb.EVENT_ASK: Rule(ORGANISER),
    Verb.EVENT_READ: Rule(ORGANISER),
    Verb.EVENT_CONFIRM: Rule(ORGANISER),
    Verb.PARTICIPANTS_SHOW: Rule(ORGANISER),
    Verb.PARTICIPANTS_LIST: Rule(ORGANISER),
    Verb.PARTICIPANTS_FIND: Rule(ORGANISER),
    Verb.PARTICIPANTS_PAGE: Rule(ORGANISER),
    Verb.PARTICIPANT_SHOW: Rule(ORGANISER),
    Verb.PARTICIPANT_EDIT: Rule(ORGANISER),
    Verb.PARTICIPANT_SAVE: Rule(ORGANISER),
    Verb.PARTICIPANT_ASK_WITHDRAW: Rule(ORGANISER),
    Verb.PARTICIPANT_WITHDRAW: Rule(ORGANISER),
    Verb.PARTICIPANT_GRANT: Rule(ORGANISER),
    Verb.IMPORT_HOW: Rule(ORGANISER),
    Verb.IMPORT_SHOW: Rule(ORGANISER),
    Verb.IMPORT_COLUMNS: Rule(ORGANISER),
    Verb.IMPORT_MAP: Rule(ORGANISER),
    Verb.IMPORT_LIST: Rule(ORGANISER),
    Verb.IMPORT_TAKE: Rule(ORGANISER),
    Verb.IMPORT_COMPLETE: Rule(ORGANISER),
    Verb.IMPORT_CONFIRM: Rule(ORGANISER),
    Verb.IMPORT_DISCARD: Rule(ORGANISER),
    Verb.COCKPIT_SHOW: Rule(ORGANISER),
    Verb.PREFLIGHT_SHOW: Rule(ORGANISER),
    Verb.ACTS_SHOW: Rule(ORGANISER),
}
RULES |= {
    verb: replace(rule, pages=rule.pages | PANEL)
    for verb, rule in RULES.items()
    if verb.partition(".")[0] in ("poll", "question")
}
"""In the panel each does with polls and questions what they may do in their own chat."""
SAID: dict[Word, May] = {
    Word.HELP: EVERYBODY,
    Word.THANKS: EVERYBODY,
    Word.REGISTER: EVERYBODY,
    Word.EDIT: EVERYBODY,
    Word.WITHDRAW: EVERYBODY,
    Word.PROGRAMME: EVERYBODY,
    Word.LINK: EVERYBODY,
    Word.QUESTION: EVERYBODY,
    Word.COLLEAGUES: EVERYBODY,
    Word.MY_DATA: EVERYBODY,
    Word.FORGET_ME: EVERYBODY,
    Word.LANGUAGE: EVERYBODY,
    Word.POLLS: EVERYBODY,
    Word.VOTE: EVERYBODY,
    Word.QUESTIONS: EVERYBODY,
    Word.PANEL: EVERYBODY,
    Word.STAGE: MODERATOR,
    Word.RESULTS: MODERATOR,
    Word.ANNOUNCEMENTS: ORGANISER,
    Word.PARTICIPANTS: ORGANISER,
    Word.COCKPIT: ORGANISER,
    Word.PREFLIGHT: ORGANISER,
    Word.ACTS: ORGANISER,
    Word.IMPORT: ORGANISER,
    Word.MANAGE_EVENT: ORGANISER,
    Word.THIS_IS_THE_MEETING: ORGANISER,
}
DIALOGS = {"fetch": {Verb.POLL_MAKE}, "submit": {Verb.POLL_SAVE, Verb.POLL_MAKE}}
LAST = (
    Verb.POLL_CLOSE, Verb.ANNOUNCEMENT_SEND, Verb.LINK_CONFIRM, Verb.PROGRAMME_DISCARD, Verb.IMPORT_CONFIRM,
    Verb.IMPORT_DISCARD, Verb.EVENT_CONFIRM,
)  # fmt: skip
"""After these others make no sense any more."""
