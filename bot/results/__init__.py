"""Results of polls as files: all of them as csv, xlsx, json or pictures in one archive, and each as a picture.

What they need is imported when one is made: most days nobody asks for any.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cards import report as words
from cards.texts import Texts
from cards.views_results import Report, Reported
from event.definition import Event
from event.polls import PollState, results_open
from event.store import results, rounds

FORMATS = ("csv", "xlsx", "json", "png")
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "png": "image/png",
    "zip": "application/zip",
}


async def so_far(db: AsyncConnection, event: Event, now: datetime) -> Report:
    """Everything that was launched, for organisers and moderators. `now` is the event's time."""
    found = [
        Reported(
            poll=one.poll,
            state=one.running.stands(now),
            anonymous=one.running.anonymous,
            standing=await rounds.beside(db, event, one.poll, one.standing, now, moderator=True),
        )
        for one in await results.launched(db, event)
    ]
    return Report(event=event, at=now.astimezone(event.zone), polls=found)


async def to_share(db: AsyncConnection, event: Event, now: datetime) -> Report:
    """What anybody may see who did not vote: polls that are closed, those aside that a moderator still has to show."""
    found = [
        Reported(
            poll=one.poll,
            state=PollState.CLOSED,
            anonymous=one.running.anonymous,
            standing=await rounds.beside(db, event, one.poll, one.standing, now),
        )
        for one in await results.launched(db, event)
        if one.running.stands(now) is PollState.CLOSED and results_open(one.poll, one.running, now, voted=False)
    ]
    return Report(event=event, at=now.astimezone(event.zone), polls=found)


def drawn(report: Report, form: str, texts: Texts) -> bytes:
    """All polls in one file: csv, xlsx, json, or zip with a picture of each."""
    match form:
        case "csv":
            from bot.results.tables import as_csv

            return as_csv(report, texts)
        case "xlsx":
            from bot.results.workbook import workbook

            return workbook(report, texts)
        case "zip":
            return _archive(report, texts)
        case _:
            from bot.results.tables import as_json

            return as_json(report, texts)


def picture(report: Report, one: Reported, texts: Texts) -> bytes:
    """PNG, for a slide: it holds its own description."""
    from bot.results.drawing import draw

    return draw(words.told(one, texts), texts.of(report.event.title), texts)


def description(one: Reported, texts: Texts) -> str:
    return words.description(words.told(one, texts), texts)


def picture_name(report: Report, one: Reported) -> str:
    return f"{report.event.id}-poll-{one.poll.key}.png"


def _archive(report: Report, texts: Texts) -> bytes:
    """Beside each picture its description, to put with it where it is shown."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for one in report.polls:
            name = picture_name(report, one)
            archive.writestr(name, picture(report, one, texts))
            archive.writestr(f"{name}.txt", description(one, texts) + "\n")
    return written.getvalue()
