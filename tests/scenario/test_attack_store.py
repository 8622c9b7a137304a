"""The same without the people, at the store; and the design broken in one place each, for the attacks to succeed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from sqlalchemy import Connection, text

from event import seals, steps
from event.definition import PollKind
from event.seals import Code, Seal
from event.store import sealed
from event.store.database import Database
from event.store.tables import tally
from tests.scenario import attacks
from tests.scenario.attacks import Case
from tests.scenario.campaign import FEWEST, KINDS, VOTERS, Campaign, answers, asked
from tests.scenario.evidence import free_pages, taken
from tests.store.boxes import SECRET, Box


async def voted_in(database_url: str, kind: PollKind) -> Campaign:
    """What the attacks find is what the store gives away."""
    campaign = Campaign(answers(kind))
    database = Database(database_url, SECRET)
    await database.open()
    box = Box(database, asked(kind, campaign.said))
    await box.launch()

    async def look() -> None:
        standing = await box.standing()
        shown = "".join(f"{mark}: {votes}\n" for mark, votes in standing.tally.counts.items()) if standing.tally else ""
        told = {"shown": shown.encode(), "log": "".join(map(str, logs)).encode()}
        campaign.moments.append(await taken(database_url, told))

    with structlog.testing.capture_logs() as logs:
        await look()
        for number, said in enumerate([*campaign.said[:VOTERS], None, campaign.said[VOTERS]]):
            if said is None:
                await box.close()
                await look()
                await box.reopen()
            else:
                voter = f"oid:voter-{number:02}"
                assert (await box.vote(voter, said)).refusal is None
                campaign.truth[voter] = said
            await look()
        await box.close()
        await look()
    campaign.codes |= set(box.codes.values())
    await database.close()
    return campaign


def noticed(campaign: Campaign) -> set[str]:
    """What shows that the design is broken."""
    twelve = Case(moments=campaign.moments[: VOTERS + 2], answers=campaign.said)
    found = {name for name, number in attacks.hits(twelve, campaign.truth).items() if number >= attacks.ENOUGH}
    found |= {what for what, sizes in attacks.lengths(twelve).items() if len(sizes) > 1}
    found |= {"codes"} if any(attacks.codes_in(one.everything, campaign.codes) for one in campaign.moments) else set()
    found |= {"steps"} if any(0 < number < FEWEST for number in attacks.steps_between(twelve)) else set()
    return found | {
        name for name, number in attacks.hits(campaign.case, campaign.truth, [attacks.by_closes]).items() if number
    }


@KINDS
async def test_the_store_gives_nothing_away(database_url: str, kind: PollKind) -> None:
    assert noticed(await voted_in(database_url, kind)) == set()


def unsealed(self: Seal, said: Any, at: str, room: int) -> bytes:
    """As it is said, and as long."""
    del self, at
    return json.dumps(said, ensure_ascii=False).encode().ljust(room)


class Breaks:
    """The design, broken in one place each."""

    @staticmethod
    def no_seal(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Seal, "close", unsealed)
        patch.setattr(Seal, "open", lambda _self, said, _at: json.loads(said))

    @staticmethod
    def no_padding(patch: pytest.MonkeyPatch) -> None:
        close = Seal.close
        patch.setattr(Seal, "close", lambda self, said, at, _room: close(self, said, at, 1))

    @staticmethod
    def a_key_that_stays(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Seal, "row", lambda _self, code: code.receipt)

    @staticmethod
    def receipts_that_count(patch: pytest.MonkeyPatch) -> None:
        given: dict[str, int] = {}
        receipt = property(lambda code: f"{given.setdefault(code.text, len(given)):032}")
        patch.setattr(Code, "receipt", receipt)

    @staticmethod
    def a_tally_in_plain(patch: pytest.MonkeyPatch) -> None:
        keep = sealed.keep

        def kept(db: Connection, event: Any, box: Any, votes: Any) -> Any:
            outcomes = keep(db, event, box, votes)
            for one in votes:
                db.execute(tally.insert(), {"event": event, "box": box, "mark": one.marks[0], "votes": 1})
            return outcomes

        patch.setattr(sealed, "keep", kept)

    @staticmethod
    def a_code_in_the_log(patch: pytest.MonkeyPatch) -> None:
        new_code = seals.new_code

        def made() -> Code:
            code = new_code()
            structlog.get_logger().info("kept", code=code.text)
            return code

        patch.setattr(sealed, "new_code", made)

    @staticmethod
    def one_by_one(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(steps, "FEWEST", 1)

    @staticmethod
    def opened_for_one(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(steps, "may_open", lambda _new, _changed: True)


@pytest.mark.parametrize(
    ("broken", "kind", "by"),
    [
        (Breaks.no_seal, PollKind.SINGLE, {"by_what_appears", "by_commits"}),
        (Breaks.no_seal, PollKind.TEXT, {"by_what_appears", "by_commits"}),
        (Breaks.no_padding, PollKind.TEXT, {"by_size", "ballot"}),
        (Breaks.a_key_that_stays, PollKind.SINGLE, {"by_what_appears", "by_commits"}),
        (Breaks.receipts_that_count, PollKind.SINGLE, {"by_order"}),
        (Breaks.a_tally_in_plain, PollKind.SINGLE, {"by_what_appears", "by_commits", "by_numbers", "steps"}),
        (Breaks.a_code_in_the_log, PollKind.SINGLE, {"codes"}),
        (Breaks.one_by_one, PollKind.SINGLE, {"steps"}),
        (Breaks.opened_for_one, PollKind.SINGLE, {"by_closes"}),
    ],
)
async def test_each_break_is_noticed(
    database_url: str,
    broken: Callable[[pytest.MonkeyPatch], None],
    kind: PollKind,
    by: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or the attacks could not succeed. What only SQLite's log tells is left out on PostgreSQL."""
    broken(monkeypatch)
    expected = by if "sqlite" in database_url else by - {"by_commits"}
    assert expected <= noticed(await voted_in(database_url, kind))


async def test_ballots_that_are_laid_open_as_they_lay_are_noticed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL: SQLite has them in the order of their keys anyway."""
    rows, can_lie = sealed._rows, "postgresql" in database_url
    as_they_lie = [text("ctid")] if can_lie else []
    monkeypatch.setattr(sealed, "_rows", lambda event, box: rows(event, box).order_by(*as_they_lie))
    monkeypatch.setattr(sealed, "sorted", list, raising=False)
    assert ("by_order" in noticed(await voted_in(database_url, PollKind.SINGLE))) is can_lie


async def test_what_was_sealed_is_overwritten_in_sqlites_file(tmp_path: Any) -> None:
    """Its free pages hold nothing of it, once its log is emptied."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'x.db'}"
    campaign = await voted_in(url, PollKind.TEXT)
    database = Database(url)
    assert await database.scrub(whole=False)
    await database.close()
    last = await taken(url)
    file = last.files["x.db"]
    before = [row["sealed"] for one in campaign.moments for row in one.rows["ballot"] if row["sealed"]]
    left = {row["sealed"] for row in last.rows["ballot"] if row["sealed"]}
    assert [one for one in before if one not in left and one[:200] in file] == []
    assert [page for page in free_pages(file) if any(one[:64] in page for one in before)] == []
