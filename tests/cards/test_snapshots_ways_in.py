"""The cards that give the links to the stage and the panel, and what stands at their doors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from cards import panel, ways_in
from cards.card import Card
from cards.texts import Texts, texts
from event.definition import Language
from tests.cards.example import EVENT
from tests.cards.test_snapshots import check_rules

NOW = datetime(2027, 4, 10, 9, tzinfo=EVENT.zone)
UNTIL = NOW.replace(day=11)
URL = "https://g.example/panel/x"
CARDS: dict[str, Callable[[Texts], Card]] = {
    "stage": lambda says: ways_in.stage(EVENT, URL, UNTIL, NOW, says),
    "stage-no-address": lambda says: ways_in.stage(EVENT, None, UNTIL, NOW, says),
    "panel": lambda says: ways_in.panel(EVENT, URL, UNTIL, NOW, says, moderator=False),
    "panel-moderator": lambda says: ways_in.panel(EVENT, URL, UNTIL, NOW, says, moderator=True),
    "no-link": lambda says: ways_in.no_link(EVENT, ways_in.panel_word(says), says),
    "link-rejected": lambda says: ways_in.no_link(EVENT, ways_in.stage_word(says), says, rejected=True),
    "no-poll": panel.no_poll,
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", CARDS)
def test_card(name: str, language: Language, snapshot: SnapshotAssertion) -> None:
    card = CARDS[name](texts(language))
    assert card.content == snapshot(extension_class=JSONSnapshotExtension)
    check_rules(card)
