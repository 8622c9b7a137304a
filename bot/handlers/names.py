"""What people are called, looked up when it is shown: a registration says it, else Teams."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers.host import Host
from bot.requests import Member, Where
from event.ids import AccountId, PersonId
from event.store import conversations, people, registrations

_PATIENCE = 2.5
"""Seconds for Teams to answer: a click waits for it."""


async def names_of(host: Host, whose: Collection[PersonId]) -> dict[PersonId, str]:
    """By person; those whose name nobody tells are left out."""
    async with host.database.read() as db:
        known = await registrations.names(db, host.event.id, whose)
        asked = {who: await _where(db, who) for who in whose if who not in known}
    found = await asyncio.gather(*(_asked(host, where) for where in asked.values()))
    told = {who: member.name for who, member in zip(asked, found, strict=True) if member and member.name}
    return known | told


async def member_of(host: Host, who: PersonId) -> Member | None:
    """What Teams says of somebody, in their own chat with the bot."""
    async with host.database.read() as db:
        where = await _where(db, who)
    return await _asked(host, where)


async def _where(db: AsyncConnection, who: PersonId) -> tuple[Where, AccountId] | None:
    person, chat = await people.find(db, who), await conversations.personal(db, who)
    if person is None or person.account is None or chat is None:
        return None
    where = Where(conversation=chat.id, kind="personal", service_url=chat.service_url, tenant=chat.tenant)
    return where, person.account


async def _asked(host: Host, where: tuple[Where, AccountId] | None) -> Member | None:
    if where is None:
        return None
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            return await host.roster.member(*where)
    return None
