"""A poll of each kind from its launch to its result: voted on a card, on a card in another language and behind a signed
link, changed, closed, and told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import pytest

from bot.links import Purpose
from event.definition import Event, PollKind
from event.kinds.shapes import Result
from event.polls import box_of, result
from event.store import ballots, polls
from event.store.database import Database
from rehearsal.chats import words
from rehearsal.payloads import dialog_card
from rehearsal.stage import Stage
from tests.event.kinds import poll
from tests.scenario.play import Play, at, play
from tests.scenario.test_announcements import press
from tests.scenario.test_pages import get, link_of
from tests.scenario.test_story import sign_up


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is filled in: by Sean on a card, Łukasz on an English one (`english` stands on it), Fatima behind her link
    and then Sean again; something `wrong` with its sentence before that; and what is `told` of it all."""

    sean: Mapping[str, str]
    lukasz: Mapping[str, str]
    fatima: Mapping[str, str]
    again: Mapping[str, str]
    wrong: Mapping[str, str]
    mistake: str
    english: str
    told: str
    rows: list[tuple[str, int]]
    more: Mapping[str, object] | None = None


def option(key: str) -> dict[str, str]:
    return {"option": key}


def places(kat: int, hond: int, mus: int) -> dict[str, str]:
    return {"place_kat": str(kat), "place_hond": str(hond), "place_mus": str(mus)}


COURSES = {
    PollKind.SINGLE: Course(
        sean=option("kat"), lukasz=option("hond"), fatima=option("hond"), again=option("mus"),
        wrong=option(""), mistake="Geef eerst uw antwoord", english="A dog",
        told="“Een hond” kreeg de meeste stemmen: 2 van de 3 (67%).", rows=[("kat", 0), ("hond", 2), ("mus", 1)],
    ),
    PollKind.MULTIPLE: Course(
        sean=option("kat"), lukasz=option("hond,kat"), fatima=option("hond,mus"), again=option("hond"),
        wrong=option("kat,hond,mus"), mistake="Geef hoogstens 2 antwoorden", english="A [cat] · A dog",
        told="“Een hond” kreeg de meeste stemmen: 3 van de 3 (100%).", rows=[("kat", 1), ("hond", 3), ("mus", 1)],
    ),
    PollKind.YES_NO: Course(
        sean=option("yes"), lukasz=option("abstain"), fatima=option("no"), again=option("no"),
        wrong=option("perhaps"), mistake="Kies een van de antwoorden", english="I'd rather not say",
        told="“Nee” kreeg de meeste stemmen: 2 van de 3 (67%).", rows=[("yes", 0), ("no", 2), ("abstain", 1)],
    ),
    PollKind.RATING: Course(
        sean=option("1"), lukasz=option("5"), fatima=option("4"), again=option("4"),
        wrong=option("6"), mistake="Kies een van de antwoorden", english="5 ★★★★★",
        told="Gemiddeld 4,3 van de 5 sterren (3 stemmen).",
        rows=[("5", 1), ("4", 2), ("3", 0), ("2", 0), ("1", 0)],
    ),
    PollKind.TEXT: Course(
        sean={"text": "Wie weet"}, lukasz={"text": "More *green*"}, fatima={"text": "  Meer\n groen "},
        again={"text": "Meer groen"}, wrong={"text": " "}, mistake="Geef eerst uw antwoord", english="More *green*",
        told="3 mensen gaven antwoord.", rows=[("Meer groen", 2), ("More *green*", 1)], more={"hold": False},
    ),
    PollKind.SCALE: Course(
        sean=option("-2"), lukasz=option("2"), fatima=option("0"), again=option("1"),
        wrong=option("3"), mistake="Kies een van de antwoorden", english="2: I agree",
        told="Gemiddeld 1, op een schaal van -2 tot 2 (3 stemmen).",
        rows=[("-2", 0), ("-1", 0), ("0", 1), ("1", 1), ("2", 1)],
    ),
    PollKind.NUMBER: Course(
        sean={"number": "500"}, lukasz={"number": "7"}, fatima={"number": "8"}, again={"number": "7.0"},
        wrong={"number": "501"}, mistake="Geef een getal van 0 tot en met 500", english="A whole number from 0 to 500",
        told="Het gemiddelde is 7,3 en het middelste antwoord 7 (3 stemmen).", rows=[("7", 2), ("8", 1)],
    ),
    PollKind.CLOUD: Course(
        sean={"word_1": "rust"}, lukasz={"word_1": "cafe", "word_2": "green"},
        fatima={"word_1": "Café", "word_3": "rust"}, again={"word_1": "Café"},
        wrong={"word_1": "a,b,c,d"}, mistake="Geef hoogstens 3 antwoorden",
        english="cafe · green", told="“Café” werd het meest genoemd, door 3 van de 3 mensen.",
        rows=[("cafe", 3), ("green", 1), ("rust", 1)], more={"hold": False},
    ),
    PollKind.RANKING: Course(
        sean=places(1, 2, 3), lukasz=places(2, 1, 3), fatima=places(3, 1, 2), again=places(2, 1, 3),
        wrong=places(1, 1, 2), mistake="Geef elk antwoord een eigen plaats", english="1. A dog · 2. A [cat]",
        told="“Een hond” staat bovenaan, gemiddeld op plaats 1 (3 stemmen).",
        rows=[("hond", 3), ("kat", 0), ("mus", 0)],
    ),
    PollKind.QUIZ: Course(
        sean=option("kat"), lukasz=option("mus"), fatima=option("hond"), again=option("hond"),
        wrong=option("vis"), mistake="Kies een van de antwoorden", english="A sparrow",
        told="Goed beantwoord door 2 van de 3 mensen. Het goede antwoord: “Een hond”.",
        rows=[("kat", 0), ("hond", 2), ("mus", 1)],
    ),
}  # fmt: skip


def shown(text: str) -> str:
    """What a card says, without the marks that keep it from being read as Markdown."""
    return re.sub(r"\\(.)", r"\1", text)


async def send(url: str, verb: str, key: str, filled: Mapping[str, str]) -> str:
    """As a browser sends the page's form: each choice by itself."""
    form = aiohttp.FormData([("verb", verb), ("data.poll", key)])
    for name, value in filled.items():
        for one in value.split(",") if name == "option" else [value]:
            form.add_field(name, one)
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
        assert answer.status == 200
        return await answer.text()


async def result_of(database_url: str, event: Event, key: str) -> Result:
    database = Database(database_url)
    async with database.read() as db:
        running = await polls.find(db, event.id, event.polls[0].key)
        found = result(event.polls[0], await ballots.standing(db, event.id, running))
        totals = await ballots.totals(db, event.id)
    await database.close()
    assert found is not None
    assert totals[box_of(event.polls[0].key, 1)] == 3, "one ballot each, the last one"
    assert key == event.polls[0].key
    return found


async def launch(one: Play, database_url: str, key: str) -> str:
    """Returns Fatima's link."""
    stage = one.stage
    organiser, fatima = stage.people["organiser"], stage.people["fatima"]
    await sign_up(stage, fatima)
    await one.jump(at(4, 6, 10, 30))
    await stage.installs(organiser)
    await stage.adds_bot(stage.meeting, organiser)
    await stage.says(organiser, "polls")
    await press(stage, organiser, "poll.preview", poll=key)
    await press(stage, organiser, "poll.launch")
    await stage.wait_for(lambda: any("Poll:" in entry.summary for entry in stage.log.sent_to(stage.meeting.id)))
    return await link_of(one, database_url, fatima, Purpose.BALLOT)


async def vote(stage: Stage, who: str, filled: Mapping[str, str]) -> str:
    answer = await stage.clicks(stage.people[who], "poll.vote", filled, chat=stage.meeting)
    assert answer["statusCode"] == 200, answer
    return shown(words(answer["value"]))


@pytest.mark.parametrize("kind", list(PollKind))
async def test_a_poll_of_each_kind(kind: PollKind, event: Event, database_url: str) -> None:
    course = COURSES[kind]
    of = poll(kind, **(course.more or {}))
    event = event.with_(polls=(of,))
    async with play(event, database_url, at(4, 6, 9)) as one:
        stage = one.stage
        url = await launch(one, database_url, of.key)
        assert "Uw keuze" in await vote(stage, "sean", course.sean)
        assert course.english in await vote(stage, "lukasz", course.lukasz)

        status, page = await get(url)
        assert status == 200
        assert of.question.nl in page
        for name in course.fatima:
            assert f'name="{name}"' in page
        wrong = await send(url, "poll.vote", of.key, course.wrong)
        assert course.mistake in wrong
        assert 'aria-invalid="true"' in wrong
        voted = await send(url, "poll.vote", of.key, course.fatima)
        assert "Uw keuze" in voted
        assert course.mistake in await vote(stage, "sean", course.wrong)
        changed = await vote(stage, "sean", course.again)
        assert "Uw keuze" in changed
        if kind is PollKind.QUIZ:
            for open_ in (changed, voted, (await get(url))[1]):
                assert "goed" not in open_

        organiser = stage.people["organiser"]
        await stage.clicks(organiser, "poll.close")
        await stage.wait_for(lambda: "Uitslag van de poll" in words(stage.meeting.messages[-1].card))
        told = shown(words(stage.meeting.messages[-1].card))
        assert course.told in told
        found = await result_of(database_url, event, of.key)
        assert [(row.key, row.votes) for row in found.rows] == course.rows
        status, page = await get(url)
        assert course.told in page
        if kind is PollKind.QUIZ:
            assert "U had het goed!" in page
            await stage.refreshes(stage.people["lukasz"], chat=stage.meeting)
            theirs = [words(card) for card in stage.cards(stage.people["lukasz"], stage.meeting)]
            assert any("Yours wasn't the right answer." in card for card in theirs)
            assert not any("Yours" in words(message.card) for message in stage.meeting.messages), "to nobody else"


FORMS: dict[PollKind, dict[str, str]] = {
    PollKind.SINGLE: {"answers_nl": "Kat\nHond"},
    PollKind.MULTIPLE: {"answers_nl": "Kat\nHond", "most": "1"},
    PollKind.YES_NO: {},
    PollKind.RATING: {"most": "4"},
    PollKind.TEXT: {},
    PollKind.SCALE: {"least": "0", "most": "10", "low_nl": "oneens", "high_nl": "eens"},
    PollKind.NUMBER: {"least": "0"},
    PollKind.CLOUD: {"most": "2"},
    PollKind.RANKING: {"answers_nl": "Kat\nHond\nMus"},
    PollKind.QUIZ: {"answers_nl": "Kat\nHond", "right": "2"},
}


async def test_a_moderator_makes_one_of_each_kind_in_a_dialog(event: Event, database_url: str) -> None:
    async with play(event.with_(polls=()), database_url, at(4, 6, 9)) as one:
        stage = one.stage
        moderator = stage.people["moderator"]
        await stage.installs(moderator)
        for kind, filled in FORMS.items():
            await stage.says(moderator, "polls")
            dialog = await stage.opens_dialog(moderator, "Nieuwe poll")
            question = {"question_nl": f"Vraag van de soort {kind}?"}
            if kind is not PollKind.SINGLE:
                answer = await stage.sends_dialog(
                    moderator, dialog, question | {"kind": kind.value}, button="Toon wat bij deze soort hoort"
                )
                dialog = dialog_card(answer) or {}
                assert question["question_nl"] in words(dialog), "what was typed stays"
            before = len(stage.cards(moderator))
            assert await stage.sends_dialog(moderator, dialog, question | filled) == {"httpStatus": 200}
            await stage.wait_for(lambda before=before: len(stage.cards(moderator)) > before)  # type: ignore[misc]
            assert question["question_nl"] in shown(words(stage.cards(moderator)[-1]))
        made = (await one.bot.living.current()).polls
        assert [poll_.kind for poll_ in made] == list(PollKind)


async def test_whoever_saves_with_another_kind_chosen_sees_its_form_first(event: Event, database_url: str) -> None:
    async with play(event, database_url, at(4, 6, 9)) as one:
        stage = one.stage
        moderator = stage.people["moderator"]
        await stage.installs(moderator)
        await stage.says(moderator, "polls")
        dialog = await stage.opens_dialog(moderator, "Nieuwe poll")
        typed = {"question_nl": "Wat is hoger?", "answers_nl": "De dom\nDe Euromast", "kind": "quiz"}
        again = dialog_card(await stage.sends_dialog(moderator, dialog, typed)) or {}
        assert "Wat u al had ingevuld, staat er nog." in words(again)
        assert "De dom\nDe Euromast" in words(again)
        assert "Geef aan welke antwoorden goed zijn." not in words(again)
        wrong = dialog_card(await stage.sends_dialog(moderator, again)) or {}
        assert "Geef aan welke antwoorden goed zijn." in words(wrong)
        before = len(stage.cards(moderator))
        await stage.sends_dialog(moderator, wrong, {"right": "2"})
        await stage.wait_for(lambda: len(stage.cards(moderator)) > before)
        # The same without a dialog.
        await stage.says(moderator, "polls")
        await stage.clicks(moderator, "Nieuwe poll hier in de chat")
        await stage.clicks(moderator, "Toon wat bij deze soort hoort", {"kind": "scale", "question_nl": "Hoe was het?"})
        form = stage.cards(moderator)[-1]
        assert "Hoe was het?" in words(form)
        assert "De schaal begint bij" in words(form)
        await stage.clicks(moderator, "poll.save", {"least": "5", "most": "1"})
        assert "in hooguit 11 stappen" in words(stage.cards(moderator)[-1])
        await stage.clicks(moderator, "poll.save", {"least": "1", "most": "5"})
        assert "Uw poll staat klaar" in words(stage.cards(moderator)[-1])
