"""What people write in a poll is read by a moderator first: shown, hidden, counted together, and all of it undone."""

from __future__ import annotations

import json

from sqlalchemy import select

from event.definition import Event, Poll, PollKind, ResultsShown
from event.poll_texts import key_of
from event.store.database import Database
from event.store.tables import poll_text
from rehearsal.chats import actions, words
from tests.event.kinds import poll
from tests.scenario.polling import Polling, polling

CAT, CATS, RUDE = "Een *kat*", "Katten", "Verschrikkelijk"


def asked(kind: PollKind = PollKind.TEXT, **more: object) -> Poll:
    return poll(kind, results=ResultsShown.LIVE, **more)


async def written(it: Polling, **said: str) -> None:
    for who, text in said.items():
        await it.vote(who, text=text)


async def queue(it: Polling) -> str:
    await it.stage.says(it.moderator, "polls")
    await it.act("poll.manage")
    return await it.act("poll.texts")


async def on(it: Polling, text: str, verb: str, filled: dict[str, str] | None = None) -> str:
    """The button that stands with this text."""
    card = it.stage.cards(it.moderator)[-1]
    entries = [one for one in card["body"] if one["type"] == "Container" and text in words(one)]
    action = next(one for one in actions(entries[0] if entries else card) if one["verb"] == verb)
    chat = it.stage.personal(it.moderator)
    await it.stage.execute(it.moderator, chat, chat.messages[-1], action, filled)
    return it.managed()


async def test_held_until_shown(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked()) as it:
        await written(it, sean=CAT, fatima=CATS, lukasz=RUDE)
        assert "Katten" not in await it.click("sean", "poll.show"), "nobody reads another's before a moderator did"
        await it.stage.wait_for(lambda: "3 antwoorden zijn te lezen" in it.shared(), 20)
        said = await queue(it)
        assert "Antwoorden die wachten" in said
        assert r"Een \*kat\*" in said
        assert "wacht op u" in said
        said = await on(it, RUDE, "poll.text_hide")
        assert "Niemand leest het meer." in said
        assert "Verborgen (1)" in said
        said = await on(it, "Een", "poll.text_show")
        assert "Iedereen kan het nu lezen." in said
        await it.stage.wait_for(lambda: r"Een \*kat\*" in it.shared(), 20)
        assert CATS not in it.shared()
        assert RUDE not in it.shared()
        # Undone at once: it waits again.
        said = await on(it, "-", "poll.text_undo")
        assert "Het staat er weer zoals het binnenkwam." in said
        await it.stage.wait_for(lambda: r"\*kat\*" not in it.shared(), 20)
        await it.close()
        await it.stage.wait_for(lambda: "Uitslag" in it.posted())
        assert r"\*kat\*" not in it.posted()
        # After the close too: the result in the chat goes along.
        await queue(it)
        said = await it.act("Toon deze 2 aan iedereen")
        assert "Iedereen kan deze 2 nu lezen." in said
        await it.stage.wait_for(lambda: CATS in it.posted(), 20)
        assert RUDE not in it.posted()
        assert RUDE not in await it.click("sean", "poll.show")
        assert RUDE in await it.click("lukasz", "poll.show"), "it is what they said themselves"


async def test_two_that_say_the_same_count_as_one_and_apart_again(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked()) as it:
        await written(it, sean="Kat", fatima="kát!", lukasz=CATS, joke="Hond")
        await queue(it)
        assert "2 stemmen" in it.managed(), "spelled alike is one already"
        await on(it, CATS, "poll.text")
        assert "Het zegt hetzelfde als" in it.managed()
        assert "Kies eerst een antwoord." in await it.act("Tel het daarbij")
        card = it.stage.cards(it.moderator)[-1]
        choices = next(one for one in card["body"] if one["type"] == "Input.ChoiceSet")["choices"]
        cat = next(one["value"] for one in choices if one["title"] == "Kat")
        said = await it.act("Tel het daarbij", {"into": cat})
        assert "Ze tellen nu als één antwoord." in said
        assert "geteld bij “Kat”" in said
        await it.act("Alle antwoorden")
        await it.act("Wachten (2)")
        assert "1 ander telt hierbij mee" in it.managed()
        await on(it, "1 ander telt", "poll.text_show")
        await it.stage.wait_for(lambda: "Kat: **2 stemmen**" in it.shared(), 20)
        assert CATS not in it.shared()
        await it.act("Bij een ander geteld (1)")
        await on(it, CATS, "poll.text_undo")
        await it.stage.wait_for(lambda: "Kat: **1 stem**" in it.shared(), 20)


async def test_of_an_anonymous_poll_moderators_read_no_more_than_anybody_may(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked(anonymous=True)) as it:
        people = ("sean", "fatima", "lukasz", "joke", "anonymous", "guest", "moderator", "organiser", "reviewer")
        for number, who in enumerate(people[:4]):
            await it.vote(who, text=f"woord {'abcd'[number]}")
        assert "pas te lezen vanaf 5 stemmen, ook voor u" in await queue(it)
        assert "woord a" not in it.managed()
        await it.vote(people[4], text="woord e")
        assert "woord a" not in await queue(it), "one step behind while it is open"
        guessed = await it.click("moderator", "poll.text_show", it.stage.personal(it.moderator), id=key_of("woord e"))
        assert "Dit antwoord is er niet meer" in guessed
        await it.close()
        said = await queue(it)
        assert "Wachten (5)" in said or said.count("wacht op u") == 5
        await it.act("Toon deze 5 aan iedereen")
        await it.stage.wait_for(lambda: "woord e" in it.posted(), 20)


async def test_shown_at_once_where_nothing_is_held_and_hidden_all_the_same(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked(PollKind.CLOUD, hold=False)) as it:
        await it.vote("sean", word_1="rust", word_2=RUDE)
        await it.vote("fatima", word_1="Rust")
        await it.stage.wait_for(lambda: RUDE in it.shared(), 20)
        assert "leest iedereen meteen" in await queue(it)
        await it.act("Getoond (2)")
        await on(it, RUDE, "poll.text_hide")
        await it.stage.wait_for(lambda: RUDE not in it.shared(), 20)
        assert "Rust" in it.shared()
        await it.stage.says(it.moderator, "polls")
        assert RUDE not in await it.act("poll.manage"), "not in the count of moderators either"


async def test_no_text_is_kept_with_what_was_decided(event: Event, database_url: str) -> None:
    async with polling(event, database_url, asked()) as it:
        await written(it, sean=CAT, fatima=RUDE)
        await queue(it)
        await it.act("Toon deze 2 aan iedereen")
        database = Database(database_url)
        async with database.read() as db:
            rows = [dict(row._mapping) for row in await db.execute(select(poll_text))]
        await database.close()
        assert len(rows) == 2
        assert "kat" not in json.dumps(rows, default=str)
        assert RUDE not in json.dumps(rows, default=str)
        # Whoever changes what they wrote is read anew.
        await it.vote("sean", text="Iets anders")
        assert "Iets anders" in await queue(it)
        assert "Iets anders" not in it.seen("fatima")
