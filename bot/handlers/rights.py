"""Who may do what: the event file's roles and those given in chat, checked at each act."""

from __future__ import annotations

from bot.handlers.host import Host
from bot.requests import Member, Request
from event.errors import Refusal, RefusalCode
from event.ids import ObjectId, TenantId
from event.roles import Role as Role  # noqa: PLC0414 - every handler asks for `rights.Role`
from event.store import roles


async def roles_of(host: Host, request: Request) -> frozenset[Role]:
    """The roles of the person who did this. An organiser may moderate as well.

    `tenant/object-id` counts as it stands. An e-mail address or UPN counts in the bot's own tenant alone, as Teams'
    member list has it, and is pinned to the identity that had it first.
    """
    tenant, oid = request.who.tenant, request.who.oid
    if tenant is None or oid is None or request.where.kind == "page":  # who has a link may not be who it was sent to
        return frozenset()
    given = {
        principal.casefold(): role
        for role, principals in (
            (Role.MODERATOR, host.event.roles.moderators),
            (Role.ORGANISER, host.event.roles.organisers),
        )
        for principal in principals
    }
    async with host.database.read() as db:
        pins = await roles.pins(db)
        granted = await roles.granted(db, host.event.id, tenant, oid)
    open_principals = {principal for principal in given if "@" in principal and principal not in pins}
    in_teams = not request.where.on_page  # a page has no member list: what was pinned in Teams counts there
    if open_principals and in_teams and tenant == (host.own_tenant or "").casefold():
        member = await host.roster.member(request.where, request.who.account)
        mine = _addresses(member, tenant, oid) & open_principals
        if mine:
            async with host.database.begin() as db:
                for principal in sorted(mine):
                    await roles.pin(db, principal, tenant, oid, host.clock.now())
                pins = await roles.pins(db)
    identity = f"{tenant}/{oid}".casefold()
    held = {role for principal, role in given.items() if principal == identity or pins.get(principal) == (tenant, oid)}
    if granted is not None:
        held.add(Role(granted))
    return frozenset(held | {Role.MODERATOR}) if Role.ORGANISER in held else frozenset(held)


async def require(host: Host, request: Request, role: Role) -> None:
    if role not in await roles_of(host, request):
        raise Refusal(RefusalCode.NOT_ALLOWED)


def _addresses(member: Member | None, tenant: TenantId, oid: ObjectId) -> set[str]:
    # The activity's tenant may be the meeting's; the member list has the person's own.
    if member is None or member.oid != oid or (member.tenant or "").casefold() != tenant:
        return set()
    if member.upn and "#ext#" in member.upn.casefold():  # a guest chose their own e-mail address
        return set()
    return {address.casefold() for address in (member.upn, member.email) if address}
