"""What is kept, as a file: whole, harmless to spreadsheets, and named for nobody."""

from __future__ import annotations

import csv
import io
import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.cells import harmless
from bot.cli import main
from bot.exporting import export
from bot.settings import Settings
from event.definition import Event, Language
from event.errors import NotConfigured
from event.ids import AccountId, BoxId, ConversationId, PersonId, VoterId
from event.registration import Form, Registration, Source, State
from event.store import audit, ballots, deliveries, people, polls, questions, registrations
from event.store.database import Database
from event.store.deliveries import Draft

NOW = datetime(2027, 5, 3, 10, 0, tzinfo=UTC)
FORM = Form(
    name="Łukasz O'Brien-van 't Hof",
    email="l@x.nl",
    organisation='=HYPERLINK("https://x.nl","klik")',
    function="+31 6",
    question='Mag dit?\nEn \x0bdat, of "zo"; dan?',
)


async def filled(database_url: str, event: Event, form: Form = FORM) -> PersonId:
    database = Database(database_url)
    await database.open()
    async with database.begin() as db:
        who = await people.meet(
            db, account=AccountId("29:1"), tenant=None, oid=None, language=None, default=Language.NL, now=NOW
        )
        one = Registration(
            state=State.CONFIRMED,
            version=1,
            form=form,
            privacy_read_at=None,
            created_at=NOW,
            changed_at=NOW,
            source=Source.IMPORT,
        )
        await registrations.save(db, event.id, who.id, one)
        await questions.ask(db, event.id, who.id, "@SUM(A1)", NOW + timedelta(hours=1))
        key = event.polls[0].key
        await polls.launch(db, event.id, key, ConversationId("19:x"), who.id, NOW, closes=None, anonymous=False)
        await db.run_sync(ballots.keep, event.id, BoxId(key), {VoterId("29:1"): (event.polls[0].options[1].key,)})
        draft = Draft(
            event=event.id,
            occasion="announcement:link",
            kind="link",
            subject="link",
            recipient=who.id,
            road="personal",
            person_id=who.id,
            next_at=NOW,
        )
        await deliveries.plan(db, [draft], NOW)
        await audit.note(db, event.id, who.id, "event.move", NOW, date="2027-06-05")
    await database.close()
    return who.id


async def taken(database_url: str, event: Event, what: str, form: str, to: Path) -> Path:
    said = await export(Settings(DATABASE_URL=database_url, _env_file=None), event, what, form, to, None)
    assert "is ready" in said
    found = to / f"{event.id}-{what}.{form}"
    assert stat.S_IMODE(found.stat().st_mode) == 0o600, "for nobody else"
    return found


def read_csv(file: Path) -> list[dict[str, str]]:
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_registrations_come_whole_in_each_format(event: Event, database_url: str, tmp_path: Path) -> None:
    who = await filled(database_url, event)
    (row,) = read_csv(await taken(database_url, event, "registrations", "csv", tmp_path))
    assert row["name"] == FORM.name
    assert row["organisation"] == f"'{FORM.organisation}", "text to a spreadsheet"
    assert row["function"] == "'+31 6"
    assert row["question"] == FORM.question
    assert (row["state"], row["source"], row["privacy_read_at"]) == ("confirmed", "import", "")
    assert row["created_at"] == "2027-05-03T12:00:00+02:00", "in the event's zone"
    assert row["person_id"] == who

    book = load_workbook(await taken(database_url, event, "registrations", "xlsx", tmp_path))
    heads, cells = list(book.worksheets[0].iter_rows())
    by_head = {head.value: cell for head, cell in zip(heads, cells, strict=True)}
    assert by_head["name"].value == FORM.name
    assert by_head["organisation"].value == f"'{FORM.organisation}"
    assert by_head["organisation"].data_type == "s", "no formula"
    assert by_head["question"].value == FORM.question.replace("\x0b", "")
    assert by_head["created_at"].value == datetime(2027, 5, 3, 12, 0)  # noqa: DTZ001 - as a spreadsheet has it

    (kept,) = json.loads((await taken(database_url, event, "registrations", "json", tmp_path)).read_text("utf-8"))
    assert {name: kept[name] for name in vars_of(FORM)} == vars_of(FORM), "as it was typed"


def vars_of(form: Form) -> dict[str, str]:
    return {name: getattr(form, name) for name in Form.__dataclass_fields__}


async def test_the_others_say_what_they_hold(event: Event, database_url: str, tmp_path: Path) -> None:
    who = await filled(database_url, event)
    (sent,) = read_csv(await taken(database_url, event, "deliveries", "csv", tmp_path))
    assert (sent["occasion"], sent["state"], sent["email"]) == ("announcement:link", "planned", FORM.email)
    given, asked = read_csv(await taken(database_url, event, "questions", "csv", tmp_path))
    assert (given["text"], asked["text"]) == (FORM.question, "'@SUM(A1)")
    assert FORM.name not in str(given), "moderators see no names either"
    votes = read_csv(await taken(database_url, event, "polls", "csv", tmp_path))
    assert [row["votes"] for row in votes] == ["0", "1", "0", "0"]
    assert votes[1]["answer"] == event.polls[0].options[1].text.nl
    rows = json.loads((await taken(database_url, event, "audit", "json", tmp_path)).read_text("utf-8"))
    assert rows[0]["act"] == "event.move"
    assert (rows[0]["by"], rows[0]["detail"]) == (who, {"date": "2027-06-05"})
    assert [row["act"] for row in rows[1:]] == ["export.deliveries", "export.questions", "export.polls"]
    assert rows[1]["detail"] == {"rows": 1}


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\t1", "\r1", "＝1", "\n=1", "=cmd|' /C calc'!A0"]
)
def test_what_looks_like_a_formula_is_text(typed: str) -> None:
    assert harmless(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["", "Łukasz", "O'Brien-van 't Hof", "a=1", "1-2", "'=1"])
def test_what_is_text_already_stays(typed: str) -> None:
    assert harmless(typed) == typed


async def test_what_cannot_be_written_was_not_taken_along(event: Event, database_url: str, tmp_path: Path) -> None:
    await filled(database_url, event)
    settings = Settings(DATABASE_URL=database_url, _env_file=None)
    with pytest.raises(NotConfigured, match="can't be written"):
        await export(settings, event, "registrations", "csv", tmp_path / "nowhere" / "x.csv", None)
    database = Database(database_url)
    async with database.read() as db:
        assert [one.act for one in await audit.latest(db, event.id, 5)] == ["event.move"]
    await database.close()
    assert leftovers(tmp_path) == []


def leftovers(folder: Path) -> list[str]:
    return [one.name for one in folder.glob(".export-*")]


@pytest.mark.parametrize("language", list(Language))
async def test_the_record_of_processing_says_all_that_the_law_asks(
    event: Event, tmp_path: Path, language: Language
) -> None:
    settings = Settings(DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path / 'x.db'}", _env_file=None)
    for form in ("md", "json"):
        await export(settings, event, "processing", form, tmp_path, language)
    text = (tmp_path / f"{event.id}-processing.md").read_text("utf-8")
    record: dict[str, Any] = json.loads((tmp_path / f"{event.id}-processing.json").read_text("utf-8"))
    assert event.organiser.email in text
    for key in ("controller", "purposes", "data_subjects", "data", "recipients", "transfers", "security"):
        assert record[key]
        assert all(f"- {line}" in text for line in record[key]), key
    ballots = record["fields"]["ballots"]
    assert (ballots["days_after_the_event"], ballots["until"]) == (7, "2027-06-11")
    purpose = event.privacy.fields.ballots.purpose
    assert purpose is not None
    assert ballots["purpose"] == purpose.in_(language)
    assert purpose.in_(language) in text
    assert ("Verwerkingsregister" in text) is (language is Language.NL)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["gastheer", "export", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    code = stopped.value.code
    assert isinstance(code, int)
    return code


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "registrations") == 0
    out, err = capfdbinary.readouterr()
    assert out.decode("utf-8-sig").startswith("name,email,")
    assert b"0 rows." in err
    assert run(monkeypatch, "processing", "--language", "en", "-o", "record.md") == 0
    assert (tmp_path / "record.md").read_text("utf-8").startswith("# Record of processing")
    for wrong in (["registrations", "--format", "md"], ["audit", "--format", "xlsx"], ["everything"]):
        assert run(monkeypatch, *wrong) == 2, wrong
    assert run(monkeypatch, "polls", "-o", "nowhere/x.csv") == 1
    assert b"can't be written" in capfdbinary.readouterr()[1]


async def test_what_was_cleared_is_not_in_it(event: Event, database_url: str, tmp_path: Path) -> None:
    await filled(database_url, event, replace(FORM, name=""))
    (row,) = read_csv(await taken(database_url, event, "registrations", "csv", tmp_path))
    assert row["name"] == ""
