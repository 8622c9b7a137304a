"""Is this really the Bot Framework's service? Every activity's token is checked, in full.

Source: the Bot Framework's authentication protocol. Raises TokenRejected (401) with a stable reason, or
IdentityUnavailable (503) while there are no signing keys to check with.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog

from bot.settings import Settings
from event.clock import Clock

_LEEWAY = 300
"""Seconds that clocks may differ."""
_LONGEST = 16 * 1024
_KEEP = 24 * 3600
_PAUSE = 10
"""Seconds between two fetches of the keys, however many unknown ones are asked for."""
_CHANNEL = "msteams"

log = structlog.get_logger(__name__)


class TokenRejected(Exception):
    """`reason` is short and says nothing of the token."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class IdentityUnavailable(Exception):
    pass


@dataclass(frozen=True)
class _Key:
    key: Any
    endorsed: bool


class Tokens:
    def __init__(self, settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._keys = _Keys(settings.openid_metadata_url, session, clock)

    async def check(self, headers: Sequence[str], service_url: object) -> None:
        """`headers`: every Authorization header that came."""
        token = bearer(headers)
        try:
            head = jwt.get_unverified_header(token)
        except jwt.PyJWTError as error:
            raise TokenRejected("malformed") from error
        if head.get("alg") != "RS256":
            raise TokenRejected("algorithm")
        key = await self._keys.find(head.get("kid"))
        if key is None:
            raise TokenRejected("unknown_key")
        claims = self._claims(token, key)
        self._check_times(claims)
        if not key.endorsed:
            raise TokenRejected("not_endorsed")
        claimed = claims.get("serviceurl", claims.get("serviceUrl"))
        if not isinstance(claimed, str) or not isinstance(service_url, str) or claimed != service_url:
            raise TokenRejected("service_url")

    async def ping(self) -> str | None:
        return None if await self._keys.ready() else "no signing keys could be fetched"

    def _claims(self, token: str, key: _Key) -> Mapping[str, Any]:
        try:
            # Times are checked below, by the injected clock.
            return jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._settings.app_id,
                issuer=self._settings.token_issuer,
                options={
                    "require": ["exp", "iss", "aud"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except jwt.InvalidAudienceError as error:
            raise TokenRejected("audience") from error
        except jwt.InvalidIssuerError as error:
            raise TokenRejected("issuer") from error
        except jwt.InvalidSignatureError as error:
            raise TokenRejected("signature") from error
        except jwt.MissingRequiredClaimError as error:
            raise TokenRejected("missing_claim") from error
        except (jwt.PyJWTError, ValueError) as error:
            raise TokenRejected("malformed") from error

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._clock.now().timestamp()
        expires, begins = claims["exp"], claims.get("nbf", 0)
        if not _is_number(expires) or not _is_number(begins):
            raise TokenRejected("malformed")
        if expires + _LEEWAY < now:
            raise TokenRejected("expired")
        if begins - _LEEWAY > now:
            raise TokenRejected("not_yet_valid")


class _Keys:
    """The identity service's signing keys, by their id. Known keys go on working while it is down."""

    def __init__(self, metadata_url: str, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._metadata_url = metadata_url
        self._session = session
        self._clock = clock
        self._known: dict[str, _Key] = {}
        self._fetched = 0.0
        self._tried = 0.0
        self._fetching = asyncio.Lock()

    async def find(self, kid: object) -> _Key | None:
        if not isinstance(kid, str):
            return None
        stale = self._clock.now().timestamp() - self._fetched > _KEEP
        if kid not in self._known or stale:
            await self._refresh(kid if not stale else None)
        if not self._known:
            raise IdentityUnavailable
        return self._known.get(kid)

    async def ready(self) -> bool:
        if not self._known:
            await self._refresh(None)
        return bool(self._known)

    async def _refresh(self, wanted: str | None) -> None:
        async with self._fetching:
            now = self._clock.now().timestamp()
            if wanted in self._known or now - self._tried < _PAUSE:
                return
            self._tried = now
            try:
                self._known = await self._fetch()
                self._fetched = now
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
                log.warning("signing keys", error=type(error).__name__)

    async def _fetch(self) -> dict[str, _Key]:
        limit = aiohttp.ClientTimeout(total=10)
        async with self._session.get(self._metadata_url, timeout=limit, allow_redirects=False) as answer:
            answer.raise_for_status()
            jwks_uri = (await answer.json(content_type=None))["jwks_uri"]
        async with self._session.get(jwks_uri, timeout=limit, allow_redirects=False) as answer:
            answer.raise_for_status()
            listed = (await answer.json(content_type=None))["keys"]
        found = {
            one["kid"]: _Key(jwt.PyJWK(one, algorithm="RS256").key, _CHANNEL in (one.get("endorsements") or ()))
            for one in listed
            if one.get("kty") == "RSA" and isinstance(one.get("kid"), str)
        }
        if not found:
            raise ValueError("no keys")
        return found


def bearer(headers: Sequence[str]) -> str:
    """The token of the one Authorization header."""
    if not headers:
        raise TokenRejected("missing")
    if len(headers) > 1:
        raise TokenRejected("several")
    scheme, _, token = headers[0].partition(" ")
    if scheme.casefold() != "bearer":
        raise TokenRejected("scheme")
    if not token or len(token) > _LONGEST:
        raise TokenRejected("malformed")
    return token


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
