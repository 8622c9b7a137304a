"""Polls: the moderator's list and control, the ballot, and the result as bars, numbers and a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput, Column, ColumnSet, Container

from cards.build import attention, button, card, heading, line, panel, refresh, row, small, subheading
from cards.card import Card
from cards.texts import Texts
from cards.verbs import Verb
from cards.views import BallotView, ClosedPollBaseView, PollControlView, PollListView, ResultView
from event import polls as rule
from event.definition import Poll, Voters
from event.polls import PollState


def poll_list(view: PollListView, texts: Texts) -> Card:
    """Every poll with its button. For moderators."""
    title = texts.say("The polls of {title}", title=texts.of(view.event.title))
    body: list[CardElement] = [heading(title)]
    if not view.polls:
        body.append(line(texts.say("The event file has no polls yet.")))
    if not view.meeting_known:
        body.append(_no_meeting(texts))
    for poll, state, votes in view.polls:
        verb = Verb.POLL_PREVIEW if state is PollState.PREPARED else Verb.POLL_MANAGE
        titles = {
            PollState.PREPARED: texts.say("View and launch"),
            PollState.OPEN: texts.say("Count and close"),
            PollState.CLOSED: texts.say("Result"),
        }
        body.append(
            Container(
                separator=True,
                spacing="Medium",
                items=[
                    subheading(texts.of(poll.question)),
                    small(_state(state, votes, texts)),
                    row(button(titles[state], verb, view.event, poll=poll.key)),
                ],
            )
        )
    return card(texts, title, body)


def poll_control(view: PollControlView, texts: Texts) -> Card:
    """One poll, for moderators."""
    event, poll = view.event, view.poll
    question = texts.of(poll.question)
    votes = rule.total(poll, view.counts)
    body: list[CardElement] = [heading(question), small(_state(view.state, votes, texts))]
    back = button(texts.say("All polls"), Verb.POLL_LIST, event)
    actions: list[Action] = [back]
    if view.was_already:
        said = {
            PollState.PREPARED: texts.say("This poll is ready."),
            PollState.OPEN: texts.say("This poll was launched already."),
            PollState.CLOSED: texts.say("This poll was closed already."),
        }
        body.append(attention(said[view.state]))
    match view.state:
        case PollState.PREPARED:
            body.append(line("\n".join(f"- {texts.of(option.text)}" for option in poll.options)))
            body.append(small(_who_sees_what(poll, texts)))
            if view.meeting_known:
                body.append(line(texts.say("It will appear in the meeting's chat.")))
                actions.insert(
                    0, button(texts.say("Launch now"), Verb.POLL_LAUNCH, event, style="positive", poll=poll.key)
                )
            else:
                body.append(_no_meeting(texts))
        case PollState.OPEN:
            body.extend(_bars(poll, view.counts, texts))
            body.append(small(texts.say("Only moderators see this count before the poll is closed.")))
            actions = [
                button(texts.say("Refresh the count"), Verb.POLL_MANAGE, event, poll=poll.key),
                button(texts.say("Close the poll"), Verb.POLL_CLOSE, event, style="destructive", poll=poll.key),
                back,
            ]
        case PollState.CLOSED:
            body.append(line(sentence(poll, view.counts, texts)))
            body.extend(_bars(poll, view.counts, texts))
    return card(texts, f"{question} {_state(view.state, votes, texts)}", body, actions)


def ballot(view: BallotView, texts: Texts) -> Card:
    """The poll in the meeting's chat; after a vote each voter sees their own choice in it."""
    event, poll = view.event, view.poll
    question = texts.of(poll.question)
    chosen = poll.option(view.chosen)
    body: list[CardElement] = [small(texts.say("Poll")), heading(question)]
    if view.mistake:
        body.append(attention(texts.say("Please choose one of the answers.")))
    if chosen is not None:
        body.append(
            panel(
                line(texts.say("Your choice: {option}", option=f"**{texts.of(chosen.text)}**")),
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
    body.append(small(_who_sees_what(poll, texts)))
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
        heading(question),
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
        heading(question),
        line(said),
        *_bars(view.poll, view.counts, texts),
    ]
    chosen = view.poll.option(view.chosen)
    if chosen is not None:
        body.append(small(texts.say("Your choice: {option}", option=texts.of(chosen.text))))
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


def _bars(poll: Poll, counts: Mapping[str, int], texts: Texts) -> list[CardElement]:
    """Standard elements only: a line with the numbers, and under it a bar of two columns."""
    bars: list[CardElement] = []
    for option, share in zip(poll.options, rule.percentages(poll, counts), strict=True):
        votes = counts.get(option.key, 0)
        number = texts.count("{n} vote", "{n} votes", votes)
        bars.append(line(f"{texts.of(option.text)}: **{number}** ({share}%)"))
        columns = [
            Column(width=str(width), style=style, minHeight="10px", items=[])
            for width, style in ((share, "accent"), (100 - share, "emphasis"))
            if width
        ]
        bars.append(ColumnSet(columns=columns, spacing="Small"))
    return bars


def _state(state: PollState, votes: int, texts: Texts) -> str:
    if state is PollState.PREPARED:
        return texts.say("Not launched yet")
    number = texts.count("{n} vote", "{n} votes", votes)
    if state is PollState.OPEN:
        return texts.say("Open: {votes}", votes=number)
    return texts.say("Closed: {votes}", votes=number)


def _who_sees_what(poll: Poll, texts: Texts) -> str:
    kept = texts.say(
        "Moderators see numbers while the poll is open, everybody sees them when it is closed; nobody is shown who "
        "chose what. We do keep your choice with your Teams account, so that you can change it."
    )
    if poll.voters is Voters.REGISTERED:
        only = texts.say("For people who signed up.")
        return f"{only} {kept}"
    return kept


def _no_meeting(texts: Texts) -> CardElement:
    return attention(
        texts.say(
            "I am not in the meeting's chat yet. Add me there; if I still don't know it, an organiser types there, "
            "with my name: this is the meeting."
        )
    )
