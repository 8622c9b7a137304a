"""What lists call their columns, in Dutch and English."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from event.folding import fold


class Field(StrEnum):
    """What a column may hold for us, in the order in which it is shown."""

    NAME = "name"
    FIRST = "first_name"
    INFIX = "infix"
    LAST = "last_name"
    EMAIL = "email"
    ORGANISATION = "organisation"
    FUNCTION = "function"
    QUESTION = "question"


_CALLED: dict[Field, str] = {
    Field.EMAIL: """e mail; email; mail; e mailadres; emailadres; mailadres; e mail adres; email adres; mail adres;
        e mail address; email address; mail address; zakelijk e mailadres; werk e mailadres; work email; primary email;
        upn; user principal name; primair e mailadres""",
    Field.NAME: """naam; volledige naam; naam deelnemer; deelnemer; deelnemers; weergavenaam; contactpersoon;
        naam en achternaam; voornaam en achternaam; voor en achternaam; uw naam; je naam; name; full name; fullname;
        display name; displayname; participant; attendee; your name; contact; first and last name""",
    Field.FIRST: """voornaam; roepnaam; voorletters; voorletter; initialen; voorn; first name; firstname; given name;
        givenname; forename; initials""",
    Field.INFIX: """tussenvoegsel; tussenvoegsels; tussenv; tussen; tv; voorvoegsel; voorvoegsels; infix; middle name;
        middlename""",
    Field.LAST: """achternaam; familienaam; geslachtsnaam; last name; lastname; surname; family name; familyname""",
    Field.ORGANISATION: """organisatie; organisatienaam; naam organisatie; naam van de organisatie; uw organisatie;
        corporatie; woningcorporatie; naam corporatie; bedrijf; bedrijfsnaam; naam bedrijf; werkgever; instelling;
        firma; company; company name; companyname; organisation; organization; organisation name; organization name;
        employer; housing corporation; corporation""",
    Field.FUNCTION: """functie; functies; functietitel; functienaam; functieomschrijving; uw functie; rol; beroep;
        function; job title; jobtitle; job; role; position; occupation""",
    Field.QUESTION: """vraag; vragen; uw vraag; opmerking; opmerkingen; vraag opmerking; vraag of opmerking;
        vragen of opmerkingen; vragen en opmerkingen; vragen opmerkingen; toelichting; question; questions; remark;
        remarks; comment; comments; note; notes""",
}
_EXACTLY = {" ".join(name.split()): field for field, names in _CALLED.items() for name in names.split(";")}
_NAMED_IN: tuple[tuple[Field, frozenset[str]], ...] = (
    (Field.EMAIL, frozenset({"email", "mail", "emailadres", "mailadres"})),
    (Field.QUESTION, frozenset({"vraag", "vragen", "opmerking", "opmerkingen", "question", "questions", "remarks"})),
    (Field.FIRST, frozenset({"voornaam", "roepnaam", "forename"})),
    (Field.INFIX, frozenset({"tussenvoegsel", "tussenvoegsels"})),
    (Field.LAST, frozenset({"achternaam", "familienaam", "surname"})),
    (Field.FUNCTION, frozenset({"functie", "function", "rol", "role"})),
    (Field.ORGANISATION, frozenset({"organisatie", "corporatie", "woningcorporatie", "bedrijf", "werkgever"})),
    (Field.ORGANISATION, frozenset({"organisation", "organization", "company", "employer"})),
    (Field.NAME, frozenset({"naam", "name"})),
)
"""Words in a longer header, such as a form's question; the first that stands in it counts."""
_LONGEST = 120
"""Letters of a header."""


def field_of(header: str) -> tuple[Field, bool] | None:
    """What a column of this name holds, and whether it is called just that; None when the name says nothing."""
    if not header or len(header) > _LONGEST or "@" in header:
        return None
    said = fold(header)
    if said in _EXACTLY:
        return _EXACTLY[said], True
    words = frozenset(said.split())
    if {"voornaam", "achternaam"} <= words or {"first", "last", "name"} <= words:
        return Field.NAME, False
    return next(((field, False) for field, named in _NAMED_IN if words & named), None)


def number_of_fields(cells: Sequence[str]) -> int:
    """How many different ones a line names: a header names several, or the address alone."""
    return len({found[0] for cell in cells if (found := field_of(cell))})
