"""Every option gets a place of its own. A ballot's marks are `<option>@<place>`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from event.definition import LocalText, Option, Poll
from event.kinds import options
from event.kinds.shapes import (
    BallotMistake,
    ChoiceField,
    Field,
    Headline,
    Item,
    Kind,
    Label,
    Marks,
    MistakeCode,
    Result,
    Row,
    Say,
    Tally,
)

MOST = 6
"""Options: more can't be weighed against each other at a glance."""


def input_of(option: Option) -> str:
    return f"place_{option.key}"


def _fields(poll: Poll) -> tuple[Field, ...]:
    places = tuple(Item(key=str(place), label=str(place)) for place in _places(poll))
    return tuple(
        ChoiceField(id=input_of(option), items=places, label=option.text, compact=True) for option in poll.options
    )


def _places(poll: Poll) -> range:
    return range(1, len(poll.options) + 1)


def _read(poll: Poll, inputs: Mapping[str, object]) -> Marks:
    given: dict[int, Option] = {}
    for option in poll.options:
        id_ = input_of(option)
        place = _place(inputs.get(id_), id_)
        if place not in _places(poll):
            raise BallotMistake(MistakeCode.NO_SUCH_OPTION, id_)
        if place in given:
            raise BallotMistake(MistakeCode.SAME_PLACE, id_)
        given[place] = option
    return tuple(f"{given[place].key}@{place}" for place in sorted(given))


def _place(value: object, id_: str) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not written:
        raise BallotMistake(MistakeCode.NOTHING, id_)
    return int(written) if len(written) < 4 and written.isascii() and written.isdecimal() else 0


def _apart(mark: str) -> tuple[str, int]:
    key, _, place = mark.rpartition("@")
    return key, int(place) if place.isascii() and place.isdecimal() else 0


def _filled(poll: Poll, marks: Marks) -> Mapping[str, str]:
    places = dict(map(_apart, marks))
    return {input_of(option): str(places[option.key]) for option in poll.options if option.key in places}


def _said(poll: Poll, marks: Marks) -> tuple[Label, ...]:
    """From the first place on."""
    ordered = sorted(map(_apart, marks), key=lambda one: one[1])
    found = ((poll.option(key), place) for key, place in ordered)
    return tuple(
        LocalText(nl=f"{place}. {option.text.nl}", en=f"{place}. {option.text.en}") for option, place in found if option
    )


def _result(poll: Poll, tally: Tally) -> Result:
    """By average place; those that share one in the file's order."""
    rows = sorted((_row(poll, option, tally) for option in poll.options), key=_standing)
    return Result(ballots=tally.ballots, headline=Headline.ORDER, rows=tuple(rows), lowest=1, highest=len(poll.options))


def _row(poll: Poll, option: Option, tally: Tally) -> Row:
    votes = {place: tally.of(f"{option.key}@{place}") for place in _places(poll)}
    ranked, last = sum(votes.values()), len(poll.options)
    mean = Fraction(sum(place * times for place, times in votes.items()), ranked) if ranked else None
    return Row(
        key=option.key,
        label=option.text,
        votes=votes[1],
        share=_up(mean, last) if mean is not None else 0,
        mean=mean,
    )


def _up(mean: Fraction, last: int) -> int:
    """Halves rounded up."""
    return int((last - mean) / (last - 1) * 100 + Fraction(1, 2))


def _standing(row: Row) -> tuple[bool, Fraction]:
    return row.mean is None, row.mean or Fraction(0)


def _check(poll: Poll, say: Say) -> None:
    options.check(poll, say)
    if len(poll.options) > MOST:
        say("option", f"give at most {MOST}: each gets a place of its own")


RANKING = Kind(
    fields=_fields, read=_read, filled=_filled, said=_said, result=_result, check=_check, uses=frozenset({"options"})
)
