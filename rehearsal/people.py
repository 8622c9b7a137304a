"""The cast: who is on the stage, and from which tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from event.definition import Event

Kind = Literal["own", "guest", "federated", "anonymous", "mail"]
OWN_TENANT = "11111111-1111-4111-8111-111111111111"
OTHER_TENANT = "22222222-2222-4222-8222-222222222222"
CROWD = "extra-"
"""How the keys of a crowd's people begin."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """`key` is their name on the stage, `account` the Bot Framework's id, empty for who has no Teams; anonymous people
    have no oid."""

    key: str
    name: str
    role: str
    account: str
    oid: str | None
    tenant: str | None
    upn: str | None
    locale: str = "nl-NL"
    kind: Kind = "own"
    email: str | None = None
    """Where it isn't the UPN: a guest's."""
    timezone: str = "Europe/Amsterdam"
    country: str = "NL"


def cast(event: Event) -> tuple[Person, ...]:
    """The organiser and the moderator as the event file names them, and participants of each kind."""
    organiser = next((one for one in event.roles.organisers if "@" in one), "organiser@wijken.example")
    moderator = next((one for one in event.roles.moderators if "@" in one), "moderator@wijken.example")
    return (
        _own("organiser", "Hanneke Verbruggen", "organisator", 1, organiser),
        _own("moderator", "Mehmet Yıldız", "moderator", 2, moderator),
        _own("fatima", "Fatima El Amrani", "deelnemer", 3, "fatima.elamrani@corporatie.example"),
        _own("sean", "Sean O'Brien-van 't Hof", "deelnemer", 4, "s.obrien@corporatie.example"),
        _own("lukasz", "Łukasz Nowak", "deelnemer, Engels", 5, "lukasz@corporatie.example", locale="en-GB"),
        Person(
            key="joke",
            name="Joke de Vries",
            role="deelnemer van een andere corporatie",
            account="29:federated-6",
            oid=_id(6),
            tenant=OTHER_TENANT,
            upn="joke@anderecorporatie.example",
            kind="federated",
        ),
        Person(
            key="anonymous",
            name="Gast",
            role="anoniem, via de link",
            account="29:anonymous-7",
            oid=None,
            tenant=None,
            upn=None,
            kind="anonymous",
        ),
        Person(
            key="guest",
            name="Ruben Smit",
            role="deelnemer, gast",
            account="29:guest-8",
            oid=_id(8),
            tenant=OWN_TENANT,
            upn="ruben_bouwbedrijf.example#EXT#@wijken.example",
            email="ruben@bouwbedrijf.example",
            kind="guest",
        ),
        Person(
            key="reviewer",
            name="Grace Whitfield",
            role="beoordelaar, Engels",
            account="29:own-9",
            oid=_id(9),
            tenant=OWN_TENANT,
            upn="grace.whitfield@corporatie.example",
            locale="en-GB",
            timezone="Europe/London",
            country="GB",
        ),
    )


def by_mail(key: str = "mail", name: str = "Anneke Visser", email: str = "anneke@kleinecorporatie.example") -> Person:
    """Somebody with a mailbox and no Teams."""
    return Person(
        key=key,
        name=name,
        role="deelnemer, alleen per e-mail",
        account="",
        oid=None,
        tenant=None,
        upn=None,
        kind="mail",
        email=email,
    )


def _own(key: str, name: str, role: str, number: int, upn: str, locale: str = "nl-NL") -> Person:
    return Person(
        key=key,
        name=name,
        role=role,
        account=f"29:own-{number}",
        oid=_id(number),
        tenant=OWN_TENANT,
        upn=upn,
        locale=locale,
    )


def extra(number: int) -> Person:
    """One more participant, for a crowd."""
    return _own(f"{CROWD}{number}", f"Deelnemer {number}", "deelnemer", 1000 + number, f"d{number}@corporatie.example")


def _id(number: int) -> str:
    return f"33333333-3333-4333-8333-{number:012d}"
