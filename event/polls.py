"""Polls: who may do what when, and what the votes say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from event import kinds
from event.definition import Poll, ResultsShown, Voters
from event.errors import Refusal, RefusalCode
from event.ids import AccountId, BoxId, ConversationId, ObjectId, PersonId, PollKey, TenantId, VoterId
from event.kinds.shapes import Marks, Result, Tally

LONGEST_OPEN = 600
"""Minutes."""


class PollState(StrEnum):
    PREPARED = "prepared"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class RunningPoll:
    """A poll that was launched, in which conversation, and how it is kept. Without `closes` a moderator closes it.
    `left` are the seconds that a paused one still has. `run` is one up after each reset. `anonymous` as it was
    launched, whatever the event file says by now. `revealed`: a moderator showed the result before its time. `hold`,
    as it was launched: whether what people write waits for a moderator; None where they write nothing. `reset_from` is
    how it stood before its last reset, while that can be undone; `reminded`: those who hadn't voted were told so.
    `version` is one up at each act."""

    key: PollKey
    state: PollState
    conversation: ConversationId
    closes: datetime | None = None
    left: int | None = None
    run: int = 1
    anonymous: bool = False
    revealed: bool = False
    hold: bool | None = None
    reset_from: PollState | None = None
    reset_at: datetime | None = None
    reminded: bool = False
    version: int = 0

    @property
    def box(self) -> BoxId:
        """Where its ballots are."""
        return box_of(self.key, self.run)

    def stands(self, now: datetime) -> PollState:
        """How it is for everybody: past its moment it is closed, whether the clock's tick came by or not."""
        over = self.state is PollState.OPEN and self.closes is not None and now >= self.closes
        return PollState.CLOSED if over else self.state


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """How a poll stands: how many voted, and what of it may be seen; None while that would tell who voted what. Of what
    people write it has what moderators show; `waiting` are the texts that none of them looked at yet. Two looks at it
    are two: cards that were drawn of one are kept with it."""

    votes: int
    tally: Tally | None
    waiting: int = 0
    closed: bool = False
    """Nobody votes any more: what was right may be told."""
    before: Result | None = None
    """What the round before came to, where that may be seen beside it."""


def result(poll: Poll, standing: Standing) -> Result | None:
    """What the ballots that may be seen say together; None while none may."""
    return kinds.result(poll, standing.tally, closed=standing.closed) if standing.tally is not None else None


def box_of(key: PollKey, run: int) -> BoxId:
    """A poll that is reset gets a new box; until it is launched again the old one can be put back."""
    return BoxId(key if run == 1 else f"{key}.{run}")


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
    inputs: Mapping[str, object],
    registered: bool,
    now: datetime,
    run: object = "1",
) -> Marks:
    """What this ballot says; Refusal when the vote doesn't count, BallotMistake when it has to be filled in otherwise.
    `now` is the event's time, `run` the one that its card was of: after a reset the answers may be others."""
    if running is None or running.state is PollState.PREPARED:
        raise Refusal(RefusalCode.POLL_NOT_OPEN)
    if conversation != running.conversation:
        raise Refusal(RefusalCode.NOT_THE_MEETING)
    match running.stands(now):
        case PollState.CLOSED:
            raise Refusal(RefusalCode.POLL_CLOSED)
        case PollState.PAUSED:
            raise Refusal(RefusalCode.POLL_PAUSED)
    if poll.voters is Voters.REGISTERED and not registered:
        raise Refusal(RefusalCode.NOT_REGISTERED)
    if run != str(running.run):
        raise Refusal(RefusalCode.POLL_STARTED_AGAIN)
    return kinds.kind_of(poll).read(poll, inputs)


def results_open(poll: Poll, running: RunningPoll, now: datetime, *, voted: bool) -> bool:
    """Whether somebody may see the result now: one who `voted`, or did not."""
    if running.revealed:
        return True
    match poll.results:
        case ResultsShown.LIVE:
            return True
        case ResultsShown.VOTED:
            return voted or running.stands(now) is PollState.CLOSED
        case ResultsShown.CLOSED:
            return running.stands(now) is PollState.CLOSED
        case ResultsShown.REVEALED:
            return False


def closes_at(minutes: int | None, now: datetime) -> datetime | None:
    """When a poll that is launched now closes by itself."""
    return now + timedelta(minutes=minutes) if minutes else None
