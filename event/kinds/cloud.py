"""A few words, or short phrases. Those that differ in case and accents alone are one word."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping

from event.definition import Poll
from event.kinds.shapes import (
    BallotMistake,
    Field,
    Headline,
    Kind,
    Marks,
    MistakeCode,
    Result,
    Row,
    Say,
    Tally,
    TextField,
    share,
)
from event.kinds.written import same, tidy

LONGEST = 30
"""Characters."""
USUAL, MOST = 3, 6
"""Words."""
_BETWEEN = re.compile(r"[,;\n]")
"""Whoever writes all their words in one field gets them apart."""


def most(poll: Poll) -> int:
    return poll.most or USUAL


def inputs(poll: Poll) -> list[str]:
    return [f"word_{nth + 1}" for nth in range(most(poll))]


def _fields(poll: Poll) -> tuple[Field, ...]:
    return tuple(TextField(id=id_, longest=LONGEST, extra=nth > 0) for nth, id_ in enumerate(inputs(poll)))


def _read(poll: Poll, given: Mapping[str, object]) -> Marks:
    """Each word once."""
    words: dict[str, str] = {}
    for id_ in inputs(poll):
        for written in _apart(given.get(id_)):
            word = tidy(written)
            if len(word) > LONGEST:
                raise BallotMistake(MistakeCode.TOO_LONG, id_, most=LONGEST)
            if word and words.setdefault(same(word), word) and len(words) > most(poll):
                raise BallotMistake(MistakeCode.TOO_MANY, id_, most=most(poll))
    if not words:
        raise BallotMistake(MistakeCode.NOTHING, inputs(poll)[0])
    return tuple(words.values())


def _apart(value: object) -> list[str]:
    return _BETWEEN.split(unicodedata.normalize("NFC", value)) if isinstance(value, str) else []


def _result(_poll: Poll, tally: Tally) -> Result:
    """What was said most on top, each as most people wrote it. Where words are counted together that differ, somebody
    may have said two of them: no more people said it than there are."""
    spellings: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for word, votes in tally.counts.items():
        if votes > 0:
            spellings[same(word)][word] = votes
    rows = sorted(
        (
            Row(
                key=key,
                label=min(spelt, key=lambda word: (-spelt[word], word)),
                votes=(votes := min(sum(spelt.values()), tally.ballots)),
                share=share(votes, tally.ballots),
            )
            for key, spelt in spellings.items()
        ),
        key=lambda row: (-row.votes, row.key),
    )
    return Result(ballots=tally.ballots, headline=Headline.WORDS, rows=tuple(rows))


def _check(poll: Poll, say: Say) -> None:
    if not 1 <= most(poll) <= MOST:
        say("most", f"give a number of words from 1 to {MOST}")


CLOUD = Kind(
    fields=_fields,
    read=_read,
    filled=lambda poll, marks: dict(zip(inputs(poll), marks, strict=False)),
    said=lambda _poll, marks: marks,
    result=_result,
    check=_check,
    uses=frozenset({"most"}),
    texts=True,
)
