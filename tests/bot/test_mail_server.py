"""The mail settings: what they may say, and what is said of those that can't be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail_server import Mailbox, MailServer, Security, on_the_wire, parse_mail_url, parse_mailbox
from bot.settings import Settings, load
from event.errors import NotConfigured


@pytest.mark.parametrize(
    ("url", "host", "port", "security"),
    [
        ("smtp://mail.voorbeeld.example", "mail.voorbeeld.example", 587, Security.STARTTLS),
        ("smtp://mail.voorbeeld.example:2525", "mail.voorbeeld.example", 2525, Security.STARTTLS),
        ("smtp://10.0.0.5:25", "10.0.0.5", 25, Security.STARTTLS),
        ("SMTPS://mail.voorbeeld.example/", "mail.voorbeeld.example", 465, Security.TLS),
        ("smtps://127.0.0.1:8465", "127.0.0.1", 8465, Security.TLS),
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, Security.NONE),
        ("smtp://localhost", "localhost", 25, Security.NONE),
        ("smtp://[::1]:2525", "::1", 2525, Security.NONE),
    ],
)
def test_where_and_how_privately(url: str, host: str, port: int, security: Security) -> None:
    assert parse_mail_url(url) == MailServer(host=host, port=port, security=security)


def test_special_characters_are_written_as_in_any_url() -> None:
    server = parse_mail_url("smtp://dag%40voorbeeld.example:ge%3Ah%2Fe%25im@mail.voorbeeld.example")
    assert server.user == "dag@voorbeeld.example"
    assert server.password is not None
    assert server.password.get_secret_value() == "ge:h/e%im"
    assert "voorbeeld.example" in repr(server)
    assert not any(secret in repr(server) for secret in ("dag@", "ge:h"))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "must begin with smtp:// or smtps://"),
        ("mail.voorbeeld.example:587", "must begin with smtp:// or smtps://"),
        ("https://geheim@mail.voorbeeld.example", "must begin with smtp:// or smtps://"),
        ("smtp://", "can't be read"),
        ("smtp://dag:ge/heim@mail.voorbeeld.example", "with %40 and the like for special characters"),
        ("smtp://dag:ge#heim@mail.voorbeeld.example", "with %40 and the like for special characters"),
        ("smtp://mail.voorbeeld.example:geheim", "isn't a URL"),
        ("smtp://mail.voorbeeld.example:99999", "isn't a URL"),
        ("smtp://mail.voorbeeld.example:0", "can't be read"),
        ("smtp://mail.voorbeeld.example/?geheim", "can't be read"),
        ("smtp://:geheim@mail.voorbeeld.example", "has a password but no user"),
    ],
)
def test_what_is_wrong_is_said_without_the_secret(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        parse_mail_url(url)
    assert not any(part in str(caught.value) for part in ("heim", "99999"))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("dag@voorbeeld.example", "", "dag@voorbeeld.example"),
        ("Een dag over dieren <dag@voorbeeld.example>", "Een dag over dieren", "dag@voorbeeld.example"),
        ('"Dieren, een dag" <dag@voorbeeld.example>', "Dieren, een dag", "dag@voorbeeld.example"),
        ("Łódź <dag@łódź.example>", "Łódź", "dag@xn--d-uga0v4h.example"),
    ],
)
def test_the_sender(text: str, name: str, address: str) -> None:
    assert parse_mailbox(text) == Mailbox(name=name, address=address)


@pytest.mark.parametrize("text", ["dag", "Een dag <dag>", "a@b.example, c@d.example", "<>", "dag@", "Een dag"])
def test_what_is_no_sender(text: str) -> None:
    with pytest.raises(ValueError, match="write name@domain or Name <name@domain>"):
        parse_mailbox(text)


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=()), max_size=80))
def test_what_passes_for_an_address_is_safe_on_a_line_of_its_own(text: str) -> None:
    try:
        address = on_the_wire(text)
    except ValueError:
        return
    assert not set(address) & set(' \t\r\n\x00<>,;:"\\()[]')
    local, domain = address.split("@")
    assert local
    assert domain.isascii()


@pytest.fixture(name="_nothing_set")
def _nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith(("GASTHEER_", "MICROSOFTAPP"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_nothing_set")
def test_settings_say_each_by_its_name_and_nothing_of_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GASTHEER_MAIL_URL", "smtp://dag:ge/heim@mail.voorbeeld.example")
    monkeypatch.setenv("GASTHEER_MAIL_FROM", "dag")
    with pytest.raises(NotConfigured) as caught:
        load(needs_identity=False)
    first, second = str(caught.value).splitlines()
    assert first.startswith("GASTHEER_MAIL_URL: ")
    assert second.startswith("GASTHEER_MAIL_FROM: ")
    assert "heim" not in str(caught.value)


@pytest.mark.usefixtures("_nothing_set")
def test_a_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GASTHEER_MAIL_URL", "smtp://dag:geheim@mail.voorbeeld.example")
    with pytest.raises(NotConfigured) as caught:
        load(needs_identity=False)
    assert str(caught.value).startswith("GASTHEER_MAIL_FROM: ")
    assert "geheim" not in str(caught.value)
    monkeypatch.setenv("GASTHEER_MAIL_FROM", "Een dag <dag@voorbeeld.example>")
    found = load(needs_identity=False)
    assert "geheim" not in repr(found)
    assert isinstance(found, Settings)
