"""A click on a page, as the request that a card in Teams makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.requests import Clicked, Where, Who
from cards.verbs import VERSION, Verb
from event.definition import Event, Language
from event.ids import AccountId, ConversationId
from event.people import Person


def clicked(
    person: Person,
    event: Event,
    language: Language,
    kind: Literal["page", "panel"],
    verb: Verb,
    data: Mapping[str, object],
) -> Clicked:
    """By whoever has this person's link."""
    return Clicked(
        who=Who(account=person.account or AccountId(""), tenant=person.tenant, oid=person.oid, person=person.id),
        where=Where(conversation=ConversationId(f"{kind}:{person.id}"), kind=kind, service_url="", tenant=None),
        locale=language.value,
        zone=person.zone,
        verb=verb.value,
        data={**data, "v": VERSION, "event": event.id},
        card=None,
    )
