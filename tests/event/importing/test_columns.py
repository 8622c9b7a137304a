"""Which column holds what: by what lists call them, and without that by what stands in them."""

from __future__ import annotations

import pytest

from event.importing.columns import recognise
from event.importing.files import read
from event.importing.headers import Field, field_of
from event.importing.lines import read as read_line
from event.importing.sheets import FileMistake, UnreadableFile
from tests.event.importing.files import HEADER, LUKASZ, SEAN, ZOE, csv, xlsx

E, N, ORG, F, Q = Field.EMAIL, Field.NAME, Field.ORGANISATION, Field.FUNCTION, Field.QUESTION
FIRST, INFIX, LAST = Field.FIRST, Field.INFIX, Field.LAST


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("E-mail", E), ("E-mailadres", E), ("EMAIL ADDRESS", E), ("mail", E), ("Wat is uw e-mailadres?", E),
        ("Naam", N), ("Name", N), ("Voor- en achternaam", N), ("Uw naam:", N), ("First and last name", N),
        ("Voornaam", FIRST), ("First Name", FIRST), ("tussenvoegsel(s)", INFIX), ("Achternaam *", LAST),
        ("Last name", LAST), ("Surname", LAST),
        ("Corporatie", ORG), ("Werkgever", ORG), ("Naam van uw organisatie", ORG), ("Company", ORG),
        ("Bedrijf/organisatie", ORG),
        ("Functie", F), ("Rol", F), ("Job title", F), ("Wat is uw functie binnen de corporatie?", F),
        ("Vraag", Q), ("Opmerkingen", Q), ("Heeft u een vraag voor de sprekers?", Q), ("Comments", Q),
        ("Telefoon", None), ("", None), ("jan@wonen.example", None), ("Id", None), ("Begintijd", None),
    ],
)  # fmt: skip
def test_a_header_says_what_stands_under_it(header: str, field: Field | None) -> None:
    found = field_of(header)
    assert (found[0] if found else None) is field


def columns(*rows: tuple[str, ...]) -> dict[Field, int]:
    return dict(recognise(read(csv(*rows).encode()))[1])


def test_a_form_in_which_nobody_signed_in() -> None:
    """As Microsoft Forms writes it: `Email` and `Name` of its own, and the questions."""
    header = (
        "ID",
        "Start time",
        "Email",
        "Name",
        "Uw naam?",
        "Wat is uw e-mailadres?",
        "Bij welke corporatie werkt u?",
    )
    row = ("1", "6/4/27 9:00", "anonymous", "", SEAN[0], SEAN[1], SEAN[2])
    assert columns(header, row) == {N: 4, E: 5, ORG: 6}


def test_a_name_in_parts() -> None:
    row = ("Sean", "van 't", "Hof", "s@x.nl")
    assert columns(("Voornaam", "Tussenvoegsel", "Achternaam", "Mail"), row) == {FIRST: 0, INFIX: 1, LAST: 2, E: 3}
    assert columns(("Naam", "Voorletters", "Mail"), ("Hof", "S.", "s@x.nl")) == {LAST: 0, FIRST: 1, E: 2}
    assert columns(("Name", "Surname", "Email"), ("Sean", "Hof", "s@x.nl")) == {FIRST: 0, LAST: 1, E: 2}
    table, found = recognise(read(csv(("Voornaam", "Tussenvoegsel", "Achternaam", "Mail"), row).encode()))
    assert read_line(table.rows[0], found).name == "Sean van 't Hof"


def test_of_two_columns_with_one_name_the_one_that_holds_it() -> None:
    row = ("", "s@x.nl", "Sean", "Wonen", "Zuid")
    assert columns(("E-mail", "E-mail", "Naam", "Organisatie", "Organisatie"), row) == {E: 1, N: 2, ORG: 3}


def test_the_header_may_stand_below_a_title() -> None:
    table, found = recognise(read(csv(("Deelnemers studiedag",), ("Functie: alle",), HEADER, SEAN).encode()))
    assert table.header is not None
    assert (table.header.number, found[E], len(table.rows)) == (3, 1, 1)


def test_a_header_that_is_repeated_on_each_page_is_nobody() -> None:
    table, _ = recognise(read(csv(HEADER, SEAN, HEADER, ZOE).encode()))
    assert [row.cells for row in table.rows] == [SEAN, ZOE]


def test_without_a_header_the_cells_say_it() -> None:
    assert columns(SEAN, ZOE[:4], LUKASZ[:4]) == {N: 0, E: 1, ORG: 2, F: 3}
    assert columns(("Sean", "Hof", "sean.hof@x.nl"), ("Łukasz", "Nowak", "lukasz.nowak@y.nl")) == {
        FIRST: 0,
        LAST: 1,
        E: 2,
    }
    assert columns(("info@x.nl", "Anna de Bos"), ("post@y.nl", "Łukasz Nowak")) == {E: 0, N: 1}
    table, found = recognise(read(b"Anna de Bos <anna@x.nl>\r\nmailto:jan@y.nl\r\n"))
    assert [(line.name, line.email) for line in (read_line(row, found) for row in table.rows)] == [
        ("Anna de Bos", "anna@x.nl"),
        ("", "jan@y.nl"),
    ]


def test_of_several_sheets_the_list_is_read_and_the_others_are_named() -> None:
    data = xlsx(
        [("Toelichting", ""), ("Vul in vóór 1 mei", "")],
        [("Sprekers", ""), ("Kees", "kees@x.nl")],
        [HEADER, SEAN, ZOE],
        names=("Uitleg", "Sprekers", "Aanmeldingen"),
    )
    table, found = recognise(read(data))
    assert (table.sheet, table.others, found[E]) == ("Aanmeldingen", ("Uitleg", "Sprekers"), 1)


def test_a_list_without_addresses_is_none() -> None:
    for data in (csv(("Naam", "Organisatie"), ("Sean", "Wonen")).encode(), b"zomaar een tekst\nover niets"):
        with pytest.raises(UnreadableFile) as refused:
            recognise(read(data))
        assert refused.value.mistake is FileMistake.NO_ADDRESSES
