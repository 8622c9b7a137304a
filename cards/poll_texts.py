"""What people wrote in a poll, as a moderator sees it before others do: show, hide, count with another, and undo."""

from __future__ import annotations

from collections.abc import Mapping

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput, Container

from cards.build import Style, attention, button, card, heading, line, panel, refresh, row, small
from cards.card import Card
from cards.questions import shortened
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_poll_texts import PollTextsView, PollTextView, TextDone
from event.definition import Event, Poll
from event.poll_texts import Text, TextState
from event.steps import FEWEST

_IN_CHOICE = 80
"""Letters."""


def queue(view: PollTextsView, texts: Texts) -> Card:
    """One of the lists."""
    event, poll = view.event, view.poll
    title = _title(view.state, texts)
    body: list[CardElement] = [heading(title), small(literal(texts.of(poll.question)))]
    if view.done is not None:
        body.append(_done(view.done, view.number, texts))
        if view.act:
            body.append(row(_undo(event, poll, view.act, texts, what=view.state.value)))
    body += _above(view, texts)
    body += [Container(separator=True, spacing="Medium", items=_entry(one, view, texts)) for one in view.rows]
    body.append(row(*_lists(view, texts)))
    ids = {"poll": poll.key, "what": view.state.value}
    actions: list[Action] = []
    if view.state is TextState.WAITING and len(view.rows) > 1:
        # Those that stand here, and none that came since.
        every = ",".join(one.key for one in view.rows)
        shown = texts.say("Show these {n} to everybody", n=len(view.rows))
        actions.append(_act(shown, Verb.POLL_TEXT_SHOW, event, ids | {"id": every, "page": "0"}, style="positive"))
    if view.page > 0:
        page = str(view.page - 1)
        actions.append(_act(texts.say("Previous page"), Verb.POLL_TEXTS, event, ids | {"page": page}))
    if view.page + 1 < view.pages:
        actions.append(_act(texts.say("Next page"), Verb.POLL_TEXTS, event, ids | {"page": str(view.page + 1)}))
    actions.append(_act(texts.say("Refresh"), Verb.POLL_TEXTS, event, ids))
    actions.append(_to_poll(event, poll, texts))
    again = refresh(Verb.POLL_TEXTS, event, page=str(view.page), **ids)
    return card(texts, f"{title}: {texts.of(poll.question)}", body, actions, again)


def one_text(view: PollTextView, texts: Texts) -> Card:
    """One text with all that can be decided about it."""
    event, poll, one = view.event, view.poll, view.text
    body: list[CardElement] = [heading(literal(one.text)), small(_standing(one, texts))]
    if view.done is not None:
        body.append(_done(view.done, 1, texts))
    moves = [*_moves(one, event, poll, texts), *([_undo(event, poll, view.act, texts)] if view.act else [])]
    if moves:
        body.append(row(*moves))
    if view.others and one.state in (TextState.WAITING, TextState.SHOWN, TextState.HIDDEN):
        body += [
            ChoiceSetInput(
                id="into",
                label=texts.say("It says the same as"),
                style="compact",
                placeholder=texts.say("Choose an answer"),
                choices=[Choice(title=shortened(other.text, _IN_CHOICE), value=other.key) for other in view.others],
            ),
            row(
                button(
                    texts.say("Count it with that one"),
                    Verb.POLL_TEXT_MERGE,
                    event,
                    inputs=True,
                    poll=poll.key,
                    id=one.key,
                )
            ),
            small(texts.say("It then shows as that one, with the votes of both.")),
        ]
    actions = [
        button(texts.say("All answers"), Verb.POLL_TEXTS, event, poll=poll.key, what=one.state.value),
        _to_poll(event, poll, texts),
    ]
    return card(texts, texts.say("Answer: {text}", text=shortened(one.text, _IN_CHOICE)), body, actions)


def to_texts(event: Event, poll: Poll, texts: Texts, *, waiting: int = 0) -> Action:
    """From the poll's own card."""
    title = texts.say("What people wrote ({n} waiting)", n=waiting) if waiting else texts.say("What people wrote")
    return button(title, Verb.POLL_TEXTS, event, poll=poll.key)


def _above(view: PollTextsView, texts: Texts) -> list[CardElement]:
    body: list[CardElement] = []
    if view.too_few:
        said = texts.say(
            "This poll is anonymous: what was written can be read from {fewest} votes on, by you too.", fewest=FEWEST
        )
        return [line(said)]
    if view.behind:
        said = texts.count(
            "This poll is anonymous: what {n} more voter wrote can be read when more have voted.",
            "This poll is anonymous: what {n} more voters wrote can be read when more have voted.",
            view.behind,
        )
        body.append(small(said))
    if not view.rows:
        body.append(line(_none(view, texts)))
    elif view.state is TextState.WAITING:
        body.append(small(texts.say("Nobody else reads these before you show them.")))
    if view.pages > 1:
        body.append(small(texts.say("Page {page} of {pages}", page=view.page + 1, pages=view.pages)))
    return body


def _entry(one: Text, view: PollTextsView, texts: Texts) -> list[CardElement]:
    moves = _moves(one, view.event, view.poll, texts, what=view.state.value, page=str(view.page))
    if one.state is not TextState.MERGED:
        more = button(texts.say("Count with another"), Verb.POLL_TEXT, view.event, poll=view.poll.key, id=one.key)
        moves.append(more)
    return [line(literal(one.text)), small(_standing(one, texts)), row(*moves)]


def _moves(one: Text, event: Event, poll: Poll, texts: Texts, **where: str) -> list[Action]:

    def act(title: str, verb: Verb, style: Style | None = None) -> Action:
        return _act(title, verb, event, {"poll": poll.key, "id": one.key, **where}, style=style)

    show = act(texts.say("Show to everybody"), Verb.POLL_TEXT_SHOW, "positive")
    hide = act(texts.say("Hide"), Verb.POLL_TEXT_HIDE)
    match one.state:
        case TextState.WAITING:
            return [show, hide]
        case TextState.SHOWN:
            return [hide]
        case TextState.HIDDEN:
            return [show]
        case TextState.MERGED:
            return [act(texts.say("Take out again"), Verb.POLL_TEXT_UNDO)]


def _standing(one: Text, texts: Texts) -> str:
    said = [texts.count("{n} vote", "{n} votes", one.votes)]
    match one.state:
        case TextState.WAITING:
            said.append(texts.say("waits for you"))
        case TextState.SHOWN:
            said.append(texts.say("everybody reads it"))
        case TextState.HIDDEN:
            said.append(texts.say("hidden"))
        case TextState.MERGED:
            said.append(texts.say("counted with “{text}”", text=literal(one.into or "")))
    if one.others:
        said.append(texts.count("{n} other is counted with it", "{n} others are counted with it", one.others))
    return " · ".join(said)


def _lists(view: PollTextsView, texts: Texts) -> list[Action]:
    titles = {
        TextState.WAITING: texts.say("Waiting ({n})", n=view.counts[TextState.WAITING]),
        TextState.SHOWN: texts.say("Shown ({n})", n=view.counts[TextState.SHOWN]),
        TextState.HIDDEN: texts.say("Hidden ({n})", n=view.counts[TextState.HIDDEN]),
        TextState.MERGED: texts.say("Counted with another ({n})", n=view.counts[TextState.MERGED]),
    }
    return [
        button(title, Verb.POLL_TEXTS, view.event, poll=view.poll.key, what=state.value)
        for state, title in titles.items()
        if state is not view.state
    ]


def _done(done: TextDone, number: int, texts: Texts) -> CardElement:
    match done:
        case TextDone.SHOWN:
            many = texts.say("Everybody can read these {n} now.", n=number)
            said = many if number > 1 else texts.say("Everybody can read it now.")
        case TextDone.HIDDEN:
            said = texts.say("Nobody reads it any more.")
        case TextDone.MERGED:
            said = texts.say("They count as one answer now.")
        case TextDone.PUT_BACK:
            said = texts.say("It stands as it came in.")
        case TextDone.NOTHING_CHOSEN:
            return attention(texts.say("Choose an answer first."))
        case TextDone.GONE:
            return attention(
                texts.say("This answer isn't there any more: whoever gave it changed it, or it was undone.")
            )
    return panel(line(f"**{said}**"))


def _undo(event: Event, poll: Poll, act: str, texts: Texts, **where: str) -> Action:
    return _act(texts.say("Undo"), Verb.POLL_TEXT_UNDO, event, {"poll": poll.key, "id": act, **where})


def _act(title: str, verb: Verb, event: Event, ids: Mapping[str, str], *, style: Style | None = None) -> Action:
    return button(title, verb, event, style=style, inputs=False, **ids)


def _to_poll(event: Event, poll: Poll, texts: Texts) -> Action:
    return button(texts.say("Back to the poll"), Verb.POLL_MANAGE, event, poll=poll.key)


def _title(state: TextState, texts: Texts) -> str:
    match state:
        case TextState.WAITING:
            return texts.say("Answers that wait")
        case TextState.SHOWN:
            return texts.say("Answers that everybody reads")
        case TextState.HIDDEN:
            return texts.say("Hidden answers")
        case TextState.MERGED:
            return texts.say("Answers counted with another")


def _none(view: PollTextsView, texts: Texts) -> str:
    if view.state is not TextState.WAITING:
        return texts.say("There are none.")
    if view.hold:
        return texts.say("No answer waits at this moment.")
    return texts.say("No answer waits: in this poll everybody reads what is written at once. You can hide answers.")
