"""What stands on a ballot of any kind: its fields, what is wrong with them, and in words what it says."""

from __future__ import annotations

from collections.abc import Mapping

from microsoft_teams.cards import CardElement, Choice, ChoiceSetInput, NumberInput, TextInput

from cards.texts import Texts
from event.definition import LocalText, Poll
from event.kinds import kind_of
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


def drawn(poll: Poll, values: Mapping[str, str], texts: Texts) -> list[CardElement]:
    """The ballot's fields, filled in with `values` by input id."""
    return [_field(field, values.get(field.id, ""), texts) for field in kind_of(poll).fields(poll)]


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
            return texts.say("Please give a whole number.")
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
                errorMessage=texts.say("Please choose one of the answers."),
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
                value=int(value) if value.lstrip("-").isdecimal() else None,
            )
        case TextField():
            return TextInput(
                id=field.id,
                label=texts.say("Your answer"),
                isRequired=True,
                errorMessage=texts.say("Please give your answer first."),
                isMultiline=field.lines,
                maxLength=field.longest,
                value=value or None,
            )


def _number(field: NumberField, texts: Texts) -> str:
    if field.lowest is None or field.highest is None:
        return texts.say("Please give a whole number.")
    return texts.say("Please give a number from {least} to {most}.", least=field.lowest, most=field.highest)
