"""How what Teams sends becomes a request of ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.requests import Clicked, Installed, MeetingEnded, MeetingStarted, Removed, Request, Said, Where, Who
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
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:x"}, {"id": BOT}]}, Installed),
        ({"type": "conversationUpdate", "membersAdded": [{"id": "29:x"}]}, type(None)),
        ({"type": "conversationUpdate", "membersAdded": [None, {}], "recipient": {}}, type(None)),
        ({"type": "conversationUpdate", "membersRemoved": [{"id": BOT}]}, Removed),
        ({"type": "event", "name": "application/vnd.microsoft.meetingStart"}, MeetingStarted),
        ({"type": "event", "name": "application/vnd.microsoft.MeetingEnd"}, MeetingEnded),
        ({"type": "event", "name": "application/vnd.microsoft.readReceipt"}, type(None)),
        ({"type": "messageReaction"}, type(None)),
        ({"type": "somethingNew"}, type(None)),
    ],
)
def test_kinds_of_request(changed: dict[str, Any], kind: type) -> None:
    assert type(read(**changed)) is kind


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
    "messageDelete-soft": type(None),
    "event-readReceipt": type(None),
}


def test_documented_payloads() -> None:
    for name, kind in DOCUMENTED.items() if SAMPLES.is_dir() else ():
        request = request_of(activity_of(json.loads((SAMPLES / f"{name}.json").read_text())))
        assert type(request) is kind, name
