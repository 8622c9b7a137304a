"""Everything that is held about somebody as a file that a program can read: the same as the card says, whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cards.texts import Texts
from cards.views_mine import DataView
from event import retention
from event.definition import Kept
from event.registration import Registration

FORMAT = "gastheer-my-data/1"


def as_json(view: DataView, texts: Texts) -> bytes:
    """UTF-8. Keys are English whatever is spoken, times ISO 8601."""
    return json.dumps(_everything(view, texts), ensure_ascii=False, indent=2).encode()


def _everything(view: DataView, texts: Texts) -> dict[str, Any]:
    event, person = view.event, view.person
    organiser = event.organiser
    return {
        "format": FORMAT,
        "event": {"id": event.id, "title": texts.of(event.title), "date": event.date.isoformat()},
        "controller": {"name": organiser.name, "email": organiser.email, "phone": organiser.phone},
        "notice": texts.of(event.privacy.notice),
        "purposes": _purposes(view, texts),
        "registration": _registration(view.registration),
        "person": {
            "account": person.account,
            "tenant": person.tenant,
            "object_id": person.oid,
            "email": person.email,
            "language": person.language.value,
            "language_chosen": person.language_chosen,
            "time_zone": person.zone,
            "known_since": view.known_since.isoformat(),
        },
        "roads": [{"road": road.value, "open": why is None, "why_not": why} for road, why in view.roads.items()],
        "chats": [{"since": since.isoformat(), "open": is_open} for since, is_open in view.chats],
        "sign_ups_that_wait": [since.isoformat() for since in view.waiting],
        "on_a_list_of_the_organisers": view.listed,
        "questions": [
            {
                "text": one.text,
                "asked_at": one.asked_at.isoformat(),
                "answered": one.done,
                "with_my_name": one.named,
                "answer": one.answer,
            }
            for one in view.questions
        ],
        "upvoted_questions": list(view.upvoted),
        "votes": [{"question": question, "answer": answer} for question, answer in view.ballots],
        "messages": {"number": view.messages, "latest": _messages(view)},
        "role": view.role and {"role": view.role.value, "by_event_file": view.by_file, "acts_in_log": view.acts},
    }


def _purposes(view: DataView, texts: Texts) -> dict[str, Any]:
    privacy = view.event.privacy
    until = retention.until(view.event)
    return {
        kept.value: {
            "purpose": (purpose := privacy.of(kept).purpose) and texts.of(purpose),
            "days_after_the_event": privacy.days(kept),
            "until": (last := until[kept]) and last.isoformat(),
        }
        for kept in Kept
    }


def _registration(one: Registration | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "state": one.state.value,
        "version": one.version,
        "name": one.form.name,
        "email": one.form.email,
        "organisation": one.form.organisation,
        "function": one.form.function,
        "question": one.form.question,
        "source": one.source.value,
        "created_at": one.created_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "privacy_read_at": one.privacy_read_at and one.privacy_read_at.isoformat(),
    }


def _messages(view: DataView) -> Sequence[dict[str, Any]]:
    return [{"kind": one.kind, "state": one.state, "reason": one.reason, "at": one.at.isoformat()} for one in view.told]
