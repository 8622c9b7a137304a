"""Whole tables for whoever organises, to take along: a heading and rows of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event import questions as rule
from event.ids import EventId
from event.store import audit as acts
from event.store import questions
from event.store.question_acts import ANSWER
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
    """Each message to each person, and what became of it. Names as long as they are known; to which question an answer
    went isn't among it, for whoever asked without a name stays without one."""
    of = delivery.c
    columns = (
        of.id,
        case((of.kind == ANSWER, ANSWER), else_=of.occasion).label("occasion"),
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
    """As moderators see them: a name only where its asker chose so. What was merged says into which, and has its votes
    there."""
    found = await questions.board(db, event, moderating=True)
    rows = list(await db.execute(select(question).where(question.c.event == event).order_by(question.c.asked_at)))
    merged = await questions.into(db, event)
    sheet: list[Sequence[Value]] = []
    for row in rows:
        at = rule.root(row.id, merged)
        told_by, alone = found.find(at), at == row.id
        if told_by is None:
            continue
        sheet.append(
            (
                row.asked_at,
                told_by.state.value,
                told_by.organisation if alone else None,
                row.text,
                told_by.votes if alone else None,
                told_by.part,
                told_by.speaker,
                told_by.answer,
                told_by.name if alone else None,
                row.given,
                row.id,
                None if alone else at,
            )
        )
    heads = ("asked_at", "state", "organisation", "text", "votes", "part", "speaker", "answer", "name",
             "with_registration", "id", "merged_into")  # fmt: skip
    return Sheet(heads=heads, rows=sheet)


async def note(db: AsyncConnection, event: EventId, what: str, rows: int, now: datetime) -> None:
    """Somebody took these along."""
    await acts.note(db, event, None, f"export.{what}", now, rows=rows)


async def _sheet(db: AsyncConnection, query: Select[Any], columns: Sequence[ColumnElement[Any]]) -> Sheet:
    rows = [tuple(row) for row in await db.execute(query)]
    return Sheet(heads=tuple(str(getattr(column, "name", "")) for column in columns), rows=rows)
