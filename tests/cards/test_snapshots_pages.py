"""The cards that pages and letters alone have, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import pages
from cards.card import Card
from cards.texts import Texts, texts
from event.definition import Language
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules

CARDS: dict[str, Callable[[Texts], Card]] = {
    "link-rejected": lambda t: pages.link_rejected(EVENT, t),
    "no-poll": lambda t: pages.no_poll(EVENT, t),
    "unsubscribed": lambda t: pages.unsubscribed(EVENT, t),
    "public": lambda t: pages.public(EVENT, t),
    "sign-up-sent": lambda t: pages.sign_up_sent(EVENT, t),
    "sign-up-confirmed": lambda t: pages.sign_up_confirmed(EVENT, t),
    "join-asked": lambda t: pages.join_asked(EVENT, "Łukasz *N*", "c3d4", t),
    "joined": lambda t: pages.joined(EVENT, t),
    "sign-up-asked": lambda t: pages.sign_up_asked(EVENT, "Łukasz *N*", "a1b2", t),
    "page-closed": lambda t: pages.page_closed(EVENT, t),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(CARDS))
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    check_rules(card)
    shown = {"summary": card.summary, "card": card.content}
    assert snapshot.use_extension(JSONSnapshotExtension) == shown


@pytest.mark.parametrize("language", list(Language))
def test_what_stands_around_a_page_and_a_letter_is_said_in_both(language: Language) -> None:
    speaks = texts(language)
    mine = "https://gastheer.example/s/x"
    ballot = "https://gastheer.example/b/x"
    footer = " ".join(pages.letter_footer(EVENT, mine, ballot, speaks))
    assert mine in footer
    assert ballot in footer
    assert "https" not in " ".join(pages.letter_footer(EVENT, None, None, speaks))
    assert "O'Brien" in pages.whose("Sean O'Brien", speaks)
