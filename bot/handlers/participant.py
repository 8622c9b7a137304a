"""One participant in an organiser's hands: look, change, withdraw, sign up again, give a role. The person hears it."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import registration, rights
from bot.handlers.host import Host, meet
from bot.handlers.names import member_of
from bot.requests import Clicked, Request
from cards import participant as cards
from cards.card import Card
from cards.views_participants import Act, AskWithdrawView, Line, ParticipantFormView, ParticipantView
from event import reach
from event import registration as rule
from event import roles as rule_of_roles
from event.errors import Refusal, RefusalCode
from event.ids import PersonId
from event.people import Person
from event.registration import Change, FormMistakes, Source
from event.store import audit, participants, people, registrations, roles
from event.store import roads as kept_roads
from scheduler import roads

_LATEST = 5
_ACTS = {Change.NEW: Act.SIGNED_UP, Change.CAME_BACK: Act.SIGNED_UP, Change.CHANGED: Act.CHANGED}


async def shown(host: Host, request: Request, who: PersonId, done: Act | None = None) -> Card:
    """Their card. For an organiser: whoever calls this asked for the right."""
    async with host.database.read() as db:
        person = await _known(db, who)
        current = await registrations.find(db, host.event.id, who)
        told = await participants.latest_told(db, host.event.id, who, _LATEST)
        facts = await kept_roads.facts(db, host.event.id, who)
        by_file = await roles.by_file(db, host.event, person)
        given = await roles.granted_to(db, host.event.id, who)
    view = ParticipantView(
        event=host.event,
        person=who,
        name=current.form.name if current else await _name(host, who),
        registration=current,
        unreached=reach.unreached(facts, mail_on=host.mail_on),
        roads=reach.obstacles(facts, mail_on=host.mail_on),
        told=[
            Line(kind=one.kind, state=one.state, reason=one.reason, at=one.at.astimezone(host.event.zone))
            for one in told
        ],
        role=rule_of_roles.higher(by_file, given),
        by_file=by_file is not None and by_file == rule_of_roles.higher(by_file, given),
        offered=rule_of_roles.offered(by_file, given) if person.identified else (),
        done=done,
    )
    return cards.participant(view, host.texts(request))


async def edit(host: Host, request: Clicked) -> Card:
    """Their form with what was given before; with what Teams knows for somebody who never signed up."""
    await rights.require(host, request, rights.Role.ORGANISER)
    who = _who(request)
    async with host.database.read() as db:
        await _known(db, who)
        current = await registrations.find(db, host.event.id, who)
    if current is None or not current.confirmed:
        rule.check_open(host.event, host.clock.now())
    if current is not None:
        values = {name: getattr(current.form, name) for name in rule.LONGEST}
        values["privacy"] = "true" if current.confirmed else "false"
    else:
        member = await member_of(host, who)
        email = (member and (member.email or member.upn)) or ""
        values = {"name": (member and member.name) or "", "email": email if rule.is_email(email) else ""}
    view = ParticipantFormView(
        event=host.event,
        person=who,
        name=values["name"],
        values=values,
        is_change=bool(current and current.confirmed),
    )
    return cards.form(view, host.texts(request))


async def save(host: Host, request: Clicked) -> Card:
    """As if they had sent it themselves: the same rules, the same confirmation."""
    await rights.require(host, request, rights.Role.ORGANISER)
    who, form = _who(request), rule.read_form(request.data)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        await _held(db, who)
        if isinstance(form, FormMistakes):
            current = await registrations.find(db, host.event.id, who)
            view = ParticipantFormView(
                event=host.event,
                person=who,
                name=current.form.name if current else form.values["name"],
                values=form.values,
                mistakes=form.mistakes,
                is_change=bool(current and current.confirmed),
            )
            return cards.form(view, host.texts(request))
        saved, change = await registration.save_for(host, db, who, form, Source.ORGANISER)
        if change is not Change.NOTHING:
            await audit.note(
                db,
                host.event.id,
                by.id,
                "participant.save",
                host.clock.now(),
                subject=who,
                change=change.value,
                version=saved.version,
            )
    host.wake()
    return await shown(host, request, who, _ACTS.get(change, Act.ALREADY))


async def ask_withdraw(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    who = _who(request)
    async with host.database.read() as db:
        await _known(db, who)
        current = await registrations.find(db, host.event.id, who)
    if current is None or not current.confirmed:
        return await shown(host, request, who, Act.ALREADY)
    view = AskWithdrawView(event=host.event, person=who, name=current.form.name)
    return cards.ask_withdraw(view, host.texts(request))


async def withdraw(host: Host, request: Clicked) -> Card:
    """They hear it, and nothing after it."""
    await rights.require(host, request, rights.Role.ORGANISER)
    who = _who(request)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        await _held(db, who)
        if await registrations.find(db, host.event.id, who) is None:
            raise Refusal(RefusalCode.PERSON_NOT_FOUND)
        saved, change = await registration.withdraw_for(host, db, who)
        if change is not Change.NOTHING:
            version = str(saved.version)
            await _tell(host, db, who, "withdrawn_for_you", f"withdrawn:{version}", version)
            await audit.note(db, host.event.id, by.id, "participant.withdraw", host.clock.now(), subject=who)
    host.wake()
    return await shown(host, request, who, Act.ALREADY if change is Change.NOTHING else Act.WITHDRAWN)


async def grant(host: Host, request: Clicked) -> Card:
    """Make them organiser or moderator, or take that back. What the event file gives stays: so nobody locks out the
    last organiser."""
    await rights.require(host, request, rights.Role.ORGANISER)
    who, what = _who(request), request.data.get("what")
    role = next((one for one in rights.Role if one.value == what), None)
    if role is None and what != "none":
        raise Refusal(RefusalCode.UNREADABLE)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        person = await _held(db, who)
        if not person.identified:
            raise Refusal(RefusalCode.NO_IDENTITY)
        given = await roles.granted_to(db, host.event.id, who)
        done = Act.ALREADY
        if role in rule_of_roles.offered(await roles.by_file(db, host.event, person), given):
            if role is None:
                await roles.revoke(db, host.event.id, who)
            else:
                await roles.grant(db, host.event.id, who, role, by.id, host.clock.now())
            await _tell(host, db, who, "role", f"role:{uuid4().hex}", role or "none")
            await audit.note(
                db, host.event.id, by.id, "participant.grant", host.clock.now(), subject=who, role=role or "none"
            )
            done = Act.GRANTED if role else Act.REVOKED
    host.wake()
    return await shown(host, request, who, done)


def _who(request: Clicked) -> PersonId:
    who = request.data.get("person")
    if not isinstance(who, str):
        raise Refusal(RefusalCode.PERSON_NOT_FOUND)
    return PersonId(who)


async def _known(db: AsyncConnection, who: PersonId) -> Person:
    person = await people.find(db, who)
    if person is None:
        raise Refusal(RefusalCode.PERSON_NOT_FOUND)
    return person


async def _held(db: AsyncConnection, who: PersonId) -> Person:
    """Nobody else changes their affairs, and they can't be forgotten, before the transaction ends."""
    await people.lock(db, who)
    return await _known(db, who)


async def _name(host: Host, who: PersonId) -> str:
    member = await member_of(host, who)
    return (member and member.name) or ""


async def _tell(host: Host, db: AsyncConnection, who: PersonId, kind: str, occasion: str, subject: str) -> None:
    await roads.tell_one(
        db, host.event, who, occasion=occasion, kind=kind, subject=subject, until_at=None, now=host.real.now()
    )
