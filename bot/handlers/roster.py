"""Who is in the chat of the event's meeting and so is told by a post there. Who isn't known otherwise isn't kept."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers.host import Host
from bot.handlers.joining import vouched_for
from bot.requests import Member, Where
from event.addresses import address_key
from event.ids import TenantId
from event.store import conversations, joining, meetings, people, roads


async def sync(host: Host, chat: Where) -> None:
    """As Teams' member list has it at this moment. One that can't be read leaves it as it was."""
    async with host.rosters.take() as mine:
        members = await host.roster.members(chat) if mine else None
        if members is None:
            return
        async with host.database.begin() as db:
            await _join(host, db, members)
            known = await people.by_identity(db)
            here = {known[identity] for one in members if (identity := _identity(one)) in known}
            await roads.enter(db, chat.conversation, here)


async def again(host: Host) -> None:
    """Somebody was signed up who may be in the chat already."""
    async with host.database.read() as db:
        known = (await meetings.find(db, host.event.id)).conversation
        chat = await conversations.shared(db, known) if known else None
    if chat is not None:
        await sync(host, Where(conversation=chat.id, kind="group", service_url=chat.service_url, tenant=chat.tenant))


async def _join(host: Host, db: AsyncConnection, members: Iterable[Member]) -> None:
    """Whoever waits under an address that is surely a member's own gets that member's account."""
    waiting = await joining.waiting(db)
    for one in members if waiting else ():
        identity = _identity(one)
        if identity is None or one.oid is None:
            continue
        tenant = TenantId(identity[0])
        addresses = {address_key(it) for it in vouched_for(one, tenant, one.oid, host.own_tenant)}
        for who in sorted({waiting[it] for it in addresses & waiting.keys()}):
            keep = await people.find(db, who)
            me = await people.seek(db, account=one.account, tenant=tenant, oid=one.oid)
            if keep is None:
                continue
            if me is None:
                await joining.recognise(db, keep, one.account, tenant, one.oid)
            else:
                await joining.join(db, keep, me, host.real.now())


def _identity(one: Member) -> tuple[str, str] | None:
    return (one.tenant.casefold(), one.oid.casefold()) if one.tenant and one.oid else None
