"""Sign-ups from the public page that wait for a yes from the address's own reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from event.addresses import address_key
from event.definition import Language
from event.ids import EventId
from event.registration import Form
from event.store.tables import sign_up


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """`form` is None once it was confirmed."""

    id: str
    form: Form | None
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
    query = select(sign_up.c.form).where(sign_up.c.event == event, sign_up.c.email == address_key(email))
    return sum(bool(form) for form in (await db.execute(query)).scalars())


async def find(db: AsyncConnection, event: EventId, id: str) -> SignUp | None:  # noqa: A002 - the table's own name
    query = select(sign_up).where(sign_up.c.event == event, sign_up.c.id == id)
    row = (await db.execute(query)).one_or_none()
    if row is None:
        return None
    return SignUp(
        id=row.id,
        form=Form(**row.form) if row.form else None,
        language=Language(row.language),
        created_at=row.created_at,
    )


async def confirm(db: AsyncConnection, event: EventId, one: SignUp) -> None:
    """It counts elsewhere from here on; that it was confirmed is known until its two days are over. Others that wait
    for the same reader are overtaken."""
    address = select(sign_up.c.email).where(sign_up.c.id == one.id).scalar_subquery()
    await db.execute(
        sign_up.delete().where(sign_up.c.event == event, sign_up.c.email == address, sign_up.c.id != one.id)
    )
    await db.execute(sign_up.update().where(sign_up.c.id == one.id).values(form={}))


async def forget(db: AsyncConnection, event: EventId, email: str) -> None:
    """Of somebody who wants to be forgotten."""
    await db.execute(sign_up.delete().where(sign_up.c.event == event, sign_up.c.email == address_key(email)))


async def forget_older(db: AsyncConnection, than: datetime) -> int:
    """How many of them waited still."""
    gone = await db.execute(sign_up.delete().where(sign_up.c.created_at < than).returning(sign_up.c.form))
    return sum(bool(form) for form in gone.scalars())
