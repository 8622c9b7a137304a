"""The Teams app's package: valid by the official schema where it is at hand, by the rules of the platform always."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.handlers.words import understand
from event.definition import Event
from event.errors import NotConfigured
from manifest.package import build, filled_in

APP_ID = "0a1b2c3d-0000-4000-8000-0123456789ab"
SCHEMAS = Path(__file__).parents[3] / "shared/reference/schemas"


@pytest.fixture
def files(event: Event, tmp_path: Path) -> dict[str, bytes]:
    build(event, APP_ID, tmp_path / "deeper" / "app.zip")
    with zipfile.ZipFile(tmp_path / "deeper" / "app.zip") as package:
        return {name: package.read(name) for name in package.namelist()}


def texts(manifest: dict[str, Any]) -> dict[str, str]:
    """Every sentence of the manifest, by its localisation key."""
    found = {f"{name}.{size}": manifest[name][size] for name in ("name", "description") for size in ("short", "full")}
    for i, commands in enumerate(manifest["bots"][0]["commandLists"]):
        for j, command in enumerate(commands["commands"]):
            for part in ("title", "description"):
                found[f"bots[0].commandLists[{i}].commands[{j}].{part}"] = command[part]
    return found


def test_the_manifest_keeps_teams_rules(files: dict[str, bytes]) -> None:
    manifest = json.loads(files["manifest.json"])
    assert set(files) == {"manifest.json", "en.json", "color.png", "outline.png"}
    assert manifest["manifestVersion"] == "1.30"
    assert manifest["bots"][0]["botId"] == APP_ID
    assert manifest["id"] != APP_ID
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["bots"][0]["commandLists"]) <= 3
    assert all(len(one["commands"]) <= 12 for one in manifest["bots"][0]["commandLists"])
    assert len(manifest["authorization"]["permissions"]["resourceSpecific"]) <= 16
    assert all(url.startswith("https://") for name, url in manifest["developer"].items() if name.endswith("Url"))
    if SCHEMAS.exists():
        schema = json.loads((SCHEMAS / "MicrosoftTeams.schema-v1.30.json").read_text(encoding="utf-8-sig"))
        jsonschema.Draft4Validator(schema).validate(manifest)
        schema = json.loads((SCHEMAS / "MicrosoftTeams.Localization.schema-v1.30.json").read_text(encoding="utf-8-sig"))
        jsonschema.Draft4Validator(schema).validate(json.loads(files["en.json"]))


def test_every_sentence_is_there_in_english_too(files: dict[str, bytes]) -> None:
    dutch = texts(json.loads(files["manifest.json"]))
    english = json.loads(files["en.json"])
    assert set(english) - {"$schema"} == set(dutch)
    assert all(len(english[key]) <= 80 for key in english if key == "description.short")


def test_every_command_is_a_word_that_the_bot_knows(files: dict[str, bytes]) -> None:
    for catalogue in (texts(json.loads(files["manifest.json"])), json.loads(files["en.json"])):
        titles = [text for key, text in catalogue.items() if key.endswith(".title")]
        assert len(titles) == 9
        assert all(understand(title) for title in titles)


def test_icons_have_teams_sizes(files: dict[str, bytes]) -> None:
    for name, size in (("color.png", 192), ("outline.png", 32)):
        assert files[name].startswith(b"\x89PNG")
        assert struct.unpack(">II", files[name][16:24]) == (size, size)


def test_the_same_input_makes_the_same_bytes(event: Event, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        build(event, APP_ID, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_is_missing_is_said(event: Event) -> None:
    with pytest.raises(NotConfigured, match="website"):
        filled_in(event.with_(organiser=event.organiser.model_copy(update={"website": None})), APP_ID)
    with pytest.raises(NotConfigured, match="GASTHEER_APP_ID"):
        filled_in(event, "not-a-guid")
