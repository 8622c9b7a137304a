"""A poll that a moderator makes in chat: what its form must hold."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from event import cues
from event.definition import Event, Language, Poll, PollKind, ResultsShown, Voters
from event.folding import fold
from event.ids import PollKey
from event.kinds import KINDS, kind_of, ranking
from event.polls import LONGEST_OPEN

FEWEST, MOST = 2, 12
"""Answers."""
LONGEST_QUESTION, LONGEST_ANSWER = 300, 150
"""Characters."""
NO_PART = "-"
"""Chosen instead of a part's key, which it can't be."""
_KEY = re.compile(r"eigen-[0-9a-f]{8}")
_WHOLE = re.compile(r"([0-9]{1,4})(?:[.,]0)?")
"""Some clients make 7.0 of the 7 in a number input."""
_NUMBER = re.compile(r"([+-]?[0-9]{1,7})(?:[.,]0)?")
_FURTHEST = 1_000_000
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
    NOT_A_NUMBER = "not_a_number"
    BOUNDS = "bounds"
    """Least and most don't go together, or not with this kind."""
    NO_CHOICE = "no_choice"


@dataclass(frozen=True, kw_only=True)
class PollMistakes:
    """What was typed, and what is wrong, both by input id. Nothing is wrong where another kind was chosen on a form
    of `what`: its own form comes first."""

    values: Mapping[str, str]
    mistakes: Mapping[str, PollMistake]


def new_key() -> PollKey:
    """Nobody need remember it: it comes with the form, so that a form sent twice makes one poll."""
    return PollKey(f"eigen-{secrets.token_hex(4)}")


def is_own(key: object) -> bool:
    """Whether it is a key that `new_key` makes."""
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


def copy_of(poll: Poll, key: PollKey, *, after: PollKey | None) -> Poll:
    """The same question, launched by hand; as the second round of another one, where it comes `after` that."""
    return poll.model_copy(update={"key": key, "launch": None, "after": after})


def kind_in(inputs: Mapping[str, object]) -> PollKind:
    """Which kind was chosen; forms of before there was a choice have none."""
    chosen = inputs.get("kind")
    return PollKind(chosen) if isinstance(chosen, str) and chosen in list(PollKind) else PollKind.SINGLE


def fields(event: Event, kind: PollKind = PollKind.SINGLE) -> tuple[str, ...]:
    """The form's input ids, in its order: what is said in each of the event's languages, and what this kind needs."""
    uses = KINDS[kind].uses
    said = [what for what, of in (("answers", "options"), ("low", "low"), ("high", "high")) if of in uses]
    texts = (f"{what}_{one.value}" for one in event.languages for what in ("question", *said))
    own = [name for name in ("right", "least", "most") if name in uses]
    hold = ["hold"] if KINDS[kind].texts else []
    return ("kind", *texts, *own, "results", "anonymous", *hold, "minutes", "voters", "part")


def first_values(event: Event, now: datetime) -> dict[str, str]:
    """An empty form, with what is likeliest."""
    part = cues.current(event, now)
    return _USUAL | {"part": part.key if part else NO_PART}


_USUAL = {
    "kind": PollKind.SINGLE.value,
    "results": ResultsShown.VOTED.value,
    "anonymous": "false",
    "hold": "true",
    "voters": Voters.PRESENT.value,
}


def most_answers(kind: PollKind) -> int:
    return ranking.MOST if kind is PollKind.RANKING else MOST


def values_of(event: Event, poll: Poll) -> dict[str, str]:
    """The form as it was filled in. A language that says the same as the first was left empty."""
    first = event.languages[0]
    values = {
        "kind": poll.kind.value,
        "right": ",".join(str(nth) for nth, one in enumerate(poll.options, 1) if one.key in poll.right),
        "least": "" if poll.least is None else str(poll.least),
        "most": "" if poll.most is None else str(poll.most),
        "results": poll.results.value,
        "anonymous": "true" if poll.anonymous else "false",
        "hold": "true" if poll.hold else "false",
        "minutes": str(poll.minutes or ""),
        "voters": poll.voters.value,
        "part": poll.part or NO_PART,
    }
    for language in event.languages:
        for name, end in (("low", poll.low), ("high", poll.high)):
            told = end.in_(language) if end and (language is first or end.in_(language) != end.in_(first)) else ""
            values[f"{name}_{language.value}"] = told
        question = poll.question.in_(language)
        answers = [option.text.in_(language) for option in poll.options]
        same = language is not first
        values[f"question_{language.value}"] = "" if same and question == poll.question.in_(first) else question
        values[f"answers_{language.value}"] = (
            "" if same and answers == [option.text.in_(first) for option in poll.options] else "\n".join(answers)
        )
    return {name: values[name] for name in fields(event, poll.kind)}


def read(event: Event, key: PollKey, inputs: Mapping[str, object]) -> Poll | PollMistakes:
    """A poll from a card's inputs, whatever they hold. Only the event's first language must be filled in. What the
    form doesn't have stays as it was."""
    kind = kind_in(inputs)
    values = _typed(event, kind, inputs)
    if inputs.get("what") not in (None, kind.value):
        return PollMistakes(values=values, mistakes={})
    mistakes = _mistakes(event, kind, values)
    if mistakes:
        return PollMistakes(values=values, mistakes=mistakes)
    before = event.poll(key)
    poll = _made(event, key, kind, values, [option.key for option in before.options] if before else [])
    if before is not None:
        poll = poll.model_copy(update={"launch": before.launch, "after": before.after})
    found: dict[str, PollMistake] = {}
    kind_of(poll).check(poll, lambda field, _: found.update({field: PollMistake.BOUNDS}))
    if found:
        return PollMistakes(values=values, mistakes=found)
    return poll


def _typed(event: Event, kind: PollKind, inputs: Mapping[str, object]) -> dict[str, str]:
    values = {name: _tidy(inputs.get(name), lines=name.startswith("answers_")) for name in fields(event, kind)}
    for name in ("kind", "results", "anonymous", "hold"):
        if name in values and isinstance(inputs.get(name), bool):  # so may a switch come
            values[name] = "true" if inputs[name] else "false"
        elif name in values and not values[name]:  # a form of before there was such a choice
            values[name] = _USUAL[name]
    return values


def shown_again(event: Event, inputs: Mapping[str, object]) -> dict[str, str]:
    """What was typed on one kind's form, as far as that of the chosen kind asks for it."""
    return _typed(event, kind_in(inputs), inputs)


def _mistakes(event: Event, kind: PollKind, values: Mapping[str, str]) -> dict[str, PollMistake]:
    first = event.languages[0].value
    found: dict[str, PollMistake | None] = {}
    number = len(_lines(values.get(f"answers_{first}", "")))
    for language in event.languages:
        question, answers = f"question_{language.value}", f"answers_{language.value}"
        must = language.value == first
        found[question] = _question_mistake(values[question], must=must)
        if answers in values:
            found[answers] = _answers_mistake(_lines(values[answers]), number, most_answers(kind), must=must)
        for name in (f"low_{language.value}", f"high_{language.value}"):
            found[name] = PollMistake.TOO_LONG if len(values.get(name, "")) > LONGEST_ANSWER else None
    for name in ("least", "most"):
        if values.get(name) and _number(values[name]) is None:
            found[name] = PollMistake.NOT_A_NUMBER
    if "right" in values:
        right = _right(values["right"])
        found["right"] = PollMistake.MISSING if not right else None
        if right and not right <= set(range(1, max(number, 1) + 1)):
            found["right"] = PollMistake.NO_CHOICE
    if values["minutes"] and _minutes(values["minutes"]) is None:
        found["minutes"] = PollMistake.NOT_MINUTES
    chosen = {
        "kind": values["kind"] == kind.value,
        "results": values["results"] in list(ResultsShown),
        "anonymous": values["anonymous"] in _SWITCH,
        "hold": values.get("hold", "true") in _SWITCH,
        "voters": values["voters"] in list(Voters),
        "part": values["part"] in ("", NO_PART) or event.part(values["part"]) is not None,
    }
    found |= {name: PollMistake.NO_CHOICE for name, well in chosen.items() if not well}
    return {name: mistake for name, mistake in found.items() if mistake}


_SWITCH = ("true", "false")


def _made(event: Event, key: PollKey, kind: PollKind, values: Mapping[str, str], keys: Sequence[str]) -> Poll:
    """Without mistakes. A language that the event doesn't speak, or that was left empty, says the same as the first.
    The options that it had keep their `keys`."""
    first = event.languages[0].value

    def in_each(name: str) -> dict[str, str] | None:
        typed = {one.value: values.get(f"{name}_{one.value}", "") for one in Language}
        other = typed[first] or next(filter(None, typed.values()), "")
        return {language: text or other for language, text in typed.items()} if other else None

    answers = {language: _lines(lines) for language, lines in (in_each("answers") or {}).items()}
    free = (key for key in map("a{}".format, itertools.count(1)) if key not in keys)
    names = [*keys, *itertools.islice(free, MOST)]
    options = [
        {"key": names[i], "text": {language: lines[i] for language, lines in answers.items()}}
        for i in range(len(answers.get(first, ())))
    ]
    return Poll.model_validate(
        {
            "key": key,
            "kind": kind,
            "question": in_each("question"),
            "options": options,
            "low": in_each("low"),
            "high": in_each("high"),
            "right": [names[nth - 1] for nth in sorted(_right(values.get("right", "")))],
            "least": _number(values.get("least", "")),
            "most": _number(values.get("most", "")),
            "results": values["results"],
            "anonymous": values["anonymous"] == "true",
            "hold": values.get("hold", "true") == "true",
            "part": values["part"] if values["part"] not in ("", NO_PART) else None,
            "voters": values["voters"],
            "minutes": _minutes(values["minutes"]),
        }
    )


def _question_mistake(question: str, *, must: bool) -> PollMistake | None:
    if must and not question:
        return PollMistake.MISSING
    return PollMistake.TOO_LONG if len(question) > LONGEST_QUESTION else None


def _answers_mistake(answers: list[str], number: int, most: int, *, must: bool) -> PollMistake | None:
    if not answers:
        return PollMistake.MISSING if must else None
    if must and len(answers) < FEWEST:
        return PollMistake.TOO_FEW
    if must and len(answers) > most:
        return PollMistake.TOO_MANY
    if len(answers) != number:
        return PollMistake.OTHER_NUMBER
    if any(len(one) > LONGEST_ANSWER for one in answers):
        return PollMistake.TOO_LONG
    return PollMistake.TWICE if len({fold(one) or one for one in answers}) < len(answers) else None


def _number(typed: str) -> int | None:
    whole = _NUMBER.fullmatch(typed.replace("−", "-"))
    number = int(whole[1]) if whole else None
    return number if number is not None and abs(number) <= _FURTHEST else None


def _right(typed: str) -> set[int]:
    """Which of the answers, counted from 1; 0 for what is no answer."""
    return {int(one) if one in _NUMBERS else 0 for one in typed.replace(" ", "").split(",") if one}


_NUMBERS = [str(nth) for nth in range(1, MOST + 1)]


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
