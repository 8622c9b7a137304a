"""What an organiser's cards about participants are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from event.definition import Event
from event.participants import Group
from event.reach import Road
from event.registration import FieldMistake, Registration
from event.roles import Role


@dataclass(frozen=True, kw_only=True)
class ParticipantsView:
    """Counts. `organisations` the largest first, `unreached` by reason. `site` is where everybody finds the event's
    page; None when it isn't reachable by https. `mail_on`: there is a mail server."""

    event: Event
    signed_up: int
    withdrawn: int
    unanswered: int
    organisations: Mapping[str, int] = field(default_factory=dict)
    unreached: Mapping[str, int] = field(default_factory=dict)
    site: str | None = None
    mail_on: bool = True


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person on a list. `name` and `organisation` are empty where nobody told them."""

    person: str
    name: str
    organisation: str = ""
    withdrawn: bool = False
    unreached: str | None = None


@dataclass(frozen=True, kw_only=True)
class ParticipantListView:
    """One page, from 0, of `pages`. `group` is None for what was searched for."""

    event: Event
    group: Group | None
    searched: str = ""
    rows: Sequence[Row]
    total: int
    page: int
    pages: int
    nobody_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """A message to them and what became of it; `at` in the event's zone."""

    kind: str
    state: str
    reason: str | None
    at: datetime


class Act(StrEnum):
    """What was just done for them."""

    SIGNED_UP = "signed_up"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    GRANTED = "granted"
    REVOKED = "revoked"
    ALREADY = "already"


@dataclass(frozen=True, kw_only=True)
class ParticipantView:
    """One person. `name` is the registration's or what Teams says, empty when neither does. `roads` to them in their
    order, with why one is closed; `unreached` when none is open, with the reason of most use. `role` is what they may
    do in all, `by_file` when the event file says so, `offered` what can be done about it in chat."""

    event: Event
    person: str
    name: str
    registration: Registration | None
    unreached: str | None
    roads: Mapping[Road, str | None] = field(default_factory=dict)
    told: Sequence[Line] = ()
    role: Role | None = None
    by_file: bool = False
    offered: Sequence[Role | None] = ()
    done: Act | None = None


@dataclass(frozen=True, kw_only=True)
class ParticipantFormView:
    """Somebody's registration form in an organiser's hands."""

    event: Event
    person: str
    name: str
    values: Mapping[str, str]
    mistakes: Mapping[str, FieldMistake] = field(default_factory=dict)
    is_change: bool = False


@dataclass(frozen=True, kw_only=True)
class AskWithdrawView:
    event: Event
    person: str
    name: str


@dataclass(frozen=True, kw_only=True)
class WithdrawnForYouView:
    """To the participant: an organiser withdrew them."""

    event: Event
    name: str


@dataclass(frozen=True, kw_only=True)
class RoleView:
    """To the one who got a role in chat, or lost it (None)."""

    event: Event
    role: Role | None
