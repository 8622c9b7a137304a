"""Our own token for the connector: MSAL's, got off the event loop, kept until shortly before it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bot.settings import Settings, is_loopback_http
from event.clock import Clock

_EARLY = timedelta(minutes=5)
_PATIENCE = 10
"""Seconds for each call to the login service."""


class LoginFailed(Exception):
    """`code` is the login service's, such as `invalid_client`; never the secret."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Login:
    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._until = clock.now()
        self._application: Any = None

    async def token(self) -> str:
        """A valid access token. Raises LoginFailed."""
        if self._clock.now() < self._until:
            return self._token
        async with self._lock:
            if self._clock.now() >= self._until:
                self._token, life = await asyncio.to_thread(self._ask)
                self._until = self._clock.now() + max(life - _EARLY, life / 2)
            return self._token

    def forget(self, token: str) -> None:
        """The connector refused this token: the next one is a new one, unless somebody got that already."""
        if token == self._token:
            self._until = self._clock.now()
            self._application = None  # it keeps tokens of its own

    def _ask(self) -> tuple[str, timedelta]:
        # Here and not above: it is slow to import, and this runs in a thread.
        import msal
        import requests

        settings = self._settings
        try:
            if settings.app_managed_identity:
                identity = msal.UserAssignedManagedIdentity(client_id=settings.app_id)
                client = msal.ManagedIdentityClient(identity, http_client=_session(requests, loopback=False))
                answer = client.acquire_token_for_client(resource=settings.bot_scope.removesuffix("/.default"))
            else:
                if self._application is None:
                    self._application = self._confidential_client(msal, requests)
                answer = self._application.acquire_token_for_client(scopes=[settings.bot_scope])
            if "access_token" not in answer:
                raise LoginFailed(str(answer.get("error", "unknown")))
            return answer["access_token"], timedelta(seconds=int(answer.get("expires_in", 3600)))
        except (requests.RequestException, msal.exceptions.MsalError, OSError, ValueError, TypeError) as error:
            raise LoginFailed(type(error).__name__) from error

    def _confidential_client(self, msal: Any, requests: Any) -> Any:
        settings = self._settings
        authority = f"{settings.login_url.rstrip('/')}/{settings.app_tenant}"
        loopback = is_loopback_http(settings.login_url)
        return msal.ConfidentialClientApplication(
            settings.app_id,
            client_credential=self._credential(),
            # MSAL refuses plain http; the stage on this machine speaks nothing else.
            authority=_scheme(authority, "https") if loopback else authority,
            instance_discovery=False if loopback else None,
            validate_authority=not loopback,
            http_client=_session(requests, loopback=loopback),
        )

    def _credential(self) -> object:
        settings = self._settings
        if settings.app_certificate is not None:
            pem = settings.app_certificate.read_text()
            return {"private_key": pem, "public_certificate": pem}
        return settings.app_secret.get_secret_value() if settings.app_secret else None


def _session(requests: Any, *, loopback: bool) -> Any:
    class Session(requests.Session):  # type: ignore[misc]
        def request(self, method: str, url: str, **options: Any) -> Any:
            if loopback:
                url = _scheme(url, "http")
                if not is_loopback_http(url):
                    raise requests.RequestException("a stage's login stays on this machine")
            return super().request(method, url, **options | {"timeout": _PATIENCE})

    return Session()


def _scheme(url: str, scheme: str) -> str:
    return urlunsplit(urlsplit(url)._replace(scheme=scheme))
