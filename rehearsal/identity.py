"""The stage's identity service: it signs what Teams would sign, and gives the bot its token for the connector."""

from __future__ import annotations

import base64
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com/.default"
_HOUR = 3600


@dataclass(frozen=True)
class SigningKey:
    """`endorsed`: for Teams, as its key list says."""

    kid: str = field(default_factory=lambda: secrets.token_hex(8))
    private: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    endorsed: bool = True

    def jwk(self) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()
        key: dict[str, Any] = {"kty": "RSA", "use": "sig", "kid": self.kid, "alg": "RS256"}
        key |= {"n": _base64(numbers.n), "e": _base64(numbers.e)}
        return key | ({"endorsements": ["msteams", "skype"]} if self.endorsed else {})


class Identity:
    """One bot's identity: its app id and secret are made up at start."""

    def __init__(self, app_id: str, tenant: str) -> None:
        self.app_id = app_id
        self.tenant = tenant
        self.secret = secrets.token_urlsafe(24)
        self.keys = [SigningKey()]
        self.url = ""
        """Where this is served; set by the stage."""
        self._given: dict[str, float] = {}

    def token_for(self, service_url: str, *, key: SigningKey | None = None, **changed: object) -> str:
        """A token as the Bot Framework's service sends it. A claim that is changed to None is left out."""
        now = int(time.time())
        claims: dict[str, Any] = {"iss": ISSUER, "aud": self.app_id, "nbf": now - 60, "exp": now + _HOUR}
        claims |= {"serviceurl": service_url, **changed}
        claims = {name: value for name, value in claims.items() if value is not None}
        key = key or self.keys[-1]
        return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.kid})

    def knows(self, authorization: str | None) -> bool:
        """Whether this is a token that we gave, and that still holds."""
        scheme, _, token = (authorization or "").partition(" ")
        return scheme.casefold() == "bearer" and self._given.get(token, 0.0) > time.time()

    def forget_tokens(self) -> None:
        """As if they had all expired."""
        self._given.clear()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        router.add_get("/v1/.well-known/keys", self._keys)
        router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._discovery)
        router.add_post("/{tenant}/oauth2/v2.0/token", self._token)

    async def _metadata(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": ISSUER,
                "jwks_uri": f"{self.url}/v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [key.jwk() for key in self.keys]})

    async def _discovery(self, request: web.Request) -> web.Response:
        # https, for MSAL takes nothing else; the bot's client turns it back for this machine.
        base = f"{self.url.replace('http://', 'https://')}/{request.match_info['tenant']}"
        return web.json_response(
            {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "issuer": f"{base}/v2.0",
                "jwks_uri": f"{base}/discovery/v2.0/keys",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (form.get("client_id"), form.get("client_secret")) != (self.app_id, self.secret):
            return web.json_response({"error": "invalid_client", "error_description": "wrong secret"}, status=401)
        if form.get("scope") != SCOPE or request.match_info["tenant"] != self.tenant:
            return web.json_response({"error": "invalid_scope", "error_description": "wrong scope"}, status=400)
        token = secrets.token_urlsafe(32)
        self._given[token] = time.time() + _HOUR
        return web.json_response({"token_type": "Bearer", "expires_in": _HOUR, "access_token": token})


def _base64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()
