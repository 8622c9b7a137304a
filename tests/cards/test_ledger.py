"""What became of a message, and why, has words in both languages."""

from __future__ import annotations

import pytest

from cards import ledger
from cards.texts import texts
from event.definition import Language


@pytest.mark.parametrize("spoken", list(Language))
def test_every_reason_and_state_has_words(spoken: Language) -> None:
    speaks = texts(spoken)
    reasons = (
        "no_chat",
        "unreachable",
        "removed",
        "ConversationBlockedByUser",
        "MessageWritesBlocked",
        "BotDisabledByAdmin",
        "ConversationNotFound",
        "BotNotInConversationRoster",
        "ForbiddenOperationException",
        "withdrawn",
        "answered",
        "too_late",
        "nothing_to_say",
        "event_cancelled",
        "event_postponed",
    )
    assert ledger.why("Http503", speaks).startswith("Teams ")
    assert ledger.why("Http503", speaks).endswith("Http503")
    unworded = {ledger.why("x", speaks).replace("x", reason) for reason in reasons}
    assert not unworded & {ledger.why(reason, speaks) for reason in reasons}
    states = [
        ledger.outcome(state, "removed", speaks) for state in ("sent", "failed", "cancelled", "uncertain", "claimed")
    ]
    assert len(set(states)) == len(states)
