"""Notice before the first datum on every road; what is kept goes along as a page and as a file, and away when asked."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Table

from bot.links import Links, Purpose
from bot.settings import Settings
from bot.wiring import _page
from event.clock import SystemClock
from event.definition import Event, Language
from event.ids import EventId, PersonId
from event.people import Person
from event.store import tables
from event.store.tables import ballot, delivery, person, registration, tally
from rehearsal.chats import actions
from rehearsal.people import Person as Actor
from rehearsal.people import by_mail as without_teams
from rehearsal.stage import Stage
from tests.event.importing.files import HEADER, csv
from tests.scenario.play import at, play
from tests.scenario.test_announcements import newest, press
from tests.scenario.test_mine import everything
from tests.scenario.test_pages import link_of
from tests.scenario.test_participants import rows_of
from tests.scenario.test_retention import FORM, by_mail, keeping, votes
from tests.scenario.test_story import FILLED, sign_up

LISTED = "U heeft zich elders aangemeld"
BY_ORGANISER = "De organisatie heeft uw aanmelding voor u ingevuld"
READ = "Ik heb dit gelezen"


@pytest.fixture(name="event")
def _open_to_all(event: Event) -> Event:
    return event.with_(registration=event.registration.model_copy(update={"page": True}))


async def rows(database_url: str, table: Table) -> list[Any]:
    return await rows_of(database_url, table.select())


async def imports(stage: Stage, *people: Actor) -> None:
    organiser = stage.people["organiser"]
    await stage.installs(organiser)
    lines = [(one.name, one.email or one.upn or "", "Wonen Zuid", "Portier") for one in people]
    await stage.attaches(organiser, "lijst.csv", content=csv(HEADER, *lines).encode())
    await press(stage, organiser, "import.confirm")


def notice_of(event: Event) -> str:
    return " ".join(event.privacy.notice.nl.split())[:60]


async def test_in_teams_it_is_said_twice_before_anything_is_filled_in(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await stage.installs(fatima)
        assert notice_of(event) in newest(stage, fatima)
        await stage.says(fatima, "aanmelden")
        assert notice_of(event) in newest(stage, fatima)
        await stage.clicks(fatima, "registration.submit", FILLED | {"privacy": "false"})
        assert await rows(database_url, registration) == [], "unread, nothing is kept"
        await stage.clicks(fatima, "registration.submit", FILLED)
        (kept,) = await rows(database_url, registration)
        assert kept.privacy_read_at is not None


async def test_on_the_public_page_and_in_its_mail(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        page = await stage.opens(f"{one.url}/event/sign-up")
        assert notice_of(event) in page.words
        again = await stage.presses(page, "registration.submit", FORM | {"privacy": "false"})
        assert "Vink aan dat u heeft gelezen" in again.words
        assert await rows(database_url, tables.sign_up) == []
        await stage.presses(page, "registration.submit", FORM)
        await one.bot.worker.drain()
        asked = stage.letters(FORM["email"])[-1]
        assert notice_of(event) in " ".join(asked.text.split())
        assert await rows(database_url, registration) == [], "it waits for a yes"
        confirm = await stage.opens(next(url for title, url in asked.links.items() if "aan" in title))
        assert notice_of(event) in confirm.words
        await stage.presses(confirm, "sign_up.confirm")
        (kept,) = await rows(database_url, registration)
        assert kept.privacy_read_at is not None
        assert kept.source == "page"
        await one.bot.worker.drain()
        assert READ not in stage.letters(FORM["email"])[-1].text, "they read it already"


async def test_from_a_list_the_first_letter_says_it_and_where_it_came_from(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(28, 5, 10), mail=True) as one:
        stage = one.stage
        anneke = stage.add(without_teams())
        await imports(stage, anneke)
        await one.bot.worker.drain()
        letters = stage.letters(anneke)
        assert len(letters) > 1, "the programme comes too, after it"
        first = " ".join(letters[0].text.split())
        assert LISTED in first
        assert notice_of(event) in first
        assert {READ, "Wijzigen", "Afmelden", "Mijn gegevens"} <= set(letters[0].links)
        mine = await stage.opens(letters[0].links["Mijn gegevens"])
        assert "De organisatie had u op een eigen lijst staan" in mine.words
        assert "Vergeet mij" in mine.buttons

        (kept,) = await rows(database_url, registration)
        assert (kept.source, kept.privacy_read_at) == ("import", None)
        page = await stage.opens(letters[0].links[READ])
        assert notice_of(event) in page.words
        (kept,) = await rows(database_url, registration)
        assert kept.privacy_read_at is None, "programs look at links too"
        page = await stage.presses(page, READ)
        assert READ not in page.buttons
        (kept,) = await rows(database_url, registration)
        assert kept.privacy_read_at is not None
        assert kept.version == 1, "nothing else changed"
        assert "Gelezen wat wij bewaren" in (await stage.opens(letters[0].links["Mijn gegevens"])).words


async def test_from_a_list_the_first_message_in_chat_says_it(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await stage.installs(fatima)
        await imports(stage, fatima)
        await one.bot.worker.drain()
        await stage.says(fatima, "help")
        first = [message for message in stage.personal(fatima).messages if LISTED in str(message.card)]
        letter = [one for one in stage.letters(fatima) if LISTED in one.text]
        assert len(first) + len(letter) == 1, "once, by their best road"
        await stage.says(fatima, "aanmelden")
        assert notice_of(event) in newest(stage, fatima)
        said = await press(stage, fatima, "data.acknowledge")
        assert "U bent al aangemeld" in said
        assert READ not in said
        (kept,) = await rows(database_url, registration)
        read_at = kept.privacy_read_at
        assert read_at is not None
        message = stage.personal(fatima).messages[-1]
        button = {"verb": "data.acknowledge", "data": {"v": 1, "event": event.id}}
        await stage.execute(fatima, stage.personal(fatima), message, button)
        (kept,) = await rows(database_url, registration)
        assert kept.privacy_read_at == read_at, "the first time counts"


async def test_who_changes_the_form_has_read_it(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        anneke = stage.add(without_teams())
        await imports(stage, anneke)
        await one.bot.worker.drain()
        form = await stage.opens(stage.letters(anneke)[0].links["Wijzigen"])
        assert notice_of(event) in form.words
        await stage.presses(form, "registration.submit", {"function": "conciërge", "privacy": "true"})
        (kept,) = await rows(database_url, registration)
        assert kept.function == "conciërge"
        assert kept.privacy_read_at is not None


async def test_an_organiser_reads_it_for_nobody(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await stage.installs(organiser)
        await sign_up(stage, fatima)
        await stage.says(fatima, "afmelden")
        await stage.clicks(fatima, "registration.withdraw")
        await stage.says(organiser, "deelnemers fatima")
        await press(stage, organiser, "participant.edit")
        await press(stage, organiser, "participant.save", {"privacy": "true"})
        await one.bot.worker.drain()
        (kept,) = await rows(database_url, registration)
        assert (kept.state, kept.source, kept.privacy_read_at) == ("confirmed", "organiser", None)
        assert BY_ORGANISER in newest(stage, fatima)
        assert notice_of(event) in newest(stage, fatima)
        await press(stage, fatima, "data.acknowledge")
        (kept,) = await rows(database_url, registration)
        assert kept.privacy_read_at is not None


async def test_before_a_vote_and_a_question_too(event: Event, database_url: str) -> None:
    async with play(keeping(event, 30, question=14), database_url, at(4, 6, 11)) as one:
        stage, organiser, joke = one.stage, one.stage.people["organiser"], one.stage.people["joke"]
        await stage.installs(organiser)
        await votes(stage, event, [organiser])
        ballot_card = str(stage.cards(joke, stage.meeting)[-1])
        assert "Wel bewaren wij uw keuze bij uw Teams-account" in ballot_card, "to who never met me as well"
        await stage.says(organiser, "vraag")
        assert "hooguit tot 14 dagen na de bijeenkomst" in newest(stage, organiser)


async def test_my_data_as_a_page_and_as_a_file(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await stage.says(fatima, "vraag Mag een camera op de stoep?")
        await stage.says(fatima, "mijn gegevens")
        for said in ("U vulde dit zelf in, in Teams.", "in uw eigen chat met mij", "per e-mail",
                     "Om u aan te spreken en om te weten wie er komt. Tot en met zondag 4 juli 2027.",
                     "Tot en met vrijdag 11 juni 2027."):  # fmt: skip
            assert said in newest(stage, fatima), said
        (button,) = [act for act in actions(stage.cards(fatima)[-1]) if act["type"] == "Action.OpenUrl"]
        page = await stage.opens(button["url"])
        assert page.status == 200
        assert fatima.name in page.words
        assert "Als pagina tonen" not in page.words
        file = await stage.opens(page.links["Meenemen als bestand"])
        assert file.headers["Content-Type"] == "application/json; charset=utf-8"
        assert file.headers["Content-Disposition"] == f'attachment; filename="{event.id}-mijn-gegevens.json"'
        assert file.headers["Cache-Control"] == "no-store"
        held = json.loads(file.html)
        assert held["registration"]["name"] == fatima.name
        assert held["registration"]["source"] == "teams"
        assert held["person"]["account"] == fatima.account
        assert held["person"]["object_id"] == fatima.oid
        assert [one["text"] for one in held["questions"]] == ["Mag een camera op de stoep?"]
        assert {road["road"]: road["open"] for road in held["roads"]} == {
            "personal": True,
            "meeting_chat": False,
            "email": True,
        }
        assert held["purposes"]["ballots"]["until"] == "2027-06-11"
        english = await stage.opens(page.links["Meenemen als bestand"] + "&lang=en")
        assert json.loads(english.html)["notice"] == event.privacy.notice.en

        other = await link_of(one, database_url, fatima, Purpose.REGISTRATION)
        html = await stage.opens(f"{other}?as=json")
        assert html.headers["Content-Type"].startswith("text/html"), "another link's purpose is another"
        posted = await stage.sends(button["url"], {"verb": "data.take"})
        assert posted.status == 400


async def test_what_waits_is_shown_to_whom_it_is_about(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await stage.installs(fatima)
        await stage.says(fatima, "aanmelden")
        await stage.clicks(fatima, "registration.submit", FILLED | {"email": "Fatima@Thuis.example"})
        page = await stage.opens(f"{one.url}/event/sign-up")
        await stage.presses(page, "registration.submit", FORM)
        await stage.installs(organiser)
        lines = [("Fatima", "fatima@thuis.example", "Wonen", "Portier")]
        await stage.attaches(organiser, "lijst.csv", content=csv(HEADER, *lines).encode())
        await stage.says(fatima, "mijn gegevens")
        assert "Uw adres staat op een lijst die de organisatie nu bekijkt" in newest(stage, fatima)
        assert "wacht sinds" not in newest(stage, fatima), "that is somebody else's"


async def test_who_has_no_teams_is_forgotten_from_the_page(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await by_mail(one)
        await stage.installs(organiser)
        await one.jump(at(4, 6, 11))
        await votes(stage, event, [organiser])
        await one.bot.worker.drain()
        mine = stage.letters(FORM["email"])[-1].links
        who = (await rows_of(database_url, registration.select()))[0].person_id
        ballots = await stage.opens(one.bot.links.url(Purpose.BALLOT, who, 1, event.end))
        await stage.presses(ballots, "poll.vote", {"option": event.polls[0].options[1].key})
        assert [row.key for row in await rows(database_url, ballot) if who in row.key] == [f"person:{who}"]
        assert mine
        data = await stage.opens(one.bot.links.url(Purpose.DATA, who, 1, event.end))
        assert "U stemde in 1 poll" in data.words
        asked = await stage.presses(data, "Vergeet mij")
        done = await stage.presses(asked, "Ja, vergeet mij")
        assert "Ik ben u vergeten" in done.words
        assert FORM["name"] not in done.words
        left = await everything(database_url)
        for trace in ("Anneke", "anneke@", "Klein Wonen", "portier", "alleen bij", f"person:{who}"):
            assert trace not in left, trace
        assert [row.votes for row in await rows(database_url, tally) if row.mark] == [1], "the organiser's own"
        waiting = [row for row in await rows(database_url, delivery) if row.state == "planned" and row.person_id == who]
        assert waiting == []
        assert [row.account for row in await rows(database_url, person)] == [organiser.account]
        letters = len(stage.letters(FORM["email"]))
        await one.jump(at(20, 6, 12))
        assert len(stage.letters(FORM["email"])) == letters, "and hears nothing more"


@pytest.mark.parametrize(
    ("public_url", "stage", "there"),
    [
        ("https://gastheer.example", False, True),
        ("http://127.0.0.1:3978", False, False),
        ("", False, False),
        ("http://127.0.0.1:3978", True, True),
        ("", True, False),
    ],
)
def test_a_page_is_offered_where_a_browser_comes_safely(public_url: str, stage: bool, there: bool) -> None:
    keys = "http://127.0.0.1:1/keys" if stage else "https://login.botframework.com/v1/.well-known/openidconfiguration"
    settings = Settings(OPENID_METADATA_URL=keys, _env_file=None)
    links = Links(b"k" * 32, public_url, EventId("day"))
    page = partial(_page, settings, links, SystemClock())
    somebody = Person(id=PersonId("a" * 32), account=None, tenant=None, oid=None, language=Language.NL)
    assert (page(Purpose.DATA, somebody) is not None) is there
