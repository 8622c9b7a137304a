"""Who did this, if they met the bot before."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.requests import Request
from event.people import Person
from event.store import people


async def known(db: AsyncConnection, request: Request) -> Person | None:
    """By our own id of them where a signed link says it, else by what Teams says."""
    who = request.who
    if who.person is not None:
        return await people.find(db, who.person)
    return await people.seek(db, account=who.account, tenant=who.tenant, oid=who.oid)
