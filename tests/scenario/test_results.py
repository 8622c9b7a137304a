"""The report of the polls' results: given in chat to who may, read by whoever has a link that holds."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import aiohttp
import pytest
from openpyxl import load_workbook

from bot.links import Purpose
from event.definition import Event
from event.store import audit
from event.store.database import Database
from rehearsal.chats import actions, words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import press
from tests.scenario.test_pages import link_of
from tests.scenario.test_participants import opened
from tests.scenario.test_story import sign_up


async def report(stage: Stage, person: Person, said: str = "resultaten", title: str = "Verslag openen") -> str:
    """The link that the bot gives."""
    await stage.says(person, said)
    (url,) = [one["url"] for one in actions(stage.cards(person)[-1]) if one["title"] == title]
    return str(url)


async def got(url: str, **query: str) -> tuple[int, bytes, str]:
    async with aiohttp.ClientSession() as session, session.get(url, params=query) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        return answer.status, await answer.read(), answer.headers.get("Content-Disposition", "")


async def page(url: str, **query: str) -> tuple[int, str]:
    status, body, _ = await got(url, **query)
    return status, unescape(re.sub(r"<[^>]+>", "", body.decode()))


async def two_polls(one: Play, event: Event) -> Person:
    """Both got a vote of Sean; one is closed. Returns the moderator."""
    stage, moderator = one.stage, one.stage.people["moderator"]
    await stage.installs(moderator)
    await stage.adds_bot(stage.meeting, stage.people["organiser"])
    for poll in event.polls[:2]:
        await stage.says(moderator, "polls")
        await press(stage, moderator, "poll.preview", poll=poll.key)
        await press(stage, moderator, "poll.launch")
        await stage.wait_for(lambda poll=poll: poll.question.nl in words(stage.cards(moderator, stage.meeting)[-1]))  # type: ignore[misc]
        answer = await stage.clicks(
            stage.people["sean"], "poll.vote", {"option": poll.options[1].key}, chat=stage.meeting
        )
        assert answer["statusCode"] == 200
    await stage.says(moderator, "polls")
    await press(stage, moderator, "poll.manage", poll=event.polls[0].key)
    await press(stage, moderator, "poll.close")
    await one.bot.worker.drain()
    return moderator


async def test_whoever_has_the_link_reads_and_downloads_what_is_closed(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(4, 6, 10, 30)) as one:
        stage = one.stage
        moderator = await two_polls(one, event)
        url = await report(stage, moderator)
        card = words(stage.cards(moderator)[-1])
        assert "In het verslag staat 1 poll die gesloten is" in card
        closed, still_open = event.polls[:2]
        sentence = f"“{closed.options[1].text.nl}” kreeg de meeste stemmen: 1 van de 1 (100%)."
        status, shown = await page(url)
        assert status == 200
        for told in (closed.question.nl, sentence, *(option.text.nl for option in closed.options)):
            assert told in shown
        assert still_open.question.nl not in shown
        for name in (stage.people["sean"].name, moderator.name, "29:"):
            assert name not in shown
        status, shown = await page(url, lang="en")
        assert closed.question.en in shown
        assert "has the most votes: 1 of 1 (100%)." in shown

        for form in ("xlsx", "csv", "json", "zip"):
            status, body, name = await got(url, **{"as": form})
            assert (status, name) == (200, f'attachment; filename="{event.id}-polls.{form}"')
            match form:
                case "xlsx":
                    assert load_workbook(io.BytesIO(body)).worksheets[1]["A3"].value == sentence
                case "csv":
                    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
                    assert {row["sentence"] for row in rows} == {sentence}
                case "json":
                    (kept,) = json.loads(body)["polls"]
                    assert (kept["poll"], kept["sentence"]) == (closed.key, sentence)
                case _:
                    with zipfile.ZipFile(io.BytesIO(body)) as archive:
                        assert [one for one in archive.namelist() if one.endswith(".png")] == [
                            f"{event.id}-poll-{closed.key}.png"
                        ]
        status, body, _ = await got(url, **{"as": "png", "poll": closed.key})
        assert (status, body[:4]) == (200, b"\x89PNG")
        async with aiohttp.ClientSession() as session:
            query: dict[str, Any] = {"as": "png", "poll": still_open.key}
            async with session.get(url, params=query) as answer:
                assert answer.status == 404
            async with session.post(url, data={"verb": "poll.close"}) as answer:
                assert answer.status == 405, "it is there to read"


async def test_a_report_is_given_to_who_may_and_stands_in_the_log(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(4, 6, 10, 30)) as one:
        stage = one.stage
        sean, organiser = stage.people["sean"], stage.people["organiser"]
        for who in (sean, organiser):
            await stage.installs(who)
        await stage.says(sean, "resultaten")
        assert "alleen voor de organisatoren en moderatoren" in words(stage.cards(sean)[-1])
        url = await report(stage, organiser, "results")
        status, shown = await page(url)
        assert status == 200
        assert "Er zijn nog geen uitslagen te zien." in shown
        database = Database(database_url)
        async with database.read() as db:
            assert [act.act for act in await audit.latest(db, event.id, 5)] == ["results.share"]
        await database.close()
        await stage.says(organiser, "logboek")
        assert "vroeg een link naar de uitslagen van de polls" in words(stage.cards(organiser)[-1])


@pytest.mark.parametrize("bend", ["cut", "expired", "withdrawn", "other_path", "other_purpose"])
async def test_a_link_that_doesnt_hold_shows_nothing(event: Event, database_url: str, bend: str) -> None:
    async with play(event, database_url, at(4, 6, 10, 30)) as one:
        stage = one.stage
        moderator = await two_polls(one, event)
        url = bent = await report(stage, moderator)
        match bend:
            case "cut":
                bent = url[:-1]
            case "expired":
                bent = await link_of(one, database_url, moderator, Purpose.RESULTS)
                token = one.bot.links.read("results", bent.rpartition("/")[2], datetime.now(UTC))
                past = datetime.now(UTC) - timedelta(minutes=1)
                bent = one.bot.links.url(Purpose.RESULTS, token.who, token.version, past)
            case "withdrawn":
                await stage.says(moderator, "mijn gegevens")
                await press(stage, moderator, "data.renew_links")
                assert (await page(await report(stage, moderator)))[0] == 200
            case "other_path":
                bent = url.replace("/results/", "/stage/")
            case _:
                data = await link_of(one, database_url, moderator, Purpose.DATA)
                bent = data.replace("/me/", "/results/")
        for query in ({}, {"as": "json"}, {"as": "png", "poll": event.polls[0].key}):
            status, shown = await page(bent, **query)
            assert status in (404, 410)
            assert event.polls[0].question.nl not in shown
        if bend != "other_path":
            assert "Vraag een nieuwe aan degene van wie u hem kreeg." in shown
            assert event.organiser.email in shown


async def test_what_isnt_for_all_is_for_who_moderates_as_long_as_they_do(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(4, 6, 10)) as one:
        stage = one.stage
        organiser, sean = stage.people["organiser"], stage.people["sean"]
        await stage.installs(organiser)
        await sign_up(stage, sean)
        await two_polls(one, event)
        await opened(stage, organiser, "deelnemers sean")
        await press(stage, organiser, "participant.grant", what="moderator")
        url = await report(stage, sean, title="Alles tot nu toe, voor mij")
        status, shown = await page(url)
        assert status == 200
        assert "Alleen voor organisatoren en moderatoren" in shown
        for poll in event.polls[:2]:
            assert poll.question.nl in shown
        assert "Open, tussenstand · 1 stem" in shown
        _, body, _ = await got(url, **{"as": "json"})
        states = [(one["poll"], one["state"], one["ballots"]) for one in json.loads(body)["polls"]]
        assert states == [(event.polls[0].key, "closed", 1), (event.polls[1].key, "open, so far", 1)]
        _, body, _ = await got(url, **{"as": "png", "poll": event.polls[1].key})
        assert body[:4] == b"\x89PNG"

        await opened(stage, organiser, "deelnemers sean")
        await press(stage, organiser, "participant.grant", what="none")
        for query in ({}, {"as": "json"}):
            status, shown = await page(url, **query)
            assert status == 410
            assert event.polls[0].question.nl not in shown
