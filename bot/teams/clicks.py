"""The short way for a click on a card: from the activity's JSON straight to a request.

A poll in a full meeting is this and nothing else, so it goes without botbuilder's Activity. Only what is shaped as
Teams shapes it comes this way; all else takes `activities`, which says what is wrong with it. Both make the same
request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.requests import Clicked, Where, Who
from bot.teams.activities import CLICK, LONGEST_GUID, LONGEST_ID, kind_of, plain_conversation
from event.ids import AccountId, ActivityId, ObjectId, TenantId

_MAYBE_TEXT = (str, type(None))
_MAYBE_LIST = (list, type(None))


def clicked_of(body: Mapping[str, Any]) -> Clicked | None:
    """The click, or None when this isn't plainly one."""
    if body.get("type") != "invoke" or body.get("name") != CLICK:
        return None
    sender, conversation, value = body.get("from"), body.get("conversation"), body.get("value")
    service_url, channel_data = body.get("serviceUrl"), body.get("channelData", {})
    if not (
        isinstance(sender, dict)
        and isinstance(conversation, dict)
        and isinstance(value, dict)
        and isinstance(channel_data, dict)
        and isinstance(service_url, str)
        and service_url
    ):
        return None
    action, account, chat = value.get("action"), sender.get("id"), conversation.get("id")
    if not (isinstance(action, dict) and isinstance(account, str) and account and isinstance(chat, str) and chat):
        return None
    verb, data = action.get("verb"), action.get("data", {})
    oid, declared = sender.get("aadObjectId"), conversation.get("conversationType")
    card, trigger = body.get("replyToId"), value.get("trigger", "")
    said = _said(body)
    if not (
        isinstance(verb, str)
        and isinstance(data, dict)
        and isinstance(trigger, str)
        and said is not None
        and isinstance(oid, _MAYBE_TEXT)
        and isinstance(declared, _MAYBE_TEXT)
        and isinstance(card, _MAYBE_TEXT)
    ):
        return None
    tenant = channel_data.get("tenant")
    id_ = (tenant.get("id") if isinstance(tenant, dict) else None) or conversation.get("tenantId")
    if id_ is not None and not isinstance(id_, str):
        return None
    where = TenantId(id_.casefold()) if id_ else None
    if max(len(account), len(chat)) > LONGEST_ID or max(len(where or ""), len(oid or "")) > LONGEST_GUID:
        return None
    return Clicked(
        who=Who(account=AccountId(account), tenant=where if oid else None, oid=ObjectId(oid) if oid else None),
        where=Where(
            conversation=plain_conversation(chat), kind=kind_of(declared, chat), service_url=service_url, tenant=where
        ),
        locale=said[0],
        zone=said[1],
        verb=verb,
        data=data,
        card=ActivityId(card) if card else None,
        automatic=trigger.casefold() == "automatic",
    )


def _said(body: Mapping[str, Any]) -> tuple[str | None, str | None] | None:
    """Locale and time zone: the activity's own, and what the client says beside it."""
    locale, zone, entities = body.get("locale"), body.get("localTimezone"), body.get("entities")
    if not (isinstance(locale, _MAYBE_TEXT) and isinstance(zone, _MAYBE_TEXT) and isinstance(entities, _MAYBE_LIST)):
        return None
    for entity in entities or ():
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            return None
        if entity["type"].casefold() == "clientinfo":
            theirs, here = entity.get("locale"), entity.get("timezone")
            locale = locale or (theirs if isinstance(theirs, str) else None)
            zone = here if isinstance(here, str) and here else zone
            break
    return locale or None, zone or None
