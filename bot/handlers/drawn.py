"""Ballots that were drawn already: in a full meeting nearly everybody's is the same as somebody else's."""

from __future__ import annotations

from dataclasses import replace

from cards import poll as cards
from cards.card import Card
from cards.texts import Texts
from cards.views_ballots import BallotView
from event.definition import Event
from event.seals import Code

_MOST = 500
_SOMEBODYS = Code("0OOO-IIII-LLLU")
"""No code has one of these letters."""


class DrawnBallots:
    def __init__(self) -> None:
        self._event: Event | None = None
        self._cards: dict[tuple[object, ...], Card] = {}

    def card(self, view: BallotView, texts: Texts) -> Card:
        """As `cards.poll.ballot` draws it. All are forgotten when the event changes."""
        if view.event is not self._event or len(self._cards) > _MOST:
            self._event, self._cards = view.event, {}
        if view.wrong_code or view.outdated or view.mistake is not None:  # nobody else's is the same
            return cards.ballot(view, texts)
        if view.code is not None and view.code is not _SOMEBODYS:
            return _with(view.code, self.card(replace(view, code=_SOMEBODYS), texts))
        key = (
            view.poll.key,
            view.run,
            view.anonymous,
            view.closes,
            view.paused,
            view.marks,
            view.voted,
            view.code,
            view.standing,
            texts,
        )
        found = self._cards.get(key)
        if found is None:
            found = self._cards[key] = cards.ballot(view, texts)
        return found


def _with(code: Code, card: Card) -> Card:
    """Somebody's card with another's code: all else on it is the same."""
    return Card.of(card.json.replace(_SOMEBODYS.text.encode(), code.text.encode()), card.summary)
