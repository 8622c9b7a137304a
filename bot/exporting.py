"""`gastheer export`: what is kept as a file for a spreadsheet or a program, and the record of processing."""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import results
from bot.cells import as_cell, as_csv, plain
from bot.links import load_key
from bot.settings import Settings
from cards import processing
from cards.texts import Texts, texts
from cards.views_results import Report
from event.clock import SystemClock
from event.definition import Event, Language
from event.errors import NotConfigured
from event.seals import SealBroken
from event.store import changes, exports
from event.store.database import Database
from event.store.exports import Sheet

PROCESSING = "processing"
SHEETS = ("registrations", "deliveries", "questions", "polls", "audit")
POLLS = "polls"
PICTURES = "png"


async def export(
    settings: Settings,
    file: Event,
    what: str,
    form: str,
    output: Path | None,
    language: Language | None,
    poll: str | None = None,
) -> str:
    """Write it to `output`, a file or a folder, or else to standard output. Of polls just the one that is named, if one
    is. Returns what to say of it."""
    now = SystemClock().now()
    # What may be seen of an open anonymous poll is sealed with it.
    key = load_key(settings.link_key.get_secret_value() if settings.link_key else "", settings.data_dir)
    database = Database(settings.database_url, key)
    try:
        await database.open()
        async with database.begin() as db:
            event = await changes.standing(db, file)
            speaks = texts(language or event.languages[0])
            name = f"{event.id}-{what}.{form}"
            # Written within the transaction: what couldn't be wasn't taken along.
            if what == PROCESSING:
                return _write(_record(event, now.astimezone(event.zone).date(), form, speaks), output, name)
            if what == POLLS:
                report = _of_one(await results.so_far(db, event, now), poll)
                await exports.note(db, event.id, what, len(report.polls), now)
                where = _write_results(report, form, output, name, speaks)
                return f"{where} {_counted('poll', len(report.polls))}."
            sheet = await _sheet(db, event, what)
            await exports.note(db, event.id, what, len(sheet.rows), now)
            where = _write(_DRAW[form](sheet, event.zone), output, name)
            return f"{where} {_counted('row', len(sheet.rows))}."
    except SealBroken as error:
        raise NotConfigured(
            "GASTHEER_LINK_KEY: an anonymous poll is under way, sealed with another key. Give that one."
        ) from error
    except (SQLAlchemyError, OSError) as error:
        raise NotConfigured(f"GASTHEER_DATABASE_URL: the database can't be read ({type(error).__name__}).") from error
    finally:
        await database.close()


def _counted(what: str, number: int) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _record(event: Event, made: date, form: str, speaks: Texts) -> bytes:
    draw = processing.as_json if form == "json" else processing.markdown
    return draw(event, made, speaks).encode()


def _of_one(report: Report, poll: str | None) -> Report:
    if poll is None:
        return report
    one = [its for its in report.polls if its.poll.key == poll]
    if not one:
        launched = ", ".join(its.poll.key for its in report.polls)
        raise NotConfigured(f"No poll {poll} was launched. There are: {launched or 'none'}.")
    return replace(report, polls=one)


def _write_results(report: Report, form: str, output: Path | None, name: str, speaks: Texts) -> str:
    if form != PICTURES or output is None:
        return _write(results.drawn(report, form, speaks), output, name)
    for one in report.polls:
        picture = output / results.picture_name(report, one) if output.is_dir() else output
        _write(results.picture(report, one, speaks), picture, picture.name)
        _write(f"{results.description(one, speaks)}\n".encode(), picture.with_name(f"{picture.name}.txt"), "")
    return f"{output} is ready."


async def _sheet(db: AsyncConnection, event: Event, what: str) -> Sheet:
    match what:
        case "registrations":
            return await exports.registrations(db, event.id)
        case "deliveries":
            return await exports.deliveries(db, event.id)
        case "questions":
            return await exports.asked(db, event.id)
        case _:
            return await exports.log(db, event.id)


def _xlsx(sheet: Sheet, zone: ZoneInfo) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet("Gastheer")
    page.append(list(sheet.heads))
    for row in sheet.rows:
        page.append([as_cell(value, zone) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _json(sheet: Sheet, zone: ZoneInfo) -> bytes:
    rows = [dict(zip(sheet.heads, (plain(value, zone) for value in row), strict=True)) for row in sheet.rows]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


_DRAW: dict[str, Callable[[Sheet, ZoneInfo], bytes]] = {"csv": as_csv, "xlsx": _xlsx, "json": _json}


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
    if what == PROCESSING:
        return ("md", "json")
    return results.FORMATS if what == POLLS else ("csv", "xlsx", "json")
