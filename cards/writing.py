"""A new announcement of an organiser's own: the form, and how it is read back before it counts."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput, TextInput

from cards.build import attention, button, card, heading, line, panel, small, subheading
from cards.card import Card
from cards.dates import moment_in_words
from cards.mistakes import time_mistake
from cards.planning import to_whom, when_input
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_announcements import AnnouncementRow, WriteView, WrittenView
from event.announcements import Planned, State
from event.definition import Audience, Language
from event.own_announcement import AUDIENCES, LONGEST, WritingMistake
from event.said_times import TimeMistake


def write(view: WriteView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("A new announcement")
    body: list[CardElement] = [heading(title)]
    if view.mistakes:
        body.append(attention(texts.say("Something is missing or not right yet. What you typed is still here.")))
    labels = {Language.NL: texts.say("The text in Dutch"), Language.EN: texts.say("The text in English")}
    for language in event.languages:
        name = f"text_{language.value}"
        body += _mistake(name, view, texts)
        body.append(
            TextInput(
                id=name,
                label=labels[language],
                value=view.values.get(name) or None,
                isMultiline=True,
                maxLength=LONGEST,
                isRequired=True,
                errorMessage=texts.say("Please write the text."),
            )
        )
    body += _mistake("audience", view, texts)
    body.append(
        ChoiceSetInput(
            id="audience",
            label=texts.say("For whom?"),
            style="compact",
            value=view.values.get("audience") or Audience.REGISTERED.value,
            choices=[Choice(title=_audience(one, texts), value=one.value) for one in AUDIENCES],
        )
    )
    body += _mistake("organisation", view, texts)
    body.append(
        TextInput(
            id="organisation",
            label=texts.say("Which organisation? (only with that choice)"),
            value=view.values.get("organisation") or None,
            maxLength=120,
        )
    )
    body += _mistake("when", view, texts)
    body.append(when_input(view.values.get("when", ""), texts))
    body.append(small(texts.say("You see it once more before it counts.")))
    actions: list[Action] = [
        button(texts.say("Next"), Verb.ANNOUNCEMENT_READ, event, style="positive", inputs=True),
        button(texts.say("All announcements"), Verb.ANNOUNCEMENT_LIST, event),
    ]
    return card(texts, title, body, actions)


def written(view: WrittenView, texts: Texts) -> Card:
    event, one = view.event, view.announcement
    said = moment_in_words(view.due.astimezone(event.zone), view.now, texts)
    title = texts.say("Is this right?")
    planned = Planned(
        key=one.key,
        template=one.template,
        audience=one.audience,
        due=view.due,
        until=view.due,
        state=State.PLANNED,
    )
    row = AnnouncementRow(announcement=one, planned=planned, recipients=view.recipients)
    body: list[CardElement] = [
        heading(title),
        line(f"**{said[:1].upper()}{said[1:]}**"),
        line(to_whom(row, texts)),
    ]
    if view.recipients == 0 and one.audience is not Audience.MEETING:
        body.append(attention(texts.say("At this moment that is nobody.")))
    labels = {Language.NL: texts.say("In Dutch"), Language.EN: texts.say("In English")}
    for language in event.languages:
        text = one.text.in_(language) if one.text else ""
        body += [subheading(labels[language]), panel(line(text))]
    draft = str(view.draft)
    actions: list[Action] = [
        button(texts.say("Yes, plan it"), Verb.ANNOUNCEMENT_SCHEDULE, event, style="positive", id=draft),
        button(texts.say("Change"), Verb.ANNOUNCEMENT_WRITE, event, id=draft),
        button(texts.say("Throw it away"), Verb.ANNOUNCEMENT_LIST, event),
    ]
    return card(texts, f"{title} {said}", body, actions)


def _audience(audience: Audience, texts: Texts) -> str:
    match audience:
        case Audience.REGISTERED:
            return texts.say("Everybody who signed up")
        case Audience.UNANSWERED:
            return texts.say("Who has me in Teams and hasn't answered yet")
        case Audience.ORGANISATION:
            return texts.say("The people of one organisation")
        case Audience.MEETING:
            return texts.say("The meeting's chat, one post")
        case Audience.ORGANISERS:
            return texts.say("The organisers")


def _mistake(name: str, view: WriteView, texts: Texts) -> list[CardElement]:
    mistake = view.mistakes.get(name)
    match mistake:
        case None:
            return []
        case TimeMistake():
            return [attention(time_mistake(mistake, texts))]
        case WritingMistake.MISSING:
            return [attention(texts.say("Please write the text."))]
        case WritingMistake.TOO_LONG:
            return [attention(texts.say("At most {longest} characters, please.", longest=LONGEST))]
        case WritingMistake.NO_ORGANISATION:
            return [attention(texts.say("Please say which organisation."))]
        case WritingMistake.NOBODY_FROM_THERE if view.organisations:
            names = texts.listed([literal(one) for one in view.organisations])
            return [attention(texts.say("Which one do you mean? There is: {names}.", names=names))]
        case WritingMistake.NOBODY_FROM_THERE:
            return [attention(texts.say("Nobody signed up from there."))]
        case WritingMistake.NO_AUDIENCE:
            return [attention(texts.say("Please say for whom it is."))]
