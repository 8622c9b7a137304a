"""Builds the package that an administrator uploads to Teams: the manifest filled in, its translation, two icons."""

from __future__ import annotations

import json
import re
import textwrap
import uuid
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from event.definition import Event
from event.errors import NotConfigured

FOLDER = Path(__file__).parent
_SAME_EACH_TIME = (2027, 1, 1, 0, 0, 0)
"""Dates of the files inside, so that the same input makes the same bytes."""


def filled_in(event: Event, app_id: str) -> dict[str, Any]:
    """The manifest for one bot. Raises NotConfigured when the event file lacks what Teams asks of every app."""
    website = event.organiser.website
    if website is None:
        raise NotConfigured("Teams asks for a website: give [event.organiser] a website in the event file.")
    try:
        bot_id = str(uuid.UUID(app_id))
    except ValueError as error:
        raise NotConfigured("GASTHEER_APP_ID is not the id of an app registration.") from error
    manifest: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    manifest["version"] = _three_numbers(version("gastheer"))
    manifest["id"] = str(uuid.uuid5(uuid.UUID(bot_id), "gastheer teams app"))
    manifest["bots"][0]["botId"] = bot_id
    manifest["developer"] = {
        "name": textwrap.shorten(event.organiser.name, 32, placeholder="…"),
        "websiteUrl": website,
        "privacyUrl": event.privacy.url or website,
        "termsOfUseUrl": event.organiser.terms or website,
    }
    return manifest


def build(event: Event, app_id: str, to: Path) -> None:
    """Write the package. Raises NotConfigured when it can't be written there."""
    files = {
        "manifest.json": json.dumps(filled_in(event, app_id), ensure_ascii=False, indent=2).encode(),
        "en.json": (FOLDER / "en.json").read_bytes(),
        "color.png": (FOLDER / "icons/color.png").read_bytes(),
        "outline.png": (FOLDER / "icons/outline.png").read_bytes(),
    }
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(to, "w") as package:
            for name, content in files.items():
                package.writestr(zipfile.ZipInfo(name, _SAME_EACH_TIME), content, zipfile.ZIP_DEFLATED)
    except OSError as error:
        raise NotConfigured(f"{to} can't be written ({error.strerror}). Name another place with -o.") from error


def _three_numbers(release: str) -> str:
    """Teams takes 1.2.3 and nothing behind it, such as the .dev4 or rc1 that Python allows."""
    numbers = re.match(r"\d+(\.\d+)*", release)
    return ".".join([*(numbers[0].split(".") if numbers else ()), "0", "0", "0"][:3])
