"""An organiser's announcements: what is planned, a look at it, send now, move, cancel, and new ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights
from bot.handlers.host import Host, change, draft_of, meet
from bot.requests import Clicked, Request
from cards import planning, writing
from cards.card import Card
from cards.texts import texts
from cards.views_announcements import (
    AnnouncementListView,
    AnnouncementRow,
    AnnouncementView,
    AskView,
    Done,
    MoveReadView,
    MoveView,
    PreviewView,
    WriteView,
    WrittenView,
)
from event import changes as paths
from event import own_announcement as rule
from event.announcements import Planned, State
from event.definition import Announcement, Audience, Event
from event.errors import Refusal, RefusalCode
from event.ids import AnnouncementKey
from event.own_announcement import WritingMistakes
from event.said_times import UnreadableTime, read_moment
from event.store import announcements, audiences, audit, changes, outcomes
from event.times import timetable
from scheduler import planner, render

_DRAFT = paths.draft(paths.announcement(""))
_PAGE = 8
_OPEN = (State.PLANNED, State.WAITING)
_AT_ONCE = timedelta(seconds=30)
"""What was to go out within this time of being written was meant for now."""


async def list_(host: Host, request: Request) -> Card:
    """What is planned, when and to how many. Opens at the page of what comes next."""
    await rights.require(host, request, rights.Role.ORGANISER)
    now = host.clock.now()
    async with host.database.read() as db:
        rows = await _rows(db, host.event)
    pages = max(1, -(-len(rows) // _PAGE))
    ahead = next((i for i, one in enumerate(rows) if one.planned.state in _OPEN), max(0, len(rows) - 1))
    page = _number(request.data.get("page")) if isinstance(request, Clicked) else None
    page = min(ahead // _PAGE if page is None else page, pages - 1)
    view = AnnouncementListView(
        event=host.event, rows=rows[page * _PAGE : (page + 1) * _PAGE], page=page, pages=pages, now=now
    )
    return planning.announcement_list(view, host.texts(request))


async def show(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    return await _shown(host, request, _key(request))


async def preview(host: Host, request: Clicked) -> Card:
    """As its readers will see it, in each language."""
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.begin() as db:
        me = await meet(host, db, request)
        row = await _row(db, host.event, _key(request))
        drawn = {}
        for language in host.event.languages:
            found = await render.preview(db, host.event, row.announcement, me.id, texts(language), host.clock.now())
            if found is not None:
                drawn[language] = found
    view = PreviewView(event=host.event, announcement=row.announcement, drawn=drawn)
    return planning.preview(view, host.texts(request))


async def ask_send(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.read() as db:
        row = await _row(db, host.event, _key(request))
    _check_open(row.planned)
    _check_sendable(host.event, row.announcement, host.clock.now())
    return planning.ask_send(AskView(event=host.event, row=row, now=host.clock.now()), host.texts(request))


async def send(host: Host, request: Clicked) -> Card:
    """It falls due now, and is planned in this very transaction."""
    await rights.require(host, request, rights.Role.ORGANISER)
    now, key = host.clock.now(), _key(request)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        held = await announcements.find(db, host.event.id, key, hold=True)
        if held is None:
            raise Refusal(RefusalCode.ANNOUNCEMENT_NOT_FOUND)
        done = Done.ALREADY
        if held.state in _OPEN:
            row = await _row(db, host.event, key)
            _check_sendable(host.event, row.announcement, now)
            event = await change(host, db, paths.announcement(key), await _moved_to(db, host, key, now), by.id)
            await planner.plan_due(db, event, now, host.real.now())
            await audit.note(db, host.event.id, by.id, "announcement.send", now, subject=key)
            done = Done.SENT
    host.living.forget()
    host.wake()
    return await _shown(await host.afresh(), request, key, done)


async def ask_cancel(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.read() as db:
        row = await _row(db, host.event, _key(request))
    _check_open(row.planned)
    return planning.ask_cancel(AskView(event=host.event, row=row, now=host.clock.now()), host.texts(request))


async def cancel(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    return await _settled(host, request, _OPEN, State.CANCELLED, Done.CANCELLED)


async def restore(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    return await _settled(host, request, (State.CANCELLED,), State.PLANNED, Done.RESTORED)


async def move(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.read() as db:
        row = await _row(db, host.event, _key(request))
    _check_open(row.planned)
    return planning.move(MoveView(event=host.event, row=row, now=host.clock.now()), host.texts(request))


async def read_move(host: Host, request: Clicked) -> Card:
    """The time as it was understood, to be confirmed."""
    await rights.require(host, request, rights.Role.ORGANISER)
    now, key = host.clock.now(), _key(request)
    typed = str(request.data.get("when") or "")[:200]
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        row = await _row(db, host.event, key)
        _check_open(row.planned)
        try:
            due = read_moment(typed, host.event, now)
        except UnreadableTime as error:
            view = MoveView(event=host.event, row=row, now=now, typed=typed, mistake=error.code)
            return planning.move(view, host.texts(request))
        value = {"when": rule.wall(host.event, due), "asked_at": now.isoformat()}
        draft = await changes.add(db, host.living.file, f"{_DRAFT}{key}", value, by.id, now)
    read = MoveReadView(event=host.event, row=row, due=due, now=now, draft=draft)
    return planning.move_read(read, host.texts(request))


async def write(host: Host, request: Clicked) -> Card:
    """The form of a new one, or of a draft to change."""
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.read() as db:
        id_ = request.data.get("id")
        values = (await draft_of(db, host, _DRAFT, id_)).value.get("values", {}) if id_ is not None else {}
    return writing.write(WriteView(event=host.event, values=values), host.texts(request))


async def read_written(host: Host, request: Clicked) -> Card:
    """What was written, and when and to whom it would go, to be confirmed."""
    await rights.require(host, request, rights.Role.ORGANISER)
    now = host.clock.now()
    key = AnnouncementKey(f"eigen-{uuid4().hex[:8]}")
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        known = list(await audiences.organisations(db, host.event))
        found = rule.read(host.event, key, request.data, now, known)
        if isinstance(found, WritingMistakes):
            meant = rule.likely(found.values["organisation"], known)
            view = WriteView(event=host.event, organisations=meant, values=found.values, mistakes=found.mistakes)
            return writing.write(view, host.texts(request))
        value = {
            "announcement": found.announcement.model_dump(mode="json"),
            "values": dict(found.values),
            "asked_at": now.isoformat(),
        }
        draft = await changes.add(db, host.living.file, f"{_DRAFT}{key}", value, by.id, now)
        recipients = await audiences.count(db, host.event, found.announcement)
    read = WrittenView(
        event=host.event,
        announcement=found.announcement,
        due=found.due,
        recipients=recipients,
        now=now,
        draft=draft,
    )
    return writing.written(read, host.texts(request))


async def schedule(host: Host, request: Clicked) -> Card:
    """What was read back counts from here on: a new announcement, or another time for one that is there."""
    await rights.require(host, request, rights.Role.ORGANISER)
    now = host.clock.now()
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        draft = await draft_of(db, host, _DRAFT, request.data.get("id"))
        key = AnnouncementKey(draft.path.removeprefix(_DRAFT))
        is_new = "announcement" in draft.value
        held = await announcements.find(db, host.event.id, key, hold=True)
        value = draft.value["announcement"] if is_new else {"when": draft.value["when"]}
        value = _for_now(host, value, draft.at, now)
        if held is not None and (is_new or _says(host.event, key, value)):
            done = Done.ALREADY
        else:
            if not is_new and (held is None or held.state not in _OPEN):
                raise Refusal(RefusalCode.ANNOUNCEMENT_GONE_OUT)
            _check_ahead(host, value, key, now)
            await audit.note(
                db,
                host.event.id,
                by.id,
                "announcement.schedule" if is_new else "announcement.move",
                now,
                subject=key,
                when=value["when"],
            )
            if not is_new:
                value = await _merged(db, host, key, value)
            event = await change(host, db, paths.announcement(key), value, by.id)
            await planner.plan_due(db, event, now, host.real.now())
            done = Done.SCHEDULED if is_new else Done.MOVED
    host.living.forget()
    host.wake()
    return await _shown(await host.afresh(), request, key, done)


async def _settled(host: Host, request: Clicked, states: Sequence[State], to: State, done: Done) -> Card:
    now, key = host.clock.now(), _key(request)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        held = await announcements.find(db, host.event.id, key, hold=True)
        if held is None:
            raise Refusal(RefusalCode.ANNOUNCEMENT_NOT_FOUND)
        if held.state in states:
            reason = "by_organiser" if to is State.CANCELLED else None
            await announcements.settle(db, host.event.id, [key], to, reason, now)
            await audit.note(db, host.event.id, by.id, f"announcement.{done.value}", now, subject=key)
        elif held.state is to:
            done = Done.ALREADY
        else:
            raise Refusal(RefusalCode.ANNOUNCEMENT_GONE_OUT)
        if to is State.PLANNED:
            await planner.plan_due(db, host.event, now, host.real.now())
    host.wake()
    return await _shown(host, request, key, done)


async def _shown(host: Host, request: Request, key: AnnouncementKey, done: Done | None = None) -> Card:
    async with host.database.read() as db:
        row = await _row(db, host.event, key)
    view = AnnouncementView(event=host.event, row=row, now=host.clock.now(), done=done)
    return planning.announcement(view, host.texts(request))


async def _rows(db: AsyncConnection, event: Event) -> list[AnnouncementRow]:
    counts: dict[str, dict[str, int]] = {}
    for (occasion, state), number in (await outcomes.counts(db, event.id)).items():
        counts.setdefault(occasion, {})[state] = number
    rows = []
    for planned in await announcements.listed(db, event.id):
        one = event.announcement(planned.key)
        if one is not None:
            mine = counts.get(planned.occasion, {})
            meant = sum(mine.values()) if planned.state is State.MATERIALISED else await audiences.count(db, event, one)
            rows.append(AnnouncementRow(announcement=one, planned=planned, recipients=meant, counts=mine))
    return rows


async def _row(db: AsyncConnection, event: Event, key: AnnouncementKey) -> AnnouncementRow:
    found = next((one for one in await _rows(db, event) if one.announcement.key == key), None)
    if found is None:
        raise Refusal(RefusalCode.ANNOUNCEMENT_NOT_FOUND)
    return found


async def _moved_to(db: AsyncConnection, host: Host, key: AnnouncementKey, now: datetime) -> dict[str, Any]:
    return await _merged(db, host, key, {"when": rule.wall(host.event, now)})


async def _merged(db: AsyncConnection, host: Host, key: AnnouncementKey, value: dict[str, Any]) -> dict[str, Any]:
    """Over what was changed about it before: one that was written in chat stays whole."""
    known = (await changes.newest(db, host.event.id)).get(paths.announcement(key))
    before = known.value if known and isinstance(known.value, dict) else {}
    return {**before, **value}


def _says(event: Event, key: AnnouncementKey, value: dict[str, Any]) -> bool:
    one = event.announcement(key)
    return one is not None and one.when == value["when"]


def _for_now(host: Host, value: dict[str, Any], asked_at: datetime, now: datetime) -> dict[str, Any]:
    """What was meant for now is for now, however long the question stood there."""
    due = _due(host, value)
    return {**value, "when": rule.wall(host.event, now)} if due - asked_at < _AT_ONCE else value


def _check_ahead(host: Host, value: dict[str, Any], key: AnnouncementKey, now: datetime) -> None:
    """A time that passed while the question stood there would surprise; one of no use would go out to nobody."""
    if _due(host, value) < now - _AT_ONCE:
        raise Refusal(RefusalCode.TIME_PASSED)
    one = host.event.announcement(key)
    if one is not None:
        _check_sendable(host.event, one, _due(host, value))


def _due(host: Host, value: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(value["when"]).replace(tzinfo=host.event.zone)


def _check_open(planned: Planned) -> None:
    if planned.state not in _OPEN:
        raise Refusal(RefusalCode.ANNOUNCEMENT_GONE_OUT)


def _check_sendable(event: Event, one: Announcement, due: datetime) -> None:
    moved = one.model_copy(update={"when": rule.wall(event, due)})
    standing = event.with_(announcements=(moved,))
    timed = timetable(standing)[0]
    if timed.until <= timed.due:
        raise Refusal(RefusalCode.OF_NO_USE)
    if one.audience is Audience.MEETING or one.template.value != "link":
        return
    if not event.meeting.join_url:
        raise Refusal(RefusalCode.NO_LINK)


def _key(request: Clicked) -> AnnouncementKey:
    return AnnouncementKey(str(request.data.get("announcement") or ""))


def _number(written: object) -> int | None:
    return int(written) if isinstance(written, str) and written.isdigit() and len(written) < 19 else None
