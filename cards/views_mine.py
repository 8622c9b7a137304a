"""What cards about a person's own affairs are drawn from: their data, their language, their questions, colleagues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cards.views_participants import Line
from event.definition import Event, Language
from event.people import Person
from event.reach import Road
from event.registration import Registration
from event.roles import Role


@dataclass(frozen=True, kw_only=True)
class LanguageView:
    """`chosen` when they asked for a language; `changed` when that was just now."""

    event: Event
    chosen: bool
    changed: bool = False


@dataclass(frozen=True, kw_only=True)
class ColleaguesView:
    """`signed_up` counts the reader's organisation, themselves too; None when they aren't signed up."""

    event: Event
    organisation: str | None = None
    signed_up: int = 0


@dataclass(frozen=True, kw_only=True)
class MyQuestion:
    """`named`: their name is shown with it."""

    text: str
    asked_at: datetime
    done: bool
    named: bool = False
    answer: str | None = None


@dataclass(frozen=True, kw_only=True)
class DataView:
    """Everything that is held about the reader, times in the event's zone. `chats` are their own with the bot: since
    when, and whether it can write there. `roads` are the ways to them with why each is closed, `waiting` since when
    sign-ups with their address wait for a yes, `listed` that organisers look at a list with it. `ballots` are
    questions with their answer, `told` the last of `messages`, `acts` how many of theirs are in the log of organisers
    and moderators. `page` is their own page in a browser, where they don't read this in it: there `on_page`."""

    event: Event
    person: Person
    known_since: datetime
    registration: Registration | None
    roads: Mapping[Road, str | None]
    chats: Sequence[tuple[datetime, bool]] = ()
    waiting: Sequence[datetime] = ()
    listed: bool = False
    questions: Sequence[MyQuestion] = ()
    upvoted: Sequence[str] = ()
    ballots: Sequence[tuple[str, str]] = ()
    messages: int = 0
    told: Sequence[Line] = field(default=())
    role: Role | None = None
    by_file: bool = False
    acts: int = 0
    page: str | None = None
    on_page: bool = False


@dataclass(frozen=True, kw_only=True)
class ForgetView:
    """Asked before somebody is forgotten. `by_file`: the role that the event file gives them, which stays."""

    event: Event
    registered: bool
    by_file: Role | None = None


@dataclass(frozen=True, kw_only=True)
class ForgottenView:
    """The receipt: a number and a time, nothing personal. Without a number there was nothing to forget."""

    event: Event
    number: str | None
    at: datetime
    by_file: Role | None = None


LANGUAGE_NAMES = {Language.NL: "Nederlands", Language.EN: "English"}
"""Each in its own tongue: for whoever doesn't read the other."""
