"""Sign-ups made elsewhere: an organiser sends a list, looks at it line by line, and takes it over or not."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import rights, roster
from bot.handlers.host import Host, meet
from bot.requests import Clicked, FileOutOfReach, Request, Said
from cards import importing as cards
from cards.card import Card
from cards.views_importing import ColumnsView, LinesView, PreviewView, TakenOverView
from event.errors import Refusal, RefusalCode
from event.importing import files
from event.importing.columns import Columns, Table, recognise
from event.importing.headers import Field
from event.importing.lines import Line, Verdict, incomplete, judge, taken_over
from event.importing.sheets import LARGEST, UnreadableFile
from event.registration import Change
from event.store import imports
from event.store.imports import Draft
from scheduler import imports as acts

_PAGE = 8
"""Lines on a card."""
_FIRST = 2
"""Of each kind, on the card of the whole list."""


async def how(host: Host, request: Request) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    return cards.how(host.event, host.texts(request))


async def received(host: Host, request: Said) -> Card | None:
    """A file came: what it would bring. None when it isn't an organiser's: theirs are not looked into."""
    if rights.Role.ORGANISER not in await rights.roles_of(host, request):
        return None
    texts = host.texts(request)
    if len(request.files) > 1:
        return cards.one_at_a_time(host.event, texts)
    try:
        data = await host.files.fetch(request.files[0], LARGEST)
        table, columns = await asyncio.to_thread(_read, data)
    except FileOutOfReach:
        return cards.not_fetched(host.event, texts)
    except UnreadableFile as error:
        return cards.unreadable(host.event, error, texts)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        number = await imports.keep(db, host.event.id, by.id, table, columns, host.clock.now())
    return await _shown(host, request, Draft(id=number, by=by.id, table=table, columns=columns, taken=frozenset()))


async def show(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    return await _shown(host, request, await _mine(host, request))


async def columns(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    draft = await _mine(host, request)
    view = ColumnsView(event=host.event, id=draft.id, table=draft.table, columns=draft.columns)
    return cards.columns(view, host.texts(request))


async def map_(host: Host, request: Clicked) -> Card:
    """The columns as they were corrected: the lines are judged anew."""
    await rights.require(host, request, rights.Role.ORGANISER)
    draft = await _mine(host, request)
    chosen = {field: column for field in Field if (column := _number(request.data.get(field.value))) is not None}
    known = all(column < draft.table.width for column in chosen.values())
    if Field.EMAIL not in chosen or len(set(chosen.values())) < len(chosen) or not known:
        view = ColumnsView(event=host.event, id=draft.id, table=draft.table, columns=chosen, mistake=True)
        return cards.columns(view, host.texts(request))
    async with host.database.begin() as db:
        await imports.correct(db, draft.id, chosen)
    return await _shown(host, request, await _mine(host, request))


async def list_(host: Host, request: Clicked) -> Card:
    """A page of the lines of one kind."""
    await rights.require(host, request, rights.Role.ORGANISER)
    verdict = next((one for one in Verdict if one.value == request.data.get("what")), Verdict.DOUBTFUL)
    return await _listed(host, request, await _mine(host, request), verdict, _number(request.data.get("page")) or 0)


async def take(host: Host, request: Clicked) -> Card:
    """Which doubtful lines of the page that is left come along; on to another page, or back to the list."""
    await rights.require(host, request, rights.Role.ORGANISER)
    draft, lines = await _judged(host, request)
    left = _pages(_of(lines, Verdict.DOUBTFUL))
    shown = {line.number for line in _nth(left, _number(request.data.get("what")) or 0)}
    chosen = {number for one in str(request.data.get("taken") or "").split(",") if (number := _number(one)) is not None}
    draft = await _choose(host, draft, (draft.taken - shown) | (chosen & shown))
    page = _number(request.data.get("page"))
    return await (
        _shown(host, request, draft) if page is None else _listed(host, request, draft, Verdict.DOUBTFUL, page)
    )


async def take_incomplete(host: Host, request: Clicked) -> Card:
    """All that merely lack something."""
    await rights.require(host, request, rights.Role.ORGANISER)
    draft, lines = await _judged(host, request)
    draft = await _choose(host, draft, draft.taken | {line.number for line in incomplete(lines)})
    return await _shown(host, request, draft)


async def confirm(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.begin() as db:
        draft = await _draft(host, db, request)
        result = await acts.take_over(
            db,
            host.event,
            draft.table,
            draft.columns,
            draft.taken,
            by=draft.by,
            now=host.clock.now(),
            real_now=host.real.now(),
        )
        await imports.remove(db, draft.id)
    host.wake()
    await roster.again(host)
    view = TakenOverView(
        event=host.event,
        new=result.counts[Change.NEW],
        changed=result.counts[Change.CHANGED],
        came_back=result.counts[Change.CAME_BACK],
        doubtful=len(result.doubtful),
        wrong=result.wrong[:_PAGE],
        wrong_in_all=len(result.wrong),
    )
    return cards.taken_over(view, host.texts(request))


async def discard(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.ORGANISER)
    async with host.database.begin() as db:
        draft = await _draft(host, db, request)
        await imports.remove(db, draft.id)
    return cards.discarded(host.event, host.texts(request))


def _read(data: bytes) -> tuple[Table, Columns]:
    return recognise(files.read(data))


async def _shown(host: Host, request: Request, draft: Draft) -> Card:
    lines = await _lines(host, draft)
    view = PreviewView(
        event=host.event,
        id=draft.id,
        table=draft.table,
        columns=draft.columns,
        counts=Counter(line.verdict for line in lines),
        taken=len(draft.taken & {line.number for line in _of(lines, Verdict.DOUBTFUL)}),
        coming=len(taken_over(lines, draft.taken)),
        first={verdict: _of(lines, verdict)[:_FIRST] for verdict in Verdict},
    )
    return cards.preview(view, host.texts(request))


async def _listed(host: Host, request: Request, draft: Draft, verdict: Verdict, page: int) -> Card:
    lines = await _lines(host, draft)
    with_it = (Verdict.NEW, Verdict.CHANGED) if verdict is Verdict.NEW else (verdict,)
    found = _of(lines, *with_it)
    if not found:
        return await _shown(host, request, draft)
    pages = _pages(found)
    page = min(page, len(pages) - 1)
    view = LinesView(
        event=host.event,
        id=draft.id,
        verdict=verdict,
        lines=pages[page],
        total=len(found),
        page=page,
        pages=len(pages),
        taken=draft.taken,
        incomplete=len(incomplete(lines)),
    )
    return cards.lines(view, host.texts(request))


async def _judged(host: Host, request: Clicked) -> tuple[Draft, Sequence[Line]]:
    draft = await _mine(host, request)
    return draft, await _lines(host, draft)


async def _lines(host: Host, draft: Draft) -> Sequence[Line]:
    async with host.database.read() as db:
        known = await imports.known(db, host.event.id)
    return await asyncio.to_thread(judge, draft.table, draft.columns, known)


async def _choose(host: Host, draft: Draft, taken: frozenset[int]) -> Draft:
    async with host.database.begin() as db:
        await imports.choose(db, draft.id, taken)
        found = await imports.find(db, host.event.id, draft.id)
    if found is None:
        raise Refusal(RefusalCode.NOTHING_TO_CONFIRM)
    return found


async def _mine(host: Host, request: Clicked) -> Draft:
    async with host.database.begin() as db:
        return await _draft(host, db, request)


async def _draft(host: Host, db: AsyncConnection, request: Clicked) -> Draft:
    """The list of whoever clicks; refused when it is gone, or somebody else's."""
    me = await meet(host, db, request)
    found = await imports.find(db, host.event.id, _number(request.data.get("id")) or 0)
    if found is None or found.by != me.id:
        raise Refusal(RefusalCode.NOTHING_TO_CONFIRM)
    return found


def _of(lines: Sequence[Line], *verdicts: Verdict) -> list[Line]:
    return [line for line in lines if line.verdict in verdicts]


def _pages(lines: Sequence[Line]) -> list[Sequence[Line]]:
    return [lines[start : start + _PAGE] for start in range(0, len(lines), _PAGE)]


def _nth(pages: Sequence[Sequence[Line]], number: int) -> Sequence[Line]:
    return pages[number] if number < len(pages) else ()


def _number(written: object) -> int | None:
    return int(written) if isinstance(written, str) and written.isdecimal() and len(written) < 10 else None
