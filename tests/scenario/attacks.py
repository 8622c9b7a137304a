"""Ways to join voters to anonymous ballots. Each is given what `evidence` has and says who voted what, as it thinks.

To guess is to be right once in a dozen: whoever is right about most of them knows more than they should.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from event.seals import Code
from event.steps import FEWEST
from tests.scenario.evidence import Moment, commits

Guess = Mapping[str, str]
"""What each voter voted."""
Place = tuple[tuple[int, str], ...]
ENOUGH = 9
"""Of twelve that all voted differently: by chance one comes out right, and nine do in one case of a million."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """The moments in their order, the last one after the close. `answers` are all that could be voted: each voter voted
    one of their own."""

    moments: Sequence[Moment]
    answers: Sequence[str]

    @property
    def comings(self) -> Iterator[tuple[Moment, Moment, list[str]]]:
        """The moments before and after somebody voted for the first time, and who."""
        for before, after in zip(self.moments, self.moments[1:], strict=False):
            if came := sorted(after.voters - before.voters):
                yield before, after, came

    @property
    def order(self) -> list[str]:
        """The voters as they came; of a batch by name."""
        return [voter for _, _, came in self.comings for voter in came]

    @property
    def last(self) -> Moment:
        return self.moments[-1]

    def open_moments(self) -> list[Moment]:
        return [one for one in self.moments if not one.ballots]


def by_order(case: Case) -> Iterator[Guess]:
    """Ballots lie in an order: as rows, by a column, by what the database keeps beside, by their place in a file."""
    ballots = case.last.ballots
    places: list[list[Place]] = [[_sortable(nth) for nth in range(len(ballots))]]
    places += [[_sortable(row[column]) for row in ballots] for column in (ballots[0] if ballots else ())]
    for content in case.last.files.values():
        keys = [row["key"].encode() for row in ballots]
        places += [[_sortable(content.find(key)) for key in keys], [_sortable(content.rfind(key)) for key in keys]]
    for place in places:
        there = sorted(range(len(ballots)), key=place.__getitem__)
        for ordered in (there, there[::-1]):
            yield dict(zip(case.order, (_said(ballots[nth]) for nth in ordered), strict=False))
    counted = [row["mark"] for row in case.last.rows["tally"] if row["mark"] in case.answers]
    for order in (counted, counted[::-1]):
        yield dict(zip(case.order, order, strict=False))


def by_what_appears(case: Case) -> Iterator[Guess]:
    """What was voted, or what a ballot is known by in the end, stood somewhere once somebody had voted, not before."""
    known = {answer: answer for answer in case.answers} | {row["key"]: _said(row) for row in case.last.ballots}
    guess: dict[str, str] = {}
    for before, after, came in case.comings:
        if after.ballots:  # in the open: whose it is then stands nowhere
            continue
        old, new = before.everything, after.everything
        more = {sign: new.count(sign.encode()) - old.count(sign.encode()) for sign in known}
        first = [known[sign] for sign in known if more[sign] and sign.encode() not in old]
        most = [known[sign] for sign in sorted(known, key=lambda sign: -more[sign]) if more[sign]]
        guess |= dict(zip(came, dict.fromkeys((*first, *most)), strict=False))
    yield guess


def by_commits(case: Case) -> Iterator[Guess]:
    """What came into the database in the same commit as a voter, or onto the same page."""
    known = {answer: answer for answer in case.answers} | {row["key"]: _said(row) for row in case.last.ballots}
    for name, content in case.last.files.items():
        if not name.endswith("-wal"):
            continue
        seen: dict[str, int] = {}
        guess: dict[str, str] = {}
        for number, pages in enumerate(commits(content)):
            written = b"".join(pages.values())
            here = [sign for sign in (*case.order, *known) if sign not in seen and sign.encode() in written]
            seen |= dict.fromkeys(here, number)
            came = [sign for sign in here if sign in case.order]
            said = list(dict.fromkeys(known[sign] for sign in here if sign in known))
            if len(said) <= len(came):
                guess |= dict(zip(came, said, strict=False))
        yield guess


def by_size(case: Case) -> Iterator[Guess]:
    """Whatever became longer when somebody voted did so by as much as they said. Among equals one guesses."""
    ballots = sorted(map(_said, case.last.ballots), key=lambda said: len(said.encode()))
    grown: dict[str, dict[str, float]] = defaultdict(dict)
    for before, after, came in case.comings:
        sizes, old = _sizes(after), _sizes(before)
        for what in sizes:
            for voter in came:
                grown[what][voter] = sizes[what] - old.get(what, 0) + random.random() / 2  # noqa: S311
    for by_voter in grown.values():
        yield dict(zip(sorted(by_voter, key=lambda one: by_voter[one]), ballots, strict=False))


def by_numbers(case: Case) -> Iterator[Guess]:
    """The number beside an answer went one up, in a table or in what somebody was shown."""
    guess: dict[str, str] = {}
    for before, after, came in case.comings:
        old, new = _numbers(before, case.answers), _numbers(after, case.answers)
        rose = {answer for place in new for answer in case.answers
                if place in old and new[place][answer] == old[place][answer] + 1}  # fmt: skip
        if len(rose) == len(came) == 1:
            guess[came[0]] = rose.pop()
    yield guess


def by_closes(case: Case) -> Iterator[Guess]:
    """A poll was reopened for somebody, and closed again: what is new is theirs."""
    guess: dict[str, str] = {}
    for before, after in combinations([one for one in case.moments if one.ballots], 2):
        came = sorted(after.voters - before.voters)
        new = {row["key"] for row in after.ballots} - {row["key"] for row in before.ballots}
        if came and len(new) == len(came) < FEWEST:
            said = [_said(row) for row in after.ballots if row["key"] in new]
            guess |= dict(zip(came, said, strict=True))
    yield guess


ALL = (by_order, by_what_appears, by_commits, by_size, by_numbers, by_closes)


def hits(case: Case, truth: Guess, attacks: Iterable[Callable[[Case], Iterator[Guess]]] = ALL) -> dict[str, int]:
    """About how many voters each attack is right, at its best."""
    return {
        attack.__name__: max(
            (sum(truth[who] == said for who, said in guess.items()) for guess in attack(case)), default=0
        )
        for attack in attacks
    }


def lengths(case: Case) -> dict[str, set[int]]:
    """Of what is written down for each voter: of one length, or it tells something."""
    found: dict[str, set[int]] = {"ballot": set(), "state": set()}
    for _, after, _ in case.comings:
        found["ballot"] |= {len(row["sealed"]) for row in after.rows["ballot"] if row["sealed"] is not None}
        found["state"] |= {len(row["state"]) for row in after.rows["seal"] if row["salt"] is not None}
    return found


def codes_in(content: bytes, codes: Iterable[Code]) -> list[str]:
    """Those that stand somewhere, however they are written. They are the voters' own."""
    return [
        code.text
        for code in codes
        for form in {code.text, code.text.replace("-", "")}
        if form.encode() in content or form.casefold().encode() in content
    ]


def answers_in(content: bytes, answers: Iterable[str]) -> list[str]:
    return [answer for answer in answers if answer.encode() in content]


def steps_between(case: Case) -> list[int]:
    """By how many ballots two views in a row differ, wherever they were seen."""
    found = []
    for before, after in zip(case.moments, case.moments[1:], strict=False):
        old, new = _numbers(before, case.answers), _numbers(after, case.answers)
        for place in new:
            was = old.get(place, Counter())
            found.append(sum(abs(new[place][answer] - was[answer]) for answer in case.answers))
    return found


def _said(row: Mapping[str, str]) -> str:
    return str(json.loads(row["marks"])[0])


def _sortable(value: object) -> Place:
    """Numbers in a text by their size: PostgreSQL's places are such."""
    return tuple((int(one), "") if one.isdecimal() else (-1, one) for one in re.split(r"(\d+)", str(value)))


def _sizes(moment: Moment) -> dict[str, float]:
    sizes = {f"file {name}": float(len(content)) for name, content in moment.files.items()}
    for table, rows in moment.rows.items():
        sizes[f"rows {table}"] = float(sum(_length(value) for row in rows for value in row.values()))
    for name, content in moment.files.items():
        if name.endswith("-wal"):
            sizes["commits"] = sum(1 for _ in commits(content))
            sizes["pages"] = sum(len(pages) for pages in commits(content))
    return sizes


def _length(value: object) -> int:
    """Of bytes their number: as text some are longer than others."""
    return len(value) if isinstance(value, bytes | memoryview) else len(str(value))


def _numbers(moment: Moment, answers: Sequence[str]) -> dict[str, Counter[str]]:
    """By place: the number that stands beside each answer."""
    found = {"tally": Counter({row["mark"]: row["votes"] for row in moment.rows["tally"]})}
    for place, content in moment.told.items():
        text = content.decode(errors="replace")
        for answer in answers:
            if numbers := re.findall(rf"{re.escape(answer)}\W{{1,8}}(\d+)", text):
                found.setdefault(place, Counter())[answer] = int(numbers[-1])
    return found
