"""Somebody without Teams, by e-mail alone, over a real mail server: from the form to the cancelled calendar entry."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from html import unescape
from typing import Any

import aiohttp
import icalendar
from sqlalchemy import select

from bot.serving import bot_on_stage
from bot.settings import Settings
from event.clock import MovableClock
from event.definition import Event
from event.store.tables import delivery, person
from rehearsal.stage import Stage
from tests.mail_server import Post, mail_server
from tests.scenario.play import Play, at

FORM = {"name": "Łukasz O'Brien-van 't Hof", "email": "l.obrien@huis.example", "organisation": "Woonstad",
        "function": "huismeester", "question": "", "privacy": "true"}  # fmt: skip


@asynccontextmanager
async def play_by_mail(event: Event, database_url: str, post: Post | None = None) -> AsyncIterator[tuple[Play, Post]]:
    open_to_all = event.with_(registration=event.registration.model_copy(update={"page": True}))
    async with Stage(open_to_all) as stage, mail_server(post) as received:
        given: dict[str, Any] = dict(stage.settings) | {
            "MAIL_URL": f"smtp://127.0.0.1:{received.port}",
            "MAIL_FROM": "dag@voorbeeld.example",
        }
        settings = Settings(**given, PORT=0, DATABASE_URL=database_url)
        async with bot_on_stage(settings, open_to_all, MovableClock(at(3, 5, 12))) as (bot, port):
            yield Play(stage, bot, f"http://127.0.0.1:{port}"), received


async def submit(url: str, **form: str) -> str:
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
        assert answer.status == 200, await answer.text()
        return unescape(await answer.text())


async def letter(one: Play, post: Post, number: int) -> EmailMessage:
    await one.bot.worker.drain()
    assert len(post.letters) == number
    return post.letters[-1].message


def link(message: EmailMessage, path: str) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(rf"https?://\S+(/{path}/[^\s?]+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def invitation(message: EmailMessage) -> tuple[str, Any]:
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    calendar: Any = icalendar.Calendar.from_ical(payload)
    assert part["Content-Type"].params["method"] == calendar["METHOD"]
    [entry] = calendar.events
    return str(calendar["METHOD"]), entry


async def sign_up(one: Play, post: Post) -> EmailMessage:
    """Returns the confirmation."""
    await submit(f"{one.url}/event/sign-up", **FORM)
    asked = await letter(one, post, 1)
    await submit(one.url + link(asked, "s"), verb="sign_up.confirm")
    return await letter(one, post, 2)


async def test_a_calendar_follows_from_sign_up_to_withdrawal(event: Event, database_url: str) -> None:
    async with play_by_mail(event, database_url) as (one, post):
        confirmed = await sign_up(one, post)
        assert confirmed["To"].addresses[0].addr_spec == "l.obrien@huis.example"
        assert confirmed["Reply-To"].addresses[0].addr_spec == event.organiser.email
        method, entry = invitation(confirmed)
        assert (method, entry["STATUS"]) == ("REQUEST", "CONFIRMED")
        assert entry["DTSTART"].dt == event.start
        assert entry["ATTENDEE"] == "mailto:l.obrien@huis.example"
        for kind in ("plain", "html"):
            body = confirmed.get_body((kind,))
            assert body is not None
            assert "meldt u niet af" in body.get_content(), "declining in a calendar does not withdraw"
        await submit(one.url + link(confirmed, "s"), verb="registration.withdraw")
        withdrawn = await letter(one, post, 3)
        method, last = invitation(withdrawn)
        assert (method, last["STATUS"], last["UID"]) == ("CANCEL", "CANCELLED", entry["UID"])
        assert last["SEQUENCE"] > entry["SEQUENCE"]
        ids = [one.message["Message-ID"] for one in post.letters]
        assert len(set(ids)) == 3


async def test_a_mailbox_that_is_not_there_closes_that_road_and_says_why(event: Event, database_url: str) -> None:
    async with play_by_mail(event, database_url) as (one, post):
        await sign_up(one, post)
        post.says["RCPT"] = "550 5.1.1 l.obrien@huis.example is unknown"
        await submit(one.url + link(post.letters[-1].message, "s"), verb="registration.withdraw")
        await letter(one, post, 2)
        async with one.bot.database.read() as db:
            refused = (await db.execute(select(person.c.mail_refused))).scalar_one()
            reasons = [row.reason for row in await db.execute(select(delivery.c.reason).order_by(delivery.c.id))]
        assert refused == "mail:550:5.1.1"
        assert reasons[-1] == "mail:550:5.1.1"


async def test_a_letter_that_perhaps_arrived_comes_again_with_the_same_id(event: Event, database_url: str) -> None:
    async with play_by_mail(event, database_url) as (one, post):
        await submit(f"{one.url}/event/sign-up", **FORM)
        first = await letter(one, post, 1)
        post.lost_after = True
        await submit(one.url + link(first, "s"), verb="sign_up.confirm")
        await one.bot.worker.drain()
        _, before, again = post.letters
        assert before.message["Message-ID"] == again.message["Message-ID"]
        assert before.message["Subject"] == again.message["Subject"]
