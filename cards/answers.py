"""What stands on a ballot of any kind: its fields, what is wrong with them, and in words what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, NumberInput, TextInput

from cards.build import attention, small
from cards.texts import Texts
from event.definition import LocalText, Poll, PollKind
from event.kinds import cloud, kind_of, multiple
from event.kinds.shapes import (
    BallotMistake,
    ChoiceField,
    Field,
    Label,
    Marks,
    MistakeCode,
    NumberField,
    Standard,
    TextField,
)

_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,9})?")


def label(of: Label, texts: Texts) -> str:
    if isinstance(of, LocalText):
        return texts.of(of)
    if isinstance(of, Standard):
        match of:
            case Standard.YES:
                return texts.say("Yes")
            case Standard.NO:
                return texts.say("No")
            case Standard.ABSTAIN:
                return texts.say("I'd rather not say")
    return of


def said(poll: Poll, marks: Marks, texts: Texts) -> str:
    """What a ballot says, in words."""
    return " · ".join(label(one, texts) for one in kind_of(poll).said(poll, marks))


def voted_anonymously(texts: Texts) -> str:
    return texts.say("(you voted; what you chose was anonymous)")


def drawn(poll: Poll, values: Mapping[str, str], texts: Texts, wrong: BallotMistake | None = None) -> list[CardElement]:
    """The ballot's fields, filled in with `values` by input id; what is wrong stands right over its field."""
    kind = kind_of(poll)
    body: list[CardElement] = [small(asks)] if (asks := how(poll, texts)) else []
    for field in kind.fields(poll):
        if wrong is not None and wrong.at == field.id:
            body.append(attention(mistake(wrong, texts)))
        body.append(_field(field, values.get(field.id, ""), texts))
    return body


def how(poll: Poll, texts: Texts) -> str:
    """What a ballot of this kind asks for, where its fields don't say so; else nothing."""
    match poll.kind:
        case PollKind.MULTIPLE:
            least, most = multiple.bounds(poll)
            if least == most:
                return texts.count("Choose {n} answer.", "Choose {n} answers.", most)
            return texts.say("Choose from {least} to {most} answers.", least=least, most=most)
        case PollKind.QUIZ if len(poll.right) > 1:
            return texts.say("More than one answer is right: choose all of them.")
        case PollKind.RANKING:
            return texts.say("Give each answer a place of its own: 1 is the best.")
        case PollKind.CLOUD:
            return texts.count(
                "{n} word or short phrase, of {longest} characters at most.",
                "Up to {n} words or short phrases, each of {longest} characters at most.",
                cloud.most(poll),
                longest=cloud.LONGEST,
            )
        case PollKind.NUMBER if poll.least is not None and poll.most is not None:
            return texts.say("A whole number from {least} to {most}.", least=poll.least, most=poll.most)
        case PollKind.NUMBER:
            return texts.say("A whole number.")
        case _:
            return ""


def mistake(of: BallotMistake, texts: Texts) -> str:
    match of.code:
        case MistakeCode.NOTHING:
            return texts.say("Please give your answer first.")
        case MistakeCode.NO_SUCH_OPTION:
            return texts.say("Please choose one of the answers.")
        case MistakeCode.TOO_FEW:
            return texts.count(
                "Please choose at least {n} answer.", "Please choose at least {n} answers.", of.least or 1
            )
        case MistakeCode.TOO_MANY:
            return texts.count("Please give at most {n} answer.", "Please give at most {n} answers.", of.most or 1)
        case MistakeCode.NOT_A_NUMBER:
            return texts.say("Please give a whole number, in figures.")
        case MistakeCode.OUT_OF_RANGE:
            return texts.say("Please give a number from {least} to {most}.", least=of.least, most=of.most)
        case MistakeCode.TOO_LONG:
            return texts.count("Please keep it to {n} character.", "Please keep it to {n} characters.", of.most or 1)
        case MistakeCode.SAME_PLACE:
            return texts.say("Please give each answer a place of its own.")


def _field(field: Field, value: str, texts: Texts) -> CardElement:
    match field:
        case ChoiceField():
            return ChoiceSetInput(
                id=field.id,
                label=label(field.label, texts) if field.label is not None else texts.say("Your answer"),
                style="compact" if field.compact else "expanded",
                isMultiSelect=field.several or None,
                isRequired=True,
                errorMessage=texts.say("Please choose a place.")
                if field.label is not None
                else texts.say("Please choose one of the answers."),
                placeholder=texts.say("Choose") if field.compact else None,
                value=value or None,
                wrap=True,
                choices=[Choice(title=label(item.label, texts), value=item.key) for item in field.items],
            )
        case NumberField():
            return NumberInput(
                id=field.id,
                label=texts.say("Your answer"),
                isRequired=True,
                errorMessage=_number(field, texts),
                min=field.lowest,
                max=field.highest,
                value=float(value) if _NUMBER.fullmatch(value) else None,
            )
        case TextField():
            return TextInput(
                id=field.id,
                label=texts.say("One more (optional)") if field.extra else texts.say("Your answer"),
                isRequired=None if field.extra else True,
                errorMessage=None if field.extra else texts.say("Please give your answer first."),
                isMultiline=field.lines or None,
                maxLength=field.longest,
                value=value or None,
            )


def _number(field: NumberField, texts: Texts) -> str:
    if field.lowest is None or field.highest is None:
        return texts.say("Please give a whole number, in figures.")
    return texts.say("Please give a number from {least} to {most}.", least=field.lowest, most=field.highest)
