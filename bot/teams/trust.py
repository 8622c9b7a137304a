"""Which service URLs we send our token to."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.settings import Settings, is_loopback_http

_HOSTS = {
    "public": ("smba.trafficmanager.net", ".botframework.com", ".teams.microsoft.com"),
    "gcc": ("smba.infra.gcc.teams.microsoft.com", ".botframework.com"),
    "gcc-high": ("smba.infra.gov.teams.microsoft.us", ".botframework.azure.us"),
    "dod": ("smba.infra.dod.teams.microsoft.us", ".botframework.azure.us"),
    "china": (".botframework.azure.cn",),
}


def is_trusted(url: str, settings: Settings) -> bool:
    """Microsoft's hosts of the cloud over https; this machine's only while the identity service is a stage on it."""
    try:
        parts = urlsplit(url)
        host, port, user = (parts.hostname or "").casefold(), parts.port, parts.username
    except ValueError:
        return False
    if settings.stage_is_local:
        return is_loopback_http(url)
    named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in _HOSTS[settings.cloud])
    return parts.scheme == "https" and named and port in (None, 443) and user is None
