"""What a delivery's card is drawn from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cards.card import Card
from cards.texts import Texts
from event.definition import Event
from event.store.deliveries import Delivery


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What a delivery is drawn from. `now` is the event's time, `texts` speaks the reader's language."""

    db: AsyncConnection
    event: Event
    delivery: Delivery
    texts: Texts
    now: datetime


Draw = Callable[[Drawing], Awaitable[Card | None]]
"""None when there is nothing left to say."""
