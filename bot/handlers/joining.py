"""Somebody signed up elsewhere and comes in by Teams: one person, where Entra vouches for the address or its reader
says so."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers.host import Host
from bot.handlers.known import known
from bot.handlers.names import member_of
from bot.requests import Member, Request
from event.addresses import address_key
from event.ids import PersonId
from event.people import Person
from event.reach import Road
from event.store import audiences, joining, people, rerouting
from scheduler import roads


async def join_by_address(host: Host, request: Request) -> bool:
    """Join whoever waits under an address that Teams' member list gives to this person. True when somebody was."""
    tenant, oid = request.who.tenant, request.who.oid
    if tenant is None or oid is None or not request.where.private:
        return False
    async with host.database.read() as db:
        if not await joining.anybody_waits(db):
            return False
    addresses = vouched_for(await host.roster.member(request.where, request.who.account), tenant, oid, host.own_tenant)
    return bool(addresses) and await _joined(host, request, addresses)


async def join_claimed(host: Host, request: Request, address: str) -> None:
    """They say that this address is theirs: join whoever waits under it, if it surely is."""
    async with host.database.read() as db:
        waits = await joining.known_by(db, {address})
    if waits:
        await join_by_address(host, request)


async def ask_reader(host: Host, db: AsyncConnection, me: PersonId, address: str) -> None:
    """Nobody vouches for an address that somebody in Teams gave, and somebody waits under it: its reader is asked, by
    e-mail. Without an answer they stay two."""
    if not host.mail_on:
        return
    for one in await joining.known_by(db, {address}):
        if one.id != me:
            await roads.tell(
                db,
                host.event,
                audiences.only(one.id),
                occasion=f"join_asked:{me}",
                kind="join_asked",
                subject=me,
                until_at=None,
                now=host.real.now(),
                prefer=Road.EMAIL,
                only=True,
            )


async def settle_claims(host: Host, proven: PersonId, address: str) -> None:
    """Somebody proved to read this address's mail: who gave it in Teams is them if Entra says so too, else asked."""
    async with host.database.read() as db:
        claims = await joining.claimed_by(db, host.event.id, address)
    members = [(one, await member_of(host, one.id)) for one in claims]
    async with host.database.begin() as db:
        for one, member in members:
            waiting = await people.find(db, proven)
            if waiting is None or waiting.account is not None or one.tenant is None or one.oid is None:
                continue
            mine = {address_key(it) for it in vouched_for(member, one.tenant, one.oid, host.own_tenant)}
            if address_key(address) in mine:
                await _together(host, db, waiting, one)
            else:
                await ask_reader(host, db, one.id, address)
    host.wake()


async def confirmed(host: Host, reader: PersonId, other: PersonId) -> bool:
    """The reader of an address says that this Teams account is theirs. False when there is nothing to join any more."""
    async with host.database.begin() as db:
        waiting, me = await people.find(db, reader), await people.find(db, other)
        if waiting is None or me is None or waiting.account is not None or me.account is None:
            return False
        await _together(host, db, waiting, me)
    host.wake()
    return True


def vouched_for(member: Member | None, tenant: str, oid: str, own_tenant: str | None) -> set[str]:
    """The addresses that are surely theirs: in our own tenant both UPN and e-mail address; elsewhere the UPN alone,
    whose domain that tenant has proven to own, for an e-mail address there may be anything. A guest's are their own
    claim."""
    if member is None or member.oid != oid or (member.tenant or "").casefold() != tenant:
        return set()
    if member.upn is None or "#ext#" in member.upn.casefold():
        return set()
    own = tenant == (own_tenant or "").casefold()
    return {address for address in (member.upn, member.email if own else None) if address and "@" in address}


async def _joined(host: Host, request: Request, addresses: set[str]) -> bool:
    async with host.database.begin() as db:
        me = await known(db, request)
        waiting = await joining.known_by(db, addresses)
        if me is None or not waiting:
            return False
        for one in waiting:
            me = await _together(host, db, one, me)
    host.wake()
    return True


async def _together(host: Host, db: AsyncConnection, waiting: Person, me: Person) -> Person:
    await joining.join(db, waiting, me, host.real.now())
    # What failed before they had a chat with us goes there now.
    await rerouting.reopen(db, host.event.id, waiting.id, Road.PERSONAL, host.real.now())
    return await people.find(db, waiting.id) or me
