"""Some answers out of more: `least` to `most` of them."""

from collections.abc import Mapping

from event.definition import Poll
from event.kinds import options
from event.kinds.shapes import BallotMistake, ChoiceField, Field, Kind, Marks, MistakeCode, Say


def _fields(poll: Poll) -> tuple[Field, ...]:
    return (ChoiceField(id=options.INPUT, items=options.items(poll), several=True),)


def _read(poll: Poll, inputs: Mapping[str, object]) -> Marks:
    marks = options.chosen(inputs.get(options.INPUT), (one.key for one in poll.options))
    least, most = bounds(poll)
    if len(marks) < least:
        raise BallotMistake(MistakeCode.TOO_FEW, options.INPUT, least=least, most=most)
    if len(marks) > most:
        raise BallotMistake(MistakeCode.TOO_MANY, options.INPUT, least=least, most=most)
    return marks


def bounds(poll: Poll) -> tuple[int, int]:
    """How many may be chosen."""
    return poll.least or 1, poll.most or len(poll.options)


def _check(poll: Poll, say: Say) -> None:
    options.check(poll, say)
    least, most = bounds(poll)
    if not 1 <= least <= most <= max(2, len(poll.options)):
        say("most" if poll.most is not None else "least", "choose from 1 to as many as there are options")


MULTIPLE = Kind(
    fields=_fields,
    read=_read,
    filled=options.filled,
    said=options.said,
    result=options.counted,
    check=_check,
    uses=frozenset({"options", "least", "most"}),
)
