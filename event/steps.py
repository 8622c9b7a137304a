"""What may be seen of an anonymous poll: nothing under five ballots, then only further by five or more at once.

No two views in a row differ by fewer than five ballots, the last one, at close, included: while it is open what is
shown stays one step behind, so that the ballots that came after it are five at least whenever it is closed.
"""

from __future__ import annotations

from dataclasses import dataclass

from event.kinds.shapes import Tally

FEWEST = 5
_NOTHING = Tally()


@dataclass(frozen=True, kw_only=True)
class Steps:
    """`counted` are all ballots, `shown` what everybody may see, `next` what comes when five more are there."""

    counted: Tally = _NOTHING
    shown: Tally | None = None
    next: Tally | None = None


def after(steps: Steps, counted: Tally) -> Steps:
    """With all ballots as they are counted now."""
    if counted.ballots < (steps.next.ballots if steps.next else 0) + FEWEST:
        return Steps(counted=counted, shown=steps.shown, next=steps.next)
    return Steps(counted=counted, shown=steps.next or steps.shown, next=counted)


def at_close(counted: Tally, shown: Tally | None) -> Tally | None:
    """All of it, when that is enough; else what was `shown` before. A poll that is reopened and closed again tells
    nothing of the few who came in between."""
    return counted if counted.ballots - (shown.ballots if shown else 0) >= FEWEST else shown


def again(counted: Tally, shown: Tally | None) -> Steps:
    """A closed poll is reopened."""
    return Steps(counted=counted, shown=shown, next=shown)
