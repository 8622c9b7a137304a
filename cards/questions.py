"""Questions to the speakers: asking one, and the moderators' list of those that wait."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, Container, TextInput

from cards.build import attention, button, card, contact, heading, line, panel, refresh, row, small
from cards.card import Card
from cards.dates import moment_in_words
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_mine import AskedView, QuestionFormView, QuestionListView, QuestionRow
from event.definition import Kept
from event.questions import LONGEST, QuestionMistake


def form(view: QuestionFormView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("Your question to the speakers")
    body: list[CardElement] = [heading(title)]
    if view.mistake is not None:
        body.append(attention(_mistake(view.mistake, texts)))
    body.append(
        TextInput(
            id="text",
            label=texts.say("What would you like to ask?"),
            value=view.text or None,
            maxLength=LONGEST,
            isMultiline=True,
            isRequired=True,
            errorMessage=_mistake(QuestionMistake.MISSING, texts),
        )
    )
    body += [
        small(texts.say("The moderators and the speakers see it, with your organisation and without your name.")),
        small(_kept(view, texts)),
        contact(event, texts),
    ]
    actions: list[Action] = [
        button(texts.say("Ask"), Verb.QUESTION_ASK, event, style="positive", inputs=True),
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
    ]
    return card(texts, title, body, actions)


def asked(view: AskedView, texts: Texts) -> Card:
    event = view.event
    said = texts.say("You asked this already") if view.again else texts.say("Thank you, your question is in")
    seen_with = (
        texts.say(
            "The moderators and the speakers see it, with {organisation} and without your name.",
            organisation=literal(view.organisation),
        )
        if view.organisation
        else texts.say("The moderators and the speakers see it, without your name.")
    )
    body: list[CardElement] = [
        heading(said),
        panel(line(literal(view.text))),
        line(seen_with),
        small(_kept(view, texts)),
        contact(event, texts),
    ]
    actions: list[Action] = [
        button(texts.say("Another question"), Verb.QUESTION_OPEN, event),
        button(texts.say("My data"), Verb.DATA_SHOW, event),
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
    ]
    return card(texts, said, body, actions)


def question_list(view: QuestionListView, texts: Texts) -> Card:
    """For moderators: the oldest first, each with its button."""
    event = view.event
    title = texts.say("Questions that wait")
    number = texts.count("{n} question", "{n} questions", view.total)
    body: list[CardElement] = [heading(title)]
    if view.done is not None:
        said = texts.say("Marked as answered.") if view.done else texts.say("That one was answered already.")
        body.append(panel(line(f"**{said}**")))
    if view.total:
        where = texts.say("{number}, page {page} of {pages}", number=number, page=view.page + 1, pages=view.pages)
        body.append(small(where if view.pages > 1 else number))
        body += [_question(one, view, texts) for one in view.rows]
    else:
        body += [line(texts.say("No question waits at this moment.")), contact(event, texts)]
    actions: list[Action] = []
    if view.page > 0:
        actions.append(button(texts.say("Previous page"), Verb.QUESTION_LIST, event, page=str(view.page - 1)))
    if view.page + 1 < view.pages:
        actions.append(button(texts.say("Next page"), Verb.QUESTION_LIST, event, page=str(view.page + 1)))
    actions.append(button(texts.say("Polls"), Verb.POLL_LIST, event))
    again = refresh(Verb.QUESTION_LIST, event, page=str(view.page))
    return card(texts, f"{title}: {number}", body, actions, again)


def _question(one: QuestionRow, view: QuestionListView, texts: Texts) -> CardElement:
    page = str(view.page)
    done = (
        button(texts.say("Answered"), Verb.QUESTION_DONE, view.event, page=page, person=one.person)
        if one.id is None
        else button(texts.say("Answered"), Verb.QUESTION_DONE, view.event, page=page, question=str(one.id))
    )
    when = moment_in_words(one.asked_at, view.now, texts)
    who = literal(one.organisation) if one.organisation else texts.say("not signed up")
    said = texts.say("{who}, at sign-up, {when}", who=who, when=when) if one.id is None else f"{who}, {when}"
    return Container(separator=True, spacing="Medium", items=[line(literal(one.text)), small(said), row(done)])


def _mistake(mistake: QuestionMistake, texts: Texts) -> str:
    match mistake:
        case QuestionMistake.MISSING:
            return texts.say("Please write your question.")
        case QuestionMistake.TOO_LONG:
            return texts.say("At most {longest} characters, please.", longest=LONGEST)


def _kept(view: QuestionFormView | AskedView, texts: Texts) -> str:
    return texts.count(
        "We keep it with your Teams account, until {n} day after the event at most.",
        "We keep it with your Teams account, until {n} days after the event at most.",
        view.event.privacy.days(Kept.QUESTION),
    )
