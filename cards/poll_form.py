"""The form in which a moderator makes a poll: in a dialog or, where none opens, as a card in the chat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput, NumberInput, TextInput

from cards import poll_fields
from cards.build import attention, button, card, heading, row, send_dialog, small
from cards.card import Card
from cards.poll_pieces import language_name
from cards.texts import Texts
from cards.verbs import Verb
from cards.views_polls import PollFormView
from event import own_poll
from event.definition import Language, PollKind, Voters
from event.own_poll import FEWEST, LONGEST_ANSWER, LONGEST_QUESTION, MOST, NO_PART, PollMistake
from event.polls import LONGEST_OPEN

_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def poll_form(view: PollFormView, texts: Texts) -> Card:
    """Nothing is required on it: the kind must change with the rest still empty. `own_poll` says what is missing."""
    kind = own_poll.kind_in(view.values)
    title = texts.say("Change the poll") if view.is_change else texts.say("A new poll")
    body: list[CardElement] = [] if view.in_dialog else [heading(title)]
    if view.mistakes:
        body.append(attention(texts.say("Something is missing or not right yet. What you typed is still here.")))
    elif view.switched:
        body.append(small(texts.say("This is what this kind of poll asks for. What you typed is still here.")))
    else:
        body.append(small(texts.say("You see it first. It goes to the meeting when you launch it.")))
    names = own_poll.fields(view.event, kind)
    for name, element in (
        ("kind", poll_fields.kinds(view, texts)),
        ("right", poll_fields.right(view, texts)),
        ("least", poll_fields.least(kind, view, texts)),
        ("most", poll_fields.most(kind, view, texts)),
        ("results", poll_fields.results(view, texts)),
        ("anonymous", poll_fields.anonymous(view, texts)),
        ("hold", poll_fields.hold(view, texts)),
        ("minutes", _minutes(view, texts)),
        ("voters", _voters(view, texts)),
        ("part", _part(view, texts)),
    ):
        if name not in names:
            continue
        if name in view.mistakes:
            body.append(attention(_mistake(name, view, texts)))
        body.append(element)
        if name == "kind":
            body.append(row(_switch(view, texts)))
            for language in view.event.languages:
                body += _in_language(view, language, names, texts)
    return card(texts, title, body, _actions(kind, view, texts))


def _switch(view: PollFormView, texts: Texts) -> Action:
    title = texts.say("Show what this kind asks for")
    if view.in_dialog:
        return send_dialog(title, Verb.POLL_MAKE, view.event, poll=view.key)
    return button(title, Verb.POLL_MAKE, view.event, inputs=True, poll=view.key)


def _actions(kind: PollKind, view: PollFormView, texts: Texts) -> list[Action]:
    """It says of which kind its form is: whoever chose another one since gets that form first."""
    event = view.event
    ids = {"poll": view.key, "what": kind.value}
    if view.in_dialog:
        return [send_dialog(texts.say("Save"), Verb.POLL_SAVE, event, style="positive", **ids)]
    return [
        button(texts.say("Save"), Verb.POLL_SAVE, event, style="positive", inputs=True, **ids),
        button(texts.say("All polls"), Verb.POLL_LIST, event),
    ]


def _in_language(view: PollFormView, language: Language, names: Sequence[str], texts: Texts) -> list[CardElement]:
    """What is said in it. Only the event's first language must be filled in."""
    must = language is view.event.languages[0]
    body: list[CardElement] = []
    if not must:
        name, first = language_name(language, texts), language_name(view.event.languages[0], texts)
        body.append(
            small(texts.say("What you leave empty in {language} reads as in {first}.", language=name, first=first))
        )
    for what, longest in (
        ("question", LONGEST_QUESTION),
        ("answers", MOST * (LONGEST_ANSWER + 1)),
        ("low", LONGEST_ANSWER),
        ("high", LONGEST_ANSWER),
    ):
        id_ = f"{what}_{language.value}"
        if id_ not in names:
            continue
        if id_ in view.mistakes:
            body.append(attention(_mistake(id_, view, texts)))
        body.append(
            TextInput(
                id=id_,
                label=_label(what, language, view, texts),
                value=view.values.get(id_) or None,
                isMultiline=what == "answers" or None,
                maxLength=longest,
            )
        )
    return body


def _label(what: str, language: Language, view: PollFormView, texts: Texts) -> str:
    name, must = language_name(language, texts), language is view.event.languages[0]
    most = own_poll.most_answers(own_poll.kind_in(view.values))
    match what:
        case "question" if must:
            return texts.say("Question in {language}", language=name)
        case "question":
            return texts.say("Question in {language} (optional)", language=name)
        case "answers" if must:
            return texts.say(
                "Answers in {language}: {fewest} to {most}, one on each line", language=name, fewest=FEWEST, most=most
            )
        case "answers":
            return texts.say("Answers in {language} (optional), in the same order", language=name)
        case "low":
            return texts.say("What its lowest means, in {language} (optional)", language=name)
        case _:
            return texts.say("What its highest means, in {language} (optional)", language=name)


def _minutes(view: PollFormView, texts: Texts) -> NumberInput:
    typed = view.values.get("minutes", "")
    # No least and no most: Teams' renderer doesn't let somebody leave a number empty that has them. We check it here.
    return NumberInput(
        id="minutes",
        label=texts.say("How many minutes can people vote? (optional)"),
        placeholder=texts.say("Empty: until you close it"),
        value=float(typed) if _NUMBER.fullmatch(typed) else None,
        errorMessage=_not_minutes(texts),
    )


def _voters(view: PollFormView, texts: Texts) -> ChoiceSetInput:
    return ChoiceSetInput(
        id="voters",
        label=texts.say("Who may vote?"),
        style="expanded",
        value=view.values.get("voters") or Voters.PRESENT.value,
        wrap=True,
        choices=[
            Choice(title=texts.say("Everybody in the meeting"), value=Voters.PRESENT.value),
            Choice(title=texts.say("Only people who signed up"), value=Voters.REGISTERED.value),
        ],
    )


def _part(view: PollFormView, texts: Texts) -> ChoiceSetInput:
    parts = [part for part in view.event.parts if not part.is_break]
    return ChoiceSetInput(
        id="part",
        label=texts.say("For which part?"),
        style="compact",
        value=view.values.get("part") or NO_PART,
        choices=[
            *(Choice(title=texts.of(part.title), value=part.key) for part in parts),
            Choice(title=texts.say("No part in particular"), value=NO_PART),
        ],
    )


def _mistake(name: str, view: PollFormView, texts: Texts) -> str:
    of_a_question = name.startswith("question_")
    match view.mistakes[name]:
        case PollMistake.MISSING if name == "right":
            return texts.say("Please say which answers are right.")
        case PollMistake.MISSING:
            return _missing(name, texts)
        case PollMistake.TOO_LONG if of_a_question:
            return texts.say("Please keep the question to {n} characters.", n=LONGEST_QUESTION)
        case PollMistake.TOO_LONG if not name.startswith("answers_"):
            return texts.say("Please keep this to {n} characters.", n=LONGEST_ANSWER)
        case PollMistake.TOO_LONG:
            return texts.say("Please keep each answer to {n} characters.", n=LONGEST_ANSWER)
        case PollMistake.TOO_FEW:
            return texts.say("Please give at least {n} answers, one on each line.", n=FEWEST)
        case PollMistake.TOO_MANY:
            return texts.say(
                "Please give at most {n} answers, one on each line.",
                n=own_poll.most_answers(own_poll.kind_in(view.values)),
            )
        case PollMistake.TWICE:
            return texts.say("Two of the answers are the same.")
        case PollMistake.OTHER_NUMBER:
            return texts.say(
                "Please give as many answers as in {language}, in the same order, or leave this empty.",
                language=language_name(view.event.languages[0], texts),
            )
        case PollMistake.NOT_MINUTES:
            return _not_minutes(texts)
        case PollMistake.NO_CHOICE if name == "right":
            return texts.say("Please choose among the answers that there are.")
        case PollMistake.NO_CHOICE:
            return texts.say("Please choose one of these.")
        case PollMistake.NOT_A_NUMBER:
            return texts.say("Please give a whole number, or leave it empty.")
        case PollMistake.BOUNDS:
            return poll_fields.bounds(own_poll.kind_in(view.values), texts)


def _missing(name: str, texts: Texts) -> str:
    if name.startswith("question_"):
        return texts.say("Please write the question.")
    return texts.say("Please write the answers, one on each line.")


def _not_minutes(texts: Texts) -> str:
    return texts.say("Please give a whole number of minutes, {most} at most, or leave it empty.", most=LONGEST_OPEN)
