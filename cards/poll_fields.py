"""What the form of a poll asks according to its kind, and how a poll is kept and shown."""

from __future__ import annotations

import re

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, NumberInput, ToggleInput

from cards.texts import Texts
from cards.views_polls import PollFormView
from event.definition import PollKind, ResultsShown
from event.kinds import cloud, rating, scale
from event.own_poll import MOST

_BOXES = 6
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")


def kind_name(kind: PollKind, texts: Texts) -> str:
    match kind:
        case PollKind.SINGLE:
            return texts.say("One answer")
        case PollKind.MULTIPLE:
            return texts.say("More answers")
        case PollKind.YES_NO:
            return texts.say("Yes or no")
        case PollKind.RATING:
            return texts.say("Stars")
        case PollKind.TEXT:
            return texts.say("Open question")
        case PollKind.SCALE:
            return texts.say("Scale")
        case PollKind.NUMBER:
            return texts.say("Number")
        case PollKind.CLOUD:
            return texts.say("Word cloud")
        case PollKind.RANKING:
            return texts.say("Ranking")
        case PollKind.QUIZ:
            return texts.say("Quiz")


def kinds(view: PollFormView, texts: Texts) -> ChoiceSetInput:
    return ChoiceSetInput(
        id="kind",
        label=texts.say("Kind of poll"),
        style="compact",
        value=view.values.get("kind") or PollKind.SINGLE.value,
        choices=[Choice(title=kind_name(kind, texts), value=kind.value) for kind in PollKind],
    )


def right(view: PollFormView, texts: Texts) -> ChoiceSetInput:
    """A box for each answer that was typed, and some for those to come."""
    typed = view.values.get(f"answers_{view.event.languages[0].value}", "").count("\n") + 1
    boxes = min(MOST, max(_BOXES, typed))
    return ChoiceSetInput(
        id="right",
        label=texts.say("Which answers are right?"),
        style="expanded",
        isMultiSelect=True,
        value=view.values.get("right") or None,
        choices=[Choice(title=texts.say("Answer {n}", n=nth), value=str(nth)) for nth in range(1, boxes + 1)],
    )


def least(kind: PollKind, view: PollFormView, texts: Texts) -> CardElement:
    match kind:
        case PollKind.MULTIPLE:
            label = texts.say("How many answers must people choose at least? (optional)")
        case PollKind.SCALE:
            label = texts.say("The scale begins at (optional, {n} unless given)", n=scale.LOWEST)
        case _:
            label = texts.say("The smallest number that may be given (optional)")
    return _number("least", label, view, texts)


def most(kind: PollKind, view: PollFormView, texts: Texts) -> CardElement:
    match kind:
        case PollKind.RATING:
            usual, offered = rating.USUAL, range(rating.FEWEST, rating.MOST + 1)
            return _list("most", texts.say("How many stars?"), usual, offered, view)
        case PollKind.CLOUD:
            return _list(
                "most", texts.say("How many words may each give?"), cloud.USUAL, range(1, cloud.MOST + 1), view
            )
        case PollKind.MULTIPLE:
            label = texts.say("How many answers may people choose at most? (optional)")
        case PollKind.SCALE:
            label = texts.say("The scale ends at (optional, {n} unless given)", n=scale.HIGHEST)
        case _:
            label = texts.say("The largest number that may be given (optional)")
    return _number("most", label, view, texts)


def bounds(kind: PollKind, texts: Texts) -> str:
    """What is wrong with a least or most."""
    match kind:
        case PollKind.MULTIPLE:
            return texts.say("Please let people choose from 1 to as many answers as there are.")
        case PollKind.SCALE:
            return texts.say("Please let the scale end above where it begins, in {n} steps at most.", n=scale.MOST)
        case PollKind.NUMBER:
            return texts.say("Please let the largest number be above the smallest.")
        case _:
            return texts.say("Please choose one of these.")


def results(view: PollFormView, texts: Texts) -> ChoiceSetInput:
    return ChoiceSetInput(
        id="results",
        label=texts.say("When does everybody see the result?"),
        style="compact",
        value=view.values.get("results") or ResultsShown.VOTED.value,
        choices=[
            Choice(title=texts.say("As it comes in"), value=ResultsShown.LIVE.value),
            Choice(title=texts.say("After their own vote"), value=ResultsShown.VOTED.value),
            Choice(title=texts.say("When the poll is closed"), value=ResultsShown.CLOSED.value),
            Choice(title=texts.say("When a moderator shows it"), value=ResultsShown.REVEALED.value),
        ],
    )


def anonymous(view: PollFormView, texts: Texts) -> ToggleInput:
    return ToggleInput(
        id="anonymous",
        label=texts.say("Anonymous"),
        title=texts.say("What people vote is kept apart from who they are: nobody can join the two, you can't either."),
        value=view.values.get("anonymous") or "false",
        valueOn="true",
        valueOff="false",
        wrap=True,
    )


def hold(view: PollFormView, texts: Texts) -> ToggleInput:
    return ToggleInput(
        id="hold",
        label=texts.say("Look first"),
        title=texts.say("What people write is shown when a moderator approves it."),
        value=view.values.get("hold") or "true",
        valueOn="true",
        valueOff="false",
        wrap=True,
    )


def _number(id_: str, label: str, view: PollFormView, texts: Texts) -> NumberInput:
    # No least and no most: Teams' renderer doesn't let somebody leave a number empty that has them.
    typed = view.values.get(id_, "")
    return NumberInput(
        id=id_,
        label=label,
        value=float(typed) if _NUMBER.fullmatch(typed) else None,
        errorMessage=texts.say("Please give a whole number, or leave it empty."),
    )


def _list(id_: str, label: str, usual: int, offered: range, view: PollFormView) -> ChoiceSetInput:
    return ChoiceSetInput(
        id=id_,
        label=label,
        style="compact",
        value=view.values.get(id_) or str(usual),
        choices=[Choice(title=str(n), value=str(n)) for n in offered],
    )
