"""A poll's life: paused and going on, opened again, reset and put back, shown before its time, asked twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from event.definition import Event, ResultsShown
from rehearsal.chats import actions, words
from rehearsal.people import Person
from rehearsal.stage import NoSuchButton, Stage
from tests.scenario.play import at, play
from tests.scenario.test_moderation import START, acts, in_meeting, launched, make, newest, on_the_day, titles

ANSWERS = {"sean": "a1", "joke": "a1", "anonymous": "a2", "guest": "a3"}
"""Of our own tenant, of another, of none, and a guest."""


def shared(stage: Stage) -> list[str]:
    """The meeting's messages as all see them."""
    return [words(message.card) for message in stage.meeting.messages if message.card]


async def vote(stage: Stage, answers: Mapping[str, str] = ANSWERS) -> None:
    for who, option in answers.items():
        await stage.clicks(stage.people[who], "poll.vote", {"option": option}, chat=stage.meeting)


async def press(stage: Stage, person: Person, *titles_: str, filled: Mapping[str, str] | None = None) -> str:
    for title in titles_:
        await stage.clicks(person, title, filled if title == titles_[-1] else None)
    return newest(stage, person)


async def again(stage: Stage, person: Person, verb: str, **data: str) -> str:
    """The same button of an older card."""
    old = next(one for one in reversed(stage.personal(person).messages) if one.card_for(person))
    action = {"verb": verb, "data": {"v": 1, "event": stage.event.id, **data}}
    answer = await stage.execute(person, stage.personal(person), old, action)
    return words(answer["value"]) if isinstance(answer["value"], dict) else str(answer["value"])


def voted(stage: Stage, who: str) -> str:
    return words(stage.cards(stage.people[who], stage.meeting)[-1])


async def test_a_pause_holds_votes_and_the_time_up(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(START)
        key = await make(stage, moderator)
        await launched(stage, moderator, "10")
        await one.jump(START + timedelta(minutes=4))
        said = await press(stage, moderator, "Pauzeren")
        assert "De poll staat op pauze" in said
        assert "De tijd staat stil: nog" in said
        assert "Verdergaan" in titles(stage.cards(moderator)[-1])
        await stage.wait_for(lambda: "staat even stil" in shared(stage)[-1])
        with pytest.raises(NoSuchButton):
            await vote(stage, {"sean": "a1"})
        assert "stond al op pauze" in await again(stage, moderator, "poll.pause", poll=key)
        await one.jump(START + timedelta(minutes=40))
        assert not any("Uitslag" in card for card in in_meeting(stage)), "its time stands still"
        assert "De poll gaat verder" in await press(stage, moderator, "Verdergaan")
        assert "ging al verder" in await again(stage, moderator, "poll.go_on", poll=key)
        await stage.wait_for(lambda: "U kunt stemmen tot 11.16 uur" in shared(stage)[-1])
        await vote(stage)
        await one.jump(START + timedelta(minutes=47))
        assert "2 van de 4 (50%)" in in_meeting(stage)[-1]
        done = ["poll.save", "poll.launch", "poll.pause", "poll.go_on"]
        assert await acts(database_url, event) == [*((act, True) for act in done), ("poll.close", False)]


async def test_a_pause_is_given_more_time_or_none(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(START)
        await make(stage, moderator)
        await launched(stage, moderator, "10")
        await press(stage, moderator, "Pauzeren")
        assert "nog 15 minuten" in await press(stage, moderator, "+5 minuten")
        said = await press(stage, moderator, "Meer", "Geen tijdslimiet")
        assert "De tijdslimiet is eraf" in said
        await press(stage, moderator, "Verdergaan")
        await one.jump(START + timedelta(hours=2))
        assert not any("Uitslag" in card for card in in_meeting(stage))


async def test_what_was_closed_is_opened_again_and_earlier_votes_count(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(START)
        key = await make(stage, moderator)
        await launched(stage, moderator, "open")
        await vote(stage)
        await press(stage, moderator, "poll.close")
        await stage.wait_for(lambda: "Uitslag" in shared(stage)[-1])
        said = await press(stage, moderator, "Opnieuw openen", filled={"minutes": "5"})
        assert "De poll is weer open" in said
        assert "(10.35 uur)" in said
        assert "was al weer open" in await again(stage, moderator, "poll.reopen", poll=key)
        await stage.wait_for(lambda: "Deze poll is weer geopend" in shared(stage)[-1])
        await stage.wait_for(lambda: "U kunt stemmen tot 10.35 uur" in shared(stage)[-2])
        ballot = stage.meeting.messages[-2]
        for who, option in (("fatima", "a2"), ("sean", "a2")):
            action = {"verb": "poll.vote", "data": {"v": 1, "event": event.id, "poll": key}}
            await stage.execute(stage.people[who], stage.meeting, ballot, action, {"option": option})
        await one.jump(START + timedelta(minutes=6))
        assert "“Nee” kreeg de meeste stemmen: 3 van de 5 (60%)" in in_meeting(stage)[-1]
        assert sum("Uitslag" in card for card in shared(stage)) == 1, "the first result doesn't stand any more"
        assert [act for act, _ in await acts(database_url, event)][-3:] == ["poll.close", "poll.reopen", "poll.close"]


async def test_an_anonymous_one_opened_again_tells_nothing_of_the_few_who_come_then(
    event: Event, database_url: str
) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        await make(stage, moderator, anonymous="true")
        await launched(stage, moderator, "open")
        await vote(stage, ANSWERS | {"lukasz": "a1", "fatima": "a1"})
        await press(stage, moderator, "poll.close")
        await stage.wait_for(lambda: "4 van de 6 (67%)" in shared(stage)[-1])
        await press(stage, moderator, "Opnieuw openen", filled={"minutes": "open"})
        await stage.wait_for(lambda: "Stemmen" in shared(stage)[-2])
        await vote(stage, {"organiser": "a2"})
        assert "Open: 7 stemmen" in await press(stage, moderator, "Stand verversen")
        await press(stage, moderator, "poll.close")
        await stage.wait_for(lambda: "Uitslag" in shared(stage)[-1])
        assert "4 van de 6 (67%). Van de 7 stemmen ziet u er 6." in shared(stage)[-1]


@pytest.mark.parametrize("anonymous", ["false", "true"])
async def test_a_reset_is_put_back_exactly_or_begins_anew(event: Event, database_url: str, anonymous: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(START)
        key = await make(stage, moderator, anonymous=anonymous)
        await launched(stage, moderator, "open")
        await vote(stage, ANSWERS | {"lukasz": "a1", "fatima": "a1"})
        await press(stage, moderator, "poll.close")
        await stage.wait_for(lambda: "Uitslag" in shared(stage)[-1])
        result = "“Ja” kreeg de meeste stemmen: 4 van de 6 (67%)"
        assert result in shared(stage)[-1]

        said = await press(stage, moderator, "Meer", "Opnieuw beginnen zonder stemmen")
        assert "De poll begint opnieuw zonder stemmen" in said
        await stage.wait_for(lambda: all("Deze poll begint opnieuw" in card for card in shared(stage)[-2:]))
        assert "al teruggezet naar het begin" in await again(stage, moderator, "poll.reset", poll=key)
        late = {"verb": "poll.vote", "data": {"v": 1, "event": event.id, "poll": key}}
        card = stage.meeting.messages[-2]
        answer = await stage.execute(stage.people["organiser"], stage.meeting, card, late, {"option": "a2"})
        assert answer["value"].startswith("Deze poll is niet open")

        said = await press(stage, moderator, "Stemmen terugzetten")
        assert "De poll is terug zoals hij was" in said
        assert result in said
        await stage.wait_for(lambda: result in shared(stage)[-1])
        await stage.wait_for(lambda: "Deze poll is gesloten" in shared(stage)[-2])
        assert "waren al teruggezet" in await again(stage, moderator, "poll.undo_reset", poll=key)

        await press(stage, moderator, "Meer", "Opnieuw beginnen zonder stemmen")
        await launched(stage, moderator, "open")
        assert "waren al teruggezet, of de poll is opnieuw gestart" in await again(
            stage, moderator, "poll.undo_reset", poll=key
        )
        await stage.wait_for(lambda: "Deze poll begint opnieuw" in shared(stage)[-2])
        await vote(stage, dict.fromkeys((*ANSWERS, "lukasz"), "a2"))
        await press(stage, moderator, "poll.close")
        await stage.wait_for(lambda: "Uitslag" in shared(stage)[-1])
        assert "“Nee” kreeg de meeste stemmen: 5 van de 5 (100%)" in shared(stage)[-1]
        done = ["poll.close", "poll.reset", "poll.undo_reset", "poll.reset", "poll.launch", "poll.close"]
        assert [act for act, _ in await acts(database_url, event)][-6:] == done


async def test_an_open_one_put_back_goes_on_with_the_time_that_it_had(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(START)
        await make(stage, moderator)
        await launched(stage, moderator, "10")
        await vote(stage)
        await press(stage, moderator, "Meer", "Opnieuw beginnen zonder stemmen")
        await one.jump(START + timedelta(minutes=30))
        said = await press(stage, moderator, "Stemmen terugzetten")
        assert "Open: 4 stemmen" in said
        assert "(11.10 uur)" in said
        await stage.wait_for(lambda: "U kunt stemmen tot 11.10 uur" in shared(stage)[-1])
        await vote(stage, {"fatima": "a2"})
        await one.jump(START + timedelta(minutes=41))
        assert "met 2 van de 5 stemmen (40%)" in in_meeting(stage)[-1]


async def test_a_card_of_before_a_reset_votes_for_nothing_else(event: Event, database_url: str) -> None:
    """Left open in a browser, or on a phone without reach: by now its first answer may be another one."""
    async with on_the_day(event, database_url) as (one, stage, moderator):
        await one.jump(START)
        await make(stage, moderator)
        await launched(stage, moderator, "open")
        card = stage.meeting.messages[-1]
        assert card.card is not None
        old = next(one for one in actions(card.card) if one.get("verb") == "poll.vote")
        await press(stage, moderator, "Meer", "Opnieuw beginnen zonder stemmen")
        dialog = await stage.opens_dialog(moderator, "Wijzigen")
        before = len(stage.cards(moderator))
        await stage.sends_dialog(moderator, dialog, {"answers_nl": "Nee\nJa\nDat zeg ik niet"})
        await stage.wait_for(lambda: len(stage.cards(moderator)) > before)
        await launched(stage, moderator, "open")
        answer = await stage.execute(stage.people["sean"], stage.meeting, card, old, {"option": "a1"})
        said = words(answer["value"])
        assert "Uw stem op de vorige kaart telt daarom niet" in said
        assert "Uw keuze" not in said
        assert "Open: 0 stemmen" in await press(stage, moderator, "Stand verversen")
        # What they were shown instead is a ballot of now.
        new = next(one for one in actions(answer["value"]) if one.get("verb") == "poll.vote")
        answer = await stage.execute(stage.people["sean"], stage.meeting, card, new, {"option": "a1"})
        assert "Uw keuze: **Nee**" in words(answer["value"])
        await vote(stage, {"joke": "a2"})
        assert "Open: 2 stemmen" in await press(stage, moderator, "Stand verversen")


async def test_what_is_changed_after_a_reset_cant_be_put_back(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        key = await make(stage, moderator)
        await launched(stage, moderator, "open")
        await vote(stage)
        await press(stage, moderator, "Meer", "Opnieuw beginnen zonder stemmen")
        dialog = await stage.opens_dialog(moderator, "Wijzigen")
        before = len(stage.cards(moderator))
        await stage.sends_dialog(moderator, dialog, {"answers_nl": "Rood\nBlauw"})
        await stage.wait_for(lambda: len(stage.cards(moderator)) > before)
        assert "Stemmen terugzetten" not in titles(stage.cards(moderator)[-1])
        assert "zoals de poll er nu voor staat" in await again(stage, moderator, "poll.undo_reset", poll=key)
        await launched(stage, moderator, "open")
        assert "Blauw" in shared(stage)[-1]


async def test_a_result_that_comes_later_comes_when_it_is_shown(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (one, stage, moderator):
        key = await make(stage, moderator, results=ResultsShown.REVEALED.value)
        await launched(stage, moderator, "open")
        await vote(stage)
        await press(stage, moderator, "poll.close")
        await one.bot.worker.drain()
        assert "Deze poll is gesloten" in shared(stage)[-1]
        assert not any("50%" in card for card in in_meeting(stage))
        sean = stage.people["sean"]
        show = {"verb": "poll.show", "data": {"v": 1, "event": event.id, "poll": key}}
        answer = await stage.execute(sean, stage.meeting, stage.meeting.messages[-1], show)
        assert "50%" not in str(answer)
        assert "Iedereen kan de uitslag nu zien" in await press(stage, moderator, "Uitslag aan iedereen tonen")
        await stage.wait_for(lambda: "2 van de 4 (50%)" in shared(stage)[-1])
        assert "kon de uitslag al zien" in await again(stage, moderator, "poll.reveal", poll=key)
        await one.bot.worker.drain()
        assert sum("Uitslag" in card for card in shared(stage)) == 1


async def test_a_result_is_shown_while_people_vote(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        key = await make(stage, moderator, results=ResultsShown.CLOSED.value)
        await launched(stage, moderator, "open")
        await vote(stage)
        assert "50%" not in voted(stage, "sean")
        await press(stage, moderator, "Meer", "Uitslag aan iedereen tonen")
        await stage.wait_for(lambda: "2 stemmen** (50%)" in shared(stage)[-1])
        show = {"verb": "poll.show", "data": {"v": 1, "event": event.id, "poll": key}}
        answer = await stage.execute(stage.people["fatima"], stage.meeting, stage.meeting.messages[-1], show)
        assert "2 stemmen** (50%)" in words(answer["value"])


async def test_what_cant_be_done_is_said_and_changes_nothing(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        key = await make(stage, moderator)
        for verb in ("pause", "go_on", "close", "reopen", "undo_reset", "reveal", "remind"):
            assert "zoals de poll er nu voor staat" in await again(stage, moderator, f"poll.{verb}", poll=key), verb
        assert "zoals de poll er nu" in await again(stage, moderator, "poll.extend", poll=key, what="5", id="")
        await launched(stage, moderator, "open")
        for verb in ("plan", "set_plan", "move"):
            said = await again(stage, moderator, f"poll.{verb}", poll=key, what="up" if verb == "move" else "hand")
            assert said.startswith("Deze poll was al gestart"), verb
        await press(stage, moderator, "poll.close")
        for verb in ("pause", "go_on", "remind"):
            assert "zoals de poll er nu voor staat" in await again(stage, moderator, f"poll.{verb}", poll=key), verb
        for data in ({"what": "round", "id": "x"}, {"what": "y", "id": "eigen-00000001"}, {"what": "copy"}):
            said = await again(stage, moderator, "poll.duplicate", poll=key, **data)
            assert said.startswith("Deze klik"), data
        assert await acts(database_url, event) == [(act, True) for act in ("poll.save", "poll.launch", "poll.close")]


async def test_a_copy_and_a_second_round_are_made_once(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        said = await press(stage, moderator, "Meer", "Kopiëren")
        assert "Dit is een kopie" in said
        assert event.polls[0].question.nl in said
        launch = next(one for one in actions(stage.cards(moderator)[-1]) if one.get("verb") == "poll.launch")
        copy = launch["data"]["poll"]
        assert copy.startswith("eigen-")
        twice = await again(stage, moderator, "poll.duplicate", poll=event.polls[0].key, what="copy", id=copy)
        assert event.polls[0].question.nl in twice
        assert "Dit is een kopie" not in twice
        await stage.says(moderator, "polls")
        assert newest(stage, moderator).count(event.polls[0].question.nl) == 2
        assert await acts(database_url, event) == [("poll.duplicate", True)]


async def test_a_second_round_says_what_changed(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        await make(stage, moderator)
        await launched(stage, moderator, "open")
        await vote(stage)
        await press(stage, moderator, "poll.close")
        await stage.wait_for(lambda: "Uitslag" in shared(stage)[-1])
        assert "Dit is de tweede ronde" in await press(stage, moderator, "Tweede ronde")
        await launched(stage, moderator, "open")
        await vote(stage, dict.fromkeys(ANSWERS, "a2") | {"sean": "a1"})
        said = await press(stage, moderator, "poll.close")
        await stage.wait_for(lambda: "Uitslag" in shared(stage)[-1])
        for card in (said, shared(stage)[-1]):
            assert "steeg “Nee” het meest: van 25% naar 75%, 50 procentpunt." in card
            assert "“Ja” en “Dat zeg ik niet” daalden het meest, elk 25 procentpunt." in card
            assert "Nee: **3 stemmen** (75%, +50)" in card
            assert "Ja: **1 stem** (25%, −25)" in card


async def test_a_poll_of_the_event_file_is_changed_until_it_is_launched(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        first = event.polls[0]
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "poll.preview")
        dialog = await stage.opens_dialog(moderator, "Wijzigen")
        before = len(stage.cards(moderator))
        assert await stage.sends_dialog(moderator, dialog, {"question_nl": "Anders gevraagd?"}) == {"httpStatus": 200}
        await stage.wait_for(lambda: len(stage.cards(moderator)) > before)
        assert "Verwijderen" not in str(await press(stage, moderator, "Meer"))
        await stage.says(moderator, "polls")
        listed = newest(stage, moderator)
        assert "Anders gevraagd?" in listed
        assert first.question.nl not in listed
        assert listed.index("Anders gevraagd?") < listed.index(event.polls[1].question.nl), "in its place"
        await stage.clicks(moderator, "poll.preview")
        await launched(stage, moderator)
        assert "Anders gevraagd?" in shared(stage)[-1]
        late = await stage.sends_dialog(moderator, dialog, {"question_nl": "Nog anders?"})
        assert late["task"]["value"].startswith("Deze poll was al gestart.")
        stage_ = stage
    # The file is edited since: the chat's stays, and the organisers hear so.
    edited = first.model_copy(update={"question": type(first.question)(nl="In het bestand?", en="In the file?")})
    newer = event.with_(polls=(edited, *event.polls[1:]))
    async with Stage(newer) as fresh, play(newer, database_url, at(4, 6, 9, 30), fresh):
        organiser = fresh.people["organiser"]
        await fresh.installs(organiser)
        await fresh.says(organiser, "controle")
        assert f"poll {first.key}" in newest(fresh, organiser)
    assert stage_.event is event


async def test_the_order_is_the_moderators(event: Event, database_url: str) -> None:
    async with on_the_day(event, database_url) as (_, stage, moderator):
        first, second = (one.question.nl for one in event.polls[:2])

        async def listed() -> str:
            await stage.says(moderator, "polls")
            return newest(stage, moderator)

        said = await listed()
        assert said.index(first) < said.index(second)
        await stage.clicks(moderator, "poll.preview")
        await stage.clicks(moderator, "Meer")
        assert "Eerder in de lijst" not in newest(stage, moderator), "it is the first"
        assert "andere plaats" in await press(stage, moderator, "Later in de lijst")
        said = await listed()
        assert said.index(second) < said.index(first)
        await stage.clicks(moderator, "poll.preview")
        await press(stage, moderator, "Meer", "Later in de lijst")
        said = await listed()
        assert said.index(first) < said.index(second)
        assert [act for act, _ in await acts(database_url, event)] == ["poll.move", "poll.move"]
