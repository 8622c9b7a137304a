"""An organiser looks after participants in chat: counts, lists, finds, acts for somebody, gives roles and takes them
back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select

from event.definition import Event
from event.ids import PersonId
from event.registration import Form, submit
from event.store import registrations
from event.store.database import Database
from event.store.tables import audit, person, registration
from rehearsal.chats import words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import at, play
from tests.scenario.test_announcements import newest, press
from tests.scenario.test_story import FILLED, sign_up, summaries

ONLY = "alleen voor de organisatoren en moderatoren"


async def opened(stage: Stage, organiser: Person, word: str = "deelnemers") -> str:
    await stage.installs(organiser)
    await stage.says(organiser, word)
    return newest(stage, organiser)


async def rows_of(database_url: str, query: Select[Any]) -> list[Row[Any]]:
    database = Database(database_url)
    try:
        async with database.read() as db:
            return list(await db.execute(query))
    finally:
        await database.close()


async def id_of(database_url: str, who: Person) -> PersonId:
    rows = await rows_of(database_url, select(person.c.id).where(person.c.account == who.account))
    return PersonId(rows[0].id)


async def log_of(database_url: str) -> list[tuple[str, str | None, object]]:
    rows = await rows_of(database_url, select(audit).order_by(audit.c.id))
    return [(row.act, row.subject, row.detail) for row in rows]


async def crowd(database_url: str, event: Event, number: int) -> None:
    """People who signed up elsewhere and have no chat: `Naam 01` of `Wonen A`, and so on."""
    database = Database(database_url)
    now = at(1, 5, 12)
    async with database.begin() as db:
        for i in range(1, number + 1):
            one = f"{i:032x}"
            await db.execute(person.insert().values(id=one, account=f"29:crowd-{i}", language="nl", created_at=now))
            form = Form(
                name=f"Naam {i:02}",
                email=f"naam{i}@wonen.example",
                organisation=f"Wonen {'AB'[i % 2]}",
                function="huismeester",
                question="",
            )
            saved, _ = submit(event, None, form, now)
            await registrations.save(db, event.id, PersonId(one), saved)
    await database.close()


async def test_counts_by_answer_organisation_and_reach(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage = one.stage
        organiser, fatima, sean, lukasz = (stage.people[key] for key in ("organiser", "fatima", "sean", "lukasz"))
        for who in (fatima, sean, lukasz):
            await sign_up(stage, who)
        await stage.installs(stage.people["guest"])
        await stage.says(sean, "afmelden")
        await stage.clicks(sean, "registration.withdraw")
        await stage.removes(fatima)
        said = await opened(stage, organiser)
        assert "Aangemeld: 2" in said
        assert "Afgemeld: 1" in said
        assert "Nog niet geantwoord: 2" in said, "Ruben and the organiser"
        assert "Niet te bereiken: 1" in said
        assert "- Havensteder: 2" in said
        assert "- heeft mij uit Teams verwijderd: 1" in said
        listed = await press(stage, organiser, "participants.list", what="unreachable")
        assert "Fatima El Amrani (heeft mij uit Teams verwijderd)" in listed
        assert "Łukasz" not in listed
        await press(stage, organiser, "participants.show")
        unanswered = await press(stage, organiser, "participants.list", what="unanswered")
        assert "Ruben Smit" in unanswered, "Teams tells the name"
        await stage.installs(fatima)
        await stage.says(organiser, "deelnemers")
        assert "Niet te bereiken: 0" in newest(stage, organiser)


async def test_lists_go_by_organisation_and_name_ten_at_a_time(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await crowd(database_url, event, 23)
        assert "Aangemeld: 23" in await opened(stage, organiser)
        first = await press(stage, organiser, "participants.list", what="signed_up")
        assert "23 mensen, pagina 1 van 3" in first
        assert first.index("**Wonen A**") < first.index("- Naam 02") < first.index("- Naam 20")
        assert "Naam 22" not in first
        last = await press(stage, organiser, "participants.list", page="1")
        assert last.index("- Naam 22") < last.index("**Wonen B**") < last.index("- Naam 01")
        last = await press(stage, organiser, "participants.list", page="2")
        assert "pagina 3 van 3" in last
        assert "- Naam 23" in last
        nobody = await press(stage, organiser, "participant.show")
        assert "Kies eerst iemand" in nobody
        assert "pagina 3 van 3" in nobody, "the same page is there again"
        card = await press(stage, organiser, "participant.show", {"person": f"{23:032x}"})
        assert "naam23@wonen.example" in card
        assert "Niet te bereiken: er is geen mailserver ingesteld" in card
        assert "in de eigen chat met mij: niet (geen eigen chat met mij)" in card


async def test_a_few_letters_find_whatever_case_and_accents(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await sign_up(stage, stage.people["lukasz"])
        await crowd(database_url, event, 12)
        assert "Łukasz Nowak" in await opened(stage, organiser, "deelnemers lukasz"), "the one who is found"
        assert "participant.ask_withdraw" in str(stage.cards(organiser)[-1])
        await stage.says(organiser, "deelnemers HAVENSTEDER nówak")
        assert "lukasz@corporatie.example" in newest(stage, organiser)
        await stage.says(organiser, "deelnemers wonen")
        assert "12 mensen, pagina 1 van 2" in newest(stage, organiser)
        second = await press(stage, organiser, "participants.find", page="1")
        assert "pagina 2 van 2" in second, "what was searched for goes along"
        found = await press(stage, organiser, "participants.find", {"text": "naam7@"})
        assert "- Naam 07" in found
        assert "1 persoon" in found
        nobody = await press(stage, organiser, "participants.find", {"text": "*[x](y)*"})
        assert "Niemand die zich aanmeldde" in nobody
        assert event.organiser.email in nobody


async def test_an_organiser_changes_somebodys_form_by_the_same_rules(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await opened(stage, organiser, "deelnemers fatima")
        form = await press(stage, organiser, "participant.edit")
        assert "De aanmelding van Fatima El Amrani wijzigen" in form
        again = await press(stage, organiser, "participant.save", {"email": "geen adres", "organisation": "Woonstad"})
        assert "Dit is geen e-mailadres" in again
        assert "geen adres" in again
        assert "Woonstad" in again
        before = len(summaries(stage, fatima))
        card = await press(stage, organiser, "participant.save", {"email": "fatima@woonstad.example"})
        assert "Opgeslagen" in card
        assert "fatima@woonstad.example" in card
        await stage.wait_for(lambda: len(summaries(stage, fatima)) > before)
        assert "uw aanmelding is bijgewerkt" in newest(stage, fatima), "they hear it as of their own act"
        await press(stage, organiser, "participant.edit")
        assert "Dat was al zo" in await press(stage, organiser, "participant.save")
        who = await id_of(database_url, fatima)
        assert await log_of(database_url) == [("participant.save", who, {"change": "changed", "version": 2})]
        await stage.says(organiser, "deelnemers fatima")
        assert "Bevestiging, verstuurd" in newest(stage, organiser)


async def test_an_organiser_withdraws_after_a_question_and_signs_up_again(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await opened(stage, organiser, "deelnemers fatima")
        asked = await press(stage, organiser, "participant.ask_withdraw")
        assert "Fatima El Amrani afmelden?" in asked
        question = stage.personal(organiser).messages[-1]
        assert "Afgemeld op" in await press(stage, organiser, "participant.withdraw")
        await stage.wait_for(lambda: "Fatima El Amrani, de organisatie heeft u afgemeld" in str(stage.cards(fatima)))
        assert event.organiser.email in newest(stage, fatima)
        await one.jump(at(28, 5, 9))
        assert "Het definitieve programma" not in summaries(stage, fatima)

        ids = {"v": 1, "event": event.id, "person": await id_of(database_url, fatima)}
        twice = {"verb": "participant.withdraw", "data": ids}
        answer = await stage.execute(organiser, stage.personal(organiser), question, twice)
        assert "Dat was al zo" in words(answer["value"])

        await press(stage, organiser, "participant.edit")
        mistake = await press(stage, organiser, "participant.save")
        assert "Vink aan dat deze persoon weet wat wij bewaren" in mistake
        assert "Aangemeld. De bevestiging" in await press(stage, organiser, "participant.save", {"privacy": "true"})
        await stage.wait_for(lambda: "Het definitieve programma" in summaries(stage, fatima))
        assert [act for act, _, _ in await log_of(database_url)] == ["participant.withdraw", "participant.save"]


async def test_who_never_answered_can_be_signed_up_too(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, guest = one.stage, one.stage.people["organiser"], one.stage.people["guest"]
        await stage.installs(guest)
        await opened(stage, organiser)
        await press(stage, organiser, "participants.list", what="unanswered")
        card = await press(stage, organiser, "participant.show", {"person": await id_of(database_url, guest)})
        assert "Niet aangemeld" in card
        form = await press(stage, organiser, "participant.edit")
        assert "ruben@bouwbedrijf.example" in form
        assert "Aangemeld" in await press(stage, organiser, "participant.save", FILLED)
        await stage.wait_for(lambda: "Ruben Smit, u bent aangemeld" in newest(stage, guest))


async def test_after_registration_has_closed_nobody_is_signed_up(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, guest = one.stage, one.stage.people["organiser"], one.stage.people["guest"]
        await stage.installs(guest)
        who = await id_of(database_url, guest)
        await opened(stage, organiser)
        await press(stage, organiser, "participants.list", what="unanswered")
        await press(stage, organiser, "participant.show", {"person": who})
        card = stage.personal(organiser).messages[-1]
        await one.jump(at(4, 6, 11))
        answer = await stage.clicks(organiser, "participant.edit", message=card)
        assert "de inschrijving is gesloten" in answer["value"]


async def test_roles_are_given_and_taken_back(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await stage.says(fatima, "deelnemers")
        assert ONLY in newest(stage, fatima)
        await opened(stage, organiser, "deelnemers fatima")
        assert "Moderator** (in de chat gegeven)" in await press(
            stage, organiser, "participant.grant", what="moderator"
        )
        await stage.wait_for(lambda: "U bent nu moderator" in newest(stage, fatima))
        await stage.says(fatima, "vragen")
        assert "Vragen die wachten" in newest(stage, fatima)
        await stage.says(fatima, "deelnemers")
        assert ONLY in newest(stage, fatima), "a moderator is no organiser"

        assert "Organisator** (in de" in await press(stage, organiser, "participant.grant", what="organiser")
        await stage.wait_for(lambda: "U bent nu organisator" in newest(stage, fatima))
        await stage.says(fatima, "deelnemers")
        assert "Aangemeld: 1" in newest(stage, fatima)

        assert "Teruggenomen" in await press(stage, organiser, "participant.grant", what="none")
        await stage.wait_for(lambda: "U heeft geen rol meer" in newest(stage, fatima))
        await stage.says(fatima, "deelnemers")
        assert ONLY in newest(stage, fatima)
        assert [detail for act, _, detail in await log_of(database_url) if act == "participant.grant"] == [
            {"role": "moderator"},
            {"role": "organiser"},
            {"role": "none"},
        ]


async def test_the_event_files_organiser_is_never_locked_out(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await sign_up(stage, organiser)
        await opened(stage, organiser, "deelnemers fatima")
        await press(stage, organiser, "participant.grant", what="organiser")
        await stage.says(fatima, "deelnemers hanneke")
        assert "Organisator** (volgens het evenementbestand)" in newest(stage, fatima)
        assert "participant.grant" not in str(stage.cards(fatima)[-1])
        ids = {"v": 1, "event": event.id, "person": await id_of(database_url, organiser), "what": "none"}
        message = stage.personal(fatima).messages[-1]
        forged = {"verb": "participant.grant", "data": ids}
        answer = await stage.execute(fatima, stage.personal(fatima), message, forged)
        assert "Dat was al zo" in words(answer["value"])
        await stage.says(organiser, "deelnemers")
        assert "Aangemeld: 2" in newest(stage, organiser)


async def test_without_an_account_there_is_no_role(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await crowd(database_url, event, 1)
        await opened(stage, organiser, "deelnemers naam 01")
        assert "participant.grant" not in str(stage.cards(organiser)[-1])
        ids = {"v": 1, "event": event.id, "person": f"{1:032x}", "what": "organiser"}
        forged = {"verb": "participant.grant", "data": ids}
        answer = await stage.execute(
            organiser, stage.personal(organiser), stage.personal(organiser).messages[-1], forged
        )
        assert "werk- of schoolaccount" in answer["value"]


async def test_every_verb_about_participants_is_for_organisers(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, fatima, moderator = one.stage, one.stage.people["fatima"], one.stage.people["moderator"]
        await sign_up(stage, fatima)
        await stage.installs(moderator)
        ids = {"v": 1, "event": event.id, "person": await id_of(database_url, fatima), "what": "organiser"}
        verbs = ("show", "list", "find")
        for verb in (
            *(f"participants.{one}" for one in verbs),
            *(f"participant.{one}" for one in ("show", "edit", "save", "ask_withdraw", "withdraw", "grant")),
            "cockpit.show",
            "preflight.show",
            "acts.show",
        ):
            for who in (fatima, moderator):
                message = stage.personal(who).messages[-1]
                answer = await stage.execute(who, stage.personal(who), message, {"verb": verb, "data": ids})
                assert ONLY in answer["value"], (verb, who.key)
        kept = await rows_of(database_url, select(registration.c.state, registration.c.version))
        assert [tuple(row) for row in kept] == [("confirmed", 1)]
        assert not await log_of(database_url)


async def test_nothing_about_participants_is_said_in_a_shared_chat(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await sign_up(stage, stage.people["fatima"])
        await opened(stage, organiser)
        await stage.adds_bot(stage.group, organiser)
        for word in ("deelnemers", "deelnemers fatima", "cockpit", "controle", "logboek", "vragen"):
            await stage.says(organiser, word, stage.group)
            said = words(stage.cards(organiser, stage.group)[-1])
            assert "uw eigen chat" in said, word
            assert "Fatima" not in said
        ids = {"v": 1, "event": event.id, "person": await id_of(database_url, stage.people["fatima"])}
        for verb in ("participants.show", "participants.list", "participant.show", "cockpit.show", "acts.show"):
            message = stage.group.messages[-1]
            answer = await stage.execute(organiser, stage.group, message, {"verb": verb, "data": ids})
            assert "Fatima" not in str(answer), verb
            assert "Havensteder" not in str(answer), verb


async def test_cards_of_a_thousand_people_stay_small_and_quick(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await crowd(database_url, event, 1000)
        assert "Aangemeld: 1000" in await opened(stage, organiser)
        await press(stage, organiser, "participants.list", what="signed_up")
        assert "pagina 1 van 100" in newest(stage, organiser)
        assert max(entry.size for entry in stage.log) < 25 * 1024


async def test_a_person_who_is_gone_is_said_to_be(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        await sign_up(stage, fatima)
        await opened(stage, organiser, "deelnemers fatima")
        await stage.says(fatima, "vergeet mij")
        await stage.clicks(fatima, "data.forget")
        for verb in ("participant.edit", "participant.ask_withdraw"):
            assert "Ik kan deze persoon niet meer vinden" in await press(stage, organiser, verb)


async def test_an_english_organiser_reads_english(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        await sign_up(stage, stage.people["fatima"])
        stage.changes_locale(organiser, "en-GB")
        assert "The participants of" in await opened(stage, organiser, "participants")
        await stage.says(organiser, "participants fatima")
        assert "Signed up on Monday 3 May 2027" in newest(stage, organiser)
