"""The lines of a list that were left out, as a list to put right and bring again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from event.importing.cells import neutral
from event.importing.columns import Table


def as_csv(table: Table, why: Mapping[int, str], number: str, reason: str) -> bytes:
    """Their cells as they were, with the reason by line in `why`; `number` and `reason` are what those columns are
    called. As Excel opens it with a double click, and with nothing in it that Excel would run."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";")
    if table.header:
        called = [*table.header.cells, *[""] * (table.width - len(table.header.cells))]
        writer.writerow([neutral(cell) for cell in (*called, number, reason)])
    for row in table.rows:
        if row.number in why:
            cells = [*row.cells, *[""] * (table.width - len(row.cells)), str(row.number), why[row.number]]
            writer.writerow([neutral(cell) for cell in cells])
    return made.getvalue().encode("utf-8-sig")
