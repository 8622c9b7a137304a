"""Signing up without Teams: the public page, its e-mail, the own page, and what goes into calendars."""

from __future__ import annotations

from typing import Any

import icalendar
import pytest
from sqlalchemy import func, select

from bot.pages.sign_up import PER_SENDER
from event.definition import Event
from event.store.database import Database
from event.store.tables import registration, sign_up
from rehearsal.browser import Page
from rehearsal.mail import Letter
from rehearsal.stage import Stage
from tests.scenario.crowd import imports, own_page
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import acts, newest, press
from tests.scenario.test_story import sign_up as sign_up_in_teams

FORM = {
    "name": "Anneke O'Brien-van 't Hof",
    "email": "anneke@kleinecorporatie.example",
    "organisation": "Kleine Corporatie",
    "function": "huismeester",
    "privacy": "true",
}
YES = "Ja, ik meld mij aan"


def open_to_all(event: Event) -> Event:
    return event.with_(registration=event.registration.model_copy(update={"page": True}))


async def count(database_url: str, table: Any) -> int:
    database = Database(database_url)
    async with database.read() as db:
        found = int((await db.execute(select(func.count()).select_from(table))).scalar_one())
    await database.close()
    return found


async def fills_in(one: Play, **changed: str) -> Page:
    form = await one.stage.opens(f"{one.url}/event/sign-up")
    return await one.stage.presses(form, "Aanmelden", FORM | changed)


async def posts(one: Play, email: str, **headers: str) -> Page:
    return await one.stage.sends(f"{one.url}/event/sign-up", FORM | {"email": email}, **headers)


async def newest_letter(stage: Stage, address: str = FORM["email"], number: int = 1) -> Letter:
    await stage.wait_for(lambda: len(stage.letters(address)) >= number)
    return stage.letters(address)[-1]


async def confirms(one: Play, number: int = 1) -> Page:
    """Returns their own page, on which they come out."""
    letter = await newest_letter(one.stage, number=number)
    asked = await one.stage.opens(letter.links[YES])
    return await one.stage.presses(asked, YES)


async def test_an_organiser_opens_the_page_and_shuts_it(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        assert (await stage.opens(f"{one.url}/event/sign-up")).status == 404
        await stage.installs(organiser)
        await stage.says(organiser, "deelnemers")
        assert "Uit. Staat deze aan" in newest(stage, organiser)
        assert f"Aan: {one.url}/event" in await press(stage, organiser, "participants.page", what="on")
        public = await stage.opens(f"{one.url}/event")
        form = await stage.opens(public.links["Aanmelden"])
        assert form.status == 200
        assert event.privacy.notice.nl[:60] in form.words, "what is kept is said before"
        # Somebody else's click does nothing.
        await stage.installs(fatima)
        forged = {"verb": "participants.page", "data": {"v": 1, "event": event.id, "what": "off"}}
        answer = await stage.execute(fatima, stage.personal(fatima), stage.personal(fatima).messages[-1], forged)
        assert "alleen voor de organisatoren" in str(answer["value"])
        assert (await fills_in(one)).status == 200
        assert "Uit." in await press(stage, organiser, "participants.page", what="off")
        assert (await stage.opens(f"{one.url}/event/sign-up")).status == 404
        assert "Aanmelden" not in (await stage.opens(f"{one.url}/event")).links
        assert await acts(one, database_url) == ["participants.page", "participants.page"]
        await stage.says(organiser, "logboek")
        assert "zette de aanmeldpagina aan" in newest(stage, organiser)


async def test_without_a_mail_server_there_is_no_page(event: Event, database_url: str) -> None:
    async with play(open_to_all(event), database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        assert (await stage.opens(f"{one.url}/event/sign-up")).status == 404
        assert (await stage.sends(f"{one.url}/event/sign-up", FORM)).status == 404
        await stage.installs(organiser)
        await stage.says(organiser, "deelnemers")
        assert "Aan, maar blijft dicht: er is een mailserver voor nodig" in newest(stage, organiser)
        await stage.says(organiser, "controle")
        assert "De aanmeldpagina staat aan, maar werkt niet zonder mailserver" in newest(stage, organiser)
        await stage.says(organiser, "deelnemers")
        assert "Uit." in await press(stage, organiser, "participants.page", what="off")
        assert "participants.page" not in str(stage.cards(organiser)[-1]), "and can't be switched on"


async def test_a_sign_up_counts_once_it_is_confirmed(event: Event, database_url: str) -> None:
    async with play(open_to_all(event), database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        wrong = await fills_in(one, email="geen adres", function="")
        assert "Dit is geen e-mailadres" in wrong.words
        assert "Vul dit nog in: Functie." in wrong.words
        assert ("name", FORM["name"]) in wrong.sent_by("Aanmelden", {})[1], "what was typed is still there"
        assert not stage.mail.letters
        sent = await stage.presses(wrong, "Aanmelden", {"email": FORM["email"], "function": "huismeester"})
        assert "Kijk in uw mailbox" in sent.words
        letter = await newest_letter(stage)
        assert "Bevestig uw aanmelding" in letter.subject
        assert FORM["name"] in letter.text
        # Programs that look at links before people do confirm nothing.
        for _ in range(2):
            assert (await stage.opens(letter.links[YES])).buttons == [YES]
        assert await count(database_url, registration) == 0
        mine = await confirms(one)
        assert "U bent al aangemeld" in mine.words or "U bent aangemeld" in mine.words
        assert f"Deze link is alleen van {FORM['name']}" in mine.words
        assert await count(database_url, registration) == 1
        confirmed = await newest_letter(stage, number=2)
        assert "aangemeld voor" in confirmed.subject
        # Once more says that it was done, and shows nothing of theirs.
        for page in (await stage.opens(letter.links[YES]), await stage.sends(letter.links[YES], {})):
            assert (page.status, page.buttons) == (200, [])
            assert "U heeft dit al bevestigd" in page.words
            assert "O'Brien" not in page.html
            assert "Kleine Corporatie" not in page.html
        assert await count(database_url, registration) == 1
        changed = await stage.presses(mine, "Wijzigen")
        changed = await stage.presses(changed, "Opslaan", {"organisation": "Wonen Noord"})
        assert "Uw wijziging is opgeslagen" in changed.words
        assert "Wonen Noord" in changed.words


async def test_nobody_learns_whether_an_address_is_known(event: Event, database_url: str) -> None:
    async with play(open_to_all(event), database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        await fills_in(one)
        await confirms(one)
        await newest_letter(stage, number=2)
        await sign_up_in_teams(stage, stage.people["fatima"])
        addresses = (FORM["email"], FORM["email"].upper(), "nieuw@elders.example", stage.people["fatima"].upn or "")
        answers = [await fills_in(one, email=address) for address in addresses]
        assert len({page.html for page in answers}) == 1, "byte for byte"
        assert len({tuple(sorted(page.headers)) for page in answers}) == 1
        assert {page.status for page in answers} == {200}
        again = await newest_letter(stage, number=3)
        assert "U bent al aangemeld" in again.subject, "who is in already gets the way to their own page"
        assert YES not in again.links
        await newest_letter(stage, "nieuw@elders.example")
        assert len(stage.letters(FORM["email"])) == 3, "twice in an hour is once"


async def test_it_is_not_for_flooding(event: Event, database_url: str) -> None:
    async with play(open_to_all(event), database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        answers = [await fills_in(one) for _ in range(5)]
        assert len({page.html for page in answers}) == 1
        await one.bot.worker.drain()
        assert len(stage.letters(FORM["email"])) == 3, "one mailbox gets no more than that"
        for number in range(PER_SENDER - 5):
            assert (await posts(one, f"adres{number}@elders.example")).status == 200
        flooded = await posts(one, "nog@elders.example")
        assert flooded.status == 429
        assert "heel vaak" in flooded.words
        # What stands before us in our own network says from whom it comes.
        proxied = {"X-Forwarded-For": "198.51.100.9, 203.0.113.7:4711"}
        assert (await posts(one, "ander@elders.example", **proxied)).status == 200
        await one.bot.worker.drain()
        assert not stage.letters("nog@elders.example")
        assert stage.letters("ander@elders.example")
        await confirms(one, 3)
        assert await count(database_url, sign_up) == PER_SENDER - 5 + 2, "what waited beside it is overtaken"
        stale = await stage.opens(stage.letters(FORM["email"])[0].links[YES])
        assert stale.status == 410


async def test_after_two_days_it_is_forgotten(event: Event, database_url: str) -> None:
    async with play(open_to_all(event), database_url, at(3, 5, 12), mail=True) as one:
        await fills_in(one)
        letter = await newest_letter(one.stage)
        await one.jump(at(5, 5, 12, 1))
        late = await one.stage.sends(letter.links[YES], {"verb": "sign_up.confirm"})
        assert late.status == 410
        assert event.organiser.email in late.words
        assert await count(database_url, registration) == 0
        assert await count(database_url, sign_up) == 0


async def test_a_page_of_a_day_that_was_cancelled_meanwhile_signs_nobody_up(event: Event, database_url: str) -> None:
    async with play(open_to_all(event), database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await stage.installs(organiser)
        await fills_in(one)
        letter = await newest_letter(stage)
        await stage.says(organiser, "afgelasten")
        await press(stage, organiser, "event.ask", what="cancel")
        await press(stage, organiser, "event.read")
        await press(stage, organiser, "event.confirm")
        late = await stage.sends(letter.links[YES], {"verb": "sign_up.confirm"})
        assert "gaat niet door" in late.words or "afgelast" in late.words
        assert await count(database_url, registration) == 0
        assert (await stage.opens(f"{one.url}/event/sign-up")).status == 404


def invitation(letter: Letter) -> tuple[str, Any]:
    calendar: Any = icalendar.Calendar.from_ical(letter.calendar)
    [entry] = calendar.events
    return str(calendar["METHOD"]), entry


async def test_a_calendar_follows_the_link_the_hours_and_the_end(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, anneke = one.stage, one.stage.people["organiser"], one.stage.people["mail"]
        await stage.installs(organiser)
        await imports(stage, organiser, [anneke])
        confirmed = await newest_letter(stage)
        method, entry = invitation(confirmed)
        assert (method, entry["STATUS"]) == ("REQUEST", "CONFIRMED")
        assert event.meeting.join_url is not None
        assert event.meeting.join_url not in confirmed.calendar.replace("\r\n ", "")
        uid, sequences = entry["UID"], [entry["SEQUENCE"]]
        assert entry["DTSTART"].dt == event.start

        await one.jump(at(3, 6, 9))
        link = await newest_letter(stage, number=4)
        method, entry = invitation(link)
        assert (method, entry["UID"], entry["LOCATION"]) == ("REQUEST", uid, event.meeting.join_url)
        sequences.append(entry["SEQUENCE"])

        await stage.says(organiser, "evenement")
        await press(stage, organiser, "programme.edit")
        await press(stage, organiser, "programme.edit", part="ochtend")
        await press(stage, organiser, "programme.save", {"start": "10.00"})
        await press(stage, organiser, "programme.publish")
        method, entry = invitation(await newest_letter(stage, number=5))
        assert (method, entry["UID"]) == ("REQUEST", uid)
        assert entry["DTSTART"].dt == event.start.replace(hour=10, minute=0)
        assert entry["LOCATION"] == event.meeting.join_url
        sequences.append(entry["SEQUENCE"])

        await stage.says(organiser, "afgelasten")
        await press(stage, organiser, "event.ask", what="cancel")
        await press(stage, organiser, "event.read")
        await press(stage, organiser, "event.confirm")
        method, entry = invitation(await newest_letter(stage, number=6))
        assert (method, entry["STATUS"], entry["UID"]) == ("CANCEL", "CANCELLED", uid)
        sequences.append(entry["SEQUENCE"])
        assert sequences == sorted(set(sequences)), "each change counts up"


@pytest.mark.parametrize("how", ["self", "organiser"])
async def test_who_withdraws_is_taken_out_of_their_calendar_and_left_alone(
    event: Event, database_url: str, how: str
) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, anneke = one.stage, one.stage.people["organiser"], one.stage.people["mail"]
        await stage.installs(organiser)
        await imports(stage, organiser, [anneke])
        _, invited = invitation(await newest_letter(stage))
        if how == "self":
            left = await stage.presses(
                await stage.opens(own_page(stage, anneke) + "?show=withdraw"), "registration.withdraw"
            )
            assert "U bent afgemeld" in left.words
        else:
            await stage.says(organiser, f"deelnemers {anneke.name}")
            await press(stage, organiser, "participant.ask_withdraw")
            await press(stage, organiser, "participant.withdraw")
        method, entry = invitation(await newest_letter(stage, number=2))
        assert (method, entry["STATUS"], entry["UID"]) == ("CANCEL", "CANCELLED", invited["UID"])
        assert entry["SEQUENCE"] > invited["SEQUENCE"]
        await one.jump(at(4, 6, 10))
        assert len(stage.letters(anneke)) == 2, "nothing after it"
