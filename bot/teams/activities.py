"""A Bot Framework activity becomes one of our requests. What isn't for us becomes None."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from botbuilder.schema import Activity
from msrest.exceptions import DeserializationError  # type: ignore[attr-defined]

from bot.requests import (
    Clicked,
    ConversationKind,
    Installed,
    MeetingEnded,
    MeetingStarted,
    Removed,
    Request,
    Said,
    Where,
    Who,
)
from event.ids import AccountId, ActivityId, ConversationId, ObjectId, TenantId

_LEFTOVER_MENTION = re.compile(r"<at[^>]*>|</at>", re.IGNORECASE)
_INVISIBLE = str.maketrans({"\u00a0": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u2060": ""})
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
# In lower case: how they are written varies.
_INSTALLATION: dict[str, type[Request]] = {"add": Installed, "add-upgrade": Installed, "remove": Removed}
_EVENTS: dict[str, type[Request]] = {
    "application/vnd.microsoft.meetingstart": MeetingStarted,
    "application/vnd.microsoft.meetingend": MeetingEnded,
}


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
        return Activity.deserialize({name: body[name] for name in _READ if name in body})
    except (AttributeError, TypeError, ValueError, RecursionError, DeserializationError) as error:
        raise Malformed("activity") from error


def request_of(activity: Activity) -> Request | None:
    """Raises Malformed or NotUnderstood. Nothing is asked of an activity that isn't for us."""
    match str(activity.type):
        case "message":
            return _said(activity)
        case "invoke":
            return _clicked(activity)
        case "installationUpdate":
            kind = _INSTALLATION.get(str(activity.action or "").casefold())
        case "conversationUpdate":
            kind = _of_members(activity)
        case "event":
            kind = _EVENTS.get(str(activity.name or "").casefold())
        case _:
            kind = None
    return kind(**_common(activity)) if kind else None


def tenant_of(activity: Activity) -> TenantId | None:
    data = activity.channel_data if isinstance(activity.channel_data, dict) else {}
    tenant = data.get("tenant")
    found = tenant.get("id") if isinstance(tenant, dict) else None
    found = found or (activity.conversation.tenant_id if activity.conversation else None)
    return TenantId(found.casefold()) if isinstance(found, str) and found else None


def locale_of(activity: Activity) -> str | None:
    if isinstance(activity.locale, str) and activity.locale:
        return activity.locale
    for kind, extra in _entities(activity):
        if kind == "clientinfo" and isinstance(extra.get("locale"), str):
            return str(extra["locale"])
    return None


def zone_of(activity: Activity) -> str | None:
    for kind, extra in _entities(activity):
        if kind == "clientinfo" and _is_text(extra.get("timezone")):
            return str(extra["timezone"])
    return activity.local_timezone if _is_text(activity.local_timezone) else None


def _entities(activity: Activity) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The kind of each, in lower case, and its own fields."""
    for entity in activity.entities or ():
        if entity is not None:
            yield str(entity.type).casefold(), entity.additional_properties or {}


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
    # Anonymous people come with the meeting's tenant, which isn't theirs.
    tenant = tenant_of(activity) if oid else None
    return Who(account=AccountId(sender.id), tenant=tenant, oid=ObjectId(oid) if oid else None)


def _where(activity: Activity) -> Where:
    conversation = activity.conversation
    if conversation is None or not _is_text(conversation.id):
        raise Malformed("conversation.id")
    if not _is_text(activity.service_url):
        raise Malformed("serviceUrl")
    return Where(
        conversation=ConversationId(conversation.id),
        kind=_kind(conversation.conversation_type, conversation.id),
        service_url=activity.service_url,
        tenant=tenant_of(activity),
    )


def _kind(declared: object, id: str) -> ConversationKind:  # noqa: A002
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


def _said(activity: Activity) -> Said | None:
    common = _common(activity)
    text = activity.text if isinstance(activity.text, str) else ""
    mentioned = False
    for kind, extra in _entities(activity):
        whom = extra.get("mentioned")
        if kind != "mention" or not isinstance(whom, dict):
            continue
        if activity.recipient is not None and whom.get("id") == activity.recipient.id:
            mentioned = True
            if isinstance(extra.get("text"), str):
                text = text.replace(extra["text"], " ")
    if common["where"].kind != "personal" and not mentioned:
        return None
    clean = _LEFTOVER_MENTION.sub(" ", text.replace("&nbsp;", " ").translate(_INVISIBLE))
    return Said(**common, text=" ".join(clean.split()))


def _clicked(activity: Activity) -> Clicked:
    common = _common(activity)
    value = activity.value
    action = value.get("action") if isinstance(value, dict) else None
    if str(activity.name) != "adaptiveCard/action" or not isinstance(action, dict):
        raise NotUnderstood(common["locale"])
    verb, data = action.get("verb"), action.get("data", {})
    if not isinstance(verb, str) or not isinstance(data, dict):
        raise NotUnderstood(common["locale"])
    card = activity.reply_to_id if _is_text(activity.reply_to_id) else None
    automatic = str(value.get("trigger", "")).casefold() == "automatic"
    return Clicked(**common, verb=verb, data=data, card=ActivityId(card) if card else None, automatic=automatic)


def _of_members(activity: Activity) -> type[Request] | None:
    bot = activity.recipient.id if activity.recipient else None
    if not _is_text(bot):
        return None
    if any(member and member.id == bot for member in activity.members_added or ()):
        return Installed
    return Removed if any(member and member.id == bot for member in activity.members_removed or ()) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
