"""What every handler has at hand, and how it meets the person in front of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers.drawn import DrawnBallots
from bot.handlers.spoken import Spoken
from bot.handlers.standings import Standings
from bot.handlers.turns import Turns
from bot.links import Purpose
from bot.requests import Clicked, Files, Request, Roster
from cards.texts import Texts, texts
from event.changes import Change
from event.clock import Clock
from event.definition import Event
from event.errors import Refusal, RefusalCode
from event.ids import ChangeId, PersonId, PollKey, TenantId
from event.people import Person, language_of, zone_of
from event.reach import Road
from event.store import announcements, changes, conversations, people, rerouting
from event.store.ballot_box import BallotBox
from event.store.changes import Living
from event.store.database import Database


@dataclass(frozen=True, kw_only=True)
class Host:
    """`event` as it stood when the request came in, `living` what it stands by. `clock` is the event's time (what is
    due, what cards say), `real` the machine's (leases, retries). `wake` tells the worker that there is something to
    send. `page` is somebody's own page in a browser, for a day; None where no browser could safely reach us.
    `site` is the event's own page, for everybody; None likewise. `mail_on`: there is a mail server. `moved` tells that
    what all see of a poll changed."""

    event: Event
    living: Living
    database: Database
    box: BallotBox
    ballots: DrawnBallots
    standings: Standings
    spoken: Spoken
    roster: Roster
    files: Files
    clock: Clock
    real: Clock
    own_tenant: TenantId | None
    wake: Callable[[], None]
    page: Callable[[Purpose, Person], str | None]
    site: Callable[[], str | None]
    mail_on: bool
    moved: Callable[[PollKey], None]
    rosters: Turns = field(default_factory=Turns)

    async def afresh(self) -> Host:
        """With the event as it stands now."""
        event = self.living.at_hand() or await self.living.current()
        return self if event is self.event else replace(self, event=event)

    def texts(self, request: Request) -> Texts:
        """In the reader's language, and with their own time zone where nobody else reads along."""
        alone = request.where.kind == "personal" or isinstance(request, Clicked)
        return texts(language_of(self.event, request.locale), zone_of(request.zone) if alone else None)


async def draft_of(db: AsyncConnection, host: Host, path: str, id: object) -> Change:  # noqa: A002 - as cards say it
    """What was read back and is confirmed now: a card's `id` names it. Refused when it isn't there."""
    number = int(id) if isinstance(id, str) and id.isdecimal() and len(id) < 19 else 0
    found = await changes.get(db, host.event.id, ChangeId(number))
    if found is None or not found.path.startswith(path) or found.value is None:
        raise Refusal(RefusalCode.NOTHING_TO_CONFIRM)
    return found


async def change(host: Host, db: AsyncConnection, path: str, value: Any, by: PersonId) -> Event:
    """Change the event in this transaction; its announcements follow. Call `host.living.forget()` once it is
    committed. Returns the event as it stands with it."""
    now = host.clock.now()
    await changes.add(db, host.living.file, path, value, by, now)
    event = await changes.standing(db, host.living.file)
    await announcements.follow(db, event, now)
    return event


async def meet(host: Host, db: AsyncConnection, request: Request) -> Person:
    """The person who did this, made at first sight; in a personal chat also where to write to them."""
    now = host.clock.now()
    if request.who.person is not None:
        known = await people.find(db, request.who.person)
        if known is None:  # forgotten a moment ago
            raise Refusal(RefusalCode.PERSON_NOT_FOUND)
        return known
    person = await people.meet(
        db,
        account=request.who.account,
        tenant=request.who.tenant,
        oid=request.who.oid,
        language=language_of(host.event, request.locale) if request.locale else None,
        zone=request.zone if zone_of(request.zone) else None,
        default=host.event.languages[0],
        now=now,
    )
    if request.where.kind == "personal":
        await remember(host, db, request, person.id)
    return person


async def remember(host: Host, db: AsyncConnection, request: Request, person: PersonId | None) -> None:
    """Keep where to write. When it was closed before, what failed to arrive there is tried again."""
    opened = await conversations.remember(
        db,
        id=request.where.conversation,
        kind=request.where.kind,
        service_url=request.where.service_url,
        tenant=request.where.tenant,
        person=person,
        now=host.clock.now(),
    )
    if opened:
        recipient, road = (person, Road.PERSONAL) if person else (request.where.conversation, Road.MEETING_CHAT)
        if await rerouting.reopen(db, host.event.id, recipient, road, host.real.now()):
            host.wake()
