"""A poll as its voters see it: the ballot, and what the launched card becomes. The result is in `result`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from microsoft_teams.cards import Action, CardElement

from cards.answers import drawn, said
from cards.build import attention, button, card, heading, line, panel, refresh, small
from cards.card import Card
from cards.dates import clock, own
from cards.receipt import code_field, ids, own_ballot, to_own_ballot, wrong_code
from cards.result import bars, sentence
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_ballots import BallotView, ClosedPollBaseView
from event.definition import Event, Poll, ResultsShown, Voters
from event.kinds import kind_of


def ballot(view: BallotView, texts: Texts) -> Card:
    """The poll in the meeting's chat; after a vote each voter sees their own choice in it."""
    event, poll = view.event, view.poll
    question = texts.of(poll.question)
    body: list[CardElement] = [small(texts.say("Poll")), heading(literal(question))]
    if view.paused:
        body.append(attention(texts.say("The poll is paused for a moment. You can vote when it goes on.")))
    elif view.closes is not None:
        body.append(small(texts.say("You can vote until {time}.", time=until(view.closes, event, texts))))
    if view.outdated:
        body.append(attention(texts.say("This poll started again, so your vote on the card of before doesn't count.")))
    body += _voted(view, texts)
    can_vote = not view.paused and not (view.voted and view.marks is None)
    actions: list[Action] = []
    if can_vote:
        body += drawn(poll, _values(view), texts, view.mistake)
        title = texts.say("Vote") if view.marks is None else texts.say("Change my vote")
        actions.append(button(title, Verb.POLL_VOTE, event, style="positive", inputs=True, **_ids(view)))
    elif view.voted and view.marks is None:
        if view.wrong_code:
            body.append(attention(wrong_code(texts)))
        body.append(code_field(texts))
        actions.append(button(texts.say("Show my vote"), Verb.POLL_SHOW, event, inputs=True, poll=poll.key))
    if view.standing is not None:
        body.append(line(literal(sentence(poll, view.standing, texts))))
        body += bars(poll, view.standing, texts)
    body.append(small(who_sees_what(poll, texts, anonymous=view.anonymous, hold=view.hold)))
    again = refresh(Verb.POLL_SHOW, event, **_ids(view))
    return card(texts, texts.say("Poll: {question}", question=question), body, actions, again)


def closed_base(view: ClosedPollBaseView, texts: Texts) -> Card:
    """What the launched card becomes, for all."""
    question = texts.of(view.poll.question)
    told = texts.say("This poll is closed")
    body: list[CardElement] = [
        small(told),
        heading(literal(question)),
        line(texts.count("{n} person voted.", "{n} people voted.", view.votes)),
    ]
    if view.result_later:
        body.append(small(texts.say("The result comes when a moderator shows it.")))
    elif view.result_here:
        body.append(small(texts.say("The result is in this chat.")))
    body += own_ballot(view.poll, view.own, texts, anonymous=view.anonymous)
    actions = to_own_ballot(view.event, view.poll, view.own, texts) if view.anonymous else []
    again = refresh(Verb.POLL_SHOW, view.event, **ids(view.poll, view.own.code if view.own else None))
    return card(texts, f"{told}: {question}", body, actions, again)


def who_sees_what(poll: Poll, texts: Texts, *, anonymous: bool, hold: bool | None = None) -> str:
    """`hold` as it was launched, None before that."""
    sentences = []
    if poll.voters is Voters.REGISTERED:
        sentences.append(texts.say("For people who signed up."))
    match poll.results:
        case ResultsShown.LIVE:
            sentences.append(texts.say("Everybody sees the numbers as they come in."))
        case ResultsShown.VOTED:
            sentences.append(texts.say("You see the numbers once you have voted; moderators always see them."))
        case ResultsShown.CLOSED:
            sentences.append(
                texts.say("Everybody sees the numbers when the poll is closed; moderators see them before.")
            )
        case ResultsShown.REVEALED:
            sentences.append(texts.say("Everybody sees the numbers when a moderator shows them."))
    if kind_of(poll).texts and (poll.hold if hold is None else hold):
        sentences.append(texts.say("A moderator reads what you write first; then others may read it, without a name."))
    elif kind_of(poll).texts:
        sentences.append(texts.say("Others read what you write, without a name."))
    if anonymous:
        sentences.append(
            texts.say(
                "Anonymous: what you choose is kept apart from who you are. Before five people voted nobody sees "
                "anything of it, moderators included. All we keep with your name is that you voted."
            )
        )
    else:
        sentences.append(
            texts.say(
                "Nobody is shown who chose what. We do keep your choice with your Teams account, so that you can "
                "change it."
            )
        )
    return " ".join(sentences)


def _ids(view: BallotView) -> dict[str, str]:
    return ids(view.poll, view.code, view.run)


def _voted(view: BallotView, texts: Texts) -> list[CardElement]:
    if view.marks is None:
        if not view.voted:
            return []
        return [
            panel(
                line(texts.say("You have voted.")),
                small(
                    texts.say(
                        "This poll is anonymous, so I can't see what you chose. To look at your vote or change it, "
                        "give the code that came with it."
                    )
                ),
                small(texts.say("Do you have no code? Your vote counts all the same, as you gave it.")),
            )
        ]
    choice = literal(said(view.poll, view.marks, texts))
    lines: list[CardElement] = [line(texts.say("Your choice: {option}", option=f"**{choice}**"))]
    if view.code is None:
        lines.append(small(texts.say("You can change it until the poll is closed.")))
    else:
        lines.append(
            small(
                texts.say(
                    "Your code: {code}. Only you have it. With it you can change your vote until the poll is closed, "
                    "and see afterwards that it was counted.",
                    code=f"**{view.code.text}**",
                )
            )
        )
    return [panel(*lines)]


def _values(view: BallotView) -> Mapping[str, str]:
    if view.mistake is not None and view.typed:
        return view.typed
    return kind_of(view.poll).filled(view.poll, view.marks) if view.marks is not None else {}


def until(closes: datetime, event: Event, texts: Texts) -> str:
    """In the event's time and, where they read it alone, in the reader's own."""
    here = closes.astimezone(event.zone)
    theirs = own(here, texts)
    return clock(here.time(), texts) + (f" ({theirs})" if theirs else "")
