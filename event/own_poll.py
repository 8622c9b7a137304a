"""A poll that a moderator makes in chat: what its form must hold."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from event import cues
from event.definition import Event, Language, Poll, Voters
from event.folding import fold
from event.ids import PollKey
from event.polls import LONGEST_OPEN

FEWEST, MOST = 2, 6
"""Answers."""
LONGEST_QUESTION, LONGEST_ANSWER = 300, 150
"""Characters."""
NO_PART = "-"
"""Chosen instead of a part's key, which it can't be."""
_KEY = re.compile(r"eigen-[0-9a-f]{8}")
_WHOLE = re.compile(r"([0-9]{1,4})(?:[.,]0)?")
"""Some clients make 7.0 of the 7 in a number input."""
_BULLET = re.compile(r"[-*•–]\s+")


class PollMistake(StrEnum):
    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    TWICE = "twice"
    OTHER_NUMBER = "other_number"
    """Not as many answers as in the event's first language."""
    NOT_MINUTES = "not_minutes"
    NO_CHOICE = "no_choice"


@dataclass(frozen=True, kw_only=True)
class PollMistakes:
    """What was typed, and what is wrong, both by input id."""

    values: Mapping[str, str]
    mistakes: Mapping[str, PollMistake]


def new_key() -> PollKey:
    """Nobody need remember it: it comes with the form, so that a form sent twice makes one poll."""
    return PollKey(f"eigen-{secrets.token_hex(4)}")


def is_own(key: object) -> bool:
    """Whether it is a key that `new_key` makes."""
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


def fields(event: Event) -> tuple[str, ...]:
    """The form's input ids, in its order: question and answers in each of the event's languages."""
    texts = (f"{what}_{one.value}" for one in event.languages for what in ("question", "answers"))
    return (*texts, "minutes", "voters", "part")


def first_values(event: Event, now: datetime) -> dict[str, str]:
    """An empty form, with what is likeliest."""
    part = cues.current(event, now)
    return {"voters": Voters.PRESENT.value, "part": part.key if part else NO_PART}


def values_of(event: Event, poll: Poll) -> dict[str, str]:
    """The form as it was filled in. A language that says the same as the first was left empty."""
    first = event.languages[0]
    values = {"minutes": str(poll.minutes or ""), "voters": poll.voters.value, "part": poll.part or NO_PART}
    for language in event.languages:
        question = poll.question.in_(language)
        answers = [option.text.in_(language) for option in poll.options]
        same = language is not first
        values[f"question_{language.value}"] = "" if same and question == poll.question.in_(first) else question
        values[f"answers_{language.value}"] = (
            "" if same and answers == [option.text.in_(first) for option in poll.options] else "\n".join(answers)
        )
    return values


def read(event: Event, key: PollKey, inputs: Mapping[str, object]) -> Poll | PollMistakes:
    """A poll from a card's inputs, whatever they hold. Only the event's first language must be filled in."""
    values = {name: _tidy(inputs.get(name), lines=name.startswith("answers_")) for name in fields(event)}
    mistakes: dict[str, PollMistake] = {}
    first = event.languages[0].value
    number = len(_lines(values[f"answers_{first}"]))
    for language in event.languages:
        question, answers = f"question_{language.value}", f"answers_{language.value}"
        must = language.value == first
        found = {
            question: _question_mistake(values[question], must=must),
            answers: _answers_mistake(_lines(values[answers]), number, must=must),
        }
        mistakes |= {name: mistake for name, mistake in found.items() if mistake}
    minutes = _minutes(values["minutes"])
    if values["minutes"] and minutes is None:
        mistakes["minutes"] = PollMistake.NOT_MINUTES
    if values["voters"] not in list(Voters):
        mistakes["voters"] = PollMistake.NO_CHOICE
    part = values["part"] if values["part"] != NO_PART else ""
    if part and event.part(part) is None:
        mistakes["part"] = PollMistake.NO_CHOICE
    if mistakes:
        return PollMistakes(values=values, mistakes=mistakes)
    # A language that the event doesn't speak, or that was left empty, says the same as the first.
    questions = {one.value: values.get(f"question_{one.value}") or values[f"question_{first}"] for one in Language}
    answers_by = {
        one.value: _lines(values.get(f"answers_{one.value}") or values[f"answers_{first}"]) for one in Language
    }
    return Poll.model_validate(
        {
            "key": key,
            "question": questions,
            "options": [
                {"key": f"a{i + 1}", "text": {language: lines[i] for language, lines in answers_by.items()}}
                for i in range(number)
            ],
            "part": part or None,
            "voters": values["voters"],
            "minutes": minutes,
        }
    )


def _question_mistake(question: str, *, must: bool) -> PollMistake | None:
    if must and not question:
        return PollMistake.MISSING
    return PollMistake.TOO_LONG if len(question) > LONGEST_QUESTION else None


def _answers_mistake(answers: list[str], number: int, *, must: bool) -> PollMistake | None:
    if not answers:
        return PollMistake.MISSING if must else None
    if must and len(answers) < FEWEST:
        return PollMistake.TOO_FEW
    if must and len(answers) > MOST:
        return PollMistake.TOO_MANY
    if len(answers) != number:
        return PollMistake.OTHER_NUMBER
    if any(len(one) > LONGEST_ANSWER for one in answers):
        return PollMistake.TOO_LONG
    return PollMistake.TWICE if len({fold(one) or one for one in answers}) < len(answers) else None


def _minutes(typed: str) -> int | None:
    whole = _WHOLE.fullmatch(typed)
    minutes = int(whole[1]) if whole else 0
    return minutes if 1 <= minutes <= LONGEST_OPEN else None


def _tidy(value: object, *, lines: bool) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):  # so may a number input come
        return f"{value:g}"
    if not isinstance(value, str):
        return ""
    tidy = (" ".join("".join(c if c.isprintable() else " " for c in line).split()) for line in value.splitlines())
    return "\n".join(tidy).strip() if lines else " ".join(tidy).strip()


def _lines(text: str) -> list[str]:
    """One answer a line, without empty ones and the bullets that some people type."""
    return [answer for line in text.splitlines() if (answer := _BULLET.sub("", line, count=1).strip())]
