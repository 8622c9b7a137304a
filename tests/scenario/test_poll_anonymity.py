"""An anonymous ballot: its code, what is shown with it and without, and that a lost answer loses nothing."""

from __future__ import annotations

import asyncio

from event.definition import Event, Poll, PollKind, ResultsShown
from rehearsal.chats import words
from tests.event.kinds import poll
from tests.scenario.polling import CODE, polling

VOTED = "U heeft gestemd."
UNKNOWN = "Ik ken geen stem met deze code."


def secret(**more: object) -> Poll:
    return poll(PollKind.SINGLE, anonymous=True, **more)


def code_on(said: str) -> str:
    found = CODE.findall(said)
    assert found, said
    return str(found[0])


async def test_a_vote_gets_a_code_that_alone_shows_and_changes_it(event: Event, database_url: str) -> None:
    async with polling(event, database_url, secret()) as it:
        assert "Anoniem" in it.shared()
        code = code_on(await it.vote("sean", option="kat"))
        assert not CODE.search(it.shared()), "nobody else sees it"
        # Teams forgets what it drew for them: the roll knows that they voted, and nothing knows what.
        again = await it.click("sean", "poll.show")
        assert VOTED in again
        assert "Heeft u geen code? Uw stem telt gewoon mee" in again
        assert "Uw keuze" not in again
        for wrong in ("AAAA-AAAA-AAAA", "kat", code[:-1] + ("2" if code[-1] != "2" else "3"), "x" * 500):
            said = await it.click("sean", "poll.show", code=wrong)
            assert UNKNOWN in said, wrong
            assert VOTED in said
            assert "Een kat" not in said
        assert UNKNOWN not in await it.click("sean", "poll.show", code="")
        # From another device, as it is typed there.
        shown = await it.click("sean", "poll.show", code=code.lower().replace("-", " "))
        assert "Uw keuze: **Een \\[kat\\]**" in shown
        assert "Een hond" in await it.click("sean", "poll.vote", code=code, option="hond")
        assert "Uw keuze: **Een hond**" in await it.click("sean", "poll.show", code=code)
        assert VOTED in await it.click("sean", "poll.vote", option="mus")
        assert "Uw keuze: **Een hond**" in await it.click("sean", "poll.show", code=code)


async def test_who_gave_no_vote_learns_nothing_by_a_code(event: Event, database_url: str) -> None:
    async with polling(event, database_url, secret()) as it:
        await it.vote("sean", option="kat")
        said = await it.click("fatima", "poll.show", code="ABCD-EFGH-JKMN")
        assert VOTED not in said
        assert "Uw keuze" not in said


async def test_a_click_that_teams_sends_again_gets_its_answer_again(event: Event, database_url: str) -> None:
    async with polling(event, database_url, secret()) as it:
        first = await it.click("sean", "poll.vote", option="kat")
        assert code_on(await it.click("sean", "poll.vote", option="kat")) == code_on(first)
        assert VOTED in await it.click("sean", "poll.vote", option="hond"), "another answer needs the code"
        both = await asyncio.gather(*(it.click("fatima", "poll.vote", option="mus") for _ in range(3)))
        assert len({code_on(one) for one in both}) == 1
        for who in ("lukasz", "joke", "anonymous"):
            await it.vote(who, option="kat")
        await it.close()
        await it.stage.wait_for(lambda: "Uitslag" in it.posted())
        assert "4 van de 5 (80%)" in it.posted()


async def test_at_close_the_code_shows_that_the_ballot_was_counted(event: Event, database_url: str) -> None:
    async with polling(event, database_url, secret()) as it:
        codes = {
            who: code_on(await it.vote(who, option="kat" if who == "sean" else "hond"))
            for who in ("sean", "fatima", "lukasz", "joke", "anonymous")
        }
        await it.close()
        await it.stage.wait_for(lambda: "Uitslag" in it.posted())
        assert "Mijn stem opzoeken" in it.shared()
        # On the card itself, with what is typed there.
        sean = it.stage.people["sean"]
        await it.stage.clicks(
            sean, "Mijn stem opzoeken", {"code": codes["sean"]}, chat=it.stage.meeting, message=it.ballot
        )
        assert "De stem met uw code is geteld." in it.seen("sean")
        assert "Uw stem: **Een \\[kat\\]**" in it.seen("sean")
        assert "Een \\[kat\\]**" not in it.shared(), "the others' card stays as it was"
        assert "Uw stem: **Een hond**" in await it.click("joke", "poll.show", code=codes["joke"])
        assert UNKNOWN in await it.click("joke", "poll.show", code="ABCD-EFGH-JKMN")
        without = await it.click("joke", "poll.show")
        assert "Met uw code ziet u hier of uw stem is geteld" in without
        assert "4 van de 5 (80%)" in without


async def test_under_five_nothing_is_told_and_the_code_still_tells_its_voter(event: Event, database_url: str) -> None:
    async with polling(event, database_url, secret(results=ResultsShown.LIVE)) as it:
        code = code_on(await it.vote("sean", option="kat"))
        for who in ("fatima", "lukasz", "joke"):
            assert "%" not in await it.vote(who, option="hond")
        await it.close()
        await it.stage.wait_for(lambda: "Uitslag" in it.posted())
        assert "%" not in it.posted()
        assert "Uw stem: **Een \\[kat\\]**" in await it.click("sean", "poll.show", code=code)
        assert "%" not in words(it.stage.cards(it.moderator)[-1]), "moderators neither"


async def test_what_is_kept_of_somebody_says_that_they_voted_and_not_what(event: Event, database_url: str) -> None:
    async with polling(event, database_url, secret(), "sean") as it:
        sean = it.stage.people["sean"]
        await it.vote("sean", option="kat")
        await it.stage.says(sean, "mijn gegevens")
        kept = words(it.stage.cards(sean)[-1])
        assert "anoniem" in kept
        assert r"\[kat\]" not in kept
