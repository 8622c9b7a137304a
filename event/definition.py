"""The event as its file defines it: frozen, checked, without anything that happened since.

`event.eventfile.read` makes one of these from TOML. Field names here are the file's key names.
"""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from event.ids import AnnouncementKey, EventId, OptionKey, PartKey, PollKey
from event.reach import Road

_KEY = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
"""Lower-case letters, digits and hyphens, at most 40: keys stand in card data and in the database."""
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Paragraphs = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


Url = Annotated[Line, Field(pattern=r"^https://[^\s/]+\.[^\s]+$")]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Language(StrEnum):
    NL = "nl"
    EN = "en"


class LocalText(Frozen):
    """The same text in each of the event's languages. A plain string in the file counts for both."""

    nl: Paragraphs
    en: Paragraphs

    @model_validator(mode="before")
    @classmethod
    def _the_same_in_both(cls, value: object) -> object:
        return {"nl": value, "en": value} if isinstance(value, str) else value

    def in_(self, language: Language) -> str:
        return self.nl if language is Language.NL else self.en


class LocalLine(LocalText):
    """A title or question."""

    nl: Line
    en: Line


class LocalLabel(LocalText):
    """An answer to choose: short enough for twelve of them on a card, and for a bar's line."""

    nl: Annotated[Line, Field(max_length=150)]
    en: Annotated[Line, Field(max_length=150)]


class Organiser(Frozen):
    """The humans to turn to at every dead end."""

    name: Line
    email: Line
    phone: Line | None = None
    website: Url | None = None
    terms: Url | None = None


Days = Annotated[int, Field(ge=0, le=3650)]


class Kept(StrEnum):
    """What is kept of people, field by field, as `[event.privacy.fields]` names it."""

    NAME = "name"
    EMAIL = "email"
    ORGANISATION = "organisation"
    FUNCTION = "function"
    QUESTION = "question"
    """Given with the registration, or asked in chat."""
    ACCOUNT = "account"
    """Who they are in Teams and how they are reached there. With it goes whatever else is left of them."""
    BALLOTS = "ballots"
    """Whose vote a ballot is; the votes stay counted."""
    MESSAGES = "messages"
    """Which message went to whom."""


class KeptField(Frozen):
    purpose: LocalLine | None = None
    retention_days: Days | None = None


class KeptFields(Frozen):
    """By `Kept`."""

    name: KeptField = KeptField()
    email: KeptField = KeptField()
    organisation: KeptField = KeptField()
    function: KeptField = KeptField()
    question: KeptField = KeptField()
    account: KeptField = KeptField()
    ballots: KeptField = KeptField()
    messages: KeptField = KeptField()


class Privacy(Frozen):
    """`retention_days` counts for each of the `fields` that says no other."""

    notice: LocalText
    url: Url | None = None
    retention_days: Days
    fields: KeptFields = KeptFields()

    def of(self, kept: Kept) -> KeptField:
        found: KeptField = getattr(self.fields, kept.value)
        return found

    def days(self, kept: Kept) -> int:
        """How many days after the event. Nothing outlives the account: with it goes what is left."""
        longest = self.fields.account.retention_days
        own = self.of(kept).retention_days
        days = self.retention_days if own is None else own
        return days if longest is None else min(days, longest)


class Registration(Frozen):
    page: bool = False
    """The public page for signing up is open."""
    closes: datetime | None = None
    """Wall time in the event's zone; without it sign-up stays open until the event ends."""


class Meeting(Frozen):
    join_url: str | None = None


class Questions(Frozen):
    hold: bool = True
    """A question to the speakers is shown to everybody when a moderator approves it; without it, at once."""


class Roles(Frozen):
    """E-mail or UPN (own tenant only), or `tenant/object-id`."""

    organisers: tuple[Line, ...] = ()
    moderators: tuple[Line, ...] = ()


class Part(Frozen):
    key: Annotated[PartKey, _KEY]
    start: time
    end: time
    title: LocalLine
    description: LocalText | None = None
    speakers: tuple[LocalText, ...] = ()
    is_break: bool = False


class Template(StrEnum):
    REMINDER = "reminder"
    PROGRAMME = "programme"
    LINK = "link"
    RESUME = "resume"
    THANKS = "thanks"
    TEXT = "text"


class Audience(StrEnum):
    REGISTERED = "registered"
    UNANSWERED = "unanswered"
    """People who have the bot and neither signed up nor withdrew."""
    ORGANISATION = "organisation"
    """The registered people of one organisation."""
    MEETING = "meeting"
    ORGANISERS = "organisers"


class Announcement(Frozen):
    """`when` and `until` as written; `event.times.moment` turns them into an instant."""

    key: Annotated[AnnouncementKey, _KEY]
    when: str
    until: str | None = None
    template: Template
    text: LocalText | None = None
    audience: Audience = Audience.REGISTERED
    organisation: Line | None = None
    """With the audience `organisation` only."""
    road: Road | None = None
    """Tried before the others; with `road_only` no other is."""
    road_only: bool = False


class PollKind(StrEnum):
    """Each is a file in `event.kinds`."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    YES_NO = "yes_no"
    RATING = "rating"
    TEXT = "text"
    SCALE = "scale"
    NUMBER = "number"
    CLOUD = "cloud"
    RANKING = "ranking"
    QUIZ = "quiz"


class Voters(StrEnum):
    PRESENT = "present"
    REGISTERED = "registered"


class ResultsShown(StrEnum):
    """When everybody may see how a poll stands. Moderators always may."""

    LIVE = "live"
    VOTED = "voted"
    """To each after their own vote: what others said doesn't steer it."""
    CLOSED = "closed"
    REVEALED = "revealed"
    """When a moderator says so."""


class Option(Frozen):
    key: Annotated[OptionKey, _KEY]
    text: LocalLabel


class Poll(Frozen):
    """What a kind makes of `options`, `least` and `most`, and which it needs, `event.kinds` says."""

    key: Annotated[PollKey, _KEY]
    kind: PollKind = PollKind.SINGLE
    question: LocalLine
    options: tuple[Option, ...] = Field(default=(), max_length=12)
    least: int | None = Field(default=None, ge=-1_000_000, le=1_000_000)
    most: int | None = Field(default=None, ge=-1_000_000, le=1_000_000)
    low: LocalLabel | None = None
    """What a scale's lowest means; `high` its highest."""
    high: LocalLabel | None = None
    right: tuple[OptionKey, ...] = ()
    """A quiz's right answers."""
    part: PartKey | None = None
    voters: Voters = Voters.PRESENT
    anonymous: bool = False
    """What was voted is kept apart from who voted: nobody can join the two."""
    results: ResultsShown = ResultsShown.VOTED
    hold: bool = True
    """What people write is shown when a moderator approves it."""
    minutes: int | None = Field(default=None, ge=1, le=600)
    """How long it stays open; without it until a moderator closes it."""
    launch: str | None = None
    """When it is launched by itself, as `when` of an announcement is written; without it a moderator does."""
    after: PollKey | None = None
    """The same question asked before: the result shows what changed."""

    def option(self, key: object) -> Option | None:
        return next((option for option in self.options if option.key == key), None)


class Status(StrEnum):
    """Whether the event goes on as planned."""

    ON = "on"
    POSTPONED = "postponed"
    """To a day that isn't known yet: `date` is the old one."""
    CANCELLED = "cancelled"


class Event(Frozen):
    """The whole file."""

    id: Annotated[EventId, _KEY]
    title: LocalLine
    series: LocalLine | None = None
    status: Status = Status.ON
    date: date
    timezone: str
    languages: tuple[Language, ...]
    place: LocalLine
    about: LocalText
    needs: LocalText | None = None
    organiser: Organiser
    privacy: Privacy
    registration: Registration = Registration()
    meeting: Meeting = Meeting()
    questions: Questions = Questions()
    roles: Roles = Roles()
    parts: tuple[Part, ...]
    announcements: tuple[Announcement, ...] = ()
    polls: tuple[Poll, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def start(self) -> datetime:
        """When the first part starts: aware, in the event's zone."""
        return datetime.combine(self.date, min(part.start for part in self.parts), self.zone)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.date, max(part.end for part in self.parts), self.zone)

    @property
    def until(self) -> datetime | None:
        """From then on nothing more will happen. A postponed one still has its day ahead."""
        return None if self.status is Status.POSTPONED else self.end

    def over(self, now: datetime) -> bool:
        return self.until is not None and now >= self.until

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)

    def poll(self, key: str) -> Poll | None:
        return self._polls_by_key.get(key)

    @cached_property
    def _polls_by_key(self) -> dict[str, Poll]:
        """Asked for at every vote."""
        return {poll.key: poll for poll in self.polls}

    def announcement(self, key: str) -> Announcement | None:
        return next((one for one in self.announcements if one.key == key), None)

    def with_(self, **changes: object) -> Self:
        copy = self.model_copy(update=changes)
        copy.__dict__.pop("_polls_by_key", None)  # worked out anew from what it has now
        return copy
