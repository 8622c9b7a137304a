"""What changed since the round before, in words and signs."""

from __future__ import annotations

from cards.answers import label
from cards.texts import Texts
from event import rounds
from event.kinds.shapes import Result, Row
from event.rounds import Change


def since(found: Result, before: Result, mean_before: str | None, texts: Texts) -> str:
    """One or two sentences; nothing where the two rounds can't be compared. `mean_before` is its average, where
    averages are what is told."""
    if mean_before is not None:
        return texts.say("In the round before it was {before} on average.", before=mean_before)
    if first := rounds.first_before(found, before):
        names = texts.listed([_named(row, texts) for row in first])
        return texts.say("In the round before {options} came first.", options=names)
    changes = rounds.changes(found, before)
    if not changes:
        return ""
    said = [*_rose(rounds.risen(changes), texts), *_fell(rounds.fallen(changes), texts)]
    return " ".join(said) or texts.say("Nothing changed since the round before.")


def points(row: Row, found: Result, before: Result | None) -> str | None:
    """How many percentage points a row rose or fell: `+12`, `−3`, `±0`."""
    if before is None:
        return None
    change = next((one for one in rounds.changes(found, before) if one.row is row), None)
    return signed(change.points) if change is not None else None


def signed(number: int) -> str:
    if number == 0:
        return "±0"
    return f"+{number}" if number > 0 else f"−{-number}"


def _rose(most: tuple[Change, ...], texts: Texts) -> list[str]:
    if not most:
        return []
    if len(most) > 1:
        names = texts.listed([_named(one.row, texts) for one in most])
        return [
            texts.count(
                "{options} rose most since the round before, each by {n} percentage point.",
                "{options} rose most since the round before, each by {n} percentage points.",
                most[0].points,
                options=names,
            )
        ]
    return [
        texts.count(
            "Since the round before {option} rose most: from {before}% to {now}%, {n} percentage point.",
            "Since the round before {option} rose most: from {before}% to {now}%, {n} percentage points.",
            most[0].points,
            option=_named(most[0].row, texts),
            before=most[0].before,
            now=most[0].row.share,
        )
    ]


def _fell(most: tuple[Change, ...], texts: Texts) -> list[str]:
    if not most:
        return []
    if len(most) > 1:
        names = texts.listed([_named(one.row, texts) for one in most])
        return [
            texts.count(
                "{options} fell most, each by {n} percentage point.",
                "{options} fell most, each by {n} percentage points.",
                -most[0].points,
                options=names,
            )
        ]
    return [
        texts.count(
            "{option} fell most: from {before}% to {now}%, {n} percentage point.",
            "{option} fell most: from {before}% to {now}%, {n} percentage points.",
            -most[0].points,
            option=_named(most[0].row, texts),
            before=most[0].before,
            now=most[0].row.share,
        )
    ]


def _named(row: Row, texts: Texts) -> str:
    return f"“{label(row.label, texts)}”"
