"""What people write in a poll, and what of it others may read: a moderator decides about each text.

Texts that say the same but for case, accents and punctuation are decided about together. A decision knows its text by a
digest: what somebody wrote may be about themselves, and must not stay behind when they are forgotten.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NewType

from event.kinds.shapes import Tally
from event.kinds.written import same

TextKey = NewType("TextKey", str)
"""A text's digest: 32 hexadecimal digits."""


class TextState(StrEnum):
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"
    MERGED = "merged"
    """It says what another one says and is counted with that, which may be shown or not."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Of a moderator: shown, hidden, or merged `into` another."""

    state: TextState
    into: TextKey | None = None


@dataclass(frozen=True, kw_only=True)
class Text:
    """What was written, as most wrote it, how often, and what became of it. `into` is what it is counted with, and
    `others` how many are counted with it."""

    key: TextKey
    text: str
    votes: int
    state: TextState
    into: str | None = None
    others: int = 0


@lru_cache(maxsize=20_000)
def key_of(text: str) -> TextKey:
    return TextKey(hashlib.sha256(f"gastheer text {same(text)}".encode()).hexdigest()[:32])


def texts(tally: Tally, decisions: Mapping[TextKey, Decision], *, hold: bool) -> list[Text]:
    """All of them, for moderators: what waits on top, then by how often it was written."""
    spelt = _spelt(tally)
    names = {key: _name(spelling) for key, spelling in spelt.items()}
    roots = {key: _root(key, names, decisions) for key in names}
    joined = Counter(root for key, root in roots.items() if root != key)
    found = [
        Text(
            key=key,
            text=names[key],
            votes=sum(spelling.values()),
            state=_state(roots[key], decisions, hold=hold) if roots[key] == key else TextState.MERGED,
            into=names[roots[key]] if roots[key] != key else None,
            others=joined[key],
        )
        for key, spelling in spelt.items()
    ]
    order = list(TextState)
    return sorted(found, key=lambda one: (order.index(one.state), -one.votes, one.text.casefold(), one.text))


def shown(tally: Tally, decisions: Mapping[TextKey, Decision], *, hold: bool) -> tuple[Tally, int]:
    """What everybody may read of it, and how many texts wait. The number of ballots stays: they were cast."""
    spelt = _spelt(tally)
    names = {key: _name(spelling) for key, spelling in spelt.items()}
    counts: Counter[str] = Counter()
    waiting = 0
    for key, spelling in spelt.items():
        root = _root(key, names, decisions)
        state = _state(root, decisions, hold=hold)
        waiting += state is TextState.WAITING and root == key
        if state is TextState.SHOWN:
            counts.update(spelling if root == key else {names[root]: sum(spelling.values())})
    # Somebody may have written both of two that were merged: nothing is said by more people than there are.
    most = {text: min(votes, tally.ballots) for text, votes in counts.items()}
    return Tally(ballots=tally.ballots, counts=most), waiting


def mergeable(found: Sequence[Text], key: TextKey) -> list[Text]:
    """What this one can be merged into."""
    return [one for one in found if one.key != key and one.state in (TextState.WAITING, TextState.SHOWN)]


def _spelt(tally: Tally) -> dict[TextKey, dict[str, int]]:
    spelt: defaultdict[TextKey, dict[str, int]] = defaultdict(dict)
    for mark, votes in tally.counts.items():
        if votes > 0:
            spelt[key_of(mark)][mark] = votes
    return spelt


def _name(spelling: Mapping[str, int]) -> str:
    return min(spelling, key=lambda text: (-spelling[text], text))


def _root(key: TextKey, there: Mapping[TextKey, object], decisions: Mapping[TextKey, Decision]) -> TextKey:
    """What it is counted with in the end; itself when that isn't there any more."""
    at, seen = key, {key}
    while (decision := decisions.get(at)) and decision.state is TextState.MERGED:
        if decision.into is None or decision.into not in there or decision.into in seen:
            return key
        at = decision.into
        seen.add(at)
    return at


def _state(root: TextKey, decisions: Mapping[TextKey, Decision], *, hold: bool) -> TextState:
    decision = decisions.get(root)
    if decision is not None and decision.state is not TextState.MERGED:
        return decision.state
    # Merged into something that isn't there any more: it is looked at anew.
    return TextState.WAITING if hold or decision is not None else TextState.SHOWN
