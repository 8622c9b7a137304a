"""What to do with announcements whose moment has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from event.definition import Audience, Status, Template
from event.ids import AnnouncementKey


class State(StrEnum):
    PLANNED = "planned"
    WAITING = "waiting"
    MATERIALISED = "materialised"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """An announcement with its moment, and how it stands. From `until` on it is of no use."""

    key: AnnouncementKey
    template: Template
    audience: Audience
    due: datetime
    until: datetime
    state: State
    reason: str | None = None
    round: int = 0
    """One up each time that a moved event has it planned anew."""

    @property
    def occasion(self) -> str:
        """What its deliveries are filed under."""
        return f"announcement:{self.key}" + (f"@{self.round}" if self.round else "")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`state` MATERIALISED means: send it now."""

    announcement: Planned
    state: State
    reason: str | None


def decide(
    due: Sequence[Planned], now: datetime, *, status: Status, link_known: bool, chat_known: bool
) -> list[Decision]:
    """What becomes of each that is due, in the order of their moments.

    Of a cancelled or postponed event nothing goes out but an organiser's own text. Too late is skipped. Of several
    with the same template and audience the newest says it all, and the others are overtaken. A link waits until there
    is one, a post in the meeting's chat until the bot is in it.
    """
    decisions = []
    for one in sorted(due, key=lambda planned: (planned.due, planned.key)):
        newer = any(
            (other.template, other.audience) == (one.template, one.audience)
            and one.template is not Template.TEXT
            and (other.due, other.key) > (one.due, one.key)
            and now < other.until
            for other in due
        )
        if status is not Status.ON and one.template is not Template.TEXT:
            decision = Decision(announcement=one, state=State.SKIPPED, reason=f"event_{status.value}")
        elif now >= one.until:
            decision = Decision(announcement=one, state=State.SKIPPED, reason="too_late")
        elif newer:
            decision = Decision(announcement=one, state=State.SKIPPED, reason="overtaken")
        elif one.template is Template.LINK and not link_known:
            decision = Decision(announcement=one, state=State.WAITING, reason="no_link")
        elif one.audience is Audience.MEETING and not chat_known:
            decision = Decision(announcement=one, state=State.WAITING, reason="no_meeting_chat")
        else:
            decision = Decision(announcement=one, state=State.MATERIALISED, reason=None)
        decisions.append(decision)
    return decisions


def for_newcomer(announcements: Sequence[Planned], now: datetime) -> list[Planned]:
    """What everybody got already and somebody who signs up now still needs: the last programme and the last link."""
    latest: dict[Template, Planned] = {}
    for one in sorted(announcements, key=lambda planned: (planned.due, planned.key)):
        if (
            one.template in (Template.PROGRAMME, Template.LINK)
            and one.audience is Audience.REGISTERED
            and one.state is State.MATERIALISED
            and now < one.until
        ):
            latest[one.template] = one
    return list(latest.values())
