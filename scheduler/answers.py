"""A written answer goes to everybody who asked or upvoted the question, each once and by their own road.

`now` is the event's time, `real_now` the machine's.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cards import questions as cards
from cards.card import Card
from cards.texts import Texts
from cards.views_questions import AnswerView
from event.definition import Event
from event.ids import PersonId, QuestionId
from event.store import question_acts, told
from event.store.deliveries import Delivery
from event.store.question_acts import ANSWER
from scheduler import roads


async def drawn(db: AsyncConnection, event: Event, delivery: Delivery, texts: Texts) -> Card | None:
    """None where they or the question are gone."""
    which, who = QuestionId(int(delivery.subject)), PersonId(delivery.recipient)
    found = await question_acts.answer_for(db, event.id, which, who)
    if found is None:
        return None
    view = AnswerView(event=event, text=found.text, answer=found.answer, asked=found.asked, mine=found.mine)
    return cards.answered(view, texts)


async def tell(
    db: AsyncConnection,
    event: Event,
    which: QuestionId,
    *,
    real_now: datetime,
    changed: int | None = None,
    now: datetime | None = None,
) -> int:
    """Plan it for those who weren't told; none where there is no answer. `changed` to this version: the cards of those
    who were told in Teams are drawn anew. Returns how many are told now."""
    if not await question_acts.is_answered(db, event.id, which):
        return 0
    occasion = f"{ANSWER}:{which}"
    if changed is not None and now is not None:
        edit = f"{occasion}:{changed}"
        await told.plan_edits(db, event.id, {ANSWER}, edit, event_now=now, now=real_now, subject=str(which))
    new = await question_acts.not_told_yet(db, event.id, which, occasion)
    return await roads.tell(
        db, event, new, occasion=occasion, kind=ANSWER, subject=str(which), until_at=None, now=real_now
    )
