"""In which language each person is spoken to who chose one, remembered for a short while.

Looked up at every request, in a full meeting thousands of times a minute; what another replica changed is heard within
the time.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.handlers.known import known
from bot.requests import Request
from event.clock import Clock
from event.definition import Language
from event.store.database import Database

_HOLDS = timedelta(seconds=30)
_MOST = 20_000


class Spoken:
    """`real` is the machine's time."""

    def __init__(self, database: Database, real: Clock) -> None:
        self._database = database
        self._real = real
        self._held: OrderedDict[str, tuple[datetime, Language | None]] = OrderedDict()

    async def chosen(self, request: Request) -> Language | None:
        """The language that they asked for; None where Teams' own counts."""
        key, now = _key(request), self._real.now()
        held = self._held.get(key)
        if held is not None and timedelta() <= now - held[0] < _HOLDS:
            return held[1]
        async with self._database.read() as db:
            person = await known(db, request)
        language = person.language if person is not None and person.language_chosen else None
        self._held[key] = (now, language)
        self._held.move_to_end(key)
        if len(self._held) > _MOST:
            self._held.popitem(last=False)
        return language

    def forget(self, request: Request) -> None:
        """They chose another, or are forgotten: look again."""
        self._held.pop(_key(request), None)


def _key(request: Request) -> str:
    who = request.who
    return f"{who.tenant}/{who.oid}" if who.tenant and who.oid else who.account
