"""The card that gives the report of results, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards.report_card import ReportLinks, results
from cards.texts import texts
from event.definition import Language
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules

SITE = "https://gastheer.voorbeeld.example/results"
LINKS = ReportLinks(shared=f"{SITE}/x", mine=f"{SITE}/y", until=EVENT.start + timedelta(days=30))
GIVEN = {"two": (LINKS, 2), "one": (LINKS, 1), "no-address": (None, 0)}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(GIVEN))
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    links, ready = GIVEN[name]
    card = results(EVENT, links, EVENT.start, ready, texts(language))
    check_rules(card)
    assert snapshot.use_extension(JSONSnapshotExtension) == {"summary": card.summary, "card": card.content}


def test_without_a_safe_address_it_offers_no_link() -> None:
    card = results(EVENT, None, EVENT.start, 1, texts(Language.NL))
    assert "Action.OpenUrl" not in str(card.content)
