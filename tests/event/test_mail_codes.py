"""What mail servers' codes mean, and which of them end the road."""

from __future__ import annotations

import pytest

from event.mail_codes import Meaning, closes_the_road, meaning


@pytest.mark.parametrize(
    ("code", "means", "closes"),
    [
        ("mail:550:5.1.1", Meaning.NO_SUCH_MAILBOX, True),
        ("mail:550:5.1.10", Meaning.NO_SUCH_MAILBOX, True),
        ("mail:553:5.1.3", Meaning.NO_SUCH_MAILBOX, True),
        ("mail:550:5.2.1", Meaning.NO_SUCH_MAILBOX, True),
        ("mail:550", Meaning.NO_SUCH_MAILBOX, True),
        ("mail:551", Meaning.NO_SUCH_MAILBOX, True),
        ("mail:553:5.6.7", Meaning.NOT_INTERNATIONAL, True),
        ("mail:552:5.2.2", Meaning.FULL, False),
        ("mail:552", Meaning.FULL, False),
        ("mail:452:4.2.2", Meaning.FULL, False),
        ("mail:552:5.3.4", Meaning.TOO_BIG, False),
        ("mail:550:5.2.3", Meaning.TOO_BIG, False),
        ("mail:550:5.7.1", Meaning.BLOCKED, False),
        ("mail:554:5.7.1", Meaning.BLOCKED, False),
        ("mail:550:5.7.509", Meaning.BLOCKED, False),
        ("mail:550:5.1.8", Meaning.BLOCKED, False),
        ("mail:554:5.6.0", Meaning.BLOCKED, False),
        ("mail:554", Meaning.BLOCKED, False),
        ("mail:450:4.2.0", Meaning.TEMPORARY, False),
        ("mail:450:4.1.1", Meaning.TEMPORARY, False),
        ("mail:421", Meaning.TEMPORARY, False),
        ("mail:auth", Meaning.OURS, False),
        ("mail:tls", Meaning.OURS, False),
        ("mail:no_starttls", Meaning.OURS, False),
        ("mail:no_auth", Meaning.OURS, False),
        ("mail:no_connection", Meaning.OURS, False),
        ("mail:turned_away", Meaning.OURS, False),
        ("mail:sender", Meaning.OURS, False),
        ("mail:busy", Meaning.LOST, False),
        ("mail:slow", Meaning.LOST, False),
        ("mail:lost", Meaning.LOST, False),
        ("mail:555", Meaning.UNKNOWN, False),
        ("mail:", Meaning.UNKNOWN, False),
        ("mail:550:5.", Meaning.NO_SUCH_MAILBOX, True),
        ("ConversationNotFound", Meaning.UNKNOWN, False),
        ("", Meaning.UNKNOWN, False),
    ],
)
def test_what_a_code_means(code: str, means: Meaning, closes: bool) -> None:
    assert (meaning(code), closes_the_road(code)) == (means, closes)
