"""Results as files: of each kind the same in each, nothing that says who, harmless, and to be seen on a slide."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageChops

from bot import results
from bot.cli import main
from bot.results import drawing
from cards import report as words
from cards.result import result as result_card
from cards.texts import Texts, texts
from cards.views_ballots import ResultView
from cards.views_results import Report, Reported
from event import polls as rule
from event.definition import Event, Language, Option, Poll, PollKind, ResultsShown
from event.eventfile import read, shipped
from event.ids import BoxId, ConversationId, PollKey, VoterId
from event.kinds import KINDS, kind_of
from event.kinds.shapes import Marks, Tally
from event.polls import PollState, Standing
from event.store import audit, ballots, polls
from event.store.database import Database
from rehearsal.chats import words as said
from tests.cards.example import EVENT

NOW = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
OPTIONS = tuple(
    Option.model_validate({"key": key, "text": {"nl": nl, "en": en}})
    for key, nl, en in (
        ("hond", "Een hond, één café", "A dog"),
        ("kat", '=HYPERLINK("https://x.nl")', "-1 cat"),
        ("mus", "Žižek & Łódź", "A sparrow"),
    )
)
GIVEN: dict[PollKind, tuple[dict[str, Any], list[Marks]]] = {
    PollKind.SINGLE: ({"options": OPTIONS}, [("hond",), ("hond",), ("kat",)]),
    PollKind.MULTIPLE: ({"options": OPTIONS}, [("hond", "kat"), ("kat",), ("mus", "kat")]),
    PollKind.YES_NO: ({}, [("yes",), ("no",), ("abstain",)]),
    PollKind.RATING: ({}, [("5",), ("4",), ("4",)]),
    PollKind.TEXT: ({}, [("Meer licht",), ("=1+1",), ("Meer licht",)]),
    PollKind.SCALE: ({"low": OPTIONS[0].text, "high": OPTIONS[1].text}, [("1",), ("5",), ("3",)]),
    PollKind.NUMBER: ({}, [("-5",), ("12",), ("12",)]),
    PollKind.CLOUD: ({}, [("Café", "licht"), ("cafe",), ("@rood",)]),
    PollKind.RANKING: ({"options": OPTIONS}, [("kat@1", "hond@2", "mus@3"), ("kat@1", "mus@2", "hond@3")]),
    PollKind.QUIZ: ({"options": OPTIONS, "right": ("kat",)}, [("hond",), ("kat",), ("kat",)]),
}
"""Of each kind what it needs, and ballots."""


def counted(given: list[Marks]) -> Tally:
    counts: dict[str, int] = {}
    for mark in (mark for marks in given for mark in marks):
        counts[mark] = counts.get(mark, 0) + 1
    return Tally(ballots=len(given), counts=counts)


def reported(kind: PollKind, *, state: PollState = PollState.CLOSED, question: str = "+31 Hoe?") -> Reported:
    more, given = GIVEN[kind]
    poll = Poll.model_validate({"key": kind.value.replace("_", "-"), "kind": kind, "question": question, **more})
    tally = counted(given)
    standing = Standing(votes=tally.ballots, tally=tally, closed=state is PollState.CLOSED)
    return Reported(poll=poll, state=state, anonymous=False, standing=standing)


def report(*of: Reported) -> Report:
    return Report(event=EVENT, at=NOW.astimezone(EVENT.zone), polls=of)


def rows_of(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def plain(cell: object) -> object:
    return cell.removeprefix("'") if isinstance(cell, str) else cell


def table(sheet: Worksheet) -> list[list[object]]:
    """Its rows below the heads."""
    return [[plain(cell.value) for cell in row] for row in sheet.iter_rows(min_row=6) if row[0].value is not None]


def described(picture: bytes) -> str:
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, image.size) == ("PNG", (1920, 1080))
        return str(image.info["Description"])


def test_each_kind_is_tried() -> None:
    assert set(GIVEN) == set(KINDS)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(KINDS))
def test_card_table_sentence_files_and_picture_say_the_same(kind: PollKind, language: Language) -> None:
    one, speaks = reported(kind), texts(language)
    found = rule.result(one.poll, one.standing)
    assert found is not None
    told = words.told(one, speaks)
    drawn = result_card(ResultView(event=EVENT, poll=one.poll, standing=one.standing), speaks)
    card = re.sub(r"\*\*|\\(?=\W)", "", said(drawn.content))
    whole = report(one)
    lines = rows_of(results.drawn(whole, "csv", speaks))
    (kept,) = json.loads(results.drawn(whole, "json", speaks))["polls"]
    overview, sheet = load_workbook(io.BytesIO(results.drawn(whole, "xlsx", speaks))).worksheets
    pictured = described(results.picture(whole, one, speaks))

    sentences = [kept["sentence"], sheet["A3"].value, overview["C4"].value, *(line["sentence"] for line in lines)]
    assert {str(plain(one)) for one in sentences} == {told.sentence}
    assert told.sentence in card
    assert told.sentence in pictured
    assert plain(sheet["A1"].value) == kept["question"] == one.poll.question.in_(language)

    votes = [row.votes for row in found.rows]
    assert [answer["votes"] for answer in kept["answers"]] == votes
    assert [int(line["votes"]) for line in lines] == votes
    assert [row[1] for row in table(sheet)] == votes
    shares = [row.share for row in found.rows]
    assert [answer["share"] for answer in kept["answers"]] == shares
    assert [int(line["share"]) for line in lines] == shares
    assert [round(float(str(row[2])) * 100) for row in table(sheet)] == shares
    labels = [answer.label for answer in told.answers]
    assert [answer["answer"] for answer in kept["answers"]] == labels
    assert [plain(line["answer"]) for line in lines] == labels
    assert [row[0] for row in table(sheet)] == labels
    for answer in told.answers:
        assert f"{answer.called}: {answer.numbers}" in card
        assert f"{answer.called}: {answer.numbers}" in pictured
    assert kept["ballots"] == kept["shown"] == found.ballots
    assert kept["right"] == found.right


def test_a_chart_is_drawn_of_the_tables_own_cells() -> None:
    whole = report(*(reported(kind) for kind in KINDS))
    speaks = texts(Language.NL)
    with zipfile.ZipFile(io.BytesIO(results.drawn(whole, "xlsx", speaks))) as book:
        charts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/")]
    assert len(charts) == len(KINDS) - 1, "what people wrote can't be measured"
    assert any("!$A$6:$A$8" in chart and "!$B$6:$B$8" in chart for chart in charts)
    assert sum("!$C$6:$C$8" in chart for chart in charts) == 1, "of a ranking the score: the higher the better"
    names = load_workbook(io.BytesIO(results.drawn(whole, "xlsx", speaks))).sheetnames
    assert names[0] == "Overzicht"
    assert len(names) == len(KINDS) + 1


def test_a_sheets_name_is_one_that_excel_takes() -> None:
    asked = ("Wat [dan] :*?/\\ toch, en nog veel meer dan er in een naam past", "''", "history", "\x0b\uffff")
    whole = report(*(reported(PollKind.SINGLE, question=one) for one in asked))
    names = load_workbook(io.BytesIO(results.drawn(whole, "xlsx", texts(Language.EN)))).sheetnames
    assert len(set(names)) == len(asked) + 1
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_what_looks_like_a_formula_is_text() -> None:
    whole = report(reported(PollKind.SINGLE), reported(PollKind.TEXT), reported(PollKind.CLOUD))
    speaks = texts(Language.NL)
    for line in rows_of(results.drawn(whole, "csv", speaks)):
        assert not any((value or "x")[0] in "=+-@" for value in line.values()), line
    for sheet in load_workbook(io.BytesIO(results.drawn(whole, "xlsx", speaks))).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f", cell
            assert not isinstance(cell.value, str) or cell.value[0] not in "=+-@", cell


def test_what_isnt_over_is_so_far_and_tells_no_right_answer() -> None:
    one, speaks = reported(PollKind.QUIZ, state=PollState.OPEN), texts(Language.EN)
    (kept,) = json.loads(results.drawn(report(one), "json", speaks))["polls"]
    assert kept["state"] == "open, so far"
    assert (kept["right"], [answer["right"] for answer in kept["answers"]]) == (None, [False] * 3)
    assert words.told(one, speaks).about == "Open, so far · 3 votes"
    sheet = load_workbook(io.BytesIO(results.drawn(report(one), "xlsx", speaks))).worksheets[1]
    assert sheet["A2"].value == "Open, so far · 3 votes"
    assert sheet["D5"].value is None


@pytest.mark.parametrize("language", list(Language))
def test_a_second_round_has_the_first_beside_it(language: Language) -> None:
    speaks, one = texts(language), reported(PollKind.SINGLE)
    first = counted([("kat",), ("kat",), ("mus",), ("hond",)])
    before = rule.result(one.poll, Standing(votes=4, tally=first, closed=True))
    one = replace(one, standing=replace(one.standing, before=before))
    drawn = result_card(ResultView(event=EVENT, poll=one.poll, standing=one.standing), speaks)
    card = re.sub(r"\*\*|\\(?=\W)", "", said(drawn.content))
    told = words.told(one, speaks)
    assert told.sentence in card
    assert all(f"{answer.called}: {answer.numbers}" in card for answer in told.answers)
    (kept,) = json.loads(results.drawn(report(one), "json", speaks))["polls"]
    assert [answer["before"] for answer in kept["answers"]] == [25, 50, 25]
    sheet = load_workbook(io.BytesIO(results.drawn(report(one), "xlsx", speaks))).worksheets[1]
    assert [row[3] for row in table(sheet)] == [0.25, 0.5, 0.25]


def test_too_few_anonymous_votes_are_a_number_and_nothing_else() -> None:
    one = reported(PollKind.SINGLE)
    one = replace(one, anonymous=True, standing=Standing(votes=3, tally=None, closed=True))
    whole, speaks = report(one), texts(Language.NL)
    (line,) = rows_of(results.drawn(whole, "csv", speaks))
    assert (line["ballots"], line["shown"], line["answer"], line["votes"]) == ("3", "", "", "")
    (kept,) = json.loads(results.drawn(whole, "json", speaks))["polls"]
    assert (kept["ballots"], kept["shown"], kept["answers"]) == (3, None, [])
    assert "Een hond" not in str(
        list(load_workbook(io.BytesIO(results.drawn(whole, "xlsx", speaks)))["Overzicht"].values)
    )
    assert "Een hond" not in described(results.picture(whole, one, speaks))


def test_nothing_is_a_file_too() -> None:
    speaks = texts(Language.EN)
    assert rows_of(results.drawn(report(), "csv", speaks)) == []
    book = load_workbook(io.BytesIO(results.drawn(report(), "xlsx", speaks)))
    assert book.worksheets[0]["A4"].value == "There are no results to show yet."


def test_each_picture_of_the_archive_has_its_description_beside_it() -> None:
    whole = report(*(reported(kind) for kind in KINDS))
    with zipfile.ZipFile(io.BytesIO(results.drawn(whole, "zip", texts(Language.NL)))) as archive:
        for one in whole.polls:
            name = results.picture_name(whole, one)
            assert archive.read(f"{name}.txt").decode().strip() == described(archive.read(name))


LONG = "Een héél lang antwoord dat niet op één regel past en toch gelezen moet worden, van begin tot eind graag. "


@pytest.mark.parametrize("number", [1, 12, 200])
@pytest.mark.parametrize("text", ["Ja", LONG, "x" * 140])
def test_a_picture_keeps_its_margins_and_names_what_it_leaves_out(number: int, text: str) -> None:
    answers = [f"{nth} {text}" for nth in range(number)]
    options = [{"key": str(nth), "text": one} for nth, one in enumerate(answers)]
    more = {"kind": PollKind.TEXT} if number > 12 else {"options": options}
    poll = Poll.model_validate({"key": "x", "question": (text * 3)[:300], **more})
    tally = counted([(one,) for one in answers] if number > 12 else [("1",)] * number)
    one = Reported(
        poll=poll, state=PollState.CLOSED, anonymous=False, standing=Standing(votes=number, tally=tally, closed=True)
    )
    with Image.open(io.BytesIO(results.picture(report(one), one, texts(Language.NL)))) as image:
        drawn = ImageChops.invert(image.convert("L")).getbbox()
    assert drawn is not None
    left, top, right, bottom = drawn
    assert left >= 80
    assert right <= 1920 - 80
    assert top >= 50
    assert bottom <= 1080 - 20
    told = words.told(one, texts(Language.NL))
    laid = drawing._laid_out(told)
    assert laid.left_out + len(laid.answers) == len(told.answers)
    assert laid.left_out == 0 or number > 12, "all that a ballot can have is there"


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.integers(60, 900))
def test_wrapping_loses_no_letter_and_keeps_within_its_width(text: str, width: int) -> None:
    of = drawing._type(30, 1)
    lines = of.wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(of.width(line) <= width or len(line) == 1 for line in lines)


def test_what_is_far_too_long_is_cut_and_shows_it() -> None:
    of = drawing._type(30, 1)
    lines = of.cut(of.wrapped("W" * 500, 600), 600, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("W…")
    assert of.width(lines[-1]) <= 600


@pytest.mark.parametrize("bold", [False, True])
def test_the_letters_that_people_write_are_there(*, bold: bool) -> None:
    font = drawing._type(40, 1, bold=bold).font
    nothing = bytes(font.getmask("\uffff"))
    for letter in "éèëïüöçñåøžłŁŹĳğșőėčΑЖ€…“”’–":
        assert bytes(font.getmask(letter)) != nothing, letter


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    code = "import bot.cli, bot.wiring, bot.exporting, sys; print(sorted({'PIL', 'openpyxl'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def run(monkeypatch: pytest.MonkeyPatch, *given: str) -> int:
    monkeypatch.setattr("sys.argv", ["gastheer", "export", *given])
    with pytest.raises(SystemExit) as stopped:
        main()
    return int(stopped.value.code or 0)


async def launched(url: str, event: Event, *, shown: bool = True) -> None:
    """The first is closed, with two votes; the second is open."""
    database = Database(url)
    await database.open()
    first, second = event.polls[:2]
    async with database.begin() as db:
        for key in (first.key, second.key):
            await polls.launch(db, event.id, key, ConversationId("19:x"), None, NOW, closes=None, anonymous=False)
        for voter in ("29:zzyzx", "29:qqwert"):
            marks = kind_of(first).read(first, {"option": first.options[1].key})
            await db.run_sync(ballots.keep, event.id, BoxId(first.key), {VoterId(voter): marks})
    await database.close()


def test_the_command_writes_each_form_and_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import asyncio

    monkeypatch.chdir(tmp_path)
    event = read(shipped())
    (tmp_path / "var").mkdir()
    asyncio.run(launched(f"sqlite+aiosqlite:///{tmp_path / 'var' / 'gastheer.db'}", event))
    first = event.polls[0].key
    (tmp_path / "to").mkdir()
    for form in ("csv", "xlsx", "json", "png"):
        assert run(monkeypatch, "polls", "--format", form, "-o", "to") == 0, form
        assert "2 polls." in capfd.readouterr()[1]
    pictures = sorted(one.name for one in (tmp_path / "to").glob("*.png"))
    assert pictures == sorted(f"{event.id}-poll-{poll.key}.png" for poll in event.polls[:2])
    for name in pictures:
        assert (tmp_path / "to" / f"{name}.txt").read_text("utf-8").strip() == described(
            (tmp_path / "to" / name).read_bytes()
        )
    every = b"".join(one.read_bytes() for one in (tmp_path / "to").iterdir())
    assert b"zzyzx" not in every, "and never who voted what"
    assert run(monkeypatch, "polls", "--format", "json", "--poll", first, "--language", "en") == 0
    kept = json.loads(capfd.readouterr()[0])
    assert [(one["poll"], one["state"], one["ballots"]) for one in kept["polls"]] == [(first, "open, so far", 2)]
    assert kept["language"] == "en"
    assert run(monkeypatch, "polls", "--format", "png", "--poll", first, "-o", "one.png") == 0
    assert "2 " in described((tmp_path / "one.png").read_bytes())
    assert run(monkeypatch, "polls", "--poll", "nooit") == 1
    assert f"No poll nooit was launched. There are: {first}" in capfd.readouterr()[1]
    for wrong in (
        ["polls", "--format", "png"],
        ["polls", "--format", "png", "-o", "nowhere"],
        ["polls", "--format", "xlsx"],
        ["polls", "--format", "zip"],
        ["audit", "--poll", first],
        ["questions", "--format", "png"],
    ):
        assert run(monkeypatch, *wrong) == 2, wrong


async def test_to_share_is_what_is_closed_and_may_be_seen(event: Event, database_url: str) -> None:
    await launched(database_url, event)
    database = Database(database_url)
    first = event.polls[0]
    async with database.begin() as db:
        assert (await results.to_share(db, event, NOW)).polls == []
        assert [one.state for one in (await results.so_far(db, event, NOW)).polls] == [PollState.OPEN] * 2
        await polls.launch(
            db, event.id, PollKey(event.polls[2].key), ConversationId("19:x"), None, NOW, closes=NOW, anonymous=False
        )
        shared = await results.to_share(db, event, NOW)
        assert [one.poll.key for one in shared.polls] == [event.polls[2].key], "its moment has come"
        hidden = tuple(one.model_copy(update={"results": ResultsShown.REVEALED}) for one in event.polls)
        assert (await results.to_share(db, event.with_(polls=hidden), NOW)).polls == []
        assert first.key in [one.poll.key for one in (await results.so_far(db, event, NOW)).polls]
        assert await audit.latest(db, event.id, 5) == []
    await database.close()


def test_the_texts_of_both_languages_differ() -> None:
    one = reported(PollKind.SINGLE)
    assert words.told(one, Texts(Language.NL)).about != words.told(one, Texts(Language.EN)).about
