"""`gastheer export`: what is kept as a file for a spreadsheet or a program, and the record of processing."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings import Settings
from cards import processing
from cards.texts import texts
from event.clock import SystemClock
from event.definition import Event, Language
from event.errors import NotConfigured
from event.store import changes, exports
from event.store.database import Database
from event.store.exports import Sheet

PROCESSING = "processing"
SHEETS = ("registrations", "deliveries", "questions", "polls", "audit")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""What a spreadsheet may take for something to work out."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""A workbook can't hold these."""


async def export(
    settings: Settings, file: Event, what: str, form: str, output: Path | None, language: Language | None
) -> str:
    """Write it to `output`, a file or a folder, or else to standard output. Returns what to say of it."""
    now = SystemClock().now()
    database = Database(settings.database_url)
    try:
        await database.open()
        async with database.begin() as db:
            event = await changes.standing(db, file)
            spoken = language or event.languages[0]
            if what == PROCESSING:
                content, rows = _record(event, now.astimezone(event.zone).date(), form, spoken), None
            else:
                sheet = await _sheet(db, event, what, spoken)
                content, rows = _DRAW[form](sheet, event.zone), len(sheet.rows)
                await exports.note(db, event.id, what, len(sheet.rows), now)
            # Within the transaction: what couldn't be written wasn't taken along.
            where = _write(content, output, f"{event.id}-{what}.{form}")
    except (SQLAlchemyError, OSError) as error:
        raise NotConfigured(f"GASTHEER_DATABASE_URL: the database can't be read ({type(error).__name__}).") from error
    finally:
        await database.close()
    return where if rows is None else f"{where} {rows} row{'' if rows == 1 else 's'}."


def _record(event: Event, made: date, form: str, language: Language) -> bytes:
    draw = processing.as_json if form == "json" else processing.markdown
    return draw(event, made, texts(language)).encode()


async def _sheet(db: AsyncConnection, event: Event, what: str, language: Language) -> Sheet:
    match what:
        case "registrations":
            return await exports.registrations(db, event.id)
        case "deliveries":
            return await exports.deliveries(db, event.id)
        case "questions":
            return await exports.asked(db, event.id)
        case "polls":
            return await exports.results(db, event, language)
        case _:
            return await exports.log(db, event.id)


def harmless(text: str) -> str:
    """As text, whatever a spreadsheet would make of it: somebody's name may be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _csv(sheet: Sheet, zone: ZoneInfo) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(sheet.heads)
    writer.writerows([_as_text(value, zone) for value in row] for row in sheet.rows)
    return written.getvalue().encode("utf-8-sig")


def _xlsx(sheet: Sheet, zone: ZoneInfo) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet("Gastheer")
    page.append(list(sheet.heads))
    for row in sheet.rows:
        page.append([_as_cell(value, zone) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _json(sheet: Sheet, zone: ZoneInfo) -> bytes:
    rows = [dict(zip(sheet.heads, (_plain(value, zone) for value in row), strict=True)) for row in sheet.rows]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


def _plain(value: Any, zone: ZoneInfo) -> Any:
    return value.astimezone(zone).isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _as_text(value: Any, zone: ZoneInfo) -> Any:
    plain = _plain(value, zone)
    if isinstance(plain, dict | list):
        plain = json.dumps(plain, ensure_ascii=False)
    return harmless(plain) if isinstance(plain, str) else "" if plain is None else plain


def _as_cell(value: Any, zone: ZoneInfo) -> Any:
    """Times as the spreadsheet's own, in the event's zone: it knows no others."""
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0)
    text = _as_text(value, zone)
    return _UNPRINTABLE.sub("", text) if isinstance(text, str) else text


_DRAW: dict[str, Callable[[Sheet, ZoneInfo], bytes]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}


def _write(content: bytes, output: Path | None, name: str) -> str:
    """Whole or not at all, and to be read by nobody but who asked for it. `name` in a folder."""
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return "Written to standard output."
    to = output / name if output.is_dir() else output
    try:
        handle, made = tempfile.mkstemp(dir=to.parent, prefix=".export-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(made).replace(to)
        except OSError:
            Path(made).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotConfigured(f"{to} can't be written ({error.strerror}).") from error
    return f"{to} is ready."


def formats(what: str) -> Sequence[str]:
    """The first is what you get without saying."""
    return ("md", "json") if what == PROCESSING else ("csv", "xlsx", "json")
