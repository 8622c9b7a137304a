"""Signed links: how people whom Teams can't reach come in by a browser.

A link says for what it is, for whom, of which event and until when, all inside the signature. It is a key: who has it
can do what it is for, and nothing else. A person's links are revoked together, by raising their `link_version`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile

from itsdangerous import BadData, URLSafeSerializer

from event.errors import NotConfigured
from event.ids import EventId, PersonId

_SHORTEST_KEY = 32
_LONGEST_TOKEN = 1024


class Purpose(StrEnum):
    REGISTRATION = "registration"
    """Sign up, change, withdraw; the programme and the link."""
    BALLOT = "ballot"
    """Vote in what is running."""
    DATA = "data"
    """What is kept: see it, take it along, have it forgotten."""
    CONFIRM = "confirm"
    """A sign-up on the public page is meant by whoever reads this address's mail. Names the sign-up, not a person."""
    JOIN = "join"
    """Whoever reads this address's mail and a Teams account are one person. Names the Teams person as well."""
    STAGE = "stage"
    """See what all may see, on a screen for a whole room. Gives nobody's rights."""
    PANEL = "panel"
    """Vote and ask beside the meeting; what moderators do is done there with their rights, looked up at each act."""
    RESULTS = "results"
    """Read what the polls came to, those that are closed. To be passed on; gives nobody's rights."""
    RESULTS_SO_FAR = "results_so_far"
    """Read how every poll stands, for who moderates, as long as they do."""


_PATHS = {
    Purpose.REGISTRATION: "s",
    Purpose.BALLOT: "b",
    Purpose.DATA: "me",
    Purpose.CONFIRM: "s",
    Purpose.JOIN: "s",
    Purpose.STAGE: "stage",
    Purpose.PANEL: "panel",
    Purpose.RESULTS: "results",
    Purpose.RESULTS_SO_FAR: "results",
}


def holds(purpose: Purpose) -> timedelta:
    """How long a link holds that the bot gives in chat. A stage may be put up well before the day, a report is read
    well after it."""
    days = {Purpose.STAGE: 14, Purpose.RESULTS: 30}
    return timedelta(days=days.get(purpose, 1))


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What a link says, its signature checked. `version` is to be compared with the person's own; `other` is somebody
    else whom it is about."""

    purpose: Purpose
    who: PersonId
    version: int
    until: datetime
    other: PersonId | None = None


class LinkRejected(Exception):
    """`reason`: bad (mangled, foreign, of another event or purpose) or expired."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Links:
    """`public_url` is where people reach us, without a slash at its end."""

    def __init__(self, key: bytes, public_url: str, event: EventId) -> None:
        self._key = key
        self._public_url = public_url
        self._event = event

    @property
    def public_url(self) -> str:
        return self._public_url

    def serve_at(self, public_url: str) -> None:
        """Where people reach us, when a free port was taken."""
        self._public_url = public_url

    def url(self, purpose: Purpose, who: PersonId, version: int, until: datetime, other: PersonId | None = None) -> str:
        said = [who, version, int(until.timestamp()), *([other] if other else [])]
        return f"{self._public_url}/{_PATHS[purpose]}/{self._serializer(purpose).dumps(said)}"

    def read(self, path: str, token: str, now: datetime) -> Signed:
        """What the link at this path (`s`, `b`, `me`, `stage` and so on) says. Raises LinkRejected."""
        if len(token) > _LONGEST_TOKEN:
            raise LinkRejected("bad")
        for purpose in (one for one, its in _PATHS.items() if its == path):
            try:
                who, version, until, *other = self._serializer(purpose).loads(token)
                signed = Signed(
                    purpose=purpose,
                    who=PersonId(str(who)),
                    version=int(version),
                    until=datetime.fromtimestamp(int(until), UTC),
                    other=PersonId(str(other[0])) if other else None,
                )
            except (BadData, ValueError, TypeError, OverflowError, OSError):
                continue
            if now >= signed.until:
                raise LinkRejected("expired")
            return signed
        raise LinkRejected("bad")

    def _serializer(self, purpose: Purpose) -> URLSafeSerializer:
        # Purpose and event stand in the salt: a link for one is nothing for another.
        return URLSafeSerializer(
            self._key,
            salt=f"gastheer.{self._event}.{purpose.value}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )


def load_key(given: str, folder: Path) -> bytes:
    """The setting's key, else the one in the data folder, made at first start. Raises NotConfigured."""
    if given:
        if len(given) < _SHORTEST_KEY:
            raise NotConfigured(f"GASTHEER_LINK_KEY: give at least {_SHORTEST_KEY} characters.")
        return given.encode()
    file = folder / "link.key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            # Whole or not at all: of two processes that start at the same time, the second takes the first one's.
            with NamedTemporaryFile("w", dir=folder, prefix=".link-", encoding="ascii") as made:
                made.write(secrets.token_urlsafe(48))
                made.flush()
                with suppress(FileExistsError):
                    os.link(made.name, file)
        return _checked(file)
    except OSError as error:
        raise NotConfigured(f"GASTHEER_DATA_DIR: {file} can't be used ({error.strerror}).") from error


def _checked(file: Path) -> bytes:
    key = file.read_text(encoding="ascii").strip()
    if len(key) < _SHORTEST_KEY:
        raise NotConfigured(f"{file} holds no key: remove it, and all links that were given out are void.")
    return key.encode()
