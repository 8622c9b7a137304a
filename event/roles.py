"""Roles: what the event file gives, and what an organiser may give and take back in chat on top of it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """An organiser may moderate as well."""

    ORGANISER = "organiser"
    MODERATOR = "moderator"


def higher(*held: Role | None) -> Role | None:
    """What somebody may do in all, of what they hold."""
    return next((role for role in Role if role in held), None)


def offered(by_file: Role | None, given: Role | None) -> tuple[Role | None, ...]:
    """What can be done about somebody's role in chat; None takes back what was given. What the event file gives stays
    its own: so nobody locks out the last organiser."""
    if by_file is Role.ORGANISER:
        return ()
    if by_file is Role.MODERATOR:
        return (None,) if given is Role.ORGANISER else (Role.ORGANISER,)
    return tuple(one for one in (*Role, None) if one is not given)
