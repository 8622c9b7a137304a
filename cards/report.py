"""Results in words, for whatever is no card: each says what the card of that result says, by the same sentence and the
same numbers."""

from __future__ import annotations

from dataclasses import dataclass

from cards.answers import label
from cards.dates import day, moment
from cards.result import name, numbers, sentence
from cards.texts import Texts
from cards.views_results import Report, Reported
from event import polls, rounds
from event.kinds.shapes import Headline, Result, Row
from event.polls import PollState


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A row of the result. `called` is its label, and that it is right where it is; `numbers` are all its numbers in
    words. `before`: its share in the round before."""

    row: Row
    before: int | None
    label: str
    called: str
    numbers: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """`about`: open or closed, how many votes, anonymous or not. Without `result` too few voted to show it."""

    question: str
    about: str
    sentence: str
    result: Result | None
    answers: tuple[Answer, ...]

    @property
    def again(self) -> bool:
        """It was asked before, and that may be told beside it."""
        return any(answer.before is not None for answer in self.answers)

    @property
    def ranked(self) -> bool:
        return self.result is not None and self.result.headline is Headline.ORDER

    @property
    def written(self) -> bool:
        """Texts of people: there is nothing to measure."""
        return self.result is not None and self.result.headline is Headline.TEXTS


@dataclass(frozen=True, kw_only=True)
class Heads:
    """Above the table's columns."""

    answer: str
    votes: str
    share: str
    before: str
    first: str
    score: str
    place: str
    right: str


def told(one: Reported, texts: Texts) -> Told:
    found = polls.result(one.poll, one.standing)
    return Told(
        question=texts.of(one.poll.question),
        about=" · ".join(_about(one, texts)),
        sentence=sentence(one.poll, one.standing, texts),
        result=found,
        answers=_answers(found, one.standing.before, texts) if found else (),
    )


def heads(texts: Texts) -> Heads:
    return Heads(
        answer=texts.say("Answer"),
        votes=texts.say("Votes"),
        share=texts.say("Share"),
        before=texts.say("Share before"),
        first=texts.say("First places"),
        score=texts.say("Score (100% is first for everybody)"),
        place=texts.say("Average place"),
        right=texts.say("Right answer"),
    )


def title(report: Report, texts: Texts) -> str:
    return texts.say("Poll results of {title}", title=texts.of(report.event.title))


def made(report: Report, texts: Texts) -> str:
    return texts.say(
        "{day}. As it stood {when}.", day=day(report.event.date, texts).capitalize(), when=moment(report.at, texts)
    )


def nothing(texts: Texts) -> str:
    return texts.say("There are no results to show yet.")


def overview(texts: Texts) -> str:
    """A sheet's name."""
    return texts.say("Overview")


def description(one: Told, texts: Texts) -> str:
    """All that a picture shows, for who can't see it."""
    answers = "; ".join(f"{answer.called}: {answer.numbers}" for answer in one.answers)
    said = texts.say("Picture of a poll's result. {question} {told}", question=one.question, told=one.sentence)
    return f"{said} {answers}." if answers else said


def more(number_left: int, texts: Texts) -> str:
    """In a picture there is no room for all."""
    return texts.count("And {n} more answer.", "And {n} more answers.", number_left)


def _answers(found: Result, before: Result | None, texts: Texts) -> tuple[Answer, ...]:
    shares = {one.row.key: one.before for one in rounds.changes(found, before)} if before else {}
    return tuple(
        Answer(
            row=row,
            before=shares.get(row.key),
            label=label(row.label, texts),
            called=name(row, texts),
            numbers=numbers(row, found, texts, before=before),
        )
        for row in found.rows
    )


def _about(one: Reported, texts: Texts) -> list[str]:
    states = {
        PollState.OPEN: texts.say("Open, so far"),
        PollState.PAUSED: texts.say("Paused, so far"),
        PollState.CLOSED: texts.say("Closed"),
    }
    votes = texts.count("{n} vote", "{n} votes", one.standing.votes)
    return [states[one.state], votes, *([texts.say("anonymous")] if one.anonymous else [])]
