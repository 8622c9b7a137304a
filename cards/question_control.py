"""Questions to the speakers as a moderator sees them: the lists, and one with all that can be done with it."""

from __future__ import annotations

from datetime import datetime

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput, Container, TextInput

from cards.build import Style, attention, button, card, contact, heading, line, panel, refresh, row, small, subheading
from cards.card import Card
from cards.dates import moment_in_words
from cards.questions import about, cut, mistake_in_words, shortened
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_questions import Done, ModerationView, QuestionControlView, QuestionRow, Shown
from event.questions import LONGEST_ANSWER, UNANSWERED, QuestionState

FOR_ALL = "-"
"""Chosen instead of a part or speaker; no part has it as its key."""


def question_list(view: ModerationView, texts: Texts) -> Card:
    """One of the lists, each question with what is done with it most."""
    event = view.event
    title = _title(view.shown, texts)
    number = texts.count("{n} question", "{n} questions", view.counts[view.shown])
    body: list[CardElement] = [heading(title)]
    if view.done is not None:
        body.append(panel(line(f"**{done_in_words(view.done, texts)}**")))
    if view.live is not None and view.shown is Shown.OPEN:
        body.append(
            Container(
                style="accent",
                spacing="Medium",
                items=[small(texts.say("Live")), *_entry(view.live, view, texts)],
            )
        )
    if view.rows:
        where = texts.say("{number}, page {page} of {pages}", number=number, page=view.page + 1, pages=view.pages)
        body.append(small(where if view.pages > 1 else number))
        body += [Container(separator=True, spacing="Medium", items=_entry(one, view, texts)) for one in view.rows]
    elif view.live is None or view.shown is not Shown.OPEN:
        body += [line(_none(view.shown, texts)), contact(event, texts)]
    body.append(row(*_lists(view, texts)))
    what = view.shown.value
    actions: list[Action] = []
    if view.page > 0:
        page = str(view.page - 1)
        actions.append(button(texts.say("Previous page"), Verb.QUESTION_LIST, event, what=what, page=page))
    if view.page + 1 < view.pages:
        page = str(view.page + 1)
        actions.append(button(texts.say("Next page"), Verb.QUESTION_LIST, event, what=what, page=page))
    actions.append(button(texts.say("As everybody sees it"), Verb.QUESTION_BOARD, event))
    actions.append(button(texts.say("Polls"), Verb.POLL_LIST, event))
    again = refresh(Verb.QUESTION_LIST, event, what=what, page=str(view.page))
    return card(texts, f"{title}: {number}", body, actions, again)


def control(view: QuestionControlView, texts: Texts) -> Card:
    """One question: where it stands, for whom it is, what says the same, and its answer."""
    event, one = view.event, view.row
    body: list[CardElement] = [heading(literal(one.text)), small(_standing(one, view.now, texts))]
    if view.done is Done.SENT:
        body.append(
            panel(line(texts.count("The answer goes to {n} person.", "The answer goes to {n} people.", view.told)))
        )
    elif view.done is not None:
        body.append(panel(line(f"**{done_in_words(view.done, texts)}**")))
    body.append(row(*_moves(one, view, texts)))
    body += _same(view, texts)
    body += _for_whom(view, texts)
    body += _answer(view, texts)
    actions: list[Action] = [
        button(texts.say("All questions"), Verb.QUESTION_LIST, event, what=_list_of(one.state).value)
    ]
    question = texts.say("Question")
    return card(texts, f"{question}: {shortened(one.text, 80)}", body, actions)


def done_in_words(done: Done, texts: Texts) -> str:
    match done:
        case Done.SHOWN:
            return texts.say("Everybody sees it now.")
        case Done.LIVE:
            return texts.say("It is live. What was live before counts as answered.")
        case Done.LATER:
            return texts.say("It is for later.")
        case Done.ANSWERED:
            return texts.say("Marked as answered.")
        case Done.HIDDEN:
            return texts.say("Nobody sees it any more.")
        case Done.MERGED:
            return texts.say("They are one question now. Who asked or upvoted either counts once.")
        case Done.UNMERGED:
            return texts.say("It stands by itself again.")
        case Done.ASSIGNED:
            return texts.say("It is noted for whom it is.")
        case Done.SENT | Done.CHANGED:
            return texts.say("The answer is kept.")
        case Done.ALREADY:
            return texts.say("That was so already.")


def _entry(one: QuestionRow, view: ModerationView, texts: Texts) -> list[CardElement]:

    def act(title: str, verb: Verb, style: Style | None = None) -> Action:
        what, page = view.shown.value, str(view.page)
        return button(title, verb, view.event, style=style, question=str(one.id), what=what, page=page)

    approve = act(texts.say("Show to everybody"), Verb.QUESTION_APPROVE, "positive")
    live = act(texts.say("Live"), Verb.QUESTION_LIVE, "positive")
    done = act(texts.say("Answered"), Verb.QUESTION_DONE)
    hide = act(texts.say("Hide"), Verb.QUESTION_HIDE)
    actions: list[Action]
    match one.state:
        case QuestionState.WAITING:
            actions = [approve, hide, done]
        case QuestionState.SHOWN | QuestionState.LATER:
            actions = [live, done]
        case QuestionState.LIVE:
            actions = [done]
        case QuestionState.ANSWERED | QuestionState.HIDDEN:
            actions = []
    actions.append(button(texts.say("More"), Verb.QUESTION_MANAGE, view.event, question=str(one.id)))
    return [line(literal(cut(one.text))), small(_standing(one, view.now, texts)), row(*actions)]


def _standing(one: QuestionRow, now: datetime, texts: Texts) -> str:
    when = moment_in_words(one.asked_at, now, texts)
    said = [about(one, texts), texts.say("at sign-up, {when}", when=when) if one.given else when]
    if one.state is QuestionState.LATER:
        said.append(texts.say("for later"))
    if one.merged:
        said.append(texts.count("{n} more that asks the same", "{n} more that ask the same", one.merged))
    if one.answer:
        said.append(texts.say("answer sent"))
    return " · ".join(said)


def _lists(view: ModerationView, texts: Texts) -> list[Action]:
    titles = {
        Shown.WAITING: texts.say("Waiting ({n})", n=view.counts[Shown.WAITING]),
        Shown.OPEN: texts.say("On the board ({n})", n=view.counts[Shown.OPEN]),
        Shown.ANSWERED: texts.say("Answered ({n})", n=view.counts[Shown.ANSWERED]),
        Shown.HIDDEN: texts.say("Hidden ({n})", n=view.counts[Shown.HIDDEN]),
    }
    return [
        button(title, Verb.QUESTION_LIST, view.event, what=one.value)
        for one, title in titles.items()
        if one is not view.shown
    ]


def _moves(one: QuestionRow, view: QuestionControlView, texts: Texts) -> list[Action]:
    event, state = view.event, one.state
    actions: list[Action] = []
    if state is not QuestionState.SHOWN:
        title = (
            texts.say("Show to everybody")
            if state in (QuestionState.WAITING, QuestionState.HIDDEN)
            else texts.say("Back on the board")
        )
        actions.append(button(title, Verb.QUESTION_APPROVE, event, style="positive", question=str(one.id)))
    if state in UNANSWERED:
        if state is not QuestionState.LIVE:
            actions.append(button(texts.say("Live"), Verb.QUESTION_LIVE, event, question=str(one.id)))
        actions.append(button(texts.say("Answered"), Verb.QUESTION_DONE, event, question=str(one.id)))
        if state is not QuestionState.LATER:
            actions.append(button(texts.say("For later"), Verb.QUESTION_LATER, event, question=str(one.id)))
    if state is not QuestionState.HIDDEN:
        actions.append(button(texts.say("Hide"), Verb.QUESTION_HIDE, event, question=str(one.id)))
    return actions


def _same(view: QuestionControlView, texts: Texts) -> list[CardElement]:
    """What was merged into it, and what could be."""
    event = view.event
    body: list[CardElement] = []
    if view.merged:
        body.append(subheading(texts.say("Merged into this one")))
    for other, text in view.merged:
        undo = button(texts.say("Take out again"), Verb.QUESTION_UNMERGE, event, question=str(other))
        body.append(Container(spacing="Small", items=[line(literal(shortened(text))), row(undo)]))
    if view.likely:
        body.append(subheading(texts.say("Asks much the same")))
    for other, text in view.likely:
        merge = button(
            texts.say("Merge into this one"), Verb.QUESTION_MERGE, event, other=str(other), question=str(view.row.id)
        )
        body.append(Container(spacing="Small", items=[line(literal(shortened(text))), row(merge)]))
    if view.others:
        if view.nothing_chosen:
            body.append(attention(texts.say("Choose a question first.")))
        body += [
            ChoiceSetInput(
                id="other",
                label=texts.say("Another question that asks the same"),
                style="compact",
                placeholder=texts.say("Choose a question"),
                choices=[Choice(title=shortened(text), value=str(other)) for other, text in view.others],
            ),
            row(
                button(
                    texts.say("Merge into this one"), Verb.QUESTION_MERGE, event, inputs=True, question=str(view.row.id)
                )
            ),
        ]
    return body


def _for_whom(view: QuestionControlView, texts: Texts) -> list[CardElement]:
    choices = [Choice(title=texts.say("For all"), value=FOR_ALL)]
    for part in (one for one in view.event.parts if not one.is_break):
        choices.append(Choice(title=texts.of(part.title), value=part.key))
        choices += [
            Choice(title=texts.of(speaker), value=f"{part.key}/{number}")
            for number, speaker in enumerate(part.speakers)
        ]
    return [
        ChoiceSetInput(
            id="for", label=texts.say("For whom is it?"), style="compact", value=view.chosen or FOR_ALL, choices=choices
        ),
        row(
            button(
                texts.say("Note for whom it is"),
                Verb.QUESTION_ASSIGN,
                view.event,
                inputs=True,
                question=str(view.row.id),
            )
        ),
    ]


def _answer(view: QuestionControlView, texts: Texts) -> list[CardElement]:
    body: list[CardElement] = []
    if view.mistake is not None:
        body.append(attention(mistake_in_words(view.mistake, LONGEST_ANSWER, texts)))
    written = view.typed if view.typed is not None else view.row.answer
    if view.row.answer:
        title = texts.say("Change the answer")
        note = texts.say("Who has the answer in Teams sees the change in it; nobody gets a second message.")
    else:
        title = texts.count("Send to {n} person", "Send to {n} people", view.people)
        note = texts.say(
            "It goes to everybody who asked or upvoted this, each by their own road, and stands with the answered "
            "questions."
        )
    body += [
        TextInput(
            id="answer",
            label=texts.say("The written answer"),
            value=written or None,
            maxLength=LONGEST_ANSWER,
            isMultiline=True,
        ),
        small(note),
        row(button(title, Verb.QUESTION_ANSWER, view.event, inputs=True, question=str(view.row.id))),
    ]
    return body


def _title(shown: Shown, texts: Texts) -> str:
    match shown:
        case Shown.WAITING:
            return texts.say("Questions that wait")
        case Shown.OPEN:
            return texts.say("Questions on the board")
        case Shown.ANSWERED:
            return texts.say("Questions that were answered")
        case Shown.HIDDEN:
            return texts.say("Questions that nobody sees")


def _none(shown: Shown, texts: Texts) -> str:
    if shown is Shown.WAITING:
        return texts.say("No question waits at this moment.")
    return texts.say("There are none.")


def _list_of(state: QuestionState) -> Shown:
    match state:
        case QuestionState.WAITING:
            return Shown.WAITING
        case QuestionState.ANSWERED:
            return Shown.ANSWERED
        case QuestionState.HIDDEN:
            return Shown.HIDDEN
        case _:
            return Shown.OPEN
