"""What became of a message, in words."""

from __future__ import annotations

import pytest

from cards.ledger import outcome, why
from cards.texts import texts
from event.definition import Language
from event.mail_codes import Meaning, meaning

NL, EN = texts(Language.NL), texts(Language.EN)
CODES = {
    "mail:550:5.1.1": "dat e-mailadres bestaat niet",
    "mail:553:5.6.7": "onze mailserver kan niet overweg met dat e-mailadres",
    "mail:552:5.2.2": "de mailbox is vol",
    "mail:552:5.3.4": "de e-mail was te groot",
    "mail:554:5.7.1": "de mailserver weigert onze e-mail (554 5.7.1)",
    "mail:450:4.2.0": "de mailserver nam het nog niet aan (450 4.2.0)",
    "mail:auth": "onze mailserver werkt niet (auth)",
    "mail:slow": "de mailserver deed er te lang over",
    "mail:555": "de mailserver zegt 555",
}


@pytest.mark.parametrize(("code", "said"), CODES.items())
def test_what_a_mail_server_said_in_words(code: str, said: str) -> None:
    assert why(code, NL) == said
    assert why(code, EN) != said
    assert outcome("failed", code, NL) == f"mislukt: {said}"


def test_each_meaning_has_words() -> None:
    assert {meaning(code) for code in CODES} == set(Meaning)


def test_the_other_roads_reasons() -> None:
    found = [why(code, NL) for code in ("no_address", "mail_off", "unsubscribed", "ConversationNotFound", "Strange")]
    assert found == [
        "er is geen adres bekend",
        "er is geen mailserver ingesteld",
        "wil geen e-mail meer",
        "de chat bestaat niet meer",
        "Teams zegt Strange",
    ]
