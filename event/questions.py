"""Questions to the speakers, asked in chat: what one must hold, and how many somebody may have open."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from event.errors import Refusal, RefusalCode
from event.folding import fold
from event.registration import typed

LONGEST = 500
"""Characters."""
MOST_OPEN = 10
"""Questions of one person that wait for an answer."""


class QuestionMistake(StrEnum):
    """What is wrong with what was typed."""

    MISSING = "missing"
    TOO_LONG = "too_long"


def read(text: object) -> tuple[str, QuestionMistake | None]:
    """What somebody typed, tidy, and what is wrong with it."""
    question = typed(text, keep_lines=True)
    if not fold(question):  # `vraag ?` asks nothing
        return question, QuestionMistake.MISSING
    return question, QuestionMistake.TOO_LONG if len(question) > LONGEST else None


def check_new(question: str, waiting: Collection[str]) -> bool:
    """Whether it is new among this person's open questions: asking twice is asking once. Refuses one too many."""
    if any(fold(one) == fold(question) for one in waiting):
        return False
    if len(waiting) >= MOST_OPEN:
        raise Refusal(RefusalCode.TOO_MANY_QUESTIONS)
    return True
