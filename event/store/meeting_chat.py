"""Which conversation is the chat of the event's meeting, remembered for a second: every vote of another tenant asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from event.clock import Clock
from event.ids import ConversationId
from event.meeting import meeting_thread
from event.store import meetings
from event.store.changes import Living
from event.store.database import Database

_FRESH = timedelta(seconds=1)


class MeetingChat:
    """`real` is the machine's time."""

    def __init__(self, database: Database, living: Living, real: Clock) -> None:
        self._database = database
        self._living = living
        self._real = real
        self._looked: datetime | None = None
        self._chats: frozenset[ConversationId | None] = frozenset()

    async def is_it(self, chat: ConversationId) -> bool:
        """By what was said or found in chat, or by the join link, which may hold its id."""
        now = self._real.now()
        if chat not in self._chats or self._looked is None or not timedelta() <= now - self._looked < _FRESH:
            async with self._database.read() as db:
                event = await self._living.look(db)
                meeting = await meetings.find(db, event.id)
            link = event.meeting.join_url
            self._chats = frozenset({meeting.conversation, meeting_thread(link) if link else None})
            self._looked = now
        return chat in self._chats
