"""Questions to the speakers, for everybody: asking one, upvoting those of others, seeing the board.

A question that is asked in one's own chat, or behind a signed link, is shown without a name unless its asker chooses
otherwise. In the meeting's chat it is taken along with the name under which they signed up: they said it aloud there,
and everybody who reads along knows whose it is. The board itself holds nothing personal but those names, so it may be
looked at and upvoted in the meeting's chat, by those too whom no chat of their own reaches.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers import information
from bot.handlers.host import Host, meet
from bot.requests import CardAnswer, Clicked, InvokeAnswer, Request, Said
from cards import questions as cards
from cards.card import Card
from cards.views_conversation import Reason
from cards.views_questions import AskedView, BoardView, QuestionFormView, QuestionRow, Shown
from event import questions as rule
from event.definition import Event
from event.errors import Refusal, RefusalCode
from event.folding import fold
from event.ids import PersonId, QuestionId
from event.questions import UNANSWERED, QuestionState
from event.registration import check_ahead
from event.store import meetings, people, questions, registrations
from event.store.questions import Entry, Mine, Question

PAGE = {Shown.ANSWERED: 3}
"""Questions on one page of a list, where answers stand with them; else five."""
_USUAL = 5


async def said(host: Host, request: Request) -> Card:
    """`vraag Mag een camera op de stoep?` is asked at once; `vraag` alone opens the form. So does a text that was
    edited: it may have been asked before in other words."""
    if isinstance(request, Said) and request.rest and not request.edited:
        return await _asked(host, request, request.rest, named=False)
    return await open_form(host, request)


async def said_aloud(host: Host, request: Request) -> Card:
    """`@Gastheer vraag ...` in the meeting's chat."""
    check_ahead(host.event, host.clock.now())
    if not isinstance(request, Said) or request.edited or not await _in_meeting(host, request):
        return await information.in_shared_chat(host, request, Reason.THEIRS_ALONE)
    text, mistake = rule.read(request.rest)
    if mistake is not None:
        return cards.ask_here(host.event, mistake, host.texts(request))
    return await _asked(host, request, text, named=True, shared=True)


async def open_form(host: Host, request: Request) -> Card:
    check_ahead(host.event, host.clock.now())
    text = request.rest[: rule.LONGEST] if isinstance(request, Said) else ""
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        name = await _name(db, host.event, person.id)
    return cards.form(QuestionFormView(event=host.event, text=text, name=name), host.texts(request))


async def ask(host: Host, request: Clicked) -> Card:
    return await _asked(host, request, request.data.get("text"), named=request.data.get("named") == "true")


async def choose_named(host: Host, request: Clicked) -> Card:
    """With or without their name from now on: theirs alone to say."""
    which, named = number_of(request.data.get("question")), request.data.get("what") == "with"
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        changed = await questions.choose_named(db, host.event.id, which, person.id, named=named)
        mine = await questions.asked_by(db, host.event.id, person.id)
        name = await _name(db, host.event, person.id)
    one = next(one for one in mine if one.id == which)
    view = AskedView(
        event=host.event, id=one.id, text=one.text, waits=_waits(one), name=name, named=one.named, changed=changed
    )
    return cards.asked(view, host.texts(request))


async def board(host: Host, request: Request) -> Card:
    """How the questions stand. Asked for in words in the meeting's chat it says nothing about who asked for it."""
    if not request.where.private and not await _in_meeting(host, request):
        return await information.in_shared_chat(host, request, Reason.THEIRS_ALONE)
    return await _board(host, request)


async def show_board(host: Host, request: Clicked) -> InvokeAnswer:
    await _allowed_here(host, request)
    return CardAnswer(await _board(host, request))


async def upvote(host: Host, request: Clicked) -> InvokeAnswer:
    """Once a person, however often and by whatever road."""
    await _allowed_here(host, request)
    which = number_of(request.data.get("question"))
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        new = await questions.upvote(db, host.event.id, which, person.id)
    return CardAnswer(await _board(host, request, upvoted=new))


async def take_back(host: Host, request: Clicked) -> InvokeAnswer:
    await _allowed_here(host, request)
    which = number_of(request.data.get("question"))
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        gone = await questions.take_back(db, host.event.id, which, person.id)
    return CardAnswer(await _board(host, request, taken_back=gone))


def number_of(written: object) -> QuestionId:
    """A card's id of a question. Refuses what can't be one."""
    if isinstance(written, str) and written.isdecimal() and written.isascii() and len(written) < 19:
        return QuestionId(int(written))
    raise Refusal(RefusalCode.QUESTION_NOT_FOUND)


def page_of(request: Request, total: int, shown: Shown) -> tuple[int, int, slice]:
    """Which page is asked for, of how many, and what stands on it."""
    size = PAGE.get(shown, _USUAL)
    pages = max(1, -(-total // size))
    wanted = request.data.get("page") if isinstance(request, Clicked) else None
    page = int(wanted) if isinstance(wanted, str) and wanted.isdecimal() and len(wanted) < 7 else 0
    page = min(page, pages - 1)
    return page, pages, slice(page * size, (page + 1) * size)


def row_of(event: Event, one: Entry, mine: Mine | None = None) -> QuestionRow:
    part = event.part(one.part) if one.part else None
    return QuestionRow(
        id=one.id,
        text=one.text,
        state=one.state,
        votes=one.votes,
        asked_at=one.asked_at.astimezone(event.zone),
        merged=one.merged,
        given=one.given,
        asker=", ".join(filter(None, (one.name, one.organisation))) or None,
        part=part.title if part else None,
        speaker=rule.speaker_of(event, one.part, one.speaker),
        answer=one.answer,
        asked=mine is not None and one.id in mine.asked,
        upvoted=mine is not None and one.id in mine.upvoted,
    )


async def _board(host: Host, request: Request, *, upvoted: bool | None = None, taken_back: bool | None = None) -> Card:
    """A click is answered to who clicked alone; a word said in the meeting's chat to all who read there."""
    event, alone = host.event, request.where.private or isinstance(request, Clicked)
    mine = Mine()
    waiting: list[str] = []
    if alone:
        async with host.database.begin() as db:
            person = await meet(host, db, request)
            mine = await questions.mine(db, event.id, person.id)
            asked = await questions.asked_by(db, event.id, person.id) if request.where.private else []
            waiting = [one.text for one in asked if _waits(one)]
    async with host.database.read() as db:
        found = await questions.board(db, event.id)
    what = request.data.get("what") if isinstance(request, Clicked) else None
    shown = Shown.ANSWERED if what == Shown.ANSWERED else Shown.OPEN
    entries = found.answered if shown is Shown.ANSWERED else (*found.shown, *found.later)
    page, pages, on_page = page_of(request, len(entries), shown)
    view = BoardView(
        event=event,
        shown=shown,
        rows=[row_of(event, one, mine) for one in entries[on_page]],
        live=row_of(event, found.live, mine) if found.live else None,
        total=len(entries),
        page=page,
        pages=pages,
        waiting=waiting,
        upvoted=upvoted,
        taken_back=taken_back,
        shared=not request.where.private,
    )
    return cards.board(view, host.texts(request))


async def _asked(host: Host, request: Request, typed: object, *, named: bool, shared: bool = False) -> Card:
    event, now = host.event, host.clock.now()
    check_ahead(event, now)
    text, mistake = rule.read(typed)
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        await people.lock(db, person.id)
        name = await _name(db, event, person.id)
        if mistake is not None:
            again = QuestionFormView(event=event, text=text, name=name, named=named, mistake=mistake)
            return cards.form(again, host.texts(request))
        before = await questions.asked_by(db, event.id, person.id)
        waiting = [one.text for one in before if one.state in UNANSWERED and not one.given]
        hidden = [one.text for one in before if one.state is QuestionState.HIDDEN]
        new = rule.check_new(text, waiting, hidden)
        if new:
            named = named and name is not None
            await questions.ask(db, event.id, person.id, text, now, named=named, hold=event.questions.hold)
            before = await questions.asked_by(db, event.id, person.id)
    one = next(one for one in before if fold(one.text) == fold(text))
    view = AskedView(
        event=event,
        id=one.id,
        text=one.text,
        waits=_waits(one),
        name=name,
        named=one.named,
        again=not new,
        shared=shared,
    )
    return cards.asked(view, host.texts(request))


def _waits(one: Question) -> bool:
    """As far as its asker is told: one that was hidden too."""
    return one.state in (QuestionState.WAITING, QuestionState.HIDDEN)


async def _name(db: AsyncConnection, event: Event, who: PersonId) -> str | None:
    """Under which they signed up: the only one that we have."""
    current = await registrations.find(db, event.id, who)
    return (current.form.name or None) if current and current.confirmed else None


async def _in_meeting(host: Host, request: Request) -> bool:
    async with host.database.read() as db:
        return (await meetings.find(db, host.event.id)).conversation == request.where.conversation


async def _allowed_here(host: Host, request: Clicked) -> None:
    if not request.where.private and not await _in_meeting(host, request):
        raise Refusal(RefusalCode.IN_YOUR_OWN_CHAT)
