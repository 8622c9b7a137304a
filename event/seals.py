"""How an anonymous ballot is sealed while its poll is open, and what the voter's code can do.

While a poll is open its ballots stand sealed in the database: who reads it, its write-ahead log or a backup learns who
voted and not what. The key comes from the link key, which isn't in the database, and from the poll's own salt, which is
thrown away at close. Then all ballots are opened together and laid down anew under their receipts, in the order of
those: nothing tells which of them was which sealed one. What is sealed is as long as the poll makes it, whatever it
says: a word that nobody said before must not show by its length.

A voter's code is made when the vote is kept and stands on their own card alone. With it they change their vote, and see
after the close that it was counted. AES-GCM, HKDF and HMAC-SHA256 as `cryptography` and `hmac` have them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what reads alike."""
_EVEN = 256 - 256 % len(_ALPHABET)
_CODE = 12
"""Characters: 58 bits, and each try costs a click."""
_NONCE = 12
GONE = "gone:"
"""No voter's id begins so."""


class SealBroken(Exception):
    """What was sealed with another key can't be opened."""


@dataclass(frozen=True)
class Code:
    """`ABCD-EFGH-JKMN`, known to the voter alone."""

    text: str

    @property
    def receipt(self) -> str:
        """What the ballot is found by after the close."""
        return hashlib.sha256(f"gastheer receipt {self.text}".encode()).hexdigest()[:32]


def new_code() -> Code:
    letters = ""
    while len(letters) < _CODE:  # bytes that would make some letters likelier than others are left out
        letters += "".join(_ALPHABET[one % len(_ALPHABET)] for one in secrets.token_bytes(2 * _CODE) if one < _EVEN)
    letters = letters[:_CODE]
    return Code("-".join(letters[i : i + 4] for i in range(0, _CODE, 4)))


def read_code(typed: object) -> Code | None:
    """A code as somebody types it: in small letters, with or without lines between."""
    if not isinstance(typed, str) or len(typed) > 40:
        return None
    letters = "".join(c for c in typed.upper() if c.isalnum())
    if len(letters) != _CODE or any(c not in _ALPHABET for c in letters):
        return None
    return Code("-".join(letters[i : i + 4] for i in range(0, _CODE, 4)))


def new_salt() -> bytes:
    return secrets.token_bytes(32)


class Seal:
    """Of one poll's ballots. `secret` is the link key, `what` names the poll; what is sealed opens where it stands and
    nowhere else."""

    def __init__(self, secret: bytes, salt: bytes, what: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=64, salt=salt, info=b"gastheer ballots " + what.encode()).derive(
            secret
        )
        self._rows = derived[32:]
        self._what = what.encode()
        self._cipher = AESGCM(derived[:32])

    def row(self, code: Code) -> str:
        """Where the sealed ballot with this code stands."""
        return hmac.digest(self._rows, code.text.encode(), "sha256").hex()[:32]

    def gone(self, voter: str) -> str:
        """What stands on the roll for somebody who was forgotten: who has not the key learns nobody from it."""
        return GONE + hmac.digest(self._rows, f"voter {voter}".encode(), "sha256").hex()[:32]

    def close(self, said: Sequence[object], at: str, room: int) -> bytes:
        """JSON, sealed for this place. It takes `room` bytes, and twice or more of them only where it doesn't fit."""
        plain = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        padded = plain.ljust(-(-len(plain) // room) * room)
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, padded, self._of(at))

    def open(self, sealed: bytes, at: str) -> list[Any]:
        """Raises SealBroken."""
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._of(at))
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error
        said: list[Any] = json.loads(plain.rstrip())  # the padding
        return said

    def _of(self, at: str) -> bytes:
        return self._what + b"\n" + at.encode()
