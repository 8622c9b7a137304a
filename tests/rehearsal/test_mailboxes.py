"""The stage's mailboxes take what a mail server takes, and its browser sends what a browser without script sends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from aiosmtplib import SMTP, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

from event.definition import Event
from rehearsal.browser import Page, read
from rehearsal.stage import Stage

FORM = """
<form method="post" action="/s/x?lang=nl"><input type="hidden" name="data.v" value="1">
<label>Naam <input name="name" value="Łukasz &amp; co"></label><textarea name="question">Hoe?</textarea>
<input type="checkbox" name="privacy" value="true"><input type="radio" name="option" value="a">
<input type="radio" name="option" value="b" checked><input name="shut" value="x" disabled>
<select name="organisation"><option value="w">Wonen<option value="z" selected>Zuid</select>
<button name="verb" value="registration.submit">Aan<b>melden</b></button>
<button name="verb" value="registration.other" formaction="/s/y">Anders</button></form>
<button form="c1" name="verb" value="help.show">Help</button><form id="c1" method="post" action="/s/z"></form>
<button disabled>Niet</button><a href="../event">De dag</a>
"""


@pytest.fixture
async def stage(event: Event) -> AsyncIterator[Stage]:
    async with Stage(event, mail=True) as one:
        yield one


def letter(**headers: str) -> EmailMessage:
    one = EmailMessage()
    for name, value in {"Subject": "Dag Łukasz", "Message-ID": "<1@x>"}.items():
        one[name] = headers.get(name, value)
    one.set_content("Dag\n")
    one.add_alternative('<p>Dag <a href="https://x.example/s/1">Mijn <b>pagina</b></a></p>', subtype="html")
    one.add_alternative("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar", params={"method": "REQUEST"})
    return one


def client(stage: Stage) -> SMTP:
    return SMTP(hostname="127.0.0.1", port=urlsplit(stage.settings["MAIL_URL"]).port, start_tls=False)


async def test_a_letter_is_read_as_mail_programs_read_it(stage: Stage) -> None:
    async with client(stage) as smtp:
        await smtp.send_message(letter(), sender="dag@x.example", recipients=["Anneke@kleinecorporatie.example"])
    one = stage.letters(stage.people["mail"])[0]
    assert (one.subject, one.id, one.text.strip()) == ("Dag Łukasz", "<1@x>", "Dag")
    assert one.links == {"Mijn pagina": "https://x.example/s/1"}
    assert one.calendar.startswith("BEGIN:VCALENDAR")
    assert stage.letters("niemand@x.example") == []


async def test_it_refuses_and_breaks_off_as_told(stage: Stage) -> None:
    stage.mail.faults.refused["weg@x.example"] = "550 5.1.1 There is no such mailbox"
    smtp = client(stage)
    await smtp.connect()
    with pytest.raises(SMTPRecipientsRefused) as refused:
        await smtp.send_message(letter(), sender="dag@x.example", recipients=["weg@x.example"])
    assert refused.value.recipients[0].code == 550
    stage.mail.faults.drops = 1
    with pytest.raises((SMTPServerDisconnected, SMTPDataError)):
        await smtp.send_message(letter(), sender="dag@x.example", recipients=["er@x.example"])
    assert len(stage.letters("er@x.example")) == 1, "it arrived, and nobody heard so"
    async with client(stage) as again:
        await again.send_message(letter(), sender="dag@x.example", recipients=["er@x.example"])
    assert [one.number for one in stage.mail.letters] == [1, 2]


async def test_a_stage_without_mailboxes_says_so(event: Event) -> None:
    async with Stage(event) as stage:
        assert "MAIL_URL" not in stage.settings
        assert "mail" not in stage.people
        with pytest.raises(RuntimeError):
            stage.letters("x@x.example")


def test_who_has_mail_alone_is_in_no_chat(event: Event) -> None:
    stage = Stage(event, mail=True)
    somebody = stage.people["mail"]
    assert somebody not in stage.meeting.members
    with pytest.raises(KeyError):
        stage.personal(somebody)


def test_a_form_is_sent_as_a_browser_sends_it() -> None:
    page = Page(url="http://h/s/x", status=200, headers={}, html=FORM)
    assert page.buttons == ["Aanmelden", "Anders", "Help"]
    assert page.links == {"De dag": "http://h/event"}
    url, sent = page.sent_by("Aanmelden", {"privacy": "true", "question": "Mag\ndit?"})
    assert url == "http://h/s/x?lang=nl"
    assert sent == [
        ("data.v", "1"),
        ("name", "Łukasz & co"),
        ("question", "Mag\ndit?"),
        ("privacy", "true"),
        ("option", "b"),
        ("organisation", "z"),
        ("verb", "registration.submit"),
    ]
    url, sent = page.sent_by("registration.other", {"option": "a"})
    assert url == "http://h/s/y"
    assert ("option", "a") in sent
    assert not [value for name, value in sent if name == "privacy"]
    assert page.sent_by("Help", {}) == ("http://h/s/z", [("verb", "help.show")])
    with pytest.raises(LookupError):
        page.sent_by("Niet", {})
    assert read("<p>Dag <b>Jan</b>, hoe<br>gaat het</p><script>x</script><p>Goed").words == "Dag Jan, hoe gaat het Goed"
