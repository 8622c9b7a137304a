"""Somebody has the database at every moment, its write-ahead log, all logs and all that anybody was shown, and tries to
join voters to anonymous ballots. They have neither the link key nor the voters' own cards."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import log
from bot.links import Purpose
from bot.settings import Settings
from event.definition import Event, Poll, PollKind
from event.kinds import open_text
from rehearsal.browser import Page
from rehearsal.people import Person, extra
from rehearsal.stage import Stage
from scheduler import polls as life
from scheduler.poll_cards import Doing
from tests.scenario import attacks
from tests.scenario.campaign import CODE, FEWEST, KINDS, VOTERS, Campaign, answers, asked
from tests.scenario.evidence import taken, wal_of_postgresql
from tests.scenario.play import Play, at, play
from tests.scenario.test_pages import link_of
from tests.scenario.test_story import sign_up

_HOW_MANY = re.compile(r"\d+ \w+ (hebben|heeft) gestemd")
"""Everybody knows it, and it stands behind the last answer: not its number."""


class Meeting:
    """People who vote by the card in the meeting's chat, in their own chat with the bot, and behind a signed link."""

    def __init__(self, one: Play, poll: Poll, database_url: str, campaign: Campaign, caplog: Any) -> None:
        self.one = one
        self.poll = poll
        self.people = [extra(number) for number in range(VOTERS + 1)]
        self.campaign = campaign
        self._database_url = database_url
        self._caplog = caplog
        self._links: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._pages: dict[str, Page] = {}

    @property
    def stage(self) -> Stage:
        return self.one.stage

    async def gathers(self) -> None:
        organiser = self.stage.people["organiser"]
        for person in self.people:
            self.stage.add(person)
            await self.stage.enters(person, self.stage.meeting)
        for person in self.people[::3]:
            await sign_up(self.stage, person)
            self._links[person.key] = await link_of(self.one, self._database_url, person, Purpose.BALLOT)
        for person in (*self.people[1::3], self.stage.people["moderator"]):
            await self.stage.installs(person)
        await self.stage.adds_bot(self.stage.meeting, organiser)
        await self.one.jump(at(4, 6, 10, 30))
        await self.lives(life.launch, self.poll, self.stage.meeting.id, None)
        await self.look()

    async def lives(self, act: Callable[..., Any], *what: object) -> None:
        now = datetime.now(UTC)
        async with self.one.bot.database.begin() as db:
            doing = Doing(db=db, event=self.stage.event, by=None, now=self.one.bot.clock.now(), real_now=now)
            await act(doing, *what)
        await self.one.bot.worker.drain()

    async def votes(self, person: Person, said: str) -> None:
        inputs = {open_text.INPUT: said} if self.poll.kind is PollKind.TEXT else {"option": said}
        if person.key in self._links:
            page = self._pages.get(person.key) or await self.stage.opens(self._links[person.key])
            page = self._pages[person.key] = await self.stage.presses(page, "poll.vote", inputs)
            shown = page.words
        else:
            own = self.people.index(person) % 3 == 1
            chat = self.stage.personal(person) if own else self.stage.meeting
            message = chat.newest_of("bot")
            data = {"v": 1, "event": self.stage.event.id, "poll": self.poll.key, **self._code(person)}
            action = {"type": "Action.Execute", "verb": "poll.vote", "data": data}
            answer = await self.stage.execute(person, chat, message, action, inputs)
            shown = json.dumps(answer["value"], ensure_ascii=False)
        assert said in shown, shown
        self.campaign.found(f"oid:{person.tenant}/{person.oid}", said, shown)
        self._own[person.key] = shown

    def _code(self, person: Person) -> dict[str, str]:
        found = CODE.findall(self._own.get(person.key, ""))
        return {"code": found[0]} if found else {}

    async def look(self) -> None:
        """The attacker takes everything that there is at this moment."""
        stage, moderator = self.stage, self.stage.people["moderator"]
        ids = {"v": 1, "event": stage.event.id, "poll": self.poll.key}
        told = {"log": self._caplog.text.encode()}
        for name, who, verb in (("control", moderator, "poll.preview"), ("list", moderator, "poll.list")):
            chat = stage.personal(who)
            action = {"type": "Action.Execute", "verb": verb, "data": ids}
            told[name] = json.dumps(await stage.execute(who, chat, chat.newest_of("bot"), action)).encode()
        action = {"type": "Action.Execute", "verb": "poll.show", "data": ids}
        last = stage.meeting.newest_of("bot")
        told["shown"] = json.dumps(await stage.execute(stage.people["sean"], stage.meeting, last, action)).encode()
        told["chat"] = json.dumps([one.card for one in stage.meeting.messages]).encode()
        for name in ("metrics", "readyz"):
            async with stage.session.get(f"{self.one.url}/{name}") as answer:
                told[name] = await answer.read()
        for purpose in (Purpose.STAGE, Purpose.PANEL, Purpose.RESULTS_SO_FAR):
            link = await link_of(self.one, self._database_url, moderator, purpose)
            page = await stage.opens(link)
            assert page.status == 200, purpose
            told[purpose.value] = _HOW_MANY.sub("", page.words).encode()
        self.campaign.moments.append(await taken(self._database_url, told))


@asynccontextmanager
async def meeting(
    event: Event, database_url: str, kind: PollKind, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Meeting]:
    log.set_up(Settings(LOG_LEVEL="DEBUG", LOG_FORMAT="json", _env_file=None))
    logging.getLogger().addHandler(caplog.handler)
    campaign = Campaign(answers(kind))
    poll = asked(kind, campaign.said)
    async with play(event.with_(polls=(poll,)), database_url, at(4, 6, 9)) as one:
        here = Meeting(one, poll, database_url, campaign, caplog)
        await here.gathers()
        yield here


def nothing_is_joined(campaign: Campaign) -> None:
    case = campaign.case
    assert len(case.order) == len(campaign.truth)
    found = attacks.hits(case, campaign.truth)
    assert max(found.values()) < attacks.ENOUGH, found
    assert {what: len(sizes) for what, sizes in attacks.lengths(case).items()} == {"ballot": 1, "state": 1}
    for moment in case.moments:
        told = b"\n".join((*moment.files.values(), repr(moment.rows).encode(), *moment.told.values()))
        assert attacks.codes_in(told, campaign.codes) == []
    jumps = [number for number in attacks.steps_between(case) if number]
    assert all(number >= FEWEST for number in jumps), jumps


@KINDS
async def test_one_after_the_other(
    event: Event, database_url: str, kind: PollKind, caplog: pytest.LogCaptureFixture
) -> None:
    async with meeting(event, database_url, kind, caplog) as here:
        for person, said in zip(here.people[:VOTERS], here.campaign.said, strict=False):
            await here.votes(person, said)
            await here.look()
        truth = here.campaign.truth
        three = [here.people[number] for number in (1, 2, 5)]
        first = [truth[f"oid:{person.tenant}/{person.oid}"] for person in three]
        for person, said in zip(three, (*first[1:], first[0]), strict=True):
            await here.votes(person, said)
            await here.look()
        open_ = here.campaign.moments[-1]
        while_open = open_.everything if "sqlite" in database_url else await wal_of_postgresql(database_url)
        shown = set(attacks.answers_in(b"".join(open_.told.values()), here.campaign.said))
        if kind is PollKind.TEXT:
            held = set(attacks.answers_in(while_open, here.campaign.said))
            assert held <= shown, "what nobody is shown stands nowhere"
        await here.lives(life.close, here.poll.key)
        await here.look()
        assert len(here.campaign.moments[-1].ballots) == VOTERS
        nothing_is_joined(here.campaign)

        # Reopened for one more: who that is can be seen, what they voted can't.
        await here.lives(life.reopen, here.poll.key, None)
        await here.look()
        late, said = here.people[VOTERS], here.campaign.said[0]
        await here.votes(late, said)
        await here.look()
        await here.lives(life.close, here.poll.key)
        await here.look()
        assert len(here.campaign.moments[-1].ballots) == VOTERS, "the thirteenth stays sealed"
        found = attacks.hits(here.campaign.case, here.campaign.truth, [attacks.by_closes, attacks.by_numbers])
        assert found == {"by_closes": 0, "by_numbers": 0}


async def test_many_at_once(event: Event, database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with meeting(event, database_url, PollKind.SINGLE, caplog) as here:
        said = dict(zip((one.key for one in here.people), here.campaign.said, strict=True))
        for first in range(0, VOTERS, 4):
            some = here.people[first : first + 4]
            await asyncio.gather(*(here.votes(person, said[person.key]) for person in some))
            await here.look()
        await here.lives(life.close, here.poll.key)
        await here.look()
        nothing_is_joined(here.campaign)
