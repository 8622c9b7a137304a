"""An anonymous poll that is attacked: what can be voted, who voted what, and what the attacker got hold of."""

from __future__ import annotations

import random
import re
import string
from dataclasses import dataclass, field

import pytest

from event.definition import LocalLabel, LocalLine, Option, Poll, PollKind, ResultsShown
from event.ids import OptionKey, PollKey
from event.seals import Code, read_code
from tests.scenario.attacks import Case
from tests.scenario.evidence import Moment

VOTERS = 12
FEWEST = 5
"""As is promised."""
KINDS = pytest.mark.parametrize("kind", [PollKind.SINGLE, PollKind.TEXT])
CODE = re.compile(r"\b[2-9A-HJKMNP-TV-Z]{4}(?:-[2-9A-HJKMNP-TV-Z]{4}){2}\b")


def answers(kind: PollKind) -> list[str]:
    """One for each voter, in no order, that stand nowhere else; what is written is of every length."""
    words = {"".join(random.choices(string.ascii_lowercase, k=9)) for _ in range(VOTERS + 1)}  # noqa: S311
    if kind is PollKind.TEXT:
        words = {word + " " + "wijk " * (number * 4) + word for number, word in enumerate(words)}
    said = list(words)
    random.shuffle(said)
    return said


def asked(kind: PollKind, said: list[str]) -> Poll:
    labels = [(OptionKey(one), LocalLabel.model_validate(one)) for one in said[:VOTERS] if kind is PollKind.SINGLE]
    return Poll(
        key=PollKey("geheim"),
        kind=kind,
        question=LocalLine.model_validate("Wat vindt u?"),
        options=tuple(Option(key=key, text=label) for key, label in labels),
        anonymous=True,
        hold=False,
        results=ResultsShown.LIVE,
    )


@dataclass
class Campaign:
    """What happens, and what the attacker got hold of."""

    said: list[str]
    truth: dict[str, str] = field(default_factory=dict)
    """By the voter's id on the roll."""
    codes: set[Code] = field(default_factory=set)
    moments: list[Moment] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return Case(moments=self.moments, answers=self.said)

    def found(self, who: str, said: str, shown: str) -> None:
        """A voter's card, with their code."""
        (code,) = {read_code(one) for one in CODE.findall(shown)}
        assert code is not None
        self.codes.add(code)
        self.truth[who] = said
