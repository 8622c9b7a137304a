"""Letters handed to a real mail server, over which connection and in whose name."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import mail
from bot.mail_server import Security
from cards.calendar import CalendarFile, Method
from scheduler.messenger import TryLater
from tests.bot.mailing import HandClock, failure, mailer, send, to
from tests.mail_server import USER, Post, certificates, cut, mail_server


@pytest.fixture(name="tls", scope="module")
def _tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return certificates(tmp_path_factory.mktemp("tls"))


async def test_a_letter_arrives_as_it_was_written() -> None:
    file = CalendarFile(content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method=Method.REQUEST)
    async with mail_server() as post, mailer(post.port) as one:
        id_ = await send(one, calendar=file, unsubscribe="https://dag.example/s/x")
    [letter] = post.letters
    assert (letter.sender, letter.recipients) == ("dag@voorbeeld.example", ["l.obrien@huis.example"])
    found = letter.message
    assert found["Message-ID"] == id_
    assert found["Subject"] == "Uw link"
    assert found["Date"].datetime == datetime(2027, 5, 1, 12, 0, tzinfo=UTC)
    assert found["List-Unsubscribe"].startswith("<https://dag.example/s/x>, <mailto:anna@voorbeeld.example")
    body = found.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["Hallo Łukasz", ".", "..", "Tot ziens"]
    html = found.get_body(("html",))
    assert html is not None
    assert html.get_content().strip() == "<p>Hallo Łukasz</p>"
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


async def test_one_connection_carries_letter_after_letter_one_at_a_time() -> None:
    async with mail_server() as post, mailer(post.port) as one:
        await asyncio.gather(*(send(one, to(f"p{number}@huis.example")) for number in range(12)))
        assert len(post.connections) == 1
    assert post.commands[:-1] == ["MAIL", "RCPT", "DATA"] * 12
    assert post.commands[-1] == "QUIT"
    assert len({letter.message["Message-ID"] for letter in post.letters}) == 12


async def test_a_connection_that_the_server_closed_is_made_anew() -> None:
    async with mail_server() as post, mailer(post.port) as one:
        await send(one)
        cut(post.connections[0])
        await send(one)
        post.says["MAIL"] = "421 4.7.0 too many letters, come again"
        assert isinstance(await failure(one), TryLater)
        assert len(post.connections) == 3, "a 421 on a connection that was kept is tried once on a new one"
        del post.says["MAIL"]
        await send(one)
    assert len(post.letters) == 3


async def test_a_connection_is_let_go_when_nobody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_KEEP", 0.01)
    async with mail_server() as post, mailer(post.port) as one:
        await send(one)
        await asyncio.wait_for(post.connections[0].lost.wait(), 5)
        await send(one)
        assert len(post.connections) == 2


async def test_starttls_and_a_name_and_password(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, client = tls
    async with (
        mail_server(starttls=server, sign_in=True) as post,
        mailer(post.port, Security.STARTTLS, user=USER, context=client) as one,
    ):
        await send(one)
    assert [(letter.tls, letter.user) for letter in post.letters] == [(True, USER)]


async def test_tls_from_the_start(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, client = tls
    async with mail_server(tls=server) as post, mailer(post.port, Security.TLS, context=client) as one:
        await send(one)
    assert [letter.tls for letter in post.letters] == [True]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_certificate_that_nobody_vouches_for(
    tls: tuple[ssl.SSLContext, ssl.SSLContext], security: Security
) -> None:
    server, _ = tls
    given: dict[str, Any] = {"tls": server} if security is Security.TLS else {"starttls": server}
    async with mail_server(**given) as post, mailer(post.port, security, user=USER) as one:
        found = await failure(one)
        assert (type(found), found.code) == (TryLater, "mail:tls")
        assert await one.ping() == "tls"
    assert post.commands == [], "nothing was said to it, a password least of all"


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_server_that_goes_by_another_name(tmp_path: Path, security: Security) -> None:
    server, client = certificates(tmp_path, "elsewhere.example")
    given: dict[str, Any] = {"tls": server} if security is Security.TLS else {"starttls": server}
    async with mail_server(**given) as post, mailer(post.port, security, context=client) as one:
        assert (await failure(one)).code == "mail:tls"
    assert post.letters == []


async def test_no_letter_goes_in_the_open() -> None:
    async with mail_server() as post, mailer(post.port, Security.STARTTLS) as one:
        found = await failure(one)
        assert (type(found), found.code) == (TryLater, "mail:no_starttls")
        assert await one.ping() == "no_starttls"
    assert post.letters == []
    assert "MAIL" not in post.commands


async def test_a_wrong_password_waits_for_somebody_to_put_it_right(
    tls: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, client = tls
    clock = HandClock()
    async with (
        mail_server(starttls=server, sign_in=True) as post,
        mailer(post.port, Security.STARTTLS, user=USER, password="fout", context=client, clock=clock) as one,
    ):
        found = await failure(one)
        assert isinstance(found, TryLater)
        assert (found.code, found.status, found.throttled, found.after) == ("mail:auth", 535, True, 60.0)
        assert await one.ping() == "auth"
        tried = post.commands.count("AUTH")
        clock.pass_(20)
        again = await failure(one)
        assert isinstance(again, TryLater)
        assert (again.code, again.after) == ("mail:auth", 40.0)
        assert await one.ping() == "auth"
        assert post.commands.count("AUTH") == tried, "the server is left alone for a minute"
        clock.pass_(41)
        assert (await failure(one)).code == "mail:auth"
        assert post.commands.count("AUTH") > tried
    assert "MAIL" not in post.commands


async def test_a_server_that_takes_no_password() -> None:
    async with mail_server() as post, mailer(post.port, user=USER) as one:
        assert (await failure(one)).code == "mail:no_auth"


async def test_a_server_that_is_not_there_spends_nobodys_attempts() -> None:
    async with mail_server() as post:
        port = post.port
    clock = HandClock()
    async with mailer(port, clock=clock) as one:
        found = await failure(one)
        assert isinstance(found, TryLater)
        assert (found.code, found.throttled) == ("mail:no_connection", True)
        assert await one.ping() == "no_connection"


async def test_what_was_broken_is_well_again() -> None:
    clock = HandClock()
    post = Post(says={"MAIL": "550 5.7.60 you may not write as this one"})
    async with mail_server(post), mailer(post.port, clock=clock) as one:
        assert await one.ping() is None
        found = await failure(one)
        assert isinstance(found, TryLater)
        assert (found.code, found.throttled, await one.ping()) == ("mail:sender", True, "sender")
        del post.says["MAIL"]
        clock.pass_(61)
        await send(one)
        assert await one.ping() is None
