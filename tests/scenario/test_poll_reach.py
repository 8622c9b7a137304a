"""Who hears of a poll, and how: one card in the meeting's chat, their own road for who can't see that, one reminder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from event.definition import Event
from event.store.tables import delivery
from rehearsal.chats import words
from rehearsal.mail import Letter
from rehearsal.people import Person, by_mail
from rehearsal.stage import Stage
from tests.scenario.crowd import federated, guest, imports, ledger, seen
from tests.scenario.play import Play, at, play
from tests.scenario.test_moderation import START, acts, launched, make, newest
from tests.scenario.test_poll_life import press, shared
from tests.scenario.test_story import sign_up

QUESTION = r"Heeft u \*zelf\* een camera?"
ASKED, NUDGED = "Poll: Heeft u *zelf* een camera?", "U heeft nog niet gestemd: Heeft u *zelf* een camera?"


class Cast:
    """All signed up, but for the last."""

    def __init__(self, stage: Stage) -> None:
        self.here = stage.people["fatima"]
        """In the meeting's chat, and with a chat of her own."""
        self.other_tenant = stage.add(federated(1))
        """In the meeting's chat alone."""
        self.guest = stage.add(guest(1))
        """Invited by mail: nobody vouches for the address that a guest gives, so that it may be another person."""
        self.away = stage.people["lukasz"]
        """With a chat of his own, and not in the meeting's."""
        self.letters = stage.add(by_mail())
        self.stranger = stage.people["sean"]
        stage.meeting.members[:] = [
            stage.people["organiser"], stage.people["moderator"], self.here, self.other_tenant, self.guest,
            self.stranger,
        ]  # fmt: skip


@asynccontextmanager
async def gathered(event: Event, database_url: str) -> AsyncIterator[tuple[Play, Stage, Cast, Person]]:
    async with play(event, database_url, at(4, 6, 9), mail=True) as one:
        stage = one.stage
        moderator, organiser = stage.people["moderator"], stage.people["organiser"]
        for person in (organiser, moderator):
            await stage.installs(person)
        cast = Cast(stage)
        for person in (cast.here, cast.away):
            await sign_up(stage, person)
        await imports(stage, organiser, [cast.other_tenant, cast.guest, cast.letters])
        await stage.adds_bot(stage.meeting, organiser)
        await one.jump(START)
        await one.bot.worker.drain()
        yield one, stage, cast, moderator


def told(stage: Stage, said: str) -> tuple[dict[str, int], dict[str, int]]:
    chats, letters, _ = seen(stage, said)
    return dict(chats), dict(letters)


def last(stage: Stage, person: Person) -> Letter:
    return stage.letters(person)[-1]


async def votes_by_letter(stage: Stage, letter: Letter, poll: str, option: str) -> str:
    form = {"verb": "poll.vote", "poll": poll, "option": option}
    return (await stage.sends(letter.links["Hier stemmen"], form)).words


async def tried_again_now(one: Play) -> None:
    """What the mail server put off, minutes before it would be."""
    async with one.bot.database.begin() as db:
        waiting = delivery.c.state == "planned"
        await db.execute(delivery.update().where(waiting).values(next_at=datetime(2026, 1, 1, tzinfo=UTC)))
    await one.bot.worker.drain()


async def test_one_card_for_the_chat_and_their_own_road_for_who_cant_see_it(event: Event, database_url: str) -> None:
    async with gathered(event, database_url) as (one, stage, cast, moderator):
        key = await make(stage, moderator)
        await launched(stage, moderator, "open")
        await one.bot.worker.drain()
        assert sum(QUESTION in card for card in shared(stage)) == 1
        chats, letters = told(stage, ASKED)
        assert chats == {cast.away.key: 1}, "in his own chat, for he isn't in the meeting's"
        assert letters == {cast.letters.email: 1, cast.guest.email: 1}
        # Each votes by what they have, and each counts once.
        await stage.clicks(cast.here, "poll.vote", {"option": "a1"}, chat=stage.meeting)
        await stage.clicks(cast.other_tenant, "poll.vote", {"option": "a1"}, chat=stage.meeting)
        await stage.clicks(cast.away, "poll.show")
        await stage.clicks(cast.away, "poll.vote", {"option": "a2"})
        assert "Your choice: **Nee**" in words(stage.cards(cast.away)[-1])
        letter = last(stage, cast.letters)
        assert "Hier stemmen" in letter.text
        assert "- Dat zeg ik niet" in letter.text
        assert "Uw keuze: Nee" in await votes_by_letter(stage, letter, key, "a2")
        assert "Uw keuze: Ja" in await votes_by_letter(stage, letter, key, "a1")
        await stage.clicks(moderator, "poll.close")
        await one.bot.worker.drain()
        assert "“Ja” kreeg de meeste stemmen: 3 van de 4 (75%)" in shared(stage)[-1]
        assert "This poll is closed" in words(stage.personal(cast.away).messages[-1].card)
        assert told(stage, ASKED) == (chats, letters), "nothing more was sent"


async def test_a_poll_that_is_closed_is_mailed_to_nobody(event: Event, database_url: str) -> None:
    async with gathered(event, database_url) as (one, stage, cast, moderator):
        await make(stage, moderator)
        stage.mail.faults.refused[cast.letters.email or ""] = "451 4.3.0 Try again later"
        await launched(stage, moderator, "5")
        await one.bot.worker.drain(0.0)
        await one.jump(START + timedelta(minutes=6))
        stage.mail.faults.refused.clear()
        await tried_again_now(one)
        assert cast.letters.email not in told(stage, ASKED)[1]
        assert (await ledger(database_url)).of(cast.letters, "poll:") == [("email", "cancelled", "nothing_to_say")]


async def test_a_reset_tells_who_was_told_and_the_next_launch_tells_them_again(event: Event, database_url: str) -> None:
    async with gathered(event, database_url) as (one, stage, cast, moderator):
        await make(stage, moderator)
        await launched(stage, moderator, "open")
        await one.bot.worker.drain()
        await press(stage, moderator, "Meer", "Opnieuw beginnen zonder stemmen")
        await one.bot.worker.drain()
        assert "This poll starts again" in words(stage.personal(cast.away).messages[-1].card)
        page = await stage.opens(last(stage, cast.letters).links["Hier stemmen"])
        assert "Er loopt nu geen poll" in page.words
        await launched(stage, moderator, "open")
        await one.bot.worker.drain()
        assert told(stage, ASKED) == ({cast.away.key: 2}, {cast.letters.email: 2, cast.guest.email: 2})
        first, second = stage.personal(cast.away).messages[-2:]
        assert "This poll starts again" in words(first.card)
        assert "Vote here" in words(second.card)


async def test_who_hasnt_voted_is_reminded_once_and_nobody_learns_who_they_are(event: Event, database_url: str) -> None:
    async with gathered(event, database_url) as (one, stage, cast, moderator):
        for anonymous in ("false", "true"):
            key = await make(stage, moderator, anonymous=anonymous)
            await launched(stage, moderator, "open")
            await one.bot.worker.drain()
            before = told(stage, "You haven't voted yet")[0].get(cast.away.key, 0)
            letters = told(stage, NUDGED)[1]
            mine = told(stage, NUDGED)[0]
            await stage.clicks(cast.here, "poll.vote", {"option": "a1"}, chat=stage.meeting)
            await stage.clicks(cast.stranger, "poll.vote", {"option": "a1"}, chat=stage.meeting)
            await votes_by_letter(stage, last(stage, cast.letters), key, "a2")
            card = await press(stage, moderator, "Meer")
            assert "Herinner wie nog niet stemde (3)" in card, "of another tenant, the guest, and who is away"
            said = await press(stage, moderator, "Herinner wie nog niet stemde (3)")
            assert "3 mensen die nog niet stemden, krijgen nu een herinnering" in said
            for person in (cast.other_tenant, cast.guest, cast.away, cast.here):
                assert person.name not in said
            await one.bot.worker.drain()
            assert told(stage, "You haven't voted yet")[0].get(cast.away.key, 0) == before + 1
            new = told(stage, NUDGED)
            assert new[0] == mine, "she voted"
            assert {who: n - letters.get(who, 0) for who, n in new[1].items() if n != letters.get(who, 0)} == {
                cast.other_tenant.upn: 1,
                cast.guest.email: 1,
            }
            assert not any("nog niet gestemd" in shown for shown in shared(stage))
            assert "Herinner" not in await press(stage, moderator, "Meer")
            data = {"v": 1, "event": event.id, "poll": key}
            chat = stage.personal(moderator)
            await stage.execute(moderator, chat, chat.messages[-1], {"verb": "poll.remind", "data": data})
            assert "Eén keer is genoeg" in newest(stage, moderator)
            await stage.execute(moderator, chat, chat.messages[-1], {"verb": "poll.close", "data": data})
            await one.bot.worker.drain()
        reminded = [act for act, _ in await acts(database_url, event) if act == "poll.remind"]
        assert len(reminded) == 2


async def test_a_nudge_that_waits_isnt_sent_to_who_voted_meanwhile(event: Event, database_url: str) -> None:
    async with gathered(event, database_url) as (one, stage, cast, moderator):
        key = await make(stage, moderator)
        await launched(stage, moderator, "open")
        await one.bot.worker.drain()
        letter = last(stage, cast.letters)
        stage.mail.faults.refused[cast.letters.email or ""] = "451 4.3.0 Try again later"
        await press(stage, moderator, "Meer", "Herinner wie nog niet stemde (5)")
        await one.bot.worker.drain(0.0)
        await votes_by_letter(stage, letter, key, "a1")
        stage.mail.faults.refused.clear()
        await tried_again_now(one)
        assert cast.letters.email not in told(stage, NUDGED)[1]
        held = (await ledger(database_url)).of(cast.letters, "poll:")
        assert held == [("email", "sent", None), ("email", "cancelled", "nothing_to_say")]
        assert told(stage, NUDGED)[0] == {cast.here.key: 1}
