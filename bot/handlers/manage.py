"""An organiser changes the event itself: moved, postponed, cancelled, on after all. Everybody hears it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host, change, draft_of, meet
from bot.requests import Clicked, Request
from cards import manage as cards
from cards.card import Card
from cards.planning import name
from cards.views_event import EventAskView, EventReadView, ManageView, What
from event import changes as paths
from event.announcements import State
from event.definition import Event, LocalText, Status
from event.errors import Refusal, RefusalCode
from event.ids import PersonId
from event.said_times import UnreadableTime, read_day
from event.store import announcements, audit, changes, told
from scheduler import notices, planner

_DRAFT = paths.draft("event")
_STATUS = {What.POSTPONE: Status.POSTPONED, What.CANCEL: Status.CANCELLED, What.GO_ON: Status.ON, What.MOVE: Status.ON}


async def show(host: Host, request: Request) -> Card:
    """How the event stands, and what can be done with it."""
    await rights.require(host, request, rights.Role.ORGANISER)
    return await shown(host, request)


async def ask(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    what = _what(request.data.get("what"))
    async with host.database.read() as db:
        people = await _number(db, host.event)
    return cards.event_ask(EventAskView(event=host.event, what=what, people=people), host.texts(request))


async def read(host: Host, request: Clicked) -> Card:
    """What was asked, read back; the new day in words."""
    await rights.require(host, request, rights.Role.ORGANISER)
    what, now = _what(request.data.get("what")), host.clock.now()
    values = {key: str(request.data.get(key) or "").strip()[:1000] for key in ("date", "note_nl", "note_en")}
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        people = await _number(db, host.event)
        to = None
        if what is What.MOVE:
            try:
                to = read_day(values["date"], host.event, now)
            except UnreadableTime as error:
                view = EventAskView(event=host.event, what=what, people=people, values=values, mistake=error.code)
                return cards.event_ask(view, host.texts(request))
        note = _note(values)
        value = {
            "what": what.value,
            "date": to.isoformat() if to else None,
            "note": note,
            "before": host.event.date.isoformat(),
        }
        draft = await changes.add(db, host.living.file, _DRAFT, value, by.id, now)
        fixed = await _fixed(db, host, request) if what is What.MOVE else []
    read_back = EventReadView(
        event=host.event,
        what=what,
        people=people,
        draft=draft,
        note=LocalText.model_validate(note) if note else None,
        to=to,
        fixed=fixed,
    )
    return cards.event_read(read_back, host.texts(request))


async def confirm(host: Host, request: Clicked) -> Card:
    """From here on it counts, and everybody hears it."""
    await rights.require(host, request, rights.Role.ORGANISER)
    now, number = host.clock.now(), None
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        draft = await draft_of(db, host, _DRAFT, request.data.get("id"))
        event = await changes.standing(db, host.living.file)
        if not _is_so(event, draft.value):
            event = await _done(host, db, event, draft.value, by.id)
            number = await notices.event_changed(db, event, draft.id, real_now=host.real.now())
            await planner.plan_due(db, event, now, host.real.now())
            await audit.note(
                db,
                host.event.id,
                by.id,
                f"event.{draft.value['what']}",
                now,
                date=draft.value["date"],
                people=number,
            )
    host.living.forget()
    host.wake()
    return await shown(await host.afresh(), request, told=number, was_already=number is None)


async def shown(host: Host, request: Request, *, told: int | None = None, was_already: bool = False) -> Card:
    async with host.database.read() as db:
        drafts = await changes.newest(db, host.event.id)
    waits = drafts.get(paths.draft(paths.PARTS))
    view = ManageView(
        event=host.event, draft_waits=waits is not None and waits.value is not None, told=told, was_already=was_already
    )
    return cards.manage(view, host.texts(request))


async def _done(host: Host, db: AsyncConnection, event: Event, value: dict[str, Any], by: PersonId) -> Event:
    what, now = What(value["what"]), host.clock.now()
    if event.status is not _STATUS[what]:
        event = await change(host, db, paths.STATUS, _STATUS[what].value, by)
    if value["date"]:
        event = await change(host, db, paths.DATE, value["date"], by)
    if what in (What.MOVE, What.GO_ON):
        await announcements.plan_again(db, event, now)
    return event


def _is_so(event: Event, value: dict[str, Any]) -> bool:
    """A second click, or somebody else was first."""
    same_day = value["date"] is None or event.date == date.fromisoformat(value["date"])
    return event.status is _STATUS[What(value["what"])] and same_day


async def _fixed(db: AsyncConnection, host: Host, request: Request) -> list[str]:
    """Announcements still to come that stand at a wall time."""
    texts = host.texts(request)
    found = []
    for planned in await announcements.listed(db, host.event.id):
        one = host.event.announcement(planned.key)
        if one is not None and one.when[:4].isdigit() and planned.state in (State.PLANNED, State.WAITING):
            found.append(name(one, texts))
    return found


async def _number(db: AsyncConnection, event: Event) -> int:
    return await told.count(db, await notices.registered(db, event))


def _note(values: dict[str, str]) -> dict[str, str] | None:
    """In both languages; what was left out in one is said in the other's words."""
    nl, en = values["note_nl"], values["note_en"]
    return {"nl": nl or en, "en": en or nl} if nl or en else None


def _what(written: object) -> What:
    try:
        return What(str(written))
    except ValueError:
        raise Refusal(RefusalCode.UNREADABLE) from None
