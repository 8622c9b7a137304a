"""A poll as its voters see it: the ballot, and the result as bars, numbers and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, Column, ColumnSet

from cards.build import attention, button, card, heading, line, panel, refresh, small
from cards.card import Card
from cards.dates import clock, own
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views import BallotView, ClosedPollBaseView, ResultView
from event import polls as rule
from event.definition import Event, Poll, Voters


def ballot(view: BallotView, texts: Texts) -> Card:
    """The poll in the meeting's chat; after a vote each voter sees their own choice in it."""
    event, poll = view.event, view.poll
    question = texts.of(poll.question)
    chosen = poll.option(view.chosen)
    body: list[CardElement] = [small(texts.say("Poll")), heading(literal(question))]
    if view.closes is not None:
        body.append(small(texts.say("You can vote until {time}.", time=_until(view.closes, event, texts))))
    if view.mistake:
        body.append(attention(texts.say("Please choose one of the answers.")))
    if chosen is not None:
        body.append(
            panel(
                line(texts.say("Your choice: {option}", option=f"**{literal(texts.of(chosen.text))}**")),
                small(texts.say("You can change it until the poll is closed.")),
            )
        )
    body.append(
        ChoiceSetInput(
            id="option",
            label=texts.say("Your answer"),
            style="expanded",
            isRequired=True,
            errorMessage=texts.say("Please choose one of the answers."),
            value=chosen.key if chosen else None,
            wrap=True,
            choices=[Choice(title=texts.of(option.text), value=option.key) for option in poll.options],
        )
    )
    body.append(small(who_sees_what(poll, texts)))
    title = texts.say("Vote") if chosen is None else texts.say("Change my vote")
    actions = [button(title, Verb.POLL_VOTE, event, style="positive", inputs=True, poll=poll.key)]
    again = refresh(Verb.POLL_SHOW, event, poll=poll.key)
    return card(texts, texts.say("Poll: {question}", question=question), body, actions, again)


def closed_base(view: ClosedPollBaseView, texts: Texts) -> Card:
    """What the launched card becomes, for all."""
    question = texts.of(view.poll.question)
    said = texts.say("This poll is closed")
    body = [
        small(said),
        heading(literal(question)),
        line(texts.count("{n} person voted.", "{n} people voted.", view.votes)),
        small(texts.say("The result is in this chat.")),
    ]
    again = refresh(Verb.POLL_SHOW, view.event, poll=view.poll.key)
    return card(texts, f"{said}: {question}", body, refresh=again)


def result(view: ResultView, texts: Texts) -> Card:
    question = texts.of(view.poll.question)
    said = sentence(view.poll, view.counts, texts)
    body: list[CardElement] = [
        small(texts.say("Result of the poll")),
        heading(literal(question)),
        line(literal(said)),
        *bars(view.poll, view.counts, texts),
    ]
    chosen = view.poll.option(view.chosen)
    if chosen is not None:
        body.append(small(texts.say("Your choice: {option}", option=literal(texts.of(chosen.text)))))
    return card(texts, f"{question} {said}", body)


def sentence(poll: Poll, counts: Mapping[str, int], texts: Texts) -> str:
    """The result in one sentence, of the same numbers as the bars."""
    votes = rule.total(poll, counts)
    leaders = rule.leaders(poll, counts)
    if not leaders:
        return texts.say("Nobody voted.")
    most = counts[leaders[0].key]
    names = texts.listed([f"“{texts.of(option.text)}”" for option in leaders])
    share = rule.percentages(poll, counts)[poll.options.index(leaders[0])]
    if len(leaders) == 1:
        return texts.count(
            "{option} has the most votes: {most} of {n} ({share}%).",
            "{option} has the most votes: {most} of {n} ({share}%).",
            votes,
            option=names,
            most=most,
            share=share,
        )
    return texts.count(
        "A tie: {options}, each with {most} of {n} vote ({share}%).",
        "A tie: {options}, each with {most} of {n} votes ({share}%).",
        votes,
        options=names,
        most=most,
        share=share,
    )


def bars(poll: Poll, counts: Mapping[str, int], texts: Texts) -> list[CardElement]:
    """Standard elements only: a line with the numbers, and under it a bar of two columns."""
    drawn: list[CardElement] = []
    for option, share in zip(poll.options, rule.percentages(poll, counts), strict=True):
        votes = counts.get(option.key, 0)
        number = texts.count("{n} vote", "{n} votes", votes)
        drawn.append(line(f"{literal(texts.of(option.text))}: **{number}** ({share}%)"))
        columns = [
            Column(width=str(width), style=style, minHeight="10px", items=[])
            for width, style in ((share, "accent"), (100 - share, "emphasis"))
            if width
        ]
        drawn.append(ColumnSet(columns=columns, spacing="Small"))
    return drawn


def who_sees_what(poll: Poll, texts: Texts) -> str:
    kept = texts.say(
        "Moderators see numbers while the poll is open, everybody sees them when it is closed; nobody is shown who "
        "chose what. We do keep your choice with your Teams account, so that you can change it."
    )
    if poll.voters is Voters.REGISTERED:
        only = texts.say("For people who signed up.")
        return f"{only} {kept}"
    return kept


def _until(closes: datetime, event: Event, texts: Texts) -> str:
    """In the event's time and, where they read it alone, in the reader's own."""
    here = closes.astimezone(event.zone)
    theirs = own(here, texts)
    return clock(here.time(), texts) + (f" ({theirs})" if theirs else "")
