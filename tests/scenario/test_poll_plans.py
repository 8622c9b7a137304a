"""Polls that launch themselves at a time or when a part starts: once, in time or not at all, and moderators hear it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from event.definition import Event, Poll
from rehearsal.chats import words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play
from tests.scenario.test_moderation import START, acts, newest, on_the_day
from tests.scenario.test_poll_life import press, shared


def with_plan(event: Event, launch: str, **changed: object) -> tuple[Event, Poll]:
    """The first poll of the file launches itself."""
    planned = event.polls[0].model_copy(update={"launch": launch, **changed})
    return event.with_(polls=(planned, *event.polls[1:])), planned


def in_chat(stage: Stage, poll: Poll) -> int:
    return sum(poll.question.nl in card and "Stemmen" in card for card in shared(stage))


def heard(stage: Stage, person: Person, said: str) -> int:
    return sum(said in words(card) for card in stage.cards(person))


async def test_at_a_time_that_a_moderator_types(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        poll = event.polls[0]
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        assert "U start hem" in await press(stage, moderator, "Meer", "Wanneer hij start")
        said = await press(stage, moderator, "Plannen", filled={"when": "ooit"})
        assert "Dit tijdstip kan ik niet" in said
        assert "ooit" in said
        said = await press(stage, moderator, "Plannen", filled={"when": "vandaag 14.00"})
        assert "Dan is het onderdeel al voorbij" in said
        said = await press(stage, moderator, "Plannen", filled={"when": "kwart voor elf"})
        assert "Ik start de poll dan" in said
        assert "De poll start vanzelf vandaag om 10.45 uur" in said
        await stage.says(moderator, "polls")
        assert "Start vanzelf vandaag om 10.45 uur" in newest(stage, moderator)
        await one.jump(at(4, 6, 10, 44))
        assert not in_chat(stage, poll)
        await one.jump(at(4, 6, 10, 46))
        assert in_chat(stage, poll) == 1
        assert heard(stage, moderator, "vanzelf gestart") == 1
        await one.jump(at(4, 6, 11, 30))
        assert in_chat(stage, poll) == 1
        assert await acts(database_url, event) == [("poll.plan", True), ("poll.launch", False)]


async def test_when_its_part_starts_and_not_when_a_moderator_takes_that_back(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        first, second = event.polls[:2]
        for poll in (first, second):
            await stage.says(moderator, "polls")
            await stage.clicks(moderator, "poll.preview")
            if poll is second:
                chat = stage.personal(moderator)
                data = {"v": 1, "event": event.id, "poll": second.key}
                await stage.execute(moderator, chat, chat.messages[-1], {"verb": "poll.preview", "data": data})
            said = await press(stage, moderator, "Meer", "Wanneer hij start", "Als het onderdeel begint")
            assert "vandaag om 10.30 uur" in said
        assert "De poll start niet vanzelf" in await press(
            stage, moderator, "Meer", "Wanneer hij start", "Ik start hem zelf"
        )
        await one.jump(START + timedelta(minutes=1))
        assert in_chat(stage, first) == 1
        assert in_chat(stage, second) == 0
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        late = await press(stage, moderator, "Meer", "Wanneer hij start", "Als het onderdeel begint")
        assert "Dat is al voorbij" in late, "it has begun"


async def test_two_replicas_launch_it_once(event: Event, database_url: str) -> None:
    planned, poll = with_plan(event, "15 minutes after start")
    async with on_the_day(planned, database_url) as (one, stage, moderator):
        async with play(planned, database_url, at(4, 6, 9), stage) as two:
            now = at(4, 6, 10, 45)
            await asyncio.gather(*(bot.tick(now) for bot in (one.bot, two.bot) * 4))
            await asyncio.gather(one.bot.worker.drain(), two.bot.worker.drain())
            assert in_chat(stage, poll) == 1
            assert heard(stage, moderator, "vanzelf gestart") == 1
        assert await acts(database_url, event) == [("poll.launch", False)]


async def test_without_the_meetings_chat_moderators_hear_why_and_it_comes_as_soon_as_there_is_one(
    event: Event, database_url: str
) -> None:
    planned, poll = with_plan(event, "start of ochtend")
    async with play(planned, database_url, at(4, 6, 9)) as one:
        stage = one.stage
        moderator, organiser = stage.people["moderator"], stage.people["organiser"]
        for person in (moderator, organiser):
            await stage.installs(person)
        await one.jump(at(4, 6, 10, 40))
        for person in (moderator, organiser):
            assert heard(stage, person, "ik zit niet in de chat van de vergadering") == 1
        await one.jump(at(4, 6, 10, 50))
        assert heard(stage, moderator, "ik zit niet in de chat van de vergadering") == 1, "once"
        await stage.adds_bot(stage.meeting, organiser)
        await one.jump(at(4, 6, 10, 51))
        assert in_chat(stage, poll) == 1
        assert heard(stage, moderator, "vanzelf gestart") == 1


@pytest.mark.parametrize("early", [True, False])
async def test_not_when_its_part_is_over(event: Event, database_url: str, early: bool) -> None:
    """The bot comes into the chat a minute before the end of the part, or after it."""
    planned, poll = with_plan(event, "start of ochtend")
    ends = next(part.end for part in planned.parts if part.key == "ochtend")
    async with play(planned, database_url, at(4, 6, 9)) as one:
        stage, moderator = one.stage, one.stage.people["moderator"]
        await stage.installs(moderator)
        back = at(4, 6, ends.hour, ends.minute) + timedelta(minutes=-1 if early else 1)
        await one.jump(at(4, 6, 10, 31))
        if early:
            await stage.adds_bot(stage.meeting, stage.people["organiser"])
            await one.jump(back)
        else:
            await one.jump(back)
            await stage.adds_bot(stage.meeting, stage.people["organiser"])
            await one.jump(back + timedelta(minutes=1))
        assert in_chat(stage, poll) == early
        assert heard(stage, moderator, "de tijd ervoor voorbij") == (not early)
        if not early:
            await press(stage, moderator, "poll.list", "poll.preview")
            assert "Nu starten" in newest(stage, moderator), "by hand it still can"
            await one.jump(back + timedelta(minutes=30))
            assert heard(stage, moderator, "de tijd ervoor voorbij") == 0, (
                "that card is the list now, and no other came"
            )
            assert await acts(database_url, event) == []


async def test_a_day_that_moves_takes_its_plans_along_and_one_that_is_cancelled_has_none(
    event: Event, database_url: str
) -> None:
    planned, poll = with_plan(event, "2027-06-04 10:45")
    async with play(planned, database_url, at(1, 6, 9)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await stage.installs(organiser)
        await stage.adds_bot(stage.meeting, organiser)
        await _changes_day(one, organiser, "move", {"date": "11 juni 2027"})
        await one.jump(at(4, 6, 12))
        assert not in_chat(stage, poll)
        await one.jump(at(11, 6, 10, 46))
        assert in_chat(stage, poll) == 1


async def test_nothing_launches_itself_on_a_day_that_was_cancelled(event: Event, database_url: str) -> None:
    planned, poll = with_plan(event, "start of ochtend")
    async with play(planned, database_url, at(1, 6, 9)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await stage.installs(organiser)
        await stage.adds_bot(stage.meeting, organiser)
        await _changes_day(one, organiser, "cancel", {"note_nl": "Helaas.", "note_en": "Alas."})
        await one.jump(at(4, 6, 11))
        assert not in_chat(stage, poll)
        assert not heard(stage, organiser, "vanzelf gestart")


async def test_after_a_reset_it_waits_for_a_moderator_or_a_new_time(event: Event, database_url: str) -> None:
    planned, poll = with_plan(event, "start of ochtend")
    async with on_the_day(planned, database_url) as (one, stage, moderator):
        await one.jump(at(4, 6, 10, 31))
        assert in_chat(stage, poll) == 1
        await press(stage, moderator, "Meer", "Opnieuw beginnen zonder stemmen")
        await one.jump(at(4, 6, 10, 40))
        assert in_chat(stage, poll) == 0
        said = await press(stage, moderator, "Meer", "Wanneer hij start", "Plannen", filled={"when": "10.50"})
        assert "10.50 uur" in said
        await one.jump(at(4, 6, 10, 51))
        assert in_chat(stage, poll) == 1


async def _changes_day(one: Play, organiser: Person, what: str, filled: dict[str, str]) -> None:
    stage = one.stage
    await stage.says(organiser, "evenement")
    data = {"v": 1, "event": stage.event.id, "what": what}
    chat = stage.personal(organiser)
    await stage.execute(organiser, chat, chat.messages[-1], {"verb": "event.ask", "data": data})
    await stage.clicks(organiser, "event.read", filled)
    await stage.clicks(organiser, "event.confirm")
