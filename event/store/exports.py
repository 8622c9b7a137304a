"""Whole tables for whoever organises, to take along: a heading and rows of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.definition import Event, Language
from event.ids import EventId
from event.store import audit as acts
from event.store import polls
from event.store.tables import audit, delivery, question, registration

Value = str | int | bool | datetime | None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]


async def registrations(db: AsyncConnection, event: EventId) -> Sheet:
    """Who withdrew too."""
    of = registration.c
    columns = (
        of.name,
        of.email,
        of.organisation,
        of.function,
        of.question,
        of.state,
        of.source,
        of.version,
        of.created_at,
        of.changed_at,
        of.privacy_read_at,
        of.person_id,
    )
    return await _sheet(db, select(*columns).where(of.event == event).order_by(of.created_at, of.person_id), columns)


async def deliveries(db: AsyncConnection, event: EventId) -> Sheet:
    """Each message to each person, and what became of it. Names as long as they are known."""
    of = delivery.c
    columns = (
        of.id,
        of.occasion,
        of.kind,
        of.road,
        of.state,
        of.reason,
        of.attempts,
        of.created_at,
        of.changed_at,
        registration.c.name,
        registration.c.email,
        of.person_id,
    )
    whose = and_(registration.c.event == of.event, registration.c.person_id == of.person_id)
    query = select(*columns).select_from(delivery.outerjoin(registration, whose)).where(of.event == event)
    return await _sheet(db, query.order_by(of.id), columns)


async def log(db: AsyncConnection, event: EventId) -> Sheet:
    """What organisers and moderators did, with their names as long as they are known."""
    of = audit.c
    columns = (of.at, of.by, registration.c.name, of.act, of.subject, of.detail)
    whose = and_(registration.c.event == of.event, registration.c.person_id == of.by)
    query = select(*columns).select_from(audit.outerjoin(registration, whose)).where(of.event == event)
    return await _sheet(db, query.order_by(of.id), columns)


async def asked(db: AsyncConnection, event: EventId) -> Sheet:
    """Without names, as moderators see them: asked in chat, and given with a registration."""
    signed_up = and_(
        registration.c.event == question.c.event,
        registration.c.person_id == question.c.person_id,
        registration.c.state == "confirmed",
    )
    in_chat = select(question.c.asked_at, question.c.state, registration.c.organisation, question.c.text)
    rows: list[Sequence[Value]] = [
        tuple(row)
        for row in await db.execute(in_chat.outerjoin(registration, signed_up).where(question.c.event == event))
    ]
    given = select(registration).where(
        registration.c.event == event, registration.c.state == "confirmed", registration.c.question != ""
    )
    rows += [
        (row.changed_at, "done" if row.question_done else "open", row.organisation, row.question)
        for row in await db.execute(given)
    ]
    return Sheet(heads=("asked_at", "state", "organisation", "text"), rows=sorted(rows, key=lambda row: str(row[0])))


async def results(db: AsyncConnection, event: Event, language: Language) -> Sheet:
    """Each answer of each poll that was launched, with its votes."""
    launched = await polls.all_launched(db, event.id)
    rows: list[Sequence[Value]] = []
    for poll in (one for one in event.polls if one.key in launched):
        counts = await polls.counts(db, event.id, poll.key)
        said = poll.question.in_(language)
        rows += [(poll.key, said, one.key, one.text.in_(language), counts.get(one.key, 0)) for one in poll.options]
    return Sheet(heads=("poll", "question", "option", "answer", "votes"), rows=rows)


async def note(db: AsyncConnection, event: EventId, what: str, rows: int, now: datetime) -> None:
    """Somebody took these along."""
    await acts.note(db, event, None, f"export.{what}", now, rows=rows)


async def _sheet(db: AsyncConnection, query: Select[Any], columns: Sequence[ColumnElement[Any]]) -> Sheet:
    rows = [tuple(row) for row in await db.execute(query)]
    return Sheet(heads=tuple(str(getattr(column, "name", "")) for column in columns), rows=rows)
