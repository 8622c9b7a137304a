"""Signing up, changing, withdrawing, coming back: all in the personal chat."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers.host import Host, meet
from bot.handlers.joining import ask_reader, join_by_address, join_claimed
from bot.letters import IN_CALENDAR
from bot.requests import Clicked, Request
from cards import registration as drawn
from cards.card import Card
from cards.views import FormView
from event import registration as rule
from event.addresses import address_key
from event.errors import Refusal, RefusalCode
from event.ids import PersonId
from event.reach import Road
from event.registration import Change, Form, FormMistakes, Registration, Source
from event.store import audiences, deliveries, people, registrations, rerouting, told
from scheduler import planner, roads


async def open_form(host: Host, request: Request) -> Card:
    """The form, filled in with what Teams knows; who is in already sees their registration instead, also who was
    signed up elsewhere."""
    await join_by_address(host, request)
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        current = await registrations.find(db, host.event.id, person.id)
    if current and current.confirmed:
        return state_card(host, request, current, was_already=True)
    rule.check_open(host.event, host.clock.now())
    return await _form_card(host, request, current)


async def edit(host: Host, request: Request) -> Card:
    """The form with what was given before."""
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        current = await registrations.find(db, host.event.id, person.id)
    rule.check_ahead(host.event, host.clock.now())
    if not (current and current.confirmed):
        rule.check_open(host.event, host.clock.now())
    return await _form_card(host, request, current)


async def submit(host: Host, request: Clicked) -> Card:
    form = rule.read_form(request.data)
    if isinstance(form, Form):
        await join_claimed(host, request, form.email)
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        if isinstance(form, FormMistakes):
            current = await registrations.find(db, host.event.id, person.id)
            view = FormView(
                event=host.event,
                values=form.values,
                mistakes=form.mistakes,
                is_change=bool(current and current.confirmed),
            )
            return drawn.form(view, host.texts(request))
        saved, change = await save_for(host, db, person.id, form)
        if change is not Change.NOTHING and request.where.kind == "personal":
            await ask_reader(host, db, person.id, form.email)
    host.wake()
    return state_card(
        host,
        request,
        saved,
        changed=change is Change.CHANGED,
        came_back=change is Change.CAME_BACK,
        was_already=change is Change.NOTHING,
    )


async def save_for(
    host: Host, db: AsyncConnection, who: PersonId, form: Form, source: Source = Source.TEAMS
) -> tuple[Registration, Change]:
    """Sign this person up, change their form or have them back, whoever acts: it is saved, confirmed to them, and they
    get what everybody else was sent and still matters."""
    await people.lock(db, who)
    current = await registrations.find(db, host.event.id, who)
    saved, change = rule.submit(host.event, current, form, host.clock.now(), source)
    if saved != current:  # the notice read at last is kept too
        await registrations.save(db, host.event.id, who, saved)
    if current is not None and address_key(current.form.email) != address_key(form.email):
        await rerouting.mail_arrives(db, host.event.id, who, host.real.now())
    if change is not Change.NOTHING:
        await planner.confirm(db, host.event, audiences.only(who), saved.version, real_now=host.real.now())
    if change in (Change.NEW, Change.CAME_BACK):
        await planner.plan_for_newcomer(db, host.event, who, host.clock.now(), real_now=host.real.now())
    return saved, change


async def ask_to_leave(host: Host, request: Request) -> Card:
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        current = await registrations.find(db, host.event.id, person.id)
    if current is None:
        raise Refusal(RefusalCode.NOT_REGISTERED)
    if not current.confirmed:
        return state_card(host, request, current, was_already=True)
    rule.check_not_over(host.event, host.clock.now())
    return drawn.leave(drawn.view_of(host.event, current), host.texts(request))


async def withdraw(host: Host, request: Clicked) -> Card:
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        current = await registrations.find(db, host.event.id, person.id)
        if current and current.confirmed:
            rule.check_not_over(host.event, host.clock.now())
        saved, change = await withdraw_for(host, db, person.id)
        if change is not Change.NOTHING:
            await _take_out_of_calendar(host, db, person.id, saved)
    host.wake()
    return state_card(host, request, saved, was_already=change is Change.NOTHING)


async def withdraw_for(host: Host, db: AsyncConnection, who: PersonId) -> tuple[Registration, Change]:
    """Withdraw this person, whoever acts: what was not sent to them yet won't be."""
    await people.lock(db, who)
    saved, change = rule.withdraw(await registrations.find(db, host.event.id, who), host.clock.now())
    if change is not Change.NOTHING:
        await registrations.save(db, host.event.id, who, saved)
        await deliveries.cancel_for_person(db, host.event.id, who, "withdrawn", host.real.now())
    return saved, change


async def _take_out_of_calendar(host: Host, db: AsyncConnection, who: PersonId, saved: Registration) -> None:
    """Who got an invitation by e-mail gets its end in the same way: nothing else takes it out of their calendar."""
    if await told.holds(db, host.event.id, who, IN_CALENDAR, road=Road.EMAIL):
        await roads.tell(
            db,
            host.event,
            audiences.only(who),
            occasion=f"withdrawn:{saved.version}",
            kind="withdrawn",
            subject="",
            until_at=None,
            now=host.real.now(),
            prefer=Road.EMAIL,
            only=True,
        )


async def _form_card(host: Host, request: Request, current: Registration | None) -> Card:
    if current is not None:
        form = current.form
        values = {name: getattr(form, name) for name in rule.FIELDS if name != "privacy"}
        values["privacy"] = "true" if current.confirmed else "false"
    else:
        member = await host.roster.member(request.where, request.who.account)
        values = {"name": (member and member.name) or "", "email": (member and (member.email or member.upn)) or ""}
        if not rule.is_email(values["email"]):
            values["email"] = ""
    view = FormView(event=host.event, values=values, is_change=bool(current and current.confirmed))
    return drawn.form(view, host.texts(request))


def state_card(host: Host, request: Request, current: Registration, **flags: bool) -> Card:
    return drawn.registration(drawn.view_of(host.event, current, **flags), host.texts(request))
