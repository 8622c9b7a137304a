"""Activities as Teams documents them, and as nobody would send them: bent in any place, in any way."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

SAMPLES = Path(__file__).parents[3] / "shared" / "reference" / "payloads"
"""Microsoft's own, which aren't ours to keep: an addition where they lie beside this folder."""
BOT = "28:bot"
_COMMON: dict[str, Any] = {
    "channelId": "msteams",
    "id": "f:1",
    "timestamp": "2027-06-04T08:30:00.000Z",
    "localTimestamp": "2027-06-04T10:30:00.000+02:00",
    "localTimezone": "Europe/Amsterdam",
    "serviceUrl": "https://smba.trafficmanager.net/emea/",
    "from": {"id": "29:fatima", "name": "Fatima", "aadObjectId": "33333333-3333-4333-8333-000000000003"},
    "recipient": {"id": BOT, "name": "Gastheer"},
    "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "11111111-1111-4111-8111-111111111111"},
    "channelData": {"tenant": {"id": "11111111-1111-4111-8111-111111111111"}, "source": {"name": "message"}},
    "locale": "nl-NL",
    "entities": [
        {
            "type": "clientInfo",
            "locale": "nl-NL",
            "country": "NL",
            "platform": "Windows",
            "timezone": "Europe/Amsterdam",
        }
    ],
}
_CHAT = {"id": "19:meeting_x@thread.v2", "conversationType": "groupChat", "isGroup": True, "tenantId": "T"}
_MENTION = {"type": "mention", "text": "<at>Gastheer</at>", "mentioned": {"id": BOT, "name": "Gastheer"}}
_FILE = {
    "contentType": "application/vnd.microsoft.teams.file.download.info",
    "contentUrl": "https://x.sharepoint.com/lijst.xlsx",
    "name": "lijst.xlsx",
    "content": {"downloadUrl": "https://x.sharepoint.com/d?x", "uniqueId": "1", "fileType": "xlsx"},
}
_HTML = {"contentType": "text/html", "content": "<p>programma</p>"}
_MEETING = {"tenant": {"id": "T"}, "meeting": {"id": "MCMx"}}


def click(verb: str, data: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    action = {"type": "Action.Execute", "verb": verb, "data": {"v": 1, **(data or {})}, "id": "a", "title": "Stem"}
    value = {"action": action, "trigger": "manual"}
    return _COMMON | {"type": "invoke", "name": "adaptiveCard/action", "replyToId": "17", "value": value, **more}


def task(what: str, verb: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
    value = {"data": {"verb": verb, "v": 1, **(data or {})}, "context": {"theme": "default"}}
    return _COMMON | {"type": "invoke", "name": f"task/{what}", "value": value}


def own() -> dict[str, dict[str, Any]]:
    """Of each kind one, as the documentation has it."""
    said = {"type": "message", "text": "programma", "textFormat": "plain", "attachments": [_HTML]}
    in_chat = {"conversation": _CHAT, "text": "<at>Gastheer</at> programma", "entities": [_MENTION]}
    return {
        "said": _COMMON | said,
        "said in a chat": _COMMON | said | in_chat,
        "said in a channel": _COMMON
        | said
        | in_chat
        | {"conversation": {"id": "19:c@thread.tacv2;messageid=1", "conversationType": "channel"}},
        "sent": _COMMON | said | {"attachments": [_FILE], "text": ""},
        "edited": _COMMON | said | {"type": "messageUpdate", "channelData": _MEETING | {"eventType": "editMessage"}},
        "deleted": _COMMON | {"type": "messageDelete", "channelData": _MEETING | {"eventType": "softDeleteMessage"}},
        "reacted": _COMMON | {"type": "messageReaction", "reactionsAdded": [{"type": "like"}], "replyToId": "17"},
        "installed": _COMMON | {"type": "installationUpdate", "action": "add"},
        "removed": _COMMON | {"type": "installationUpdate", "action": "remove", "conversation": _CHAT},
        "added": _COMMON | {"type": "conversationUpdate", "membersAdded": [{"id": BOT}], "conversation": _CHAT},
        "came": _COMMON
        | {"type": "conversationUpdate", "membersAdded": [{"id": "29:x", "aadObjectId": "o"}], "conversation": _CHAT},
        "left": _COMMON | {"type": "conversationUpdate", "membersRemoved": [{"id": "29:x"}], "conversation": _CHAT},
        "started": _COMMON
        | {
            "type": "event",
            "name": "application/vnd.microsoft.meetingStart",
            "value": {"StartTime": "2027-06-04T08:30:00Z", "Title": "Dag", "JoinUrl": "https://x", "Id": "MCMx"},
            "conversation": _CHAT,
            "channelData": _MEETING,
        },
        "ended": _COMMON
        | {
            "type": "event",
            "name": "application/vnd.microsoft.meetingEnd",
            "value": {"EndTime": "2027-06-04T12:30:00Z"},
            "conversation": _CHAT,
            "channelData": _MEETING,
        },
        "clicked": click("programme.show"),
        "voted": click("poll.vote", {"poll": "p", "option": "o"}, conversation=_CHAT, channelData=_MEETING),
        "refreshed": click("poll.show", {"poll": "p"}, conversation=_CHAT, channelData=_MEETING)
        | {"value": {"action": {"verb": "poll.show", "data": {"v": 1, "poll": "p"}}, "trigger": "automatic"}},
        "opened a dialog": task("fetch", "poll.make"),
        "sent a dialog": task("submit", "poll.save", {"question_nl": "Waarom?"}),
        "signed in": _COMMON | {"type": "invoke", "name": "signin/verifyState", "value": {"state": "1"}},
    }


def documented() -> dict[str, dict[str, Any]]:
    """Microsoft's own activities, where they are."""
    found = {}
    for file in sorted(SAMPLES.glob("*.json")) if SAMPLES.is_dir() else ():
        body = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(body, dict) and isinstance(body.get("type"), str) and "conversation" in body:
            found[file.stem] = body
    return found


WORDS = (
    "id", "type", "name", "text", "value", "verb", "data", "action", "trigger", "tenant", "tenantId", "aadObjectId",
    "conversationType", "locale", "timezone", "mentioned", "v", "event", "eventType", "content", "contentType",
)  # fmt: skip
_TEXTS = st.sampled_from([
    "", " ", "x", "0", "-1", "1e9", "null", "true", "a:1", "19:x@thread.v2", "19:meeting_x@thread.v2;messageid=1",
    "personal", "groupChat", "CHANNEL", "Automatic", "manual", "nl-NL", "en", "xx-YY-zz", "Europe/Amsterdam", "Nergens",
    "../../etc/passwd", "é", "İ", "ß", "\u202e", "\U0001f600", "\u0000", "a\u0000b", "\ufffd", "' OR 1=1 --",
    "<at>x</at>", "{}", "%s%n", "x" * 64, "x" * 65, "x" * 255, "x" * 256, "x" * 5000, "\u00e9" * 300,
    "\U0001f600" * 300, "2027-06-04", "9" * 30, "[x](https://x)",
]) | st.text(max_size=12)  # fmt: skip
_NUMBERS = st.sampled_from([0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**63), 0.5, 1e308, -0.0]) | st.integers(-9, 9)
_SIMPLE = st.none() | st.booleans() | _NUMBERS | _TEXTS
JUNK = st.recursive(
    _SIMPLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=6,
)
_WAYS = ("replace", "replace", "replace", "drop", "add", "wrap", "deep", "swap", "double", "case")


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in it that could be something else, with its holder."""
    for key, value in (
        list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else ()
    ):
        yield node, key
        yield from places(value)


def bend(draw: Any, body: dict[str, Any], most: int = 3, keep: tuple[str, ...] = ()) -> dict[str, Any]:
    """A copy that is bent in one to `most` places; the fields in `keep` stay as they are."""
    bent = copy.deepcopy(body)
    for _ in range(draw(st.integers(1, most))):
        found = [one for one in places(bent) if not (one[0] is bent and one[1] in keep)]
        if not found:
            break
        holder, key = draw(st.sampled_from(found))
        _bend(draw, holder, key, found)
    return bent


def _bend(draw: Any, holder: Any, key: Any, found: list[tuple[Any, Any]]) -> None:
    match draw(st.sampled_from(_WAYS)):
        case "replace":
            holder[key] = draw(JUNK)
        case "drop":
            del holder[key]
        case "add":
            whole = holder if isinstance(holder, dict) else holder[key]
            if isinstance(whole, dict):
                whole[draw(st.sampled_from(WORDS) | st.text(max_size=5))] = draw(JUNK)
            elif isinstance(holder, list):
                holder.append(draw(JUNK))
        case "wrap":
            holder[key] = draw(st.sampled_from([[holder[key]], {"id": holder[key]}, [[holder[key]]]]))
        case "deep":
            deep: Any = draw(_SIMPLE)
            for _ in range(draw(st.sampled_from([5, 50, 300]))):
                deep = draw(st.sampled_from([[deep], {"id": deep}])) if isinstance(deep, str) else [deep]
            holder[key] = deep
        case "swap":
            other, name = draw(st.sampled_from(found))
            if _has(other, name):
                holder[key] = copy.deepcopy(other[name])
        case "double":
            if isinstance(holder[key], str | list) and len(holder[key]) > 2000:
                return
            if isinstance(holder[key], str):
                holder[key] *= draw(st.sampled_from([2, 300]))
            elif isinstance(holder[key], list):
                holder[key] = holder[key] * draw(st.sampled_from([2, 200]))
        case "case":
            if isinstance(holder[key], str):
                holder[key] = draw(st.sampled_from([holder[key].upper(), holder[key].lower(), holder[key].title()]))


def _has(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else isinstance(holder, list) and key < len(holder)
