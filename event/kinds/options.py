"""What the kinds with options to choose from have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from event.definition import Poll
from event.kinds.shapes import BallotMistake, Headline, Item, Label, Marks, MistakeCode, Result, Row, Say, Tally, share

INPUT = "option"


def items(poll: Poll) -> tuple[Item, ...]:
    return tuple(Item(key=option.key, label=option.text) for option in poll.options)


def chosen(value: object, allowed: Iterable[str]) -> Marks:
    """The keys in a choice's value, each once, in the order of the ballot. Raises BallotMistake."""
    if not isinstance(value, str) or not value.strip(", "):
        raise BallotMistake(MistakeCode.NOTHING, INPUT)
    wanted = {key.strip() for key in value.split(",") if key.strip()}
    known = [key for key in allowed if key in wanted]
    if len(known) != len(wanted):
        raise BallotMistake(MistakeCode.NO_SUCH_OPTION, INPUT)
    return tuple(known)


def one(value: object, allowed: Iterable[str]) -> Marks:
    found = chosen(value, allowed)
    if len(found) > 1:
        raise BallotMistake(MistakeCode.TOO_MANY, INPUT, most=1)
    return found


def filled(_poll: Poll, marks: Marks) -> Mapping[str, str]:
    return {INPUT: ",".join(marks)} if marks else {}


def said(poll: Poll, marks: Marks) -> tuple[Label, ...]:
    return tuple(item.label for item in items(poll) if item.key in marks)


def counted(poll: Poll, tally: Tally) -> Result:
    """In the file's order."""
    rows = tuple(
        Row(key=item.key, label=item.label, votes=tally.of(item.key), share=share(tally.of(item.key), tally.ballots))
        for item in items(poll)
    )
    return Result(ballots=tally.ballots, headline=Headline.LEADERS, rows=rows)


def check(poll: Poll, say: Say) -> None:
    if len(poll.options) < 2:
        say("option", "give at least 2")
