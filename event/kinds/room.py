"""How many bytes a ballot takes when it is sealed, and the count of all: by its poll, and not by what it says."""

from __future__ import annotations

from dataclasses import dataclass

from event.definition import Poll, PollKind
from event.kinds import kind_of
from event.kinds.shapes import ChoiceField, Field, NumberField, TextField

_COUNTED = frozenset(
    {PollKind.SINGLE, PollKind.MULTIPLE, PollKind.YES_NO, PollKind.RATING, PollKind.SCALE, PollKind.RANKING}
)
"""Their marks are known beforehand, and few."""
_AROUND = 16
"""What JSON puts around a mark, and a number of votes."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """In bytes: one `ballot`'s marks, and how often each mark stands on all `ballots`. Without the latter their marks
    are too many to be counted beforehand: the ballots themselves are looked at."""

    ballot: int
    count: int | None


def room(poll: Poll) -> Room:
    fields = kind_of(poll).fields(poll)
    ballot = _AROUND + sum(map(_longest, fields))
    choices = [field for field in fields if isinstance(field, ChoiceField)]
    if poll.kind not in _COUNTED or len(choices) < len(fields):
        return Room(ballot=ballot, count=None)
    return Room(ballot=ballot, count=_AROUND + sum(_mark(field) * len(field.items) for field in choices))


def _longest(field: Field) -> int:
    match field:
        case ChoiceField():
            return _mark(field) * (len(field.items) if field.several else 1)
        case NumberField():
            return 2 * _AROUND
        case TextField():
            return 4 * field.longest + _AROUND  # in UTF-8


def _mark(field: ChoiceField) -> int:
    """With the field's own name: where there are several, it may stand in the mark."""
    return max((len(item.key) for item in field.items), default=0) + len(field.id) + _AROUND
