"""Results as an Excel workbook: a sheet for all, and one for each poll with its table and a chart of that table."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from bot.cells import as_cell, printable
from cards import report as words
from cards.report import Told
from cards.texts import Texts
from cards.views_results import Report

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
_LONGEST_NAME = 31
_COLOUR = "5B5FC7"
_HEAD = 5
"""The table's first row; the question, what it is and the sentence stand above it."""
_MOST_BARS = 40
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def workbook(report: Report, texts: Texts) -> bytes:
    book = Workbook()
    first = book.active
    first.title = _name(words.overview(texts), set())
    told = [words.told(one, texts) for one in report.polls]
    taken = {first.title.casefold()}
    sheets = []
    for nth, one in enumerate(told, start=1):
        name = _name(f"{nth}. {one.question}", taken)
        taken.add(name.casefold())
        sheets.append(book.create_sheet(name))
        _fill(sheets[-1], one, report, texts)
    _overview(first, told, sheets, report, texts)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _overview(
    sheet: Worksheet, polls: Sequence[Told], sheets: Sequence[Worksheet], report: Report, texts: Texts
) -> None:
    _text(sheet, 1, 1, words.title(report, texts), report, Font(bold=True, size=16))
    _text(sheet, 2, 1, words.made(report, texts), report)
    for row, (one, its) in enumerate(zip(polls, sheets, strict=True), start=4):
        link = _text(sheet, row, 1, one.question, report, Font(color=_COLOUR, underline="single"))
        link.hyperlink = f"#{quote_sheetname(its.title)}!A1"
        _text(sheet, row, 2, one.about, report)
        _text(sheet, row, 3, one.sentence, report)
    if not polls:
        _text(sheet, 4, 1, words.nothing(texts), report)
    for column, width in zip("ABC", (60, 30, 70), strict=True):
        sheet.column_dimensions[column].width = width
    _on_paper(sheet)


def _fill(sheet: Worksheet, one: Told, report: Report, texts: Texts) -> None:
    _text(sheet, 1, 1, one.question, report, Font(bold=True, size=14))
    _text(sheet, 2, 1, one.about, report)
    _text(sheet, 3, 1, one.sentence, report, Font(bold=True))
    for row in (1, 2, 3):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=5)
    sheet.row_dimensions[1].height = 40
    sheet.row_dimensions[3].height = 48
    for column, width in zip("ABCDE", (60, 10, 10, 16, 16), strict=True):
        sheet.column_dimensions[column].width = width
    if one.answers:
        _table(sheet, one, report, texts)
        if not one.written:
            _chart(sheet, one, texts)
    _on_paper(sheet)


def _table(sheet: Worksheet, one: Told, report: Report, texts: Texts) -> None:
    heads = words.heads(texts)
    named = [heads.answer, heads.votes, heads.share]
    if one.ranked:
        named = [heads.answer, heads.first, heads.score, heads.place]
    named += [heads.before] if one.again else []
    with_right = one.result is not None and one.result.right is not None
    named += [heads.right] if with_right else []
    for column, head in enumerate(named, start=1):
        cell = _text(sheet, _HEAD, column, head, report, Font(bold=True, color="FFFFFF"))
        cell.fill = PatternFill("solid", start_color=_COLOUR)
    for number, answer in enumerate(one.answers, start=_HEAD + 1):
        row = answer.row
        _text(sheet, number, 1, answer.label, report, Font(bold=row.right))
        sheet.cell(number, 2, row.votes)
        sheet.cell(number, 3, row.share / 100).number_format = "0%"
        if one.ranked and row.mean is not None:
            sheet.cell(number, 4, float(row.mean)).number_format = "0.0"
        if answer.before is not None:
            sheet.cell(number, 4, answer.before / 100).number_format = "0%"
        if with_right and row.right:
            sheet.cell(number, len(named), "✓")


def _chart(sheet: Worksheet, one: Told, texts: Texts) -> None:
    """Lying bars in the table's order, of its very cells: whoever changes those changes these."""
    heads = words.heads(texts)
    last = _HEAD + min(len(one.answers), _MOST_BARS)
    column = 3 if one.ranked else 2
    chart = BarChart()
    chart.type = "bar"
    chart.style = 10
    chart.title = printable(one.question)
    chart.legend = None
    chart.gapWidth = 50
    chart.add_data(Reference(sheet, min_col=column, min_row=_HEAD, max_row=last), titles_from_data=True)
    bars = chart.series[0]
    bars.cat = AxDataSource(strRef=StrRef(f=str(Reference(sheet, min_col=1, min_row=_HEAD + 1, max_row=last))))
    bars.graphicalProperties.solidFill = _COLOUR
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for shown in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, shown, False)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = False
    chart.y_axis.delete = False
    chart.y_axis.title = heads.score if one.ranked else heads.votes
    chart.y_axis.scaling.min = 0
    chart.y_axis.number_format = "0%" if one.ranked else "0"
    if one.ranked:
        chart.y_axis.scaling.max = 1
    elif max(answer.row.votes for answer in one.answers) < 5:
        chart.y_axis.majorUnit = 1
    for title in (chart.title, chart.y_axis.title):
        title.overlay = False
    chart.width, chart.height = 24, max(8.0, 3 + 1.1 * (last - _HEAD))
    sheet.add_chart(chart, "G1")


def _text(sheet: Worksheet, row: int, column: int, text: str, report: Report, font: Font | None = None) -> Any:
    cell = sheet.cell(row, column, as_cell(text, report.event.zone))
    cell.alignment = _WRAPPED
    if font is not None:
        cell.font = font
    return cell


def _name(wanted: str, taken: set[str]) -> str:
    """A sheet's name: short, without what Excel forbids, and like no other."""
    plain = _NOT_IN_A_NAME.sub(" ", wanted).strip(" '")[:_LONGEST_NAME].strip(" '") or "-"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        tail = f" ({number})"
        name = f"{plain[: _LONGEST_NAME - len(tail)]}{tail}"
    return name


def _on_paper(sheet: Worksheet) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
