"""What somebody hears when we fail or don't understand: a sentence and, for a fault, a reference that the log has."""

from __future__ import annotations

from collections.abc import Callable

from bot.handlers.host import Host
from bot.requests import Answer, CardAnswer, Clicked, DialogMessage, DialogOpened, DialogSent, Reply, Request, Said
from cards import refusals
from cards.conversation import fault, fault_sentence
from cards.texts import texts
from event.errors import RefusalCode
from event.people import language_of


def answer(host: Host) -> Callable[[Request, str], Answer]:
    """A kind card where a person waits, a sentence in a dialog, silence elsewhere."""

    def for_(request: Request, reference: str) -> Answer:
        if isinstance(request, DialogOpened | DialogSent):
            return DialogMessage(fault_sentence(host.event, reference, host.texts(request)))
        if not isinstance(request, Clicked | Said):
            return Reply()
        card = fault(host.event, reference, host.texts(request))
        return CardAnswer(card) if isinstance(request, Clicked) else Reply((card,))

    return for_


def sentence(host: Host) -> Callable[[RefusalCode, str | None], str]:
    """A refusal's sentence for a locale, where there is no request to speak of."""

    def for_(code: RefusalCode, locale: str | None) -> str:
        return refusals.spoken(code, host.event, texts(language_of(host.event, locale)))

    return for_
