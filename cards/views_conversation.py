"""What the cards of the conversation itself are drawn from: help, and answers where there is nothing else to say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from event.definition import Event


class Said(StrEnum):
    """What was said that the bot has no answer to."""

    WORDS = "words"
    STORY = "story"
    """Something longer, or a question."""
    FILE = "file"
    NOTHING = "nothing"
    """Not a word: a smiley, a space."""


@dataclass(frozen=True, kw_only=True)
class UnknownView:
    """An answer to words that nobody foresaw."""

    event: Event
    registered: bool
    said: Said = Said.WORDS


@dataclass(frozen=True, kw_only=True)
class ThanksView:
    """To somebody who thanks or agrees. `shared` where others read along."""

    event: Event
    registered: bool
    shared: bool = False


class Reason(StrEnum):
    """Why a shared chat hears what the bot does there."""

    ARRIVED = "arrived"
    HELP = "help"
    THEIRS_ALONE = "theirs_alone"
    """Asked for something that belongs in somebody's own chat."""
    UNKNOWN = "unknown"
    STALE = "stale"
    """Clicked on a card of long ago."""


@dataclass(frozen=True, kw_only=True)
class SharedChatView:
    """`added_by` when the bot arrived and it is known who added it. `is_meeting` in the event's own meeting's chat."""

    event: Event
    reason: Reason
    is_meeting: bool
    added_by: str | None = None
