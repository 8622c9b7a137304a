"""Polls: who may do what when, and what the votes say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from event.definition import Option, Poll, Voters
from event.errors import Refusal, RefusalCode
from event.ids import AccountId, ConversationId, ObjectId, PersonId, TenantId, VoterId

LONGEST_OPEN = 600
"""Minutes."""


class PollState(StrEnum):
    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class RunningPoll:
    """A poll that was launched, in which conversation, and how it is kept. Without `closes` a moderator closes it."""

    state: PollState
    conversation: ConversationId
    closes: datetime | None = None

    def stands(self, now: datetime) -> PollState:
        """How it is for everybody: past its moment it is closed, whether the clock's tick came by or not."""
        over = self.closes is not None and now >= self.closes
        return PollState.CLOSED if over else self.state


def voter(
    account: AccountId | None, tenant: TenantId | None, oid: ObjectId | None, person: PersonId | None = None
) -> VoterId:
    """Whose ballot it is: the Entra identity where there is one, so that the same person votes once on every road; else
    the account, and for who came by a signed link alone our own id of them."""
    if tenant and oid:
        return VoterId(f"oid:{tenant}/{oid}")
    return VoterId(account) if account else VoterId(f"person:{person}")


def check_vote(
    poll: Poll,
    running: RunningPoll | None,
    *,
    conversation: ConversationId,
    option: object,
    registered: bool,
    now: datetime,
) -> Option:
    """The option that this vote is for, or a Refusal. `now` is the event's time."""
    if running is None or running.state is PollState.PREPARED:
        raise Refusal(RefusalCode.POLL_NOT_OPEN)
    if conversation != running.conversation:
        raise Refusal(RefusalCode.NOT_THE_MEETING)
    if running.stands(now) is PollState.CLOSED:
        raise Refusal(RefusalCode.POLL_CLOSED)
    if poll.voters is Voters.REGISTERED and not registered:
        raise Refusal(RefusalCode.NOT_REGISTERED)
    if option is None or option == "":
        raise Refusal(RefusalCode.NO_OPTION_CHOSEN)
    chosen = poll.option(option)
    if chosen is None:
        raise Refusal(RefusalCode.OPTION_NOT_FOUND)
    return chosen


def closes_at(minutes: int | None, now: datetime) -> datetime | None:
    """When a poll that is launched now closes by itself."""
    return now + timedelta(minutes=minutes) if minutes else None


def total(poll: Poll, counts: Mapping[str, int]) -> int:
    return sum(counts.get(option.key, 0) for option in poll.options)


def percentages(poll: Poll, counts: Mapping[str, int]) -> tuple[int, ...]:
    """Whole percentages by option, in the file's order, halves rounded up; all 0 without votes.

    Each is rounded alone: equal votes must read equal, which sharing out the last point to reach 100 would break.
    """
    votes = total(poll, counts)
    return tuple((200 * counts.get(option.key, 0) + votes) // (2 * votes) if votes else 0 for option in poll.options)


def leaders(poll: Poll, counts: Mapping[str, int]) -> tuple[Option, ...]:
    """The options with the most votes: several at a tie, none without votes."""
    most = max(counts.get(option.key, 0) for option in poll.options)
    return tuple(option for option in poll.options if most and counts.get(option.key, 0) == most)
