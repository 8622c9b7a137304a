"""Which service URLs we send our token to."""

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
_PLAIN = re.compile(r"[a-z0-9.:-]+")
"""A host's name or address in lower case, which is how `urlsplit` gives it."""


def is_trusted(url: str, settings: Settings) -> bool:
    """Microsoft's hosts of the cloud over https; this machine's only while the identity service is a stage on it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    # Nothing that another reader of URLs could take for something else.
    if not _PLAIN.fullmatch(host) or parts.username is not None or parts.query or parts.fragment:
        return False
    if settings.stage_is_local:
        return is_loopback_http(url)
    named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in _HOSTS[settings.cloud])
    return parts.scheme == "https" and named and port in (None, 443)
