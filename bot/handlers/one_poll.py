"""What the handlers of polls have in common: which one is meant, and its card as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers.host import Host
from bot.requests import Clicked, DialogOpened, DialogSent, Request
from cards import poll_control, poll_more
from cards.card import Card
from cards.views_polls import Done
from event.definition import Poll
from event.errors import Refusal, RefusalCode
from event.ids import PollKey
from event.poll_life import Act, Verdict, verdict
from event.store import changes, polls
from scheduler import polls as act


async def shown(host: Host, request: Clicked, db: AsyncConnection, key: PollKey, done: Done | None = None) -> Card:
    poll = host.event.poll(key)
    if poll is None:
        return gone(host, request)
    view = await act.control_view(db, host.event, poll, host.clock.now(), done)
    return poll_control.poll_control(view, host.texts(request))


async def prepared(host: Host, db: AsyncConnection, key: PollKey) -> Poll:
    """A poll that can be changed: nobody votes in it. Refused where there is none, or it is launched."""
    poll = host.event.poll(key)
    if poll is None:
        raise Refusal(RefusalCode.POLL_NOT_FOUND)
    running = await polls.find(db, host.event.id, key)
    if verdict(Act.CHANGE, poll, running, host.clock.now()) is not Verdict.DO:
        raise Refusal(RefusalCode.POLL_ALREADY_LAUNCHED)
    return poll


async def afresh(host: Host, db: AsyncConnection) -> Host:
    """With the event as it stands in this very transaction."""
    return replace(host, event=await changes.standing(db, host.living.file))


def gone(host: Host, request: Request) -> Card:
    return poll_more.gone(host.event, host.texts(request))


def key_of(request: Clicked | DialogOpened | DialogSent) -> PollKey:
    key: Any = request.data.get("poll")
    return PollKey(key if isinstance(key, str) else "")
