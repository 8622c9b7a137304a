"""The whole story: sign up, be reminded, get the programme and the link, vote; in each language, on each database."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from event.definition import Event
from event.store.database import Database
from event.store.tables import announcement
from rehearsal.chats import words
from rehearsal.log import Entry
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import at, play


@dataclass(frozen=True)
class Tongue:
    person: str
    register: str
    signed_up: str
    day: str
    reminder: str
    programme: str
    link: str
    soon: str
    resume: str
    thanks: str
    choice: str
    closed: str
    help: str


DUTCH = Tongue(
    person="fatima",
    register="aanmelden",
    signed_up="U bent aangemeld",
    day="vrijdag 4 juni 2027, 10.30–14.30 uur",
    reminder="Over 3 weken",
    programme="Het definitieve programma",
    link="Uw link om mee te doen",
    soon="We beginnen over 30 minuten",
    resume="We gaan over 5 minuten verder",
    thanks="Dank voor uw deelname",
    choice="Uw keuze",
    closed="Deze poll is gesloten",
    help="Wat kan ik voor u doen?",
)
ENGLISH = Tongue(
    person="lukasz",
    register="register",
    signed_up="You are signed up",
    day="Friday 4 June 2027, 10:30–14:30",
    reminder="In 3 weeks",
    programme="The definitive programme",
    link="Your link to join",
    soon="We start in 30 minutes",
    resume="We go on in 5 minutes",
    thanks="Thank you for taking part",
    choice="Your choice",
    closed="This poll is closed",
    help="What can I do for you?",
)
FILLED = {"organisation": "Havensteder", "function": "gebiedsconsulent", "privacy": "true"}


def summaries(stage: Stage, person: Person) -> list[str]:
    return [entry.summary.partition(":")[0] for entry in stage.log.sent_to(stage.personal(person).id)]


async def sign_up(stage: Stage, person: Person, word: str = "aanmelden") -> None:
    """Until the confirmation has come."""
    await stage.installs(person)
    await stage.says(person, word)
    before = len(stage.log.sent_to(stage.personal(person).id))
    answer = await stage.clicks(person, "registration.submit", FILLED)
    assert answer["statusCode"] == 200, answer
    await stage.wait_for(lambda: len(stage.log.sent_to(stage.personal(person).id)) > before)


@pytest.mark.parametrize("tongue", [DUTCH, ENGLISH], ids=["nl", "en"])
async def test_from_sign_up_to_thanks(event: Event, database_url: str, tongue: Tongue) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage = one.stage
        person = stage.people[tongue.person]
        await sign_up(stage, person, tongue.register)
        confirmation = words(stage.cards(person)[-1])
        assert tongue.signed_up.removeprefix("U ").removeprefix("You ").split()[-1] in confirmation
        assert tongue.day in confirmation

        await one.jump(at(14, 5, 9))
        assert summaries(stage, person)[-1] == tongue.reminder
        await one.jump(at(28, 5, 8, 59))
        assert summaries(stage, person)[-1] == tongue.reminder
        await one.jump(at(28, 5, 9))
        assert summaries(stage, person)[-1] == tongue.programme
        assert "Rodney Haan" in words(stage.cards(person)[-1])
        await one.jump(at(3, 6, 9))
        assert summaries(stage, person)[-1] == tongue.link
        await one.jump(at(4, 6, 10))
        assert summaries(stage, person)[-1] == tongue.soon
        join = [action for action in stage.cards(person)[-1]["actions"] if action["type"] == "Action.OpenUrl"]
        assert [action["url"] for action in join] == [event.meeting.join_url]

        organiser, moderator = stage.people["organiser"], stage.people["moderator"]
        await stage.installs(moderator)
        await one.jump(at(4, 6, 10, 30))
        assert summaries(stage, moderator)[-1] == "Uw seintje"
        await stage.adds_bot(stage.meeting, organiser)
        await stage.starts_meeting(organiser)
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        await stage.clicks(moderator, "poll.launch")

        def meeting_posts() -> list[Entry]:
            return [entry for entry in stage.log.sent_to(stage.meeting.id) if entry.card]

        await stage.wait_for(lambda: any("Input.ChoiceSet" in str(entry.card) for entry in meeting_posts()))
        poll = event.polls[0]
        voters = ("fatima", "sean", "lukasz", "joke", "anonymous")
        for key, option in zip(voters, (0, 0, 1, 0, 1), strict=True):
            voter = stage.people[key]
            answer = await stage.clicks(voter, "poll.vote", {"option": poll.options[option].key}, chat=stage.meeting)
            assert answer["statusCode"] == 200, answer
        assert tongue.choice in words(stage.cards(person, stage.meeting)[-1])
        changed = await stage.clicks(
            stage.people["anonymous"], "poll.vote", {"option": poll.options[0].key}, chat=stage.meeting
        )
        assert changed["statusCode"] == 200
        await stage.clicks(moderator, "poll.manage")
        assert "5 stemmen" in words(stage.cards(moderator)[-1])
        await stage.clicks(moderator, "poll.close")
        await stage.wait_for(lambda: "Uitslag" in words(meeting_posts()[-1].card))
        result = words(meeting_posts()[-1].card)
        assert f"{poll.options[0].text.nl}: **4 stemmen** (80%)" in result
        assert f"{poll.options[1].text.nl}: **1 stem** (20%)" in result
        assert "kreeg de meeste stemmen: 4 van de 5 (80%)" in result
        ballot = next(message for message in stage.meeting.messages if message.edited)
        assert "Deze poll is gesloten" in words(ballot.card)

        await one.jump(at(4, 6, 12, 55))
        assert summaries(stage, person)[-1] == tongue.resume
        await one.jump(at(4, 6, 15))
        assert summaries(stage, person)[-1] == tongue.thanks
        assert max(entry.size for entry in stage.log) < 25 * 1024
        sent = summaries(stage, person)
        assert len(sent) == len(set(sent)), "nothing came twice"


async def test_one_welcome_for_each_installation(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, person = one.stage, one.stage.people["fatima"]
        await stage.installs(person)
        await stage.installs(person)
        assert len(stage.cards(person)) == 1
        assert event.privacy.notice.nl in words(stage.cards(person)[0])
        await stage.removes(person)
        await stage.installs(person)
        assert len(stage.cards(person)) == 2


async def test_mistakes_are_named_at_the_field_and_nothing_typed_is_lost(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, person = one.stage, one.stage.people["sean"]
        await stage.installs(person)
        await stage.says(person, "aanmelden")
        card = words(stage.cards(person)[-1])
        assert "Sean O'Brien-van 't Hof" in card
        assert "s.obrien@corporatie.example" in card
        typed = {"email": "geen adres", "organisation": "Wonen *Zuid*", "question": "Mag dit?"}
        await stage.clicks(person, "registration.submit", typed)
        again = words(stage.cards(person)[-1])
        assert "Dit is geen e-mailadres" in again
        assert "Vul dit nog in: Functie." in again
        assert "Vink aan dat u heeft gelezen" in again
        assert "geen adres" in again
        assert "Wonen *Zuid*" in again
        assert "Mag dit?" in again
        good = {"email": "sean@corporatie.example", "function": "huismeester", "privacy": "true"}
        await stage.clicks(person, "registration.submit", good)
        assert "U bent aangemeld" in str(stage.cards(person))
        assert r"Wonen \*Zuid\*" in str(stage.cards(person)).replace("\\\\", "\\")


async def test_twice_is_once_change_withdraw_and_come_back(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, person = one.stage, one.stage.people["fatima"]
        await sign_up(stage, person)
        form = next(message for message in stage.personal(person).messages if message.answered)

        def confirmations() -> int:
            return sum("aangemeld voor" in summary for summary in summaries(stage, person))

        assert confirmations() == 1

        await stage.says(person, "aanmelden")
        assert "U bent al aangemeld" in words(stage.cards(person)[-1])

        await stage.says(person, "wijzigen")
        await stage.clicks(person, "registration.submit", FILLED | {"organisation": "Woonstad"})
        assert "Uw wijziging is opgeslagen" in str(stage.cards(person))
        await stage.wait_for(lambda: confirmations() == 2)

        await stage.says(person, "afmelden")
        question = stage.personal(person).messages[-1]
        await stage.clicks(person, "registration.withdraw", message=question)
        assert "U bent afgemeld" in words(question.card_for(person))
        await stage.says(person, "afmelden")
        assert "U was al afgemeld" in words(stage.cards(person)[-1])

        await one.jump(at(28, 5, 9))
        assert "Het definitieve programma" not in summaries(stage, person), "who withdrew is left alone"

        await stage.says(person, "aanmelden")
        await stage.clicks(person, "registration.submit", {"privacy": "true"})
        await stage.wait_for(lambda: "Het definitieve programma" in summaries(stage, person))
        assert "Fijn dat u er toch bij bent" in str(stage.cards(person))
        assert form.answered


async def test_who_signs_up_late_gets_what_still_matters(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, person = one.stage, one.stage.people["fatima"]
        await one.jump(at(4, 6, 10, 5))
        await sign_up(stage, person)
        await stage.wait_for(lambda: len(summaries(stage, person)) == 5)
        assert summaries(stage, person)[2:] == [
            f"U bent aangemeld voor {event.title.nl}",
            "Het definitieve programma",
            "We beginnen over 25 minuten",
        ]


async def test_without_a_link_it_waits_and_organisers_are_told_once(event: Event, database_url: str) -> None:
    without = event.with_(meeting=event.meeting.model_copy(update={"join_url": None}))
    async with Stage(event) as stage:
        person, organiser = stage.people["fatima"], stage.people["organiser"]
        async with play(without, database_url, at(3, 5, 12), stage) as one:
            await stage.installs(organiser)
            await sign_up(stage, person)
            await one.jump(at(3, 6, 9))
            await one.jump(at(3, 6, 12))
            assert "Uw link om mee te doen" not in summaries(stage, person)
            assert summaries(stage, organiser).count("De link van de vergadering ontbreekt") == 1
        # The organiser puts the link in the event file and starts the bot again: it goes out, once.
        async with play(event, database_url, at(3, 6, 13), stage) as again:
            await again.jump(at(3, 6, 14))
            assert summaries(stage, person).count("Uw link om mee te doen") == 1


async def test_after_weeks_of_silence_only_what_still_matters_goes_out(event: Event, database_url: str) -> None:
    async with Stage(event) as stage:
        person = stage.people["fatima"]
        async with play(event, database_url, at(3, 5, 12), stage):
            await sign_up(stage, person)
        async with play(event, database_url, at(4, 6, 11), stage):
            await stage.wait_for(lambda: len(summaries(stage, person)) == 5)
            assert summaries(stage, person)[3:] == ["Het definitieve programma", "Uw link om mee te doen"]
    database = Database(database_url)
    await database.open()
    async with database.read() as db:
        rows = await db.execute(select(announcement.c.key, announcement.c.state, announcement.c.reason))
        kept = {row.key: (row.state, row.reason) for row in rows}
    await database.close()
    assert kept["herinnering"] == ("skipped", "too_late")
    assert kept["link-dag-ervoor"] == ("skipped", "overtaken")
    assert kept["link"] == ("materialised", None)


async def test_the_log_names_nobody(event: Event, database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, person = one.stage, one.stage.people["fatima"]
        await sign_up(stage, person)
        await stage.says(person, "een heel persoonlijk verhaal")
        await one.jump(at(28, 5, 9))
    assert "announcement:programma" in caplog.text
    for personal in ("Fatima", "El Amrani", "elamrani", "persoonlijk", "gebiedsconsulent", person.oid, person.account):
        assert str(personal) not in caplog.text
