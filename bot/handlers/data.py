"""What is held about somebody: shown to them alone, taken along, and deleted when they ask."""

from __future__ import annotations

from uuid import uuid4

from bot.handlers.host import Host, meet
from bot.handlers.known import known
from bot.handlers.registration import state_card
from bot.links import Purpose
from bot.requests import Clicked, Request
from cards import data as cards
from cards.answers import said, voted_anonymously
from cards.card import Card
from cards.data_file import as_json
from cards.texts import Texts
from cards.views_mine import DataView, ForgetView, ForgottenView, MyQuestion
from cards.views_participants import Line
from event import registration as rule
from event.reach import obstacles
from event.roles import Role, higher
from event.store import audit, forgetting, held, people, registrations, roles
from event.store.held import Held
from scheduler import roads


async def show(host: Host, request: Request) -> Card:
    """Everything, in words that people read."""
    return cards.data(await _view(host, request), host.texts(request))


async def take_along(host: Host, request: Request) -> bytes:
    """Everything, as a file for a program."""
    return as_json(await _view(host, request), host.texts(request))


async def acknowledge(host: Host, request: Clicked) -> Card:
    """Signed up by others, they have read now what is kept and why."""
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        await people.lock(db, person.id)
        current = await registrations.find(db, host.event.id, person.id)
        if current is not None:
            current = rule.acknowledge(current, host.clock.now())
            await registrations.save(db, host.event.id, person.id, current)
    if current is None:
        return await show(host, request)
    return state_card(host, request, current, was_already=True)


async def renew_links(host: Host, request: Clicked) -> Card:
    """Every link that they were ever sent is void from here on; new ones come by their own road."""
    now = host.real.now()
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        version = await people.renew_links(db, person.id)
        await roads.tell_one(
            db,
            host.event,
            person.id,
            occasion=f"links:{version}",
            kind="asked_again",
            subject="",
            until_at=None,
            now=now,
        )
    host.wake()
    return cards.links_renewed(host.event, host.texts(request))


async def leave(host: Host, request: Request) -> Card:
    """The question before it."""
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        current = await registrations.find(db, host.event.id, person.id)
        by_file = await roles.by_file(db, host.event, person)
    view = ForgetView(event=host.event, registered=bool(current and current.confirmed), by_file=by_file)
    return cards.forget(view, host.texts(request))


async def forget(host: Host, request: Clicked) -> Card:
    """All of it, in one transaction. The next word meets them as new. The log keeps a number and a time."""
    now = host.clock.now()
    given = (*host.event.roles.organisers, *host.event.roles.moderators)
    keep = [principal.casefold() for principal in given]
    number: str | None = None
    by_file: Role | None = None
    async with host.database.begin() as db:
        # Twice the same person, where they came without an identity at first.
        while person := await known(db, request):
            by_file = by_file or await roles.by_file(db, host.event, person)
            await forgetting.forget(db, person, keep)
            number = number or uuid4().hex[:8].upper()
        if number is not None:
            await audit.note(db, host.event.id, None, "data.forget", now, subject=number)
    host.spoken.forget(request)
    view = ForgottenView(event=host.event, number=number, at=now.astimezone(host.event.zone), by_file=by_file)
    return cards.forgotten(view, host.texts(request))


async def _view(host: Host, request: Request) -> DataView:
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        kept = await held.about(db, host.event.id, person)
        by_file = await roles.by_file(db, host.event, person)
    zone, texts = host.event.zone, host.texts(request)
    on_page = request.where.on_page
    return DataView(
        event=host.event,
        person=person,
        known_since=kept.known_since.astimezone(zone),
        registration=kept.registration,
        roads=obstacles(kept.roads, mail_on=host.mail_on),
        chats=[(since.astimezone(zone), is_open) for since, is_open in kept.chats],
        waiting=[since.astimezone(zone) for since in kept.waiting],
        listed=kept.listed,
        questions=[
            MyQuestion(
                text=one.text,
                asked_at=one.asked_at.astimezone(zone),
                done=one.done,
                named=one.named,
                answer=one.answer,
            )
            for one in kept.questions
            if not (one.given and kept.registration and one.text == kept.registration.form.question)
        ],
        upvoted=kept.upvoted,
        ballots=_ballots(host, kept, texts),
        messages=kept.messages,
        told=[Line(kind=one.kind, state=one.state, reason=one.reason, at=one.at.astimezone(zone)) for one in kept.told],
        role=higher(by_file, kept.granted),
        by_file=by_file is not None and by_file is higher(by_file, kept.granted),
        acts=kept.acts,
        page=None if on_page else host.page(Purpose.DATA, person),
        on_page=on_page,
    )


def _ballots(host: Host, kept: Held, texts: Texts) -> list[tuple[str, str]]:
    """Question and answer; the keys of a poll that the event doesn't have any more. Of an anonymous one nobody knows
    the answer."""
    found = []
    for box in (*kept.ballots, *sorted(kept.rolls)):
        poll, marks = host.event.poll(box.split(".")[0]), kept.ballots.get(box)
        known = said(poll, marks, texts) if poll and marks else ", ".join(marks or ())
        answer = voted_anonymously(texts) if marks is None else known
        found.append((texts.of(poll.question) if poll else box, answer))
    return found
