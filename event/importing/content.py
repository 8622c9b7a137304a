"""Which column holds what, by what stands in its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from event.folding import fold
from event.importing.headers import Field
from event.importing.sheets import Row
from event.registration import is_email

_ADDRESSES, _FOUND_BACK, _LIKE_NAMES = 0.5, 0.3, 0.8
"""Of the lines: how many must hold an address, be found back in the address, look like a name."""
_WORK = frozenset(
    ("adviseur", "advisor", "assistent", "beheerder", "beleidsmedewerker", "consulent", "coordinator", "directeur",
     "gebiedsconsulent", "huismeester", "manager", "medewerker", "officer", "projectleider", "teamleider",
     "wijkbeheerder", "woonconsulent")
)  # fmt: skip
"""Words in what people do."""
_NAMED = re.compile(r"^(.*)<([^<>]*)>")
_MAILTO = "mailto:"


def address_in(cell: str) -> str:
    """`Anna Bos <a.bos@wonen.example>`, `mailto:...` and a separator behind it are forgiven."""
    named = _NAMED.match(cell)
    found = (named[2] if named else cell).strip(" ;,")
    return found[len(_MAILTO) :] if found.casefold().startswith(_MAILTO) else found


def name_beside(cell: str) -> str:
    """The name that stands with an address in one cell."""
    named = _NAMED.match(cell)
    return named[1].strip(" \"'") if named else ""


def holds_address(rows: Iterable[Row], column: int) -> bool:
    return any(is_email(address_in(row.cell(column))) for row in rows)


def add_missing(columns: dict[Field, int], rows: Sequence[Row], *, all_fields: bool) -> None:
    """The address and the name, which are needed; without a header also what else can be told."""
    if Field.EMAIL not in columns:
        _add(columns, Field.EMAIL, rows, _ADDRESSES, lambda row, column: is_email(address_in(row.cell(column))))
    if Field.EMAIL not in columns:
        return
    if not columns.keys() & {Field.NAME, Field.FIRST, Field.LAST}:
        _add_names(columns, rows)
    if all_fields:
        address = columns[Field.EMAIL]
        _add(columns, Field.ORGANISATION, rows, _FOUND_BACK, lambda row, column: _in_domain(row, column, address))
        _add(columns, Field.FUNCTION, rows, _FOUND_BACK, lambda row, column: _is_work(row.cell(column)))


def _add_names(columns: dict[Field, int], rows: Sequence[Row]) -> None:
    """A name is found back in its address; else it is two words or more that hold letters alone."""
    address = columns[Field.EMAIL]

    def found_back(row: Row, column: int) -> bool:
        return _in_local_part(row.cell(column), address_in(row.cell(address)))

    likely = [
        column for column in _free(columns, rows) if _share(found_back(row, column) for row in rows) >= _FOUND_BACK
    ]
    single = [column for column in likely if _share(" " not in row.cell(column) for row in rows) > _ADDRESSES]
    if len(single) > 1:
        columns[Field.FIRST], columns[Field.LAST] = single[:2]
    elif likely:
        _add(columns, Field.NAME, rows, _FOUND_BACK, found_back)
    else:
        _add(columns, Field.NAME, rows, _LIKE_NAMES, lambda row, column: _is_name(row.cell(column)))


def _add(
    columns: dict[Field, int], field: Field, rows: Sequence[Row], least: float, fits: Callable[[Row, int], bool]
) -> None:
    """The free column that fits best, if it fits well enough; the first of equals."""
    shares = {column: _share(fits(row, column) for row in rows) for column in _free(columns, rows)}
    best = max(shares, key=lambda column: shares[column], default=None)
    if best is not None and shares[best] >= least:
        columns[field] = best


def _free(columns: dict[Field, int], rows: Sequence[Row]) -> list[int]:
    width = max((len(row.cells) for row in rows), default=0)
    return [column for column in range(width) if column not in columns.values()]


def _share(fits: Iterable[bool]) -> float:
    found = list(fits)
    return sum(found) / len(found) if found else 0.0


def _in_local_part(cell: str, address: str) -> bool:
    local = fold(address.partition("@")[0]).replace(" ", "")
    return any(len(word) > 2 and word in local for word in fold(cell).split())


def _in_domain(row: Row, column: int, address: int) -> bool:
    domain = address_in(row.cell(address)).rpartition("@")[2].rpartition(".")[0]
    folded, said = fold(domain).replace(" ", ""), fold(row.cell(column)).split()
    whole = len(folded) > 2 and folded in "".join(said)
    return whole or any(len(word) > 3 and word in folded for word in said)


def _is_name(cell: str) -> bool:
    return " " in cell and all(letter.isalpha() or letter in " '’.-" for letter in cell)


def _is_work(cell: str) -> bool:
    return bool(_WORK.intersection(fold(cell).split()))
