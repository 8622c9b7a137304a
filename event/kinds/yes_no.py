"""Yes, no, or rather not say. The answers are the same at every event."""

from event.definition import Poll
from event.kinds import options
from event.kinds.shapes import ChoiceField, Field, Headline, Item, Kind, Result, Row, Standard, Tally, share

_ITEMS = tuple(Item(key=one.value, label=one) for one in Standard)


def _fields(_poll: Poll) -> tuple[Field, ...]:
    return (ChoiceField(id=options.INPUT, items=_ITEMS),)


def _result(_poll: Poll, tally: Tally) -> Result:
    rows = tuple(
        Row(key=one.key, label=one.label, votes=tally.of(one.key), share=share(tally.of(one.key), tally.ballots))
        for one in _ITEMS
    )
    return Result(ballots=tally.ballots, headline=Headline.LEADERS, rows=rows)


YES_NO = Kind(
    fields=_fields,
    read=lambda _poll, inputs: options.one(inputs.get(options.INPUT), (one.key for one in _ITEMS)),
    filled=options.filled,
    said=lambda _poll, marks: tuple(one.label for one in _ITEMS if one.key in marks),
    result=_result,
    check=lambda _poll, _say: None,
    uses=frozenset(),
)
