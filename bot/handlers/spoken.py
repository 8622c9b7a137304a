"""Who chose a language of their own, remembered for a few seconds: a few people, asked for at every request.

What another replica changed is heard within that time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.requests import Request, Who
from event.clock import Clock
from event.definition import Language
from event.store import people
from event.store.database import Database

_HOLDS = timedelta(seconds=5)


class Spoken:
    """`real` is the machine's time."""

    def __init__(self, database: Database, real: Clock) -> None:
        self._database = database
        self._real = real
        self._chosen: dict[str, Language] = {}
        self._looked: datetime | None = None

    async def chosen(self, request: Request) -> Language | None:
        """The language that they asked for; None where Teams' own counts."""
        now = self._real.now()
        if self._looked is None or not timedelta() <= now - self._looked < _HOLDS:
            self._looked = now  # at once: those who come meanwhile need not ask too
            async with self._database.read() as db:
                self._chosen = {
                    _key(one.account, one.tenant, one.oid): one.language for one in await people.choosers(db)
                }
        return self._chosen.get(_of(request.who))

    def forget(self, request: Request) -> None:
        """They chose another, or are forgotten: look again."""
        self._chosen.pop(_of(request.who), None)
        self._looked = None


def _of(who: Who) -> str:
    return _key(who.account, who.tenant, who.oid)


def _key(account: str | None, tenant: str | None, oid: str | None) -> str:
    return f"{tenant}/{oid}" if tenant and oid else account or ""
