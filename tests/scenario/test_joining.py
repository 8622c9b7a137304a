"""One person in Teams, on a list and by a link: joined where it is proven, with one sign-up and vote; never by name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from event.definition import Event
from event.polls import box_of
from event.store import ballots
from event.store.database import Database
from event.store.tables import person as person_table
from event.store.tables import registration
from rehearsal.chats import words
from rehearsal.people import Person, by_mail
from rehearsal.stage import Stage
from tests.scenario.crowd import address, imports, ledger, own_page, seen
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import newest, press
from tests.scenario.test_mail import YES, newest_letter, open_to_all
from tests.scenario.test_story import FILLED, sign_up, summaries

ME = "Ja, dat ben ik"


async def people(database_url: str) -> list[tuple[str | None, str | None, str | None]]:
    """Account, proven address, and the address of their registration; of everybody but the organiser."""
    database = Database(database_url)
    async with database.read() as db:
        query = select(person_table.c.account, person_table.c.email, registration.c.email).join_from(
            person_table, registration, registration.c.person_id == person_table.c.id, isouter=True
        )
        rows = [(row[0], row[1], row[2]) for row in await db.execute(query) if row[0] != "29:own-1"]
    await database.close()
    return sorted(rows, key=str)


async def votes(database_url: str, event: Event) -> dict[str, int]:
    database = Database(database_url)
    async with database.read() as db:
        found: Any = (await ballots.tally_of(db, event.id, box_of(event.polls[0].key, 1))).counts
    await database.close()
    return {str(option): number for option, number in found.items()}


async def begun(one: Play) -> tuple[Stage, Person, Person]:
    stage, organiser = one.stage, one.stage.people["organiser"]
    await stage.installs(organiser)
    return stage, organiser, stage.people["fatima"]


async def launched(one: Play, organiser: Person) -> None:
    """The first poll is open in the meeting's chat."""
    stage, poll = one.stage, (await one.bot.living.current()).polls[0]
    await one.jump(at(4, 6, 10, 30))
    await stage.adds_bot(stage.meeting, organiser)
    await stage.says(organiser, "polls")
    await press(stage, organiser, "poll.preview", poll=poll.key)
    await press(stage, organiser, "poll.launch")
    await stage.wait_for(lambda: any("Poll:" in entry.summary for entry in stage.log.sent_to(stage.meeting.id)))


async def test_one_person_by_list_by_page_by_link_and_in_teams(event: Event, database_url: str) -> None:
    async with play(open_to_all(event), database_url, at(3, 6, 12), mail=True) as one:
        stage, organiser, fatima = await begun(one)
        stage.meeting.members[:] = [organiser]
        await imports(stage, organiser, [fatima])
        await newest_letter(stage, address(fatima), 3)
        assert [letter.subject.partition(":")[0] for letter in stage.letters(fatima)][1:] == [
            "Het definitieve programma",
            "Uw link om mee te doen",
        ]
        # On the page she is known already.
        form = await stage.opens(f"{one.url}/event/sign-up")
        typed = FILLED | {"name": fatima.name, "email": address(fatima).upper()}
        await stage.presses(form, "Aanmelden", typed)
        again = await newest_letter(stage, address(fatima), 4)
        assert YES not in again.links
        # She votes by the link in her mail, and once more in Teams, where she comes in later.
        await launched(one, organiser)
        [ballot] = re.findall(rf"{one.url}/b/\S+", stage.letters(fatima)[2].text)
        first, second = (option.key for option in event.polls[0].options[:2])
        voted = await stage.presses(await stage.opens(ballot), "poll.vote", {"option": first})
        assert "Uw keuze" in voted.words
        assert await votes(database_url, event) == {first: 1}

        sent = len(stage.letters(fatima))
        await stage.installs(fatima)
        assert "Mijn aanmelding" in newest(stage, fatima), "she is greeted as somebody who is in"
        assert await people(database_url) == [(fatima.account, address(fatima), address(fatima))]
        await stage.clicks(fatima, "poll.vote", {"option": second}, chat=stage.meeting)
        assert await votes(database_url, event) == {second: 1}, "one ballot, the last one"
        voted = await stage.presses(await stage.opens(ballot), "poll.vote", {"option": first})
        assert await votes(database_url, event) == {first: 1}, "and the link still is hers"
        changed = await stage.presses(await stage.opens(own_page(stage, fatima)), "Wijzigen")
        await stage.presses(changed, "Opslaan", {"organisation": "Woonstad"})
        await stage.says(fatima, "wijzigen")
        assert "Woonstad" in newest(stage, fatima), "one sign-up on every road"
        # From now on she is told in Teams alone, and nothing comes a second time.
        await one.jump(at(4, 6, 15))
        assert "Dank voor uw deelname" in summaries(stage, fatima)
        assert len(stage.letters(fatima)) == sent
        told = Counter((row[0], row[1]) for row in (await ledger(database_url)).rows if row[3] == "sent")
        assert set(told.values()) == {1}


async def test_installing_the_bot_opens_the_first_road_without_doubles(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, fatima = await begun(one)
        sean, lukasz = stage.people["sean"], stage.people["lukasz"]
        stage.meeting.members.clear()
        await sign_up(stage, lukasz, "register")
        stage.personal(lukasz).blocked = True
        stage.mail.faults.refused[address(fatima)] = "550 5.1.1 There is no such mailbox"
        await imports(stage, organiser, [fatima, sean])
        await one.jump(at(28, 5, 9))
        held = await ledger(database_url)
        assert {state for _, state, _ in held.of(fatima, "")} == {"failed"}
        assert {state for _, state, _ in held.of(sean, "")} == {"sent"}
        assert [road for road, _, _ in held.of(lukasz, "announcement:herinnering")] == ["personal", "email"]
        stage.personal(lukasz).blocked = False
        for person in (fatima, sean, lukasz):
            await stage.installs(person)
        await one.bot.worker.drain()
        # Who missed everything gets what still matters; who got it by mail doesn't get it again.
        assert f"U bent aangemeld voor {event.title.nl}" in summaries(stage, fatima)
        assert "Het definitieve programma" in summaries(stage, fatima)
        assert "Het definitieve programma" not in summaries(stage, sean)
        assert not {"In 3 weeks", "The definitive programme"} & set(summaries(stage, lukasz))
        await one.jump(at(3, 6, 9))
        for person in (fatima, sean):
            assert summaries(stage, person)[-1] == "Uw link om mee te doen"
            assert len(summaries(stage, person)) == len(set(summaries(stage, person)))
        assert seen(stage, "Uw link om mee te doen") == (Counter(["fatima", "sean"]), Counter(), 0)
        told = Counter((row[0], row[1]) for row in (await ledger(database_url)).rows if row[3] == "sent")
        assert set(told.values()) == {1}


async def test_an_address_that_nobody_vouches_for_is_asked_about_by_mail(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, fatima = await begun(one)
        anneke = stage.people["mail"]
        await imports(stage, organiser, [anneke])
        await newest_letter(stage)
        await stage.installs(fatima)
        await stage.says(fatima, "aanmelden")
        await stage.clicks(fatima, "registration.submit", FILLED | {"email": address(anneke).title()})
        asked = await newest_letter(stage, number=2)
        assert asked.subject.startswith("Bent u dit?")
        assert len(await people(database_url)) == 2, "until somebody says so they are two"
        page = await stage.opens(asked.links[ME])
        assert fatima.name in page.words
        assert page.buttons == [ME]
        assert len(await people(database_url)) == 2, "looking joins nobody"
        # It goes for that account alone, and for nothing else.
        for verb in ("registration.withdraw", "data.forget", "poll.vote", ""):
            assert (await stage.sends(asked.links[ME], {"verb": verb})).status == 400
        done = await stage.presses(page, ME)
        assert "Het is nu één aanmelding" in done.words
        [one_person] = await people(database_url)
        assert one_person[:2] == (fatima.account, address(anneke))
        once_more = await stage.presses(page, ME)
        assert "Het is nu één aanmelding" in once_more.words
        await one.jump(at(28, 5, 9))
        assert summaries(stage, fatima).count("Het definitieve programma") == 1
        assert len(stage.letters(anneke)) == 2, "and nothing by mail any more"


async def test_whoever_gives_anothers_address_gets_nothing_of_theirs(event: Event, database_url: str) -> None:
    """Somebody in Teams takes an address before its reader signs up on the page."""
    async with play(open_to_all(event), database_url, at(3, 5, 12), mail=True) as one:
        stage, _, sean = one.stage, None, one.stage.people["sean"]
        anneke = stage.people["mail"]
        await stage.installs(sean)
        await stage.says(sean, "aanmelden")
        await stage.clicks(sean, "registration.submit", FILLED | {"email": address(anneke)})
        await one.bot.worker.drain()
        form = await stage.opens(f"{one.url}/event/sign-up")
        theirs = {"name": anneke.name, "email": address(anneke), "organisation": "Geheim", "function": "baas"}
        await stage.presses(form, "Aanmelden", theirs | {"privacy": "true"})
        letter = await newest_letter(stage)
        mine = await stage.presses(await stage.opens(letter.links[YES]), YES)
        assert "Geheim" in mine.words
        asked = await newest_letter(stage, number=3)
        subjects = [one.subject.partition(":")[0] for one in stage.letters(anneke)]
        assert any(subject.startswith("Bent u dit?") for subject in subjects)
        assert any(subject.startswith("U bent aangemeld") for subject in subjects), asked.subject
        await stage.says(sean, "wijzigen")
        assert "Geheim" not in str(stage.cards(sean))
        assert "Havensteder" in words(stage.cards(sean)[-1])
        assert len(await people(database_url)) == 2


async def test_who_has_the_page_and_teams_is_joined_when_entra_says_so(event: Event, database_url: str) -> None:
    async with play(open_to_all(event), database_url, at(3, 5, 12), mail=True) as one:
        stage, fatima = one.stage, one.stage.people["fatima"]
        await sign_up(stage, fatima)
        form = await stage.opens(f"{one.url}/event/sign-up")
        typed = FILLED | {"name": fatima.name, "email": address(fatima), "organisation": "Woonstad"}
        await stage.presses(form, "Aanmelden", typed)
        letter = await newest_letter(stage, address(fatima))
        await stage.presses(await stage.opens(letter.links[YES]), YES)
        assert await people(database_url) == [(fatima.account, address(fatima), address(fatima))]
        await stage.says(fatima, "wijzigen")
        assert "Woonstad" in newest(stage, fatima)


async def test_two_people_with_one_name_stay_two(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, fatima = await begun(one)
        namesake = by_mail("namesake", fatima.name, "fatima@elders.example")
        other = by_mail("other", fatima.name, "f.elamrani@nog-elders.example")
        for person in (namesake, other):
            stage.add(person)
        await sign_up(stage, fatima)
        rows = [(it.name, address(it), "Wonen Zuid", "beheerder") for it in (namesake, other)]
        content = "Naam;E-mail;Organisatie;Functie\r\n" + "".join(";".join(row) + "\r\n" for row in rows)
        await stage.attaches(organiser, "lijst.csv", content=content.encode())
        card = words(stage.cards(organiser)[-1])
        if "Twijfelachtig" in card:  # an organiser is asked: the same name, another address
            await press(stage, organiser, "import.list", what="doubtful")
            numbers = ",".join(str(line) for line in (2, 3))
            await press(stage, organiser, "import.take", {"taken": numbers})
        await press(stage, organiser, "import.confirm")
        await stage.adds_bot(stage.meeting, organiser)
        await stage.starts_meeting(organiser)
        assert len(await people(database_url)) == 3
        assert [it[0] for it in await people(database_url)].count(None) == 2
        await one.jump(at(28, 5, 9))
        assert seen(stage, "Het definitieve programma") == (
            Counter(["fatima"]),
            Counter([address(namesake), address(other)]),
            0,
        )


async def test_a_chats_members_come_and_go(event: Event, database_url: str) -> None:
    """Whoever waits under their own address is recognised in the chat, and told by its post while they are in it."""
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, _ = await begun(one)
        joke = stage.people["joke"]
        stage.meeting.members[:] = [organiser]
        await imports(stage, organiser, [joke])
        await stage.adds_bot(stage.meeting, organiser)
        assert (await people(database_url))[0][0] is None
        await one.jump(at(14, 5, 9))
        assert seen(stage, "Over 3 weken") == (Counter(), Counter([address(joke)]), 0)
        await stage.enters(joke, stage.meeting)
        assert (await people(database_url))[0][0] == joke.account
        await one.jump(at(28, 5, 9))
        assert seen(stage, "Het definitieve programma") == (Counter(), Counter(), 1)
        await stage.leaves(joke, stage.meeting)
        await one.jump(at(3, 6, 9))
        assert seen(stage, "Uw link om mee te doen") == (Counter(), Counter([address(joke)]), 0)


async def test_a_chat_that_cannot_be_read_stays_as_it_was(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, _ = await begun(one)
        joke = stage.people["joke"]
        await imports(stage, organiser, [joke])
        await stage.adds_bot(stage.meeting, organiser)
        stage.meeting.installed = False  # its member list says 403 from here on
        chat = replace(stage.meeting, installed=True)
        await stage.tell(organiser, chat, type="conversationUpdate", membersAdded=[{"id": joke.account}])
        stage.meeting.installed = True
        await one.jump(at(14, 5, 9))
        assert seen(stage, "Over 3 weken")[1:] == (Counter(), 1)


async def test_who_is_recognised_in_the_chat_keeps_the_vote_that_came_by_link(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 6, 12), mail=True) as one:
        stage, organiser, _ = await begun(one)
        joke = stage.people["joke"]
        stage.meeting.members[:] = [organiser]
        await imports(stage, organiser, [joke])
        await newest_letter(stage, address(joke), 3)
        await launched(one, organiser)
        [ballot] = re.findall(rf"{one.url}/b/\S+", stage.letters(joke)[2].text)
        first, second = (option.key for option in event.polls[0].options[:2])
        await stage.presses(await stage.opens(ballot), "poll.vote", {"option": first})
        await stage.enters(joke, stage.meeting)
        assert await votes(database_url, event) == {first: 1}
        answer = await stage.clicks(joke, "poll.vote", {"option": second}, chat=stage.meeting)
        assert answer["statusCode"] == 200
        assert await votes(database_url, event) == {second: 1}
