"""The pages that follow the code say what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.handlers.words import Word
from bot.settings import Settings
from docs import generate


def test_no_page_is_out_of_date() -> None:
    assert generate.out_of_date() == [], "run make docs"


def test_a_page_that_lags_behind_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.argv", ["generate"])
    generate.main()
    assert generate.out_of_date() == []
    (tmp_path / "words.md").write_text("# Words of long ago\n", encoding="utf-8")
    (tmp_path / "verbs.md").unlink()
    monkeypatch.setattr("sys.argv", ["generate", "--check"])
    with pytest.raises(SystemExit, match=r"docs/words\.md, docs/verbs\.md: .* Run make docs\."):
        generate.main()


def test_every_setting_and_word_is_explained() -> None:
    assert set(generate.attribute_docs(Settings)) == set(Settings.model_fields)
    assert set(generate.attribute_docs(Word)) == set(Word.__members__)
