"""`gastheer import`: what it says, what it takes over, and how it ends."""

from __future__ import annotations

import io
import json
import sqlite3
from pathlib import Path

import pytest

from tests.bot.test_cli import gastheer
from tests.event.importing.files import HEADER, LUKASZ, SEAN, ZOE, csv, xlsx

WRONG = ("=Jan", "jan.bos", "Wonen", "Portier")
LESS = ("Piet Vos", "piet@x.nl", "Wonen", "")


class Terminal(io.StringIO):
    """Somebody who types this."""

    def isatty(self) -> bool:
        return True


class Command:
    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, data: bytes, *arguments: str, typed: str | None = None) -> tuple[int, str, str]:
        """Its exit, what it said, and what it said beside it."""
        (self.folder / "lijst").write_bytes(data)
        self._monkeypatch.setattr("sys.stdin", io.StringIO() if typed is None else Terminal(typed))
        code = gastheer(self._monkeypatch, self.folder, "import", "lijst", *arguments)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def names(self) -> list[str]:
        with sqlite3.connect(self.folder / "var" / "gastheer.db") as database:
            found = [row[0] for row in database.execute("SELECT name FROM registration ORDER BY name")]
        database.close()
        return found


@pytest.fixture(name="command")
def _command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(tmp_path, monkeypatch, capsys)


def test_a_list_is_shown_and_taken_over_at_a_yes(command: Command) -> None:
    data = csv(HEADER, SEAN, LUKASZ).encode()
    code, said, beside = command(data)
    assert (code, command.names()) == (1, [])
    assert "B, E-mail" in said
    assert "2: new: Sean O'Brien-van 't Hof, s.obrien@wonenzuid.example, Wonen Zuid" in said
    assert "Nothing was taken over. Add --yes to do it." in beside
    assert command(data, typed="n\n")[0] == 1
    assert command.names() == []
    code, said, _ = command(data, typed="y\n")
    assert (code, command.names()) == (0, [SEAN[0], LUKASZ[0]])
    assert "Taken over: 2 new" in said
    code, said, _ = command(data, "--yes")
    assert code == 0
    assert "There is nothing in it to take over." in said


def test_wrong_lines_are_findings_and_the_good_ones_are_taken_over(command: Command) -> None:
    code, said, _ = command(csv(HEADER, SEAN, WRONG, LESS).encode(), "--yes", "--left-out", "uit.csv")
    assert (code, command.names()) == (1, [SEAN[0]])
    assert "3: wrong: =Jan, jan.bos, Wonen: “jan.bos” is no e-mail address" in said
    assert "Left out: 1 doubtful, 1 wrong." in said
    left = (command.folder / "uit.csv").read_text("utf-8-sig").splitlines()
    assert left == [
        "Naam;E-mail;Organisatie;Functie;Vraag;Line;Why it was left out",
        "'=Jan;jan.bos;Wonen;Portier;;3;“jan.bos” is no e-mail address",
        "Piet Vos;piet@x.nl;Wonen;;;4;no job title",
    ]
    put_right = (command.folder / "uit.csv").read_bytes().replace(b"jan.bos;", b"jan.bos@x.nl;")
    assert command(put_right, "--yes", "--take", "incomplete")[0] == 0
    assert command.names() == ["=Jan", "Piet Vos", SEAN[0]]


def test_doubtful_lines_come_along_by_number(command: Command) -> None:
    data = csv(HEADER, SEAN, LESS, ("Klaas", "klaas@x.nl", "", "")).encode()
    code, said, _ = command(data, "--yes", "--take", "4")
    assert (code, command.names()) == (0, ["Klaas", SEAN[0]])
    assert "4: doubtful, taken along: Klaas" in said
    assert command(data, "--yes", "--take", "4")[0] == 0  # it needs nobody's word any more
    code, _, beside = command(data, "--take", "99")
    assert code == 2
    assert "no line of the list" in beside


def test_columns_can_be_said(command: Command) -> None:
    data = xlsx([("Naam", "E-mail", "Wat doet u?", "Telefoon"), (SEAN[0], SEAN[1], "Huismeester", "06")])
    code, said, _ = command(data, "--columns", "function=C")
    assert "Job title" in said
    assert "Left out: Telefoon" in said
    assert command(data, "--columns", "function=3, name=naam, organisation=-", "--yes")[0] == 0
    for wrong in ("function=Z", "job=A", "email=-", "function=B"):
        code, _, beside = command(data, "--columns", wrong)
        assert code == 2, wrong
        assert "--columns" in beside


def test_a_program_reads_it_as_json(command: Command) -> None:
    data = csv(HEADER, SEAN, ZOE, WRONG).encode("cp1252")
    code, said, _ = command(data, "--json")
    found = json.loads(said)
    assert (code, found["taken_over"], found["encoding"], found["header"]) == (1, None, "Windows-1252", 1)
    assert found["columns"]["email"] == {"column": "B", "called": "E-mail"}
    assert found["counts"] == {"new": 2, "changed": 0, "same": 0, "doubtful": 0, "wrong": 1}
    assert found["lines"][2]["reasons"] == [{"reason": "not_an_address", "about": "jan.bos"}]
    code, said, _ = command(data, "--json", "--yes")
    assert (code, json.loads(said)["taken_over"]) == (1, {"new": 2, "changed": 0, "came_back": 0})
    code, said, _ = command(csv(HEADER, SEAN, ZOE).encode(), "--json", "--yes")
    assert (code, json.loads(said)["taken_over"], json.loads(said)["counts"]["same"]) == (0, None, 2)


def test_what_is_no_list_is_a_sentence(command: Command) -> None:
    for data, sentence in (
        (b"%PDF-1.7", "isn't a list that I can read"),
        (b"", "The file is empty."),
        (csv(HEADER, *([SEAN] * 20_001)).encode(), "20000 lines is the most I read"),
        (b"x" * (10 * 1024 * 1024 + 1), "10 MB is the most I read"),
    ):
        code, said, beside = command(data, "--yes")
        assert (code, said) == (1, "")
        assert sentence in " ".join(beside.split())
        assert "Traceback" not in beside


def test_wrong_usage_and_a_database_that_is_not_there(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gastheer(monkeypatch, command.folder, "import") == 2
    assert gastheer(monkeypatch, command.folder, "import", "nowhere.csv") == 2
    code, _, beside = command(csv(HEADER, SEAN).encode(), "--yes", "--left-out", ".")
    assert code == 1
    assert "can't be written (Is a directory)" in beside
    nowhere = {"DATABASE_URL": "postgresql+asyncpg://x@127.0.0.1:1/x"}
    assert gastheer(monkeypatch, command.folder, "import", "lijst", "--yes", **nowhere) == 1


def test_nothing_that_a_list_holds_steers_the_terminal(command: Command) -> None:
    row = ("[bold]Jan\x9b31m", "jan@x.nl", "[red]Wonen", "F")
    code, said, _ = command(csv(("Naam\x9b31m", *HEADER[1:]), row).encode(), "--yes")
    assert code == 0
    assert "\x9b" not in said
    assert "[bold]Jan 31m, jan@x.nl, [red]Wonen" in said
