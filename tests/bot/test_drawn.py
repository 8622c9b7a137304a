"""A ballot that was drawn already is what drawing it anew would give, each voter's own code included."""

from __future__ import annotations

from bot.handlers.drawn import DrawnBallots
from cards import poll as cards
from cards.texts import texts
from cards.views_ballots import BallotView
from event.definition import Event, Language
from event.seals import new_code


def test_each_voter_has_their_own_code_on_the_same_card(event: Event) -> None:
    drawn, poll = DrawnBallots(), event.polls[0]
    seen = set()
    for language in Language:
        for option in poll.options[:2]:
            for code in (new_code(), new_code(), None):
                view = BallotView(
                    event=event, poll=poll, anonymous=True, marks=(option.key,) if code else None, voted=True, code=code
                )
                fresh, again = cards.ballot(view, texts(language)), drawn.card(view, texts(language))
                assert (again.content, again.json, again.summary) == (fresh.content, fresh.json, fresh.summary)
                seen.add(again.json)
    assert len(seen) == 2 * (2 * 2 + 1)
