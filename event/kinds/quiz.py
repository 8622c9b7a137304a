"""A question with right answers: one, or all that are right and no other.

A ballot has one mark: the key of the option, or of several the keys with `+` between. So the tally tells how many had
it right, also where more answers are, and also after the event file corrects which.
"""

from __future__ import annotations

from collections.abc import Mapping

from event.definition import Option, Poll
from event.kinds import options
from event.kinds.shapes import (
    LONGEST_MARK,
    ChoiceField,
    Field,
    Headline,
    Kind,
    Label,
    Marks,
    Result,
    Row,
    Say,
    Tally,
    share,
)


def _fields(poll: Poll) -> tuple[Field, ...]:
    return (ChoiceField(id=options.INPUT, items=options.items(poll), several=len(poll.right) > 1),)


def _read(poll: Poll, inputs: Mapping[str, object]) -> Marks:
    read = options.chosen if len(poll.right) > 1 else options.one
    return ("+".join(read(inputs.get(options.INPUT), (one.key for one in poll.options))),)


def _keys(marks: Marks) -> frozenset[str]:
    return frozenset(key for mark in marks for key in mark.split("+"))


def _chosen(poll: Poll, marks: Marks) -> list[Option]:
    keys = _keys(marks)
    return [option for option in poll.options if option.key in keys]


def _filled(poll: Poll, marks: Marks) -> Mapping[str, str]:
    return options.filled(poll, tuple(option.key for option in _chosen(poll, marks)))


def _said(poll: Poll, marks: Marks) -> tuple[Label, ...]:
    return tuple(option.text for option in _chosen(poll, marks))


def _had_right(poll: Poll, marks: Marks) -> bool:
    return _keys(marks) == frozenset(poll.right)


def _result(poll: Poll, tally: Tally) -> Result:
    """In the file's order. Without right answers, as before the close, it tells of the votes alone."""
    votes: dict[str, int] = dict.fromkeys((option.key for option in poll.options), 0)
    for mark, times in tally.counts.items():
        for key in _keys((mark,)) & votes.keys():
            votes[key] += times
    rows = tuple(
        Row(
            key=option.key,
            label=option.text,
            votes=votes[option.key],
            share=share(votes[option.key], tally.ballots),
            right=option.key in poll.right,
        )
        for option in poll.options
    )
    if not poll.right:
        return Result(ballots=tally.ballots, headline=Headline.LEADERS, rows=rows)
    right = sum(times for mark, times in tally.counts.items() if _had_right(poll, (mark,)))
    return Result(ballots=tally.ballots, headline=Headline.RIGHT, rows=rows, right=right)


def _check(poll: Poll, say: Say) -> None:
    options.check(poll, say)
    if not poll.right:
        say("right", 'say which answers are right: right = ["..."]')
    elif len(set(poll.right)) != len(poll.right):
        say("right", "name each right answer once")
    if len(poll.right) > 1 and len("+".join(option.key for option in poll.options)) > LONGEST_MARK:
        say("option", f"the keys of these options are {LONGEST_MARK} characters at most, all together")


QUIZ = Kind(
    fields=_fields,
    read=_read,
    filled=_filled,
    said=_said,
    result=_result,
    check=_check,
    uses=frozenset({"options", "right"}),
    had_right=_had_right,
)
