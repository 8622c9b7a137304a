"""Everybody is told once, on one road: their own chat, the meeting's chat or e-mail; on the next when one closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select

from event.definition import Event
from event.reach import Road
from event.store.database import Database
from event.store.tables import person as person_table
from rehearsal.people import Person, by_mail
from rehearsal.stage import Stage
from tests.scenario.crowd import (
    NO_SUCH_MAILBOX,
    address,
    addresses,
    federated,
    imports,
    keys,
    ledger,
    own_page,
    ready,
    seen,
)
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import newest, press
from tests.scenario.test_story import sign_up


async def check(
    one: Play,
    database_url: str,
    occasion: str,
    said: str,
    *,
    personal: Iterable[Person],
    chat: Iterable[Person],
    mail: Iterable[Person],
    nobody: Iterable[Person] = (),
) -> None:
    """Each was told once, on that one road, by the ledger and by what the stage saw; and nobody else."""
    await one.bot.worker.drain()
    held = await ledger(database_url)
    expected = {(address(it), "personal") for it in personal}
    expected |= {(address(it), "meeting_chat") for it in chat} | {(address(it), "email") for it in mail}
    assert held.told(occasion) == Counter(expected), occasion
    assert seen(one.stage, said) == (keys(personal), addresses(mail), 1), occasion
    for person in nobody:
        assert {state for _, state, _ in held.of(person, occasion)} <= {"failed"}, (occasion, person.key)
    assert not [row for row in held.rows if row[1].startswith(occasion) and row[3] not in ("sent", "failed")]


async def test_a_day_of_forty_people(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, cast = one.stage, one.stage.people["organiser"], await ready(one)
        apps = [*cast.with_app, *cast.blocked]
        here, letters = cast.in_chat, cast.by_mail
        confirmed = seen(stage, "aangemeld voor")
        assert confirmed == (keys([*apps, cast.lost]), addresses([*here, *letters]), 0), "it is for them alone"

        await one.jump(at(14, 5, 9))
        await check(
            one, database_url, "announcement:herinnering", "Over 3 weken",
            personal=[*apps, cast.lost], chat=here, mail=letters, nobody=cast.refused,
        )  # fmt: skip

        for person in cast.blocked:
            stage.personal(person).blocked = True
        await stage.removes(cast.lost)
        await one.jump(at(28, 5, 9))
        await check(
            one, database_url, "announcement:programma", "Het definitieve programma",
            personal=cast.with_app, chat=here, mail=[*letters, *cast.blocked, cast.lost], nobody=cast.refused,
        )  # fmt: skip
        held = await ledger(database_url)
        assert held.of(cast.blocked[0], "announcement:programma") == [
            ("personal", "failed", "ConversationBlockedByUser"),
            ("email", "sent", None),
        ]

        # Mail programs have a button for it.
        gone = await stage.sends(own_page(stage, cast.lost), {"List-Unsubscribe": "One-Click"})
        assert "U krijgt geen e-mail meer van ons" in gone.words
        nobody = [*cast.refused, cast.lost]
        by_mail_now = [*letters, *cast.blocked]
        await one.jump(at(3, 6, 9))
        await check(
            one, database_url, "announcement:link-dag-ervoor", "Uw link om mee te doen",
            personal=cast.with_app, chat=here, mail=by_mail_now, nobody=nobody,
        )  # fmt: skip

        await stage.says(organiser, "deelnemers")
        overview = newest(stage, organiser)
        assert "Niet te bereiken: 5" in overview
        assert "dat e-mailadres bestaat niet: 4" in overview
        assert "wil geen e-mail meer: 1" in overview
        await stage.says(organiser, f"deelnemers {cast.lost.name}")
        assert "in de eigen chat met mij: niet (heeft mij uit Teams verwijderd)" in newest(stage, organiser)
        await stage.says(organiser, "controle")
        assert "5 deelnemers zijn niet te bereiken" in newest(stage, organiser)

        await stage.says(organiser, "evenement")
        await press(stage, organiser, "link.edit")
        assert event.meeting.join_url is not None
        await press(stage, organiser, "link.change", {"url": event.meeting.join_url.replace("/0?", "/1?")})
        assert f"{40 - 5} mensen horen het nu" in await press(stage, organiser, "link.confirm")
        await check(
            one, database_url, "link_changed:", "link om mee te doen is gewijzigd",
            personal=cast.with_app, chat=here, mail=by_mail_now,
        )  # fmt: skip

        await stage.says(organiser, "afgelasten")
        await press(stage, organiser, "event.ask", what="cancel")
        await press(stage, organiser, "event.read")
        await press(stage, organiser, "event.confirm")
        await check(
            one, database_url, "event_notice:", "gaat niet door",
            personal=cast.with_app, chat=here, mail=by_mail_now, nobody=nobody,
        )  # fmt: skip
        before = len(stage.log), len(stage.mail.letters)
        await one.jump(at(5, 6, 12))
        assert (len(stage.log), len(stage.mail.letters)) == before, "of a day that isn't there nothing more"

        database = Database(database_url)
        async with database.read() as db:
            known = set((await db.execute(select(person_table.c.oid))).scalars())
        await database.close()
        assert {one.oid for one in here} <= known
        assert cast.stranger.oid not in known, "who is only in the chat isn't kept"
        assert not {one.oid for one in cast.by_mail if one.oid} & known, "a guest's address is their own claim"


def on_the_road(event: Event, key: str, *, only: bool = False) -> Event:
    """As `road = "email"` in the event file."""
    changed = (
        one.model_copy(update={"road": Road.EMAIL, "road_only": only}) if one.key == key else one
        for one in event.announcements
    )
    return event.with_(announcements=tuple(changed))


async def test_an_announcement_may_prefer_or_force_a_road(event: Event, database_url: str) -> None:
    by_file = on_the_road(on_the_road(event, "programma"), "link-dag-ervoor", only=True)
    async with play(by_file, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        stage.meeting.members[:] = [organiser]
        fatima, sean, joke = (stage.people[key] for key in ("fatima", "sean", "joke"))
        await stage.installs(organiser)
        for person in (fatima, sean):
            await sign_up(stage, person)
        await imports(stage, organiser, [joke])
        await stage.adds_bot(stage.meeting, organiser)
        await stage.enters(joke, stage.meeting)
        stage.mail.faults.refused[address(sean)] = NO_SUCH_MAILBOX
        await one.jump(at(28, 5, 9))
        # By mail where that is possible, else on the best road that there is.
        assert seen(stage, "Het definitieve programma") == (keys([sean]), addresses([fatima, joke]), 0)
        await one.jump(at(3, 6, 9))
        # By mail or not at all: no other road is tried, and the organiser sees for whom it failed.
        assert seen(stage, "Uw link om mee te doen") == (Counter(), addresses([fatima, joke]), 0)
        held = await ledger(database_url)
        assert held.of(sean, "announcement:link-dag-ervoor") == [("email", "failed", "mail:550:5.1.1")]
        await stage.says(organiser, f"deelnemers {sean.name}")
        assert "mislukt: dat e-mailadres bestaat niet" in newest(stage, organiser)
        await stage.says(organiser, "controle")
        assert "1 bericht is mislukt" in newest(stage, organiser)
        # With another address it works again, and what failed for want of one goes out.
        await stage.says(sean, "wijzigen")
        await stage.clicks(sean, "registration.submit", {"email": "sean@elders.example"})
        await stage.wait_for(lambda: len(stage.letters("sean@elders.example")) == 1)
        assert stage.letters("sean@elders.example")[0].subject.startswith("Uw link om mee te doen")


async def test_who_asked_for_no_more_mail_gets_none_by_force_either(event: Event, database_url: str) -> None:
    async with play(on_the_road(event, "programma", only=True), database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser, anneke = one.stage, one.stage.people["organiser"], one.stage.people["mail"]
        await stage.installs(organiser)
        await imports(stage, organiser, [anneke])
        await stage.wait_for(lambda: bool(stage.letters(anneke)))
        await stage.sends(own_page(stage, anneke), {"List-Unsubscribe": "One-Click"})
        await one.jump(at(28, 5, 9))
        assert len(stage.letters(anneke)) == 1
        held = await ledger(database_url)
        assert held.of(anneke, "announcement:programma") == [("email", "failed", "unsubscribed")]


async def test_a_letter_that_is_put_off_comes_later_and_once(event: Event, database_url: str) -> None:
    """A server that says 'later', and one that breaks off after it took the letter."""
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage, organiser = one.stage, one.stage.people["organiser"]
        anneke, other = stage.people["mail"], stage.add(by_mail("other", "Bea", "bea@klein.example"))
        await stage.installs(organiser)
        stage.mail.faults.refused[address(anneke)] = "450 4.2.0 Come back later"
        await imports(stage, organiser, [anneke, other])
        await one.bot.worker.drain()
        held = await ledger(database_url)
        [(road, state, reason)] = held.of(anneke, "confirmation:1")
        assert (road, state, reason) == ("email", "planned", "mail:450:4.2.0")
        await stage.says(organiser, f"deelnemers {anneke.name}")
        assert "Niet te bereiken" not in newest(stage, organiser), "it is no reason to give up"
        stage.mail.faults.drops = 1
        await one.jump(at(14, 5, 9))
        await stage.wait_for(lambda: len(stage.letters(other)) == 3)
        first, second = [letter for letter in stage.letters(other) if "Over 3 weken" in letter.subject]
        assert first.id == second.id, "mail programs show it once"


async def test_without_a_mail_server_it_waits_for_one(event: Event, database_url: str) -> None:
    async with Stage(event, mail=True) as stage:
        organiser, anneke = stage.people["organiser"], stage.people["mail"]
        async with play(event, database_url, at(3, 5, 12), stage, MAIL_URL=None) as one:
            await stage.installs(organiser)
            await imports(stage, organiser, [anneke])
            await one.jump(at(28, 5, 9))
            await stage.says(organiser, "controle")
            assert "1 deelnemer is alleen per e-mail bereikbaar, en er is geen mailserver" in newest(stage, organiser)
            await stage.says(organiser, "deelnemers")
            assert "er is geen mailserver ingesteld: 1" in newest(stage, organiser)
        async with play(event, database_url, at(28, 5, 10), stage):
            await stage.wait_for(lambda: len(stage.letters(anneke)) == 3)
            subjects = [letter.subject for letter in stage.letters(anneke)]
            assert any("aangemeld voor" in subject for subject in subjects)
            assert any("Het definitieve programma" in subject for subject in subjects)
            await stage.says(organiser, "controle")
            assert "Wie via Teams niet bereikbaar is, krijgt e-mail" in newest(stage, organiser)


async def in_the_chat(one: Play, *people: Person) -> Person:
    """The bot is in the meeting's chat with these people, who are on a list of sign-ups. Returns the organiser."""
    stage, organiser = one.stage, one.stage.people["organiser"]
    stage.meeting.members[:] = [organiser, *people]
    await stage.installs(organiser)
    await stage.adds_bot(stage.meeting, organiser)
    await imports(stage, organiser, people)
    await one.bot.worker.drain()
    return organiser


def posts(stage: Stage) -> list[str]:
    return [entry.summary for entry in stage.log.sent_to(stage.meeting.id)]


async def test_what_is_for_some_is_never_said_in_the_meetings_chat(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        joke, other = stage.people["joke"], stage.add(federated(1))
        organiser = await in_the_chat(one, joke, other)
        await stage.says(organiser, f"deelnemers {joke.name}")
        await press(stage, organiser, "participant.edit")
        await press(stage, organiser, "participant.save", {"organisation": "Woonstad", "privacy": "true"})
        await one.bot.worker.drain()
        before = posts(stage)
        await stage.says(organiser, "aankondigingen")
        await press(stage, organiser, "announcement.write")
        text = {"text_nl": "Alleen voor Woonstad.", "text_en": "For Woonstad alone.", "when": "nu"}
        await press(
            stage, organiser, "announcement.read", text | {"audience": "organisation", "organisation": "Woonstad"}
        )
        await press(stage, organiser, "announcement.schedule")
        await stage.wait_for(lambda: any("Alleen voor Woonstad" in letter.text for letter in stage.letters(joke)))
        assert posts(stage) == before
        assert not any("Alleen voor Woonstad" in letter.text for letter in stage.letters(other))


async def test_who_signs_up_after_a_post_gets_it_apart(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        joke, late, back = stage.people["joke"], stage.add(federated(1)), stage.add(federated(2))
        organiser = await in_the_chat(one, joke, back)
        await stage.presses(await stage.opens(own_page(stage, back) + "?show=withdraw"), "registration.withdraw")
        await one.jump(at(28, 5, 9))
        await stage.enters(late, stage.meeting)
        await imports(stage, organiser, [late])
        form = await stage.opens(own_page(stage, back))
        await stage.presses(form, "registration.submit", {"privacy": "true"})
        await one.bot.worker.drain()
        assert seen(stage, "Het definitieve programma") == (Counter(), addresses([late, back]), 1)
        await one.jump(at(3, 6, 9))
        assert seen(stage, "Uw link om mee te doen") == (Counter(), Counter(), 1), "from here on by one post for all"
        told = (await ledger(database_url)).told("announcement:link-dag-ervoor")
        assert told == {(address(person), "meeting_chat"): 1 for person in (joke, late, back)}


async def test_when_the_post_is_refused_each_is_told_by_the_next_road(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        joke, other = stage.people["joke"], stage.add(federated(1))
        await in_the_chat(one, joke, other)
        stage.meeting.installed = False  # and nobody tells the bot
        await one.jump(at(14, 5, 9))
        assert seen(stage, "Over 3 weken") == (Counter(), addresses([joke, other]), 0)
        held = await ledger(database_url)
        assert held.of(joke, "announcement:herinnering") == [
            ("meeting_chat", "failed", "BotNotInConversationRoster"),
            ("email", "sent", None),
        ]
        await one.jump(at(28, 5, 9))
        assert (await ledger(database_url)).of(joke, "announcement:programma") == [("email", "sent", None)]


async def test_a_post_that_is_forced_tells_nobody_who_is_not_there(event: Event, database_url: str) -> None:
    forced = tuple(
        one.model_copy(update={"road": Road.MEETING_CHAT, "road_only": True}) if one.key == "programma" else one
        for one in event.announcements
    )
    async with play(event.with_(announcements=forced), database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        joke, anneke, fatima = (stage.people[key] for key in ("joke", "mail", "fatima"))
        organiser = await in_the_chat(one, joke)
        await imports(stage, organiser, [anneke])
        await sign_up(stage, fatima)
        await one.jump(at(28, 5, 9))
        assert seen(stage, "Het definitieve programma") == (Counter(), Counter(), 1)
        held = await ledger(database_url)
        assert held.of(joke, "announcement:programma") == [("meeting_chat", "sent", None)]
        for person in (anneke, fatima):
            assert held.of(person, "announcement:programma") == [("meeting_chat", "failed", "not_in_it")]
