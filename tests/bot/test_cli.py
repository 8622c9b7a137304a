"""The command line's exits and reasons."""

from __future__ import annotations

import os
import socket
import sqlite3
from pathlib import Path

import pytest

from bot.cli import main
from event.eventfile import shipped
from event.store import migrations


def gastheer(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str, **settings: str) -> int:
    for name in [name for name in os.environ if name.startswith(("GASTHEER_", "MicrosoftApp"))]:
        monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(f"GASTHEER_{name}", value)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["gastheer", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    return int(stopped.value.code or 0)


IDENTITY = {"APP_ID": "a", "APP_TENANT": "t", "APP_SECRET": "s"}


def test_run_without_an_identity_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gastheer(monkeypatch, tmp_path, "run") == 1
    said = capsys.readouterr().err
    assert "GASTHEER_APP_ID is not set." in said
    assert "GASTHEER_APP_SECRET" in said
    assert "gastheer try" in said


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"PORT": "many"}, "GASTHEER_PORT"),
        ({"LOGIN_URL": "http://login.example"}, "plain http is accepted for this machine only"),
        ({"PACE_TENANT": "fast"}, "write messages per seconds"),
        ({"DATABASE_URL": "sqlite+aiosqlite:////proc/nowhere/x.db"}, "GASTHEER_DATABASE_URL"),
        ({"DATABASE_URL": "postgresql+asyncpg://x@127.0.0.1:1/x"}, "GASTHEER_DATABASE_URL"),
        ({"EVENT": "nothing.toml"}, "No such file"),
    ],
)
def test_wrong_settings_are_named(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    settings: dict[str, str],
    reason: str,
) -> None:
    assert gastheer(monkeypatch, tmp_path, "run", **IDENTITY, **settings) == 1
    said = capsys.readouterr().err
    assert reason in said
    assert "Traceback" not in said


def test_a_port_in_use_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert gastheer(monkeypatch, tmp_path, "try", "--no-browser", "--port", port) == 1
        assert f"Port {port} is in use" in capsys.readouterr().err


def test_migrate_makes_the_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert gastheer(monkeypatch, tmp_path, "migrate") == 0
    with sqlite3.connect(tmp_path / "var" / "gastheer.db") as database:
        newest = max(path.name[:4] for path in (Path(migrations.__file__).parent / "versions").glob("[0-9]*.py"))
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == (newest,)
    database.close()


def test_wrong_usage_is_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert gastheer(monkeypatch, tmp_path, "frobnicate") == 2
    assert gastheer(monkeypatch, tmp_path, "check", str(shipped())) == 0


def test_manifest_build_writes_the_package_or_says_why_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = "0a1b2c3d-0000-4000-8000-0123456789ab"
    assert gastheer(monkeypatch, tmp_path, "manifest", "build", "-o", "made/app.zip", APP_ID=bot) == 0
    assert (tmp_path / "made/app.zip").read_bytes().startswith(b"PK")
    assert "made/app.zip is ready" in capsys.readouterr().out
    assert gastheer(monkeypatch, tmp_path, "manifest", "build", "-o", "made", APP_ID=bot) == 1
    assert "made can't be written (Is a directory). Name another place with -o." in capsys.readouterr().err
    assert gastheer(monkeypatch, tmp_path, "manifest", "build") == 1
    assert "GASTHEER_APP_ID is not set" in capsys.readouterr().err
