"""What people send is fetched from where Teams keeps it: without our token, and from nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin

import aiohttp
import structlog

from bot.requests import FileOutOfReach, SentFile

_LIMIT = aiohttp.ClientTimeout(total=30, sock_connect=5, sock_read=10)
_PLAINLY = {"Accept-Encoding": "identity"}
"""What is packed could unpack to anything."""
_AT_ONCE = 64 * 1024
_MOST_MOVES = 3

log = structlog.get_logger(__name__)


class Downloads:
    """Implements `bot.requests.Files`. `is_trusted` says whether Teams keeps files there."""

    def __init__(self, session: aiohttp.ClientSession, is_trusted: Callable[[str], bool]) -> None:
        self._session = session
        self._is_trusted = is_trusted

    async def fetch(self, file: SentFile, most: int) -> bytes:
        # The URL opens the file to whoever has it, and its name may be somebody's: neither is logged.
        try:
            return await self._followed(file.url, most)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            log.warning("file not fetched", reason=type(error).__name__)
            raise FileOutOfReach from error

    async def _followed(self, url: str, most: int) -> bytes:
        """Each place that it is said to be at must be one where Teams keeps files."""
        for _ in range(_MOST_MOVES):
            if not self._is_trusted(url):
                log.warning("file not fetched", reason="elsewhere")
                raise FileOutOfReach
            async with self._session.get(url, headers=_PLAINLY, timeout=_LIMIT, allow_redirects=False) as answer:
                moved = answer.headers.get("Location") if 300 <= answer.status < 400 else None
                if moved is None and answer.status != 200:
                    log.warning("file not fetched", reason="status", status=answer.status)
                    raise FileOutOfReach
                if moved is None:
                    return await _read(answer, most)
                url = urljoin(url, moved)
        log.warning("file not fetched", reason="moved")
        raise FileOutOfReach


async def _read(answer: aiohttp.ClientResponse, most: int) -> bytes:
    found = bytearray()
    async for some in answer.content.iter_chunked(_AT_ONCE):
        found += some[: most + 1 - len(found)]
        if len(found) > most:
            break
    return bytes(found)
