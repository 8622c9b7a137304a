"""Questions to the speakers, for everybody: asking one, the board, and the answer."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, Container, TextInput, ToggleInput

from cards.build import attention, button, card, contact, heading, line, panel, refresh, row, small, subheading
from cards.card import Card
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_questions import AnswerView, AskedView, BoardView, QuestionFormView, QuestionRow, Shown
from event.definition import Event, Kept
from event.questions import LONGEST, LONGEST_ANSWER, QuestionMistake, QuestionState

IN_LIST = 700
"""Letters of a question where others stand beside it: one that came with a registration may be longer."""


def form(view: QuestionFormView, texts: Texts) -> Card:
    event = view.event
    title = texts.say("Your question to the speakers")
    body: list[CardElement] = [heading(title)]
    if view.mistake is not None:
        body.append(attention(mistake_in_words(view.mistake, LONGEST, texts)))
    body.append(
        TextInput(
            id="text",
            label=texts.say("What would you like to ask?"),
            value=view.text or None,
            maxLength=LONGEST,
            isMultiline=True,
            isRequired=True,
            errorMessage=mistake_in_words(QuestionMistake.MISSING, LONGEST, texts),
        )
    )
    if view.name:
        body.append(
            ToggleInput(
                id="named",
                label=texts.say("Your name"),
                title=texts.say("Show my name with it: {name}", name=view.name),
                value="true" if view.named else "false",
            )
        )
        body.append(small(texts.say("Without your name nobody is shown who asked, not even the moderators.")))
    else:
        body.append(small(texts.say("It is shown without your name: nobody is shown who asked.")))
    body += [small(_seen(event, texts)), small(_kept(event, texts)), contact(event, texts)]
    actions: list[Action] = [
        button(texts.say("Ask"), Verb.QUESTION_ASK, event, style="positive", inputs=True),
        button(texts.say("All questions"), Verb.QUESTION_BOARD, event),
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
    ]
    return card(texts, title, body, actions)


def asked(view: AskedView, texts: Texts) -> Card:
    event = view.event
    said = texts.say("You asked this already") if view.again else texts.say("Thank you, your question is in")
    if view.changed:
        said = texts.say("Your question is changed")
    body: list[CardElement] = [
        heading(said),
        panel(line(literal(view.text))),
        line(_seen(event, texts) if view.waits else texts.say("Everybody sees it and can upvote it.")),
        line(_named(view, texts)),
        small(_kept(event, texts)),
        contact(event, texts),
    ]
    board = button(texts.say("All questions"), Verb.QUESTION_BOARD, event)
    if view.shared:
        return card(texts, said, body, [board])
    actions: list[Action] = [board]
    if view.name:
        title = texts.say("Take my name off") if view.named else texts.say("Show my name with it")
        what = "without" if view.named else "with"
        actions.append(button(title, Verb.QUESTION_NAME, event, question=str(view.id), what=what))
    actions += [
        button(texts.say("Another question"), Verb.QUESTION_OPEN, event),
        button(texts.say("My data"), Verb.DATA_SHOW, event),
        button(texts.say("Programme"), Verb.PROGRAMME_SHOW, event),
    ]
    return card(texts, said, body, actions)


def ask_here(event: Event, mistake: QuestionMistake | None, texts: Texts) -> Card:
    """In the meeting's chat, where a question is said aloud."""
    said = texts.say("Your question to the speakers")
    body: list[CardElement] = [heading(said)]
    if mistake is QuestionMistake.TOO_LONG:
        body.append(attention(mistake_in_words(mistake, LONGEST, texts)))
    body += [
        line(
            texts.say(
                "Mention me here with the word question and your question behind it. It is shown with the name under "
                "which you signed up, for everybody here reads who asks."
            )
        ),
        small(texts.say("Would you rather ask without your name? Then send it to me in your own chat.")),
        contact(event, texts),
    ]
    return card(texts, said, body, [button(texts.say("All questions"), Verb.QUESTION_BOARD, event)])


def board(view: BoardView, texts: Texts) -> Card:
    """What everybody sees, and what each can do about it."""
    event = view.event
    answered = view.shown is Shown.ANSWERED
    title = texts.say("What was answered") if answered else texts.say("Questions to the speakers")
    number = texts.count("{n} question", "{n} questions", view.total)
    body: list[CardElement] = [heading(title)]
    body += [panel(line(f"**{said}**")) for said in _just_done(view, texts)]
    if view.live is not None and not answered:
        body.append(
            Container(
                style="accent",
                spacing="Medium",
                items=[
                    small(texts.say("This one is being answered now")),
                    line(f"**{literal(cut(view.live.text))}**"),
                    small(about(view.live, texts)),
                    *_vote(view.live, view, texts),
                ],
            )
        )
    if view.total:
        where = texts.say("{number}, page {page} of {pages}", number=number, page=view.page + 1, pages=view.pages)
        body.append(small(where if view.pages > 1 else number))
        body += [_on_board(one, view, texts) for one in view.rows]
    elif answered:
        body.append(line(texts.say("Nothing was answered yet.")))
    elif view.live is None:
        body.append(line(texts.say("Nobody asked anything yet that everybody can see. Yours may be the first.")))
    if view.waiting and not answered:
        body.append(subheading(texts.say("Yours that wait for a moderator")))
        body += [line(literal(shortened(one))) for one in view.waiting]
    if not view.total:
        body.append(contact(event, texts))
    again = refresh(Verb.QUESTION_BOARD, event, what=view.shown.value, page=str(view.page))
    return card(texts, f"{title}: {number}", body, _board_actions(view, texts), again)


def answered(view: AnswerView, texts: Texts) -> Card:
    """Sent to everybody who asked or upvoted."""
    event = view.event
    said = texts.say("The answer to your question") if view.asked else texts.say("The answer to what you upvoted")
    body: list[CardElement] = [heading(said), panel(line(f"**{literal(view.text)}**"))]
    if view.mine:
        body.append(small(texts.say("You asked: {question}", question=literal(view.mine))))
    body += [line(literal(view.answer)), contact(event, texts)]
    actions: list[Action] = [button(texts.say("All questions"), Verb.QUESTION_BOARD, event, what=Shown.ANSWERED.value)]
    return card(texts, f"{said}: {shortened(view.text, 80)}", body, actions)


def about(one: QuestionRow, texts: Texts) -> str:
    """Who want to know, who asked where they chose to be named, and for whom it is."""
    said = [texts.count("{n} person wants to know this", "{n} people want to know this", one.votes)]
    if one.asker:
        said.append(literal(one.asker))
    if one.speaker is not None:
        said.append(texts.say("for {name}", name=literal(texts.of(one.speaker))))
    elif one.part is not None:
        said.append(texts.say("for {name}", name=literal(texts.of(one.part))))
    return " · ".join(said)


def shortened(text: str, most: int = 120) -> str:
    """On one line."""
    return cut(" ".join(text.split()), most)


def cut(text: str, most: int = IN_LIST) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def mistake_in_words(mistake: QuestionMistake, longest: int, texts: Texts) -> str:
    match mistake:
        case QuestionMistake.MISSING if longest == LONGEST_ANSWER:
            return texts.say("Please write the answer.")
        case QuestionMistake.MISSING:
            return texts.say("Please write your question.")
        case QuestionMistake.TOO_LONG:
            return texts.say("At most {longest} characters, please.", longest=longest)


def _just_done(view: BoardView, texts: Texts) -> list[str]:
    said = []
    if view.upvoted is not None:
        done = texts.say("Your upvote counts. The answer comes to you too.")
        said.append(done if view.upvoted else texts.say("You count for this question already."))
    if view.taken_back is not None:
        done = texts.say("Your upvote is taken back.")
        said.append(done if view.taken_back else texts.say("You had no upvote here."))
    return said


def _on_board(one: QuestionRow, view: BoardView, texts: Texts) -> CardElement:
    items: list[CardElement] = [line(literal(cut(one.text))), small(about(one, texts))]
    if one.state is QuestionState.LATER:
        items.append(small(texts.say("For later")))
    if one.answer:
        items.append(panel(line(literal(one.answer))))
    return Container(separator=True, spacing="Medium", items=[*items, *_vote(one, view, texts)])


def _vote(one: QuestionRow, view: BoardView, texts: Texts) -> list[CardElement]:
    if one.asked:
        return [small(texts.say("This one is yours."))]
    if one.state is QuestionState.ANSWERED:
        return []
    title, verb = (
        (texts.say("Take my upvote back"), Verb.QUESTION_TAKE_BACK)
        if one.upvoted
        else (texts.say("I want to know too"), Verb.QUESTION_UPVOTE)
    )
    what, page = view.shown.value, str(view.page)
    return [row(button(title, verb, view.event, question=str(one.id), what=what, page=page))]


def _board_actions(view: BoardView, texts: Texts) -> list[Action]:
    event, what = view.event, view.shown.value
    actions: list[Action] = []
    if view.page > 0:
        page = str(view.page - 1)
        actions.append(button(texts.say("Previous page"), Verb.QUESTION_BOARD, event, what=what, page=page))
    if view.page + 1 < view.pages:
        page = str(view.page + 1)
        actions.append(button(texts.say("Next page"), Verb.QUESTION_BOARD, event, what=what, page=page))
    if view.shown is Shown.ANSWERED:
        actions.append(button(texts.say("All questions"), Verb.QUESTION_BOARD, event))
    else:
        actions.append(button(texts.say("What was answered"), Verb.QUESTION_BOARD, event, what=Shown.ANSWERED.value))
    if not view.shared:
        actions.append(button(texts.say("Ask a question"), Verb.QUESTION_OPEN, event, style="positive"))
    return actions


def _named(view: AskedView, texts: Texts) -> str:
    if view.named and view.name:
        return texts.say("Your name is shown with it: {name}.", name=literal(view.name))
    return texts.say("It is shown without your name: nobody is shown who asked.")


def _seen(event: Event, texts: Texts) -> str:
    if event.questions.hold:
        return texts.say("A moderator looks at it first; then everybody sees it and can upvote it.")
    return texts.say("Everybody sees it at once and can upvote it.")


def _kept(event: Event, texts: Texts) -> str:
    """Who asked is kept, name or none: without it the answer couldn't be sent."""
    return texts.count(
        "We keep that you asked it, to send you the answer, until {n} day after the event at most.",
        "We keep that you asked it, to send you the answer, until {n} days after the event at most.",
        event.privacy.days(Kept.QUESTION),
    )
