"""The question board, from asking in advance to the written answer: in one's own chat, in the meeting's chat by whoever
is in it, and behind signed links; once a person, whatever the road."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from event.definition import Event
from event.store.tables import audit, delivery, question, question_vote
from rehearsal.chats import words
from rehearsal.people import Person
from rehearsal.stage import Stage
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import actions, newest, press
from tests.scenario.test_mail import FORM, confirms, fills_in, newest_letter, open_to_all
from tests.scenario.test_mine import says
from tests.scenario.test_pages import link_of, post
from tests.scenario.test_participants import rows_of
from tests.scenario.test_story import FILLED, sign_up

DAY = at(4, 6, 9)
KAN = "Kan een camera op de stoep?"
MAG = "Mag een camera ook op de stoep staan?"


async def opened(one: Play, *keys: str) -> list[Person]:
    """These people signed up; the moderator is there too, and the bot is in the meeting's chat."""
    stage = one.stage
    for key in ("moderator", "organiser"):
        await stage.installs(stage.people[key])
    await stage.adds_bot(stage.meeting, stage.people["organiser"])
    for key in keys:
        await sign_up(stage, stage.people[key])
    return [stage.people[key] for key in keys]


async def moderates(stage: Stage, verb: str, text: str, what: str = "waiting") -> str:
    """`vragen`, one of the lists, and this button beside the question with this text."""
    moderator = stage.people["moderator"]
    await stage.says(moderator, "vragen")
    if text not in newest(stage, moderator):
        await press(stage, moderator, "question.list", what=what)
    return str(await press(stage, moderator, verb, question=number_of(stage.cards(moderator)[-1], text)))


def number_of(card: Any, text: str) -> str:
    """The question that stands with this text on a moderator's list."""
    for node in nodes(card):
        said = str([one.get("text") for one in node.get("items", ())])
        found = [one["data"]["question"] for one in actions(node) if "question" in one.get("data", {})]
        if text in said and len(set(found)) == 1:
            return str(found[0])
    raise AssertionError((text, words(card)))


def nodes(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [node, *(one for value in node.values() for one in nodes(value))]
    return [one for value in node for one in nodes(value)] if isinstance(node, list) else []


async def hears(stage: Stage, who: Person, said: str) -> None:
    """On the newest card that they have."""
    await stage.wait_for(lambda: said in newest(stage, who))


async def clicks(stage: Stage, who: Person, verb: str, **ids: str) -> str:
    """In the meeting's chat, on the newest card there. Returns what they alone see."""
    message = stage.meeting.messages[-1]
    action = {"verb": verb, "data": {"v": 1, "event": stage.event.id, **ids}}
    answer = await stage.execute(who, stage.meeting, message, action)
    return words(answer["value"]) if isinstance(answer["value"], dict) else str(answer["value"])


async def test_from_asking_in_advance_to_the_written_answer(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage, moderator = one.stage, one.stage.people["moderator"]
        fatima, sean = await opened(one, "fatima", "sean")
        asked = await says(stage, fatima, f"vraag {KAN}")
        assert "Een moderator bekijkt de vraag eerst" in asked
        assert "zonder uw naam" in asked
        assert "Uw naam staat erbij: Fatima El Amrani" in await press(stage, fatima, "question.name", what="with")
        await stage.says(sean, f"vraag {MAG}")
        assert KAN not in await says(stage, sean, "vragen"), "nobody approved it yet"
        assert MAG in newest(stage, sean), "their own, which waits"

        shown = await moderates(stage, "question.approve", KAN)
        assert "Iedereen ziet de vraag nu" in shown
        said = await says(stage, sean, "vragen")
        assert KAN in said
        assert "Fatima El Amrani, Havensteder" in said
        assert "1 persoon wil dit weten" in said
        # Merged: both who asked count, and the moderator was told which asks the same.
        offered = await moderates(stage, "question.manage", KAN, "open")
        assert "Vraagt ongeveer hetzelfde" in offered
        assert MAG in offered
        merged = await press(stage, moderator, "question.merge", question=number_of_title(stage, moderator, KAN))
        assert "2 mensen willen dit weten" in merged
        assert "Deze vraag is van u." in await says(stage, sean, "vragen")

        assigned = await press(stage, moderator, "question.assign", {"for": "middag"})
        part = event.part("middag")
        assert part
        assert f"voor {part.title.nl}" in assigned
        live = await press(stage, moderator, "question.live")
        assert "De vraag is live" in live
        assert "Deze vraag wordt nu beantwoord" in await says(stage, fatima, "vragen")

        assert "Schrijf het antwoord op" in await press(stage, moderator, "question.answer", {"answer": " "})
        sent = await press(stage, moderator, "question.answer", {"answer": "Ja, mits *niemand* herkenbaar is."})
        assert "Het antwoord gaat naar 2 mensen" in sent
        for who, mine in ((fatima, False), (sean, True)):
            await hears(stage, who, "herkenbaar")
            letter = newest(stage, who)
            assert "Het antwoord op uw vraag" in letter
            assert KAN in letter
            assert r"mits \*niemand\* herkenbaar" in letter
            assert (f"U vroeg: {MAG}" in letter) is mine
        # Once more the same: nobody hears it twice. Another text: the card that they have says it.
        before = {who.key: len(stage.personal(who).messages) for who in (fatima, sean)}
        assert "Dat was al zo" in await press(
            stage, moderator, "question.answer", {"answer": "Ja, mits *niemand* herkenbaar is."}
        )
        assert "Het antwoord is bewaard" in await press(stage, moderator, "question.answer", {"answer": "Nee."})
        for who in (fatima, sean):
            await hears(stage, who, "Nee.")
            assert len(stage.personal(who).messages) == before[who.key]
        told = [row for row in await rows_of(database_url, delivery.select()) if row.kind == "question_answered"]
        assert sorted(row.replaces is None for row in told) == [False, False, True, True]

        answered = await says(stage, sean, "vragen")
        assert KAN not in answered
        assert "Nee." in await press(stage, sean, "question.board", what="answered")
        acts = [row.act for row in await rows_of(database_url, audit.select())]
        for act in ("approve", "merge", "assign", "live", "answer"):
            assert f"question.{act}" in acts
        assert "beantwoordde een vraag schriftelijk" in await says(stage, stage.people["organiser"], "logboek")


def number_of_title(stage: Stage, who: Person, text: str) -> str:
    card = stage.cards(who)[-1]
    assert text in words(card)
    return str(next(one["data"]["question"] for one in actions(card) if one["verb"] == "question.merge"))


async def test_whoever_is_in_the_meeting_asks_aloud_and_upvotes_there(event: Event, database_url: str) -> None:
    """Own tenant, guest, federated and anonymous: each once, by their own click."""
    async with play(event, database_url, DAY) as one:
        stage = one.stage
        (fatima,) = await opened(one, "fatima")
        await stage.says(fatima, f"vraag {KAN}", stage.meeting)
        said = words(stage.cards(fatima, stage.meeting)[-1])
        assert "Dank u, uw vraag is binnen" in said
        assert "Uw naam staat erbij: Fatima El Amrani" in said
        await stage.says(stage.people["joke"], f"vraag {MAG}", stage.meeting)
        said = words(stage.cards(fatima, stage.meeting)[-1])
        assert "zonder uw naam" in said, "nobody knows under which name she signed up"
        await stage.says(fatima, "vraag", stage.meeting)
        assert "het woord vraag en uw vraag erachter" in words(stage.cards(fatima, stage.meeting)[-1])
        await moderates(stage, "question.approve", KAN)
        await stage.says(fatima, "vragen", stage.meeting)
        seen = words(stage.cards(fatima, stage.meeting)[-1])
        assert KAN in seen
        assert "Deze vraag is van u" not in seen, "everybody reads this card"
        assert "Stel een vraag" not in seen
        which = str((await rows_of(database_url, question.select().order_by(question.c.id)))[0].id)
        for count, key in enumerate(("joke", "guest", "anonymous"), start=2):
            who = stage.people[key]
            assert f"{count} mensen willen dit weten" in await clicks(stage, who, "question.upvote", question=which)
            again = await clicks(stage, who, "question.upvote", question=which)
            assert "U telt al mee bij deze vraag" in again
            assert f"{count} mensen" in again
        assert "Deze vraag is van u" in await clicks(stage, fatima, "question.board"), "for her alone"
        assert "U telt al mee" in await clicks(stage, fatima, "question.upvote", question=which)
        back = await clicks(stage, stage.people["guest"], "question.take_back", question=which)
        assert "Uw stem is teruggenomen" in back
        assert "3 mensen" in back
        assert len(await rows_of(database_url, question_vote.select())) == 2
        waits = str((await rows_of(database_url, question.select().order_by(question.c.id)))[1].id)
        refused = await clicks(stage, fatima, "question.upvote", question=waits)
        assert refused.startswith("Deze vraag is er niet meer"), "nobody approved that one"


async def test_somebody_by_mail_alone_asks_upvotes_and_hears_the_answer(event: Event, database_url: str) -> None:
    """A federated participant whom no chat reaches: by the links in their letters."""
    async with play(open_to_all(event), database_url, at(3, 5, 12), mail=True) as one:
        stage = one.stage
        (fatima,) = await opened(one, "fatima")
        await stage.says(fatima, f"vraag {KAN}")
        await moderates(stage, "question.approve", KAN)
        await fills_in(one)
        mine = (await confirms(one)).url.partition("?")[0]
        board = await stage.opens(f"{mine}?show=questions")
        assert KAN in board.words
        upvoted = await stage.presses(board, "Dit wil ik ook weten")
        assert "Uw stem telt" in upvoted.words
        assert "2 mensen willen dit weten" in upvoted.words
        form = await stage.presses(upvoted, "Stel een vraag")
        assert f"Laat mijn naam erbij zien: {FORM['name']}" in form.words
        asked = await stage.presses(form, "Vraag stellen", {"text": "Krijgen we de sheets?", "named": "true"})
        assert f"Uw naam staat erbij: {FORM['name']}" in asked.words
        assert (await stage.sends(mine, {"verb": "question.approve", "data.question": "1"})).status == 400
        await moderates(stage, "question.manage", KAN, "open")
        await press(stage, stage.people["moderator"], "question.answer", {"answer": "Ja."})
        letter = await newest_letter(stage, number=3)
        assert letter.subject == f"Het antwoord op de vraag waarop u stemde: {KAN}"
        assert "Ja." in letter.text
        answered = await stage.opens(letter.links["Alle vragen"])
        assert KAN not in answered.words, "it isn't open any more"
        await hears(stage, fatima, "Het antwoord op uw vraag")


async def test_who_upvoted_by_link_and_in_teams_counts_once(event: Event, database_url: str) -> None:
    async with play(event, database_url, DAY) as one:
        stage = one.stage
        fatima, sean = await opened(one, "fatima", "sean")
        await stage.says(fatima, f"vraag {KAN}")
        await moderates(stage, "question.approve", KAN)
        await stage.says(sean, "vragen")
        which = str((await rows_of(database_url, question.select()))[0].id)
        assert "2 mensen" in await press(stage, sean, "question.upvote")
        url = await link_of(one, database_url, sean)
        _, page = await post(url, **{"verb": "question.upvote", "data.question": which})
        assert "U telt al mee" in page
        assert "2 mensen willen dit weten" in page
        _, page = await post(url, **{"verb": "question.take_back", "data.question": which})
        assert "1 persoon wil dit weten" in page
        assert await rows_of(database_url, question_vote.select()) == []


@pytest.mark.parametrize("who", ["fatima", "anonymous"])
async def test_without_a_name_nobody_is_shown_who_asked(event: Event, database_url: str, who: str) -> None:
    async with play(event, database_url, DAY) as one:
        stage = one.stage
        asker = stage.people[who]
        await opened(one, *([who] if who == "fatima" else []))
        stage.personal(asker).installed = True
        await stage.says(asker, f"vraag {KAN}")
        await stage.says(stage.people["moderator"], "vragen")
        listed = str(stage.cards(stage.people["moderator"])[-1])
        assert KAN in listed
        assert asker.name not in listed
        assert "Havensteder" not in listed
        assert asker.name not in await moderates(stage, "question.manage", KAN)


async def test_hidden_put_back_merged_and_taken_out_again(event: Event, database_url: str) -> None:
    async with play(event, database_url, DAY) as one:
        stage, moderator = one.stage, one.stage.people["moderator"]
        fatima, sean = await opened(one, "fatima", "sean")
        await stage.says(fatima, f"vraag {KAN}")
        await stage.says(sean, f"vraag {MAG}")
        assert "Niemand ziet de vraag nog" in await moderates(stage, "question.hide", KAN)
        assert "Dit vroeg u al" in await says(stage, fatima, f"vraag {KAN}"), "asking again brings it back no way"
        await stage.says(sean, "vraag Komt er koffie?")
        await moderates(stage, "question.manage", KAN, "hidden")
        refused = await press_forged(stage, moderator, "question.live", await _id(database_url, KAN))
        assert refused.startswith("Deze vraag is intussen beantwoord of verborgen")
        assert "Iedereen ziet de vraag nu" in await press(stage, moderator, "question.approve")
        await press(stage, moderator, "question.merge", other=await _id(database_url, MAG))
        number = await _id(database_url, KAN)
        twice = await press_forged(stage, moderator, "question.merge", await _id(database_url, MAG), other=number)
        assert twice.startswith("Dit is al één vraag.")
        alone = await press(stage, moderator, "question.unmerge")
        assert "De vraag staat weer op zichzelf" in alone
        assert "1 persoon wil dit weten" in alone
        assert "Uw vragen die op een moderator wachten" in await says(stage, sean, "vragen")
        await moderates(stage, "question.manage", KAN, "open")
        assert "Kies eerst een vraag" in await press_forged(stage, moderator, "question.merge", number)


async def test_questions_are_shown_at_once_where_the_organiser_wants_so(event: Event, database_url: str) -> None:
    trusting = event.with_(questions=event.questions.model_copy(update={"hold": False}))
    async with play(trusting, database_url, DAY) as one:
        stage = one.stage
        fatima, sean = await opened(one, "fatima", "sean")
        assert "Iedereen ziet de vraag en kan erop stemmen" in await says(stage, fatima, f"vraag {KAN}")
        assert KAN in await says(stage, sean, "vragen")


async def test_what_is_asked_with_the_registration_stands_with_the_others(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(3, 5, 12)) as one:
        stage = one.stage
        await opened(one)
        fatima = stage.people["fatima"]
        await stage.installs(fatima)
        await stage.says(fatima, "aanmelden")
        await stage.clicks(fatima, "registration.submit", FILLED | {"question": KAN})
        assert "bij de aanmelding" in await says(stage, stage.people["moderator"], "vragen")
        assert "Iedereen ziet" in await moderates(stage, "question.approve", KAN)
        assert "Deze vraag is van u" in await says(stage, fatima, "vragen")
        data = await says(stage, fatima, "mijn gegevens")
        assert data.count(KAN) == 1
        await stage.says(fatima, "vergeet mij")
        await stage.clicks(fatima, "data.forget")
        assert await rows_of(database_url, question.select()) == []


async def test_somebodys_data_tell_what_they_asked_and_upvoted(event: Event, database_url: str) -> None:
    async with play(event, database_url, DAY) as one:
        stage = one.stage
        fatima, sean = await opened(one, "fatima", "sean")
        await stage.says(fatima, f"vraag {KAN}")
        await press(stage, fatima, "question.name", what="with")
        await moderates(stage, "question.approve", KAN)
        await stage.says(sean, "vragen")
        await press(stage, sean, "question.upvote")
        assert "met uw naam" in await says(stage, fatima, "mijn gegevens")
        assert "U stemde op 1 vraag" in await says(stage, sean, "mijn gegevens")
        await stage.says(fatima, "vergeet mij")
        await stage.clicks(fatima, "data.forget")
        assert await rows_of(database_url, question.select()) == []
        assert await rows_of(database_url, question_vote.select()) == []


async def press_forged(stage: Stage, who: Person, verb: str, which: str, **ids: str) -> str:
    message = stage.personal(who).messages[-1]
    data = {"v": 1, "event": stage.event.id, "question": which, **ids}
    action = {"verb": verb, "data": data, "associatedInputs": "none"}
    answer = await stage.execute(who, stage.personal(who), message, action)
    return answer["value"] if isinstance(answer["value"], str) else words(answer["value"])


async def _id(database_url: str, text: str) -> str:
    return str((await rows_of(database_url, select(question.c.id).where(question.c.text == text)))[0].id)
