"""The question board as kept: whatever is asked, upvoted, merged, taken out, joined and forgotten, everybody counts
once and nobody who asked is lost."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from event import questions as rule
from event.definition import Language
from event.errors import Refusal, RefusalCode
from event.ids import AccountId, EventId, PartKey, PersonId, QuestionId
from event.people import Person
from event.questions import QuestionState
from event.registration import Form, Registration, State
from event.store import deliveries, exports, forgetting, joining, people, question_acts, questions, registrations
from event.store.database import Database
from event.store.deliveries import Draft
from event.store.tables import question, question_vote

EVENT = EventId("day")
NOW = datetime(2027, 6, 4, 9, 0, tzinfo=UTC)


async def met(db: AsyncConnection, name: str) -> Person:
    return await people.meet(
        db, account=AccountId(f"29:{name}"), tenant=None, oid=None, language=None, default=Language.NL, now=NOW
    )


async def signed_up(db: AsyncConnection, name: str, asks: str = "", *, state: State = State.CONFIRMED) -> Person:
    one = await met(db, name)
    await registers(db, one, asks, state=state)
    return one


async def registers(db: AsyncConnection, one: Person, asks: str, *, state: State = State.CONFIRMED) -> None:
    form = Form(name=f"Naam {one.account}", email="x@x.nl", organisation="Wonen", function="f", question=asks)
    saved = Registration(state=state, version=1, form=form, privacy_read_at=NOW, created_at=NOW, changed_at=NOW)
    await registrations.save(db, EVENT, one.id, saved)


async def shown(db: AsyncConnection, by: Person, text: str, *, named: bool = False) -> QuestionId:
    return await questions.ask(db, EVENT, by.id, text, NOW, named=named, hold=False)


async def wanting(db: AsyncConnection, which: QuestionId) -> list[str]:
    found = await db.execute(await question_acts.who_want_to_know(db, EVENT, which))
    return sorted(str(row[0]) for row in found)


async def test_merged_questions_count_everybody_once_and_come_apart_again(database: Database) -> None:
    async with database.begin() as db:
        anna, bert, cees, dirk = [await met(db, name) for name in ("anna", "bert", "cees", "dirk")]
        one, other = await shown(db, anna, "Mag een camera?"), await shown(db, bert, "Is een camera toegestaan?")
        for who, which in ((cees, one), (cees, other), (dirk, other), (anna, other)):
            assert await questions.upvote(db, EVENT, which, who.id)
            assert not await questions.upvote(db, EVENT, which, who.id)
        assert not await questions.upvote(db, EVENT, one, anna.id), "it is hers"
        before = await questions.board(db, EVENT)
        assert [(entry.id, entry.votes) for entry in before.shown] == [(other, 4), (one, 2)]
        assert await question_acts.merge(db, EVENT, one, other, NOW) == (one, other)
        (both,) = (await questions.board(db, EVENT)).shown
        assert (both.id, both.votes, both.merged) == (one, 4, 1)
        assert await wanting(db, one) == sorted(who.id for who in (anna, bert, cees, dirk))
        assert (await questions.mine(db, EVENT, bert.id)).asked == {one}
        assert not await questions.upvote(db, EVENT, one, bert.id), "he asked the other"
        assert not await questions.upvote(db, EVENT, other, dirk.id), "an old card's question"
        with pytest.raises(Refusal, match=RefusalCode.QUESTIONS_MERGED_ALREADY.value):
            await question_acts.merge(db, EVENT, other, one, NOW)
        assert await question_acts.unmerge(db, EVENT, other, NOW) == one
        assert await questions.board(db, EVENT) == before_with(before, await questions.board(db, EVENT))
        assert await questions.take_back(db, EVENT, other, dirk.id)
        assert not await questions.take_back(db, EVENT, other, dirk.id)


def before_with(before: questions.Board, now: questions.Board) -> questions.Board:
    """All as it was, but for when it was touched."""
    assert [entry.id for entry in before.shown] == [entry.id for entry in now.shown]
    assert [entry.votes for entry in before.shown] == [entry.votes for entry in now.shown]
    return now


async def test_nobody_sees_what_no_moderator_approved_nor_a_name_that_wasnt_given(database: Database) -> None:
    async with database.begin() as db:
        anna = await signed_up(db, "anna", "Wie betaalt dat?")
        held = await questions.ask(db, EVENT, anna.id, "Wacht", NOW, named=True)
        unnamed, named = await shown(db, anna, "Zonder naam"), await shown(db, anna, "Met naam", named=True)
        board = await questions.board(db, EVENT)
        assert {entry.id: (entry.name, entry.organisation) for entry in board.shown} == {
            unnamed: (None, None),
            named: ("Naam 29:anna", "Wonen"),
        }
        assert (board.waiting, board.hidden) == ((), ())
        everything = await questions.board(db, EVENT, moderating=True)
        assert [(entry.text, entry.name) for entry in everything.waiting] == [
            ("Wie betaalt dat?", None),
            ("Wacht", "Naam 29:anna"),
        ]
        with pytest.raises(Refusal):
            await questions.upvote(db, EVENT, held, anna.id)
        # Answered without ever having been approved, it is still nobody else's to read.
        assert await question_acts.answer(db, EVENT, held, "Ja.", NOW) == (held, 1)
        assert (await questions.board(db, EVENT)).answered == ()
        assert await question_acts.move(db, EVENT, unnamed, QuestionState.HIDDEN, NOW)
        assert [entry.id for entry in (await questions.board(db, EVENT)).shown] == [named]


async def test_one_is_live_at_a_time(database: Database) -> None:
    async with database.begin() as db:
        anna = await met(db, "anna")
        first, second = await shown(db, anna, "Een?"), await shown(db, anna, "Twee?")
        assert await question_acts.move(db, EVENT, first, QuestionState.LIVE, NOW)
        assert not await question_acts.move(db, EVENT, first, QuestionState.LIVE, NOW)
        assert await question_acts.move(db, EVENT, second, QuestionState.LIVE, NOW)
        board = await questions.board(db, EVENT)
        assert board.live
        assert (board.live.id, [entry.id for entry in board.answered]) == (second, [first])
        third = await shown(db, anna, "Drie?")
        await question_acts.merge(db, EVENT, third, second, NOW)
        live = (await questions.board(db, EVENT)).live
        assert live
        assert live.id == third
        await question_acts.unmerge(db, EVENT, second, NOW)
        board = await questions.board(db, EVENT)
        assert board.live
        assert (board.live.id, [entry.id for entry in board.shown]) == (third, [second])


async def test_two_moderators_never_merge_in_a_circle(database: Database) -> None:
    async with database.begin() as db:
        anna = await met(db, "anna")
        one, other = await shown(db, anna, "Een?"), await shown(db, anna, "Twee?")

    async def merges(into: QuestionId, goes: QuestionId) -> bool:
        with suppress(Refusal):
            async with database.begin() as db:
                await question_acts.merge(db, EVENT, into, goes, NOW)
                return True
        return False

    assert sorted(await asyncio.gather(merges(one, other), merges(other, one))) == [False, True]
    async with database.read() as db:
        (both,) = (await questions.board(db, EVENT)).shown
        assert both.merged == 1


async def test_what_comes_with_a_registration_stands_among_the_others(database: Database) -> None:
    async with database.begin() as db:
        anna = await signed_up(db, "anna", "Wie betaalt dat?")

        async def waiting() -> list[str]:
            return [one.text for one in (await questions.board(db, EVENT, moderating=True)).waiting]

        assert await waiting() == ["Wie betaalt dat?"]
        await registers(db, anna, "Wie betaalt dat?")
        assert await waiting() == ["Wie betaalt dat?"], "once"
        await registers(db, anna, "En wie beheert dat?")
        assert await waiting() == ["En wie beheert dat?"], "it was changed before anybody looked"
        await registers(db, anna, "En wie beheert dat?", state=State.WITHDRAWN)
        assert await waiting() == []
        await registers(db, anna, "En wie beheert dat?")
        (one,) = (await questions.board(db, EVENT, moderating=True)).waiting
        await question_acts.move(db, EVENT, one.id, QuestionState.SHOWN, NOW)
        await registers(db, anna, "Iets anders?")
        assert await waiting() == ["Iets anders?"]
        assert [one.text for one in (await questions.board(db, EVENT)).shown] == ["En wie beheert dat?"]
        await registers(db, anna, "")
        assert await waiting() == []


async def test_where_the_asker_is_forgotten_the_others_keep_their_question_and_its_answer(database: Database) -> None:
    async with database.begin() as db:
        anna, bert, cees, dirk = [await met(db, name) for name in ("anna", "bert", "cees", "dirk")]
        one, two, three = [await shown(db, who, text) for who, text in ((anna, "Een"), (bert, "Twee"), (cees, "Drie"))]
        await questions.upvote(db, EVENT, one, dirk.id)
        await question_acts.assign(db, EVENT, one, PartKey("recht"), "Wie", NOW)
        await question_acts.merge(db, EVENT, two, three, NOW)
        await question_acts.merge(db, EVENT, one, two, NOW)
        await question_acts.answer(db, EVENT, one, "Ja.", NOW)
        await forgetting.forget(db, anna, [])
        board = await questions.board(db, EVENT)
        (left,) = board.answered
        assert (left.id, left.text, left.answer, left.part, left.votes) == (two, "Twee", "Ja.", "recht", 3)
        assert await wanting(db, two) == sorted(who.id for who in (bert, cees, dirk))
        assert "Een" not in str((await db.execute(select(question))).all())
        await forgetting.forget(db, bert, [])
        (left,) = (await questions.board(db, EVENT)).answered
        assert (left.id, left.votes, left.merged) == (three, 2, 0)
        await forgetting.forget(db, cees, [])
        assert (await db.execute(select(question))).all() == []
        assert (await db.execute(select(question_vote))).all() == []


async def test_what_is_taken_along_names_nobody_who_chose_not_to_be(database: Database) -> None:
    async with database.begin() as db:
        anna, bert = await signed_up(db, "anna"), await signed_up(db, "bert", "Bij de aanmelding?")
        secret, named = await shown(db, anna, "Zonder naam"), await shown(db, bert, "Met naam", named=True)
        await questions.upvote(db, EVENT, named, anna.id)
        await question_acts.merge(db, EVENT, named, secret, NOW)
        await question_acts.answer(db, EVENT, named, "Ja.", NOW)
        sheet = await exports.asked(db, EVENT)
        rows = {row[3]: dict(zip(sheet.heads, row, strict=True)) for row in sheet.rows}
        assert rows["Met naam"] | {"asked_at": None} == {
            "asked_at": None,
            "state": "done",
            "organisation": "Wonen",
            "text": "Met naam",
            "votes": 2,
            "part": None,
            "speaker": None,
            "answer": "Ja.",
            "name": "Naam 29:bert",
            "with_registration": False,
            "id": named,
            "merged_into": None,
        }
        assert (rows["Zonder naam"]["merged_into"], rows["Zonder naam"]["votes"]) == (named, None)
        assert rows["Bij de aanmelding?"]["with_registration"] is True
        assert "anna" not in str(sheet)
        # Nor does the ledger say to whom the answer to which question went.
        draft = Draft(
            event=EVENT,
            occasion=f"{question_acts.ANSWER}:{secret}",
            kind=question_acts.ANSWER,
            subject=str(secret),
            recipient=anna.id,
            road="personal",
            person_id=anna.id,
            next_at=NOW,
        )
        await deliveries.plan(db, [draft], NOW)
        (told,) = (await exports.deliveries(db, EVENT)).rows
        assert told[1] == question_acts.ANSWER


@pytest.mark.parametrize("seed", range(6))
async def test_no_sequence_of_acts_counts_somebody_twice_or_loses_an_asker(database: Database, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - which acts are tried
    async with database.begin() as db:
        everybody = [await met(db, f"p{number}") for number in range(6)]
        for number in range(60):
            kept = [
                QuestionId(key) for key in (await db.execute(select(question.c.id).order_by(question.c.id))).scalars()
            ]
            who, which, other = chance.choice(everybody), *chance.choices(kept or [QuestionId(0)], k=2)
            state = chance.choice(list(QuestionState))
            with suppress(Refusal):
                match chance.choice(("ask", "up", "up", "up", "back", "merge", "out", "move", "leave", "join")):
                    case "ask":
                        await shown(db, who, f"Vraag {number}")
                    case "up":
                        await questions.upvote(db, EVENT, which, who.id)
                    case "back":
                        await questions.take_back(db, EVENT, which, who.id)
                    case "merge":
                        await question_acts.merge(db, EVENT, which, other, NOW + timedelta(minutes=number))
                    case "out":
                        await question_acts.unmerge(db, EVENT, which, NOW)
                    case "move":
                        await question_acts.move(db, EVENT, which, state, NOW + timedelta(minutes=number))
                    case "leave" | "join" if len(everybody) < 5:
                        everybody.append(await met(db, f"new{number}"))
                    case "leave":
                        await forgetting.forget(db, who, [])
                        everybody.remove(who)
                    case "join":
                        keep = next(one for one in everybody if one is not who)
                        await joining.join(db, keep, who, NOW)
                        everybody.remove(who)
            await all_stands(db, {one.id for one in everybody})


async def all_stands(db: AsyncConnection, everybody: set[PersonId]) -> None:
    """Counted anew from the bare rows."""
    rows = {QuestionId(row.id): row for row in await db.execute(select(question))}
    votes = [(QuestionId(row.question_id), PersonId(row.person_id)) for row in await db.execute(select(question_vote))]
    board = await questions.board(db, EVENT, moderating=True)
    live = (board.live,) if board.live else ()
    entries = [*live, *board.shown, *board.later, *board.answered, *board.waiting, *board.hidden]
    assert sum(1 + one.merged for one in entries) == len(rows), "each question stands in one place"
    assert sum(row.state == QuestionState.LIVE.value and row.merged_into is None for row in rows.values()) == len(live)
    into = {key: QuestionId(row.merged_into) for key, row in rows.items() if row.merged_into}
    for one in entries:
        group = [key for key in rows if rule.root(key, into) == one.id]
        people_of = {PersonId(rows[key].person_id) for key in group} | {who for key, who in votes if key in group}
        assert one.votes == len(people_of)
        assert people_of <= everybody
        assert await wanting(db, one.id) == sorted(people_of)
