"""What is somebody's own: their language, their data, being forgotten, their questions and their colleagues."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from event.definition import Event
from event.questions import LONGEST, MOST_OPEN
from event.store.database import Database
from event.store.tables import audit, ballot, metadata, question, registration, role_grant, role_pin
from rehearsal.chats import words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import at, play
from tests.scenario.test_announcements import newest, press
from tests.scenario.test_participants import rows_of
from tests.scenario.test_story import FILLED, sign_up, summaries


async def everything(database_url: str) -> str:
    """Each row of each table, as text."""
    database = Database(database_url)
    try:
        async with database.read() as db:
            found = [str([tuple(row) for row in await db.execute(table.select())]) for table in metadata.sorted_tables]
    finally:
        await database.close()
    return "\n".join(found)


async def says(stage: Stage, who: Person, text: str) -> str:
    await stage.says(who, text)
    return newest(stage, who)


# ---- language -----------------------------------------------------------------------------------------------------


async def test_a_chosen_language_sticks_until_they_follow_teams_again(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await sign_up(stage, fatima)
        assert "In welke taal zal ik met u spreken?" in await says(stage, fatima, "taal")
        assert "From now on I speak English with you" in await press(stage, fatima, "language.choose", language="en")
        assert "What can I do for you?" in await says(stage, fatima, "help"), "though Teams says nl-NL"
        await one.jump(at(14, 5, 9))
        assert summaries(stage, fatima)[-1] == "In 3 weeks"
        assert "Now it is English, as you asked." in await says(stage, fatima, "language")
        followed = await press(stage, fatima, "language.choose", language="teams")
        assert "Voortaan volg ik de taal van uw Teams" in followed, "Teams' own language at once"
        stage.changes_locale(fatima, "en-GB")
        assert "What can I do for you?" in await says(stage, fatima, "help")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("english", "From now on I speak English with you"),
        ("Engels aub", "From now on I speak English with you"),
        ("taal: engels", "From now on I speak English with you"),
        ("nederlands", "Voortaan spreek ik Nederlands met u"),
        ("dutch", "Voortaan spreek ik Nederlands met u"),
    ],
)
async def test_a_languages_name_chooses_it_at_once(event: Event, tmp_path: Any, said: str, heard: str) -> None:
    async with play(event, f"sqlite+aiosqlite:///{tmp_path / 'x.db'}", at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await stage.installs(fatima)
        assert heard in await says(stage, fatima, said)


async def test_an_event_in_one_language_offers_no_other(event: Event, database_url: str) -> None:
    dutch = event.with_(languages=event.languages[:1])
    async with play(dutch, database_url, at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await stage.installs(fatima)
        assert "In welke taal" in await says(stage, fatima, "english")
        assert "English" not in newest(stage, fatima)
        forged = {"verb": "language.choose", "data": {"v": 1, "event": event.id, "language": "en"}}
        message = stage.personal(fatima).messages[-1]
        answer = await stage.execute(fatima, stage.personal(fatima), message, forged)
        assert "Deze klik kon ik niet lezen" in answer["value"]


# ---- data ---------------------------------------------------------------------------------------------------------


async def test_everything_that_is_held_is_shown_in_words(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await stage.says(fatima, "wijzigen")
        await stage.clicks(fatima, "registration.submit", FILLED | {"organisation": "Woonstad"})
        await stage.says(fatima, "vraag Mag een camera op de stoep?")
        await stage.installs(organiser)
        await stage.adds_bot(stage.meeting, organiser)
        await stage.says(organiser, "polls")
        await press(stage, organiser, "poll.preview", poll=event.polls[0].key)
        await press(stage, organiser, "poll.launch", poll=event.polls[0].key)
        await stage.wait_for(lambda: "Input.ChoiceSet" in str(stage.cards(fatima, stage.meeting)))
        await stage.clicks(fatima, "poll.vote", {"option": event.polls[0].options[1].key}, chat=stage.meeting)
        said = await says(stage, fatima, "mijn gegevens")
        for held in (
            "Naam: Fatima El Amrani",
            "E-mailadres: fatima.elamrani@corporatie.example",
            "Organisatie: Woonstad",
            "versie 2",
            "Gelezen wat wij bewaren en waarom: maandag 3 mei 2027, 12.",
            "Taal: Nederlands, zoals in uw Teams",
            "Tijdzone: Europe/Amsterdam",
            "Uw chat met mij, sinds maandag 3 mei 2027",
            "Mag een camera op de stoep? (wacht, maandag 3 mei 2027)",
            "U stemde in 1 poll",
            f"{event.polls[0].question.nl} {event.polls[0].options[1].text.nl}",
            "2 berichten aan u",
            "Bevestiging, verstuurd",
            "Wij bewaren het uiterlijk tot zondag 4 juli 2027",
            event.privacy.notice.nl[:40],
            str(fatima.oid),
            fatima.account,
        ):
            assert held in said, held
        assert "Verbeteren" in said
        assert "Uw aanmelding wijzigen" in await press(stage, fatima, "registration.edit")
        said = await says(stage, organiser, "mijn gegevens")
        assert "Organisator (volgens het evenementbestand)" in said
        assert "In het logboek staat 1 handeling van u" in said
        assert "U bent niet aangemeld." in said


async def test_who_is_forgotten_leaves_nothing_behind(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima, sean = (
            one.stage,
            *(one.stage.people[key] for key in ("organiser", "fatima", "sean")),
        )
        await sign_up(stage, fatima)
        await sign_up(stage, sean)
        await stage.says(fatima, "vraag Mag een camera op de stoep?")
        await stage.says(sean, "vraag Mag mijn vraag blijven?")
        await stage.installs(organiser)
        await stage.says(organiser, "deelnemers fatima")
        await press(stage, organiser, "participant.grant", what="moderator")
        await stage.adds_bot(stage.meeting, organiser)
        await stage.says(organiser, "polls")
        await press(stage, organiser, "poll.preview", poll=event.polls[0].key)
        await press(stage, organiser, "poll.launch", poll=event.polls[0].key)
        await stage.wait_for(lambda: "Input.ChoiceSet" in str(stage.cards(fatima, stage.meeting)))
        for who in (fatima, sean):
            await stage.clicks(who, "poll.vote", {"option": event.polls[0].options[1].key}, chat=stage.meeting)
        before = await everything(database_url)
        chat = stage.personal(fatima).id
        traces = ("Fatima", "El Amrani", "elamrani", fatima.oid, fatima.account, chat, "camera op de stoep")
        assert all(str(one) in before for one in traces), "what is looked for is there to be found"

        asked = await says(stage, fatima, "vergeet mij")
        assert "Zal ik u vergeten?" in asked
        assert "U bent dan niet meer aangemeld voor" in asked
        assert "camera op de stoep" in await everything(database_url), "a question forgets nobody"
        receipt = await press(stage, fatima, "data.forget")
        assert "Ik ben u vergeten" in receipt
        number = receipt.partition("ontvangstbewijs: **")[2][:8]
        after = await everything(database_url)
        assert [one for one in traces if str(one) in after] == []
        assert "Sean" in after
        assert "Mag mijn vraag blijven?" in after
        assert len(await rows_of(database_url, ballot.select())) == 1
        assert not await rows_of(database_url, role_grant.select())
        noted = await rows_of(database_url, select(audit).where(audit.c.act == "data.forget"))
        assert [(row.by, row.subject) for row in noted] == [(None, number)]

        await one.jump(at(28, 5, 9))
        assert "Het definitieve programma" not in summaries(stage, fatima)
        assert "Het definitieve programma" in summaries(stage, sean)
        # The chat still works: they meet as new.
        assert "Wat kan ik voor u doen?" in await says(stage, fatima, "help")
        assert "U bent niet aangemeld." in await says(stage, fatima, "mijn gegevens")
        await stage.says(fatima, "aanmelden")
        await stage.clicks(fatima, "registration.submit", FILLED)
        await stage.wait_for(lambda: "Het definitieve programma" in summaries(stage, fatima))


async def test_a_second_click_says_that_nothing_is_left(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await stage.says(fatima, "vergeet mij")
        message = stage.personal(fatima).messages[-1]
        button = next(action for action in (message.card or {})["actions"] if action["verb"] == "data.forget")
        await stage.execute(fatima, stage.personal(fatima), message, button)
        answer = await stage.execute(fatima, stage.personal(fatima), message, button)
        assert "Ik bewaar niets van u" in words(answer["value"])
        assert len(await rows_of(database_url, audit.select())) == 1


async def test_what_the_event_file_gives_stays_and_that_is_said(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await sign_up(stage, organiser)
        assert "In het evenementbestand staat u als organisator" in await says(stage, organiser, "vergeet mij")
        assert "In het evenementbestand staat u als organisator" in await press(stage, organiser, "data.forget")
        pins = await rows_of(database_url, role_pin.select())
        assert [(row.principal, row.oid) for row in pins] == [(event.roles.organisers[0], organiser.oid)]
        assert "Nog 32 dagen" in await says(stage, organiser, "cockpit"), "still an organiser, met as new"


async def test_a_pin_that_the_event_file_no_longer_needs_goes_too(event: Event, database_url: str) -> None:
    async with Stage(event) as stage:
        moderator = stage.people["moderator"]
        async with play(event, database_url, at(3, 5, 12), stage):
            await stage.installs(moderator)
            assert len(await rows_of(database_url, role_pin.select())) == 1
        without = event.with_(roles=event.roles.model_copy(update={"moderators": ()}))
        async with play(without, database_url, at(3, 5, 13), stage):
            assert "evenementbestand" not in await says(stage, moderator, "vergeet mij")
            await press(stage, moderator, "data.forget")
            assert not await rows_of(database_url, role_pin.select())
            assert str(moderator.oid) not in await everything(database_url)


async def test_nobody_forgets_somebody_else(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima, sean = one.stage, one.stage.people["fatima"], one.stage.people["sean"]
        await sign_up(stage, fatima)
        await stage.installs(sean)
        await stage.says(sean, "vergeet mij")
        rows = await rows_of(database_url, registration.select())
        ids = {"v": 1, "event": event.id, "person": rows[0].person_id}
        message = stage.personal(sean).messages[-1]
        await stage.execute(sean, stage.personal(sean), message, {"verb": "data.forget", "data": ids})
        assert len(await rows_of(database_url, registration.select())) == 1


# ---- questions ----------------------------------------------------------------------------------------------------


async def test_a_question_is_kept_and_says_who_sees_it(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, moderator, fatima, sean = (
            one.stage,
            *(one.stage.people[key] for key in ("moderator", "fatima", "sean")),
        )
        await sign_up(stage, fatima)
        await stage.installs(sean)
        said = await says(stage, fatima, "vraag Mag een camera op de *stoep*?")
        assert "Dank u, uw vraag is binnen" in said
        assert r"Mag een camera op de \*stoep\*?" in said
        assert "Een moderator bekijkt de vraag eerst" in said
        assert "zonder uw naam: niemand ziet wie het vroeg" in said
        assert "Dit vroeg u al" in await says(stage, fatima, "Vraag: mag een camera op de stoep")
        form = await says(stage, sean, "vraag")
        assert "Wat wilt u vragen?" in form
        assert "Schrijf uw vraag op." in await press(stage, sean, "question.ask", {"text": "?"})
        said = await press(stage, sean, "question.ask", {"text": "En een deurbel?"})
        assert "zonder uw naam" in said
        assert len(await rows_of(database_url, question.select())) == 2

        await stage.installs(moderator)
        listed = await says(stage, moderator, "vragen")
        assert "2 vragen" in listed
        for known in ("Fatima", "Sean", "Havensteder"):
            assert known not in str(stage.cards(moderator)[-1]), "they didn't choose to be named"


async def test_too_long_or_too_many_is_said_and_nothing_typed_is_lost(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await stage.installs(fatima)
        long = "Waarom " * (LONGEST // 7 + 1)
        form = await says(stage, fatima, f"vraag {long}")
        assert f"Hooguit {LONGEST} tekens" in form
        assert long.strip() in form
        for number in range(MOST_OPEN):
            assert "uw vraag is binnen" in await says(stage, fatima, f"vraag Nummer {number}?")
        one_more = await says(stage, fatima, "vraag Nog een?")
        assert "Er wachten al tien vragen van u" in one_more
        assert event.organiser.email in one_more
        assert len(await rows_of(database_url, question.select())) == MOST_OPEN


async def test_moderators_see_questions_of_both_kinds_and_mark_them(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, moderator, fatima = one.stage, one.stage.people["moderator"], one.stage.people["fatima"]
        await stage.installs(fatima)
        await stage.says(fatima, "aanmelden")
        await stage.clicks(fatima, "registration.submit", FILLED | {"question": "Wie betaalt dat?"})
        for number in range(1, 7):
            await stage.says(fatima, f"vraag Nummer {number}?")
        await stage.says(fatima, "vragen")
        assert "Uw vragen die op een moderator wachten" in newest(stage, fatima)
        await stage.installs(moderator)
        first = await says(stage, moderator, "vragen")
        assert "7 vragen, pagina 1 van 2" in first
        assert first.index("Wie betaalt dat?") < first.index("Nummer 1?") < first.index("Nummer 4?")
        assert "bij de aanmelding, " in first
        second = await press(stage, moderator, "question.list", page="1")
        assert "Nummer 6?" in second
        ids = [row.id for row in await rows_of(database_url, question.select().order_by(question.c.id))]
        done = await press(stage, moderator, "question.done", question=str(ids[-1]))
        assert "Gemerkt als beantwoord" in done
        assert "Nummer 6?" not in done
        assert "Nummer 5?" in done, "the page that there still is"
        again = {"verb": "question.done", "data": {"v": 1, "event": event.id, "question": str(ids[-1])}}
        message = stage.personal(moderator).messages[-1]
        answer = await stage.execute(moderator, stage.personal(moderator), message, again)
        assert "Dat was al zo" in words(answer["value"])
        # A card of before those given with a registration had a number of their own names who gave it.
        given = (await rows_of(database_url, registration.select()))[0].person_id
        mark = {"verb": "question.done", "data": {"v": 1, "event": event.id, "person": given, "page": "0"}}
        answer = await stage.execute(moderator, stage.personal(moderator), stage.personal(moderator).messages[-1], mark)
        done = words(answer["value"])
        assert "Wie betaalt dat?" not in done
        assert "5 vragen" in done
        # Another question with the registration is one that nobody answered yet; the same one isn't.
        for text, number in (("Wie betaalt dat?", 5), ("En wie beheert dat?", 6)):
            await stage.says(fatima, "wijzigen")
            await stage.clicks(fatima, "registration.submit", FILLED | {"question": text, "function": text})
            assert f"{number} vragen" in await says(stage, moderator, "vragen"), text
        acts = [row.act for row in await rows_of(database_url, audit.select())]
        assert acts == ["question.done", "question.done"]
        for wrong in ("999999", "x", "-1", "9" * 30):
            forged = {"verb": "question.done", "data": {"v": 1, "event": event.id, "question": wrong}}
            answer = await stage.execute(moderator, stage.personal(moderator), message, forged)
            assert answer["value"].startswith("Deze vraag is er niet meer."), wrong
        answer = await stage.execute(fatima, stage.personal(fatima), stage.personal(fatima).messages[-1], again)
        assert "alleen voor" in answer["value"]


async def test_after_the_day_a_human_answers_questions(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await stage.installs(fatima)
        await one.jump(at(4, 6, 16))
        said = await says(stage, fatima, "vraag Krijgen we de sheets?")
        assert "De dag is voorbij" in said
        assert event.organiser.email in said
        assert not await rows_of(database_url, question.select())


async def test_nothing_asked_in_a_shared_chat_is_kept(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await stage.adds_bot(stage.group, stage.people["organiser"])
        for word in ("vraag Mag dit hier?", "mijn gegevens", "vergeet mij", "collega's", "english", "taal"):
            await stage.says(fatima, word, stage.group)
            said = words(stage.cards(fatima, stage.group)[-1])
            assert "uw eigen chat" in said, word
            assert "Fatima" not in said
            assert "Havensteder" not in said
        assert not await rows_of(database_url, question.select())
        for verb in ("data.show", "data.forget", "language.choose", "question.ask", "colleagues.show"):
            ids = {"v": 1, "event": event.id, "language": "en", "text": "Mag dit hier?"}
            message = stage.group.messages[-1]
            answer = await stage.execute(fatima, stage.group, message, {"verb": verb, "data": ids})
            assert "uw eigen chat" in str(answer["value"]), verb
        assert len(await rows_of(database_url, registration.select())) == 1
        assert not await rows_of(database_url, question.select())


# ---- colleagues ---------------------------------------------------------------------------------------------------


async def test_colleagues_are_counted_and_not_named(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima, sean, lukasz = (one.stage, *(one.stage.people[key] for key in ("fatima", "sean", "lukasz")))
        await stage.installs(fatima)
        stranger = await says(stage, fatima, "collega's")
        assert "Stuur dit naar hen door" in stranger
        assert "aangemeld" not in stranger.partition("Stuur")[0]
        await sign_up(stage, fatima)
        assert "Van Havensteder is 1 persoon aangemeld: u." in await says(stage, fatima, "collegas")
        await stage.installs(sean)
        await stage.says(sean, "aanmelden")
        await stage.clicks(sean, "registration.submit", FILLED | {"organisation": "HAVENSTEDER "})
        await sign_up(stage, lukasz)
        await stage.says(lukasz, "withdraw")
        await stage.clicks(lukasz, "registration.withdraw")
        said = await says(stage, fatima, "mijn collega's")
        assert "Van Havensteder zijn 2 mensen aangemeld, u ook." in said
        assert "Sean" not in said
        assert "zoek Gastheer en voeg die toe" in said
        assert event.organiser.email in said
        await one.jump(at(4, 6, 11))
        assert "de inschrijving is gesloten" in await says(stage, fatima, "collega's")


async def test_english_speaks_of_it_all(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, lukasz = one.stage, one.stage.people["lukasz"]
        await sign_up(stage, lukasz, "register")
        assert "your question is in" in await says(stage, lukasz, "ask May I film the street?")
        assert "What I hold about you" in await says(stage, lukasz, "my data")
        assert "Bring your colleagues" in await says(stage, lukasz, "colleagues")
        assert "Shall I forget you?" in await says(stage, lukasz, "forget me")
        assert "You are forgotten" in await press(stage, lukasz, "data.forget")
