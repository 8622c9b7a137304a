"""One poll as a moderator sees it: how it stands, and what is done with it most."""

from __future__ import annotations

from datetime import timedelta

from microsoft_teams.cards import CardElement

from cards.answers import label
from cards.build import attention, card, heading, line, panel, refresh, row, small
from cards.card import Card
from cards.dates import duration_in_words, moment_in_words, own
from cards.poll import who_sees_what
from cards.poll_acts import main_acts, more
from cards.poll_done import said_of, went_well
from cards.poll_pieces import back, language_name, minutes_choice, no_meeting, state_words
from cards.poll_texts import to_texts
from cards.result import bars, sentence, too_few
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_polls import PollControlView
from event.definition import Poll, ResultsShown, Voters
from event.kinds import kind_of
from event.kinds.shapes import ChoiceField
from event.poll_life import Act
from event.polls import PollState

_MOST_ACTS = 4


def poll_control(view: PollControlView, texts: Texts) -> Card:
    """One poll. An open one's count refreshes itself."""
    event, poll = view.event, view.poll
    question = texts.of(poll.question)
    state = state_words(view.state, view.standing.votes, texts)
    body: list[CardElement] = [heading(literal(question)), small(state)]
    if view.done is not None:
        said = said_of(view.done, view, texts)
        body.append(panel(line(said)) if went_well(view.done) else attention(said))
    again = None
    match view.state:
        case PollState.PREPARED:
            body += _preview(view, texts)
        case PollState.OPEN | PollState.PAUSED:
            body.append(line(_closing(view, texts)))
            body += _count(view, texts)
            again = refresh(Verb.POLL_MANAGE, event, poll=poll.key)
        case PollState.CLOSED:
            body.append(line(literal(sentence(poll, view.standing, texts))))
            body += bars(poll, view.standing, texts)
            if Act.REOPEN in view.can:
                body.append(minutes_choice(poll, texts.say("If you open it again: how long can people vote?"), texts))
    if kind_of(poll).texts and view.state is not PollState.PREPARED:
        body.append(row(to_texts(event, poll, texts, waiting=view.standing.waiting)))
    if view.unknown and poll.voters is Voters.PRESENT:
        body.append(small(_unknown(view.unknown, texts)))
    actions = [*main_acts(view, texts)[:_MOST_ACTS], more(view, texts), back(event, texts)]
    return card(texts, f"{question} {state}", body, actions, again)


def _unknown(number: int, texts: Texts) -> str:
    """Guests by the meeting's link, say: who they are can't be told from here."""
    return texts.count(
        "{n} vote is of somebody whose sign-up I don't know.",
        "{n} votes are of people whose sign-up I don't know.",
        number,
    )


def _preview(view: PollControlView, texts: Texts) -> list[CardElement]:
    poll = view.poll
    body: list[CardElement] = [line(choices)] if (choices := answers(poll, texts)) else []
    if view.own:
        body += [small(said) for said in _other_languages(view, texts)]
    body.append(small(who_sees_what(poll, texts, anonymous=view.anonymous)))
    if view.planned is not None:
        when = moment_in_words(view.planned.astimezone(view.event.zone), view.now, texts)
        body.append(panel(line(texts.say("It launches itself {when}.", when=when))))
    if Act.UNDO_RESET in view.can:
        body.append(small(texts.say("The earlier votes can be put back until you change or launch it.")))
    if not view.meeting_known:
        return [*body, no_meeting(texts)]
    return [
        *body,
        line(texts.say("It will appear in the meeting's chat.")),
        minutes_choice(poll, texts.say("How long can people vote?"), texts),
    ]


def answers(poll: Poll, texts: Texts) -> str:
    """What can be chosen, one on each line."""
    items = {
        item.key: item for field in kind_of(poll).fields(poll) if isinstance(field, ChoiceField) for item in field.items
    }
    return "\n".join(f"- {literal(label(item.label, texts))}" for item in items.values())


def _count(view: PollControlView, texts: Texts) -> list[CardElement]:
    """What moderators see before the others do; of an anonymous poll no more than anybody may."""
    if view.standing.votes and view.standing.tally is None:
        return [small(too_few(view.standing, texts))]
    body = bars(view.poll, view.standing, texts)
    if Act.REVEAL in view.can:
        body.append(small(who_else(view.poll, texts)))
    return body


def who_else(poll: Poll, texts: Texts) -> str:
    match poll.results:
        case ResultsShown.VOTED:
            return texts.say("Others see this count once they have voted.")
        case ResultsShown.REVEALED:
            return texts.say("Others see this count when you show it.")
        case _:
            return texts.say("Only moderators see this count before the poll is closed.")


def _other_languages(view: PollControlView, texts: Texts) -> list[str]:
    """What readers of another language will see, for whoever made it to check."""
    poll = view.poll
    mine = [texts.of(one) for one in (poll.question, *(option.text for option in poll.options))]
    said = []
    for language in view.event.languages:
        theirs = [one.in_(language) for one in (poll.question, *(option.text for option in poll.options))]
        if language is texts.language:
            continue
        if theirs == mine:
            said.append(
                texts.say("Who reads it in {language} sees the same text.", language=language_name(language, texts))
            )
        else:
            text = literal(" · ".join(theirs))
            said.append(texts.say("In {language}: {text}", language=language_name(language, texts), text=text))
    return said


def _closing(view: PollControlView, texts: Texts) -> str:
    if view.state is PollState.PAUSED and view.left is not None:
        left = duration_in_words(timedelta(seconds=view.left), texts)
        return texts.say("The time stands still: {left} left when it goes on.", left=left)
    if view.closes is None:
        return texts.say("It stays open until a moderator closes it.")
    here = view.closes.astimezone(view.event.zone)
    theirs = own(here, texts)
    when = moment_in_words(here, view.now, texts) + (f", {theirs}" if theirs else "")
    return texts.say("It closes by itself {when}.", when=when)
