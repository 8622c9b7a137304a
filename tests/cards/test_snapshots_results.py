"""The card that gives the report of results, and what stands where its link holds no more, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards.card import Card
from cards.report_card import ReportLinks, results
from cards.report_page import rejected
from cards.texts import Texts, texts
from event.definition import Language
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules

SITE = "https://gastheer.voorbeeld.example/results"
LINKS = ReportLinks(shared=f"{SITE}/x", mine=f"{SITE}/y", until=EVENT.start + timedelta(days=30))
CARDS: dict[str, Callable[[Texts], Card]] = {
    "results": lambda t: results(EVENT, LINKS, EVENT.start, 2, t),
    "results-one": lambda t: results(EVENT, LINKS, EVENT.start, 1, t),
    "results-no-address": lambda t: results(EVENT, None, EVENT.start, 0, t),
    "results-rejected": lambda t: rejected(EVENT, t),
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", CARDS)
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    check_rules(card)
    shown = {"summary": card.summary, "card": card.content}
    assert snapshot.use_extension(JSONSnapshotExtension) == shown


def test_without_a_safe_address_it_offers_no_link() -> None:
    assert "Action.OpenUrl" not in str(CARDS["results-no-address"](texts(Language.NL)).content)
