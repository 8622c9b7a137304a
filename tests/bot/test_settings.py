"""Where settings come from, and from where they don't."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.settings import Settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith(("GASTHEER_", "MICROSOFTAPP"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_the_environment_and_the_file_have_the_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("GASTHEER_HOST=0.0.0.0\nGASTHEER_TENANTS=any\n")
    monkeypatch.setenv("GASTHEER_TENANTS", "own")
    settings = Settings()
    assert (settings.host, settings.tenants) == ("0.0.0.0", "own")  # noqa: S104


def test_a_name_without_the_prefix_is_another_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TENANTS=any\nEVENT=other.toml\n")
    monkeypatch.setenv("PORT", "8181")
    monkeypatch.setenv("HOST", "web-1")
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody/else")
    settings = Settings()
    assert (settings.host, settings.port, settings.tenants, settings.event) == ("127.0.0.1", 3978, "own", None)
    assert settings.database_url.startswith("sqlite")


def test_the_bot_frameworks_own_names_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MicrosoftAppId", "an-id")
    monkeypatch.setenv("MicrosoftAppTenantId", "a-tenant")
    monkeypatch.setenv("MicrosoftAppPassword", "a-secret")
    settings = Settings()
    assert (settings.app_id, settings.app_tenant) == ("an-id", "a-tenant")
    assert settings.app_secret is not None
    assert settings.app_secret.get_secret_value() == "a-secret"


def test_in_python_the_bare_name_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GASTHEER_PORT", "1")
    assert Settings(PORT=0).port == 0
