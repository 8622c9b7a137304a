"""What a letter looks like on the wire, read back as a mail program reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.mail_message import Message, Recipient, compose
from bot.mail_server import Mailbox
from cards.calendar import CalendarFile, Method
from cards.letter import Letter
from cards.plain import one_line
from event.definition import Language

NOW = datetime(2027, 5, 1, 12, 0, tzinfo=UTC)
LETTER = Letter(subject="Uw link: Een dag over dieren", html="<p>Hallo\nŁukasz</p>", text="Hallo Łukasz\n.\nTot ziens")
ANNA = Mailbox(name="Anna van der Berg", address="anna@voorbeeld.example")
DAY = Mailbox(name="", address="dag@voorbeeld.example")
LUKASZ = Recipient(
    name="Łukasz O'Brien-van 't Hof", address="l.obrien@huis.example", reference="dieren.1", language=Language.NL
)
INVITATION = CalendarFile(content="BEGIN:VCALENDAR\r\nX:één\r\nEND:VCALENDAR\r\n".encode(), method=Method.REQUEST)
ANYTHING = st.characters(exclude_categories=())


def composed(letter: Letter = LETTER, to: Recipient = LUKASZ, **other: Any) -> Message:
    usual: dict[str, Any] = {"sender": DAY, "reply_to": ANNA, "now": NOW}
    return compose(letter, to, **(usual | other))


def read(message: Message) -> EmailMessage:
    found = message_from_bytes(message.content, policy=SMTPUTF8)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def named(name: str) -> Recipient:
    return Recipient(name=name, address=LUKASZ.address, reference="1", language=Language.NL)


def whom(message: Message, header: str) -> tuple[str, str]:
    """Read in the old way: the standard library's new one puts spaces between encoded words."""
    [(name, address)] = getaddresses([message_from_bytes(message.content)[header]])
    return str(make_header(decode_header(name))), address


def test_every_header() -> None:
    message = composed(unsubscribe="https://dag.example/s/" + "x" * 300)
    found = read(message)
    assert whom(message, "From") == ("Anna van der Berg", "dag@voorbeeld.example")
    assert whom(message, "To") == ("Łukasz O'Brien-van 't Hof", "l.obrien@huis.example")
    assert whom(message, "Reply-To") == ("Anna van der Berg", "anna@voorbeeld.example")
    assert found["Subject"] == "Uw link: Een dag over dieren"
    assert found["Date"].datetime == NOW
    assert found["Message-ID"] == composed().id
    assert found["Content-Language"] == "nl"
    assert (found["Auto-Submitted"], found["X-Auto-Response-Suppress"]) == ("auto-generated", "OOF, AutoReply")
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sorted(set(found)) == sorted(found), "no header stands there twice"


def test_the_way_out_is_one_unbroken_link_and_a_mail_to_a_human() -> None:
    link = "https://dag.example/s/" + "x" * 300
    content = composed(unsubscribe=link).content
    assert (
        f"\r\nList-Unsubscribe: <{link}>, <mailto:anna@voorbeeld.example?subject=unsubscribe>\r\n".encode() in content
    )
    found = read(composed())
    assert found["List-Unsubscribe"] == "<mailto:anna@voorbeeld.example?subject=unsubscribe>"
    assert "List-Unsubscribe-Post" not in found


def test_the_sender_may_have_a_name_of_its_own() -> None:
    message = composed(sender=Mailbox(name="Een dag, over dieren", address="dag@voorbeeld.example"))
    assert whom(message, "From") == ("Een dag, over dieren", "dag@voorbeeld.example")


def test_the_id_is_the_same_each_time_and_of_this_letter_alone() -> None:
    first, again = composed(), composed(now=datetime(2027, 5, 2, tzinfo=UTC))
    other = composed(to=Recipient(name="", address="a@b.example", reference="dieren.2", language=Language.NL))
    assert first.id == again.id
    assert first.id != other.id
    assert first.id.endswith("@voorbeeld.example>")
    assert "dieren" not in first.id


def test_both_parts_say_it_and_the_last_is_the_best() -> None:
    found = read(composed())
    assert found.get_content_type() == "multipart/alternative"
    text, html = found.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == ["Hallo Łukasz", ".", "Tot ziens"]
    assert html.get_content().splitlines() == ["<p>Hallo", "Łukasz</p>"]


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL])
def test_an_invitation_is_the_last_alternative_and_an_attachment(method: Method) -> None:
    file = CalendarFile(content=INVITATION.content, method=method)
    found = read(composed(calendar=file))
    assert found.get_content_type() == "multipart/mixed"
    letter, attached = found.iter_parts()
    *_, invitation = letter.iter_parts()
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert dict(invitation["Content-Type"].params) == {"charset": "utf-8", "method": method.value}
    assert invitation.get_payload(decode=True) == file.content
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "invite.ics")
    assert attached.is_attachment()
    assert attached.get_content() == file.content


def test_a_published_file_is_attached_alone() -> None:
    found = read(composed(calendar=CalendarFile(content=INVITATION.content, method=Method.PUBLISH)))
    letter, attached = found.iter_parts()
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "event.ics")
    assert attached["Content-Type"].params["method"] == "PUBLISH"
    assert attached.get_payload(decode=True) == INVITATION.content


def test_it_goes_over_a_wire_of_seven_bits_with_lines_that_any_server_takes() -> None:
    long = Letter(subject="é" * 300, html="<p>" + "één " * 2000 + "</p>", text="één " * 2000)
    content = composed(long, calendar=INVITATION, unsubscribe="https://dag.example/" + "x" * 600).content
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "evil",
    [
        "Anna\r\nBcc: allen@huis.example",
        "Anna\nBcc: allen@huis.example",
        "Anna\rBcc: allen@huis.example",
        "Anna\r\n\r\n<p>ander bericht</p>",
        "Anna\u2028Bcc: allen@huis.example",
        "Anna\x85Bcc: allen@huis.example",
        'Anna" <allen@huis.example>, "',
        "=?utf-8?q?=0ABcc:_allen=40huis.example?=",
        "Anna\x00Bcc: allen@huis.example",
    ],
)
def test_nothing_typed_becomes_a_header_or_a_second_recipient(evil: str) -> None:
    clean = read(composed())
    for message in (
        composed(to=named(evil)),
        composed(Letter(subject=evil, html="", text="")),
        composed(reply_to=Mailbox(name=evil, address=ANNA.address)),
        composed(to=Recipient(name="", address="a@b.example", reference=evil, language=Language.NL)),
        composed(unsubscribe=f"https://dag.example/{evil}"),
    ):
        found = read(message)
        assert set(found) - {"List-Unsubscribe-Post"} == set(clean) - {"List-Unsubscribe-Post"}
        assert "Bcc" not in found
        assert found["To"].addresses[0].addr_spec in ("l.obrien@huis.example", "a@b.example")
        assert all(len(found[name].addresses) == 1 for name in ("From", "To", "Reply-To"))
        assert found.get_content_type() == "multipart/alternative"


NO_ADDRESSES = """
anna
anna@
@huis.example
a b@c.example
a@b.example, c@d.example
<a@b.example>
a@b..example
a..b@c.example
a@-b.example
a@[127.0.0.1]
"""


@pytest.mark.parametrize(
    "address",
    [*NO_ADDRESSES.strip().splitlines(), "", "a@b.example\r\nRCPT TO:<c@d.example>", f"{65 * 'x'}@b.example"],
)
def test_what_is_no_address_goes_nowhere(address: str) -> None:
    with pytest.raises(ValueError, match="isn't an e-mail address"):
        composed(to=Recipient(name="", address=address, reference="1", language=Language.NL))


@pytest.mark.parametrize(
    ("typed", "wire", "international"),
    [
        ("anna@büro.example", "anna@xn--bro-hoa.example", False),
        ("o'brien+dag@Huis.Example", "o'brien+dag@Huis.Example", False),
        ("łukasz@huis.example", "łukasz@huis.example", True),
    ],
)
def test_addresses_from_anywhere(typed: str, wire: str, international: bool) -> None:
    message = composed(to=Recipient(name="Ł", address=typed, reference="1", language=Language.EN))
    assert (message.recipient, message.international) == (wire, international)
    assert f"To: =?utf-8?b?xYE=?= <{wire}>\r\n".encode() in message.content
    assert read(message)["Content-Language"] == "en"
    assert message.content.isascii() is not international


@settings(deadline=None)
@example(name="Łukasz O'Brien-van 't Hof, drs. (\"Luk\") <x> @ huis; a:b " * 2)
@example(name='a"b\\c')
@given(name=st.text(ANYTHING, max_size=120))
def test_any_name_arrives_as_it_is(name: str) -> None:
    message = composed(to=named(name))
    assert whom(message, "To") == (one_line(name), LUKASZ.address)
    assert len(read(message)["To"].addresses) == 1


@settings(deadline=None)
@given(subject=st.text(ANYTHING, max_size=200))
def test_any_subject_arrives_as_it_is(subject: str) -> None:
    found = read(composed(Letter(subject=subject, html="<p>x</p>", text="x")))
    assert found["Subject"] == one_line(subject)


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300))
def test_any_text_arrives_as_it_is(text: str) -> None:
    body, html = read(composed(Letter(subject="s", html=text, text=text))).iter_parts()
    assert body.get_content().rstrip("\r\n") == html.get_content().rstrip("\r\n") == text
