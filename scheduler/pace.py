"""How fast we may send: Teams' limits per tenant and per conversation, kept by GCRA.

A limit over a second is spread evenly. A longer one may be used half at once and gives the other half back over its
time, so that no window of its length ever holds more than it allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from event.ids import ConversationId, TenantId
from event.store import pace as kept
from event.store.database import Database


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `count` messages in `seconds`."""

    count: int
    seconds: float

    @property
    def interval(self) -> float:
        """Seconds that each message costs."""
        return self.seconds / self.count if self.seconds <= 1 else 2 * self.seconds / self.count

    @property
    def slack(self) -> float:
        """Seconds that one may run ahead: the burst."""
        return 0.0 if self.seconds <= 1 else max(0.0, self.seconds - self.interval)


@dataclass(frozen=True, kw_only=True)
class Pace:
    tenant: tuple[Limit, ...]
    conversation: tuple[Limit, ...]
    mail: tuple[Limit, ...] = (Limit(count=10, seconds=1.0),)

    def mail_buckets(self) -> dict[str, Limit]:
        return {f"mail:{one.count}/{one.seconds:g}": one for one in self.mail}

    def buckets(self, tenant: TenantId | None, conversation: ConversationId) -> dict[str, Limit]:
        named = {f"tenant:{tenant or '-'}:{one.count}/{one.seconds:g}": one for one in self.tenant}
        return named | {f"conversation:{conversation}:{one.count}/{one.seconds:g}": one for one in self.conversation}


def slot(tats: Mapping[str, float], limits: Mapping[str, Limit], now: float) -> tuple[float, dict[str, float]]:
    """When the next message may go (seconds since 1970), and the buckets after it went."""
    at = max([now, *(tats[name] - limit.slack for name, limit in limits.items())])
    return at, {name: max(tats[name], at) + limit.interval for name, limit in limits.items()}


async def take(database: Database, limits: Mapping[str, Limit], now: datetime, *, patience: float) -> float:
    """Seconds to wait for the slot that was taken; more than `patience`: none was taken."""
    async with database.begin() as db:
        tats = await kept.held(db, list(limits))
        at, after = slot(tats, limits, now.timestamp())
        wait = at - now.timestamp()
        if wait <= patience:
            await kept.save(db, after)
        return wait


async def push(database: Database, buckets: Mapping[str, Limit], until: datetime) -> None:
    """Teams said 'too many': nothing more through these buckets before `until`."""
    async with database.begin() as db:
        tats = await kept.held(db, list(buckets))
        later = {name: max(tats[name], until.timestamp() + limit.slack) for name, limit in buckets.items()}
        await kept.save(db, later)


def limits(pairs: Sequence[tuple[int, float]]) -> tuple[Limit, ...]:
    return tuple(Limit(count=count, seconds=seconds) for count, seconds in pairs)
