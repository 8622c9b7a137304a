"""A moderator's cue when the meeting or a part begins."""

from __future__ import annotations

from event.definition import Event
from rehearsal.chats import actions, words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import at
from tests.scenario.test_moderation import START, in_meeting, on_the_day, titles


def cues(stage: Stage, person: Person) -> list[str]:
    found = stage.log.sent_to(stage.personal(person).id)
    return [entry.summary for entry in found if entry.summary.startswith(("Uw seintje", "Your cue"))]


async def test_each_moderator_gets_one_cue_for_each_part(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        organiser, fatima = stage.people["organiser"], stage.people["fatima"]
        for person in (organiser, fatima):
            await stage.installs(person)
        await stage.starts_meeting(organiser)  # an hour and a half before: somebody tries it out
        await one.jump(at(4, 6, 10, 20))
        assert not cues(stage, moderator)
        await stage.starts_meeting(organiser)
        await stage.wait_for(lambda: bool(cues(stage, moderator) and cues(stage, organiser)))
        part = event.parts[0]
        assert cues(stage, moderator) == [f"Uw seintje: “{part.title.nl}” begint om 10.30 uur"]
        card = stage.cards(moderator)[-1]
        mine = [poll for poll in event.polls if poll.part == part.key]
        assert titles(card).count("Bekijken en starten") == len(mine) == 2
        for poll in mine:
            assert poll.question.nl in words(card)
        assert "0 aanmeldingen" in words(card)
        assert [action["url"] for action in actions(card) if action["type"] == "Action.OpenUrl"] == [
            event.meeting.join_url
        ]
        await one.jump(at(4, 6, 11))
        await stage.starts_meeting(organiser)
        await one.jump(at(4, 6, 12, 30))
        assert len(cues(stage, moderator)) == len(cues(stage, organiser)) == 1
        await one.jump(at(4, 6, 13))
        assert cues(stage, moderator)[1:] == [f"Uw seintje: “{event.parts[2].title.nl}” begint nu"]
        await one.jump(at(4, 6, 15))
        assert len(cues(stage, moderator)) == len(cues(stage, organiser)) == 2
        assert not cues(stage, fatima)
        # Launched from the cue in two clicks.
        message = next(it for it in stage.personal(moderator).messages if it.summary == cues(stage, moderator)[0])
        await stage.clicks(moderator, "Bekijken en starten", message=message)
        before = len(in_meeting(stage))
        await stage.clicks(moderator, "Nu starten", message=message)
        await stage.wait_for(lambda: len(in_meeting(stage)) > before)


async def test_without_a_word_from_the_meeting_the_clock_gives_the_cue_and_latecomers_get_it_too(
    event: Event, database_url: str
) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        organiser = stage.people["organiser"]
        await one.jump(START)
        assert cues(stage, moderator) == [f"Uw seintje: “{event.parts[0].title.nl}” begint nu"]
        await one.jump(at(4, 6, 11))
        await stage.installs(organiser)
        await one.jump(at(4, 6, 11, 1))
        assert cues(stage, organiser) == [f"Uw seintje: “{event.parts[0].title.nl}” is bezig"]
        assert len(cues(stage, moderator)) == 1


async def test_a_moderator_out_of_reach_holds_up_nobody(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        organiser = stage.people["organiser"]
        await stage.installs(organiser)
        await stage.removes(moderator)
        await one.jump(START)
        assert len(cues(stage, organiser)) == 1
        assert not cues(stage, moderator)
        # Back before the part ends, they still get it.
        await stage.installs(moderator)
        await stage.wait_for(lambda: len(cues(stage, moderator)) == 1)
