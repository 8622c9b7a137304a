"""What is kept runs out by itself: people hear it by their own road, organisers see it coming, and counts stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from event.definition import Event, Kept, KeptField, KeptFields
from event.store.database import Database
from event.store.tables import audit, ballot, delivery, person, registration
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import newest, press
from tests.scenario.test_mine import everything
from tests.scenario.test_participants import rows_of
from tests.scenario.test_story import sign_up, summaries

NOTICE = "Vannacht ruim ik op wat ik van u bewaar"
FORM = {"name": "Anneke Visser", "email": "anneke@kleinecorporatie.example", "organisation": "Klein Wonen",
        "function": "portier", "question": "Mag ik er alleen bij?", "privacy": "true"}  # fmt: skip


def keeping(event: Event, default: int, **days: int) -> Event:
    fields = KeptFields(**{name: KeptField(retention_days=number) for name, number in days.items()})
    return event.with_(
        privacy=event.privacy.model_copy(update={"retention_days": default, "fields": fields}),
        registration=event.registration.model_copy(update={"page": True}),
    )


async def by_mail(one: Play) -> None:
    """Somebody without Teams signs up on the public page."""
    stage = one.stage
    form = await stage.opens(f"{one.url}/event/sign-up")
    await stage.presses(form, "registration.submit", FORM)
    await one.bot.worker.drain()
    asked = stage.letters(FORM["email"])[-1]
    page = await stage.opens(next(url for title, url in asked.links.items() if "aan" in title))
    await stage.presses(page, "sign_up.confirm")
    await one.bot.worker.drain()


async def votes(stage: Stage, event: Event, people: Sequence[Person]) -> None:
    organiser = stage.people["organiser"]
    await stage.adds_bot(stage.meeting, organiser)
    await stage.says(organiser, "polls")
    await press(stage, organiser, "poll.preview", poll=event.polls[0].key)
    await press(stage, organiser, "poll.launch", poll=event.polls[0].key)
    await stage.wait_for(lambda: "Input.ChoiceSet" in str(stage.cards(people[0], stage.meeting)))
    for who in people:
        await stage.clicks(who, "poll.vote", {"option": event.polls[0].options[1].key}, chat=stage.meeting)


async def runs(database_url: str) -> list[dict[str, Any]]:
    rows = await rows_of(database_url, select(audit).where(audit.c.act == "retention.run").order_by(audit.c.id))
    return [row.detail for row in rows]


async def test_all_of_it_in_its_time(event: Event, database_url: str) -> None:
    kept = keeping(event, 30, ballots=7, question=14)
    async with play(kept, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await stage.installs(organiser)
        await sign_up(stage, fatima)
        await stage.says(fatima, "vraag Mag een camera op de stoep?")
        await by_mail(one)
        await stage.says(organiser, "cockpit")
        assert "over 39 dagen, na vrijdag 11 juni 2027: van wie een stem was" in newest(stage, organiser)
        await one.jump(at(4, 6, 11))
        await votes(stage, event, [fatima])

        await one.jump(at(11, 6, 23, 59))
        assert [row.key for row in await rows_of(database_url, ballot.select())] == [
            f"oid:{fatima.tenant}/{fatima.oid}"
        ]
        await one.jump(at(12, 6, 0))
        (vote,) = await rows_of(database_url, ballot.select())
        assert vote.key.startswith("anonymous:")
        await stage.says(fatima, "mijn gegevens")
        assert "U stemde in" not in newest(stage, fatima)
        assert "camera op de stoep" in newest(stage, fatima)
        await stage.says(organiser, "cockpit")
        assert "over 6 dagen, na vrijdag 18 juni 2027: vragen" in newest(stage, organiser)
        await one.jump(at(19, 6, 0))
        assert "camera op de stoep" not in await everything(database_url)
        assert await runs(database_url) == [{"ballots": 1}, {"question": 2}]

        await one.jump(at(4, 7, 8, 59))
        assert NOTICE not in summaries(stage, fatima)
        await one.jump(at(4, 7, 9))
        assert summaries(stage, fatima)[-1] == NOTICE
        assert NOTICE in stage.letters(FORM["email"])[-1].subject
        assert NOTICE not in summaries(stage, organiser), "who isn't signed up is left alone"
        await stage.says(organiser, "controle")
        assert "vannacht: alles wat van deelnemers bewaard is" in newest(stage, organiser)
        await stage.says(fatima, "mijn gegevens")
        assert fatima.name in newest(stage, fatima), "a last look"
        await one.jump(at(4, 7, 23, 59))
        assert len(await rows_of(database_url, registration.select())) == 2
        await one.jump(at(5, 7, 0))
        for table in (registration, person):
            assert await rows_of(database_url, table.select()) == [], table.name
        left = await everything(database_url)
        for trace in (fatima.name, "Anneke", "anneke@", "Klein Wonen", fatima.account, fatima.oid, organiser.account):
            assert str(trace) not in left, trace
        last = (await runs(database_url))[-1]
        assert (last["people"], last["signed_up"], last["name"], last["email"]) == (3, 2, 2, 2)
        assert set(last) <= {*(field.value for field in Kept), "people", "signed_up", "chats"}
        sent = await rows_of(database_url, select(delivery).where(delivery.c.kind == "link"))
        assert {row.state for row in sent} == {"sent"}, "the ledger still counts"

        await stage.says(organiser, "cockpit")
        assert "gedaan: van de deelnemers is niets meer bewaard" in newest(stage, organiser)
        await stage.says(organiser, "logboek")
        assert "ruimde op wat verlopen was (3 mensen," in newest(stage, organiser)
        await stage.says(organiser, "polls")
        assert "Gesloten: 1 stem" in newest(stage, organiser)
        await stage.says(organiser, "mijn gegevens")
        await one.bot.tick(at(5, 7, 18))
        assert len(await rows_of(database_url, person.select())) == 1, "they are known anew, for today"
        await one.jump(at(6, 7, 0))
        assert await rows_of(database_url, person.select()) == [], "until the night"


async def test_after_weeks_of_being_off_people_hear_it_first(event: Event, database_url: str) -> None:
    kept = keeping(event, 30)
    async with Stage(event) as stage:
        fatima, sean = stage.people["fatima"], stage.people["sean"]
        async with play(kept, database_url, at(3, 5, 12), stage):
            await sign_up(stage, fatima)
            await sign_up(stage, sean)
            await stage.says(sean, "afmelden")
            await stage.clicks(sean, "registration.withdraw")
        async with play(kept, database_url, at(1, 9, 12), stage) as late:
            await stage.wait_for(lambda: summaries(stage, fatima)[-1] == NOTICE)
            assert [row.name for row in await rows_of(database_url, registration.select())] == [""]
            assert NOTICE not in summaries(stage, sean), "who withdrew was promised to be left alone"
            await late.jump(at(2, 9, 12))
            assert await rows_of(database_url, person.select()) == []
            assert summaries(stage, fatima).count(NOTICE) == 1
        async with play(kept, database_url, at(3, 9, 12), stage) as again:
            await again.jump(at(4, 9, 12))
            assert summaries(stage, fatima).count(NOTICE) == 1


async def test_a_road_that_is_closed_saves_nobody(event: Event, database_url: str) -> None:
    async with play(keeping(event, 30), database_url, at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await stage.removes(fatima)
        await one.jump(at(5, 7, 0))
        assert NOTICE not in summaries(stage, fatima)
        assert await rows_of(database_url, person.select()) == []


async def test_a_moved_day_takes_it_along_and_a_postponed_one_holds_it(event: Event, database_url: str) -> None:
    async with play(keeping(event, 30), database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await stage.installs(organiser)
        await sign_up(stage, fatima)
        await stage.says(organiser, "evenement")
        await press(stage, organiser, "event.ask", what="postpone")
        await press(stage, organiser, "event.read")
        await press(stage, organiser, "event.confirm")
        await one.jump(at(1, 9, 12))
        assert [row.name for row in await rows_of(database_url, registration.select())] == [fatima.name]
        await stage.says(organiser, "cockpit")
        assert "zodra er een nieuwe dag bekend is" in newest(stage, organiser)
        await stage.says(fatima, "mijn gegevens")
        assert "Wij bewaren het uiterlijk tot 30 dagen na de bijeenkomst" in newest(stage, fatima)

        await stage.says(organiser, "evenement")
        await press(stage, organiser, "event.ask", what="move")
        await press(stage, organiser, "event.read", {"date": "1 oktober 2027"})
        await press(stage, organiser, "event.confirm")
        await one.jump(at(31, 10, 8))
        assert [row.name for row in await rows_of(database_url, registration.select())] == [fatima.name]
        await one.jump(at(1, 11, 0))
        assert await rows_of(database_url, person.select()) == []
        assert NOTICE in summaries(stage, fatima)


async def test_what_nobody_confirms_is_forgotten_after_two_days(event: Event, database_url: str) -> None:
    async with play(keeping(event, 30), database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        form = await stage.opens(f"{one.url}/event/sign-up")
        await stage.presses(form, "registration.submit", FORM)
        await one.bot.worker.drain()
        assert "Klein Wonen" in await everything(database_url)
        await one.jump(at(5, 5, 11, 59))
        assert "Klein Wonen" in await everything(database_url)
        await one.jump(at(5, 5, 12, 1))
        left = await everything(database_url)
        assert "Klein Wonen" not in left
        assert FORM["email"] not in left
        assert await runs(database_url) == [{"sign_ups": 1}]
        asked = stage.letters(FORM["email"])[-1]
        page = await stage.opens(next(url for title, url in asked.links.items() if "aan" in title))
        assert page.status == 410
        assert "Klein Wonen" not in page.html


async def test_the_message_says_how_to_keep_it(event: Event, database_url: str) -> None:
    async with play(keeping(event, 30), database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        await by_mail(one)
        await one.jump(at(4, 7, 9))
        letter = stage.letters(FORM["email"])[-1]
        page = await stage.opens(letter.links["Mijn gegevens"])
        assert FORM["name"] in page.words
        file = await stage.opens(page.links["Meenemen als bestand"])
        assert FORM["question"] in file.html
        await one.jump(at(5, 7, 0))
        assert (await stage.opens(letter.links["Mijn gegevens"])).status == 410
        database = Database(database_url)
        async with database.read() as db:
            assert (await db.execute(select(registration))).first() is None
        await database.close()
