"""How what Teams sends becomes a request of ours."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.requests import (
    Clicked,
    Installed,
    MeetingEnded,
    MeetingStarted,
    MembersChanged,
    Removed,
    Request,
    Said,
    Where,
    Who,
)
from bot.teams.activities import Malformed, NotUnderstood, activity_of, request_of

SAMPLES = Path(__file__).parents[3] / "shared" / "reference" / "payloads"
"""Microsoft's own, which aren't ours to keep: an addition where they lie beside this folder."""
BOT = "28:bot"
NBSP = "\u00a0"


def read(**changed: Any) -> Request | None:
    body = {
        "type": "message",
        "id": "1",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:fatima", "aadObjectId": "oid", "name": "Fatima"},
        "recipient": {"id": BOT},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "TENANT"},
        "channelData": {"tenant": {"id": "Tenant"}},
    }
    body |= {"from": changed.pop("from_")} if "from_" in changed else {}
    return request_of(activity_of(body | changed))


def mention(id: str = BOT, text: str = "<at>Gastheer</at>") -> dict[str, Any]:  # noqa: A002
    return {"type": "mention", "text": text, "mentioned": {"id": id, "name": "x"}}


def group(kind: str = "groupChat") -> dict[str, Any]:
    return {"id": "19:x@thread.v2", "conversationType": kind, "isGroup": True}


def test_who_where_and_what() -> None:
    assert read(text="help", locale="nl-NL") == Said(
        who=Who(account="29:fatima", tenant="tenant", oid="oid"),  # type: ignore[arg-type]
        where=Where(
            conversation="a:1",  # type: ignore[arg-type]
            kind="personal",
            service_url="https://smba.trafficmanager.net/emea/",
            tenant="tenant",  # type: ignore[arg-type]
        ),
        locale="nl-NL",
        text="help",
    )


def test_anonymous_people_have_an_account_alone() -> None:
    request = read(text="x", from_={"id": "29:somebody"})
    assert request is not None
    assert (request.who.tenant, request.who.oid, request.where.tenant) == (None, None, "tenant")


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("personal", "personal"),
        ("groupChat", "group"),
        ("groupchat", "group"),
        ("channel", "channel"),
        ("new", "group"),
    ],
)
def test_kinds_of_conversation(declared: str, kind: str) -> None:
    request = read(text="x", conversation=group(declared), entities=[mention()])
    assert request is not None
    assert request.where.kind == kind


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<at>Gastheer</at> programma", "programma"),
        (f"<at>Gastheer</at>{NBSP}programma{NBSP}", "programma"),
        ("<at>Gastheer</at>&nbsp;programma\n", "programma"),
        ("\u200bprogramma\ufeff", "programma"),
        ("  de   link\t?", "de link ?"),
        ("<at id='0'>Someone</at> programma", "Someone programma"),
        ("<p>Mag <strong>dit</strong>,<br/>of &lt;dat&gt;?</p>", "Mag dit , of <dat>?"),
        ("2 < 3 en 3 > 2", "2 < 3 en 3 > 2"),
        ("👍", "👍"),
    ],
)
def test_texts_are_cleaned(text: str, clean: str) -> None:
    request = read(text=text, entities=[mention()])
    assert isinstance(request, Said)
    assert request.text == clean


def test_in_shared_chats_only_when_mentioned() -> None:
    assert read(text="programma", conversation=group()) is None
    assert read(text="<at>Fatima</at> programma", conversation=group(), entities=[mention("29:fatima")]) is None
    assert isinstance(read(text="<at>Gastheer</at>", conversation=group("channel"), entities=[mention()]), Said)


def test_the_locale_may_stand_in_the_clients_entity() -> None:
    entity = {"type": "ClientInfo", "locale": "en-GB", "country": "GB"}
    for entities, locale in (([entity], "en-GB"), ([None, entity], "en-GB"), ([], None)):
        request = read(text="x", entities=entities)
        assert request is not None
        assert request.locale == locale


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"type": "installationUpdate", "action": "add"}, Installed),
        ({"type": "installationUpdate", "action": "add-upgrade"}, Installed),
        ({"type": "installationUpdate", "action": "remove"}, Removed),
        ({"type": "installationUpdate", "action": "remove-upgrade"}, type(None)),
        ({"type": "installationUpdate"}, type(None)),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:x"}, {"id": BOT}]}, Installed),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:x"}]}, type(None)),
        ({"type": "conversationUpdate", "membersAdded": [None, {}], "recipient": {}}, type(None)),
        ({"type": "conversationUpdate", "membersRemoved": [{"id": BOT}]}, Removed),
        ({"type": "conversationUpdate", "membersRemoved": [{"id": "29:x"}]}, type(None)),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:x"}], "conversation": group()}, MembersChanged),
        ({"type": "conversationUpdate", "membersRemoved": [{"id": "29:x"}], "conversation": group()}, MembersChanged),
        (
            {"type": "conversationUpdate", "membersAdded": [{"id": "29:x"}], "conversation": group("channel")},
            type(None),
        ),
        ({"type": "conversationUpdate", "channelData": {"eventType": "teamRenamed"}}, type(None)),
        ({"type": "event", "name": "application/vnd.microsoft.meetingStart"}, MeetingStarted),
        ({"type": "event", "name": "application/vnd.microsoft.MeetingEnd"}, MeetingEnded),
        ({"type": "event", "name": "application/vnd.microsoft.readReceipt"}, type(None)),
        ({"type": "event", "name": "application/vnd.microsoft.meetingParticipantJoin"}, type(None)),
        ({"type": "event", "name": "application/vnd.microsoft.meetingParticipantLeave"}, type(None)),
        ({"type": "event"}, type(None)),
        ({"type": "messageReaction", "reactionsAdded": [{"type": "like"}]}, type(None)),
        ({"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}}, type(None)),
        ({"type": "messageUpdate", "text": "x", "channelData": {"eventType": "undeleteMessage"}}, type(None)),
        ({"type": "messageUpdate", "text": "x", "channelData": {"eventType": "editMessage"}}, Said),
        ({"type": "messageUpdate", "channelData": {"eventType": "editMessage"}}, type(None)),
        ({"type": "messageUpdate", "text": "x", "channelData": "x"}, type(None)),
        ({"type": "typing"}, type(None)),
        ({"type": "endOfConversation"}, type(None)),
        ({"type": "somethingNew"}, type(None)),
    ],
)
def test_kinds_of_request(changed: dict[str, Any], kind: type) -> None:
    assert type(read(**changed)) is kind


def test_an_edit_in_a_shared_chat_counts_when_it_mentions_the_bot() -> None:
    edit = {"type": "messageUpdate", "channelData": {"eventType": "editMessage"}, "conversation": group()}
    assert read(**edit, text="programma") is None
    request = read(**edit, text="<at>Gastheer</at> programma", entities=[mention()])
    assert isinstance(request, Said)
    assert (request.text, request.edited) == ("programma", True)


FILE = {"contentType": "application/vnd.microsoft.teams.file.download.info", "content": {"downloadUrl": "x"}}
HTML = "text/html"


@pytest.mark.parametrize(
    ("text", "attachments", "clean", "with_file"),
    [
        ("", [FILE], "", True),
        ("de lijst", [FILE, {"contentType": HTML, "content": "<p>de lijst</p>"}], "de lijst", True),
        ("", [{"contentType": "image/*", "contentUrl": "https://x"}], "", True),
        (None, [{"contentType": HTML, "content": '<p><img alt="hond" src="https://x.gif"></p>'}], "", True),
        (None, [{"contentType": HTML, "content": "<div><p>het <b>programma</b></p></div>"}], "het programma", False),
        ("x", [{"contentType": HTML, "content": '<p>x<img alt="👍" src="https://x"></p>'}], "x", False),
        ("x", [{"contentType": "messageReference", "content": "{}"}], "x", False),
        ("x", [3, None, {}, {"contentType": 3}, {"contentType": HTML, "content": {}}], "x", False),
    ],
)
def test_what_comes_with_a_text(text: str | None, attachments: list[Any], clean: str, with_file: bool) -> None:
    request = read(text=text, attachments=attachments)
    assert isinstance(request, Said)
    assert (request.text, request.with_file) == (clean, with_file)


def test_who_added_the_bot_is_known_but_in_a_meetings_chat() -> None:
    added = {"type": "conversationUpdate", "membersAdded": [{"id": BOT}]}
    meeting = {"id": "19:meeting_x@thread.v2", "conversationType": "groupChat"}
    for changed, by_sender in (
        (added | {"conversation": group()}, True),
        (added | {"conversation": meeting}, False),
        (added | {"conversation": group(), "channelData": {"meeting": {"id": "x"}}}, False),
        ({"type": "installationUpdate", "action": "add", "conversation": meeting}, True),
    ):
        request = read(**changed)
        assert isinstance(request, Installed)
        assert request.by_sender is by_sender
        assert not request.upgraded
    upgrade = read(type="installationUpdate", action="add-upgrade")
    assert isinstance(upgrade, Installed)
    assert upgrade.upgraded


def test_a_channel_is_one_conversation_whatever_the_thread() -> None:
    thread = {"id": "19:x@thread.tacv2;messageid=1759881511856", "conversationType": "channel"}
    request = read(text="x", conversation=thread, entities=[mention()])
    assert request is not None
    assert request.where.conversation == "19:x@thread.tacv2"


def click(**value: Any) -> dict[str, Any]:
    return {"type": "invoke", "name": "adaptiveCard/action", "replyToId": "17", "value": value}


def test_a_click() -> None:
    data = {"v": 1, "name": "Łukasz"}
    request = read(**click(action={"type": "Action.Execute", "verb": "poll.vote", "data": data}, trigger="manual"))
    assert isinstance(request, Clicked)
    assert (request.verb, request.data, request.card, request.automatic) == ("poll.vote", data, "17", False)


def test_a_refresh_by_teams_itself() -> None:
    request = read(**click(action={"verb": "poll.show"}, trigger="Automatic"))
    assert isinstance(request, Clicked)
    assert (request.data, request.automatic) == ({}, True)


@pytest.mark.parametrize(
    "invoke",
    [
        click(),
        click(action=None),
        click(action="poll.vote"),
        click(action={"data": {}}),
        click(action={"verb": 3, "data": {}}),
        click(action={"verb": "poll.vote", "data": "x"}),
        click(action={"verb": "poll.vote", "data": ["x"]}),
        {"type": "invoke", "name": "adaptiveCard/action", "value": "x"},
        {"type": "invoke", "name": "task/fetch", "value": {}},
        {"type": "invoke", "name": "task/submit", "value": {"data": "x"}},
        {"type": "invoke", "name": "signin/verifyState", "value": {"state": "1"}},
        {"type": "invoke", "name": "fileConsent/invoke", "value": {"type": "fileUpload", "action": "accept"}},
        {"type": "invoke", "name": "composeExtension/query", "value": {"commandId": "x"}},
        {"type": "invoke", "name": 3},
        {"type": "invoke"},
    ],
)
def test_invokes_that_no_card_of_ours_makes(invoke: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood) as problem:
        read(**invoke, locale="en-GB")
    assert problem.value.locale == "en-GB"


@pytest.mark.parametrize(
    "changed",
    [
        {"from_": None},
        {"from_": {}},
        {"from_": "me"},
        {"conversation": None},
        {"conversation": {}},
        {"serviceUrl": None},
        {"entities": "x"},
        {"membersAdded": 3},
    ],
)
def test_what_every_activity_has(changed: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(**changed)


def test_fields_that_nobody_reads_may_hold_anything() -> None:
    wrong = {
        "timestamp": "soon",
        "localTimestamp": "2023-02-23T11:34:07.478-8",
        "attachments": 3,
        "suggestedActions": 1,
    }
    assert isinstance(read(text="x", **wrong), Said)


KINDS: list[dict[str, Any]] = [
    {"type": "message", "text": "x", "attachments": [FILE], "entities": [mention()]},
    {"type": "message", "text": "x", "conversation": group("channel"), "entities": [mention()]},
    {"type": "messageUpdate", "text": "x", "channelData": {"eventType": "editMessage", "tenant": {"id": "t"}}},
    {"type": "messageDelete", "channelData": {"eventType": "softDeleteMessage"}},
    {"type": "messageReaction", "reactionsAdded": [{"type": "like"}], "replyToId": "1"},
    {"type": "conversationUpdate", "membersAdded": [{"id": BOT}], "channelData": {"meeting": {"id": "x"}}},
    {"type": "conversationUpdate", "membersRemoved": [{"id": BOT}]},
    {"type": "installationUpdate", "action": "add"},
    {"type": "event", "name": "application/vnd.microsoft.meetingStart", "value": {"StartTime": "x"}},
    click(action={"type": "Action.Execute", "verb": "poll.vote", "data": {"v": 1}}, trigger="manual"),
    {"type": "invoke", "name": "task/fetch", "value": {"data": {"verb": "poll.make"}, "context": {}}},
]
BASE = {
    "id": "1",
    "serviceUrl": "https://smba.trafficmanager.net/emea/",
    "from": {"id": "29:fatima", "aadObjectId": "oid", "name": "Fatima"},
    "recipient": {"id": BOT},
    "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "TENANT"},
    "channelData": {"tenant": {"id": "Tenant"}},
    "locale": "nl-NL",
    "entities": [{"type": "clientInfo", "locale": "nl-NL", "timezone": "Europe/Amsterdam"}],
}
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "type", "text"]), inner),
    max_leaves=4,
)


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in it that could be something else, with its holder."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield node, key
        yield from places(value)


@given(st.sampled_from(KINDS), junk, st.data())
def test_malformed_of_each_kind_is_refused_or_forgiven(kind: dict[str, Any], wrong: Any, data: st.DataObject) -> None:
    body = copy.deepcopy(BASE | kind)
    holder, key = data.draw(st.sampled_from([(one, key) for one, key in places(body) if key != "type"]))
    holder[key] = wrong
    with suppress(Malformed, NotUnderstood):
        request_of(activity_of(body))


DOCUMENTED: dict[str, type] = {
    "message-personal": Said,
    "message-channel-mention": Said,
    "conversationUpdate-membersAdded-personal": type(None),  # a person joined, not the bot
    "conversationUpdate-membersAdded-team": Installed,
    "conversationUpdate-membersAdded-meetingChat": Installed,
    "conversationUpdate-membersRemoved-team": type(None),
    "installationUpdate-add": Installed,
    "installationUpdate-remove": Removed,
    "meetingStart": MeetingStarted,
    "meetingEnd": MeetingEnded,
    "meetingParticipantJoin": type(None),
    "messageUpdate-edit": type(None),
    "messageUpdate-undelete": type(None),
    "messageDelete-soft": type(None),
    "meetingParticipantLeave": type(None),
    "event-readReceipt": type(None),
}


def test_documented_payloads() -> None:
    for name, kind in DOCUMENTED.items() if SAMPLES.is_dir() else ():
        request = request_of(activity_of(json.loads((SAMPLES / f"{name}.json").read_text())))
        assert type(request) is kind, name
