"""The form in which a moderator makes a poll: in a dialog or, where none opens, as a card in the chat."""

from __future__ import annotations

import re

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput, NumberInput, TextInput

from cards.build import attention, button, card, heading, send_dialog, small
from cards.card import Card
from cards.moderation import language_name
from cards.texts import Texts
from cards.verbs import Verb
from cards.views_polls import PollFormView
from event.definition import Language, Voters
from event.own_poll import FEWEST, LONGEST_ANSWER, LONGEST_QUESTION, MOST, NO_PART, PollMistake
from event.polls import LONGEST_OPEN

_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def poll_form(view: PollFormView, texts: Texts) -> Card:
    title = texts.say("Change the poll") if view.is_change else texts.say("A new poll")
    body: list[CardElement] = [] if view.in_dialog else [heading(title)]
    if view.mistakes:
        body.append(attention(texts.say("Something is missing or not right yet. What you typed is still here.")))
    else:
        body.append(small(texts.say("You see it first. It goes to the meeting when you launch it.")))
    for language in view.event.languages:
        body += _in_language(view, language, texts)
    for name, element in (
        ("minutes", _minutes(view, texts)),
        ("voters", _voters(view, texts)),
        ("part", _part(view, texts)),
    ):
        if name in view.mistakes:
            body.append(attention(_mistake(name, view, texts)))
        body.append(element)
    body.append(
        small(
            texts.say(
                "While it is open only moderators see how many votes each answer has; when it is closed everybody "
                "does. Nobody is shown who chose what."
            )
        )
    )
    return card(texts, title, body, _actions(view, texts))


def _actions(view: PollFormView, texts: Texts) -> list[Action]:
    event = view.event
    if view.in_dialog:
        return [send_dialog(texts.say("Save"), Verb.POLL_SAVE, event, style="positive", poll=view.key)]
    return [
        button(texts.say("Save"), Verb.POLL_SAVE, event, style="positive", inputs=True, poll=view.key),
        button(texts.say("All polls"), Verb.POLL_LIST, event),
    ]


def _in_language(view: PollFormView, language: Language, texts: Texts) -> list[CardElement]:
    """Question and answers. Only the event's first language must be filled in."""
    question, answers = f"question_{language.value}", f"answers_{language.value}"
    must = language is view.event.languages[0]
    name = language_name(language, texts)
    if must:
        labels = (
            texts.say("Question in {language}", language=name),
            texts.say(
                "Answers in {language}: {fewest} to {most}, one on each line", language=name, fewest=FEWEST, most=MOST
            ),
        )
    else:
        labels = (
            texts.say("Question in {language} (optional)", language=name),
            texts.say("Answers in {language} (optional), in the same order", language=name),
        )
    body: list[CardElement] = []
    if not must:
        first = language_name(view.event.languages[0], texts)
        body.append(
            small(texts.say("What you leave empty in {language} reads as in {first}.", language=name, first=first))
        )
    for id_, label, longest in (
        (question, labels[0], LONGEST_QUESTION),
        (answers, labels[1], MOST * (LONGEST_ANSWER + 1)),
    ):
        if id_ in view.mistakes:
            body.append(attention(_mistake(id_, view, texts)))
        body.append(
            TextInput(
                id=id_,
                label=label,
                value=view.values.get(id_) or None,
                isMultiline=True if id_ == answers else None,
                maxLength=longest,
                isRequired=True if must else None,
                errorMessage=_missing(id_, texts) if must else None,
            )
        )
    return body


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
        case PollMistake.MISSING:
            return _missing(name, texts)
        case PollMistake.TOO_LONG if of_a_question:
            return texts.say("Please keep the question to {n} characters.", n=LONGEST_QUESTION)
        case PollMistake.TOO_LONG:
            return texts.say("Please keep each answer to {n} characters.", n=LONGEST_ANSWER)
        case PollMistake.TOO_FEW:
            return texts.say("Please give at least {n} answers, one on each line.", n=FEWEST)
        case PollMistake.TOO_MANY:
            return texts.say("Please give at most {n} answers, one on each line.", n=MOST)
        case PollMistake.TWICE:
            return texts.say("Two of the answers are the same.")
        case PollMistake.OTHER_NUMBER:
            return texts.say(
                "Please give as many answers as in {language}, in the same order, or leave this empty.",
                language=language_name(view.event.languages[0], texts),
            )
        case PollMistake.NOT_MINUTES:
            return _not_minutes(texts)
        case PollMistake.NO_CHOICE:
            return texts.say("Please choose one of these.")


def _missing(name: str, texts: Texts) -> str:
    if name.startswith("question_"):
        return texts.say("Please write the question.")
    return texts.say("Please write the answers, one on each line.")


def _not_minutes(texts: Texts) -> str:
    return texts.say("Please give a whole number of minutes, {most} at most, or leave it empty.", most=LONGEST_OPEN)
