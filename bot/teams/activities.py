"""A Bot Framework activity becomes one of our requests. What isn't for us becomes None."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from botbuilder.schema import Activity
from msrest.exceptions import DeserializationError  # type: ignore[attr-defined]

from bot.requests import (
    Clicked,
    ConversationKind,
    DialogOpened,
    DialogSent,
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
from bot.teams.written import attachments_of, entities_of, written
from event.ids import AccountId, ActivityId, ConversationId, ObjectId, TenantId

_READ = (
    "type",
    "id",
    "name",
    "action",
    "channelId",
    "serviceUrl",
    "from",
    "recipient",
    "conversation",
    "channelData",
    "locale",
    "localTimezone",
    "text",
    "entities",
    "value",
    "replyToId",
    "membersAdded",
    "membersRemoved",
)
_READ_OF_INVOKE = tuple(
    one for one in _READ if one not in ("id", "action", "channelId", "recipient", "text", *_READ[-2:])
)
"""What a click's short way reads too: that both may say the same of it."""
_READ_INSIDE = {
    "from": ("id", "aadObjectId"),
    "recipient": ("id",),
    "conversation": ("id", "conversationType", "tenantId"),
    "membersAdded": ("id",),
    "membersRemoved": ("id",),
}
CLICK = "adaptiveCard/action"
LONGEST_ID = 255
LONGEST_GUID = 64
"""Characters of an account or a conversation, and of a tenant or an object id: more than Teams ever sends, and as many
as are kept."""
_THREAD = ";messageid="
"""Stands in a channel's conversation id before that of a thread's first message."""
_MEETING_CHAT = "19:meeting_"
# In lower case: how they are written varies.
_EVENTS: dict[str, type[Request]] = {
    "application/vnd.microsoft.meetingstart": MeetingStarted,
    "application/vnd.microsoft.meetingend": MeetingEnded,
}


_DIALOGS: dict[str, type[DialogOpened | DialogSent]] = {"task/fetch": DialogOpened, "task/submit": DialogSent}


class Malformed(ValueError):
    """The activity lacks what every activity has, or has it in a wrong shape."""


class NotUnderstood(ValueError):
    """An invoke of a kind or shape that no card of ours makes."""

    def __init__(self, locale: str | None) -> None:
        self.locale = locale
        super().__init__("invoke")


def activity_of(body: Mapping[str, Any]) -> Activity:
    """Raises Malformed. Only the fields that we read: a date that no parser takes, which Teams has sent in meeting
    events, is no reason to miss one."""
    try:
        names = _READ_OF_INVOKE if body.get("type") == "invoke" else _READ
        read = {name: _only(body[name], _READ_INSIDE.get(name)) for name in names if name in body}
        if isinstance(entities := read.get("entities"), list):
            read["entities"] = [one for one in entities if isinstance(one, dict) and isinstance(one.get("type"), str)]
        return Activity.deserialize(read | {"attachments": attachments_of(body.get("attachments"))})
    except (AttributeError, TypeError, ValueError, RecursionError, DeserializationError) as error:
        raise Malformed("activity") from error


def _only(found: object, names: tuple[str, ...] | None) -> object:
    if names is None:
        return found
    if isinstance(found, list):
        return [_only(one, names) for one in found]
    return {name: found[name] for name in names if name in found} if isinstance(found, dict) else found


def request_of(activity: Activity) -> Request | None:
    """Raises Malformed or NotUnderstood. Nothing is asked of an activity that isn't for us."""
    match str(activity.type):
        case "message":
            return _said(activity)
        case "messageUpdate":
            return _edited(activity)
        case "invoke":
            return _dialog(activity) if is_dialog(activity) else _clicked(activity)
        case "installationUpdate":
            return _of_installation(activity)
        case "conversationUpdate":
            return _of_members(activity)
        case "event":
            kind = _EVENTS.get(str(activity.name or "").casefold())
            return kind(**_common(activity)) if kind else None
        case _:
            return None


def is_dialog(activity: Activity) -> bool:
    """Whether it is an invoke whose answer a dialog shows."""
    return str(activity.name) in _DIALOGS


def digest_of(activity: Activity) -> str | None:
    """By which one that is sent again is known; None for what may come again: an invoke wants its answer each time, and
    an edit has its message's id."""
    kind, id_ = str(activity.type), activity.id
    where = activity.conversation.id if activity.conversation else None
    if kind in ("invoke", "messageUpdate") or not _is_text(id_) or not _is_text(where):
        return None
    return hashlib.sha256(f"{kind}\n{where}\n{id_}".encode()).hexdigest()


def tenant_of(activity: Activity) -> TenantId | None:
    tenant = _channel_data(activity).get("tenant")
    found = tenant.get("id") if isinstance(tenant, dict) else None
    if not found and activity.conversation:  # botbuilder knows it by another name than Teams gives it
        found = (activity.conversation.additional_properties or {}).get("tenantId")
    return TenantId(found.casefold()) if isinstance(found, str) and found else None


def locale_of(activity: Activity) -> str | None:
    if isinstance(activity.locale, str) and activity.locale:
        return activity.locale
    for kind, extra in entities_of(activity):
        if kind == "clientinfo" and isinstance(extra.get("locale"), str):
            return str(extra["locale"])
    return None


def zone_of(activity: Activity) -> str | None:
    for kind, extra in entities_of(activity):
        if kind == "clientinfo" and _is_text(extra.get("timezone")):
            return str(extra["timezone"])
    return activity.local_timezone if _is_text(activity.local_timezone) else None


def _channel_data(activity: Activity) -> Mapping[str, Any]:
    return activity.channel_data if isinstance(activity.channel_data, dict) else {}


def _common(activity: Activity) -> dict[str, Any]:
    return {
        "who": _who(activity),
        "where": _where(activity),
        "locale": locale_of(activity),
        "zone": zone_of(activity),
    }


def _who(activity: Activity) -> Who:
    sender = activity.from_property
    if sender is None or not _is_text(sender.id):
        raise Malformed("from.id")
    oid = sender.aad_object_id if _is_text(sender.aad_object_id) else None
    if len(sender.id) > LONGEST_ID or (oid and len(oid) > LONGEST_GUID):
        raise Malformed("from")
    # Anonymous people come with the meeting's tenant, which isn't theirs.
    tenant = tenant_of(activity) if oid else None
    return Who(account=AccountId(sender.id), tenant=tenant, oid=ObjectId(oid) if oid else None)


def _where(activity: Activity) -> Where:
    conversation = activity.conversation
    if conversation is None or not _is_text(conversation.id):
        raise Malformed("conversation.id")
    if not _is_text(activity.service_url):
        raise Malformed("serviceUrl")
    tenant = tenant_of(activity)
    if len(conversation.id) > LONGEST_ID or (tenant and len(tenant) > LONGEST_GUID):
        raise Malformed("conversation")
    return Where(
        conversation=plain_conversation(conversation.id),
        kind=kind_of(conversation.conversation_type, conversation.id),
        service_url=activity.service_url,
        tenant=tenant,
    )


def plain_conversation(id: str) -> ConversationId:  # noqa: A002
    """Of a thread in a channel, the channel's."""
    return ConversationId(id.partition(_THREAD)[0])


def kind_of(declared: object, id: str) -> ConversationKind:  # noqa: A002
    match str(declared or "").casefold():
        case "personal":
            return "personal"
        case "groupchat":
            return "group"
        case "channel":
            return "channel"
        case _:
            # Old activities say nothing: shared chats are 19:..., and when in doubt nothing personal is said.
            return "personal" if id.startswith("a:") else "group"


def _said(activity: Activity, *, edited: bool = False) -> Said | None:
    common = _common(activity)
    what = written(activity)
    if common["where"].kind != "personal" and not what.mentions_bot:
        return None
    return Said(**common, text=what.text, with_file=what.with_file, files=what.files, edited=edited)


def _edited(activity: Activity) -> Said | None:
    """Who corrects what they wrote wants the answer to it. A message that comes back was answered before."""
    is_edit = str(_channel_data(activity).get("eventType")).casefold() == "editmessage"
    return _said(activity, edited=True) if is_edit and _is_text(activity.text) else None


def _clicked(activity: Activity) -> Clicked:
    common = _common(activity)
    value = activity.value
    action = value.get("action") if isinstance(value, dict) else None
    if str(activity.name) != CLICK or not isinstance(action, dict):
        raise NotUnderstood(common["locale"])
    verb, data = action.get("verb"), action.get("data", {})
    if not isinstance(verb, str) or not isinstance(data, dict):
        raise NotUnderstood(common["locale"])
    card = activity.reply_to_id if _is_text(activity.reply_to_id) else None
    automatic = str(value.get("trigger", "")).casefold() == "automatic"
    return Clicked(**common, verb=verb, data=data, card=ActivityId(card) if card else None, automatic=automatic)


def _dialog(activity: Activity) -> DialogOpened | DialogSent:
    common = _common(activity)
    data = activity.value.get("data") if isinstance(activity.value, dict) else None
    verb = data.get("verb") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(verb, str):
        raise NotUnderstood(common["locale"])
    return _DIALOGS[activity.name](**common, verb=verb, data=data)


def _of_installation(activity: Activity) -> Installed | Removed | None:
    match str(activity.action or "").casefold():
        case "add":
            return Installed(**_common(activity))
        case "add-upgrade":
            return Installed(**_common(activity), upgraded=True)
        case "remove":
            return Removed(**_common(activity))
        case _:
            return None


def _of_members(activity: Activity) -> Installed | Removed | MembersChanged | None:
    bot = activity.recipient.id if activity.recipient else None
    if not _is_text(bot):
        return None
    if any(member and member.id == bot for member in activity.members_added or ()):
        common = _common(activity)
        in_meeting = "meeting" in _channel_data(activity) or common["where"].conversation.startswith(_MEETING_CHAT)
        return Installed(**common, by_sender=not in_meeting)
    if any(member and member.id == bot for member in activity.members_removed or ()):
        return Removed(**_common(activity))
    if activity.members_added or activity.members_removed:
        common = _common(activity)
        return MembersChanged(**common) if common["where"].kind == "group" else None
    return None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
