"""What is held about somebody: shown to them alone, and deleted when they ask."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from bot.handlers.host import Host, meet
from bot.handlers.known import known
from bot.requests import Clicked, Request
from cards import data as cards
from cards.card import Card
from cards.texts import Texts
from cards.views_mine import DataView, ForgetView, ForgottenView, MyQuestion
from cards.views_participants import Line
from event.definition import Status
from event.roles import Role, higher
from event.store import audit, forgetting, held, registrations, roles


async def show(host: Host, request: Request) -> Card:
    """Everything, in words that people read."""
    async with host.database.begin() as db:
        person = await meet(host, db, request)
        kept = await held.about(db, host.event.id, person)
        by_file = await roles.by_file(db, host.event, person)
    zone, texts = host.event.zone, host.texts(request)
    view = DataView(
        event=host.event,
        person=person,
        known_since=kept.known_since.astimezone(zone),
        registration=kept.registration,
        until=_until(host),
        chats=[(since.astimezone(zone), is_open) for since, is_open in kept.chats],
        questions=[
            MyQuestion(text=one.text, asked_at=one.asked_at.astimezone(zone), done=one.done) for one in kept.questions
        ],
        ballots=[_ballot(host, poll, option, texts) for poll, option in kept.ballots.items()],
        messages=kept.messages,
        told=[Line(kind=one.kind, state=one.state, reason=one.reason, at=one.at.astimezone(zone)) for one in kept.told],
        role=higher(by_file, kept.granted),
        by_file=by_file is not None and by_file is higher(by_file, kept.granted),
        acts=kept.acts,
    )
    return cards.data(view, texts)


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


def _until(host: Host) -> date | None:
    """None while nobody knows the day."""
    if host.event.status is Status.POSTPONED:
        return None
    return host.event.date + timedelta(days=host.event.privacy.retention_days)


def _ballot(host: Host, key: str, option: str, texts: Texts) -> tuple[str, str]:
    """Question and answer; the keys of a poll that the event doesn't have any more."""
    poll = host.event.poll(key)
    chosen = poll.option(option) if poll else None
    return (texts.of(poll.question) if poll else key), (texts.of(chosen.text) if chosen else option)
