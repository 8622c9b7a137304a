"""The Teams app's package: valid by the official schema where it is at hand, by the rules of the platform always."""

from __future__ import annotations

import base64
import json
import struct
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from playwright.async_api import Browser, async_playwright

from bot.handlers.words import understand
from event.definition import Event
from event.errors import NotConfigured
from manifest import package as packaging
from manifest.package import build, filled_in
from tests.browser import FLAGS, chromium
from tests.manifest.icons import drawn

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
    assert len(manifest["bots"]) == 1
    assert len(manifest["authorization"]["permissions"]["resourceSpecific"]) <= 16
    assert not any("*" in domain or "botframework" in domain for domain in manifest["validDomains"])
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
    manifest, english = json.loads(files["manifest.json"]), json.loads(files["en.json"])
    for i, commands in enumerate(manifest["bots"][0]["commandLists"]):
        dutch = [command["title"] for command in commands["commands"]]
        others = [english[f"bots[0].commandLists[{i}].commands[{j}].title"] for j in range(len(dutch))]
        assert dutch[0] == others[0] == "help"
        assert [understand(title) for title in dutch] == [understand(title) for title in others]
        for titles in (dutch, others):
            assert all(understand(title) for title in titles)
            assert len({understand(title) for title in titles}) == len(titles)
            assert all(title.replace(" ", "").isalnum() and title.islower() for title in titles)


def test_icons_have_teams_sizes(files: dict[str, bytes]) -> None:
    for name, size in (("color.png", 192), ("outline.png", 32)):
        assert files[name].startswith(b"\x89PNG")
        assert struct.unpack(">II", files[name][16:24]) == (size, size)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        one = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield one
        await one.close()


async def pixels(browser: Browser, png: bytes) -> list[tuple[int, ...]]:
    """Red, green, blue and alpha of each."""
    page = await browser.new_page()
    flat: list[int] = await page.evaluate(
        """async (url) => {
            const image = new Image();
            image.src = url;
            await image.decode();
            const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
            canvas.drawImage(image, 0, 0);
            return [...canvas.getImageData(0, 0, image.width, image.height).data];
        }""",
        f"data:image/png;base64,{base64.b64encode(png).decode()}",
    )
    await page.close()
    return list(zip(*[iter(flat)] * 4, strict=True))


async def test_icons_are_as_teams_wants_them_and_as_their_sources_say(
    files: dict[str, bytes], browser: Browser
) -> None:
    color = await pixels(browser, files["color.png"])
    outline = await pixels(browser, files["outline.png"])
    background = color[0]
    assert all(alpha == 255 for *_, alpha in color)
    outside = [at for at in range(192 * 192) if not (36 <= at % 192 < 156 and 36 <= at // 192 < 156)]
    assert all(color[at] == background for at in outside)
    assert {one[:3] for one in outline if one[3]} == {(255, 255, 255)}
    assert outline[0][3] == 0
    for name, shipped in (("color", color), ("outline", outline)):
        fresh = await pixels(browser, await drawn(browser, name))
        # Other versions of the browser smooth an edge a little differently.
        furthest = [max(abs(a - b) for a, b in zip(*pair, strict=True)) for pair in zip(shipped, fresh, strict=True)]
        assert sum(furthest) / len(furthest) < 2


def test_the_same_input_makes_the_same_bytes(event: Event, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        build(event, APP_ID, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_is_missing_is_said(event: Event) -> None:
    with pytest.raises(NotConfigured, match="website"):
        filled_in(event.with_(organiser=event.organiser.model_copy(update={"website": None})), APP_ID)
    with pytest.raises(NotConfigured, match="GASTHEER_APP_ID"):
        filled_in(event, "not-a-guid")


@pytest.mark.parametrize(
    ("python", "teams"),
    [("0.1.0", "0.1.0"), ("1.2", "1.2.0"), ("2.0.1.dev4+g1a2b3c", "2.0.1"), ("1.0rc2", "1.0.0"), ("3", "3.0.0")],
)
def test_the_version_is_the_projects_in_teams_words(
    event: Event, monkeypatch: pytest.MonkeyPatch, python: str, teams: str
) -> None:
    monkeypatch.setattr(packaging, "version", lambda _: python)
    assert filled_in(event, APP_ID)["version"] == teams


def test_a_long_name_of_the_organiser_ends_at_a_word(event: Event) -> None:
    name = "Samenwerkende corporaties en gemeenten in de regio"
    longer = event.with_(organiser=event.organiser.model_copy(update={"name": name}))
    assert filled_in(longer, APP_ID)["developer"]["name"] == "Samenwerkende corporaties en…"


def test_a_place_that_cant_be_written_is_a_sentence(event: Event, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotConfigured, match=r"app\.zip can't be written \(.+\)\. Name another place with -o\."):
        build(event, APP_ID, tmp_path / "file" / "app.zip")
    with pytest.raises(NotConfigured, match="can't be written"):
        build(event, APP_ID, tmp_path)
