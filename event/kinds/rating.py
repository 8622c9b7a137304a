"""One to five stars, or as many as `most` says."""

from __future__ import annotations

from event.definition import Poll
from event.kinds import steps_up
from event.kinds.options import INPUT
from event.kinds.shapes import ChoiceField, Field, Item, Kind, Label, Marks, Result, Say, Tally

USUAL, FEWEST, MOST = 5, 3, 10
"""Stars."""


def highest(poll: Poll) -> int:
    return poll.most or USUAL


def _item(stars: int) -> Item:
    """The number comes first, for whoever has it read aloud."""
    return Item(key=str(stars), label=f"{stars} {'★' * stars}")


def _fields(poll: Poll) -> tuple[Field, ...]:
    items = tuple(_item(stars) for stars in range(1, highest(poll) + 1))
    return (ChoiceField(id=INPUT, items=items, stars=True),)


def _said(_poll: Poll, marks: Marks) -> tuple[Label, ...]:
    return tuple(item.label for item in map(_item, range(1, MOST + 1)) if item.key in marks)


def _result(poll: Poll, tally: Tally) -> Result:
    """The best on top."""
    items = [_item(stars) for stars in range(highest(poll), 0, -1)]
    return steps_up.counted(items, tally, lowest=1, highest=highest(poll))


def _check(poll: Poll, say: Say) -> None:
    if not FEWEST <= highest(poll) <= MOST:
        say("most", f"give a number of stars from {FEWEST} to {MOST}")


RATING = Kind(
    fields=_fields,
    read=lambda poll, inputs: steps_up.chosen(inputs, range(1, highest(poll) + 1)),
    filled=steps_up.filled,
    said=_said,
    result=_result,
    check=_check,
    uses=frozenset({"most"}),
)
