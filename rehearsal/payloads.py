"""What Teams puts around an act: attachments of a message, the seat of somebody in a meeting, what a button sends."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from rehearsal.chats import Message, inputs
from rehearsal.people import Person

_PICTURES = ("gif", "jpg", "png", "webp")
_ROLES = {"organiser": "Organizer", "moderator": "Presenter"}


def attachments(message: Message, url: str) -> Iterator[dict[str, Any]]:
    """A file or sticker, which is said to be under `url`, and the text once more with its marks."""
    kind = message.attached.rpartition(".")[2]
    where = f"{url}/files/{message.id}/{message.attached}"
    if kind in _PICTURES:
        yield {"contentType": "image/*", "contentUrl": where}
    elif kind:
        yield {
            "contentType": "application/vnd.microsoft.teams.file.download.info",
            "contentUrl": where,
            "name": message.attached,
            "content": {"downloadUrl": where, "uniqueId": message.id, "fileType": kind},
        }
    if message.text:
        yield {"contentType": "text/html", "content": f"<p>{html.escape(message.text)}</p>"}


def seat(person: Person, *, is_in: bool) -> dict[str, Any]:
    """Somebody in a meeting, as the events of coming and going tell."""
    user: dict[str, Any] = {"Id": person.account, "Name": person.name}
    if person.oid:
        user |= {"AadObjectId": person.oid, "TenantId": person.tenant, "UserPrincipalName": person.upn}
    return {"User": user, "Meeting": {"Role": _ROLES.get(person.key, "Attendee"), "InMeeting": is_in}}


def sent_by(
    action: Mapping[str, Any], card: Mapping[str, Any] | None, filled: Mapping[str, str] | None
) -> dict[str, Any]:
    """What a button sends: its own data, and what the card's inputs hold."""
    own = action.get("data")
    data = dict(own) if isinstance(own, dict) else {}
    if action.get("associatedInputs") != "none":
        data |= inputs(card or {}) | dict(filled or {})
    return data


def dialog_card(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """The card that a dialog shows next, of the response to a task invoke."""
    task = answer.get("task")
    value = task.get("value") if isinstance(task, dict) and task.get("type") == "continue" else None
    held = value.get("card") if isinstance(value, dict) else None
    content = held.get("content") if isinstance(held, dict) else None
    return content if isinstance(content, dict) else None
