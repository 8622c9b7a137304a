"""Which service URLs we send our token to, and from where we fetch what people send."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.settings import Settings, is_loopback_http

_HOSTS = {
    "public": ("smba.trafficmanager.net", ".botframework.com", ".teams.microsoft.com"),
    "gcc": ("smba.infra.gcc.teams.microsoft.com", ".botframework.com"),
    "gcc-high": ("smba.infra.gov.teams.microsoft.us", ".botframework.azure.us"),
    "dod": ("smba.infra.dod.teams.microsoft.us", ".botframework.azure.us"),
    "china": (".botframework.azure.cn",),
}
_FILES = {
    "public": (".sharepoint.com", ".sharepoint-df.com"),
    "gcc": (".sharepoint.com", ".sharepoint-df.com"),
    "gcc-high": (".sharepoint.us",),
    "dod": (".sharepoint-mil.us", ".sharepoint.us"),
    "china": (".sharepoint.cn",),
}
"""Where Teams keeps what people send."""
_MOST_KNOWN = 100
_LONGEST = 2048
_BARE = re.compile(r"[\x21-\x7e]+")
"""What can be seen and is one sign everywhere: no space, no line's end, no letter that looks like another."""
_PLAIN = re.compile(r"[a-z0-9.:-]+")
"""A host's name or address in lower case, which is how `urlsplit` gives it."""


class Trust:
    """Which of them are trusted, known again: there are a few, one for each region."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: set[str] = set()

    def __call__(self, url: str) -> bool:
        if url in self._known:
            return True
        trusted = is_trusted(url, self._settings)
        if trusted and len(self._known) < _MOST_KNOWN:
            self._known.add(url)
        return trusted


def is_trusted(url: str, settings: Settings) -> bool:
    """Microsoft's hosts of the cloud over https; this machine's only while the identity service is a stage on it."""
    plain = len(url) <= _LONGEST and _BARE.fullmatch(url) is not None and not set(url) & set("?#\\")
    return plain and _is_at(_HOSTS[settings.cloud], url, settings, with_query=False)


def keeps_files(url: str, settings: Settings) -> bool:
    """Likewise for what somebody sent: fetched without our token, for the URL has its own."""
    return _is_at(_FILES[settings.cloud], url, settings, with_query=True)


def _is_at(hosts: tuple[str, ...], url: str, settings: Settings, *, with_query: bool) -> bool:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    # Nothing that another reader of URLs could take for something else.
    if not _PLAIN.fullmatch(host) or parts.username is not None or parts.fragment or (parts.query and not with_query):
        return False
    if settings.stage_is_local:
        return is_loopback_http(url)
    named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)
    return parts.scheme == "https" and named and port in (None, 443)
