"""What the room's page shows: chats as each of its people sees them, the clock, the faults, the log."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp

from event.times import timetable
from rehearsal.chats import Chat, Message
from rehearsal.log import Entry
from rehearsal.mail import Letter
from rehearsal.people import CROWD, Person
from rehearsal.refreshing import refresh_action

if TYPE_CHECKING:
    from rehearsal.stage import Stage

_PATIENCE = aiohttp.ClientTimeout(total=5)


async def state(stage: Stage, people: list[Person], since: int) -> dict[str, Any]:
    """Of the messages only those that changed after the mark `since`."""
    clock = await bot_clock(stage)
    mark = stage.connector.marks
    return {
        "mark": mark,
        "event": {
            "title": {"nl": stage.event.title.nl, "en": stage.event.title.en},
            "zone": stage.event.timezone,
            "organiser": stage.event.organiser.name,
            "page": f"{stage.bot_url}/event",
        },
        "people": [
            _person(stage, one) for one in stage.people.values() if one in people or not one.key.startswith(CROWD)
        ],
        "columns": {one.key: _column(stage, one, since) for one in people},
        "running": stage.running,
        "crowd": asdict(stage.crowd),
        "faults": faults(stage),
        "clock": _clock(stage, clock) if clock else None,
        "away": clock is None,
        "log": {"delivered": len(stage.log), "mishaps": stage.connector.mishaps_in_all},
    }


def faults(stage: Stage) -> dict[str, Any]:
    now = stage.connector.faults
    return {"slow": now.slow, "busy": now.busy, "loses": now.loses_all}


def entries(stage: Stage, after: int) -> dict[str, Any]:
    """The log from a number on, without the cards."""
    return {
        "entries": [_entry(stage, one) for one in stage.log.after(after)],
        "mishaps": [
            {"at": one.at, "to": _to(stage, one.conversation), "code": one.code, "status": one.status}
            for one in stage.connector.mishaps
        ],
    }


async def bot_clock(stage: Stage, to: datetime | None = None) -> dict[str, Any] | None:
    """None when the bot doesn't answer; empty when it has no clock to move."""
    url = f"{stage.bot_url}/try/clock"
    try:
        if to is None:
            async with stage.session.get(url, timeout=_PATIENCE) as answer:
                found = await answer.json()
        else:
            async with stage.session.post(url, json={"to": to.isoformat()}) as answer:
                found = await answer.json()
    except aiohttp.ContentTypeError:
        return {}
    except (aiohttp.ClientError, ValueError, TimeoutError):
        return None
    return found if isinstance(found, dict) and "now" in found else {}


def _clock(stage: Stage, found: dict[str, Any]) -> dict[str, Any]:
    zone, now = stage.event.zone, datetime.fromisoformat(found["now"])
    moments = found.get("moments")
    if not isinstance(moments, list):  # a bot that doesn't tell them plays by its file
        moments = [
            {"key": one.announcement.key, "at": one.due.astimezone(zone).isoformat(), "past": one.due <= now}
            for one in timetable(stage.event)
        ]
    return {
        "now": now.astimezone(zone).isoformat(timespec="seconds"),
        "moments": moments,
        "start": stage.event.start.isoformat(),
        "suggested": (stage.event.start - timedelta(days=7)).replace(hour=9, minute=0).isoformat(),
    }


def _column(stage: Stage, person: Person, since: int) -> dict[str, Any]:
    """Somebody's chats; of who has no Teams the mailbox."""
    if person.kind == "mail":
        return {"mail": {"messages": [_letter(one) for one in stage.letters(person) if one.mark > since]}}
    return {
        "personal": _chat(stage, stage.personal(person), person, since),
        "meeting": _chat(stage, stage.meeting, person, since),
    }


def _letter(one: Letter) -> dict[str, Any]:
    return {
        "id": str(one.number),
        "at": one.at,
        "subject": one.subject,
        "sender": str(one.message["From"].addresses[0].display_name),
        "text": one.text,
        "calendar": bool(one.calendar),
    }


def _person(stage: Stage, person: Person) -> dict[str, Any]:
    chat = None if person.kind == "mail" else stage.personal(person)
    return {
        "key": person.key,
        "name": person.name,
        "role": person.role,
        "kind": person.kind,
        "locale": stage.locales.get(person.key, person.locale),
        "zone": person.timezone,
        "installed": chat is not None and chat.installed,
        "closed": chat is not None and chat.blocked,
        "present": person.key in stage.present,
    }


def _chat(stage: Stage, chat: Chat, me: Person, since: int) -> dict[str, Any]:
    return {
        "id": chat.id,
        "installed": chat.installed,
        "closed": chat.blocked,
        "canWrite": me.kind != "anonymous",
        "members": len(chat.members),
        "typing": max(0.0, chat.typing - time.monotonic()),
        "messages": [_message(stage, one, me) for one in chat.messages if one.mark > since],
    }


def _message(stage: Stage, message: Message, me: Person) -> dict[str, Any]:
    sender = stage.people.get(message.sender)
    mine = sender is me
    kinds = Counter(message.reactions.values())
    return {
        "id": message.id,
        "bot": message.sender == "bot",
        "mine": mine,
        "sender": sender.name if sender else "Gastheer",
        "text": message.text if mine or not message.deleted else "",
        "mention": message.mention,
        "card": message.card_for(me),
        "own": me.key in message.answered,
        "edited": message.edited,
        "deleted": message.deleted,
        "attached": message.attached,
        "reactions": [
            {"kind": kind, "count": count, "mine": message.reactions.get(me.key) == kind}
            for kind, count in sorted(kinds.items())
        ],
        "refresh": refresh_action(message, me) is not None,
    }


def _entry(stage: Stage, entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at,
        "kind": entry.kind,
        "to": _to(stage, entry.conversation, entry.person),
        "said": entry.summary or entry.text or (entry.card or {}).get("speak", ""),
        "size": entry.size,
    }


def _to(stage: Stage, conversation: str, person: str | None = None) -> dict[str, Any]:
    """Whom it reached: one person, or everybody in a chat."""
    chat = stage.connector.chats.get(conversation)
    if chat is None:
        return {"chat": "unknown", "person": None, "name": "", "people": 0}
    one = stage.people.get(person) if person else chat.members[0] if chat.kind == "personal" else None
    kind = "meeting" if chat.meeting else "personal" if chat.kind == "personal" else "group"
    return {
        "chat": kind,
        "person": one.key if one else None,
        "name": one.name if one else "",
        "people": len(chat.members),
    }
