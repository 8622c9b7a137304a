"""The organiser's overviews: the cockpit, the check before the day, and the log of what was done."""

from __future__ import annotations

from event.definition import Event
from event.store.database import Database
from event.store.tables import audit
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import at, play
from tests.scenario.test_announcements import newest, press
from tests.scenario.test_participants import rows_of
from tests.scenario.test_story import sign_up, summaries


async def asked(stage: Stage, organiser: Person, word: str) -> str:
    await stage.installs(organiser)
    await stage.says(organiser, word)
    return newest(stage, organiser)


async def test_the_cockpit_says_how_all_stands(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        said = await asked(stage, organiser, "cockpit")
        assert "Nog 32 dagen" in said
        assert "Volgende aankondiging: Herinnering, vrijdag 14 mei om 09.00 uur" in said
        assert "Laatste aankondiging: nog geen" in said
        assert "De chat van de vergadering: niet bekend" in said
        await sign_up(stage, fatima)
        await stage.says(fatima, "vraag Mag een camera op de stoep?")
        await one.jump(at(28, 5, 9))
        await stage.adds_bot(stage.meeting, organiser)
        refreshed = await stage.refreshes(organiser)
        assert refreshed
        said = newest(stage, organiser)
        assert "Aangemeld: 1" in said
        assert "Nog 7 dagen" in said
        assert "Laatste aankondiging: Het definitieve programma: 1 verstuurd" in said
        assert "Volgende aankondiging: De link om mee te doen, donderdag 3 juni om 09.00 uur" in said
        assert "Vragen die wachten: 1" in said
        assert "De chat van de vergadering: bekend" in said
        await one.jump(at(4, 6, 11))
        await stage.says(organiser, "polls")
        await press(stage, organiser, "poll.preview", poll=event.polls[0].key)
        await press(stage, organiser, "poll.launch", poll=event.polls[0].key)
        await stage.says(organiser, "cockpit")
        assert f"Open polls: {event.polls[0].question.nl} (0 stemmen)" in newest(stage, organiser)
        assert "Het is vandaag" in newest(stage, organiser)
        for verb in (
            "participants.show",
            "announcement.list",
            "poll.list",
            "question.list",
            "preflight.show",
            "event.manage",
        ):
            await stage.says(organiser, "cockpit")
            assert await press(stage, organiser, verb), verb
        await one.jump(at(5, 6, 11))
        await stage.says(organiser, "overzicht")
        assert "De dag is voorbij" in newest(stage, organiser)


async def test_the_check_names_what_is_wrong_and_what_to_do(event: Event, database_url: str) -> None:
    without = event.with_(
        meeting=event.meeting.model_copy(update={"join_url": None}),
        organiser=event.organiser.model_copy(update={"email": "organisatie@wijken.nl"}),
        polls=(),
    )
    async with play(without, database_url, at(3, 5, 12)) as one:
        stage = one.stage
        organiser, moderator, fatima, sean = (stage.people[key] for key in ("organiser", "moderator", "fatima", "sean"))
        await sign_up(stage, fatima)
        await sign_up(stage, sean)
        await stage.removes(fatima)
        said = await asked(stage, organiser, "controle")
        assert "✗ De link van de vergadering ontbreekt." in said
        assert "✗ Ik zit niet in de chat van de vergadering." in said
        assert "✗ Deze moderatoren hebben nog niet met mij kennisgemaakt:\n- moderator@wijken.example" in said
        assert "✗ Er staat geen poll klaar." in said
        assert "✗ 1 deelnemer is niet te bereiken:\n- heeft mij uit Teams verwijderd: 1" in said
        assert "✓ De organisatoren hebben met mij kennisgemaakt." in said
        assert "✓ Iedereen krijgt vóór de dag het programma." in said
        assert "✓ Geen bericht is mislukt." in said

        await one.jump(at(3, 6, 9))
        await stage.says(organiser, "controle")
        said = newest(stage, organiser)
        assert "✗ Deze aankondigingen hadden weg gemoeten en wachten:\n- link-dag-ervoor" in said
        assert "✗ 2 berichten zijn mislukt:" in said, "reminder and programme to who left"

        await stage.installs(moderator)
        await stage.says(moderator, "polls")
        await stage.installs(fatima)
        await stage.wait_for(lambda: "Het definitieve programma" in summaries(stage, fatima))
        await press(stage, organiser, "preflight.show")
        said = newest(stage, organiser)
        assert "✓ De moderatoren hebben met mij kennisgemaakt." in said
        assert "✓ Iedereen die zich aanmeldde, is te bereiken." in said


async def test_the_check_says_where_chat_overrules_the_file(event: Event, database_url: str) -> None:
    link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Tm9nRWVu%40thread.v2/0"
    newer = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_RGVyZGU%40thread.v2/0"
    async with Stage(event) as stage:
        organiser = stage.people["organiser"]
        async with play(event, database_url, at(3, 5, 12), stage):
            await asked(stage, organiser, "evenement")
            await press(stage, organiser, "link.edit")
            await press(stage, organiser, "link.change", {"url": link})
            await press(stage, organiser, "link.confirm")
            await stage.says(organiser, "controle")
            assert "✓ Het evenementbestand en wat in de chat is gewijzigd" in newest(stage, organiser)
        edited = event.with_(meeting=event.meeting.model_copy(update={"join_url": newer}))
        async with play(edited, database_url, at(3, 5, 13), stage):
            await stage.says(organiser, "controle")
            assert "maar wat in de chat is gezegd telt:\n- de link" in newest(stage, organiser)


async def test_the_log_says_who_did_what_and_holds_no_name(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser, fatima = one.stage, one.stage.people["organiser"], one.stage.people["fatima"]
        assert "Nog niets" in await asked(stage, organiser, "logboek")
        await sign_up(stage, fatima)
        await stage.says(organiser, "deelnemers fatima")
        await press(stage, organiser, "participant.grant", what="moderator")
        await stage.says(organiser, "aankondigingen")
        await press(stage, organiser, "announcement.show", announcement="herinnering")
        await press(stage, organiser, "announcement.ask_cancel")
        await press(stage, organiser, "announcement.cancel")
        await stage.says(organiser, "logboek")
        said = newest(stage, organiser)
        assert "**Hanneke Verbruggen**: heeft de aankondiging herinnering geschrapt" in said
        assert "**Hanneke Verbruggen**: heeft Fatima El Amrani moderator gemaakt" in said
        assert said.index("geschrapt") < said.index("moderator gemaakt")
        assert "maandag 3 mei 2027, 12." in said
        await stage.says(fatima, "vergeet mij")
        await press(stage, fatima, "data.forget")
        await stage.says(organiser, "logboek")
        said = newest(stage, organiser)
        assert "**Gastheer**: is iemand vergeten die daarom vroeg, ontvangstbewijs" in said
        assert "heeft iemand die niet meer bekend is moderator gemaakt" in said
        assert "Fatima" not in said
        kept = str([tuple(row) for row in await rows_of(database_url, audit.select())])
        assert "Fatima" not in kept
        assert "Hanneke" not in kept


async def test_the_log_shows_the_last_fifteen_acts(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        database = Database(database_url)
        async with database.begin() as db:
            for i in range(20):
                await db.execute(
                    audit.insert().values(event=event.id, at=at(1, 5, 12, i), act="poll.close", subject=f"poll-{i}")
                )
        await database.close()
        said = await asked(stage, organiser, "logboek")
        assert said.count("heeft de poll") == 15
        assert "poll-19" in said
        assert "poll-5" in said
        assert "poll-4 " not in said
        assert max(entry.size for entry in stage.log) < 25 * 1024
