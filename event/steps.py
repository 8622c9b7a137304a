"""What may be seen of an anonymous poll: nothing under five ballots, then only further by five or more at once.

No two views in a row differ by fewer than five ballots, the last one, at close, included: while it is open what is
shown stays one step behind, so that the ballots that came after it are five at least whenever it is closed. What may
not be seen at close stays sealed.
"""

from __future__ import annotations

from dataclasses import dataclass

from event.kinds.shapes import Tally

FEWEST = 5


@dataclass(frozen=True, kw_only=True)
class Counted(Tally):
    """The ballots as they were after the vote with the number `upto`, changed votes included in that number. The marks
    may be left out, for whoever looks at the ballots themselves."""

    upto: int = 0


_NOTHING = Counted()


@dataclass(frozen=True, kw_only=True)
class Steps:
    """`counted` are all ballots, `shown` what everybody may see, `next` what comes when five more are there."""

    counted: Counted = _NOTHING
    shown: Counted | None = None
    next: Counted | None = None


def after(steps: Steps, counted: Counted, least: int = FEWEST) -> Steps:
    """With all ballots as they are counted now. `least` is for longer steps."""
    if counted.ballots < (steps.next.ballots if steps.next else 0) + max(FEWEST, least):
        return Steps(counted=counted, shown=steps.shown, next=steps.next)
    return Steps(counted=counted, shown=steps.next or steps.shown, next=counted)


def may_open(new: int, changed: int) -> bool:
    """At close: whether the ballots that came since the one before may be seen, and those that were changed. A poll
    that is reopened for one more voter tells nothing of that one."""
    return new >= FEWEST or (new == 0 and changed >= FEWEST)


def again(counted: Counted) -> Steps:
    """A poll of which all was to be seen is reopened."""
    return Steps(counted=counted, shown=counted, next=counted)
