"""One answer out of some."""

from event.definition import Poll
from event.kinds import options
from event.kinds.shapes import ChoiceField, Field, Kind


def _fields(poll: Poll) -> tuple[Field, ...]:
    return (ChoiceField(id=options.INPUT, items=options.items(poll)),)


SINGLE = Kind(
    fields=_fields,
    read=lambda poll, inputs: options.one(inputs.get(options.INPUT), (one.key for one in poll.options)),
    filled=options.filled,
    said=options.said,
    result=options.counted,
    check=options.check,
    uses=frozenset({"options"}),
)
