"""What somebody hears when we fail: a sentence and a reference that the log has."""

from __future__ import annotations

from collections.abc import Callable

from bot.handlers.host import Host
from bot.requests import Answer, CardAnswer, Clicked, Reply, Request
from cards.conversation import fault


def answer(host: Host) -> Callable[[Request, str], Answer]:
    def for_(request: Request, reference: str) -> Answer:
        card = fault(host.event, reference, host.texts(request))
        return CardAnswer(card) if isinstance(request, Clicked) else Reply((card,))

    return for_
