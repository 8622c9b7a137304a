"""Lists as people send them, made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEADER = ("Naam", "E-mail", "Organisatie", "Functie", "Vraag")
SEAN = ("Sean O'Brien-van 't Hof", "s.obrien@wonenzuid.example", "Wonen Zuid", "Huismeester")
ZOE = ("Zoë Müller", "zoe.muller@wonenzuid.example", "Wonen Zuid", "Adviseur", "Eén vraag:\nhoe lang duurt het?")
LUKASZ = ("Łukasz Nowak", "lukasz@noord.example", "Coöperatie Noord", "Gebiedsconsulent", "Mag een hond mee?")


def csv(*rows: Iterable[str], separator: str = ";") -> str:
    """As Excel writes it."""

    def cell(text: str) -> str:
        quoted = text.replace('"', '""')
        return f'"{quoted}"' if any(sign in text for sign in f'{separator}"\n') else text

    return "".join(separator.join(cell(one) for one in row) + "\r\n" for row in rows)


def xlsx(
    *sheets: Sequence[Sequence[Any]], names: Sequence[str] = (), then: Callable[[Workbook], None] | None = None
) -> bytes:
    """Each sheet from its rows; `then` does the rest to the workbook."""
    book = Workbook()
    book.remove(book.active)
    for at, rows in enumerate(sheets):
        sheet = book.create_sheet(names[at] if names else f"Blad{at + 1}")
        for row in rows:
            sheet.append(list(row))
    if then:
        then(book)
    made = BytesIO()
    book.save(made)
    return made.getvalue()
