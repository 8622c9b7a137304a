"""Where a delivery goes on its road, and what it means for the road when it is refused there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.card import Card
from event.definition import Event
from event.ids import ActivityId, ConversationId
from event.mail_codes import closes_the_road
from event.reach import Road, obstacles, unreached
from event.store import changes, conversations, deliveries, people, registrations, roads, sign_ups, told
from event.store.deliveries import Delivery
from scheduler.messenger import Address, MailAddress, Messenger, Post, Refused
from scheduler.notices import LINK_KINDS
from scheduler.pace import Limit, Pace

_MAIL = ConversationId("mail")
_CLOSED_FOR_GOOD = frozenset(
    {
        "ConversationBlockedByUser",
        "BotNotInConversationRoster",
        "BotDisabledByAdmin",
        "ConversationNotFound",
        "ForbiddenOperationException",
        "MessageWritesBlocked",
    }
)


@dataclass(frozen=True, kw_only=True)
class Route:
    """`send` sends a card there once. `conversation` is where it goes, `buckets` the pace that holds there."""

    conversation: ConversationId
    buckets: Mapping[str, Limit]
    send: Callable[[Card], Awaitable[ActivityId]]


@dataclass(frozen=True, kw_only=True)
class Ports:
    """`post` is None where no mail server is set: then nobody can be reached by e-mail."""

    messenger: Messenger
    post: Post | None
    pace: Pace


async def route(db: AsyncConnection, event: Event, one: Delivery, ports: Ports) -> Route | str:
    """The way there, or why there is none."""
    if one.road == Road.EMAIL:
        return await _by_mail(db, event, one, ports)
    if one.road == Road.PERSONAL:
        found = await conversations.personal(db, one.person_id) if one.person_id else None
    else:
        found = await conversations.shared(db, one.recipient)
    if found is None:
        return await _why_not(db, event, one, ports)
    address = Address(conversation=found.id, service_url=found.service_url, tenant=found.tenant)
    target = await deliveries.get(db, one.replaces) if one.replaces else None

    async def send(card: Card) -> ActivityId:
        if target is not None and target.activity_id is not None:
            await ports.messenger.update(address, target.activity_id, card)
            return target.activity_id
        return await ports.messenger.send(address, card)

    return Route(conversation=found.id, buckets=ports.pace.buckets(address.tenant, address.conversation), send=send)


async def close(db: AsyncConnection, one: Delivery, to: Route, failure: Refused, now: datetime) -> None:
    """The road proved closed, if that is what the refusal means. `now` is the machine's time."""
    if one.road == Road.EMAIL:
        if one.person_id is not None and closes_the_road(failure.code):
            await roads.mail_refused(db, one.person_id, failure.code[:40])
    elif failure.code in _CLOSED_FOR_GOOD:
        await conversations.close(db, to.conversation, failure.code, now)


async def _by_mail(db: AsyncConnection, event: Event, one: Delivery, ports: Ports) -> Route | str:
    if ports.post is None:
        return "mail_off"
    address = await _mailbox(db, event, one)
    if address is None or isinstance(address, str):
        return address or "unreachable"
    post = ports.post

    async def send(card: Card) -> ActivityId:
        return await post.mail(address, card)

    return Route(conversation=_MAIL, buckets=ports.pace.mail_buckets(), send=send)


async def _why_not(db: AsyncConnection, event: Event, one: Delivery, ports: Ports) -> str:
    """Of somebody without any road, that about which most can be done."""
    if one.person_id is None:
        return "unreachable"
    facts = await roads.facts(db, event.id, one.person_id)
    if one.road == Road.MEETING_CHAT:
        return obstacles(facts)[Road.MEETING_CHAT] or "unreachable"
    return unreached(facts, mail_on=ports.post is not None) or "unreachable"


async def _mailbox(db: AsyncConnection, event: Event, one: Delivery) -> MailAddress | str | None:
    """None where no address is known, a reason where none will be tried any more."""
    if one.person_id is None:
        asked = await sign_ups.find(db, event.id, one.recipient)
        if asked is None or asked.form is None:
            return None
        return MailAddress(
            email=asked.form.email,
            name=asked.form.name,
            person=None,
            link_version=1,
            language=asked.language,
            sequence=0,
            holds_link=False,
            kind=one.kind,
            reference=_reference(one),
        )
    who = await people.find(db, one.person_id)
    email = await roads.address(db, event.id, one.person_id)
    if who is None or email is None:
        return None
    if who.mail_refused is not None:
        return who.mail_refused
    current = await registrations.find(db, event.id, one.person_id)
    holds_link = one.kind in LINK_KINDS or await told.holds(db, event.id, who.id, LINK_KINDS)
    return MailAddress(
        email=email,
        name=current.form.name if current else "",
        person=who.id,
        link_version=who.link_version,
        language=who.language,
        sequence=(current.version if current else 0) + await changes.newest_id(db, event.id) + holds_link,
        holds_link=holds_link,
        kind=one.kind,
        reference=_reference(one),
    )


def _reference(one: Delivery) -> str:
    """The ledger's own key, with the recipient's random id in it: no letter of any other database has it either."""
    return f"{one.event}/{one.occasion}/{one.recipient}"
