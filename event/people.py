"""People as the bot knows them, and the language they are spoken to in."""

from __future__ import annotations

from dataclasses import dataclass

from event.definition import Event, Language
from event.ids import AccountId, ObjectId, PersonId, TenantId


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who met the bot. Names and addresses are part of a registration, not of this."""

    id: PersonId
    account: AccountId
    tenant: TenantId | None
    oid: ObjectId | None
    language: Language


def language_of(event: Event, locale: str | None) -> Language:
    """The event's language that suits a Teams locale such as `nl-NL`: English for a third language where it is there,
    the event's first for somebody without a locale."""
    wanted = (locale or "").casefold().partition("-")[0]
    for language in event.languages:
        if wanted == language.value:
            return language
    return Language.EN if wanted and Language.EN in event.languages else event.languages[0]
