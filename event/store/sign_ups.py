"""Sign-ups from the public page that wait for a yes from the address's own reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.addresses import address_key
from event.definition import Language
from event.ids import EventId
from event.registration import Form
from event.store.tables import sign_up


@dataclass(frozen=True, kw_only=True)
class SignUp:
    id: str
    form: Form
    language: Language
    created_at: datetime


async def ask(db: AsyncConnection, event: EventId, form: Form, language: Language, now: datetime) -> str:
    """Keep it until it is confirmed, two days at most. Returns its id."""
    number = uuid4().hex
    await db.execute(
        sign_up.insert().values(
            id=number,
            event=event,
            email=address_key(form.email),
            form={
                "name": form.name,
                "email": form.email,
                "organisation": form.organisation,
                "function": form.function,
                "question": form.question,
            },
            language=language.value,
            created_at=now,
        )
    )
    return number


async def waiting(db: AsyncConnection, event: EventId, email: str) -> int:
    """How many wait for this address's reader."""
    query = select(func.count()).where(sign_up.c.event == event, sign_up.c.email == address_key(email))
    return int((await db.execute(query)).scalar_one())


async def find(db: AsyncConnection, event: EventId, id: str) -> SignUp | None:  # noqa: A002 - the table's own name
    query = select(sign_up).where(sign_up.c.event == event, sign_up.c.id == id)
    row = (await db.execute(query)).one_or_none()
    if row is None:
        return None
    return SignUp(id=row.id, form=Form(**row.form), language=Language(row.language), created_at=row.created_at)


async def forget(db: AsyncConnection, event: EventId, email: str) -> None:
    """Confirmed, or of somebody who wants to be forgotten."""
    await db.execute(sign_up.delete().where(sign_up.c.event == event, sign_up.c.email == address_key(email)))


async def forget_older(db: AsyncConnection, than: datetime) -> int:
    return (await db.execute(sign_up.delete().where(sign_up.c.created_at < than))).rowcount
