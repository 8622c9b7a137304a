"""The question board for moderators: approve, hide, merge, assign, make live, answer."""

from __future__ import annotations

from bot.handlers import questions as everybody
from bot.handlers import rights
from bot.handlers.host import Host, meet
from bot.handlers.questions import number_of, page_of, row_of
from bot.requests import Clicked, Request
from cards import question_control as cards
from cards.card import Card
from cards.verbs import Verb
from cards.views_questions import Done, ModerationView, QuestionControlView, Shown
from event import questions as rule
from event.errors import Refusal, RefusalCode
from event.ids import PartKey, PersonId, QuestionId
from event.questions import LONGEST_ANSWER, QuestionMistake, QuestionState
from event.store import audit, question_acts, questions
from event.store.questions import Board
from scheduler import answers

_TO = {
    Verb.QUESTION_APPROVE: (QuestionState.SHOWN, Done.SHOWN),
    Verb.QUESTION_HIDE: (QuestionState.HIDDEN, Done.HIDDEN),
    Verb.QUESTION_LIVE: (QuestionState.LIVE, Done.LIVE),
    Verb.QUESTION_LATER: (QuestionState.LATER, Done.LATER),
    Verb.QUESTION_DONE: (QuestionState.ANSWERED, Done.ANSWERED),
}
_MOST_OTHERS = 20
_MOST_MERGED = 5


async def said(host: Host, request: Request) -> Card:
    """`vragen`: moderators get their lists, everybody else the board."""
    if rights.Role.MODERATOR in await rights.roles_of(host, request):
        return await _listed(host, request)
    return await everybody.board(host, request)


async def list_(host: Host, request: Request) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    return await _listed(host, request)


async def manage(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    return await _control(host, request, number_of(request.data.get("question")))


async def move(host: Host, request: Clicked) -> Card:
    """To where its verb says. From a list back to the list, else to the question itself."""
    await rights.require(host, request, rights.Role.MODERATOR)
    to, done = _TO[Verb(request.verb)]
    given_by, now = request.data.get("person"), host.clock.now()
    which = QuestionId(0)
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        if isinstance(given_by, str):  # a card of before these had a number of their own
            moved = await question_acts.finish_given(db, host.event.id, PersonId(given_by), now)
        else:
            which = number_of(request.data.get("question"))
            moved = await question_acts.move(db, host.event.id, which, to, now)
        if moved:
            await audit.note(db, host.event.id, by.id, request.verb, now, subject=_subject(which))
    done = done if moved else Done.ALREADY
    if "page" in request.data or not which:
        return await _listed(host, request, done)
    return await _control(host, request, which, done=done)


async def assign(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    which, (part, speaker) = number_of(request.data.get("question")), _for_whom(host, request.data.get("for"))
    now = host.clock.now()
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        changed = await question_acts.assign(db, host.event.id, which, part, speaker, now)
        if changed:
            await audit.note(db, host.event.id, by.id, request.verb, now, subject=_subject(which), part=part or "")
    return await _control(host, request, which, done=Done.ASSIGNED if changed else Done.ALREADY)


async def merge(host: Host, request: Clicked) -> Card:
    """Another one into this one. Where this one was answered in writing, whoever comes along hears it."""
    await rights.require(host, request, rights.Role.MODERATOR)
    into, chosen = number_of(request.data.get("question")), request.data.get("other")
    if not chosen:
        return await _control(host, request, into, nothing_chosen=True)
    now = host.clock.now()
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        keeps, goes = await question_acts.merge(db, host.event.id, into, number_of(chosen), now)
        told = await answers.tell(db, host.event, keeps, real_now=host.real.now())
        await audit.note(
            db, host.event.id, by.id, request.verb, now, subject=_subject(keeps), other=int(goes), told=told
        )
    if told:
        host.wake()
    return await _control(host, request, keeps, done=Done.MERGED)


async def unmerge(host: Host, request: Clicked) -> Card:
    await rights.require(host, request, rights.Role.MODERATOR)
    which, now = number_of(request.data.get("question")), host.clock.now()
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        told_by = await question_acts.unmerge(db, host.event.id, which, now)
        await audit.note(db, host.event.id, by.id, request.verb, now, subject=_subject(which), other=int(told_by))
    return await _control(host, request, told_by, done=Done.UNMERGED)


async def answer(host: Host, request: Clicked) -> Card:
    """Everybody who asked or upvoted hears it; who heard an earlier one sees the card that they have change."""
    await rights.require(host, request, rights.Role.MODERATOR)
    which = number_of(request.data.get("question"))
    text, mistake = rule.read(request.data.get("answer"), LONGEST_ANSWER)
    if mistake is not None:
        return await _control(host, request, which, typed=text, mistake=mistake)
    now, told = host.clock.now(), 0
    async with host.database.begin() as db:
        by = await meet(host, db, request)
        written = await question_acts.answer(db, host.event.id, which, text, now)
        if written is not None:
            at, version = written
            told = await answers.tell(
                db, host.event, at, real_now=host.real.now(), changed=version if version > 1 else None, now=now
            )
            await audit.note(db, host.event.id, by.id, request.verb, now, subject=_subject(at), told=told)
    if written is None:
        return await _control(host, request, which, done=Done.ALREADY)
    host.wake()
    return await _control(host, request, which, done=Done.SENT if told else Done.CHANGED, told=told)


async def _listed(host: Host, request: Request, done: Done | None = None) -> Card:
    event = host.event
    async with host.database.read() as db:
        found = await questions.board(db, event.id, moderating=True)
    lists = {
        Shown.WAITING: found.waiting,
        Shown.OPEN: (*found.shown, *found.later),
        Shown.ANSWERED: found.answered,
        Shown.HIDDEN: found.hidden,
    }
    what = request.data.get("what") if isinstance(request, Clicked) else None
    shown = next((one for one in Shown if one == what), None)
    if shown is None:  # where there is something to do
        shown = Shown.WAITING if found.waiting or not (found.live or lists[Shown.OPEN]) else Shown.OPEN
    page, pages, on_page = page_of(request, len(lists[shown]), Shown.OPEN)
    counts = {one: len(entries) for one, entries in lists.items()}
    if found.live:
        counts[Shown.OPEN] += 1
    view = ModerationView(
        event=event,
        shown=shown,
        rows=[row_of(event, one) for one in lists[shown][on_page]],
        live=row_of(event, found.live) if found.live else None,
        counts=counts,
        page=page,
        pages=pages,
        now=host.clock.now(),
        done=done,
    )
    return cards.question_list(view, host.texts(request))


async def _control(
    host: Host,
    request: Clicked,
    which: QuestionId,
    *,
    done: Done | None = None,
    told: int = 0,
    typed: str | None = None,
    mistake: QuestionMistake | None = None,
    nothing_chosen: bool = False,
) -> Card:
    event = host.event
    async with host.database.read() as db:
        found = await questions.board(db, event.id, moderating=True)
        at = rule.root(which, await questions.into(db, event.id))
        one = found.find(at)
        if one is None:
            raise Refusal(RefusalCode.QUESTION_NOT_FOUND)
        merged = await question_acts.merged_into(db, event.id, at)
    likely, others = _others(found, at)
    speakers = next((part.speakers for part in event.parts if part.key == one.part), ())
    number = next((str(at) for at, speaker in enumerate(speakers) if speaker.nl == one.speaker), "")
    view = QuestionControlView(
        event=event,
        row=row_of(event, one),
        now=host.clock.now(),
        people=one.votes,
        likely=likely,
        others=others,
        merged=[(other.id, other.text) for other in merged[:_MOST_MERGED]],
        chosen="/".join(filter(None, (one.part, number))),
        typed=typed,
        mistake=mistake,
        nothing_chosen=nothing_chosen,
        done=done,
        told=told,
    )
    return cards.control(view, host.texts(request))


def _others(found: Board, at: QuestionId) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Which likely ask the same as this one, and which else could be merged into it, by id and text."""
    live = (found.live,) if found.live else ()
    every = (*live, *found.shown, *found.waiting, *found.later, *found.answered)
    texts = {one.id: one.text for one in every if one.id != at}
    mine = found.find(at)
    likely = rule.alike(mine.text, texts) if mine else []
    nearest = rule.by_likeness(mine.text, texts) if mine else []
    others = [one for one in nearest if one not in likely][:_MOST_OTHERS]
    return [(one, texts[one]) for one in likely], [(one, texts[one]) for one in others]


def _for_whom(host: Host, chosen: object) -> tuple[PartKey | None, str | None]:
    """A part, or `part/n` for its n-th speaker. Refuses what isn't in the programme any more."""
    if not chosen or chosen == cards.FOR_ALL:
        return None, None
    key, _, number = str(chosen).partition("/")
    part = host.event.part(key)
    if part is None:
        raise Refusal(RefusalCode.PART_NOT_FOUND)
    if not number:
        return part.key, None
    if not (number.isdecimal() and len(number) < 4 and int(number) < len(part.speakers)):
        raise Refusal(RefusalCode.PART_NOT_FOUND)
    return part.key, part.speakers[int(number)].nl


def _subject(which: QuestionId) -> str:
    return f"question:{which}" if which else "question:registration"
