"""What moderators decided is kept, counted in whatever is shown, undone as it was done, and goes with its box; and who
voted without a known registration is counted."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from event.definition import Language
from event.ids import AccountId, BoxId, ObjectId, PersonId, PollKey, TenantId, VoterId
from event.kinds.shapes import Tally
from event.poll_texts import Decision, TextKey, TextState, key_of
from event.polls import PollState, RunningPoll
from event.seals import Code
from event.store import ballots, people, poll_texts, poll_voters, polls
from event.store.database import Database
from event.store.lately import Lately
from event.store.tables import poll_text, registration
from tests.store.boxes import CHAT, EVENT, MODERATOR, NOW

BOX = BoxId("vraag")
SHOW, HIDE = Decision(state=TextState.SHOWN), Decision(state=TextState.HIDDEN)


async def launched(database: Database, *said: str, hold: bool = True) -> RunningPoll:
    async with database.begin() as db:
        running = await polls.launch(
            db, EVENT, PollKey(BOX), CHAT, MODERATOR, NOW, closes=None, anonymous=False, hold=hold
        )
    assert running is not None
    voted = {VoterId(f"29:{number}"): (text,) for number, text in enumerate(said)}
    await database.in_one_go(lambda db: ballots.keep(db, EVENT, BOX, voted))
    return running


async def decided(database: Database, act: str, decision: Decision, *keys: TextKey) -> None:
    async with database.begin() as db:
        await poll_texts.decide(db, EVENT, BOX, keys, decision, act, MODERATOR, NOW)


async def read(database: Database, running: RunningPoll) -> tuple[dict[str, int], int]:
    async with database.read() as db:
        standing = await ballots.standing(db, EVENT, running)
        assert standing.tally is not None
        assert standing.votes == standing.tally.ballots
        return dict(standing.tally.counts), standing.waiting


async def test_what_was_decided_together_is_undone_together(database: Database) -> None:
    running = await launched(database, "Kat", "hond", "hond", "mus")
    assert await read(database, running) == ({}, 3)
    await decided(database, "a" * 32, SHOW, key_of("kat"), key_of("hond"))
    assert await read(database, running) == ({"Kat": 1, "hond": 2}, 1)
    await decided(database, "b" * 32, HIDE, key_of("hond"))
    assert await read(database, running) == ({"Kat": 1}, 1)
    async with database.begin() as db:
        assert await poll_texts.undo(db, EVENT, BOX, "a" * 32) == 1, "what was decided anew since stays so"
    assert await read(database, running) == ({}, 2)
    async with database.begin() as db:
        assert not await poll_texts.undo(db, EVENT, BOX, "a" * 32)
        assert await poll_texts.put_back(db, EVENT, BOX, key_of("hond"))
        assert not await poll_texts.put_back(db, EVENT, BOX, key_of("hond"))
    assert await read(database, running) == ({}, 3)
    async with database.read() as db:
        assert (await ballots.unread(db, EVENT, running)).tally == Tally(
            ballots=4, counts={"Kat": 1, "hond": 2, "mus": 1}
        )


async def test_many_at_once_and_all_of_it_goes_with_the_box(database: Database) -> None:
    words = [f"woord {number}" for number in range(450)]
    running = await launched(database, *words)
    await decided(database, "c" * 32, SHOW, *(key_of(one) for one in words))
    assert await read(database, running) == (dict.fromkeys(words, 1), 0)
    async with database.begin() as db:
        assert await ballots.set_aside(db, EVENT, [BoxId("vraag.2")]) == [BOX]
        await ballots.empty(db, EVENT, [BOX])
        assert (await db.execute(select(func.count()).select_from(poll_text))).scalar_one() == 0


async def test_a_poll_without_texts_has_nothing_to_hide(database: Database) -> None:
    await launched(database, "kat", hold=True)
    plain = RunningPoll(key=PollKey(BOX), state=PollState.OPEN, conversation=CHAT)
    await decided(database, "d" * 32, HIDE, key_of("kat"))
    assert await read(database, plain) == ({"kat": 1}, 0)


async def test_who_voted_without_a_known_registration_is_counted(database: Database) -> None:
    running = await launched(database)
    tenant, oid = TenantId("t"), ObjectId("o")
    async with database.begin() as db:
        known = await people.meet(
            db,
            account=AccountId("29:known"),
            tenant=tenant,
            oid=oid,
            language=None,
            zone=None,
            default=Language.NL,
            now=NOW,
        )
        values = {
            "state": "confirmed",
            "version": 1,
            "name": "A",
            "email": "a@x.nl",
            "organisation": "",
            "function": "",
        }
        more = {"question": "", "created_at": NOW, "changed_at": NOW}
        await db.execute(registration.insert().values(event=EVENT, person_id=known.id, **values, **more))
    mine = [VoterId(f"oid:{tenant}/{oid}"), VoterId("29:known"), VoterId(f"person:{known.id}")]
    strangers = [VoterId("oid:t/other"), VoterId("29:anonymous"), VoterId("person:" + "0" * 32)]
    await database.in_one_go(lambda db: ballots.keep(db, EVENT, BOX, dict.fromkeys([*mine, *strangers], ("x",))))
    async with database.read() as db:
        assert await poll_voters.unknown(db, EVENT, running) == len(strangers)
        assert await poll_voters.belongs(db, EVENT, known.id)
        assert not await poll_voters.belongs(db, EVENT, PersonId("0" * 32))
    async with database.begin() as db:
        await db.execute(registration.update().values(state="withdrawn"))
        assert await poll_voters.unknown(db, EVENT, running) == len(mine) + len(strangers)
        assert not await poll_voters.belongs(db, EVENT, known.id)


async def test_a_lost_answer_is_known_for_a_moment_and_then_forgotten() -> None:
    lately, code = Lately(seconds=0.05), Code("ABCD-EFGH-JKMN")
    lately.remember(BOX, VoterId("v"), ("kat",), code)
    assert lately.again(BOX, VoterId("v"), ("kat",)) == code
    for box, voter, said in ((BOX, "v", "hond"), (BOX, "w", "kat"), (BoxId("vraag.2"), "v", "kat")):
        assert lately.again(box, VoterId(voter), (said,)) is None
    lately.remember(BOX, VoterId("v"), ("hond",), code)
    assert lately.again(BOX, VoterId("v"), ("kat",)) is None, "it was changed since"
    later = asyncio.Event()
    asyncio.get_running_loop().call_later(0.3, later.set)
    await later.wait()
    assert not len(lately)
