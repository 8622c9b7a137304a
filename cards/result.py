"""The result of a poll of any kind: one sentence, and each answer's number over its bar. Both say what `Result` has."""

from __future__ import annotations

from microsoft_teams.cards import CardElement, Column, ColumnSet

from cards.answers import label, said
from cards.build import card, heading, line, small
from cards.card import Card
from cards.texts import Texts, literal
from cards.views_ballots import ResultView
from event import kinds
from event.definition import Poll
from event.kinds.shapes import Result, Row
from event.polls import Standing
from event.steps import FEWEST

_MOST_ROWS = 12


def result(view: ResultView, texts: Texts) -> Card:
    question = texts.of(view.poll.question)
    told = sentence(view.poll, view.standing, texts)
    body: list[CardElement] = [
        small(texts.say("Result of the poll")),
        heading(literal(question)),
        line(literal(told)),
        *bars(view.poll, view.standing, texts),
    ]
    if view.marks:
        body.append(small(texts.say("Your choice: {option}", option=literal(said(view.poll, view.marks, texts)))))
    return card(texts, f"{question} {told}", body)


def sentence(poll: Poll, standing: Standing, texts: Texts) -> str:
    """The result in one sentence, of the same numbers as the bars."""
    if standing.votes == 0:
        return texts.say("Nobody voted.")
    if standing.tally is None:
        return too_few(standing, texts)
    found = kinds.result(poll, standing.tally)
    told = _leaders(found, texts)
    if standing.tally.ballots < standing.votes:
        behind = texts.count(
            "Of {n} vote {shown} are shown.",
            "Of {n} votes {shown} are shown.",
            standing.votes,
            shown=standing.tally.ballots,
        )
        return f"{told} {behind}"
    return told


def too_few(standing: Standing, texts: Texts) -> str:
    return texts.count(
        "{n} person voted. Anonymous votes are shown in steps, from {fewest} on, so that nobody's can be guessed.",
        "{n} people voted. Anonymous votes are shown in steps, from {fewest} on, so that nobody's can be guessed.",
        standing.votes,
        fewest=FEWEST,
    )


def bars(poll: Poll, standing: Standing, texts: Texts) -> list[CardElement]:
    """Standard elements only: a line with the numbers, and under it a bar of two columns."""
    if standing.tally is None:
        return []
    found = kinds.result(poll, standing.tally)
    drawn: list[CardElement] = []
    for row in found.rows[:_MOST_ROWS]:
        drawn.append(line(f"{literal(label(row.label, texts))}: **{number(row, texts)}** ({row.share}%)"))
        columns = [
            Column(width=str(width), style=style, minHeight="10px", items=[])
            for width, style in ((row.share, "accent"), (100 - row.share, "emphasis"))
            if width
        ]
        drawn.append(ColumnSet(columns=columns, spacing="Small"))
    return drawn


def number(row: Row, texts: Texts) -> str:
    return texts.count("{n} vote", "{n} votes", row.votes)


def _leaders(found: Result, texts: Texts) -> str:
    leaders = found.leaders
    if not leaders:
        return texts.say("Nobody voted.")
    names = texts.listed([f"“{label(row.label, texts)}”" for row in leaders])
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
