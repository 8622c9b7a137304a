"""A voter's own ballot: the code of an anonymous one, what it says, and after the close that it was counted."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, TextInput

from cards.answers import said
from cards.build import attention, button, line, panel, small
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_ballots import Own
from event.definition import Event, Poll
from event.seals import Code


def ids(poll: Poll, code: Code | None, run: int = 1) -> dict[str, str]:
    """A code is its voter's own, and stands on a card that nobody else gets. `run` is said of a poll that started
    again: a ballot of before is not one of now."""
    return {"poll": poll.key} | ({"code": code.text} if code else {}) | ({"run": str(run)} if run > 1 else {})


def code_field(texts: Texts) -> TextInput:
    return TextInput(id="code", label=texts.say("Your code"), placeholder="ABCD-EFGH-JKMN", maxLength=40)


def wrong_code(texts: Texts) -> str:
    """Says the same whatever was typed."""
    return texts.say(
        "I know no ballot with this code. Is it typed as it stands on the card with your vote? If the poll started "
        "again since then, the code of before doesn't count."
    )


def own_ballot(poll: Poll, own: Own | None, texts: Texts, *, anonymous: bool) -> list[CardElement]:
    """After the close. Without `own` the card is everybody's."""
    if own is not None and own.marks is not None:
        choice = literal(said(poll, own.marks, texts))
        if not anonymous:
            return [small(texts.say("Your choice: {option}", option=choice))]
        return [
            panel(
                line(texts.say("The ballot with your code was counted.")),
                small(texts.say("It says: {option}", option=f"**{choice}**")),
            )
        ]
    if not anonymous:
        return []
    body: list[CardElement] = [attention(wrong_code(texts))] if own is not None and own.wrong_code else []
    asked = texts.say("Did you vote? With your code you see here whether your ballot was counted, and what it says.")
    return [*body, small(asked), code_field(texts)]


def to_own_ballot(event: Event, poll: Poll, own: Own | None, texts: Texts) -> list[Action]:
    """Of an anonymous poll."""
    if own is not None and own.marks is not None:
        return []
    return [button(texts.say("Look up my ballot"), Verb.POLL_SHOW, event, inputs=True, poll=poll.key)]
