"""What a mail server says no to, and what it leaves unsaid."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot import mail
from scheduler.messenger import Ambiguous, Refused, SendFailure, TryLater
from tests.bot.mailing import HandClock, failure, mailer, send, to
from tests.mail_server import USER, Post, cut, mail_server


@pytest.mark.parametrize(
    ("command", "said", "kind", "code", "status"),
    [
        ("RCPT", "550 5.1.1 <l.obrien@huis.example> no such user here", Refused, "mail:550:5.1.1", 550),
        ("RCPT", "550 no such user l.obrien@huis.example", Refused, "mail:550", 550),
        ("RCPT", "552 5.2.2 mailbox full", Refused, "mail:552:5.2.2", 552),
        ("RCPT", "554 5.7.1 refused by policy", Refused, "mail:554:5.7.1", 554),
        ("RCPT", "452 4.2.2 mailbox full for now", TryLater, "mail:452:4.2.2", 452),
        ("RCPT", "450 4.2.0 greylisted", TryLater, "mail:450:4.2.0", 450),
        ("RCPT", "530 5.7.0 sign in first", TryLater, "mail:auth", 530),
        ("DATA", "554 5.7.1 it looks like spam", Refused, "mail:554:5.7.1", 554),
        ("DATA", "552 5.3.4 too big", Refused, "mail:552:5.3.4", 552),
        ("DATA", "451 4.3.0 disk is full", TryLater, "mail:451:4.3.0", 451),
        ("MAIL", "451 4.3.2 not now", TryLater, "mail:451:4.3.2", 451),
        ("MAIL", "552 5.3.4 too big", Refused, "mail:552:5.3.4", 552),
        ("MAIL", "530 5.7.1 sign in first", TryLater, "mail:auth", 530),
    ],
)
async def test_what_the_server_says_and_what_it_means(
    command: str, said: str, kind: type[SendFailure], code: str, status: int
) -> None:
    post = Post(says={command: said})
    async with mail_server(post), mailer(post.port) as one:
        found = await failure(one)
        assert (type(found), found.code, found.status) == (kind, code, status)
        assert found.__cause__ is None
        assert found.__suppress_context__, "a traceback would show what the server said, the address in it"
    assert post.letters == []


async def test_a_refusal_is_one_persons_and_the_next_letter_goes_over_the_same_connection() -> None:
    post = Post(says={"RCPT weg@huis.example": "550 5.1.1 gone"})
    async with mail_server(post), mailer(post.port) as one:
        assert (await failure(one, to("weg@huis.example"))).code == "mail:550:5.1.1"
        await send(one)
        assert await one.ping() is None
    assert len(post.connections) == 1
    assert post.commands == ["MAIL", "RCPT", "RSET", "MAIL", "RCPT", "DATA", "QUIT"]
    assert [letter.recipients for letter in post.letters] == [["l.obrien@huis.example"]]


async def test_a_greylisted_mailbox_is_asked_again_after_a_while() -> None:
    post = Post(says={"RCPT": "450 4.2.0 come again"})
    async with mail_server(post), mailer(post.port) as one:
        found = await failure(one)
        assert isinstance(found, TryLater)
        assert (found.after, found.throttled) == (120.0, False)


async def test_a_connection_that_breaks_after_the_letter_was_handed_over() -> None:
    post = Post(drops={"DATA"})
    async with mail_server(post), mailer(post.port) as one:
        found = await failure(one)
        assert (type(found), found.code) == (Ambiguous, "mail:lost")
        post.drops.clear()
        await send(one)
    assert len(post.letters) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
async def test_a_connection_that_breaks_before_it(command: str) -> None:
    post = Post(drops={command})
    async with mail_server(post), mailer(post.port) as one:
        found = await failure(one)
        assert (type(found), found.code) == (TryLater, "mail:lost")


@pytest.mark.parametrize(("command", "kind"), [("MAIL", TryLater), ("RCPT", TryLater), ("DATA", Ambiguous)])
async def test_a_server_that_takes_too_long(
    command: str, kind: type[SendFailure], monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(hangs={command})
    async with mail_server(post), mailer(post.port) as one:
        with monkeypatch.context() as hurry:
            hurry.setattr(mail, "_LONGEST", 1.0)
            found = await failure(one)
        assert (type(found), found.code) == (kind, "mail:slow")
        post.hangs.clear()
        await send(one)
        assert len(post.connections) == 2, "what may still answer the last question gets no new one"


async def test_who_waits_too_long_for_their_turn_waits_on(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Post(hangs={"DATA"})
    async with mail_server(post), mailer(post.port) as one:
        before = asyncio.create_task(send(one))
        await asyncio.wait_for(post.hanging.wait(), 5)
        monkeypatch.setattr(mail, "_LONGEST", 0.01)
        found = await failure(one)
        assert isinstance(found, TryLater)
        assert (found.code, found.throttled) == ("mail:busy", True)
        before.cancel()
        with pytest.raises(asyncio.CancelledError):
            await before


async def test_a_task_that_is_stopped_leaves_no_half_spoken_connection() -> None:
    post = Post(hangs={"RCPT"})
    async with mail_server(post), mailer(post.port) as one:
        task = asyncio.create_task(send(one))
        await asyncio.wait_for(post.hanging.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        post.hangs.clear()
        await send(one)
    assert len(post.letters) == 1


async def test_addresses_in_any_script_where_the_server_takes_them() -> None:
    async with mail_server() as post, mailer(post.port) as one:
        await send(one, to("łukasz@huis.example"))
        await send(one, to("anna@büro.example"))
    first, second = post.letters
    assert (first.recipients, first.options) == (["łukasz@huis.example"], ["BODY=8BITMIME", "SMTPUTF8"])
    assert "łukasz@huis.example".encode() in first.content
    assert (second.recipients, second.options) == (["anna@xn--bro-hoa.example"], [])


async def test_addresses_in_any_script_where_it_does_not() -> None:
    async with mail_server(smtputf8=False) as post, mailer(post.port) as one:
        found = await failure(one, to("łukasz@huis.example"))
        assert (type(found), found.code) == (Refused, "mail:553:5.6.7")
        await send(one, to("anna@büro.example"))
    assert post.letters[0].recipients == ["anna@xn--bro-hoa.example"]


@pytest.mark.parametrize("address", ["", "x", "a@b.example>\r\nRCPT TO:<c@d.example", "a b@c.example"])
async def test_what_is_no_address_never_reaches_the_server(address: str) -> None:
    async with mail_server() as post, mailer(post.port) as one:
        found = await failure(one, to(address))
        assert (type(found), found.code) == (Refused, "mail:553:5.1.3")
    assert post.commands == []


async def test_asking_how_it_is_sends_no_mail_and_asks_once_a_minute() -> None:
    clock = HandClock()
    async with mail_server() as post, mailer(post.port, clock=clock) as one:
        assert await one.ping() is None
        assert await one.ping() is None
        assert len(post.connections) == 1
        clock.pass_(61)
        assert await one.ping() is None
        assert post.commands == ["NOOP"]
        cut(post.connections[0])
        clock.pass_(61)
        assert await one.ping() is None
        assert len(post.connections) == 2
        assert post.letters == []


@asynccontextmanager
async def speaking(greeting: bytes, answer: bytes | None) -> AsyncIterator[int]:
    """A server that says this and nothing else."""
    done: list[asyncio.Task[None] | None] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        done.append(asyncio.current_task())
        writer.write(greeting)
        while answer is not None and await reader.readline():
            writer.write(answer)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*(task for task in done if task is not None))


async def test_a_server_that_turns_us_away() -> None:
    async with speaking(b"554 5.7.1 not from your address\r\n", None) as port, mailer(port) as one:
        found = await failure(one)
        assert (found.code, found.status) == ("mail:turned_away", 554)


async def test_a_server_that_talks_nonsense() -> None:
    async with speaking(b"220 hello\r\n", b"what?\r\n") as port, mailer(port) as one:
        assert isinstance(await failure(one), TryLater)


async def test_the_log_has_no_address_and_no_password() -> None:
    post = Post(says={"MAIL": "550 5.7.60 dag@voorbeeld.example may not write to l.obrien@huis.example"})
    with capture_logs() as lines:
        async with mail_server(post), mailer(post.port) as one:
            assert (await failure(one)).code == "mail:sender"
        async with mail_server(sign_in=True) as other, mailer(other.port, user=USER, password="fout-geheim") as one:
            assert (await failure(one)).code == "mail:auth"
    assert [one["fault"] for one in lines] == ["sender", "auth"]
    assert not any(secret in str(lines) for secret in ("@", "fout-geheim", "Łukasz", "obrien"))
