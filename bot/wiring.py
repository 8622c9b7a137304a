"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import aiohttp
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.handlers import fault
from bot.handlers.conversation import conversation
from bot.handlers.drawn import DrawnBallots
from bot.handlers.host import Host
from bot.handlers.spoken import Spoken
from bot.handlers.standings import Standings
from bot.letters import Letters
from bot.links import Links, Purpose, holds, load_key
from bot.mail import Mailer
from bot.mail_server import Mailbox, parse_mail_url, parse_mailbox
from bot.metrics import Metrics, figures
from bot.pages.door import Door as PageDoor
from bot.pages.layout import add_static
from bot.pages.live import Hub
from bot.pages.panel import PanelPage
from bot.pages.results import ResultsPage
from bot.pages.shown import Looker
from bot.pages.sign_up import SignUps
from bot.pages.signed import SignedPages
from bot.pages.stage import StagePage
from bot.settings import Settings, parse_pace
from bot.teams.connector import Connector
from bot.teams.door import Door
from bot.teams.files import Downloads
from bot.teams.login import Login
from bot.teams.tokens import Tokens
from bot.teams.trust import Trust, keeps_files
from bot.web import application
from cards import ways_in
from event.clock import Clock, MovableClock, SystemClock
from event.definition import Event
from event.errors import NotConfigured
from event.ids import PersonId
from event.people import Person
from event.store import announcements, rerouting, sealed, seen, stage
from event.store.ballot_box import BallotBox
from event.store.changes import Living
from event.store.database import Database
from event.store.meeting_chat import MeetingChat
from event.store.seen import SeenActivities
from scheduler import notices, planner
from scheduler.clock import AlarmClock
from scheduler.live import LiveCards
from scheduler.pace import Pace, limits
from scheduler.render import renderer
from scheduler.worker import Worker


@dataclass(frozen=True, kw_only=True)
class Gastheer:
    """The running bot: its web application, and the acts of its clock."""

    app: web.Application
    database: Database
    living: Living
    links: Links
    clock: Clock
    worker: Worker
    tick: planner.Tick

    async def jump(self, to: datetime) -> None:
        """Move the event's time as if it had passed: everything that falls due on the way is sent in its order."""
        if not isinstance(self.clock, MovableClock):
            raise TypeError("the real clock can't be moved")
        while True:
            # Asked anew each time: what goes out may change what comes after it.
            ahead = (one for one in await _moments(self.database, self.living) if self.clock.now() < one < to)
            moment = min(ahead, default=to)
            self.clock.move_to(moment)
            await self.tick(moment)
            await self.worker.drain()
            if moment == to:
                return


@asynccontextmanager
async def gastheer(settings: Settings, file: Event, *, clock: Clock | None = None) -> AsyncIterator[Gastheer]:
    """Everything up, and down again at the end. `file` is the event file's event, `clock` the event's time: the
    machine's unless given."""
    real = SystemClock()
    clock = clock or real
    key = load_key(settings.link_key.get_secret_value() if settings.link_key else "", settings.data_dir)
    try:
        database = Database(settings.database_url, key)
        await database.open()
    except (SQLAlchemyError, OSError) as error:
        raise NotConfigured(
            f"GASTHEER_DATABASE_URL: the database can't be opened ({type(error).__name__}). Is it there?"
        ) from error
    metrics = Metrics()
    try:
        living = Living(file, database, real)
        async with aiohttp.ClientSession() as session:
            connector = Connector(session, Login(settings, real), Trust(settings), real)
            links = Links(key, settings.public_url.rstrip("/"), file.id)
            mailer = _mailer(settings, real)
            worker = Worker(
                database=database,
                living=living,
                messenger=connector,
                post=Letters(*mailer, links, living, real) if mailer else None,
                render=renderer(living, clock),
                clock=clock,
                real=real,
                pace=Pace(
                    tenant=limits(parse_pace(settings.pace_tenant)),
                    conversation=limits(parse_pace(settings.pace_conversation)),
                    mail=limits(parse_pace(settings.pace_mail)),
                ),
                count=metrics.delivery,
            )
            live = LiveCards(database, living, clock, real, worker.wake)
            host = Host(
                event=await living.current(),
                living=living,
                database=database,
                box=BallotBox(database, file.id),
                ballots=DrawnBallots(),
                standings=Standings(database, file.id, real),
                spoken=Spoken(database, real),
                roster=connector,
                files=Downloads(session, lambda url: keeps_files(url, settings)),
                clock=clock,
                real=real,
                own_tenant=settings.app_tenant,
                wake=worker.wake,
                page=partial(_page, settings, links, real),
                site=partial(_site, settings, links),
                mail_on=mailer is not None,
                moved=live.moved,
            )
            looker = Looker(host=host)
            hub = Hub(looker, partial(_link_versions, database), clock, real)
            handler = hub.stirring(conversation(host))
            tokens = Tokens(settings, session, real)
            door = Door(
                settings,
                tokens=tokens,
                connector=connector,
                clock=real,
                handler=handler,
                fault=fault.answer(host),
                sentence=fault.sentence(host),
                is_event_meeting=MeetingChat(database, living, real).is_it,
                seen=SeenActivities(database, real),
                metrics=metrics,
            )
            async with database.begin() as db:
                if await sealed.broken(db, file.id):
                    raise NotConfigured(
                        "GASTHEER_LINK_KEY: an anonymous poll is under way whose ballots were sealed with another key. "
                        "Start with that one, and change it once the poll is closed."
                    )
                await announcements.follow(db, await living.look(db), clock.now())
                await notices.overruled(db, file, real.now())
                await seen.forget_newest(db, real.now())
                if mailer:
                    await rerouting.retry_reason(db, file.id, "mail_off", real.now())
            tick = planner.ticker(database, living, worker.wake, real)
            alarm = AlarmClock(tick=tick, clock=clock, moments=partial(_moments, database, living))
            parts = {"database": database.ping, "identity": tokens.ping, "clock": alarm.ping, "worker": worker.ping}
            if mailer:
                parts["mail"] = mailer[0].ping
            sign_ups = SignUps(host=host, links=links, mail_on=mailer is not None)
            pages = SignedPages(
                links=links, living=living, database=database, handler=handler, clock=real, sign_ups=sign_ups
            )
            await alarm.start()
            await live.start()
            await worker.start()
            try:
                app = application(door.receive, parts, metrics=metrics, figures=partial(figures, database, file.id))
                door_of = partial(PageDoor, links=links, database=database, clock=real)
                stage_door = door_of(purpose=Purpose.STAGE, word=ways_in.stage_word)
                results_door = door_of(purpose=Purpose.RESULTS, word=ways_in.results_word)
                results_page = ResultsPage(door=results_door, host=host)
                panel_door = door_of(purpose=Purpose.PANEL, word=ways_in.panel_word)
                beside = (
                    StagePage(door=stage_door, looker=looker, hub=hub),
                    PanelPage(door=panel_door, looker=looker, hub=hub, handler=handler),
                )
                for some in (pages, sign_ups, results_page, *beside):
                    some.add_routes(app.router)
                add_static(app.router)
                app.on_shutdown.append(hub.close)
                yield Gastheer(
                    app=app, database=database, living=living, links=links, clock=clock, worker=worker, tick=tick
                )
            finally:
                await alarm.stop()
                await live.stop()
                await worker.stop()
                if mailer:
                    await mailer[0].close()
    finally:
        await database.close()


def _mailer(settings: Settings, real: Clock) -> tuple[Mailer, Mailbox] | None:
    """None where no mail server is set."""
    if settings.mail_url is None:
        return None
    sender = parse_mailbox(settings.mail_from)
    return Mailer(parse_mail_url(settings.mail_url.get_secret_value()), sender, real), sender


def _site(settings: Settings, links: Links) -> str | None:
    """By https, or on a stage on this machine."""
    safe = links.public_url.startswith("https://") or (settings.stage_is_local and links.public_url)
    return f"{links.public_url}/event" if safe else None


def _page(settings: Settings, links: Links, real: Clock, purpose: Purpose, who: Person) -> str | None:
    if _site(settings, links) is None:
        return None
    return links.url(purpose, who.id, who.link_version, real.now() + holds(purpose))


async def _link_versions(database: Database, who: Collection[PersonId]) -> Mapping[PersonId, int]:
    async with database.read() as db:
        return await stage.link_versions(db, who)


async def _moments(database: Database, living: Living) -> list[datetime]:
    async with database.read() as db:
        return await planner.moments(db, await living.look(db))
