"""What somebody wrote, as plain text: without the bot's mention, markup and what can't be seen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botbuilder.schema import Activity

from bot.requests import SentFile

_HTML = "text/html"
_FILE = "application/vnd.microsoft.teams.file.download.info"
_FILES = ("image/", "audio/", "video/", "application/vnd.microsoft.teams.file", "reference")
"""How the kinds of what somebody attached begin. Cards, quotes and the text itself in HTML come as attachments too."""
_TAG = re.compile(
    r"</?(?:a|at|attachment|b|blockquote|br|code|div|em|emoji|font|h[1-6]|i|img|li|ol|p|pre|s|span|strong|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"<img\s", re.IGNORECASE)
_INVISIBLE = str.maketrans({"\u00a0": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u2060": ""})


@dataclass(frozen=True, kw_only=True)
class Written:
    text: str
    mentions_bot: bool
    with_file: bool
    files: tuple[SentFile, ...]


def attachments_of(found: object) -> list[dict[str, str]]:
    """Kind and text of each; of a file its name and where it can be fetched. Nothing else is read, so nothing else can
    be malformed."""
    return [
        {
            "contentType": one["contentType"],
            "content": one["content"] if isinstance(one.get("content"), str) else "",
            "name": one["name"] if isinstance(one.get("name"), str) else "",
            "contentUrl": _download_url(one),
        }
        for one in (found if isinstance(found, list) else ())
        if isinstance(one, dict) and isinstance(one.get("contentType"), str)
    ]


def _download_url(attachment: Mapping[str, Any]) -> str:
    content = attachment.get("content")
    url = content.get("downloadUrl") if isinstance(content, dict) else None
    return url if isinstance(url, str) and attachment["contentType"].casefold() == _FILE else ""


def written(activity: Activity) -> Written:
    text = activity.text if isinstance(activity.text, str) else ""
    mentions_bot = False
    for kind, extra in entities_of(activity):
        whom = extra.get("mentioned")
        if kind != "mention" or not isinstance(whom, dict):
            continue
        if activity.recipient is not None and whom.get("id") == activity.recipient.id:
            mentions_bot = True
            if isinstance(extra.get("text"), str) and extra["text"]:
                text = text.replace(extra["text"], " ")
    attached = [(str(one.content_type).casefold(), str(one.content or "")) for one in activity.attachments or ()]
    marked_up = next((content for kind, content in attached if kind == _HTML), "")
    is_file = any(kind.startswith(_FILES) for kind, _ in attached)
    is_picture = not text.strip() and _PICTURE.search(marked_up) is not None
    if not text.strip() and not mentions_bot:
        text = marked_up
    files = tuple(
        SentFile(name=str(one.name or ""), url=one.content_url) for one in activity.attachments or () if one.content_url
    )
    return Written(text=_plain(text), mentions_bot=mentions_bot, with_file=is_file or is_picture, files=files)


def entities_of(activity: Activity) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The kind of each, in lower case, and its own fields."""
    for entity in activity.entities or ():
        if entity is not None:
            yield str(entity.type).casefold(), entity.additional_properties or {}


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).translate(_INVISIBLE).split())
