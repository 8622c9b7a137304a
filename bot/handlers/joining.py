"""Somebody signed up elsewhere and comes in by Teams: one person, where Entra vouches for the address."""

from __future__ import annotations

from bot.handlers.host import Host
from bot.handlers.known import known
from bot.requests import Member, Request
from event.reach import Road
from event.store import joining, rerouting


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
            await joining.join(db, one, me, host.real.now())
            me = one
        # What failed before they had a chat with us goes there now.
        await rerouting.reopen(db, host.event.id, me.id, Road.PERSONAL, host.real.now())
    host.wake()
    return True
