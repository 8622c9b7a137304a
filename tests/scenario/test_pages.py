"""Signed links in a browser: each shows what it is for, and nothing more, whoever has it and however it was bent."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import aiohttp
import pytest
from sqlalchemy import select

from bot.links import Purpose
from event.definition import Event
from event.ids import PersonId
from event.people import Person
from event.polls import box_of
from event.store import ballots, people
from event.store.database import Database
from event.store.tables import person, registration
from rehearsal.chats import words
from rehearsal.people import Person as Actor
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import press
from tests.scenario.test_story import sign_up

LATER = timedelta(days=1)
FORM = {"name": "Sean O'Brien-van 't Hof", "email": "sean@elders.example", "organisation": "Woonstad",
        "function": "huismeester", "question": "", "privacy": "true"}  # fmt: skip


async def kept(one: Play, database_url: str, actor: Actor) -> Person:
    database = Database(database_url)
    async with database.read() as db:
        row = (await db.execute(select(person.c.id).where(person.c.account == actor.account))).one()
        found = await people.find(db, PersonId(row.id))
    await database.close()
    assert found is not None
    return found


async def link_of(one: Play, database_url: str, actor: Actor, purpose: Purpose = Purpose.REGISTRATION) -> str:
    who = await kept(one, database_url, actor)
    return one.bot.links.url(purpose, who.id, who.link_version, datetime.now(UTC) + LATER)


async def get(url: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        assert "default-src 'none'" in answer.headers.get("Content-Security-Policy", "")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        return answer.status, unescape(await answer.text())


async def post(url: str, **form: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
        return answer.status, unescape(await answer.text())


async def test_a_registration_is_seen_changed_and_withdrawn_behind_its_link(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        fatima = one.stage.people["fatima"]
        await sign_up(one.stage, fatima)
        url = await link_of(one, database_url, fatima)
        status, page = await get(url)
        assert status == 200
        assert "U bent al aangemeld" in page
        assert f"Deze link is alleen van {fatima.name}" in page
        assert 'lang="nl"' in page
        status, page = await get(f"{url}?show=programme")
        assert "Rodney Haan" in page
        status, page = await get(f"{url}?show=link")
        assert event.meeting.join_url is not None
        assert event.meeting.join_url in page
        status, page = await get(f"{url}?lang=en")
        assert "You are signed up already" in page
        status, page = await post(url, verb="registration.edit")
        assert "Havensteder" in page
        changed = FORM | {"email": "geen adres", "organisation": "Woonstad"}
        status, page = await post(url, verb="registration.submit", **changed)
        assert "Dit is geen e-mailadres" in page
        assert "Woonstad" in page
        status, page = await post(url, verb="registration.submit", **(changed | {"email": "f@woonstad.example"}))
        assert "Uw wijziging is opgeslagen" in page
        await one.stage.says(fatima, "wijzigen")
        assert "f@woonstad.example" in str(one.stage.cards(fatima)[-1]), "the same registration in Teams"
        status, page = await get(f"{url}?show=withdraw")
        assert "Wilt u zich afmelden?" in page
        status, page = await get(url)
        assert "U bent al aangemeld" in page, "looking changes nothing"
        status, page = await post(url, verb="registration.withdraw")
        assert "U bent afgemeld" in page


async def test_a_ballot_is_the_same_by_link_and_in_teams(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(4, 6, 9)) as one:
        stage = one.stage
        fatima, organiser = stage.people["fatima"], stage.people["organiser"]
        await sign_up(stage, fatima)
        await one.jump(at(4, 6, 10, 30))
        await stage.installs(organiser)
        await stage.adds_bot(stage.meeting, organiser)
        url = await link_of(one, database_url, fatima, Purpose.BALLOT)
        status, page = await get(url)
        assert "Er loopt nu geen poll" in page
        await stage.says(organiser, "polls")
        await press(stage, organiser, "poll.preview", poll=event.polls[0].key)
        await press(stage, organiser, "poll.launch")
        await stage.wait_for(lambda: any("Poll:" in entry.summary for entry in stage.log.sent_to(stage.meeting.id)))
        status, page = await get(url)
        assert event.polls[0].question.nl in page
        first, second = (option.key for option in event.polls[0].options[:2])
        vote = {"data.poll": event.polls[0].key}
        status, page = await post(url, verb="poll.vote", option=first, **vote)
        assert "Uw keuze" in page
        answer = await stage.clicks(fatima, "poll.vote", {"option": second}, chat=stage.meeting)
        assert answer["statusCode"] == 200
        database = Database(database_url)
        async with database.read() as db:
            assert (await ballots.tally_of(db, event.id, box_of(event.polls[0].key, 1))).counts == {second: 1}, (
                "one ballot, the last one"
            )
        await database.close()
        status, page = await post(url, verb="poll.close", **vote)
        assert status == 400, "a ballot's link votes and does nothing else"
        status, page = await post(url, verb="registration.withdraw")
        assert status == 400


async def test_my_data_are_shown_and_forgotten_and_the_link_with_them(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        fatima = one.stage.people["fatima"]
        await sign_up(one.stage, fatima)
        url = await link_of(one, database_url, fatima, Purpose.DATA)
        status, page = await get(url)
        assert fatima.name in page
        assert "Havensteder" in page
        status, page = await post(url, verb="data.leave")
        assert status == 200
        status, page = await post(url, verb="data.forget")
        assert status == 200
        assert fatima.name not in page
        status, page = await get(url)
        assert status == 410
        assert fatima.name not in page
        assert event.organiser.email in page, "a dead end names a human"


async def test_whoever_passed_a_link_on_withdraws_it_and_gets_another(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await sign_up(stage, fatima)
        mine = await link_of(one, database_url, fatima)
        data = await link_of(one, database_url, fatima, Purpose.DATA)
        status, page = await post(data, verb="data.renew_links")
        assert status == 200
        assert "Uw oude links werken niet meer" in page
        for old in (mine, data):
            status, page = await get(old)
            assert status == 410
            assert fatima.name not in page
        status, page = await get(await link_of(one, database_url, fatima))
        assert status == 200
        assert fatima.name in page
        await stage.wait_for(lambda: "U bent al aangemeld" in words(stage.cards(fatima)[-1]))


@pytest.mark.parametrize("bend", ["cut", "swap", "other_path", "expired", "revoked", "other_event", "long", "empty"])
async def test_a_bent_link_shows_nothing(event: Event, database_url: str, bend: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        fatima = one.stage.people["fatima"]
        await sign_up(one.stage, fatima)
        url = await link_of(one, database_url, fatima)
        who = await kept(one, database_url, fatima)
        head, _, token = url.rpartition("/")
        soon = datetime.now(UTC) + LATER
        if bend == "cut":
            bent = url[:-1]
        elif bend == "swap":
            bent = f"{head}/{token[:5]}{'A' if token[5] != 'A' else 'B'}{token[6:]}"
        elif bend == "other_path":
            bent = url.replace("/s/", "/me/")
        elif bend == "expired":
            bent = one.bot.links.url(Purpose.REGISTRATION, who.id, who.link_version, datetime.now(UTC) - LATER)
        elif bend == "revoked":
            bent = one.bot.links.url(Purpose.REGISTRATION, who.id, who.link_version + 1, soon)
        elif bend == "other_event":
            from bot.links import Links
            from event.ids import EventId

            bent = Links(one.bot.links._key, one.url, EventId("other")).url(
                Purpose.REGISTRATION, who.id, who.link_version, soon
            )
        elif bend == "long":
            bent = f"{head}/{'x' * 5000}"
        else:
            bent = f"{head}/x"
        for status, page in (await get(bent), await post(bent, verb="registration.withdraw")):
            assert status in (404, 410)
            assert fatima.name not in page
            assert "Havensteder" not in page
            assert "Deze link werkt niet meer" in page
        status, page = await get(url)
        assert "U bent al aangemeld" in page, "and nothing was done"


async def test_forms_that_no_page_of_ours_sends_are_refused(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        fatima = one.stage.people["fatima"]
        await sign_up(one.stage, fatima)
        url = await link_of(one, database_url, fatima)
        async with aiohttp.ClientSession() as session:
            for body, kind, status in (
                (b"{}", "application/json", 415),
                (b"verb=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
                (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
                (b"verb=participants.show", "application/x-www-form-urlencoded", 400),
                (b"verb=announcement.send", "application/x-www-form-urlencoded", 400),
            ):
                async with session.post(url, data=body, headers={"Content-Type": kind}) as answer:
                    assert answer.status == status, body[:20]


async def test_the_public_page_tells_what_is_public_alone(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        await sign_up(one.stage, one.stage.people["fatima"])
        status, page = await get(f"{one.url}/event")
        assert status == 200
        assert event.title.nl in page
        assert "Rodney Haan" in page
        assert "meetup-join" not in page
        assert "Fatima" not in page
        assert re.search(r"<form|sign-up", page) is None, "switched off"
        assert (await get(f"{one.url}/event/sign-up"))[0] == 404
        async with aiohttp.ClientSession() as session, session.get(f"{one.url}/event.ics") as answer:
            text = await answer.text()
        assert "BEGIN:VEVENT" in text
        assert "meetup-join" not in text
        database = Database(database_url)
        async with database.read() as db:
            assert len(list(await db.execute(select(registration)))) == 1
        await database.close()
