"""Polls as a moderator sees them: the list, one of them with all that can be done with it, and the cue to a part."""

from __future__ import annotations

from datetime import datetime, timedelta

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput, Container

from cards.answers import label
from cards.build import (
    attention,
    button,
    card,
    contact,
    dialog_button,
    heading,
    line,
    open_url,
    panel,
    refresh,
    row,
    small,
    subheading,
)
from cards.card import Card
from cards.dates import clock, moment_in_words, own, span
from cards.poll import who_sees_what
from cards.result import bars, sentence, too_few
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_polls import CueView, Done, PollControlView, PollListView
from event.definition import Event, Language, Poll, ResultsShown
from event.kinds import kind_of
from event.kinds.shapes import ChoiceField
from event.polls import PollState

UNTIL_CLOSED = "open"
"""Chosen instead of a number of minutes, at the launch and when more time is given."""
MORE_MINUTES = 5
_MINUTES = (2, 5, 10, 15, 30)
_BEGINS_NOW = timedelta(minutes=5)


def poll_list(view: PollListView, texts: Texts) -> Card:
    """Every poll with its button."""
    event = view.event
    title = texts.say("The polls of {title}", title=texts.of(event.title))
    body: list[CardElement] = [heading(title)]
    if not view.polls:
        body.append(line(texts.say("There are no polls yet.")))
    if not view.meeting_known:
        body.append(_no_meeting(texts))
    for poll, state, votes in view.polls:
        verb = Verb.POLL_PREVIEW if state is PollState.PREPARED else Verb.POLL_MANAGE
        titles = {
            PollState.PREPARED: texts.say("View and launch"),
            PollState.OPEN: texts.say("Count and close"),
            PollState.PAUSED: texts.say("Count and close"),
            PollState.CLOSED: texts.say("Result"),
        }
        body.append(_entry(poll, _state(state, votes, texts), titles[state], verb, event, texts))
    actions = _make(event, texts)
    if view.page > 0:
        actions.append(button(texts.say("Previous"), Verb.POLL_LIST, event, page=str(view.page - 1)))
    if view.page + 1 < view.pages:
        actions.append(button(texts.say("More polls"), Verb.POLL_LIST, event, page=str(view.page + 1)))
    return card(texts, title, body, actions)


def poll_control(view: PollControlView, texts: Texts) -> Card:
    """One poll. An open one's count refreshes itself."""
    event, poll = view.event, view.poll
    question = texts.of(poll.question)
    state = _state(view.state, view.standing.votes, texts)
    body: list[CardElement] = [heading(literal(question)), small(state)]
    if view.done is not None:
        said = _done(view.done, view.state, texts)
        body.append(panel(line(said)) if view.done in _WELL else attention(said))
    again = None
    match view.state:
        case PollState.PREPARED:
            body += _preview(view, texts)
            actions = _before(view, texts)
        case PollState.OPEN | PollState.PAUSED:
            body.append(line(_closing(view, texts)))
            body += _count(view, texts)
            actions = _during(view, texts)
            again = refresh(Verb.POLL_MANAGE, event, poll=poll.key)
        case PollState.CLOSED:
            body.append(line(literal(sentence(poll, view.standing, texts))))
            body += bars(poll, view.standing, texts)
            actions = []
    actions.append(_back(event, texts))
    return card(texts, f"{question} {state}", body, actions, again)


def ask_remove(event: Event, poll: Poll, texts: Texts) -> Card:
    question = texts.say("Remove this poll?")
    body = [
        heading(question),
        line(f"**{literal(texts.of(poll.question))}**"),
        line(texts.say("Nobody has seen it yet. It can't be brought back.")),
    ]
    actions: list[Action] = [
        button(texts.say("Yes, remove it"), Verb.POLL_REMOVE, event, style="destructive", poll=poll.key),
        button(texts.say("No, leave it"), Verb.POLL_PREVIEW, event, poll=poll.key),
    ]
    return card(texts, question, body, actions)


def gone(event: Event, texts: Texts, *, removed: bool = False) -> Card:
    """Where a poll was: just taken away, or long ago."""
    said = texts.say("The poll is removed") if removed else texts.say("This poll doesn't exist any more")
    return card(texts, said, [heading(said), contact(event, texts)], [_back(event, texts), *_make(event, texts)])


def cue(view: CueView, texts: Texts) -> Card:
    """A part begins: its polls, how many may come, the link."""
    event, part = view.event, view.part
    said = _begins(view, texts)
    body: list[CardElement] = [
        heading(said),
        line(
            texts.count(
                "{hours} · {n} person is signed up",
                "{hours} · {n} people are signed up",
                view.signed_up,
                hours=span(part.start, part.end, texts),
            )
        ),
    ]
    if not event.meeting.join_url:
        body.append(attention(texts.say("The link of the meeting is missing")))
    if not view.meeting_known:
        body.append(_no_meeting(texts))
    if not view.polls:
        body.append(line(texts.say("No polls are prepared for this part.")))
    prepared = texts.say("Not launched yet")
    body += [
        _entry(poll, prepared, texts.say("View and launch"), Verb.POLL_PREVIEW, event, texts) for poll in view.polls
    ]
    if view.more:
        body.append(small(texts.count("And {n} more poll.", "And {n} more polls.", view.more)))
    actions: list[Action] = [*_make(event, texts), _back(event, texts)]
    if event.meeting.join_url:
        actions.insert(0, open_url(texts.say("Join"), event.meeting.join_url))
    return card(texts, said, body, actions)


def _entry(poll: Poll, state: str, title: str, verb: Verb, event: Event, texts: Texts) -> Container:
    return Container(
        separator=True,
        spacing="Medium",
        items=[
            subheading(literal(texts.of(poll.question))),
            small(state),
            row(button(title, verb, event, poll=poll.key)),
        ],
    )


def _preview(view: PollControlView, texts: Texts) -> list[CardElement]:
    poll = view.poll
    body: list[CardElement] = [line(answers)] if (answers := _answers(poll, texts)) else []
    if view.own:
        body += [small(said) for said in _other_languages(view, texts)]
    body.append(small(who_sees_what(poll, texts, anonymous=view.anonymous)))
    if not view.meeting_known:
        return [*body, _no_meeting(texts)]
    offered = sorted({*_MINUTES, *([poll.minutes] if poll.minutes else [])})
    choices = [Choice(title=texts.say("Until I close it"), value=UNTIL_CLOSED)]
    choices += [Choice(title=texts.count("{n} minute", "{n} minutes", n), value=str(n)) for n in offered]
    return [
        *body,
        line(texts.say("It will appear in the meeting's chat.")),
        ChoiceSetInput(
            id="minutes",
            label=texts.say("How long can people vote?"),
            style="compact",
            value=str(poll.minutes or UNTIL_CLOSED),
            choices=choices,
        ),
    ]


def _answers(poll: Poll, texts: Texts) -> str:
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
    if view.poll.results is not ResultsShown.LIVE:
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


def _before(view: PollControlView, texts: Texts) -> list[Action]:
    event, key = view.event, view.poll.key
    actions: list[Action] = []
    if view.meeting_known:
        actions.append(
            button(texts.say("Launch now"), Verb.POLL_LAUNCH, event, style="positive", inputs=True, poll=key)
        )
    if view.own:
        actions += [
            dialog_button(texts.say("Change"), Verb.POLL_MAKE, event, poll=key),
            button(texts.say("Remove"), Verb.POLL_ASK_REMOVE, event, style="destructive", poll=key),
            button(texts.say("Change here in the chat"), Verb.POLL_MAKE, event, poll=key).with_mode("secondary"),
        ]
    return actions


def _during(view: PollControlView, texts: Texts) -> list[Action]:
    event, key = view.event, view.poll.key
    actions: list[Action] = [button(texts.say("Refresh the count"), Verb.POLL_MANAGE, event, poll=key)]
    if view.closes is not None:
        # With the moment that it is about: a second click, or one on an old card, must not count twice.
        version = str(int(view.closes.timestamp()))
        actions += [
            button(
                texts.count("+{n} minute", "+{n} minutes", MORE_MINUTES),
                Verb.POLL_EXTEND,
                event,
                what=str(MORE_MINUTES),
                id=version,
                poll=key,
            ),
            button(texts.say("No time limit"), Verb.POLL_EXTEND, event, what=UNTIL_CLOSED, id=version, poll=key),
        ]
    actions.append(button(texts.say("Close the poll"), Verb.POLL_CLOSE, event, style="destructive", poll=key))
    return actions


def _make(event: Event, texts: Texts) -> list[Action]:
    """A dialog, and the same as a card for clients that open none."""
    return [
        dialog_button(texts.say("New poll"), Verb.POLL_MAKE, event),
        button(texts.say("New poll here in the chat"), Verb.POLL_MAKE, event).with_mode("secondary"),
    ]


def _back(event: Event, texts: Texts) -> Action:
    return button(texts.say("All polls"), Verb.POLL_LIST, event)


def _state(state: PollState, votes: int, texts: Texts) -> str:
    if state is PollState.PREPARED:
        return texts.say("Not launched yet")
    number = texts.count("{n} vote", "{n} votes", votes)
    if state is PollState.OPEN:
        return texts.say("Open: {votes}", votes=number)
    if state is PollState.PAUSED:
        return texts.say("Paused: {votes}", votes=number)
    return texts.say("Closed: {votes}", votes=number)


def _closing(view: PollControlView, texts: Texts) -> str:
    if view.closes is None:
        return texts.say("It stays open until a moderator closes it.")
    here = view.closes.astimezone(view.event.zone)
    theirs = own(here, texts)
    when = moment_in_words(here, view.now, texts) + (f", {theirs}" if theirs else "")
    return texts.say("It closes by itself {when}.", when=when)


_WELL = (Done.SAVED, Done.EXTENDED, Done.WITHOUT_LIMIT)


def _done(done: Done, state: PollState, texts: Texts) -> str:
    match done:
        case Done.SAVED:
            return texts.say("Your poll is ready. Only moderators see it until it is launched.")
        case Done.EXTENDED:
            return texts.say("There is more time. The card in the meeting's chat says so.")
        case Done.WITHOUT_LIMIT:
            return texts.say("The time limit is off. The card in the meeting's chat names none any more.")
        case Done.ALREADY if state is PollState.CLOSED:
            return texts.say("This poll was closed already.")
        case Done.ALREADY:
            return texts.say("This poll was launched already.")
        case Done.HAS_NO_LIMIT:
            return texts.say("This poll has no time limit.")
        case Done.OTHER_TIME:
            return texts.say("The time was changed already. This is how it stands now.")
        case Done.TOO_LATE:
            return texts.say("This poll is closed, so it can't have more time.")


def _begins(view: CueView, texts: Texts) -> str:
    part = texts.of(view.part.title)
    if view.now < view.starts:
        return texts.say("Your cue: “{part}” begins at {time}", part=part, time=_clock(view.starts, texts))
    if view.now < view.starts + _BEGINS_NOW:
        return texts.say("Your cue: “{part}” begins now", part=part)
    return texts.say("Your cue: “{part}” is under way", part=part)


def _clock(when: datetime, texts: Texts) -> str:
    theirs = own(when, texts)
    return clock(when.time(), texts) + (f" ({theirs})" if theirs else "")


def _no_meeting(texts: Texts) -> CardElement:
    return attention(
        texts.say(
            "I am not in the meeting's chat yet. Add me there; if I still don't know it, an organiser types there, "
            "with my name: this is the meeting."
        )
    )


def language_name(language: Language, texts: Texts) -> str:
    return texts.say("Dutch") if language is Language.NL else texts.say("English")
