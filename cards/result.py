"""The result of a poll of any kind: one sentence, and each answer's number over its bar. All say what `Result` has."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_decimal
from microsoft_teams.cards import CardElement, Column, ColumnSet

from cards.answers import label
from cards.build import card, heading, line, refresh, small
from cards.card import Card
from cards.receipt import ids, own_ballot, to_own_ballot
from cards.rounds import points, since
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_ballots import ResultView
from event import polls
from event.definition import Poll, PollKind
from event.kinds import kind_of
from event.kinds.shapes import Headline, Marks, Result, Row
from event.polls import Standing
from event.rounds import mean_before
from event.steps import FEWEST

MOST_ROWS = 12
"""On a card."""
_FEW = 3


def result(view: ResultView, texts: Texts) -> Card:
    question = texts.of(view.poll.question)
    told = sentence(view.poll, view.standing, texts)
    body: list[CardElement] = [
        small(texts.say("Result of the poll")),
        heading(literal(question)),
        line(literal(told)),
        *bars(view.poll, view.standing, texts),
    ]
    if view.own is None:
        return card(texts, f"{question} {told}", body)
    body += own_ballot(view.poll, view.own, texts, anonymous=view.anonymous)
    marks = view.own.marks
    if marks and view.standing.closed and (judged := had_right(view.poll, marks, texts)):
        body.append(line(judged))
    actions = to_own_ballot(view.event, view.poll, view.own, texts) if view.anonymous else []
    again = refresh(Verb.POLL_SHOW, view.event, **ids(view.poll, view.own.code))
    return card(texts, f"{question} {told}", body, actions, again)


def sentence(poll: Poll, standing: Standing, texts: Texts) -> str:
    """The result in one sentence, of the same numbers as the bars."""
    if standing.votes == 0:
        return texts.say("Nobody voted.")
    found = polls.result(poll, standing)
    if found is None:
        return too_few(standing, texts)
    told = headline(poll, found, texts)
    if standing.before is not None and (changed := _since(found, standing.before, texts)):
        told = f"{told} {changed}"
    if found.ballots < standing.votes:
        behind = texts.count(
            "Of {n} vote {shown} are shown.",
            "Of {n} votes {shown} are shown.",
            standing.votes,
            shown=found.ballots,
        )
        told = f"{told} {behind}"
    if standing.waiting:
        waits = texts.count(
            "{n} answer can be read once a moderator has looked at it.",
            "{n} answers can be read once a moderator has looked at them.",
            standing.waiting,
        )
        told = f"{told} {waits}"
    return told


def too_few(standing: Standing, texts: Texts) -> str:
    return texts.count(
        "{n} person voted. Anonymous votes are shown in steps, from {fewest} on, so that nobody's can be guessed.",
        "{n} people voted. Anonymous votes are shown in steps, from {fewest} on, so that nobody's can be guessed.",
        standing.votes,
        fewest=FEWEST,
    )


def bars(poll: Poll, standing: Standing, texts: Texts) -> list[CardElement]:
    """Standard elements only: a line with the numbers, and under it a bar of two columns. What people wrote has no
    bars: few write the same."""
    found = polls.result(poll, standing)
    if found is None:
        return []
    drawn: list[CardElement] = []
    for row in found.rows[:MOST_ROWS]:
        told = numbers(row, found, texts, strong="**", before=standing.before)
        drawn.append(line(f"{literal(name(row, texts))}: {told}"))
        if found.headline is not Headline.TEXTS:
            drawn.append(_bar(row.share))
    more = len(found.rows) - MOST_ROWS
    if more > 0:
        drawn.append(small(texts.count("And {n} more answer.", "And {n} more answers.", more)))
    return drawn


def _bar(share: int) -> ColumnSet:
    columns = [
        Column(width=str(width), style=style, minHeight="10px", items=[])
        for width, style in ((share, "accent"), (100 - share, "emphasis"))
        if width
    ]
    return ColumnSet(columns=columns, spacing="Small")


def name(row: Row, texts: Texts) -> str:
    """What a row is called; a right answer says that it is."""
    called = label(row.label, texts)
    return texts.say("✓ {answer} (right)", answer=called) if row.right else called


def numbers(row: Row, found: Result, texts: Texts, strong: str = "", before: Result | None = None) -> str:
    """All that a row has in numbers, the first of them between `strong`; with the points that it rose or fell since
    the round `before`."""
    votes = number(row, texts)
    match found.headline:
        case Headline.ORDER if row.mean is None:
            return texts.say("no place yet")
        case Headline.ORDER:
            place = texts.say("average place {place}", place=amount(row.mean or Fraction(0), texts))
            first = texts.say("in first place: {votes}", votes=votes)
            return f"{strong}{place}{strong} ({first})"
        case Headline.TEXTS:
            return f"{strong}{votes}{strong}"
        case _:
            changed = points(row, found, before)
            share = f"{row.share}%" + (f", {changed}" if changed else "")
            return f"{strong}{votes}{strong} ({share})"


def _since(found: Result, before: Result, texts: Texts) -> str:
    mean = mean_before(found, before)
    return since(found, before, amount(mean, texts) if mean is not None else None, texts)


def number(row: Row, texts: Texts) -> str:
    return texts.count("{n} vote", "{n} votes", row.votes)


def amount(of: Fraction, texts: Texts) -> str:
    """With one figure behind the point, where it has one: `4,2`, `4`. Halves are rounded up."""
    tenths = (of * 10 + Fraction(1, 2)).__floor__()
    return format_decimal(Decimal(tenths) / 10, format="#,##0.#", locale=texts.locale)


def had_right(poll: Poll, marks: Marks, texts: Texts) -> str | None:
    """To the voter alone, once nobody votes any more."""
    judge = kind_of(poll).had_right
    if judge is None or not poll.right:
        return None
    return texts.say("You had it right!") if judge(poll, marks) else texts.say("Yours wasn't the right answer.")


def headline(poll: Poll, found: Result, texts: Texts) -> str:
    """What a result tells first."""
    if not found.ballots:
        return texts.say("Nobody voted.")
    match found.headline:
        case Headline.LEADERS:
            return _leaders(found, texts)
        case Headline.MEAN:
            return _mean(poll, found, texts)
        case Headline.ORDER:
            return _order(found, texts)
        case Headline.WORDS:
            return _words(found, texts)
        case Headline.TEXTS:
            return texts.count("{n} person answered.", "{n} people answered.", found.ballots)
        case Headline.RIGHT:
            return _right(found, texts)


def _leaders(found: Result, texts: Texts) -> str:
    leaders = found.leaders
    if not leaders:
        return texts.say("Nobody voted.")
    names = _named(leaders, texts)
    if len(leaders) == 1:
        return texts.count(
            "{option} has the most votes: {most} of {n} ({share}%).",
            "{option} has the most votes: {most} of {n} ({share}%).",
            found.ballots,
            option=names,
            most=leaders[0].votes,
            share=leaders[0].share,
        )
    return texts.count(
        "A tie: {options}, each with {most} of {n} vote ({share}%).",
        "A tie: {options}, each with {most} of {n} votes ({share}%).",
        found.ballots,
        options=names,
        most=leaders[0].votes,
        share=leaders[0].share,
    )


def _mean(poll: Poll, found: Result, texts: Texts) -> str:
    if found.mean is None:
        return texts.say("Nobody voted.")
    mean, votes = amount(found.mean, texts), texts.count("{n} vote", "{n} votes", found.ballots)
    if found.median is not None:
        middle = amount(found.median, texts)
        return texts.say("The average is {mean} and the middle answer {middle} ({votes}).",
                         mean=mean, middle=middle, votes=votes)  # fmt: skip
    if poll.kind is PollKind.RATING:
        return texts.say("On average {mean} of {highest} stars ({votes}).",
                         mean=mean, highest=found.highest, votes=votes)  # fmt: skip
    return texts.say(
        "On average {mean}, on a scale from {lowest} to {highest} ({votes}).",
        mean=mean,
        lowest=found.lowest,
        highest=found.highest,
        votes=votes,
    )


def _order(found: Result, texts: Texts) -> str:
    leaders = found.leaders
    if not leaders:
        return texts.say("Nobody voted.")
    votes = texts.count("{n} vote", "{n} votes", found.ballots)
    place = amount(leaders[0].mean or Fraction(0), texts)
    if len(leaders) == 1:
        return texts.say(
            "{option} comes first, with {place} as its average place ({votes}).",
            option=_named(leaders, texts),
            place=place,
            votes=votes,
        )
    return texts.say(
        "{options} share the first place, with {place} as their average place ({votes}).",
        options=_named(leaders, texts),
        place=place,
        votes=votes,
    )


def _words(found: Result, texts: Texts) -> str:
    leaders = found.leaders
    if not leaders:
        return texts.count("{n} person answered.", "{n} people answered.", found.ballots)
    if len(leaders) > _FEW:
        return texts.count(
            "{words} words were named most, each by {most} of {n} person.",
            "{words} words were named most, each by {most} of {n} people.",
            found.ballots,
            words=len(leaders),
            most=leaders[0].votes,
        )
    if len(leaders) > 1:
        return texts.count(
            "{options} were named most, each by {most} of {n} person.",
            "{options} were named most, each by {most} of {n} people.",
            found.ballots,
            options=_named(leaders, texts),
            most=leaders[0].votes,
        )
    return texts.count(
        "{option} was named most, by {most} of {n} person.",
        "{option} was named most, by {most} of {n} people.",
        found.ballots,
        option=_named(leaders, texts),
        most=leaders[0].votes,
    )


def _right(found: Result, texts: Texts) -> str:
    right = tuple(row for row in found.rows if row.right)
    answer = _named(right, texts)
    return texts.count(
        "{right} of {n} person had it right. The right answer: {answer}.",
        "{right} of {n} people had it right. The right answer: {answer}.",
        found.ballots,
        right=found.right,
        answer=answer,
    )


def _named(rows: tuple[Row, ...], texts: Texts) -> str:
    return texts.listed([f"“{label(row.label, texts)}”" for row in rows])
