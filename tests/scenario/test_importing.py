"""An organiser brings sign-ups made elsewhere: sends a list in chat, looks at it, takes it over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from cards.verbs import Verb
from event.definition import Event
from event.ids import PersonId
from event.store import audit, registrations
from event.store.database import Database
from event.store.tables import delivery, import_draft, registration
from rehearsal.chats import questions
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.event.importing.files import HEADER, LUKASZ, SEAN, ZOE, csv, xlsx
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import newest, press
from tests.scenario.test_story import FILLED, sign_up, summaries

FATIMA = ("Fatima El Amrani", "fatima.elamrani@corporatie.example", FILLED["organisation"], "Iets heel anders")
LIST = csv(
    ("Aanmeldingen van het webformulier",),
    HEADER,
    SEAN,
    ZOE,
    FATIMA,
    ("Jan Bos", "jan.bos", "Wonen", "Portier"),
    ("Piet Vos", "piet@x.nl", "", "Portier"),
    ("Klaas Vos", "klaas@x.nl", "Wonen", ""),
).encode()


async def begun(one: Play) -> tuple[Stage, Person]:
    stage, organiser = one.stage, one.stage.people["organiser"]
    await stage.installs(organiser)
    return stage, organiser


async def sends(stage: Stage, person: Person, data: bytes, name: str = "lijst.csv") -> str:
    assert await stage.attaches(person, name, content=data) == 200
    return newest(stage, person)


async def drafts(database: Database) -> int:
    async with database.read() as db:
        return int((await db.execute(select(func.count()).select_from(import_draft))).scalar_one())


async def test_a_list_from_the_file_to_the_people(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await begun(one)
        await sign_up(stage, stage.people["fatima"])
        await stage.says(organiser, "importeren")
        assert "Stuur mij de lijst hier als bestand" in newest(stage, organiser)

        seen = await sends(stage, organiser, LIST, "aanmeldingen mei.csv")
        for said in ("6 regels", "B, E-mail", "Nieuw: 2", "Twijfelachtig: 3", "Fout: 1", "2 regels overnemen"):
            assert said in seen, seen
        assert "regel 3**: Sean O'Brien-van 't Hof" in seen

        wrong = await press(stage, organiser, "import.list", what="wrong")
        assert "regel 7**: Jan Bos, jan.bos, Wonen (“jan.bos” is geen e-mailadres)" in wrong
        await press(stage, organiser, "import.show")
        doubtful = await press(stage, organiser, "import.list", what="doubtful")
        assert "heeft zelf iets anders ingevuld; Functie: " in doubtful
        assert "geen organisatie" in doubtful
        back = await press(stage, organiser, "import.take", {"taken": "9,77"})
        assert "3, waarvan er 1 meekomen" in back
        assert "3 regels overnemen" in back

        database = Database(database_url)
        assert await drafts(database) == 1
        done = await press(stage, organiser, "import.confirm")
        for said in ("3 regels zijn overgenomen", "Nieuw: 3", "Twijfelachtig, niet overgenomen: 2", "Fout", "jan.bos"):
            assert said in done, done
        assert await drafts(database) == 0
        async with database.read() as db:
            names = set((await db.execute(select(registration.c.name))).scalars())
            confirmations = select(func.count()).where(delivery.c.kind == "confirmation", delivery.c.event == event.id)
            planned = (await db.execute(confirmations)).scalar_one()
            act = (await audit.latest(db, event.id, 1))[0]
        assert names == {FATIMA[0], SEAN[0], ZOE[0], "Klaas Vos"}
        assert planned == 4
        assert (act.act, act.detail) == (
            "participants.import",
            {"new": 3, "changed": 0, "came_back": 0, "doubtful": 2, "wrong": 1},
        )
        # The same list brings nothing more.
        seen = await sends(stage, organiser, LIST)
        assert "Ongewijzigd: 3" in seen
        assert "valt er niets over te nemen" in seen
        await database.close()


async def test_doubtful_lines_are_chosen_page_by_page(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await begun(one)
        rows = [(f"Jan {n}", f"jan{n}@x.nl", "Wonen", "") for n in range(2, 22)]
        await sends(stage, organiser, csv(HEADER, *rows).encode())
        assert "pagina 1 van 3" in await press(stage, organiser, "import.list", what="doubtful")
        # 12 is on the next page: here it says nothing.
        assert "pagina 2 van 3" in await press(stage, organiser, "import.take", {"taken": "3,5,12"}, page="1")
        assert "pagina 1 van 3" in await press(stage, organiser, "import.take", {"taken": "11"}, page="0")
        ticked = next(node for node in questions(stage.cards(organiser)[-1]) if node["id"] == "taken")
        assert ticked["value"] == "3,5"
        back = await press(stage, organiser, "import.take", {"taken": "5"}, page="")
        assert "20, waarvan er 2 meekomen" in back
        await press(stage, organiser, "import.confirm")
        database = Database(database_url)
        async with database.read() as db:
            names = set((await db.execute(select(registration.c.name))).scalars())
        await database.close()
        assert names == {"Jan 5", "Jan 11"}


async def test_all_that_lack_something_come_along_at_once(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await begun(one)
        rows = [*((f"Jan {n}", f"jan{n}@x.nl", "Wonen", "") for n in range(20)), ("Jan 1", "j1@x.nl", "Wonen", "F")]
        await sends(stage, organiser, csv(HEADER, *rows).encode())
        await press(stage, organiser, "import.list", what="doubtful")
        assert "21, waarvan er 20 meekomen" in await press(stage, organiser, "import.complete")


async def test_other_columns_make_other_lines(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await begun(one)
        data = xlsx([("Naam", "E-mail", "Wat doet u?"), (SEAN[0], SEAN[1], "Huismeester")])
        assert "Niet gebruikt: Wat doet u?" in await sends(stage, organiser, data, "lijst.xlsx")
        form = await press(stage, organiser, "import.columns")
        assert "Wat staat in welke kolom?" in form
        wrong = await press(stage, organiser, "import.map", {"email": "-", "function": "2"})
        assert "Kies een kolom voor het e-mailadres" in wrong
        wrong = await press(stage, organiser, "import.map", {"email": "1", "function": "1"})
        assert "geen kolom twee keer" in wrong
        seen = await press(stage, organiser, "import.map", {"email": "1", "name": "0", "function": "2"})
        assert "Functie: C, Wat doet u?" in seen
        await press(stage, organiser, "import.confirm")
        database = Database(database_url)
        async with database.read() as db:
            found = (await db.execute(select(registration.c.function))).scalars().all()
        await database.close()
        assert found == ["Huismeester"]


async def test_a_list_is_for_organisers_and_for_the_one_who_sent_it(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await begun(one)
        fatima = stage.people["fatima"]
        await stage.installs(fatima)
        said = await sends(stage, fatima, LIST)
        assert "regels" not in said
        await stage.says(fatima, "importeren")
        assert "alleen voor de organisatoren" in newest(stage, fatima)
        await sends(stage, organiser, LIST)
        card, chat = stage.cards(organiser)[-1], stage.personal(fatima)
        confirm = next(action for action in card["actions"] if action.get("verb") == "import.confirm")
        for verb in (one.value for one in Verb if one.startswith("import.")):
            answer = await stage.execute(fatima, chat, chat.messages[-1], confirm | {"verb": verb})
            assert "alleen voor de organisatoren" in str(answer["value"]), verb
        # Another organiser looks at their own list, not at this one.
        await stage.says(organiser, "deelnemers")
        other = stage.people["moderator"]
        await stage.installs(other)
        await stage.says(other, "help")
        colleague = event.with_(roles=event.roles.model_copy(update={"organisers": event.roles.moderators}))
        one.bot.living.file = one.bot.living.event = colleague
        answer = await stage.execute(other, stage.personal(other), stage.personal(other).messages[-1], confirm)
        assert "niets meer te bevestigen" in str(answer["value"])
        database = Database(database_url)
        async with database.read() as db:
            assert (await db.execute(select(func.count()).select_from(registration))).scalar_one() == 0
        await database.close()


async def test_a_list_is_dropped_by_a_click_or_after_a_day(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await begun(one)
        database = Database(database_url)
        await sends(stage, organiser, LIST)
        assert "weggegooid" in await press(stage, organiser, "import.discard")
        assert await drafts(database) == 0
        await sends(stage, organiser, LIST)
        await one.jump(at(4, 5, 11, 59))
        assert await drafts(database) == 1
        await one.jump(at(4, 5, 12, 1))
        assert await drafts(database) == 0
        assert "niets meer te bevestigen" in await press(stage, organiser, "import.confirm")
        await database.close()


async def test_what_is_no_list_is_refused_with_its_reason(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await begun(one)
        for data, said in (
            (b"%PDF-1.7 ...", "geen lijst die ik kan lezen"),
            (b"", "leeg"),
            (b"Naam;Organisatie\r\nAnna;Wonen\r\n", "geen kolom met e-mailadressen"),
            (b"\xd0\xcf\x11\xe0" + bytes(600), "oud Excel-bestand"),
            (bytes(11 * 1024 * 1024), "te groot"),
        ):
            assert said in await sends(stage, organiser, data), said
        stage.files.clear()
        message = stage.personal(organiser)
        lost = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "x.csv"}
        for url in (
            f"{stage.url}/files/1/x.csv",
            "https://evil.example/x.csv",
            "file:///etc/passwd",
            "http://127.0.0.1:1/",
        ):
            await stage.tell(
                organiser,
                message,
                type="message",
                id="9",
                text="",
                attachments=[{**lost, "content": {"downloadUrl": url}}],
            )
            assert "Ik kon het bestand niet uit Teams ophalen" in newest(stage, organiser), url


async def test_whoever_was_on_a_list_and_has_a_chat_is_told_once_what_is_kept(event: Event, database_url: str) -> None:
    """They come to Teams under the address of the list: one person, and the notice stands in the first message."""
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await begun(one)
        lukasz = stage.people["lukasz"]
        assert lukasz.upn is not None
        await sends(stage, organiser, csv(HEADER, (LUKASZ[0], lukasz.upn, *LUKASZ[2:])).encode())
        await press(stage, organiser, "import.confirm")
        await stage.installs(lukasz)
        await stage.wait_for(lambda: any("You are signed up" in one for one in summaries(stage, lukasz)))
        told = "\n".join(str(card) for card in stage.cards(lukasz))
        assert "You signed up elsewhere" in told
        assert "What we keep, and why" in told
        database = Database(database_url)
        async with database.read() as db:
            who = (await db.execute(select(registration.c.person_id))).scalar_one()
            kept = await registrations.find(db, event.id, PersonId(who))
        await database.close()
        assert kept is not None
        assert (kept.form.name, kept.privacy_read_at) == (LUKASZ[0], None)


async def test_a_long_list_is_answered_in_time(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await begun(one)
        rows = [(f"Jan {n} Bos", f"jan{n}@x.nl", f"Corporatie {n % 30}", "Portier") for n in range(5_000)]
        assert "5000 regels overnemen" in await sends(stage, organiser, csv(HEADER, *rows).encode())
        started = one.bot.clock.now()
        assert "5000 regels zijn overgenomen" in await press(stage, organiser, "import.confirm")
        assert one.bot.clock.now() - started < timedelta(seconds=5)
