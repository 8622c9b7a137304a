"""`gastheer import`: sign-ups made elsewhere, from a list on this machine."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from bot.settings import Settings
from cards.import_lines import (
    column_name,
    cut,
    field_name,
    file_mistake,
    how_read,
    letter,
    remarks,
    unused,
    verdict_name,
)
from cards.refusals import sentence
from cards.texts import texts
from event.clock import SystemClock
from event.definition import Event, Language
from event.errors import NotConfigured, Refusal
from event.importing import files, left_out
from event.importing.columns import Columns, Table, recognise
from event.importing.headers import Field
from event.importing.lines import Line, Verdict, incomplete, judge, taken_over
from event.importing.sheets import LARGEST, UnreadableFile
from event.registration import Change
from event.store import imports
from event.store.changes import Living
from event.store.database import Database
from scheduler import imports as acts
from scheduler.imports import Result

_EN = texts(Language.EN)
_SHOWN = 20
"""Lines that need nobody's eye; of the doubtful and wrong ones all are shown."""
_NOWHERE = "-"


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What was asked on the command line; `columns` and `take` as they were typed."""

    columns: str = ""
    take: str = ""
    left_out: Path | None = None
    yes: bool = False
    as_json: bool = False


async def import_list(path: Path, file: Event, settings: Settings, wishes: Wishes) -> int:
    """The exit code: 0 when everything was taken over, 1 when something is wrong or nobody said yes."""
    says = Console(stderr=True, highlight=False)
    try:
        table, columns = _read(path, says)
    except UnreadableFile as error:
        says.print(Text(f"{path}: {file_mistake(error, _EN)}"))
        return 1
    columns = _corrected(table, columns, wishes.columns)
    database = Database(settings.database_url)
    reason = await database.ping()
    if reason:
        raise NotConfigured(f"GASTHEER_DATABASE_URL: the database can't be opened ({reason}). Is it there?")
    try:
        await database.open()
        clock = SystemClock()
        event = await Living(file, database, clock).current()
        async with database.read() as db:
            lines = judge(table, columns, await imports.known(db, event.id))
        taken = _taken(lines, wishes.take)
        coming = taken_over(lines, taken)
        if not wishes.as_json:
            _show(table, columns, lines, taken)
        result = None
        if coming and _agreed(len(coming), wishes):
            _progress(says, f"Taking over {_number(len(coming))} ...")
            async with database.begin() as db:
                now = clock.now()
                result = await acts.take_over(db, event, table, columns, taken, by=None, now=now, real_now=now)
    except Refusal as refusal:
        says.print(Text(sentence(refusal.code, _EN)))
        return 1
    finally:
        await database.close()
    return _told(table, columns, lines, result, wishes, says, number=len(coming))


def _read(path: Path, says: Console) -> tuple[Table, Columns]:
    _progress(says, f"Reading {path} ...")
    with path.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    return recognise(files.read(data))


def _corrected(table: Table, columns: Columns, typed: str) -> Columns:
    """`email=C,name=2,function=-`: by letter, by number from 1, or by what the header calls it."""
    corrected = dict(columns)
    for one in filter(None, (part.strip() for part in typed.split(","))):
        name, _, where = (part.strip() for part in one.partition("="))
        field = next(
            (field for field in Field if name.casefold() in (field.value, field.value.replace("_", " "))), None
        )
        if field is None:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(Field)}.", param_hint="--columns")
        corrected.pop(field, None)
        if where != _NOWHERE:
            corrected[field] = _column(table, where)
    twice = [letter(column) for column, number in Counter(corrected.values()).items() if number > 1]
    if twice:
        raise typer.BadParameter(f"column {', '.join(twice)} is given twice.", param_hint="--columns")
    if Field.EMAIL not in corrected:
        raise typer.BadParameter("email must stand somewhere.", param_hint="--columns")
    return corrected


def _column(table: Table, where: str) -> int:
    for column in range(table.width):
        if where.casefold() in (letter(column).casefold(), str(column + 1), table.called(column).casefold()):
            return column
    raise typer.BadParameter(f"there is no column {where!r}.", param_hint="--columns")


def _taken(lines: Sequence[Line], typed: str) -> frozenset[int]:
    doubtful = {line.number for line in lines if line.verdict is Verdict.DOUBTFUL}
    taken: set[int] = set()
    for one in filter(None, (part.strip() for part in typed.split(","))):
        if one == "incomplete":
            taken |= {line.number for line in incomplete(lines)}
        elif one.isdecimal() and int(one) in {line.number for line in lines}:
            taken.add(int(one))  # one that isn't doubtful any more needs nobody's word
        else:
            raise typer.BadParameter(f"{one!r} is no line of the list, nor 'incomplete'.", param_hint="--take")
    return frozenset(taken & doubtful)


def _agreed(number: int, wishes: Wishes) -> bool:
    if wishes.yes or wishes.as_json or not sys.stdin.isatty():
        return wishes.yes
    return typer.confirm(f"Take over {_number(number)}? Each of them hears it.")


def _show(table: Table, columns: Columns, lines: Sequence[Line], taken: frozenset[int]) -> None:
    out = Console(highlight=False)
    out.print(Text("; ".join(how_read(table, _EN))))
    named = Grid("Column", "Holds", box=None, pad_edge=False)
    for field in Field:
        if field in columns:
            named.add_row(Text(column_name(table, columns[field], _EN)), Text(field_name(field, _EN).replace("*", "")))
    out.print(named)
    left = unused(table, columns)
    if left:
        out.print(Text(f"Left out: {', '.join(left)}"))
    out.print()
    if out.is_terminal:
        out.print(_grid(lines, taken))
    else:
        for line in _worth_showing(lines):
            out.print(Text(": ".join(part for part in _cells(line, taken) if part)), soft_wrap=True)
    counts = Counter(line.verdict for line in lines)
    out.print(Text(", ".join(f"{verdict_name(one, _EN).lower()} {counts[one]}" for one in Verdict)))
    hidden = len([line for line in lines if line.verdict in (Verdict.NEW, Verdict.CHANGED)]) - _SHOWN
    if hidden > 0:
        out.print(Text(f"Not shown: {_number(hidden)} that are new or changed."))


def _grid(lines: Sequence[Line], taken: frozenset[int]) -> Grid:
    grid = Grid("Line", "", "Who", "Why")
    for line in _worth_showing(lines):
        grid.add_row(*(Text(cell) for cell in _cells(line, taken)))
    return grid


def _cells(line: Line, taken: frozenset[int]) -> tuple[str, str, str, str]:
    verdict = verdict_name(line.verdict, _EN).lower() + (", taken along" if line.number in taken else "")
    form = line.form
    who = ", ".join(cut(part) for part in (form.name, form.email, form.organisation) if part)
    return str(line.number), verdict, who, "; ".join(remarks(line, _EN, cut))


def _worth_showing(lines: Sequence[Line]) -> Iterator[Line]:
    """All but those that stay as they are, and of the clear ones the first."""
    clear = 0
    for line in lines:
        if line.verdict in (Verdict.NEW, Verdict.CHANGED):
            clear += 1
        if line.verdict in (Verdict.DOUBTFUL, Verdict.WRONG) or (line.verdict is not Verdict.SAME and clear <= _SHOWN):
            yield line


def _told(
    table: Table,
    columns: Columns,
    lines: Sequence[Line],
    result: Result | None,
    wishes: Wishes,
    says: Console,
    *,
    number: int,
) -> int:
    wrong = [line for line in lines if line.verdict is Verdict.WRONG]
    doubtful = result.doubtful if result else [line for line in lines if line.verdict is Verdict.DOUBTFUL]
    if wishes.left_out:
        why = {line.number: "; ".join(remarks(line, _EN, cut)) for line in (*doubtful, *wrong)}
        try:
            wishes.left_out.write_bytes(left_out.as_csv(table, why, "Line", "Why it was left out"))
        except OSError as error:
            raise NotConfigured(f"{wishes.left_out} can't be written ({error.strerror}).") from error
    if wishes.as_json:
        typer.echo(json.dumps(_as_json(table, columns, lines, result), ensure_ascii=False, indent=2))
    elif result:
        counts = result.counts
        typer.echo(
            f"Taken over: {counts[Change.NEW]} new, {counts[Change.CHANGED]} changed, "
            f"{counts[Change.CAME_BACK]} came back. Left out: {len(doubtful)} doubtful, {len(wrong)} wrong."
        )
    if number and not result:
        says.print("Nothing was taken over. Add --yes to do it.")
    elif not number and not wishes.as_json:
        typer.echo("There is nothing in it to take over.")
    return 1 if wrong or (number and not result) else 0


def _as_json(table: Table, columns: Columns, lines: Sequence[Line], result: Result | None) -> dict[str, Any]:
    counts = Counter(line.verdict for line in lines)
    return {
        "sheet": table.sheet or None,
        "encoding": table.encoding or None,
        "separator": table.separator or None,
        "header": table.header.number if table.header else None,
        "columns": {field: {"column": letter(at), "called": table.called(at)} for field, at in sorted(columns.items())},
        "counts": {verdict: counts[verdict] for verdict in Verdict},
        "lines": [
            {
                "line": line.number,
                "verdict": line.verdict,
                "name": line.form.name,
                "email": line.form.email,
                "organisation": line.form.organisation,
                "function": line.form.function,
                "question": line.form.question,
                "reasons": [{"reason": one.reason, "about": one.about} for one in line.remarks],
                "changes": [{"field": one.field, "old": one.old, "new": one.new} for one in line.differences],
            }
            for line in lines
        ],
        "taken_over": {change: result.counts[change] for change in (Change.NEW, Change.CHANGED, Change.CAME_BACK)}
        if result
        else None,
    }


def _progress(says: Console, text: str) -> None:
    says.print(Text(text, style="dim"), soft_wrap=True)


def _number(lines: int) -> str:
    return f"{lines} line{'' if lines == 1 else 's'}"
