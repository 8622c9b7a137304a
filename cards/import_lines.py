"""A list's columns and lines in words: for the cards and for the command line."""

from __future__ import annotations

from collections.abc import Callable

from cards.texts import Texts, literal
from event.importing.columns import Columns, Table
from event.importing.headers import Field
from event.importing.lines import Line, Reason, Remark, Verdict
from event.importing.sheets import LARGEST, MOST_COLUMNS, MOST_ROWS, FileMistake, UnreadableFile

_LONGEST = 40
"""Letters of a value that is shown among others."""
_MOST_SHEETS = 3
Shown = Callable[[str], str]
"""How what somebody typed is shown: `short` on a card, `cut` where nothing reads Markdown."""


def file_mistake(error: UnreadableFile, texts: Texts) -> str:
    match error.mistake:
        case FileMistake.EMPTY:
            return texts.say("The file is empty.")
        case FileMistake.TOO_LARGE:
            return texts.say("The file is too large: {n} MB is the most I read.", n=LARGEST // (1024 * 1024))
        case FileMistake.TOO_MANY_ROWS:
            return texts.say("The list is too long: {n} lines is the most I read.", n=MOST_ROWS)
        case FileMistake.TOO_MANY_COLUMNS:
            return texts.say("The list is too wide: {n} columns is the most I read.", n=MOST_COLUMNS)
        case FileMistake.NOT_A_LIST:
            return texts.say("This isn't a list that I can read. Save it as an Excel workbook (.xlsx) or as CSV.")
        case FileMistake.OLD_EXCEL:
            return texts.say(
                "This is an old Excel file, or one with a password. Save it without a password as .xlsx or as CSV."
            )
        case FileMistake.BROKEN:
            return texts.say("The file is damaged. Open it, save it once more as .xlsx or as CSV, and send that.")
        case FileMistake.OPEN_QUOTE:
            return texts.say(
                "On line {line} a quotation mark is opened and not closed, so I can't tell which line is whose.",
                line=error.line,
            )
        case FileMistake.NO_ADDRESSES:
            return texts.say("I find no column with e-mail addresses in it.")


def field_name(field: Field, texts: Texts) -> str:
    match field:
        case Field.NAME:
            return texts.say("Name")
        case Field.FIRST:
            return texts.say("First name")
        case Field.INFIX:
            return texts.say("Infix, such as *van der*")
        case Field.LAST:
            return texts.say("Last name")
        case Field.EMAIL:
            return texts.say("E-mail address")
        case Field.ORGANISATION:
            return texts.say("Organisation")
        case Field.FUNCTION:
            return texts.say("Job title")
        case Field.QUESTION:
            return texts.say("Question")


def verdict_name(verdict: Verdict, texts: Texts) -> str:
    match verdict:
        case Verdict.NEW:
            return texts.say("New")
        case Verdict.CHANGED:
            return texts.say("Changed")
        case Verdict.SAME:
            return texts.say("As they were")
        case Verdict.DOUBTFUL:
            return texts.say("Doubtful")
        case Verdict.WRONG:
            return texts.say("Wrong")


def remark(one: Remark, texts: Texts, shown: Shown) -> str:
    match one.reason:
        case Reason.NO_ADDRESS:
            return texts.say("no e-mail address")
        case Reason.NOT_AN_ADDRESS:
            return texts.say("“{typed}” is no e-mail address", typed=shown(one.about))
        case Reason.NO_NAME:
            return texts.say("no name")
        case Reason.TOO_LONG:
            return texts.say("too long: {field}", field=field_name(Field(one.about), texts))
        case Reason.WITHDREW:
            return texts.say("withdrew before")
        case Reason.OTHER_ADDRESS:
            return texts.say("the same name is there with another address: {address}", address=shown(one.about))
        case Reason.OTHER_NAME:
            return texts.say("the address is known as {name}", name=shown(one.about))
        case Reason.OWN_WORDS:
            return texts.say("filled it in themselves, otherwise")
        case Reason.TWICE:
            return texts.say("the address stands on line {line} too, with something else", line=one.about)
        case Reason.AGAIN:
            return texts.say("just as on line {line}", line=one.about)
        case Reason.NO_ORGANISATION:
            return texts.say("no organisation")
        case Reason.NO_FUNCTION:
            return texts.say("no job title")


def remarks(line: Line, texts: Texts, shown: Shown) -> list[str]:
    """Why it is what it is, and what would change."""
    said = [remark(one, texts, shown) for one in line.remarks]
    for one in line.differences:
        field = field_name(Field(one.field), texts)
        if one.old:
            said.append(texts.say("{field}: {old} becomes {new}", field=field, old=shown(one.old), new=shown(one.new)))
        else:
            said.append(f"{field}: {shown(one.new)}")
    return said


def who(line: Line, shown: Shown) -> str:
    """`Anna Bos, a.bos@wonen.example, Wonen Zuid`; what is left out is left out."""
    form = line.form
    return ", ".join(shown(part) for part in (form.name, form.email, form.organisation) if part)


def short(text: str) -> str:
    """As it is typed, in a text that reads Markdown."""
    return literal(cut(text))


def cut(text: str, longest: int = _LONGEST) -> str:
    """On one line, and no longer than can be read at a glance."""
    flat = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"


def column_name(table: Table, column: int, texts: Texts, longest: int = _LONGEST) -> str:
    """`B, E-mailadres`; without a header an example of what stands in it. No Markdown."""
    called = table.called(column)
    if called:
        return f"{letter(column)}, {cut(called, longest)}"
    example = next((row.cell(column) for row in table.rows if row.cell(column)), "")
    return texts.say("{letter}, for instance {example}", letter=letter(column), example=cut(example, longest))


def letter(column: int) -> str:
    """As a spreadsheet calls it: A to Z, AA to CV."""
    before, last = divmod(column, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + last)


def how_read(table: Table, texts: Texts) -> list[str]:
    """How many lines, from which sheet, in which letters. No Markdown."""
    said = [texts.count("{n} line", "{n} lines", len(table.rows))]
    if table.sheet:
        said.append(texts.say("sheet “{name}”", name=cut(table.sheet)))
    if table.encoding:
        said.append(texts.say("letters as in {encoding}", encoding=table.encoding))
    if table.header is None:
        said.append(texts.say("without a header"))
    if table.others:
        others = [f"“{cut(name)}”" for name in table.others[:_MOST_SHEETS]]
        said.append(texts.say("not read: {sheets}", sheets=texts.listed(others)))
    return said


def unused(table: Table, columns: Columns) -> list[str]:
    """What the header calls the columns that nothing is taken from. No Markdown."""
    named = [table.called(one) for one in range(table.width) if one not in columns.values()]
    return [cut(name) for name in named if name]
