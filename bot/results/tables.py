"""Results as csv and json, for programs: see docs/results.md for each name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from bot import cells
from cards import report as words
from cards.report import Told
from cards.texts import Texts
from cards.views_results import Report, Reported
from event.polls import PollState
from event.store.exports import Sheet, Value

_OF_POLL = ("poll", "kind", "question", "state", "anonymous", "ballots", "shown", "sentence")
_OF_ANSWER = ("option", "answer", "votes", "share", "before", "right", "mean")


def as_csv(report: Report, texts: Texts) -> bytes:
    """A line for each answer. A poll without any, for lack of votes, has one line that says so."""
    rows: list[Sequence[Value]] = []
    for one in report.polls:
        told = words.told(one, texts)
        its = [_poll(one, told)[name] for name in _OF_POLL]
        answers = [[answer[name] for name in _OF_ANSWER] for answer in _answers(told)]
        rows += [(*its, *answer) for answer in answers or [[None] * len(_OF_ANSWER)]]
    return cells.as_csv(Sheet(heads=(*_OF_POLL, *_OF_ANSWER), rows=rows), report.event.zone)


def as_json(report: Report, texts: Texts) -> bytes:
    event = report.event
    polls = []
    for one in report.polls:
        told = words.told(one, texts)
        result = told.result
        polls.append(
            _poll(one, told)
            | {
                "mean": _number(result.mean) if result else None,
                "highest": result.highest if result else None,
                "right": result.right if result else None,
                "answers": _answers(told),
            }
        )
    found = {
        "event": {"id": event.id, "title": texts.of(event.title), "date": event.date.isoformat()},
        "language": texts.language.value,
        "made_at": cells.plain(report.at, event.zone),
        "polls": polls,
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _poll(one: Reported, told: Told) -> dict[str, Any]:
    return {
        "poll": one.poll.key,
        "kind": one.poll.kind.value,
        "question": told.question,
        "state": "closed" if one.state is PollState.CLOSED else "open, so far",
        "anonymous": one.anonymous,
        "ballots": one.standing.votes,
        "shown": told.result.ballots if told.result else None,
        "sentence": told.sentence,
    }


def _answers(told: Told) -> list[dict[str, Any]]:
    return [
        {
            "option": answer.row.key,
            "answer": answer.label,
            "votes": answer.row.votes,
            "share": answer.row.share,
            "before": answer.before,
            "right": answer.row.right,
            "mean": _number(answer.row.mean),
        }
        for answer in told.answers
    ]


def _number(mean: Fraction | None) -> float | None:
    return None if mean is None else round(float(mean), 4)
