"""A result as a picture for a slide: question, sentence, and a bar for each answer. It needs no screen.

Its letters come with us, for no machine has the same ones. What doesn't fit is made smaller first, and then left out
from below, and the picture says how many answers that are.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from font_roboto import font_files
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from cards import report as words
from cards.report import Answer, Told
from cards.texts import Texts

WIDTH, HEIGHT = 1920, 1080
_MARGIN = 90
_INNER = WIDTH - 2 * _MARGIN
_SIZES = (1.5, 1.35, 1.2, 1.1, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.45)
_SIZES_WRITTEN = (1.2, 1.1, 1.0, 0.9, 0.8)
_MOST_LINES = 3
"""Of one answer, and of the question."""
_INK, _SOFT, _BAR, _BAR_BACK, _RIGHT = "#242424", "#5c5c5c", "#4f52b2", "#e4e6f4", "#0e700e"
"""Dark on white: they keep apart on paper and without colour."""
_CUT = "…"
_NOT_DRAWN = str.maketrans("", "", "✓★")
"""The letters have no such signs; what they stand for is said beside them."""


@dataclass(frozen=True, kw_only=True)
class _Type:
    """Letters of one size; `line` is from one line to the next."""

    font: ImageFont.FreeTypeFont
    line: int

    def width(self, text: str) -> float:
        return self.font.getlength(text)

    def wrapped(self, text: str, width: float) -> list[str]:
        """In lines no wider than this; a word that is wider is broken."""
        lines = [""]
        for word in text.translate(_NOT_DRAWN).split():
            tried = f"{lines[-1]} {word}".strip()
            if self.width(tried) <= width:
                lines[-1] = tried
                continue
            if lines[-1]:
                lines.append("")
            *full, rest = self._pieces(word, width)
            lines[-1:] = [*full, rest]
        return lines

    def cut(self, lines: list[str], width: float, most: int) -> list[str]:
        return lines if len(lines) <= most else [*lines[: most - 1], self._shortened(lines[most - 1], width)]

    def _pieces(self, word: str, width: float) -> list[str]:
        pieces = [""]
        for letter in word:
            if pieces[-1] and self.width(pieces[-1] + letter) > width:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def _shortened(self, line: str, width: float) -> str:
        while line and self.width(line + _CUT) > width:
            line = line[:-1]
        return line.rstrip() + _CUT


@dataclass(frozen=True, kw_only=True)
class _Laid:
    """One answer as it will be drawn; its `numbers` stand beside it, or below when they are long."""

    lines: Sequence[str]
    numbers: str
    below: bool
    height: int
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """Everything in one size. `left_out` are the answers for which there is no room, `whole` that nothing is cut."""

    question: Sequence[str]
    sentence: Sequence[str]
    answers: Sequence[_Laid]
    left_out: int
    whole: bool
    size: float


def draw(one: Told, event: str, texts: Texts) -> bytes:
    """PNG. Its description is in it, where programs look for one."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(image)
    laid = _laid_out(one)
    top = _MARGIN - 20
    top = _paragraph(pen, laid.question, top, _type(54, laid.size, bold=True), _INK) + 14
    top = _paragraph(pen, laid.sentence, top, _type(34, laid.size), _INK) + round(34 * laid.size)
    for answer in laid.answers:
        _answer(pen, answer, top, laid.size, written=one.written)
        top += answer.height
    small = _type(26, 1)
    foot = HEIGHT - _MARGIN + 24
    about = f"{words.more(laid.left_out, texts)} {one.about}" if laid.left_out else one.about
    pen.text((_MARGIN, foot), about, _SOFT, small.font)
    room = _INNER - small.width(about) - 60
    if room > 0:
        pen.text(
            (WIDTH - _MARGIN, foot), small.cut(small.wrapped(event, room), room, 1)[0], _SOFT, small.font, anchor="ra"
        )
    return _png(image, words.description(one, texts))


def _laid_out(one: Told) -> _Sheet:
    """The largest size in which all is there; in the smallest as much as there is room for."""
    for size in _SIZES_WRITTEN if one.written else _SIZES:
        sheet = _in_size(one, size)
        if sheet.whole and not sheet.left_out:
            return sheet
    return sheet


def _in_size(one: Told, size: float) -> _Sheet:
    bold, middle, label = _type(54, size, bold=True), _type(34, size), _type(32, size)
    question, sentence = bold.wrapped(one.question, _INNER), middle.wrapped(one.sentence, _INNER)
    whole = len(question) <= _MOST_LINES and len(sentence) <= _MOST_LINES
    question, sentence = bold.cut(question, _INNER, _MOST_LINES), middle.cut(sentence, _INNER, _MOST_LINES)
    used = _MARGIN - 20 + len(question) * bold.line + 14 + len(sentence) * middle.line + round(34 * size)
    room = HEIGHT - _MARGIN - 10 - used
    answers: list[_Laid] = []
    for answer in one.answers:
        numbers = "" if one.written and answer.row.votes == 1 else answer.numbers
        below = label.width(numbers) > _INNER / 2.5
        width = _INNER if below else _INNER - label.width(numbers) - 60
        lines = label.wrapped(answer.called, width)
        whole = whole and len(lines) <= _MOST_LINES
        lines = label.cut(lines, width, _MOST_LINES)
        height = (len(lines) + below) * label.line + round((14 if one.written else 52) * size)
        room -= height
        if room < 0:
            break
        answers.append(_Laid(lines=lines, numbers=numbers, below=below, height=height, answer=answer))
    return _Sheet(
        question=question,
        sentence=sentence,
        answers=answers,
        left_out=len(one.answers) - len(answers),
        whole=whole,
        size=size,
    )


def _answer(pen: ImageDraw.ImageDraw, laid: _Laid, top: int, size: float, *, written: bool) -> None:
    label = _type(32, size)
    colour = _RIGHT if laid.answer.row.right else _INK
    bottom = _paragraph(pen, laid.lines, top, label, colour)
    if laid.below:
        bottom = _paragraph(pen, [laid.numbers], bottom, label, colour)
    else:
        pen.text((WIDTH - _MARGIN, top), laid.numbers, colour, label.font, anchor="ra")
    if written:
        return
    bar = (_MARGIN, bottom + round(4 * size), WIDTH - _MARGIN, bottom + round(30 * size))
    pen.rounded_rectangle(bar, radius=6, fill=_BAR_BACK)
    end = _MARGIN + round(_INNER * laid.answer.row.share / 100)
    if laid.answer.row.share:
        part = (bar[0], bar[1], max(end, _MARGIN + 6), bar[3])
        pen.rounded_rectangle(part, radius=6, fill=_RIGHT if laid.answer.row.right else _BAR)


def _paragraph(pen: ImageDraw.ImageDraw, lines: Sequence[str], top: int, of: _Type, colour: str) -> int:
    """Returns where it ends."""
    for line in lines:
        pen.text((_MARGIN, top), line, colour, of.font)
        top += of.line
    return top


def _type(pixels: int, size: float, *, bold: bool = False) -> _Type:
    scaled = max(1, round(pixels * size))
    file = font_files["RobotoBold" if bold else "Roboto"]
    return _Type(font=ImageFont.truetype(file, scaled), line=round(scaled * 1.3))


def _png(image: Image.Image, description: str) -> bytes:
    said = PngInfo()
    add = partial(said.add_itxt, zip=False)
    add("Description", description)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True, pnginfo=said)
    return written.getvalue()
