"""When results are shown, to whom, and on which card; and that each person has one ballot, whatever the road."""

from __future__ import annotations

import pytest

from bot.links import Purpose
from event.definition import Event, Poll, PollKind, ResultsShown, Voters
from rehearsal.chats import words
from tests.event.kinds import poll
from tests.scenario.polling import Polling, polling
from tests.scenario.test_pages import get, link_of, post

VOTED = "U heeft gestemd."


def asked(results: ResultsShown, **more: object) -> Poll:
    return poll(PollKind.SINGLE, results=results, **more)


async def edited(it: Polling, said: str) -> None:
    await it.stage.wait_for(lambda: said in it.shared(), 20)


async def test_live_numbers_stand_on_the_card_of_all_and_move_with_few_edits(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked(ResultsShown.LIVE)) as it:
        assert "Iedereen ziet de aantallen" in it.shared()
        for who in ("sean", "fatima", "lukasz", "joke", "anonymous", "guest"):
            await it.vote(who, option="hond")
        await edited(it, "6 van de 6 (100%)")
        edits = [one for one in it.stage.log if one.kind == "updated"]
        assert len(edits) <= 3, "not one for each vote"
        assert "Uw keuze" not in it.shared(), "and nothing of anybody"
        await it.vote("sean", option="kat")
        await edited(it, "5 van de 6 (83%)")
        await it.vote("moderator", option="kat")
        await it.close()
        await it.stage.wait_for(lambda: "5 van de 7 (71%)" in it.posted())


async def test_after_ones_own_vote_the_card_shows_how_it_stands_and_a_refresh_keeps_it_fresh(
    event: Event, database_url: str
) -> None:
    async with polling(event, database_url, asked(ResultsShown.VOTED)) as it:
        assert "%" in await it.vote("sean", option="hond")
        assert "%" not in await it.click("fatima", "poll.show")
        await it.vote("fatima", option="kat")
        sean = it.stage.people["sean"]
        await it.stage.refreshes(sean, chat=it.stage.meeting, message=it.ballot)
        assert "elk met 1 van de 2 stemmen (50%)" in it.seen("sean")
        assert "%" not in it.shared()


async def test_until_the_close_nobody_but_moderators_sees_numbers(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked(ResultsShown.CLOSED)) as it:
        assert "%" not in await it.vote("sean", option="hond")
        await it.stage.says(it.moderator, "polls")
        assert "%" in await it.act("poll.manage")
        await it.close()
        await it.stage.wait_for(lambda: "1 van de 1 (100%)" in it.posted())
        assert "1 van de 1 (100%)" in await it.click("fatima", "poll.show")


async def test_a_result_waits_until_a_moderator_shows_it(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked(ResultsShown.REVEALED)) as it:
        assert "%" not in await it.vote("sean", option="hond")
        await it.close()
        assert "De uitslag volgt als een moderator die toont." in it.shared()
        assert "De uitslag staat in deze chat" not in it.shared()
        own = await it.click("sean", "poll.show")
        assert "Uw keuze: Een hond" in own
        assert "De uitslag volgt als een moderator die toont." in own
        assert not any("%" in words(one.card) for one in it.stage.meeting.messages)
        assert "%" in it.managed(), "whoever moderates sees it"
        await it.act("poll.reveal")
        await it.stage.wait_for(lambda: "1 van de 1 (100%)" in it.posted())
        await edited(it, "De uitslag staat in deze chat")
        assert "1 van de 1 (100%)" in await it.click("sean", "poll.show")


async def test_what_is_shown_while_it_is_open_comes_on_the_card_of_all(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked(ResultsShown.CLOSED)) as it:
        await it.vote("sean", option="hond")
        await it.stage.says(it.moderator, "polls")
        await it.act("poll.manage")
        await it.act("Meer")
        await it.act("poll.reveal")
        await edited(it, "1 van de 1 (100%)")
        await it.vote("fatima", option="kat")
        await edited(it, "elk met 1 van de 2")


@pytest.mark.parametrize("anonymous", [False, True])
async def test_one_ballot_for_each_whatever_the_road(event: Event, database_url: str, anonymous: bool) -> None:
    of = asked(ResultsShown.VOTED, anonymous=anonymous)
    async with polling(event, database_url, of, "fatima") as it:
        stage, fatima = it.stage, it.stage.people["fatima"]
        # Own tenant, guest, federated and anonymous, on the meeting's card.
        for who in ("fatima", "guest", "joke", "anonymous"):
            await it.vote(who, option="hond")
        await stage.says(fatima, "stemmen")
        own = words(stage.cards(fatima)[-1])
        url = await link_of(it.one, database_url, fatima, Purpose.BALLOT)
        _, page = await get(url)
        if anonymous:
            assert VOTED in own
            assert VOTED in page
            _, page = await post(url, verb="poll.vote", poll=of.key, option="kat")
            assert VOTED in page
            assert VOTED in await it.click("fatima", "poll.vote", stage.personal(fatima), option="kat")
        else:
            assert "Uw keuze: **Een hond**" in own
            assert "Uw keuze" in page
            _, page = await post(url, verb="poll.vote", poll=of.key, option="kat")
            assert "Een [kat]" in page
            assert "Een \\[kat\\]" in await it.click("fatima", "poll.show")
            assert "Een hond" in await it.click("fatima", "poll.vote", stage.personal(fatima), option="hond")
        await stage.says(it.moderator, "polls")
        managed = await it.act("poll.manage")
        assert "4 stemmen" in managed
        assert "3 stemmen zijn van mensen van wie ik geen aanmelding ken." in managed


async def test_in_their_own_chat_vote_those_who_belong(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked(ResultsShown.VOTED), "fatima") as it:
        stage, lukasz, fatima = it.stage, it.stage.people["lukasz"], it.stage.people["fatima"]
        for one in (lukasz, fatima):
            await stage.leaves(one, stage.meeting)
        await stage.installs(lukasz)
        await stage.says(lukasz, "polls")
        assert "You aren't signed up" in words(stage.cards(lukasz)[-1])
        for verb in ("poll.vote", "poll.show"):
            said = await it.click("lukasz", verb, stage.personal(lukasz), option="kat")
            assert "You aren't signed up" in said, verb
        await stage.says(fatima, "polls")
        assert "Wat \\*vindt\\* u?" in words(stage.cards(fatima)[-1])
        await stage.clicks(fatima, "poll.vote", {"option": "kat"})
        assert "Uw keuze: **Een \\[kat\\]**" in words(stage.cards(fatima)[-1])
        await it.close()
        await stage.says(fatima, "stemmen")
        assert "Er is op dit moment geen poll open." in words(stage.cards(fatima)[-1])
        await stage.clicks(fatima, "De uitslag")
        assert "Uw keuze: Een \\[kat\\]" in words(stage.cards(fatima)[-1])


async def test_for_those_who_signed_up_alone(event: Event, database_url: str) -> None:
    of = asked(ResultsShown.VOTED, voters=Voters.REGISTERED)
    async with polling(event, database_url, of, "sean") as it:
        assert "niet aangemeld" in await it.click("fatima", "poll.vote", option="kat")
        assert "Uw keuze" in await it.vote("sean", option="kat")
        await it.stage.says(it.moderator, "polls")
        assert "geen aanmelding ken" not in await it.act("poll.manage")
