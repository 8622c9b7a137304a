"""Questions to the speakers: what one must hold, where it stands on the board, and what merging makes of several.

A question counts for everybody who asked or upvoted it, each once. Merging keeps every question and points it to the
one that says it for all, so it can be undone: `into` maps each merged one to the one that it was merged into.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from event.definition import Event, LocalText
from event.errors import Refusal, RefusalCode
from event.folding import fold
from event.ids import PersonId, QuestionId
from event.registration import typed

LONGEST = 500
"""Characters."""
LONGEST_ANSWER = 1500
MOST_OPEN = 10
"""Questions of one person that wait for an answer."""


class QuestionState(StrEnum):
    """Where it stands on the board; as the database has it since the first version."""

    WAITING = "open"
    """For a moderator to approve."""
    SHOWN = "shown"
    LIVE = "live"
    """It is being answered: one at a time."""
    LATER = "later"
    ANSWERED = "done"
    HIDDEN = "hidden"


UNANSWERED = frozenset({QuestionState.WAITING, QuestionState.SHOWN, QuestionState.LIVE, QuestionState.LATER})
_MOVES: dict[QuestionState, Set[QuestionState]] = {
    QuestionState.SHOWN: frozenset(QuestionState) - {QuestionState.SHOWN},
    QuestionState.LIVE: UNANSWERED - {QuestionState.LIVE},
    QuestionState.LATER: UNANSWERED - {QuestionState.LATER},
    QuestionState.ANSWERED: UNANSWERED,
    QuestionState.HIDDEN: frozenset(QuestionState) - {QuestionState.HIDDEN},
}
"""To where, from where. What was answered or hidden is put back on the board first."""
_APPROVES = frozenset({QuestionState.SHOWN, QuestionState.LIVE})
_STRONGEST = (QuestionState.LIVE, QuestionState.SHOWN, QuestionState.LATER, QuestionState.WAITING)


class QuestionMistake(StrEnum):
    """What is wrong with what was typed."""

    MISSING = "missing"
    TOO_LONG = "too_long"


def read(text: object, longest: int = LONGEST) -> tuple[str, QuestionMistake | None]:
    """What somebody typed, tidy, and what is wrong with it."""
    question = typed(text, keep_lines=True)
    if not fold(question):  # `vraag ?` asks nothing
        return question, QuestionMistake.MISSING
    return question, QuestionMistake.TOO_LONG if len(question) > longest else None


def check_new(question: str, waiting: Collection[str], hidden: Collection[str] = ()) -> bool:
    """Whether it is new among this person's open questions, and those that a moderator hid: asking twice is asking
    once. Refuses one too many."""
    if any(fold(one) == fold(question) for one in (*waiting, *hidden)):
        return False
    if len(waiting) >= MOST_OPEN:
        raise Refusal(RefusalCode.TOO_MANY_QUESTIONS)
    return True


def move(was: QuestionState, to: QuestionState) -> bool:
    """Whether this changes anything: False when it stands there already. Refuses what can't be done from here."""
    if was is to:
        return False
    if was not in _MOVES.get(to, ()):
        raise Refusal(RefusalCode.QUESTION_STANDS_ELSEWHERE)
    return True


def approves(to: QuestionState) -> bool:
    """Whether everybody may read it from then on."""
    return to in _APPROVES


def state_of_both(into: QuestionState, other: QuestionState) -> QuestionState:
    """Where the question stands that another one was merged into: what was on the board stays on it. What was answered
    or hidden stays so."""
    if into not in UNANSWERED or other not in UNANSWERED:
        return into
    return next(one for one in _STRONGEST if one in (into, other))


# ---- merging ------------------------------------------------------------------------------------------------------


def root(question: QuestionId, into: Mapping[QuestionId, QuestionId]) -> QuestionId:
    """The one that says it for this one."""
    while question in into:
        question = into[question]
    return question


def merge(one: QuestionId, other: QuestionId, into: Mapping[QuestionId, QuestionId]) -> dict[QuestionId, QuestionId]:
    """`other` and all that were merged into it are told by `one`. Refuses what are one already."""
    keeps, goes = root(one, into), root(other, into)
    if keeps == goes:
        raise Refusal(RefusalCode.QUESTIONS_MERGED_ALREADY)
    return {**into, goes: keeps}


def unmerge(question: QuestionId, into: Mapping[QuestionId, QuestionId]) -> dict[QuestionId, QuestionId]:
    """It stands by itself again, with all that were merged into it before. Refuses one that does."""
    if question not in into:
        raise Refusal(RefusalCode.QUESTION_NOT_MERGED)
    return {one: at for one, at in into.items() if one != question}


def groups(
    questions: Iterable[QuestionId], into: Mapping[QuestionId, QuestionId]
) -> dict[QuestionId, tuple[QuestionId, ...]]:
    """By the one that says it: all that are one with it, itself first."""
    found: dict[QuestionId, list[QuestionId]] = {}
    for one in questions:
        found.setdefault(root(one, into), []).append(one)
    return {at: (at, *(one for one in members if one != at)) for at, members in found.items()}


def without(
    leaving: Set[QuestionId], group: Sequence[QuestionId], into: Mapping[QuestionId, QuestionId]
) -> dict[QuestionId, QuestionId]:
    """Some of a group go. For each of these: the one that stays and takes their place, and who asked or upvoted them.
    Where the one that told the group goes, the oldest of the others does. Empty when nobody is left."""
    stays = sorted(one for one in group if one not in leaving)
    if not stays:
        return {}
    places = {}
    for one in (one for one in group if one in leaving):
        at: QuestionId | None = one
        while at is not None and at in leaving:
            at = into.get(at)
        places[one] = stays[0] if at is None else at
    return places


def supporters(
    group: Iterable[QuestionId],
    askers: Mapping[QuestionId, PersonId],
    upvoters: Mapping[QuestionId, Collection[PersonId]],
) -> frozenset[PersonId]:
    """Everybody who wants to know: who asked and who upvoted, of all that were merged. Nobody twice."""
    members = tuple(group)
    return frozenset(chain((askers[one] for one in members), *(upvoters.get(one, ()) for one in members)))


# ---- for whom -----------------------------------------------------------------------------------------------------


def speaker_of(event: Event, part: str | None, speaker: str | None) -> LocalText | None:
    """The one of this part whom a question is for, as the programme has them now: None when they speak no more."""
    found = event.part(part) if part else None
    return next((one for one in found.speakers if one.nl == speaker), None) if found else None


# ---- likely duplicates --------------------------------------------------------------------------------------------

_DUTCH = """
aan al als bij dan dat de deze die dit doen door een en er geen haar heb hebben heeft het hij hoe hun ik in is ja je kan
kun kunnen kunt maar mag me met mij mijn moet moeten mogen na naar nee niet nog of om ons onze ook op over te tot u uit
uw van voor waar waarom wanneer wat we wel welke wie wij worden wordt zal ze zich zij zijn zo zou
"""
_ENGLISH = """
a about also am an and any are as at be but by can do does for from has have how i if it its may me my no not on or our
shall she so that the their them there they this to us was we what when where which who why will with you your
"""
_COMMON = frozenset((_DUTCH + _ENGLISH).split())
"""Words that don't tell what a question is about."""
_STEM = 5
"""Letters of a word that count: `camera`, `camera's` and `camerabeelden` are about the same."""
_ALIKE = 0.5
_MOST_ALIKE = 3
_Of = TypeVar("_Of")


def alike(text: str, others: Mapping[_Of, str]) -> list[_Of]:
    """Which of these likely ask the same, the likeliest first, a few at most."""
    return [key for key, likeness in _ranked(text, others) if likeness >= _ALIKE][:_MOST_ALIKE]


def by_likeness(text: str, others: Mapping[_Of, str]) -> list[_Of]:
    """All of them, the likeliest to ask the same first."""
    return [key for key, _ in _ranked(text, others)]


def _ranked(text: str, others: Mapping[_Of, str]) -> list[tuple[_Of, float]]:
    mine = _said(text)
    scored = [(key, _likeness(mine, _said(other))) for key, other in others.items()]
    return sorted(scored, key=lambda one: -one[1])


def _said(text: str) -> frozenset[str]:
    """The words that tell what it is about; all of them where there are no others."""
    words = fold(text.replace("'", "").replace("’", "")).split()
    return frozenset(one[:_STEM] for one in words if one not in _COMMON) or frozenset(words)


def _likeness(one: Set[str], other: Set[str]) -> float:
    """From 0, no word in common, to 1, all of them (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
