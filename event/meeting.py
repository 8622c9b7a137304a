"""What a Teams meeting's join link tells."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from event.ids import ConversationId

_THREAD = re.compile(r"/l/meetup-join/(19:meeting_[^/]+@thread\.v2)(?:/|$)", re.IGNORECASE)


def meeting_thread(join_url: str) -> ConversationId | None:
    """The id of the meeting's chat in a `meetup-join` link; None for the short `/meet/` links, which don't hold it."""
    found = _THREAD.search(unquote(urlsplit(join_url).path))
    return ConversationId(found.group(1)) if found else None
