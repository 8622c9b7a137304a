"""An answer in one's own words."""

from __future__ import annotations

from collections.abc import Mapping

from event.definition import Poll
from event.kinds.shapes import (
    LONGEST_MARK,
    BallotMistake,
    Field,
    Headline,
    Kind,
    Marks,
    MistakeCode,
    Result,
    Row,
    Tally,
    TextField,
    share,
)
from event.kinds.written import tidy

INPUT = "text"


def _fields(_poll: Poll) -> tuple[Field, ...]:
    return (TextField(id=INPUT, longest=LONGEST_MARK, lines=True),)


def _read(_poll: Poll, inputs: Mapping[str, object]) -> Marks:
    text = tidy(inputs.get(INPUT))
    if not text:
        raise BallotMistake(MistakeCode.NOTHING, INPUT)
    if len(text) > LONGEST_MARK:
        raise BallotMistake(MistakeCode.TOO_LONG, INPUT, most=LONGEST_MARK)
    return (text,)


def _result(_poll: Poll, tally: Tally) -> Result:
    """What was written most on top, else by the alphabet: no order tells who came first."""
    ordered = sorted(
        ((text, votes) for text, votes in tally.counts.items() if votes > 0),
        key=lambda one: (-one[1], one[0].casefold(), one[0]),
    )
    rows = tuple(Row(key=text, label=text, votes=votes, share=share(votes, tally.ballots)) for text, votes in ordered)
    return Result(ballots=tally.ballots, headline=Headline.TEXTS, rows=rows)


OPEN_TEXT = Kind(
    fields=_fields,
    read=_read,
    filled=lambda _poll, marks: {INPUT: marks[0]} if marks else {},
    said=lambda _poll, marks: marks,
    result=_result,
    check=lambda _poll, _say: None,
    uses=frozenset(),
    texts=True,
)
