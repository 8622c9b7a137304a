"""What a page's form sends."""

from __future__ import annotations

import ipaddress
from urllib.parse import parse_qsl

from aiohttp import web

LARGEST_FORM = 64 * 1024
"""Bytes."""


async def read_form(request: web.Request) -> dict[str, str]:
    """What a page's form holds, by name: inputs, and what its button carries (`data.<name>`, without that in front).
    Several choices of one name are joined by commas, as Teams does."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    body = await request.content.read(LARGEST_FORM + 1)
    if len(body) > LARGEST_FORM:
        raise web.HTTPRequestEntityTooLarge(max_size=LARGEST_FORM, actual_size=len(body))
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except (UnicodeDecodeError, ValueError):
        raise web.HTTPBadRequest from None
    form: dict[str, str] = {}
    for given, value in pairs:
        name = given.removeprefix("data.")
        clean = value.replace("\x00", "").replace("\r\n", "\n")
        form[name] = f"{form[name]},{clean}" if name in form and name == given else clean
    return form


def sender_of(request: web.Request) -> str:
    """The network address that it came from. Of what stands before us in our own network it is what that one says:
    anybody else's word for it counts for nothing."""
    peer = request.remote or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if not told or not _is_ours(peer):
        return peer
    return told.rpartition(":")[0] if told.count(":") == 1 else told  # some say the port too


def _is_ours(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_private
    except ValueError:
        return False
