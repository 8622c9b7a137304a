"""Participants for an organiser: how many, lists of them, and whom a few letters find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.handlers import participant, rights
from bot.handlers.host import Host, change, meet
from bot.handlers.names import names_of
from bot.requests import Clicked, Request, Said
from cards import participants as cards
from cards.card import Card
from cards.views_participants import ParticipantListView, ParticipantsView, Row
from event import participants as rule
from event.changes import PAGE as PATH
from event.errors import Refusal, RefusalCode
from event.ids import PersonId
from event.participants import PAGE, Group, Participant
from event.registration import State, typed
from event.store import audiences, audit, changes
from event.store import participants as store


async def show(host: Host, request: Request) -> Card:
    """Counts, and a way to everybody."""
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.read() as db:
        everybody = await store.everybody(db, host.event.id, mail_on=host.mail_on)
        unanswered = await store.unanswered(db, host.event.id)
        organisations = await audiences.organisations(db, host.event)
    states = Counter(one.state for one in everybody)
    reasons = Counter(one.unreached for one in _in(Group.UNREACHABLE, everybody) if one.unreached)
    view = ParticipantsView(
        event=host.event,
        signed_up=states[State.CONFIRMED],
        withdrawn=states[State.WITHDRAWN],
        unanswered=len(unanswered),
        organisations=organisations,
        unreached=dict(reasons.most_common()),
        site=host.site(),
        mail_on=host.mail_on,
    )
    return cards.participants(view, host.texts(request))


async def switch_page(host: Host, request: Clicked) -> Card:
    """The public page for signing up opens or shuts."""
    await rights.require(host, request, rights.Role.ORGANISER)
    what = request.data.get("what")
    if what not in ("on", "off"):
        raise Refusal(RefusalCode.UNREADABLE)
    on = what == "on"
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        if (await changes.standing(db, host.living.file)).registration.page is not on:
            await change(host, db, PATH, on, by.id)
            await audit.note(db, host.event.id, by.id, "participants.page", host.clock.now(), on=on)
    host.living.forget()
    return await show(await host.afresh(), request)


async def list_(host: Host, request: Clicked) -> Card:
    """A page of one group."""
    await rights.require(host, request, rights.Role.ORGANISER)
    return await _listed(host, request, _group(request) or Group.SIGNED_UP, "", _page(request))


async def find(host: Host, request: Clicked) -> Card:
    """Whom the letters that were typed find."""
    await rights.require(host, request, rights.Role.ORGANISER)
    return await _listed(host, request, None, _search(request.data.get("text")), _page(request))


async def said(host: Host, request: Request) -> Card:
    """`deelnemers jansen`: the one who is found, or the list of them; without a name the counts."""
    await rights.require(host, request, rights.Role.ORGANISER)
    search = _search(request.rest if isinstance(request, Said) else "")
    if not search:
        return await show(host, request)
    async with host.database.read() as db:
        found = rule.found(await store.everybody(db, host.event.id, mail_on=host.mail_on), search)
    if len(found) == 1:
        return await participant.shown(host, request, found[0].person)
    return await _listed(host, request, None, search, 0)


async def open_(host: Host, request: Clicked) -> Card:
    """The card of whoever was chosen from a list."""
    await rights.require(host, request, rights.Role.ORGANISER)
    chosen = request.data.get("person")
    if isinstance(chosen, str) and chosen:
        return await participant.shown(host, request, PersonId(chosen))
    search = _search(request.data.get("text"))
    return await _listed(host, request, _group(request), search, _page(request), nobody_chosen=True)


async def _listed(
    host: Host, request: Request, group: Group | None, search: str, page: int, *, nobody_chosen: bool = False
) -> Card:
    if group is Group.UNANSWERED:
        async with host.database.read() as db:
            people = await store.unanswered(db, host.event.id)
        page, pages = _within(page, len(people))
        shown = people[page * PAGE : (page + 1) * PAGE]
        names = await names_of(host, shown)
        total, rows = len(people), [Row(person=who, name=names.get(who, "")) for who in shown]
    else:
        async with host.database.read() as db:
            everybody = await store.everybody(db, host.event.id, mail_on=host.mail_on)
        chosen = rule.in_order(rule.found(everybody, search) if group is None else _in(group, everybody))
        page, pages = _within(page, len(chosen))
        total, rows = len(chosen), [_row(one) for one in chosen[page * PAGE : (page + 1) * PAGE]]
    view = ParticipantListView(
        event=host.event,
        group=group,
        searched=search,
        rows=rows,
        total=total,
        page=page,
        pages=pages,
        nobody_chosen=nobody_chosen,
    )
    return cards.participant_list(view, host.texts(request))


def _in(group: Group, everybody: Iterable[Participant]) -> list[Participant]:
    wanted = State.WITHDRAWN if group is Group.WITHDRAWN else State.CONFIRMED
    return [one for one in everybody if one.state is wanted and (one.unreached or group is not Group.UNREACHABLE)]


def _row(one: Participant) -> Row:
    return Row(
        person=one.person,
        name=one.name,
        organisation=one.organisation,
        withdrawn=one.state is State.WITHDRAWN,
        unreached=one.unreached,
    )


def _group(request: Clicked) -> Group | None:
    return next((one for one in Group if one.value == request.data.get("what")), None)


def _search(text: object) -> str:
    return typed(text, keep_lines=False)[: cards.LONGEST_SEARCH]


def _page(request: Clicked) -> int:
    page = request.data.get("page")
    return int(page) if isinstance(page, str) and page.isdecimal() and len(page) < 7 else 0


def _within(page: int, number: int) -> tuple[int, int]:
    """The page, or the last one that there still is, and how many there are."""
    pages = max(1, -(-number // PAGE))
    return min(page, pages - 1), pages
