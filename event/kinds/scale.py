"""A step on a scale from `least` to `most`; `low` and `high` say what its ends mean."""

from __future__ import annotations

from event.definition import LocalText, Poll
from event.kinds import steps_up
from event.kinds.options import INPUT
from event.kinds.shapes import ChoiceField, Field, Item, Kind, Label, Marks, Result, Say, Tally

LOWEST, HIGHEST = 1, 5
"""Without another."""
MOST = 11
"""Steps."""
_FOLDED = 7
"""Steps, with more of which the choice is a list that opens."""


def bounds(poll: Poll) -> tuple[int, int]:
    least = LOWEST if poll.least is None else poll.least
    return least, HIGHEST if poll.most is None else poll.most


def steps(poll: Poll) -> range:
    least, most = bounds(poll)
    return range(least, most + 1)


def _label(poll: Poll, step: int) -> Label:
    least, most = bounds(poll)
    of = poll.low if step == least else poll.high if step == most else None
    return LocalText(nl=f"{step}: {of.nl}", en=f"{step}: {of.en}") if of else str(step)


def _items(poll: Poll) -> tuple[Item, ...]:
    return tuple(Item(key=str(step), label=_label(poll, step)) for step in steps(poll))


def _fields(poll: Poll) -> tuple[Field, ...]:
    items = _items(poll)
    return (ChoiceField(id=INPUT, items=items, compact=len(items) > _FOLDED),)


def _said(poll: Poll, marks: Marks) -> tuple[Label, ...]:
    return tuple(item.label for item in _items(poll) if item.key in marks)


def _result(poll: Poll, tally: Tally) -> Result:
    least, most = bounds(poll)
    return steps_up.counted(_items(poll), tally, lowest=least, highest=most)


def _check(poll: Poll, say: Say) -> None:
    least, most = bounds(poll)
    if most <= least:
        say("most" if poll.most is not None else "least", "the scale must end above where it begins")
    elif most - least + 1 > MOST:
        say("most" if poll.most is not None else "least", f"a scale has at most {MOST} steps")


SCALE = Kind(
    fields=_fields,
    read=lambda poll, inputs: steps_up.chosen(inputs, steps(poll)),
    filled=steps_up.filled,
    said=_said,
    result=_result,
    check=_check,
    uses=frozenset({"least", "most", "low", "high"}),
)
