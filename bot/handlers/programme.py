"""An organiser changes the programme: a draft, part by part, until it is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import manage, rights
from bot.handlers.host import Host, change, meet
from bot.requests import Clicked
from cards import programme_editing as cards
from cards.card import Card
from cards.views_event import PartFormView, ProgrammeDraftView
from event import changes as paths
from event import programme as rule
from event.definition import Event, Part
from event.errors import Refusal, RefusalCode
from event.programme import PartMistakes
from event.store import audit, changes, told
from scheduler import notices, planner

_DRAFT = paths.draft(paths.PARTS)


async def edit(host: Host, request: Clicked) -> Card:
    """The programme with what was changed already, or the form of one part."""
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.read() as db:
        parts = await _parts(db, host.event)
        key = request.data.get("part")
        if key is None:
            return await _overview(db, host, request, parts)
    part = _named(parts, key)
    return cards.part_form(PartFormView(event=host.event, part=part, values=rule.values_of(part)), host.texts(request))


async def save(host: Host, request: Clicked) -> Card:
    """Into the draft. Nobody is told."""
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        parts = await _parts(db, host.event)
        part = _named(parts, request.data.get("part"))
        found = rule.read_part(request.data, part, parts)
        if isinstance(found, PartMistakes):
            view = PartFormView(event=host.event, part=part, values=found.values, mistakes=found.mistakes)
            return cards.part_form(view, host.texts(request))
        parts = tuple(found if one.key == part.key else one for one in parts)
        same = not rule.differences(host.event.parts, parts)
        value = None if same else _json(parts)
        await changes.add(db, host.living.file, _DRAFT, value, by.id, host.clock.now())
        await audit.note(db, host.event.id, by.id, "programme.save", host.clock.now(), subject=part.key)
        return await _overview(db, host, request, parts, saved=True)


async def publish(host: Host, request: Clicked) -> Card:
    """The draft becomes the programme, and who has it hears what changed."""
    await rights.require(host, request, rights.Role.ORGANISER)
    now, number = host.clock.now(), None
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        before = await changes.standing(db, host.living.file)
        draft = (await changes.newest(db, host.event.id)).get(_DRAFT)
        if draft is not None and draft.value is not None:
            event = await change(host, db, paths.PARTS, draft.value, by.id)
            await changes.add(db, host.living.file, _DRAFT, None, by.id, now)
            published = (await changes.newest(db, event.id))[paths.PARTS]
            number = await notices.programme_changed(
                db,
                event,
                published.id,
                everybody=_hours_changed(before, event),
                now=now,
                real_now=host.real.now(),
            )
            await planner.plan_due(db, event, now, host.real.now())
            await audit.note(db, event.id, by.id, "programme.publish", now, people=number)
    host.living.forget()
    host.wake()
    return await manage.shown(await host.afresh(), request, told=number, was_already=number is None)


async def discard(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        await changes.add(db, host.living.file, _DRAFT, None, by.id, host.clock.now())
        await audit.note(db, host.event.id, by.id, "programme.discard", host.clock.now())
        return await _overview(db, host, request, host.event.parts)


async def _overview(
    db: AsyncConnection, host: Host, request: Clicked, parts: Sequence[Part], *, saved: bool = False
) -> Card:
    event = host.event
    people = (
        await notices.registered(db, event)
        if rule.hours(event.parts) != rule.hours(parts)
        else told.holders(event.id, notices.PROGRAMME_KINDS)
    )
    view = ProgrammeDraftView(
        event=event,
        parts=parts,
        changed=rule.differences(event.parts, parts),
        hearers=await told.count(db, people),
        saved=saved,
    )
    return cards.programme_draft(view, host.texts(request))


async def _parts(db: AsyncConnection, event: Event) -> tuple[Part, ...]:
    draft = (await changes.newest(db, event.id)).get(_DRAFT)
    return paths.parts_of(draft.value) if draft is not None and draft.value is not None else event.parts


def _hours_changed(before: Event, after: Event) -> bool:
    return rule.hours(before.parts) != rule.hours(after.parts)


def _named(parts: Sequence[Part], key: object) -> Part:
    found = next((part for part in parts if part.key == key), None)
    if found is None:
        raise Refusal(RefusalCode.PART_NOT_FOUND)
    return found


def _json(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in parts]
