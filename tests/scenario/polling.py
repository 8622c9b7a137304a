"""An event with one poll, launched in the meeting's chat, and people who vote in it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from event.definition import Event, Poll
from rehearsal.chats import Message, words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play
from tests.scenario.test_story import sign_up

CODE = re.compile(r"\b[2-9A-HJKMNP-TV-Z]{4}(?:-[2-9A-HJKMNP-TV-Z]{4}){2}\b")
START = at(4, 6, 10, 30)


@dataclass(frozen=True)
class Polling:
    one: Play
    poll: Poll
    ballot: Message
    """The card in the meeting's chat."""

    @property
    def stage(self) -> Stage:
        return self.one.stage

    @property
    def moderator(self) -> Person:
        return self.stage.people["moderator"]

    def shared(self) -> str:
        """As everybody sees it."""
        return words(self.ballot.card)

    def posted(self) -> str:
        """The newest message in the meeting's chat, as everybody sees it."""
        return words(next(one for one in reversed(self.stage.meeting.messages) if one.card).card)

    def seen(self, who: str) -> str:
        """The ballot's card, as they see it."""
        return words(self.ballot.card_for(self.stage.people[who]))

    async def vote(self, who: str, **filled: str) -> str:
        """On the card in the meeting's chat. Returns their own."""
        person = self.stage.people[who]
        await self.stage.clicks(person, "poll.vote", filled, chat=self.stage.meeting, message=self.ballot)
        return self.seen(who)

    async def click(self, who: str, verb: str, chat: Any = None, **data: str) -> str:
        """A button that stands nowhere any more, or was sent again. Returns what was answered, in words."""
        person = self.stage.people[who]
        action = {"verb": verb, "data": {"v": 1, "event": self.stage.event.id, "poll": self.poll.key, **data}}
        value = {"action": {"type": "Action.Execute", **action}, "trigger": "manual"}
        chat = chat or self.stage.meeting
        status, answer = await self.stage.tell(person, chat, type="invoke", name="adaptiveCard/action", value=value)
        assert status == 200, answer
        said = answer["value"]
        return said if isinstance(said, str) else words(said)

    async def act(self, verb: str, filled: Mapping[str, str] | None = None) -> str:
        """The moderator, in their own chat. Returns the card that stands there then."""
        await self.stage.clicks(self.moderator, verb, filled)
        return self.managed()

    def managed(self) -> str:
        return words(self.stage.cards(self.moderator)[-1])

    async def close(self) -> None:
        await self.stage.says(self.moderator, "polls")
        await self.act("poll.manage")
        await self.act("poll.close")
        await self.stage.wait_for(lambda: "Deze poll is gesloten" in self.shared())


@asynccontextmanager
async def polling(event: Event, database_url: str, poll: Poll, *signed_up: str) -> AsyncIterator[Polling]:
    """It is launched and stands in the meeting's chat; some signed up the day before."""
    with_it = event.with_(polls=(poll,))
    async with play(with_it, database_url, at(3, 6, 12)) as one:
        stage = one.stage
        for who in signed_up:
            await sign_up(stage, stage.people[who])
        await stage.installs(stage.people["moderator"])
        await stage.adds_bot(stage.meeting, stage.people["organiser"])
        await one.jump(START)
        moderator, before = stage.people["moderator"], len(stage.meeting.messages)
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        await stage.clicks(moderator, "poll.launch", {"minutes": "open"})
        await stage.wait_for(lambda: len(stage.meeting.messages) > before)
        yield Polling(one, poll, stage.meeting.messages[-1])
