"""The buttons for what a moderator can do with a poll as it stands: the first few on its card, the others behind
`More`."""

from __future__ import annotations

from microsoft_teams.cards import Action

from cards.build import Style, button, dialog_button
from cards.poll_pieces import MORE_MINUTES, UNTIL_CLOSED
from cards.texts import Texts
from cards.verbs import Verb
from cards.views_polls import PollControlView, PollMoreView
from event.definition import ResultsShown
from event.poll_life import Act
from event.polls import PollState

COPY, ROUND = "copy", "round"
UP, DOWN = "up", "down"


def main_acts(view: PollControlView, texts: Texts) -> list[Action]:
    """The likeliest first."""
    match view.state:
        case PollState.PREPARED:
            return [*_launch(view, texts), *_put_back(view, texts), *_change(view, texts)]
        case PollState.OPEN:
            pause = _act(view, Act.PAUSE, Verb.POLL_PAUSE, texts.say("Pause"))
            return [*_longer(view, texts), *pause, *_close(view, texts), *_promised(view, texts), _fresh(view, texts)]
        case PollState.PAUSED:
            go_on = _act(view, Act.GO_ON, Verb.POLL_GO_ON, texts.say("Go on"), style="positive")
            return [*go_on, *_close(view, texts), *_promised(view, texts), *_longer(view, texts), _fresh(view, texts)]
        case PollState.CLOSED:
            open_ = _act(view, Act.REOPEN, Verb.POLL_REOPEN, texts.say("Open again"), inputs=True)
            return [*_reveal(view, texts), *open_, _copy(view, ROUND, texts.say("Second round"))]


def more_acts(view: PollMoreView, texts: Texts) -> list[Action]:
    one = view.control
    match one.state:
        case PollState.PREPARED:
            plan = _act(one, Act.CHANGE, Verb.POLL_PLAN, texts.say("When it is launched"))
            return [*plan, _duplicate(one, texts), *_remove(one, texts)]
        case PollState.OPEN | PollState.PAUSED:
            return [
                *_no_limit(one, texts),
                *([] if _is_promised(one) else _reveal(one, texts)),
                *_remind(view, texts),
                *_start_again(one, texts),
                _duplicate(one, texts),
            ]
        case PollState.CLOSED:
            return [*_start_again(one, texts), _duplicate(one, texts)]


def moves(view: PollMoreView, texts: Texts) -> list[Action]:
    one = view.control
    offered = ((view.up, UP, texts.say("Earlier in the list")), (view.down, DOWN, texts.say("Later in the list")))
    return [
        button(title, Verb.POLL_MOVE, one.event, what=what, poll=one.poll.key)
        for can, what, title in offered
        if can and Act.CHANGE in one.can
    ]


def more(view: PollControlView, texts: Texts) -> Action:
    return button(texts.say("More"), Verb.POLL_MORE, view.event, poll=view.poll.key)


def _act(
    view: PollControlView, act: Act, verb: Verb, title: str, *, style: Style | None = None, inputs: bool = False
) -> list[Action]:
    if act not in view.can:
        return []
    return [button(title, verb, view.event, style=style, inputs=inputs, poll=view.poll.key)]


def _launch(view: PollControlView, texts: Texts) -> list[Action]:
    if not view.meeting_known:
        return []
    return _act(view, Act.LAUNCH, Verb.POLL_LAUNCH, texts.say("Launch now"), style="positive", inputs=True)


def _change(view: PollControlView, texts: Texts) -> list[Action]:
    """A dialog, and the same as a card for clients that open none."""
    if Act.CHANGE not in view.can:
        return []
    event, key = view.event, view.poll.key
    return [
        dialog_button(texts.say("Change"), Verb.POLL_MAKE, event, poll=key),
        button(texts.say("Change here in the chat"), Verb.POLL_MAKE, event, poll=key).with_mode("secondary"),
    ]


def _remove(view: PollControlView, texts: Texts) -> list[Action]:
    if not view.removable:
        return []
    title = texts.say("Remove")
    return [button(title, Verb.POLL_ASK_REMOVE, view.event, style="destructive", poll=view.poll.key)]


def _longer(view: PollControlView, texts: Texts) -> list[Action]:
    title = texts.count("+{n} minute", "+{n} minutes", MORE_MINUTES)
    return _limit(view, title, str(MORE_MINUTES))


def _no_limit(view: PollControlView, texts: Texts) -> list[Action]:
    return _limit(view, texts.say("No time limit"), UNTIL_CLOSED)


def _limit(view: PollControlView, title: str, what: str) -> list[Action]:
    """With the limit that it is about: a second click, or one on an old card, must not count twice."""
    if Act.EXTEND not in view.can:
        return []
    return [button(title, Verb.POLL_EXTEND, view.event, what=what, id=view.limit, poll=view.poll.key)]


def _close(view: PollControlView, texts: Texts) -> list[Action]:
    return _act(view, Act.CLOSE, Verb.POLL_CLOSE, texts.say("Close the poll"), style="destructive")


def _is_promised(view: PollControlView) -> bool:
    """Nobody sees the result before a moderator shows it."""
    return view.poll.results is ResultsShown.REVEALED


def _promised(view: PollControlView, texts: Texts) -> list[Action]:
    return _reveal(view, texts) if _is_promised(view) else []


def _reveal(view: PollControlView, texts: Texts) -> list[Action]:
    return _act(view, Act.REVEAL, Verb.POLL_REVEAL, texts.say("Show everybody the result"))


def _remind(view: PollMoreView, texts: Texts) -> list[Action]:
    if not view.unvoted:
        return []
    title = texts.count("Remind who hasn't voted ({n})", "Remind who hasn't voted ({n})", view.unvoted)
    return _act(view.control, Act.REMIND, Verb.POLL_REMIND, title)


def _start_again(view: PollControlView, texts: Texts) -> list[Action]:
    return _act(view, Act.RESET, Verb.POLL_RESET, texts.say("Start again without votes"), style="destructive")


def _put_back(view: PollControlView, texts: Texts) -> list[Action]:
    return _act(view, Act.UNDO_RESET, Verb.POLL_UNDO_RESET, texts.say("Put the votes back"))


def _duplicate(view: PollControlView, texts: Texts) -> Action:
    return _copy(view, COPY, texts.say("Copy"))


def _copy(view: PollControlView, what: str, title: str) -> Action:
    """With the key that it will have: a second click makes no second one."""
    return button(title, Verb.POLL_DUPLICATE, view.event, what=what, id=view.copy, poll=view.poll.key)


def _fresh(view: PollControlView, texts: Texts) -> Action:
    return button(texts.say("Refresh the count"), Verb.POLL_MANAGE, view.event, poll=view.poll.key)
