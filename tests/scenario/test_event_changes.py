"""An organiser changes the event in chat: its link, its programme, its day. Who it concerns hears it, once."""

from __future__ import annotations

import pytest

from event.definition import Event
from rehearsal.chats import words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import acts, newest, press, view
from tests.scenario.test_story import sign_up, summaries

NEW = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Nieuw%40thread.v2/0?context=%7b%7d"


def links(stage: Stage, person: Person) -> set[str]:
    """Every address behind a button in their chat, as it stands now."""
    return {
        action["url"]
        for card in stage.cards(person)
        for action in card.get("actions", ())
        if action["type"] == "Action.OpenUrl"
    }


async def ready(one: Play, *people: str) -> tuple[Stage, Person]:
    stage, organiser = one.stage, one.stage.people["organiser"]
    await stage.installs(organiser)
    for key in people:
        await sign_up(stage, stage.people[key])
    return stage, organiser


async def test_a_changed_link_reaches_who_had_the_old_one_at_once(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await ready(one, "fatima", "sean")
        fatima, sean, late = (stage.people[key] for key in ("fatima", "sean", "lukasz"))
        await one.jump(at(3, 6, 9))
        await sign_up(stage, late)
        await stage.wait_for(lambda: "Your link to join" in summaries(stage, late))
        await stage.adds_bot(stage.meeting, organiser)
        assert links(stage, fatima) == {event.meeting.join_url}

        await stage.says(organiser, "evenement")
        await press(stage, organiser, "link.edit")
        wrong = await press(stage, organiser, "link.change", {"url": "https://evil.example/meet"})
        assert "geen link van een Teams-vergadering" in wrong
        read = await press(stage, organiser, "link.change", {"url": NEW})
        assert "3 mensen hebben de oude link" in read
        assert "een andere vergadering" in read
        question = stage.personal(organiser).messages[-1]
        done = await press(stage, organiser, "link.confirm")
        assert "Gedaan: 3 mensen horen het nu" in done

        def heard(person: Person) -> bool:
            return any("link om mee te doen is" in s or "has changed" in s for s in summaries(stage, person))

        await stage.wait_for(lambda: all(heard(person) for person in (fatima, sean, late)))
        await stage.wait_for(lambda: all(links(stage, person) == {NEW} for person in (fatima, sean, late)))
        await stage.wait_for(
            lambda: any("link om mee te doen" in e.summary for e in stage.log.sent_to(stage.meeting.id))
        )
        assert question.answered
        # Whoever asks, and what goes out later, has the new one too.
        await stage.says(fatima, "link")
        await one.jump(at(4, 6, 10))
        assert links(stage, fatima) == {NEW}
        assert summaries(stage, fatima).count("De link om mee te doen is gewijzigd") == 1
        assert await acts(one, database_url) == ["link.change"]


async def test_who_has_no_link_yet_is_left_alone_and_who_asked_for_it_is_not(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await ready(one, "fatima", "sean")
        fatima, sean = stage.people["fatima"], stage.people["sean"]
        await stage.says(fatima, "link")
        await stage.says(organiser, "evenement")
        await press(stage, organiser, "link.edit")
        assert "1 persoon heeft de oude link" in await press(stage, organiser, "link.change", {"url": NEW})
        await press(stage, organiser, "link.confirm")
        await stage.wait_for(lambda: "De link om mee te doen is gewijzigd" in summaries(stage, fatima))
        await one.jump(at(4, 5, 12))
        assert "De link om mee te doen is gewijzigd" not in summaries(stage, sean)


async def test_the_first_link_lets_a_waiting_announcement_go(event: Event, database_url: str) -> None:
    without = event.with_(meeting=event.meeting.model_copy(update={"join_url": None}))
    async with play(without, database_url, at(3, 5, 12)) as one:
        stage, organiser = await ready(one, "fatima")
        await one.jump(at(3, 6, 10))
        assert "ontbreekt" in str(summaries(stage, organiser))
        await stage.says(organiser, "evenement")
        await press(stage, organiser, "link.edit")
        await press(stage, organiser, "link.change", {"url": NEW})
        await press(stage, organiser, "link.confirm")
        fatima = stage.people["fatima"]
        await stage.wait_for(lambda: "Uw link om mee te doen" in summaries(stage, fatima))
        assert links(stage, fatima) == {NEW}


async def test_a_published_programme_tells_what_changed_and_changes_the_old_card(
    event: Event, database_url: str
) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await ready(one, "fatima")
        fatima, late = stage.people["fatima"], stage.people["lukasz"]
        await one.jump(at(28, 5, 9))
        old = stage.personal(fatima).messages[-1]
        await stage.says(organiser, "evenement")
        await press(stage, organiser, "programme.edit")
        await press(stage, organiser, "programme.edit", part="middag")
        wrong = await press(stage, organiser, "programme.save", {"start": "half twaalf", "title_nl": ""})
        assert "Vul dit nog in" in wrong
        overlap = await press(stage, organiser, "programme.save", {"start": "11.30", "title_nl": "Praktijk"})
        assert "een ander onderdeel" in overlap
        saved = await press(
            stage,
            organiser,
            "programme.save",
            {"start": "kwart over een", "title_nl": "Praktijk", "title_en": "Practice"},
        )
        assert "Opgeslagen" in saved
        assert "13.15–14.30 uur" in saved
        assert "hoort 1 persoon" in saved
        await one.jump(at(28, 5, 10))
        assert not old.edited
        assert summaries(stage, fatima)[-1] == "Het definitieve programma", "a draft is said to nobody"
        await stage.says(organiser, "evenement")
        assert "nog niemand weet" in newest(stage, organiser)
        await press(stage, organiser, "programme.edit")
        done = await press(stage, organiser, "programme.publish")
        assert "1 persoon hoort het nu" in done
        await stage.wait_for(lambda: summaries(stage, fatima)[-1] == "Het programma is gewijzigd")
        heard = words(stage.cards(fatima)[-1])
        assert "**Praktijk** is nu **13.15–14.30 uur**; dat was 13.00–14.30 uur" in heard
        assert "heet nu **Praktijk**" in heard
        await stage.wait_for(lambda: old.edited)
        assert "Praktijk" in words(old.card)
        # Who signs up now gets the programme as it is, and hears of no change.
        await sign_up(stage, late)
        await stage.wait_for(lambda: "The definitive programme" in summaries(stage, late))
        await one.jump(at(29, 5, 9))
        assert "The programme has changed" not in summaries(stage, late)
        assert "Practice" in words(stage.cards(late)[-1])
        # The announcements follow the new hours: the call after lunch is five minutes before the lunch's end still.
        await view(stage, organiser, "lunch-voorbij")
        assert "12.55 uur" in newest(stage, organiser)
        assert await acts(one, database_url) == ["programme.save", "programme.publish"]


async def test_two_publications_in_a_row_are_told_once_and_undone_ones_not_at_all(
    event: Event, database_url: str
) -> None:
    async with play(event, database_url, at(28, 5, 10)) as one:
        stage, organiser = await ready(one, "fatima")
        fatima = stage.people["fatima"]
        await stage.wait_for(lambda: "Het definitieve programma" in summaries(stage, fatima))

        async def publish(title: str) -> None:
            await stage.says(organiser, "evenement")
            await press(stage, organiser, "programme.edit")
            await press(stage, organiser, "programme.edit", part="ochtend")
            await press(stage, organiser, "programme.save", {"title_nl": title})
            await press(stage, organiser, "programme.publish")

        await one.jump(at(28, 5, 11))
        await publish("Eerst")
        await stage.wait_for(lambda: "Het programma is gewijzigd" in summaries(stage, fatima))
        await publish("Toen")
        await stage.wait_for(lambda: summaries(stage, fatima).count("Het programma is gewijzigd") == 2)
        assert "**Eerst** heet nu **Toen**" in words(stage.cards(fatima)[-1]), "since what they heard last"


@pytest.mark.parametrize("what", ["cancel", "postpone"])
async def test_cancelled_or_postponed_everybody_hears_it_and_nothing_else_goes_out(
    event: Event, database_url: str, what: str
) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await ready(one, "fatima", "lukasz")
        fatima, lukasz = stage.people["fatima"], stage.people["lukasz"]
        await stage.adds_bot(stage.meeting, organiser)
        await stage.says(organiser, "afgelasten")
        await press(stage, organiser, "event.ask", what=what)
        read = await press(stage, organiser, "event.read", {"note_nl": "De spreker is ziek."})
        assert "2 aangemelde mensen horen het meteen" in read
        assert "De spreker is ziek." in read
        told = "Cameratoezicht en veiligheid gaat niet door" if what == "cancel" else "is uitgesteld"
        assert not any(told in one_ for one_ in summaries(stage, fatima)), "asked, not done"
        question = stage.personal(organiser).messages[-1]
        await press(stage, organiser, "event.confirm")
        await stage.wait_for(lambda: any(told in one_ for one_ in summaries(stage, fatima)))
        await stage.wait_for(lambda: any(told in entry.summary for entry in stage.log.sent_to(stage.meeting.id)))
        assert "De spreker is ziek." in words(stage.cards(fatima)[-1])
        english = "cancelled" if what == "cancel" else "postponed"
        await stage.wait_for(lambda: any(english in one_ for one_ in summaries(stage, lukasz)))
        assert question.answered
        before = len(stage.log)
        await one.jump(at(5, 6, 12))
        assert len(stage.log) == before, "no reminder, programme or link for a day that isn't there"
        assert await acts(one, database_url) == [f"event.{what}"]


async def test_a_moved_event_tells_everybody_and_plans_anew(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await ready(one, "fatima")
        fatima = stage.people["fatima"]
        await one.jump(at(28, 5, 10))
        assert summaries(stage, fatima).count("Het definitieve programma") == 1
        await stage.says(organiser, "verplaatsen")
        await press(stage, organiser, "event.ask", what="move")
        wrong = await press(stage, organiser, "event.read", {"date": "31 juni"})
        assert "Die dag bestaat niet" in wrong
        read = await press(stage, organiser, "event.read", {"date": "vrijdag 2 juli"})
        assert "vrijdag 2 juli 2027" in read
        await press(stage, organiser, "event.confirm")
        await stage.wait_for(lambda: any("heeft een nieuwe datum" in one_ for one_ in summaries(stage, fatima)))
        heard = words(stage.cards(fatima)[-1])
        assert "De dag was op vrijdag 4 juni 2027" in heard
        assert "vrijdag 2 juli 2027" in heard
        await one.jump(at(5, 6, 12))
        assert "Uw link om mee te doen" not in summaries(stage, fatima), "not on the old day"
        await stage.says(fatima, "programma")
        await one.jump(at(25, 6, 9))
        assert summaries(stage, fatima).count("Het definitieve programma") == 2, "again, for the new day"
        assert "vrijdag 2 juli 2027" in words(stage.cards(fatima)[-1])
        await one.jump(at(2, 7, 10))
        assert summaries(stage, fatima)[-1] == "We beginnen over 30 minuten"
        # Sign-up moved along with the day.
        await sign_up(stage, stage.people["sean"])


async def test_a_postponed_event_gets_a_new_day_later(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, organiser = await ready(one, "fatima")
        fatima = stage.people["fatima"]
        await stage.says(organiser, "uitstellen")
        await press(stage, organiser, "event.ask", what="postpone")
        await press(stage, organiser, "event.read")
        await press(stage, organiser, "event.confirm")
        await stage.wait_for(lambda: any("is uitgesteld" in one_ for one_ in summaries(stage, fatima)))
        await one.jump(at(10, 6, 9))
        await stage.says(organiser, "evenement")
        assert "Uitgesteld" in newest(stage, organiser)
        await press(stage, organiser, "event.ask", what="move")
        await press(stage, organiser, "event.read", {"date": "1 oktober"})
        await press(stage, organiser, "event.confirm")
        await stage.wait_for(lambda: any("heeft een nieuwe datum" in one_ for one_ in summaries(stage, fatima)))
        await one.jump(at(24, 9, 9))
        assert summaries(stage, fatima)[-1] == "Het definitieve programma"


async def test_an_edited_file_does_not_undo_what_chat_changed_and_says_so(event: Event, database_url: str) -> None:
    other = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Bestand%40thread.v2/0"
    edited = event.with_(meeting=event.meeting.model_copy(update={"join_url": other}))
    async with Stage(event) as stage:
        organiser, fatima = stage.people["organiser"], stage.people["fatima"]
        async with play(event, database_url, at(3, 5, 12), stage):
            await stage.installs(organiser)
            await sign_up(stage, fatima)
            await stage.says(organiser, "evenement")
            await press(stage, organiser, "link.edit")
            await press(stage, organiser, "link.change", {"url": NEW})
            await press(stage, organiser, "link.confirm")
        for start in (at(3, 5, 13), at(3, 5, 14)):
            async with play(edited, database_url, start, stage) as again:
                await again.jump(start.replace(minute=30))
                await stage.says(fatima, "link")
                assert links(stage, fatima) == {NEW}
        said = "Het evenementbestand zegt iets anders dan in de chat is gezegd"
        assert summaries(stage, organiser).count(said) == 1, "told once"


async def test_only_organisers_change_the_event(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage = one.stage
        for key in ("fatima", "moderator"):
            person = stage.people[key]
            await stage.installs(person)
            await stage.says(person, "evenement")
            assert "alleen voor de organisatoren" in newest(stage, person)
            for verb in ("event.manage", "event.ask", "event.read", "event.confirm", "link.edit", "link.change",
                         "link.confirm", "programme.edit", "programme.save", "programme.publish",
                         "programme.discard"):  # fmt: skip
                data = {"v": 1, "event": event.id, "what": "cancel", "id": "1", "part": "middag", "url": NEW}
                message = stage.personal(person).messages[-1]
                answer = await stage.execute(person, stage.personal(person), message, {"verb": verb, "data": data})
                assert "alleen voor de organisatoren" in str(answer["value"]), verb
        assert await acts(one, database_url) == []
