"""Questions to the speakers: anybody asks in their own chat, moderators see them and mark what was answered."""

from __future__ import annotations

from bot.handlers import rights
from bot.handlers.host import Host, meet
from bot.requests import Clicked, Request, Said
from cards import questions as cards
from cards.card import Card
from cards.views_mine import AskedView, QuestionFormView, QuestionListView, QuestionRow
from event import questions as rule
from event.errors import Refusal, RefusalCode
from event.ids import PersonId, QuestionId
from event.registration import check_ahead
from event.store import audit, people, questions, registrations

_PAGE = 5


async def said(host: Host, request: Request) -> Card:
    """`vraag Mag een camera op de stoep?` is asked at once; `vraag` alone opens the form. So does a text that was
    edited: it may have been asked before in other words."""
    if isinstance(request, Said) and request.rest and not request.edited:
        return await _asked(host, request, request.rest)
    return await open_form(host, request)


async def open_form(host: Host, request: Request) -> Card:
    check_ahead(host.event, host.clock.now())
    text = request.rest[: rule.LONGEST] if isinstance(request, Said) else ""
    return cards.form(QuestionFormView(event=host.event, text=text), host.texts(request))


async def ask(host: Host, request: Clicked) -> Card:
    return await _asked(host, request, request.data.get("text"))


async def list_(host: Host, request: Request) -> Card:
    """The open ones, those given with a registration too. For moderators."""
    await rights.require(host, request, rights.Role.MODERATOR)
    return await _listed(host, request)


async def done(host: Host, request: Clicked) -> Card:
    """It was answered: it leaves the list."""
    await rights.require(host, request, rights.Role.MODERATOR)
    written, given_by = request.data.get("question"), request.data.get("person")
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        if isinstance(written, str) and written.isdecimal() and len(written) < 19:
            finished = await questions.finish(db, host.event.id, QuestionId(int(written)))
            subject = f"question:{written}"
        else:
            finished = await questions.finish_given(db, host.event.id, PersonId(str(given_by)))
            subject = "question:registration"
        if finished is None:
            raise Refusal(RefusalCode.QUESTION_NOT_FOUND)
        if finished:
            await audit.note(db, host.event.id, by.id, "question.done", host.clock.now(), subject=subject)
    return await _listed(host, request, done=finished)


async def _asked(host: Host, request: Request, typed: object) -> Card:
    check_ahead(host.event, host.clock.now())
    text, mistake = rule.read(typed)
    if mistake is not None:
        return cards.form(QuestionFormView(event=host.event, text=text, mistake=mistake), host.texts(request))
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        await people.lock(db, person.id)
        new = rule.check_new(text, await questions.waiting_of(db, host.event.id, person.id))
        if new:
            await questions.ask(db, host.event.id, person.id, text, host.clock.now())
        current = await registrations.find(db, host.event.id, person.id)
    organisation = current.form.organisation if current and current.confirmed else None
    view = AskedView(event=host.event, text=text, organisation=organisation, again=not new)
    return cards.asked(view, host.texts(request))


async def _listed(host: Host, request: Request, *, done: bool | None = None) -> Card:
    async with host.database.read() as db:
        waiting = await questions.waiting(db, host.event.id)
    pages = max(1, -(-len(waiting) // _PAGE))
    wanted = request.data.get("page") if isinstance(request, Clicked) else None
    page = min(int(wanted), pages - 1) if isinstance(wanted, str) and wanted.isdecimal() and len(wanted) < 7 else 0
    view = QuestionListView(
        event=host.event,
        rows=[
            QuestionRow(
                id=one.id,
                person=one.person,
                text=one.text,
                organisation=one.organisation,
                asked_at=one.asked_at.astimezone(host.event.zone),
            )
            for one in waiting[page * _PAGE : (page + 1) * _PAGE]
        ],
        total=len(waiting),
        page=page,
        pages=pages,
        now=host.clock.now(),
        done=done,
    )
    return cards.question_list(view, host.texts(request))
