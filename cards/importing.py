"""A list of sign-ups in an organiser's chat: how it was read, what it would bring, which doubtful lines come along."""

from __future__ import annotations

from microsoft_teams.cards import Action, CardElement, Choice, ChoiceSetInput, Fact, FactSet

from cards.build import attention, button, card, contact, heading, line, panel, small, subheading
from cards.card import Card
from cards.import_lines import (
    column_name,
    cut,
    field_name,
    file_mistake,
    how_read,
    remarks,
    short,
    unused,
    verdict_name,
    who,
)
from cards.texts import Texts, literal
from cards.verbs import Verb
from cards.views_importing import ColumnsView, LinesView, PreviewView, TakenOverView
from event.definition import Event
from event.importing.headers import Field
from event.importing.lines import Line, Verdict
from event.importing.sheets import UnreadableFile

NONE = "-"
"""A column's choice: there is none."""
_MOST_COLUMNS = 15
"""To choose from, for each of eight things."""
_LONGEST_CHOICE = 24
_MOST_UNUSED = 12
_ORDER = (Verdict.NEW, Verdict.CHANGED, Verdict.DOUBTFUL, Verdict.WRONG, Verdict.SAME)


def how(event: Event, texts: Texts) -> Card:
    """What to send."""
    title = texts.say("Sign-ups made elsewhere")
    body = [
        heading(title),
        line(
            texts.say(
                "Send me the list here as a file: an Excel workbook (.xlsx) or CSV. I recognise the columns, show you "
                "line by line what is new, changed, doubtful or wrong, and keep nothing until you say so."
            )
        ),
        line(texts.say("The same list may come again: nobody is signed up twice.")),
        contact(event, texts),
    ]
    return card(texts, title, body, [_participants(event, texts)])


def unreadable(event: Event, error: UnreadableFile, texts: Texts) -> Card:
    return refused(event, file_mistake(error, texts), texts)


def not_fetched(event: Event, texts: Texts) -> Card:
    return refused(event, texts.say("I couldn't fetch the file from Teams. Please send it once more."), texts)


def one_at_a_time(event: Event, texts: Texts) -> Card:
    return refused(event, texts.say("One list at a time, please."), texts)


def refused(event: Event, said: str, texts: Texts) -> Card:
    """A file that is not read, and why."""
    actions = [button(texts.say("How do I send a list?"), Verb.IMPORT_HOW, event)]
    return card(texts, said, [line(said), contact(event, texts)], actions)


def preview(view: PreviewView, texts: Texts) -> Card:
    event, number = view.event, str(view.id)
    title = texts.say("A list of sign-ups")
    lines = texts.count("{n} line", "{n} lines", len(view.table.rows))
    body: list[CardElement] = [
        heading(title),
        small(literal("; ".join(how_read(view.table, texts)))),
        subheading(texts.say("The columns")),
        FactSet(
            facts=[
                Fact(title=field_name(field, texts), value=literal(column_name(view.table, view.columns[field], texts)))
                for field in Field
                if field in view.columns
            ]
        ),
    ]
    left_out = unused(view.table, view.columns)[:_MOST_UNUSED]
    if left_out:
        body.append(small(texts.say("Left out: {columns}.", columns=literal(texts.listed(left_out)))))
    body += [
        subheading(texts.say("The lines")),
        FactSet(facts=[Fact(title=verdict_name(one, texts), value=_count(view, one, texts)) for one in _ORDER]),
    ]
    for verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.DOUBTFUL, Verdict.WRONG):
        shown = view.first.get(verdict, ())
        if shown:
            said = "\n".join(f"- {_said(one, texts)}" for one in shown)
            body.append(panel(subheading(verdict_name(verdict, texts)), line(said)))
    if view.coming:
        body.append(line(texts.say("Whoever is new or changed hears it from me, by the best road that they have.")))
    else:
        body.append(line(texts.say("There is nothing in it to take over as it stands.")))
    actions: list[Action] = []
    if view.coming:
        title_of_all = texts.count("Take over {n} line", "Take over {n} lines", view.coming)
        actions.append(button(title_of_all, Verb.IMPORT_CONFIRM, event, style="positive", id=number))
    for verdict, others in ((Verdict.NEW, Verdict.CHANGED), (Verdict.DOUBTFUL, None), (Verdict.WRONG, None)):
        if view.counts.get(verdict) or (others and view.counts.get(others)):
            actions.append(button(_all_of(verdict, texts), Verb.IMPORT_LIST, event, id=number, what=verdict.value))
    actions += [
        button(texts.say("Other columns"), Verb.IMPORT_COLUMNS, event, id=number),
        button(texts.say("Cancel"), Verb.IMPORT_DISCARD, event, id=number),
    ]
    return card(texts, f"{title}: {lines}", body, actions)


def columns(view: ColumnsView, texts: Texts) -> Card:
    event, number = view.event, str(view.id)
    title = texts.say("Which column holds what?")
    body: list[CardElement] = [heading(title)]
    if view.mistake:
        body.append(attention(texts.say("Choose a column for the e-mail address, and no column twice.")))
    offered = [
        column for column in range(view.table.width) if column < _MOST_COLUMNS or column in view.columns.values()
    ]
    choices = [
        Choice(title=column_name(view.table, column, texts, _LONGEST_CHOICE), value=str(column)) for column in offered
    ]
    none = Choice(title=texts.say("none"), value=NONE)
    body += [
        ChoiceSetInput(
            id=field.value,
            label=field_name(field, texts),
            style="compact",
            choices=[none, *choices],
            value=str(view.columns.get(field, NONE)),
        )
        for field in Field
    ]
    actions = [
        button(texts.say("Read it so"), Verb.IMPORT_MAP, event, style="positive", inputs=True, id=number),
        button(texts.say("Back to the list"), Verb.IMPORT_SHOW, event, id=number),
    ]
    return card(texts, title, body, actions)


def lines(view: LinesView, texts: Texts) -> Card:
    """Those of one kind; of the doubtful ones it is chosen which come along."""
    event, number = view.event, str(view.id)
    title = _all_of(view.verdict, texts)
    said = texts.count("{n} line", "{n} lines", view.total)
    where = said
    if view.pages > 1:
        where = texts.say("{number}, page {page} of {pages}", number=said, page=view.page + 1, pages=view.pages)
    body: list[CardElement] = [heading(title), small(where)]
    if view.verdict is Verdict.DOUBTFUL:
        body.append(line(texts.say("They are left out unless you say otherwise.")))
    body.append(line("\n".join(f"- {_said(one, texts)}" for one in view.lines)))
    actions: list[Action] = []
    if view.verdict is Verdict.DOUBTFUL:
        body.append(_choosing(view, texts))
        actions.append(_take(view, None, texts.say("Back to the list"), "positive"))
        if view.incomplete:
            title_of_all = texts.count(
                "Take the {n} incomplete one along",
                "Take the {n} incomplete ones along",
                view.incomplete,
            )
            actions.append(button(title_of_all, Verb.IMPORT_COMPLETE, event, id=number))
    else:
        actions.append(button(texts.say("Back to the list"), Verb.IMPORT_SHOW, event, id=number))
    if view.page > 0:
        actions.append(_page(view, view.page - 1, texts.say("Previous page")))
    if view.page + 1 < view.pages:
        actions.append(_page(view, view.page + 1, texts.say("Next page")))
    return card(texts, f"{title}: {said}", body, actions)


def taken_over(view: TakenOverView, texts: Texts) -> Card:
    event = view.event
    number = view.new + view.changed + view.came_back
    title = texts.count("{n} line was taken over", "{n} lines were taken over", number)
    facts = {
        texts.say("New"): view.new,
        texts.say("Changed"): view.changed,
        texts.say("Came back"): view.came_back,
        texts.say("Doubtful, left out"): view.doubtful,
        texts.say("Wrong, left out"): view.wrong_in_all,
    }
    body: list[CardElement] = [
        heading(title),
        FactSet(facts=[Fact(title=name, value=str(count)) for name, count in facts.items() if count]),
    ]
    if view.wrong:
        said = "\n".join(f"- {_said(one, texts)}" for one in view.wrong)
        body.append(panel(subheading(texts.say("These were wrong")), line(said)))
        more = view.wrong_in_all - len(view.wrong)
        if more > 0:
            body.append(small(texts.count("and {n} line more", "and {n} lines more", more)))
    if view.wrong or view.doubtful:
        body.append(
            line(texts.say("Put them right in your list and send it once more: what is there already stays as it is."))
        )
    body.append(small(texts.say("I have removed the list itself.")))
    return card(texts, title, body, [_participants(event, texts)])


def discarded(event: Event, texts: Texts) -> Card:
    said = texts.say("Nothing was taken over, and I have removed the list.")
    return card(texts, said, [line(said)], [_participants(event, texts)])


def _count(view: PreviewView, verdict: Verdict, texts: Texts) -> str:
    number = str(view.counts.get(verdict, 0))
    if verdict is Verdict.DOUBTFUL and view.taken:
        return texts.say("{number}, of which {taken} come along", number=number, taken=view.taken)
    return number


def _all_of(verdict: Verdict, texts: Texts) -> str:
    match verdict:
        case Verdict.DOUBTFUL:
            return texts.say("Doubtful lines")
        case Verdict.WRONG:
            return texts.say("Wrong lines")
        case _:
            return texts.say("New and changed lines")


def _said(one: Line, texts: Texts) -> str:
    said = remarks(one, texts, short)
    known = who(one, short) or texts.say("empty")
    name = texts.say("**line {number}**: {who}", number=one.number, who=known)
    return f"{name} ({'; '.join(said)})" if said else name


def _choosing(view: LinesView, texts: Texts) -> ChoiceSetInput:
    return ChoiceSetInput(
        id="taken",
        label=texts.say("Which of them come along all the same?"),
        style="expanded",
        isMultiSelect=True,
        wrap=True,
        choices=[
            Choice(title=texts.say("line {number}: {who}", number=one.number, who=_plainly(one)), value=str(one.number))
            for one in view.lines
        ],
        value=",".join(str(one.number) for one in view.lines if one.number in view.taken) or None,
    )


def _plainly(one: Line) -> str:
    """For a choice, which reads no Markdown."""
    return cut(one.form.name or one.form.email)


def _take(view: LinesView, page: int | None, title: str, style: str | None = None) -> Action:
    """What is chosen on the page is kept, whichever way it is left. `what` is the page that is left."""
    return button(
        title,
        Verb.IMPORT_TAKE,
        view.event,
        style="positive" if style else None,
        inputs=True,
        id=str(view.id),
        what=str(view.page),
        page="" if page is None else str(page),
    )


def _page(view: LinesView, page: int, title: str) -> Action:
    if view.verdict is Verdict.DOUBTFUL:
        return _take(view, page, title)
    return button(title, Verb.IMPORT_LIST, view.event, id=str(view.id), what=view.verdict.value, page=str(page))


def _participants(event: Event, texts: Texts) -> Action:
    return button(texts.say("All participants"), Verb.PARTICIPANTS_SHOW, event)
