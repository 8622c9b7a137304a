"""Is this really the Bot Framework's service? Every activity's token is checked, in full.

Source: the Bot Framework's authentication protocol. Raises TokenRejected (401) with a stable reason, or
IdentityUnavailable (503) while there are no signing keys to check with.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import structlog

from bot.settings import Settings
from bot.web import WELL
from event.clock import Clock

_LEEWAY = 300
"""Seconds that clocks may differ."""
_LONGEST = 16 * 1024
_KEEP = 24 * 3600
_PAUSE = 10
"""Seconds between two fetches of the keys, however many unknown ones are asked for."""
_LOOK_AGAIN = 60
"""Seconds after which readiness sees for itself whether the identity service is there."""
_CHANNEL = "msteams"
_MOST_VERIFIED = 2000
"""Tokens known again: a few are in use at a time, and this bounds what a flood of valid ones can hold."""

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


@dataclass(frozen=True, kw_only=True)
class _Verified:
    """A token whose signature was checked with this very key. Times and service URL are looked at each time."""

    kid: str
    key: _Key
    claims: Mapping[str, Any]
    service_url: object


class Tokens:
    """A token that was verified is known again by its digest: Teams sends the same one with many activities."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()
        self._keys = _Keys(settings.openid_metadata_url, session, clock)

    async def check(self, headers: Sequence[str], service_url: object) -> None:
        """`headers`: every Authorization header that came."""
        token = bearer(headers)
        digest = hashlib.sha256(token.encode()).digest()
        now = self._clock.now().timestamp()
        seen = self._verified.get(digest)
        if seen is not None and (self._keys.at_hand(seen.kid, now) or await self._keys.find(seen.kid)) is seen.key:
            _check_times(seen.claims, now)
            if seen.service_url != service_url:
                raise TokenRejected("service_url")
            return
        kid, key, claims = await self._verify(token)
        _check_times(claims, now)
        if not key.endorsed:
            raise TokenRejected("not_endorsed")
        _check_service_url(claims, service_url)
        self._verified[digest] = _Verified(kid=kid, key=key, claims=_kept(claims), service_url=service_url)
        if len(self._verified) > _MOST_VERIFIED:
            self._verified.popitem(last=False)

    async def _verify(self, token: str) -> tuple[str, _Key, Mapping[str, Any]]:
        try:
            head = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, RecursionError) as error:
            raise TokenRejected("malformed") from error
        if head.get("alg") != "RS256":
            raise TokenRejected("algorithm")
        kid = head.get("kid")
        key = await self._keys.find(kid)
        if key is None:
            raise TokenRejected("unknown_key")
        return str(kid), key, self._claims(token, key)

    async def ping(self) -> str | None:
        return await self._keys.trouble()

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
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise TokenRejected("malformed") from error


class _Keys:
    """The identity service's signing keys, by their id. Known keys go on working while it is down."""

    def __init__(self, metadata_url: str, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._metadata_url = metadata_url
        self._session = session
        self._clock = clock
        self._known: dict[str, _Key] = {}
        self._fetched = 0.0
        self._tried = 0.0
        self._answers = True
        self._fetching = asyncio.Lock()

    def at_hand(self, kid: str, now: float) -> _Key | None:
        """For which nobody need be asked."""
        return self._known.get(kid) if now - self._fetched <= _KEEP else None

    async def find(self, kid: object) -> _Key | None:
        if not isinstance(kid, str):
            return None
        stale = self._clock.now().timestamp() - self._fetched > _KEEP
        # Who brings a known key doesn't wait while another fetches: the identity service may be hanging.
        if kid not in self._known or (stale and not self._fetching.locked()):
            await self._refresh(None if stale else kid)
        if not self._known:
            raise IdentityUnavailable
        return self._known.get(kid)

    async def trouble(self) -> str | None:
        """None while all is well. To go on with known keys is well enough to be sent requests."""
        if not self._known or abs(self._clock.now().timestamp() - self._tried) >= _LOOK_AGAIN:
            await self._refresh(None)
        if not self._known:
            return "no signing keys could be fetched"
        return None if self._answers else f"{WELL}, but the identity service doesn't answer; known keys go on working"

    async def _refresh(self, wanted: str | None) -> None:
        async with self._fetching:
            # abs: a clock that was put back doesn't stop us for as long.
            if wanted in self._known or abs(self._clock.now().timestamp() - self._tried) < _PAUSE:
                return
            try:
                self._known = await self._fetch()
                self._fetched = self._clock.now().timestamp()
                self._answers = True
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
                self._answers = False
                log.warning("signing keys not fetched", error=type(error).__name__)
            finally:
                # At the end, for those who waited meanwhile: a fetch that hung isn't repeated for each of them.
                self._tried = self._clock.now().timestamp()

    async def _fetch(self) -> dict[str, _Key]:
        limit = aiohttp.ClientTimeout(total=5)
        async with self._session.get(self._metadata_url, timeout=limit, allow_redirects=False) as answer:
            answer.raise_for_status()
            jwks_uri = (await answer.json(content_type=None))["jwks_uri"]
        async with self._session.get(jwks_uri, timeout=limit, allow_redirects=False) as answer:
            answer.raise_for_status()
            listed = (await answer.json(content_type=None))["keys"]
        found = dict(_usable(listed))
        if not found:
            raise ValueError("no keys")
        return found


def _usable(listed: Sequence[Any]) -> Iterator[tuple[str, _Key]]:
    """The RSA keys among them: one of another kind, or a broken one, is no reason to do without the others."""
    for one in listed:
        if not isinstance(one, dict) or one.get("kty") != "RSA" or not isinstance(one.get("kid"), str):
            continue
        endorsements = one.get("endorsements")
        try:
            key = jwt.PyJWK(one, algorithm="RS256").key
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            log.warning("signing key not usable", error=type(error).__name__)
            continue
        yield one["kid"], _Key(key, isinstance(endorsements, list) and _CHANNEL in endorsements)


def bearer(headers: Sequence[str]) -> str:
    """The token of the one Authorization header."""
    if not headers:
        raise TokenRejected("missing")
    if len(headers) > 1:
        raise TokenRejected("several")
    scheme, _, token = headers[0].partition(" ")
    if scheme.casefold() != "bearer":
        raise TokenRejected("scheme")
    if not token or len(token) > _LONGEST or not token.isascii():
        raise TokenRejected("malformed")
    return token


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, begins = claims["exp"], claims.get("nbf", 0)
    if not _is_number(expires) or not _is_number(begins):
        raise TokenRejected("malformed")
    # Asked this way round, for JSON knows NaN here and nothing is greater than that.
    if not now <= expires + _LEEWAY:
        raise TokenRejected("expired")
    if not now >= begins - _LEEWAY:
        raise TokenRejected("not_yet_valid")


def _check_service_url(claims: Mapping[str, Any], service_url: object) -> None:
    claimed = claims.get("serviceurl", claims.get("serviceUrl"))
    if not isinstance(claimed, str) or not isinstance(service_url, str) or claimed != service_url:
        raise TokenRejected("service_url")


def _kept(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: claims[name] for name in ("exp", "nbf") if name in claims}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
