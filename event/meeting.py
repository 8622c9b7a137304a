"""What a Teams meeting's join link tells."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from event.ids import ConversationId

_HOSTS = ("teams.microsoft.com", "teams.live.com", "teams.microsoft.us", "teams.cloud.microsoft")
_THREAD = re.compile(r"/l/meetup-join/(19:meeting_[^/]+@thread\.v2)(?:/|$)", re.IGNORECASE)


def is_meeting_link(url: str) -> bool:
    """Whether it is the https link of a Teams meeting."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = url.isprintable() and not any(c.isspace() or c in '<>"' for c in url)
    return plain and parts.scheme == "https" and (parts.hostname or "") in _HOSTS and len(parts.path) > 1


def meeting_thread(join_url: str) -> ConversationId | None:
    """The id of the meeting's chat in a `meetup-join` link; None for the short `/meet/` links, which don't hold it."""
    found = _THREAD.search(unquote(urlsplit(join_url).path))
    return ConversationId(found.group(1)) if found else None
