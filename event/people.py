"""People as the bot knows them, and the language they are spoken to in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from event.definition import Event, Language
from event.ids import AccountId, ObjectId, PersonId, TenantId


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who met the bot, or whom a list or the page signed up. Names are part of a registration, not of this."""

    id: PersonId
    account: AccountId | None
    """None for somebody who never wrote to the bot."""
    tenant: TenantId | None
    oid: ObjectId | None
    language: Language
    language_chosen: bool = False
    """They asked for it: Teams' own language doesn't change it any more."""
    zone: str | None = None
    """Their own time zone, as Teams says it."""
    email: str | None = None
    """The address by which they are known when nobody wrote; see `event.addresses`."""
    link_version: int = 1
    """Signed links of an older one are void."""
    mail_refused: str | None = None
    """Why e-mail to them is given up; None while it arrives."""

    @property
    def identified(self) -> bool:
        """They have an Entra identity: a role can be bound to it."""
        return self.tenant is not None and self.oid is not None


def language_of(event: Event, locale: str | None) -> Language:
    """The event's language that suits a Teams locale such as `nl-NL`: English for a third language where it is there,
    the event's first for somebody without a locale."""
    wanted = (locale or "").casefold().partition("-")[0]
    for language in event.languages:
        if wanted == language.value:
            return language
    return Language.EN if wanted and Language.EN in event.languages else event.languages[0]


@lru_cache(maxsize=1024)
def zone_of(name: str | None) -> ZoneInfo | None:
    """A time zone by the name that Teams gives; None for a name that nobody knows."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):  # not a name, a folder of names, not found
        return None
