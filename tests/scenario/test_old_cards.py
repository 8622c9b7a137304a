"""Cards of long ago: of a past event, a changed one, a closed poll, somebody who withdrew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from event.definition import Event
from rehearsal.chats import words
from tests.scenario.play import Play, at, play
from tests.scenario.roles import FILLED, appears, newest

FORM = "Uw vraag vooraf"
NOT_IN = "U bent niet aangemeld"


def sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'gastheer.db'}"


@pytest.fixture
async def one(event: Event, tmp_path: Path) -> AsyncIterator[Play]:
    async with play(event, sqlite(tmp_path), at(3, 5, 12)) as running:
        yield running


async def test_cards_of_somebody_who_withdrew(one: Play) -> None:
    stage = one.stage
    fatima = await appears(stage, "withdrawn")
    confirmation = next(one for one in stage.personal(fatima).messages if one.card and "Wijzigen" in words(one.card))
    form = await stage.clicks(fatima, "registration.edit", message=confirmation)
    assert FORM in words(form["value"])
    action = {"verb": "link.show", "data": {"v": 1, "event": one.stage.event.id}}
    link = await stage.execute(fatima, stage.personal(fatima), confirmation, action)
    assert NOT_IN in words(link["value"])
    assert "registration.open" in str(link["value"])
    again = await stage.execute(
        fatima, stage.personal(fatima), confirmation, action | {"verb": "registration.withdraw"}
    )
    assert "U was al afgemeld" in words(again["value"])


OVER = "De dag is voorbij"


async def test_cards_of_a_past_event(one: Play, event: Event) -> None:
    stage = one.stage
    fatima, sean = await appears(stage, "registered"), await appears(stage, "new")
    await one.jump(at(5, 6, 12))
    for person, verbs in (
        (
            fatima,
            ("registration.edit", "registration.submit", "registration.leave", "registration.withdraw", "link.show"),
        ),
        (sean, ("registration.open", "registration.edit", "registration.submit")),
    ):
        message = stage.personal(person).messages[0]
        for verb in verbs:
            action = {"verb": verb, "data": {"v": 1, "event": event.id, "name": "A", "email": "a@b.nl", **FILLED}}
            answer = await stage.execute(person, stage.personal(person), message, action)
            assert answer["value"].startswith(OVER), verb
            assert event.organiser.email in answer["value"]
    for person, texts in ((fatima, ("wijzigen", "afmelden", "link")), (sean, ("aanmelden", "wijzigen"))):
        for text in texts:
            await stage.says(person, text)
            assert OVER in newest(stage, person), text
            assert event.organiser.email in newest(stage, person)
    await stage.says(fatima, "aanmelden")
    assert "U bent al aangemeld" in newest(stage, fatima)


async def test_a_poll_shows_its_result_after_the_event_too(one: Play, event: Event) -> None:
    stage, moderator, fatima = one.stage, one.stage.people["moderator"], one.stage.people["fatima"]
    await one.jump(at(4, 6, 10, 30))
    await stage.installs(moderator)
    await stage.adds_bot(stage.meeting, moderator)
    await stage.says(moderator, "polls")
    await stage.clicks(moderator, "poll.preview")
    await stage.clicks(moderator, "poll.launch")
    await stage.wait_for(lambda: "Input.ChoiceSet" in str(stage.meeting.messages[-1].card))
    ballot = stage.meeting.messages[-1]
    vote = {"option": event.polls[0].options[0].key}
    await stage.clicks(fatima, "poll.vote", vote, chat=stage.meeting)
    await stage.clicks(moderator, "poll.close")
    await one.jump(at(5, 6, 12))
    data = {"v": 1, "event": event.id, "poll": event.polls[0].key, **vote}
    late = await stage.execute(fatima, stage.meeting, ballot, {"verb": "poll.vote", "data": data})
    assert "Uitslag van de poll" in words(late["value"])
    assert "Uw keuze" in words(late["value"])
    gone = {"verb": "poll.vote", "data": data | {"poll": "weg"}}
    assert "bestaat niet meer" in (await stage.execute(fatima, stage.meeting, ballot, gone))["value"]


async def change_status(one: Play, word: str) -> None:
    """As the organiser does it in chat."""
    stage, organiser = one.stage, one.stage.people["organiser"]
    await stage.installs(organiser)
    await stage.says(organiser, "evenement")
    await stage.clicks(organiser, word)
    await stage.clicks(organiser, "event.read")
    await stage.clicks(organiser, "event.confirm")
    await one.bot.worker.drain()


async def test_a_cancelled_event(one: Play, event: Event) -> None:
    stage = one.stage
    fatima, sean = await appears(stage, "registered"), await appears(stage, "new")
    await change_status(one, "Afgelasten")
    for person, texts in ((fatima, ("link", "wijzigen")), (sean, ("aanmelden", "wijzigen"))):
        for text in texts:
            await stage.says(person, text)
            assert "De dag gaat niet door" in newest(stage, person), text
            assert event.organiser.email in newest(stage, person)
    await stage.says(fatima, "programma")
    assert "vrijdag 4 juni 2027: gaat niet door" in newest(stage, fatima)
    await stage.says(fatima, "afmelden")
    await stage.clicks(fatima, "registration.withdraw")
    assert "U bent afgemeld" in newest(stage, fatima)


async def test_a_postponed_event(one: Play) -> None:
    stage = one.stage
    fatima, sean = await appears(stage, "registered"), await appears(stage, "new")
    await change_status(one, "Uitstellen")
    await one.jump(at(1, 7, 12))  # its old day is long past
    await stage.says(fatima, "aanmelden")
    assert "uitgesteld; de nieuwe datum volgt" in newest(stage, fatima)
    assert "4 juni" not in newest(stage, fatima)
    await stage.says(sean, "aanmelden")
    await stage.clicks(sean, "registration.submit", FILLED)
    await stage.wait_for(lambda: "U hoort de nieuwe datum van mij" in newest(stage, sean))
    await stage.says(fatima, "afmelden")
    await stage.clicks(fatima, "registration.withdraw")
    assert "U bent afgemeld" in newest(stage, fatima)
