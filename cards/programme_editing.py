"""An organiser changes the programme: part by part, and published when it is right."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, Container, TextInput

from cards.build import attention, button, card, heading, line, panel, row, small, subheading
from cards.card import Card
from cards.dates import span
from cards.notices import difference
from cards.texts import Texts
from cards.verbs import Verb
from cards.views_event import PartFormView, ProgrammeDraftView
from event.definition import Part
from event.programme import FIELDS, PartMistake

_LONGEST = {"start": 20, "end": 20, "title_nl": 300, "title_en": 300}


def programme_draft(view: ProgrammeDraftView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("Change the programme")
    body: list[CardElement] = []
    if view.saved:
        saved = texts.say("Saved. Nobody was told of it yet.")
        body.append(panel(line(f"**{saved}**")))
    body.append(heading(title))
    body += [_part(part, view, texts) for part in sorted(view.parts, key=lambda one: one.start)]
    actions: list[Action] = []
    if view.changed:
        body += [subheading(texts.say("Changed since it was last published")), *_changes(view, texts)]
        body.append(
            line(
                texts.count(
                    "When you publish, {n} person hears what changed, and the programme that they have changes too.",
                    "When you publish, {n} people hear what changed, and the programme that they have changes too.",
                    view.hearers,
                )
                if view.hearers
                else texts.say("Nobody has the definitive programme yet, so nobody gets a message.")
            )
        )
        actions += [
            button(texts.say("Publish"), Verb.PROGRAMME_PUBLISH, event, style="positive"),
            button(texts.say("Throw the changes away"), Verb.PROGRAMME_DISCARD, event, style="destructive"),
        ]
    actions.append(button(texts.say("The event"), Verb.EVENT_MANAGE, event))
    return card(texts, title, body, actions)


def _part(part: Part, view: ProgrammeDraftView, texts: Texts) -> Container:
    change = button(texts.say("Change this part"), Verb.PROGRAMME_EDIT, view.event, part=part.key)
    title = subheading(f"{span(part.start, part.end, texts)} · {texts.of(part.title)}")
    return Container(separator=True, spacing="Medium", items=[title, row(change)])


def part_form(view: PartFormView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("Change: {part}", part=texts.of(view.part.title))
    body: list[CardElement] = [heading(title)]
    if view.mistakes:
        body.append(attention(texts.say("Something is missing or not right yet. What you typed is still here.")))
    for name, label in zip(FIELDS, _labels(texts), strict=True):
        if name in view.mistakes:
            body.append(attention(_mistake(view.mistakes[name], texts)))
        body.append(
            TextInput(
                id=name,
                label=label,
                value=view.values.get(name) or None,
                isMultiline=name.startswith(("description", "speakers")) or None,
                maxLength=_LONGEST.get(name, 4000),
                isRequired=name in _LONGEST or None,
                errorMessage=_mistake(PartMistake.MISSING, texts) if name in _LONGEST else None,
            )
        )
    body.append(small(texts.say("Nobody is told before you publish.")))
    actions: list[Action] = [
        button(texts.say("Save"), Verb.PROGRAMME_SAVE, event, style="positive", inputs=True, part=view.part.key),
        button(texts.say("Leave it as it is"), Verb.PROGRAMME_EDIT, event),
    ]
    return card(texts, title, body, actions)


def _changes(view: ProgrammeDraftView, texts: Texts) -> list[CardElement]:
    return [line(difference(one, texts)) for one in view.changed]


def _labels(texts: Texts) -> tuple[str, ...]:
    return (
        texts.say("Starts at"),
        texts.say("Ends at"),
        texts.say("Title in Dutch"),
        texts.say("Title in English"),
        texts.say("Description in Dutch"),
        texts.say("Description in English"),
        texts.say("Speakers in Dutch, one on each line"),
        texts.say("Speakers in English, one on each line"),
    )


def _mistake(mistake: PartMistake, texts: Texts) -> str:
    match mistake:
        case PartMistake.MISSING:
            return texts.say("Please fill this in.")
        case PartMistake.TOO_LONG:
            return texts.say("This is too long.")
        case PartMistake.NOT_A_TIME:
            return texts.say("Write a time such as 10.30.")
        case PartMistake.ENDS_BEFORE_START:
            return texts.say("This part would end before it starts.")
        case PartMistake.OVERLAPS:
            return texts.say("At that time another part is on.")
        case PartMistake.OTHER_NUMBER_OF_SPEAKERS:
            return texts.say("Give as many speakers in English as in Dutch.")
