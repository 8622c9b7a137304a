"""What can go wrong by somebody's doing, each with a stable code.

- GastheerError
  - EventFileError      the event file has mistakes; holds all of them
  - Refusal             a rule says no to a person's act; `cards.refusals` has the sentence for each code
  - NewerDatabase       the database was made by a newer version of Gastheer
  - NotConfigured       a setting is missing or wrong
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class GastheerError(Exception):
    """Any error of ours. `code` is stable and may be shown, logged and searched for."""

    code = "gastheer"


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in the event file: where (1-based line, dotted field) and what, in plain English."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.field}: {self.message}"


class EventFileError(GastheerError):
    """The event file can't be used. `mistakes` has every one, in the order of their lines."""

    code = "event_file"

    def __init__(self, source: str, mistakes: tuple[Mistake, ...]) -> None:
        self.source = source
        self.mistakes = mistakes
        super().__init__("\n".join(f"{source}: {mistake}" for mistake in mistakes))


class RefusalCode(StrEnum):
    NOT_ALLOWED = "not_allowed"
    NOT_REGISTERED = "not_registered"
    REGISTRATION_CLOSED = "registration_closed"
    EVENT_OVER = "event_over"
    EVENT_CANCELLED = "event_cancelled"
    POLL_NOT_FOUND = "poll_not_found"
    POLL_NOT_OPEN = "poll_not_open"
    POLL_CLOSED = "poll_closed"
    POLL_PAUSED = "poll_paused"
    POLL_STARTED_AGAIN = "poll_started_again"
    VOTED_ALREADY = "voted_already"
    """An anonymous vote, and without the voter's code: it stays as it is."""
    POLL_ALREADY_LAUNCHED = "poll_already_launched"
    OPTION_NOT_FOUND = "option_not_found"
    NO_OPTION_CHOSEN = "no_option_chosen"
    NO_MEETING = "no_meeting"
    NOT_THE_MEETING = "not_the_meeting"
    ANNOUNCEMENT_NOT_FOUND = "announcement_not_found"
    ANNOUNCEMENT_GONE_OUT = "announcement_gone_out"
    TIME_PASSED = "time_passed"
    OF_NO_USE = "of_no_use"
    NO_LINK = "no_link"
    PART_NOT_FOUND = "part_not_found"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    PERSON_NOT_FOUND = "person_not_found"
    NO_IDENTITY = "no_identity"
    TOO_MANY_QUESTIONS = "too_many_questions"
    QUESTION_NOT_FOUND = "question_not_found"
    QUESTION_STANDS_ELSEWHERE = "question_stands_elsewhere"
    QUESTIONS_MERGED_ALREADY = "questions_merged_already"
    QUESTION_NOT_MERGED = "question_not_merged"
    IN_YOUR_OWN_CHAT = "in_your_own_chat"
    UNREADABLE = "unreadable"
    """A click that carries nothing we understand: not of our card, or mangled on its way."""


class Refusal(GastheerError):
    """A rule says no. Nothing was changed."""

    code: RefusalCode

    def __init__(self, code: RefusalCode) -> None:
        self.code = code
        super().__init__(code.value)


class NewerDatabase(GastheerError):
    code = "newer_database"


class NotConfigured(GastheerError):
    code = "not_configured"
